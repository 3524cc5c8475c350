"""The rows of a publication before anything is blanked: indicators and states, counties and city."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from kcbx_lib.publication.run_tables import CountyOfRun

CITY = "city"
ALL = "all"
# Counts by state that are no state: all children, and those of the household register among them.
WHOLES = ("children", "in_population")
# Amounts follow from counts at known standards, so a blank count would come back from the money.
NOT_PUBLISHED = ("aid_yuan",)
ROW_KEYS = ("indicator", "level", "county", "unit_code", "group")


def indicator_rows(indicators: pd.DataFrame, counties: Sequence[CountyOfRun]) -> pd.DataFrame:
    """One row an indicator, unit and group. The others of a group (``not_…``) follow and are left out.

    With several counties a row of the whole city is added where every county has the indicator.
    """
    rows = indicators[
        ~indicators["indicator"].isin(NOT_PUBLISHED) & ~indicators["group"].str.startswith("not_")
    ]
    whole = rows[rows["level"].eq("county") & rows["group"].eq(ALL)]
    parts = [rows]
    if len(counties) > 1:
        sums = whole.groupby("indicator", as_index=False).agg(
            numerator=("numerator", "sum"),
            denominator=("denominator", lambda values: values.sum(min_count=1)),
            known=("denominator", "count"),
            counties=("county", "nunique"),
        )
        # A denominator that one county lacks is none of the city's.
        sums["denominator"] = sums["denominator"].where(sums["known"].eq(len(counties)))
        sums = sums[sums["counties"].eq(len(counties))].drop(columns=["known", "counties"])
        parts.append(
            sums.assign(
                level=CITY, county=CITY, unit_code=CITY, group=ALL, target=float("nan"), state=""
            )
        )
    table = pd.concat(parts, ignore_index=True)
    table[["numerator", "denominator"]] = table[["numerator", "denominator"]].astype("Int64")
    order = {level: number for number, level in enumerate((CITY, "county", "township", "school"))}
    table = table.assign(_order=table["level"].map(order))
    keys = ["indicator", "_order", "county", "group", "unit_code"]
    return table.sort_values(keys, kind="stable", ignore_index=True).drop(columns="_order")


def state_rows(states: pd.DataFrame, counties: Sequence[CountyOfRun]) -> pd.DataFrame:
    """One row a county (or the city) and measure: all children, those of the register, each state."""
    known = sorted(states["state"].unique())
    rows = []
    for county in counties:
        here = states[states["county"].eq(county.code)]
        rows.append((county.code, "children", len(here)))
        rows.append((county.code, "in_population", int(here["in_population"].sum())))
        counts = here["state"].value_counts()
        rows += [(county.code, state, int(counts.get(state, 0))) for state in known]
    table = pd.DataFrame(rows, columns=["county", "measure", "count"])
    if len(counties) > 1:
        city = table.groupby("measure", sort=False, as_index=False)["count"].sum()
        table = pd.concat([city.assign(county=CITY), table], ignore_index=True)
    return table[["county", "measure", "count"]].astype({"count": "int64"})
