"""REP-02: a weekly report is late or missing.

"Before Thursday": Thursday is noted and never found, Friday is late. Where Thursday is a day without
school, the next school day is in time. A week in which no school is kept before its deadline is not
asked for. Only counties, and organisations that do report weekly, are held to it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy, due_day, period_span
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.periodic import late_or_missing

RULE = Rule(
    id="REP-02",
    needs=("reports",),
    uses=("report.weekly_deadline",),
    serves=("H2",),
    demands=("report.weekly_deadline",),
)


def find(facts: Facts, policy: Policy) -> Found:
    """One finding an organisation and week."""
    deadline = policy["report.weekly_deadline"]
    next_school_day = _next_school_day(facts)
    return late_or_missing(
        facts,
        kind="weekly",
        due=lambda period: next_school_day(due_day(deadline, period)),
        asked=policy.text("report.weekly_deadline"),
        none="rules_rep.no_weekly",
        counts=_has_school(facts),
    )


def _school_days(facts: Facts) -> pd.Series | None:
    if not facts.has("school_days") or facts["school_days"].empty:
        return None
    days = facts["school_days"]
    return days.loc[days["is_school_day"].eq(True).fillna(False), "date"].sort_values()


def _next_school_day(facts: Facts) -> Callable[[date], date]:
    """The day itself if school is kept on it or the calendar does not reach it, else the next one."""
    kept = _school_days(facts)
    if kept is None or kept.empty:
        return lambda day: day
    known = facts["school_days"]["date"]

    def moved(day: date) -> date:
        moment = pd.Timestamp(day)
        if moment < known.min() or moment > known.max():
            return day
        later = kept[kept.ge(moment)]
        return later.iloc[0].date() if len(later) else day

    return moved


def _has_school(facts: Facts) -> Callable[[str], bool]:
    kept = _school_days(facts)

    def counts(period: str) -> bool:
        span = period_span(period)
        if kept is None or span is None:
            return True
        return bool(kept.between(pd.Timestamp(span[0]), pd.Timestamp(span[1])).any())

    return counts
