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
    whole = pd.concat([_blocks(members, county, levels, groups, flags)])
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
    plain = members.assign(
        counted=members["counted"].eq(True).fillna(False).astype("int64"),
        unknown=members["unknown"].eq(True).fillna(False).astype("int64")
        if "unknown" in members
        else 0,
    )
    blocks = [_tally(plain, "county", county, ALL)]
    for level in levels:
        column = "school_code" if level == "school" else level
        if column in plain:
            for code, part in plain.groupby(plain[column], sort=True):
                blocks.append(_tally(part, level, str(code), ALL))
    for column in groups:
        if column in plain:
            for code, part in plain.groupby(plain[column], sort=True):
                blocks.append(_tally(part, "county", county, f"{column}_{code}"))
    for flag in GROUPS if flags else ():
        if flag in plain and plain[flag].notna().any():
            inside = plain[flag].eq(True).fillna(False)
            outside = plain[flag].eq(False).fillna(False)
            blocks.append(_tally(plain[inside], "county", county, flag))
            blocks.append(_tally(plain[outside], "county", county, f"not_{flag}"))
    return pd.DataFrame(blocks)


def _tally(part: pd.DataFrame, level: str, unit_code: str, group: str) -> dict[str, object]:
    return {
        "level": level,
        "unit_code": unit_code,
        "group": group,
        "numerator": int(part["counted"].sum()),
        "denominator": len(part),
        "unknown": int(part["unknown"].sum()),
    }
