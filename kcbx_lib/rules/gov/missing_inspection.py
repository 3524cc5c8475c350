"""GOV-04: an inspection that the profile asks for did not take place.

Three demands, each of its own document: so many inspections a term of every organisation that is
inspected; so many special inspections a year by the county; every township once in a cycle of years.
Each is judged only when its time is over and the table reaches back far enough; a term that still
runs is tested too once every organisation has had its inspections, for then nothing can be missing.
On the day a cycle ends there is still time.
"""

from __future__ import annotations

from datetime import date

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy, period_of, period_span
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.organisations import county_subject, placed, townships
from kcbx_lib.rules.series import due_periods, expected_orgs, in_term

RULE = Rule(
    id="GOV-04",
    needs=("inspections",),
    uses=("inspection.per_term", "inspection.special_per_year", "inspection.cycle_years"),
    serves=("Z10", "S6", "H8", "D9", "N1"),
)
PER_TERM = "inspection.per_term"
WHO = ["subject_kind", "subject", "school_code", "township"]


def find(facts: Facts, policy: Policy) -> Found:
    """One finding an organisation and term, a year, or a township and cycle."""
    if all(policy[key] is None for key in RULE.uses):
        return Found.untested("rules_gov.no_inspections_asked", policy=policy.title["zh"])
    inspections = facts["inspections"]
    dated = placed(inspections[inspections["date"].notna()], facts)
    rows: list[dict[str, object]] = []
    tested = 0
    for judge in (_per_term, _special_per_year, _per_cycle):
        found, looked_at = judge(dated, facts, policy)
        rows += found
        tested += looked_at
    if not tested:
        return Found.untested("rules_gov.term_not_over")
    return Found(pd.DataFrame(rows) if rows else Found.nothing(0).rows, tested)


Judged = tuple[list[dict[str, object]], int]


def _per_term(dated: pd.DataFrame, facts: Facts, policy: Policy) -> Judged:
    asked = policy["inspection.per_term"]
    if asked is None or dated.empty:
        return [], 0
    term = facts.county.term

    def due(period: str) -> date | None:
        span = period_span(period)
        if span is None:
            return None
        return term.end if term is not None and span[0] <= term.start <= span[1] else span[1]

    periods = dated["date"].map(lambda day: period_of(day.date(), "seasonal"))
    done = dated.assign(period=periods.astype("str"))
    who = expected_orgs(done, facts)
    who = who[who["subject_kind"].isin(["school", "township"])]
    rows: list[dict[str, object]] = []
    tested = 0
    for period in due_periods(done["period"], facts, kind="seasonal", due=due):
        times = done[done["period"].eq(period)].groupby("org_key").size()
        if not in_term(period, facts) and 2 * who.index.isin(times.index).sum() < len(who):
            continue
        tested += len(who)
        short = who[times.reindex(who.index).fillna(0).lt(int(asked))]
        for key, org in short[WHO].iterrows():
            held = int(times.get(str(key), 0))
            demand = {"span": period, "asked": int(asked), "held": held}
            rows.append(
                {
                    **{str(k): v for k, v in org.items()},
                    **demand,
                    "case_key": period,
                    "clause": PER_TERM,
                    "is_past": True,
                }
            )
    running = period_of(facts.as_of.date(), "seasonal")
    times = done[done["period"].eq(running)].groupby("org_key").size()
    day = due(running)
    if day is not None and day >= facts.as_of.date() and len(who):
        tested += len(who) if times.reindex(who.index).fillna(0).ge(int(asked)).all() else 0
    return rows, tested


def _special_per_year(dated: pd.DataFrame, facts: Facts, policy: Policy) -> Judged:
    asked = policy["inspection.special_per_year"]
    if asked is None or not facts.has("activities"):
        return [], 0
    activities = facts["activities"]
    days = activities.loc[activities["kind"].eq("special_inspection"), "date"].dropna()
    first = activities["date"].min()
    if pd.isna(first):
        return [], 0
    rows: list[dict[str, object]] = []
    tested = 0
    for year in range(first.year, facts.as_of.year):
        if first > pd.Timestamp(year, 1, 31):
            continue
        tested += 1
        held = int(days[days.dt.year.eq(year)].dt.normalize().nunique())
        if held < int(asked):
            rows.append(
                county_subject(facts)
                | {"case_key": f"special-{year}", "span": str(year), "asked": int(asked), "held": held,
                   "clause": "inspection.special_per_year", "is_past": True}
            )  # fmt: skip
    return rows, tested


def _per_cycle(dated: pd.DataFrame, facts: Facts, policy: Policy) -> Judged:
    years = policy["inspection.cycle_years"]
    if years is None or dated.empty:
        return [], 0
    since = facts.as_of - pd.DateOffset(years=int(years))
    if dated["date"].min() > since:
        return [], 0
    seen = set(dated.loc[dated["date"].ge(since), "township"].dropna())
    names = townships(facts)
    rows = [
        {
            "subject_kind": "township",
            "subject": name,
            "township": name,
            "case_key": "cycle",
            "span": f"{since.date().isoformat()}–{facts.as_of.date().isoformat()}",
            "asked": 1,
            "held": 0,
            "clause": "inspection.cycle_years",
            "is_past": False,  # it may be inspected now
        }
        for name in names
        if name not in seen
    ]
    return list(rows), len(names)
