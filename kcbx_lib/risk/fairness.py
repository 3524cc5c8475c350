"""Whom a list misses: error rates by group, with intervals, and "insufficient evidence" where it is.

For a child, being missed (false negative) costs more than a visit too many, so FNR stands first.
A group is compared with the largest group of its column. Three answers, never a silent pass:
``gap`` (the interval of the difference lies beyond 0), ``within margin`` (the whole interval lies
within ± 10 points), ``insufficient evidence`` (anything else, and always below the least numbers).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kcbx_lib.risk.proportions import clustered_wilson, difference

Floats = NDArray[np.float64]
INSUFFICIENT, GAP, WITHIN, REFERENCE = "insufficient evidence", "gap", "within margin", "reference"
LEAST_GROUP = 50
LEAST_DENOMINATOR = 30
MARGIN = 0.10
METRICS = ("fnr", "fpr", "ppv", "selection")
GROUP_COLUMNS = (
    "column", "group", "n", "metric", "denominator", "value", "low", "high",
    "difference", "difference_low", "difference_high", "state",
)  # fmt: skip


def fairness_table(
    groups: pd.DataFrame,
    y: NDArray,
    selected: NDArray,
    *,
    p: NDArray | None = None,
    cluster: NDArray | None = None,
) -> pd.DataFrame:
    """One row a column, group and metric, FNR first.

    ``groups`` texts, ``y`` 0/1, ``selected`` whether the child is on the list; with ``p`` also
    ``calibration`` (observed − expected share). Columns as ``GROUP_COLUMNS``.
    """
    y, selected = np.asarray(y, dtype="float64"), np.asarray(selected).astype("float64")
    clusters = np.arange(len(y)) if cluster is None else np.asarray(cluster)
    parts = []
    for column in groups.columns:
        text = groups[column].to_numpy()
        sizes = pd.Series(text).value_counts()
        order = sorted(sizes.index, key=lambda name: (-sizes[name], str(name)))
        measured = {
            name: group_rates(
                y[text == name], selected[text == name], clusters[text == name],
                None if p is None else np.asarray(p)[text == name],
            )
            for name in order
        }  # fmt: skip
        for metric in [*METRICS, *(["calibration"] if p is not None else [])]:
            parts += _compared(str(column), metric, order, sizes, measured)
    return pd.DataFrame(parts, columns=list(GROUP_COLUMNS))


def group_rates(
    y: Floats, selected: Floats, cluster: NDArray, p: Floats | None
) -> dict[str, tuple[int, float, float, float]]:
    """Of one group: metric → (denominator, value, low, high)."""
    base = {
        "fnr": (y == 1, 1 - selected),
        "fpr": (y == 0, selected),
        "ppv": (selected == 1, y),
        "selection": (np.ones(len(y), dtype=bool), selected),
    }
    out = {}
    for metric, (rows, hits) in base.items():
        low, high = clustered_wilson(hits[rows], cluster[rows])
        value = float(hits[rows].mean()) if rows.any() else np.nan
        out[metric] = (int(rows.sum()), value, low, high)
    if p is not None:
        expected = float(p.mean()) if len(p) else np.nan
        low, high = clustered_wilson(y, cluster)
        out["calibration"] = (len(y), float(y.mean()) - expected, low - expected, high - expected)
    return out


def _compared(
    column: str,
    metric: str,
    order: list[str],
    sizes: pd.Series,
    measured: dict[str, dict[str, tuple[int, float, float, float]]],
) -> list[tuple]:
    reference = measured[order[0]][metric]
    rows = []
    for name in order:
        denominator, value, low, high = measured[name][metric]
        gap = (np.nan,) * 3
        if name != order[0]:
            gap = difference((value, low, high), reference[1:])
        enough = sizes[name] >= LEAST_GROUP and denominator >= LEAST_DENOMINATOR
        state = verdict(gap, enough=enough and reference[0] >= LEAST_DENOMINATOR)
        if name == order[0]:
            state = REFERENCE if enough else INSUFFICIENT
        rows.append(
            (
                column,
                str(name),
                int(sizes[name]),
                metric,
                denominator,
                value,
                low,
                high,
                *gap,
                state,
            )
        )
    return rows


def verdict(gap: tuple[float, float, float], *, enough: bool) -> str:
    """What the interval of a difference allows to be said."""
    _, low, high = gap
    if not enough or np.isnan(low) or np.isnan(high):
        return INSUFFICIENT
    if low > 0 or high < 0:
        return GAP
    return WITHIN if max(abs(low), abs(high)) <= MARGIN else INSUFFICIENT


def largest_gap(table: pd.DataFrame, metric: str) -> pd.DataFrame:
    """The largest difference between any two groups of each column: what a bare maximum would report.

    ``column, metric, gap, highest, lowest, state``: insufficient as soon as either end is.
    """
    rows = []
    for column, part in table[table["metric"].eq(metric)].groupby("column", sort=False):
        known = part.dropna(subset=["value"])
        if len(known) < 2:
            continue
        top, bottom = known.loc[known["value"].idxmax()], known.loc[known["value"].idxmin()]
        gap = difference(
            (top["value"], top["low"], top["high"]),
            (bottom["value"], bottom["low"], bottom["high"]),
        )
        enough = min(top["n"], bottom["n"]) >= LEAST_GROUP
        enough = enough and min(top["denominator"], bottom["denominator"]) >= LEAST_DENOMINATOR
        state = verdict(gap, enough=enough)
        rows.append((column, metric, gap[0], top["group"], bottom["group"], state))
    return pd.DataFrame(rows, columns=["column", "metric", "gap", "highest", "lowest", "state"])


def select_top(p: NDArray, share: float) -> NDArray[np.bool_]:
    """The list: the highest chances up to the share; those tied at the cut are in only if all fit.

    Taking all or none of the tied keeps the list free of lots; it may be shorter than the capacity.
    """
    p = np.asarray(p, dtype="float64")
    room = max(1, round(share * len(p)))
    ordered = np.sort(p)[::-1]
    cut = ordered[min(room, len(p)) - 1]
    listed = p >= cut
    if listed.sum() > room and (p > cut).any():
        listed = p > cut
    return listed
