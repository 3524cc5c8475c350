"""GOV-03: a control month passed without evidence of its three pieces of work.

In each control month a school keeps dated evidence of a letter to parents, a parents' meeting and home
visits. Where the column of evidence is used, a line without evidence proves nothing. Where no school
recorded any, what offices recorded for all of them stands for the county, which is found once a month.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy, period_span, periods_between
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.labels import joined, label
from kcbx_lib.rules.organisations import county_subject, placed
from kcbx_lib.rules.series import due_periods, expected_orgs, in_term

RULE = Rule(
    id="GOV-03",
    needs=("activities",),
    uses=("control.months",),
    serves=("Y6",),
    demands=("control.months",),
)
KINDS = ("letter_to_parents", "parents_meeting", "home_visit")
WHO = ["subject_kind", "subject", "school_code", "township"]


def find(facts: Facts, policy: Policy) -> Found:
    """One finding a school and control month that lacks one of the three; or one for the county."""
    activities = facts["activities"]
    months = {int(month) for month in policy["control.months"]}
    work = _work(activities, facts, months)
    done = work[work["subject_kind"].eq("school")]

    def due(period: str) -> date | None:
        span = period_span(period)
        return span[1] if span is not None and span[0].month in months else None

    if done.empty:
        return _of_the_county(work, facts, due)
    who = expected_orgs(done, facts)
    rows, tested = [], 0
    for period in due_periods(done["period"], facts, kind="monthly", due=due):
        here = done[done["period"].eq(period)]
        if not in_term(period, facts) and 2 * here["org_key"].nunique() < len(who):
            continue
        tested += len(who)
        kinds = here.groupby("org_key")["kind"].agg(set)
        for org_key, org in who.iterrows():
            lacking = [kind for kind in KINDS if kind not in kinds.get(org_key, set())]
            if lacking:
                own = here[here["org_key"].eq(str(org_key))]
                rows.append(_row(org[WHO].to_dict(), period, lacking, own))
    return Found(pd.DataFrame(rows) if rows else Found.nothing(0).rows, tested)


def _work(activities: pd.DataFrame, facts: Facts, months: set[int]) -> pd.DataFrame:
    """The work of control months, ``period`` and the organisation's columns added."""
    ours = activities[activities["kind"].isin(KINDS) & activities["date"].dt.month.isin(months)]
    if "evidence" in ours and activities["evidence"].notna().any():
        ours = ours[ours["evidence"].notna()]
    named = placed(ours, facts)
    return named.assign(period=named["date"].dt.strftime("%Y-%m"))


def _of_the_county(work: pd.DataFrame, facts: Facts, due: Callable[[str], date | None]) -> Found:
    """No school recorded any of it: the county and each control month of the term, by its offices."""
    term = facts.county.term
    if term is None:
        return Found.untested("rules_gov.no_term")
    passed = [
        period
        for period in periods_between(
            f"{term.start:%Y-%m}", f"{min(term.end, facts.as_of.date()):%Y-%m}"
        )
        if (day := due(period)) is not None and day < facts.as_of.date()
    ]
    rows = []
    for period in passed:
        here = work[work["period"].eq(period)]
        lacking = [kind for kind in KINDS if not here["kind"].eq(kind).any()]
        if lacking:
            rows.append(_row(county_subject(facts), period, lacking, here))
    return Found(pd.DataFrame(rows) if rows else Found.nothing(0).rows, len(passed))


def _row(
    who: Mapping[Any, Any], period: str, lacking: list[str], here: pd.DataFrame
) -> dict[str, object]:
    return {
        **who,
        "case_key": period,
        "period": period,
        "lacking": joined(label(f"rules_gov.kind_{kind}") for kind in lacking),
        "severity": None if len(lacking) == len(KINDS) else "low",
        "evidence": sorted(here.index.astype("str")),
    }
