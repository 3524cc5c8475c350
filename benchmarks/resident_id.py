"""How fast a column of resident ids is cleaned, beside the tools that a user might reach for.

One million ids, 5 % of them dirty in ten ways, are cleaned by ``resident_id.clean_column`` and set
against

* python-stdnum's ``cn.ric`` called for each id, as its documentation shows: timed on 50,000 of the
  same ids and multiplied by twenty;
* a bare numpy checksum over the same Arrow buffer: the least that anybody could compute. It reads
  clean ids only, checks no date and no region, and gives no reason.

The ids have real area codes, since python-stdnum stops early at an unknown one, and births from 2080
on, so that they belong to nobody. The two do different work: python-stdnum answers valid or not and
knows the counties, the kit gives a value and one of sixteen reasons. So the ratios say what a user
waits, not who is cleverer. Times are processor seconds, the best of several runs taken in turn: other
work on the machine slows every run, and none the less.

Run: ``python -m benchmarks.resident_id``.
"""

from __future__ import annotations

import importlib.util
import json
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from kcbx_lib.clean import Reason, resident_id
from kcbx_lib.clean import resident_id_matrix as matrix

IDS = 1_000_000
SAMPLE = 50_000
DIRTY_SHARE = 0.05
SEED = 11643
REPEATS = 5
# Districts in ten provinces, early and late in python-stdnum's table.
AREAS = "110105 140302 150921 230102 350203 411403 440104 510107 610702 650102".split()
AT_LEAST_FASTER_THAN_STDNUM = 200
AT_MOST_SLOWER_THAN_BARE = 6

DAMAGE: tuple[Callable[[str], str], ...] = (
    lambda text: text.lower() if text[17] == "X" else f"'{text}",
    lambda text: f" {text}",
    lambda text: f"{text[:6]} {text[6:]}",
    lambda text: f"{text[:6]}-{text[6:14]}-{text[14:]}",
    lambda text: f"\u3000{text}",
    lambda text: text[:15] + "000",
    lambda text: text[:16] + str((int(text[16]) + 3) % 10) + text[17],
    lambda text: text[:6] + text[8:17],
    lambda text: text[:17],
    lambda _: "无",
)


def clean_ids(count: int = IDS, *, seed: int = SEED) -> pd.Series:
    """Valid ids of people who are not born yet, as a column of texts."""
    rng = np.random.default_rng(seed)
    births = np.datetime64("2080-01-01") + rng.integers(0, 7_300, count)
    days = np.char.replace(births.astype("datetime64[D]").astype(str), "-", "")
    areas = rng.choice(AREAS, count)
    order = np.char.zfill(rng.integers(1, 999, count).astype(str), 3)
    bodies = np.char.add(np.char.add(areas, days), order)
    digits = bodies.astype("S17").view(np.uint8).reshape(count, 17) - ord("0")
    letters = np.array(list(matrix.CHECK_LETTERS))[digits @ np.array(matrix.WEIGHTS) % 11]
    return pd.Series(np.char.add(bodies, letters), dtype="str")


def with_dirt(ids: pd.Series, *, seed: int = SEED) -> pd.Series:
    """The ids with 5 % of them damaged, each way of damage equally often."""
    rng = np.random.default_rng(seed)
    texts = ids.to_list()
    rows = rng.choice(len(texts), int(len(texts) * DIRTY_SHARE), replace=False)
    for place, row in enumerate(rows.tolist()):
        texts[row] = DAMAGE[place % len(DAMAGE)](texts[row])
    return pd.Series(texts, dtype="str")


def bare_checksum(ids: pd.Series) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """The check character of clean ids and nothing else: one product of a matrix and the weights."""
    texts = matrix.byte_matrix(matrix.arrow_texts(ids))
    expected = (texts[:, :17] - ord("0")) @ np.array(matrix.WEIGHTS) % 11
    letters = np.frombuffer(matrix.CHECK_LETTERS.encode(), dtype=np.uint8)
    return letters[expected] == texts[:, 17]


def stdnum_check() -> Callable[[str], bool] | None:
    """python-stdnum's check of one id, its table of counties read; None if it is not installed."""
    if importlib.util.find_spec("stdnum") is None:
        return None
    from stdnum.cn import ric

    ric.is_valid("110105208001010014")
    check: Callable[[str], bool] = ric.is_valid
    return check


def _best_seconds(
    works: dict[str, Callable[[], object]], repeats: int = REPEATS
) -> dict[str, float]:
    """The least processor seconds of each work, the works taken in turn."""
    best = dict.fromkeys(works, float("inf"))
    for _ in range(repeats):
        for name, work in works.items():
            begun = time.process_time()
            work()
            best[name] = min(best[name], time.process_time() - begun)
    return best


def run() -> dict[str, Any]:
    """The seconds, the ratios, and whether each target is met; a skipped comparison says so."""
    clean = clean_ids()
    ids = with_dirt(clean)
    if not bare_checksum(clean).all():
        raise ValueError("the invented ids are not valid: the benchmark would measure nothing")
    check = stdnum_check()
    sample = ids.iloc[:SAMPLE].to_list()
    works: dict[str, Callable[[], object]] = {
        "kcbx": lambda: resident_id.clean_column(ids),
        "bare": lambda: bare_checksum(clean),
    }
    if check is not None:
        works["stdnum"] = lambda: [check(text) for text in sample]
    seconds = _best_seconds(works)
    ours, bare = seconds["kcbx"], seconds["bare"]
    reasons = resident_id.clean_column(ids).reason.value_counts()
    comparisons: dict[str, Any] = {
        "bare_numpy_checksum": {
            "seconds": round(bare, 4),
            "ratio": round(ours / bare, 2),
            "target": f"at most {AT_MOST_SLOWER_THAN_BARE} times slower",
            "met": ours / bare <= AT_MOST_SLOWER_THAN_BARE,
        },
        "python_stdnum": {"skipped": "python-stdnum is not installed (make bench installs it)"},
    }
    if check is not None:
        stdnum = seconds["stdnum"] * len(ids) / len(sample)
        comparisons["python_stdnum"] = {
            "seconds": round(stdnum, 2),
            "extrapolated_from": len(sample),
            "accepts_share_of_clean_ids": float(
                np.mean([check(text) for text in clean.iloc[:1000]])
            ),
            "ratio": round(stdnum / ours, 1),
            "target": f"at least {AT_LEAST_FASTER_THAN_STDNUM} times faster",
            "met": stdnum / ours >= AT_LEAST_FASTER_THAN_STDNUM,
        }
    return {
        "ids": len(ids),
        "dirty_share": DIRTY_SHARE,
        "seconds": round(ours, 4),
        "reasons": {Reason(code).name: int(rows) for code, rows in reasons.items() if rows},
        "comparisons": comparisons,
    }


if __name__ == "__main__":
    print(json.dumps(run(), ensure_ascii=False, indent=2))
