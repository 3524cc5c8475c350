"""REP-08: the full check of spring or autumn was not held, or not reported by its day.

Every pupil, every school: a school answers by a line in the activities or a report of the season. The
day itself is in time. Where no school recorded a check but an office did, the office's check stands for
the county; where nobody did, the county is found once.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy, period_kind, period_of, period_span, season_due_day
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.labels import iso, label
from kcbx_lib.rules.organisations import county_subject
from kcbx_lib.rules.series import due_periods, expected_orgs, in_term
from kcbx_lib.rules.term_work import WHO, work_records

RULE = Rule(
    id="REP-08",
    needs=("activities",),
    uses=("report.seasonal_full_check",),
    serves=("S6", "S2", "S8"),
    demands=("report.seasonal_full_check",),
)


def find(facts: Facts, policy: Policy) -> Found:
    """One finding an organisation and season; or one for the county."""
    days = policy["report.seasonal_full_check"]
    work = work_records(facts, activity="full_check", report="seasonal")
    season = work["date"].map(lambda day: period_of(day.date(), "seasonal")).astype("str")
    is_named = work["period"].map(lambda text: period_kind(str(text)) == "seasonal").astype(bool)
    done = work.assign(period=work["period"].where(is_named, season))
    asked = {"asked": policy.text("report.seasonal_full_check")}
    if done.empty:
        return _nobody(facts, days, asked)

    def due(period: str) -> date | None:
        return season_due_day(days, period)

    who = expected_orgs(done, facts)
    rows: list[dict[str, object]] = []
    tested = 0
    for period in due_periods(done["period"], facts, kind="seasonal", due=due):
        here = done[done["period"].eq(period)]
        if not in_term(period, facts) and 2 * here["org_key"].nunique() < len(who):
            continue
        tested += len(who)
        first = here.sort_values(["date", "row_id"]).drop_duplicates("org_key").set_index("org_key")
        for org_key, org in who.iterrows():
            deadline = pd.Timestamp(str(due(period)))
            what, evidence = label("rules_rep.not_checked"), list[str]()
            is_past = _is_over(period, facts)
            if org_key in first.index:
                day: Any = first.at[org_key, "date"]
                if day <= deadline:
                    continue
                what, is_past = label("rules_rep.checked_on", date=iso(day)), True
                evidence = [str(first.at[org_key, "row_id"])]
            rows.append(
                {**dict(org[WHO]), **asked, "period": period, "case_key": period, "deadline": deadline,
                 "what": what, "evidence": evidence, "is_past": is_past}
            )  # fmt: skip
    return Found(pd.DataFrame(rows) if rows else Found.nothing(0).rows, tested)


def _nobody(facts: Facts, days: list[str], asked: dict[str, str]) -> Found:
    """No full check on record at all: the season of the term is judged, on the county."""
    term = facts.county.term
    if term is None:
        return Found.untested("rules_rep.no_term_or_tables")
    period = period_of(term.start, "seasonal")
    due = season_due_day(days, period)
    if due is None or due >= facts.as_of.date():
        return Found.untested("rules_rep.still_time", date="" if due is None else due.isoformat())
    row = county_subject(facts) | asked
    extra = {
        "period": period,
        "case_key": period,
        "deadline": pd.Timestamp(due),
        "what": label("rules_rep.not_checked"),
        "is_past": _is_over(period, facts),
    }
    return Found(pd.DataFrame([row | extra]), 1)


def _is_over(period: str, facts: Facts) -> bool:
    """Whether the season has passed, so that no check can be one of it any more."""
    span = period_span(period)
    return span is None or span[1] < facts.as_of.date()
