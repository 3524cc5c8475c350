"""Absence features over attendance marks, beside the streak computation alone. Promise: ≤ 2 ×.

``python -m benchmarks.features [--marks N]``. Level, trend, pattern and streak are timed together.
"""

from __future__ import annotations

import argparse
import json
import sys
import time

import numpy as np
import pandas as pd

from kcbx_lib.risk.features import absence

DAYS = pd.bdate_range("2024-09-02", periods=100)


def marks_of(count: int, seed: int = 1) -> pd.DataFrame:
    """Invented marks: every child on each of 100 school days, mostly present."""
    rng = np.random.default_rng(seed)
    children = count // len(DAYS)
    names = pd.Index([f"c{n:07d}" for n in range(children)], dtype="str")
    kinds = pd.Index(["present", "sick", "unexcused", "personal"], dtype="str")
    return pd.DataFrame(
        {
            "subject": names.repeat(len(DAYS)),
            "date": np.tile(DAYS.to_numpy(), children),
            "mark": kinds.take(rng.choice(4, children * len(DAYS), p=[0.93, 0.03, 0.03, 0.01])),
        }
    )


def main() -> None:
    """One JSON line: seconds of the streak, of all features, and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--marks", type=int, default=5_000_000)
    marks = marks_of(parser.parse_args().marks)
    as_of, school_days = str(DAYS[-1].date()), pd.Series(DAYS)
    start = time.process_time()
    absence.longest_unexcused_streak(marks, as_of=as_of, school_days=school_days)
    streak = time.process_time() - start
    start = time.process_time()
    absence.absence_features(marks, as_of=as_of, school_days=school_days)
    together = time.process_time() - start
    figures = {"marks": len(marks), "streak": round(streak, 2), "features": round(together, 2)}
    ratio = {"ratio": round(together / max(streak, 1e-9), 2)}
    sys.stdout.write(json.dumps({"benchmark": "features", **figures, **ratio}) + "\n")


if __name__ == "__main__":
    main()
