"""Intake: a whole county read, cleaned and accounted for, beside bare reading of the same workbooks.

The promise: a county of 50,000 pupils and 5 million marks takes at most 2.5 times as long as
python-calamine takes to turn its workbooks into lists.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from benchmarks.reading import bare_read, timed, write_county
from kcbx_lib.intake import read_county

LIMIT = 2.5


def run(*, pupils: int = 2_000, months: int = 4, one_sheet_a_class: bool = False) -> dict[str, Any]:
    """Seconds and ratio for taking in a county of ``pupils`` with ``months`` month grids."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "990101_青禾县"
        folder.mkdir()
        marks = write_county(
            folder, pupils=pupils, months=months, one_sheet_a_class=one_sheet_a_class
        )
        files = sorted(folder.rglob("*.xlsx"))
        read_county(folder)  # imports and the dictionary are paid once
        bare = timed(lambda: [bare_read(file) for file in files])
        kit = timed(lambda: read_county(folder))
    return {
        "marks": marks,
        "bare_seconds": bare,
        "kit_seconds": kit,
        "ratio": kit / bare,
        "limit": LIMIT,
    }


if __name__ == "__main__":
    print(run())
