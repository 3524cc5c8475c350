"""Intake: a whole county read, cleaned and accounted for, beside bare reading of the same workbooks.

50,000 pupils and five months of marks, once with a sheet a month and once with a sheet a class. The
bare read is python-calamine turning the same files into lists.

Run: ``python -m benchmarks.intake``.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.clock import seconds_in_turn
from benchmarks.month_grids import bare_read, write_county
from kcbx_lib.intake import read_county

AT_MOST_SLOWER = 2.5
LAYOUTS = {"one_sheet_a_month": False, "one_sheet_a_class": True}


def run(*, pupils: int = 50_000, months: int = 5, repeats: int = 2) -> dict[str, Any]:
    """Seconds and ratio for each layout."""
    comparisons: dict[str, Any] = {}
    marks = 0
    for layout, by_class in LAYOUTS.items():
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name) / "990101_青禾县"
            folder.mkdir()
            marks = write_county(folder, pupils=pupils, months=months, one_sheet_a_class=by_class)
            comparisons[layout] = _compare(folder, repeats)
    return {"pupils": pupils, "marks": marks, "comparisons": comparisons}


def _compare(folder: Path, repeats: int) -> dict[str, Any]:
    files = sorted(folder.rglob("*.xlsx"))
    seconds = seconds_in_turn(
        {
            "bare": lambda: [bare_read(file) for file in files],
            "kcbx": lambda: read_county(folder),
        },
        repeats=repeats,
    )
    ratio = seconds["kcbx"] / seconds["bare"]
    return {
        "kcbx_seconds": round(seconds["kcbx"], 2),
        "bare_seconds": round(seconds["bare"], 2),
        "ratio": round(ratio, 2),
        "target": f"at most {AT_MOST_SLOWER} times the bare read",
        "met": ratio <= AT_MOST_SLOWER,
    }


if __name__ == "__main__":
    print(json.dumps(run(), ensure_ascii=False, indent=2))
