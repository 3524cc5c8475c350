"""Streaks: runs of unexcused absence over five million marks, beside pandas with a group per pupil.

The kit works on sorted integers; the peer is the usual ``groupby.apply``, on a hundredth of the marks.
"""

from __future__ import annotations

import json
import time
from typing import Any

import numpy as np
import pandas as pd

from kcbx_lib.attendance.records import PRESENT, UNEXCUSED
from kcbx_lib.attendance.streaks import longest_streaks

PEER_SHARE = 100


def run(*, pupils: int = 50_000, days: int = 100, seed: int = 1) -> dict[str, Any]:
    """Seconds for the kit, seconds for the peer scaled to as many marks, and their ratio."""
    rng = np.random.default_rng(seed)
    child = np.repeat(np.arange(pupils, dtype=np.int64), days)
    day = np.tile(np.arange(days, dtype=np.int64), pupils)
    kind = np.where(rng.random(pupils * days) < 0.05, UNEXCUSED, PRESENT)
    order = rng.permutation(len(child))
    start = time.process_time()
    key = child[order] * days + day[order]
    by_key = np.argsort(key, kind="stable")
    sorted_key = key[by_key]
    runs = longest_streaks(sorted_key // days, sorted_key % days, kind[order][by_key])
    kit = time.process_time() - start
    few = child < pupils // PEER_SHARE
    frame = pd.DataFrame({"child": child[few], "kind": kind[few]})
    start = time.process_time()
    peer_longest = frame.groupby("child")["kind"].apply(_longest)
    peer = (time.process_time() - start) * PEER_SHARE
    ours = pd.Series(runs["length"]).groupby(runs["child"]).max()
    same = ours.reindex(peer_longest.index).fillna(0).astype("int64").equals(peer_longest)
    return {
        "marks": len(child),
        "seconds": round(kit, 3),
        "comparisons": {
            "pandas_groupby_apply": {
                "seconds": round(peer, 1),
                "ratio": round(peer / kit, 1),
                "target": "the same result",
                "met": bool(same),
            }
        },
    }


def _longest(kinds: pd.Series) -> int:
    absent = kinds.eq(UNEXCUSED)
    return int(absent.groupby((~absent).cumsum()).sum().max())


if __name__ == "__main__":
    print(json.dumps(run(), ensure_ascii=False, indent=2))
