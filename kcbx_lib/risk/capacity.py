"""A list that the visitors can work through: so many visits a week, for so many weeks.

The list is cut between scores, never among children of the same score by accident: who ties at the cut
is listed apart, for people to choose from. Beside it stands the comparator: whole schools, visited by
their mean score, until the same visits are spent.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kcbx_lib.errors import WrongUse
from kcbx_lib.messages import say


@dataclass(frozen=True)
class VisitList:
    """``sure`` rows are within the capacity; of ``tied`` only ``places_left`` can be visited."""

    sure: pd.DataFrame
    tied: pd.DataFrame
    places_left: int
    cut_score: int | None


def visit_list(risk: pd.DataFrame, *, visits_a_week: int, weeks: int = 1) -> VisitList:
    """Cut ``risk`` (``subject, score`` …) to the capacity. Children with no point are never listed.

    Raises WrongUse for a capacity below one visit.
    """
    places = int(visits_a_week) * int(weeks)
    if places < 1:
        raise WrongUse(say("risk.no_capacity", visits=visits_a_week, weeks=weeks))
    ordered = risk[risk["score"].gt(0)].sort_values(
        ["score", "subject"], ascending=[False, True], kind="stable"
    )
    if len(ordered) <= places:
        nobody = ordered.iloc[0:0]
        return VisitList(ordered.reset_index(drop=True), nobody, places - len(ordered), None)
    cut = int(ordered["score"].iloc[places - 1])
    above = ordered[ordered["score"].gt(cut)]
    at = ordered[ordered["score"].eq(cut)]
    if len(above) + len(at) == places:
        return VisitList(ordered.head(places).reset_index(drop=True), at.iloc[0:0], 0, cut)
    return VisitList(
        above.reset_index(drop=True), at.reset_index(drop=True), places - len(above), cut
    )


def visit_order(risk: pd.DataFrame, *, visits_a_week: int) -> pd.DataFrame:
    """Every child with a point, with the week of its visit: ``week`` 1, 2, …; ties keep one week's order
    open: ``first_week`` and ``last_week`` bound when a child can be visited whatever the order of ties.
    """
    if visits_a_week < 1:
        raise WrongUse(say("risk.no_capacity", visits=visits_a_week, weeks=1))
    out = risk[risk["score"].gt(0)].sort_values(
        ["score", "subject"], ascending=[False, True], kind="stable", ignore_index=True
    )
    first = out["score"].rank(method="min", ascending=False)
    last = out["score"].rank(method="max", ascending=False)
    return out.assign(
        week=(pd.Series(range(len(out))) // visits_a_week + 1).astype("int64"),
        first_week=((first - 1) // visits_a_week + 1).astype("int64"),
        last_week=((last - 1) // visits_a_week + 1).astype("int64"),
    )


def school_order(risk: pd.DataFrame, *, visits: int) -> pd.DataFrame:
    """Whole schools by mean score, until the visits are spent: ``school_code, pupils, mean_score,
    is_visited``. The comparator: does choosing children find more than choosing schools?
    """
    schools = risk.groupby("school_code", dropna=False).agg(
        pupils=("subject", "size"), mean_score=("score", "mean")
    )
    schools = schools.reset_index().sort_values(
        ["mean_score", "school_code"], ascending=[False, True], kind="stable", ignore_index=True
    )
    spent_before = schools["pupils"].cumsum() - schools["pupils"]
    return schools.assign(is_visited=spent_before.lt(visits))


def ways_compared(risk: pd.DataFrame, *, visits: int) -> pd.DataFrame:
    """What the same number of visits reaches in three ways: ``way, visits, high, points``.

    ``children`` by score (places tied at the cut dealt by lot), ``schools`` whole ones by mean score
    (of the last one a part, by lot), ``lot`` any children. ``high`` children of the high band and
    ``points`` of all visited are expectations. This compares the ways by the score itself: whether
    the children reached would have left is measured on labelled terms only (``policy_what_if``).
    """
    visits = min(visits, len(risk))
    high = risk["band"].eq("high").astype("float64")
    by_school = risk.merge(
        school_order(risk, visits=visits).reset_index(names="place")[["school_code", "place"]],
        on="school_code", how="left", validate="many_to_one",
    )["place"]  # fmt: skip
    keys = {"children": -risk["score"], "schools": by_school, "lot": pd.Series(0, index=risk.index)}
    rows = []
    for way, key in keys.items():
        part = _part_visited(key.to_numpy("float64"), visits)
        points = float((part * risk["score"].to_numpy("float64")).sum())
        rows.append((way, visits, float((part * high.to_numpy()).sum()), points))
    return pd.DataFrame(rows, columns=["way", "visits", "high", "points"])


def _part_visited(key: NDArray[np.float64], visits: int) -> NDArray[np.float64]:
    """The chance of each row to be visited, lowest key first, equal keys by lot."""
    order, group = np.unique(key, return_inverse=True)
    size = np.bincount(group, minlength=len(order))
    room = np.clip(visits - (np.cumsum(size) - size), 0, size)
    return np.asarray((room / np.maximum(size, 1))[group], dtype="float64")
