"""How fast are children scored, with reasons? Promise: 1 M children ≤ 5 s, and linear.

``python -m benchmarks.scoring [--children N]``; prints one JSON line a size. Timed is the whole of
``score_children``: the factors from a county's facts, points, bands, reasons and the sorted table.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from kcbx_lib.county import CountySettings
from kcbx_lib.facts import Facts
from kcbx_lib.policy import load_policy
from kcbx_lib.risk.scorecard import score_children

AS_OF = date(2024, 11, 20)
FLAGS = (
    "is_poor", "is_low_income", "is_destitute", "is_orphan", "is_unsupported", "is_disabled",
    "is_left_behind", "is_migrant", "has_learning_difficulty",
)  # fmt: skip


def facts_of(children: int, seed: int = 1) -> Facts:
    """Invented facts: each flag holds for one child in fourteen and is unknown for one in twenty."""
    rng = np.random.default_rng(seed)
    subject = pd.Index([f"c{n:07d}" for n in range(children)], dtype="str", name="subject")
    grade = rng.integers(1, 10, children)
    frame = pd.DataFrame(
        {
            "school_code": pd.Series(grade, dtype="str").radd("990101000").to_numpy(),
            "grade": pd.array(grade, dtype="Int64"),
            "age_on_cutoff": pd.array(grade + 5 + rng.integers(0, 3, children), dtype="Int64"),
            "state": "in_school",
        },
        index=subject,
    )
    for flag in FLAGS:
        known = pd.array(rng.random(children) < 0.07, dtype="boolean")
        known[rng.random(children) < 0.05] = pd.NA
        frame[flag] = known
    absence = pd.Series(rng.beta(0.6, 14, children), index=subject, dtype="Float64")
    presence = pd.DataFrame({"absence_rate": absence, "kept_days": 60})
    gone = subject[rng.random(children) < 0.03]
    streaks = pd.DataFrame({"subject": gone, "school_days": rng.integers(1, 9, len(gone))})
    cases = pd.DataFrame({"subject": subject[rng.random(children) < 0.02], "stage": "suspected"})
    settings = CountySettings("990101", "青禾县", "云岭市", "national", AS_OF, None, Path())
    return Facts(
        settings, {"children": frame, "presence": presence, "streaks": streaks, "cases": cases}
    )


def measure(children: int) -> dict:
    """Seconds of processor and of clock."""
    facts, policy = facts_of(children), load_policy("national", on=AS_OF)
    clock, processor = time.perf_counter(), time.process_time()
    scored = score_children(facts, policy)
    return {
        "children": len(scored),
        "seconds": round(time.perf_counter() - clock, 2),
        "processor_seconds": round(time.process_time() - processor, 2),
    }


def main() -> None:
    """Half the size and the whole, so that linearity shows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--children", type=int, default=1_000_000)
    children = parser.parse_args().children
    for size in (children // 2, children):
        sys.stdout.write(json.dumps({"benchmark": "scoring", **measure(size)}) + "\n")


if __name__ == "__main__":
    main()
