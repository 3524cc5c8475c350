"""How fast are children scored, with reasons? Promise: 1 M children ≤ 5 s, and linear.

``python -m benchmarks.scoring [--children N]``; prints one JSON line a size.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from datetime import date

import numpy as np
import pandas as pd

from kcbx_lib.policy import load_policy
from kcbx_lib.risk.scorecard import band_of, load_scorecard, points_table, reasons_of


def factor_values(children: int, seed: int = 1) -> pd.DataFrame:
    """Invented factors: each holds for about one child in seven and is unknown for one in twenty."""
    rng = np.random.default_rng(seed)
    values = {}
    for factor in load_scorecard().factors:
        level = np.where(rng.random(children) < 0.15, np.round(rng.random(children), 3) + 0.1, 0.0)
        hidden = rng.random(children) < 0.05
        values[factor.name] = pd.Series(level, dtype="Float64").mask(hidden)
    return pd.DataFrame(values)


def measure(children: int) -> dict:
    """Seconds of processor and of clock for points, bands and reasons."""
    card, policy = load_scorecard(), load_policy("national", on=date(2024, 11, 20))
    values = factor_values(children)
    clock, processor = time.perf_counter(), time.process_time()
    points = points_table(values, card)
    band_of(points.sum(axis=1), card)
    reasons = reasons_of(values, points, card, policy)
    return {
        "children": len(reasons),
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
