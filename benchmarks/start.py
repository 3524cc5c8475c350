"""How long the command takes to start, beside Python importing pandas: processor seconds of a process.

``kcbx --help`` imports no frame library at all; listing the rules and checking one sentence need pandas.
The audit's processes are a worker a stage and a kernel a county, so their imports are paid each time.

Run: ``python -m benchmarks.start``.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

REPEATS = 3
SENTENCE = "全县共有在校生120人，其中男生70人，女生60人。"


def seconds_of(arguments: list[str]) -> float:
    """The least processor seconds of a process of this Python with these arguments."""
    best = float("inf")
    for _ in range(REPEATS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        best = min(best, spent)
    return best


def run() -> dict[str, Any]:
    """Each start as a multiple of the import of pandas."""
    with tempfile.TemporaryDirectory() as name:
        report = Path(name) / "报告.txt"
        report.write_text(SENTENCE, encoding="utf-8")
        starts = {
            "help": ["-m", "kcbx_lib.cli", "--help"],
            "rules": ["-m", "kcbx_lib.cli", "rules"],
            "check_report": ["-m", "kcbx_lib.cli", "check-report", str(report)],
            "worker": ["-c", "import kcbx_lib.batch.worker, kcbx_lib.batch.notebooks"],
            "kernel": ["-c", "import ipykernel.kernelapp, kcbx_lib.notebook_session"],
        }
        pandas = seconds_of(["-c", "import pandas"])
        seconds = {what: seconds_of(arguments) for what, arguments in starts.items()}
    return {
        "import_pandas_seconds": round(pandas, 2),
        "comparisons": {
            what: {
                "seconds": round(taken, 2),
                "ratio": round(taken / pandas, 2),
                "target": "stated, beside the import of pandas",
                "met": None,
            }
            for what, taken in seconds.items()
        },
    }


if __name__ == "__main__":
    print(json.dumps(run(), ensure_ascii=False, indent=2))
