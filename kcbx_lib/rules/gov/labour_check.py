"""GOV-08: too few checks for under-age work in a spring or an autumn that is over.

Of the checks of a year each season has its half, and an odd one may be held in either: two a year are
one in spring and one in autumn. Several places checked on one day are one check.

Checks belong to a season by the school term they fall in; the season is over at the end of May and of
November, and a check held later in the same term still counts. A season is judged only if the record
of activities reaches back to its first two months.
"""

from __future__ import annotations

from collections import Counter

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy, period_of, period_span, periods_between
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.labels import label
from kcbx_lib.rules.organisations import county_subject

RULE = Rule(
    id="GOV-08",
    needs=("activities",),
    uses=("labour.checks_per_year",),
    serves=("Y11", "Z10"),
    demands=("labour.checks_per_year",),
)
OVER = {"spring": (5, 31), "autumn": (11, 30)}


def find(facts: Facts, policy: Policy) -> Found:
    """One finding a season with too few labour checks, on the county."""
    activities = facts["activities"]
    dates = activities["date"].dropna()
    if dates.empty:
        return Found.untested("rules_gov.no_dates")
    checks = activities.loc[activities["kind"].eq("labour_check"), "date"].dropna()
    days = checks.dt.normalize().drop_duplicates()
    held = Counter(period_of(day.date(), "seasonal") for day in days)
    asked = int(policy["labour.checks_per_year"])
    rows, tested, reached = [], 0, False
    first = period_of(dates.min().date(), "seasonal")
    for season in periods_between(first, period_of(facts.as_of.date(), "seasonal")):
        span = period_span(season)
        year, name = season.split("-")
        over = pd.Timestamp(int(year), *OVER[name])
        if span is None or facts.as_of <= over:
            continue
        reaches_back = dates.min() < pd.Timestamp(span[0]) + pd.DateOffset(months=2)
        if not reaches_back:
            continue
        tested += 1
        wanted = asked // 2
        if name == "autumn" and reached and held[f"{year}-spring"] >= wanted:
            wanted = max(wanted, asked - held[f"{year}-spring"])
        reached = True
        if held[season] < wanted:
            rows.append(
                county_subject(facts)
                | {
                    "case_key": season,
                    "season": label(f"rules_gov.{name}", year=year),
                    "asked": wanted,
                    "held": held[season],
                    "is_past": facts.as_of > pd.Timestamp(span[1]),
                }
            )
    return Found(pd.DataFrame(rows) if rows else Found.nothing(0).rows, tested)
