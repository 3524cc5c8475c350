"""Small schools and townships are told together, so that none can be recognised.

A unit with fewer pupils than the limit is *small*. All small units of a county become one row. If
that row would hold a single unit, or too few pupils itself, the next smallest unit joins it: else
subtracting the others from the county would bring it back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

TOGETHER = "small_units"
LEVELS = {"school": "school_code", "township": "township"}


@dataclass(frozen=True)
class Merged:
    """``indicators`` with the small units' rows merged; ``units`` by county and level: who was merged.

    ``pupils`` are the counties' children, their unit renamed where it was merged.
    """

    indicators: pd.DataFrame
    pupils: pd.DataFrame
    units: Mapping[tuple[str, str], tuple[str, ...]]


def merge_small_units(indicators: pd.DataFrame, pupils: pd.DataFrame, *, limit: int) -> Merged:
    """One row an indicator, unit and group, as before, but no row of a small unit by itself."""
    rows, renamed = indicators.copy(), pupils.copy()
    units: dict[tuple[str, str], tuple[str, ...]] = {}
    for county in sorted(rows["county"].unique()):
        for level, column in LEVELS.items():
            here = rows["county"].eq(county) & rows["level"].eq(level)
            sizes = pupils.loc[pupils["county"].eq(county), column].value_counts()
            sizes = sizes.reindex(rows.loc[here, "unit_code"].unique()).fillna(0).astype("int64")
            together = small_together(sizes, limit=limit)
            if not together:
                continue
            units[county, level] = together
            rows.loc[here & rows["unit_code"].isin(together), "unit_code"] = TOGETHER
            inside = renamed["county"].eq(county) & renamed[column].isin(together)
            renamed.loc[inside, column] = TOGETHER
    return Merged(_added_up(rows), renamed, units)


def small_together(sizes: pd.Series, *, limit: int) -> tuple[str, ...]:
    """The units to tell together: the small ones, and as many of the next as hide a single one."""
    ordered = sizes.sort_index().sort_values(kind="stable")
    count = int(ordered.lt(limit).sum())
    if not count:
        return ()
    while count < len(ordered) and (count < 2 or ordered.iloc[:count].sum() < limit):
        count += 1
    return tuple(sorted(str(unit) for unit in ordered.index[:count]))


def _added_up(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of one indicator, unit and group as one; a merged row has no state of its own.

    A group of units that is all there is, or that is small itself, is still told: its counts are
    then held to the same rules as any other.
    """
    keys = ["county", "indicator", "level", "unit_code", "group"]
    merged = rows["unit_code"].eq(TOGETHER)
    sums = (
        rows[merged]
        .groupby(keys, sort=False, as_index=False)
        .agg(
            numerator=("numerator", lambda values: values.sum(min_count=1)),
            denominator=("denominator", lambda values: values.sum(min_count=1)),
            target=("target", "first"),
        )
    )
    parts = [rows[~merged], sums.assign(state="").astype({"state": "str"})]
    whole = pd.concat([part for part in parts if len(part)], ignore_index=True)
    whole[["numerator", "denominator"]] = whole[["numerator", "denominator"]].astype("Int64")
    return whole.sort_values(keys, kind="stable", ignore_index=True)
