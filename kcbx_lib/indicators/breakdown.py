"""One indicator over its members, counted for the county and for every unit and group.

Members are the denominator, one row a child: index ``subject``, ``counted`` (in the numerator),
optional ``unknown`` (could be either), and the columns they are broken down by.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from kcbx_lib.indicators.rates import COUNTS
from kcbx_lib.policy.values import GROUPS

ALL = "all"


def counts_of(
    members: pd.DataFrame,
    indicator: str,
    *,
    county: str,
    levels: Iterable[str] = ("township", "school"),
    groups: Iterable[str] = ("stage", "grade", "sex"),
    flags: bool = True,
    excluded: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Counts of one indicator, columns ``COUNTS``: the county, each unit, and at county level each group.

    A key group stands beside those known not to belong to it (``is_poor``, ``not_is_poor``); children
    of whom it is not known are in neither. ``excluded`` holds those left out of the denominator, with
    the same columns, and is only counted.
    """
    whole = _blocks(members, county, levels, groups, flags)
    left_out = _excluded(excluded, county, levels, groups, flags)
    keys = ["level", "unit_code", "group"]
    out = whole.merge(left_out, on=keys, how="left", validate="one_to_one")
    out["excluded"] = out["excluded"].fillna(0).astype("int64")
    out["indicator"] = indicator
    return out[list(COUNTS)].sort_values(keys, kind="stable", ignore_index=True)


def _excluded(
    excluded: pd.DataFrame | None,
    county: str,
    levels: Iterable[str],
    groups: Iterable[str],
    flags: bool,
) -> pd.DataFrame:
    columns = ["level", "unit_code", "group", "excluded"]
    if excluded is None or excluded.empty:
        return pd.DataFrame({name: pd.Series(dtype="str") for name in columns}).astype(
            {"excluded": "int64"}
        )
    counted = _blocks(excluded.assign(counted=False), county, levels, groups, flags)
    return counted.rename(columns={"denominator": "excluded"})[columns]


def _blocks(
    members: pd.DataFrame, county: str, levels: Iterable[str], groups: Iterable[str], flags: bool
) -> pd.DataFrame:
    """Counts by level, unit and group: ``level, unit_code, group, numerator, denominator, unknown``."""
    plain = pd.DataFrame(
        {
            "numerator": members["counted"].eq(True).fillna(False).astype("int64"),
            "denominator": 1,
            "unknown": members["unknown"].eq(True).fillna(False).astype("int64")
            if "unknown" in members
            else 0,
        },
        index=members.index,
    ).astype("int64")
    values = plain.to_numpy()
    rows = [("county", county, ALL, *values.sum(axis=0))]
    for flag in GROUPS if flags else ():
        if flag in members and members[flag].notna().any():
            for name, wanted in ((flag, True), (f"not_{flag}", False)):
                inside = members[flag].eq(wanted).fillna(False).to_numpy(dtype=bool)
                rows.append(("county", county, name, *values[inside].sum(axis=0)))
    blocks = [pd.DataFrame(rows, columns=["level", "unit_code", "group", *plain.columns])]
    for level in levels:
        column = "school_code" if level == "school" else level
        if column in members:
            sums = _sums(plain, members[column])
            blocks.append(sums.assign(level=level, unit_code=sums.index, group=ALL))
    for column in groups:
        if column in members:
            sums = _sums(plain, members[column])
            names = f"{column}_" + pd.Series(sums.index, index=sums.index).astype("str")
            blocks.append(sums.assign(level="county", unit_code=county, group=names))
    whole = pd.concat(blocks, ignore_index=True)
    return whole.astype({"level": "str", "unit_code": "str", "group": "str"})


def _sums(plain: pd.DataFrame, keys: pd.Series) -> pd.DataFrame:
    """The counts summed by a column's values; who has none is in no unit."""
    return plain.groupby(keys, sort=True).sum()
