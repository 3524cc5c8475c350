"""REP-01: a monthly report is late or missing.

Late is a day after the one the profile names; on that day the report is in time. A month is missing
when its day has passed and it lies in the term (or at least half of the organisations reported it). A
line with counts and no date was made on a day nobody knows and is not called late.

"The 20th" is that of the month reported. A county whose reports mostly come after their month is over
reads it as the 20th of the month after, and is judged by its own reading.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy, due_day, next_period, period_span
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.periodic import late_or_missing, reports_of

RULE = Rule(
    id="REP-01",
    needs=("reports",),
    uses=("report.monthly_deadline",),
    serves=("Y5", "S6", "N1", "X4"),
    demands=("report.monthly_deadline",),
)


def find(facts: Facts, policy: Policy) -> Found:
    """One finding an organisation and month."""
    deadline = policy["report.monthly_deadline"]
    return late_or_missing(
        facts,
        kind="monthly",
        due=_due(facts, deadline),
        asked=policy.text("report.monthly_deadline"),
        none="rules_rep.no_monthly",
    )


def _due(facts: Facts, deadline: Mapping[str, Any]) -> Callable[[str], date]:
    """The last good day of a month's report, as the profile says and the county reads it."""
    if deadline["kind"] == "day_of_month" and _come_after_their_month(facts):
        return lambda period: due_day(deadline, next_period(period))
    return lambda period: due_day(deadline, period)


def _come_after_their_month(facts: Facts) -> bool:
    """Whether more than half of the dated monthly reports first came when their month was over."""
    sent = reports_of(facts, "monthly").dropna(subset=["submitted_on"]).sort_values("submitted_on")
    sent = sent.drop_duplicates(["org_key", "period"])
    ends = [span[1] for period in sent["period"] if (span := period_span(period)) is not None]
    after = sent["submitted_on"].gt(pd.Series(pd.to_datetime(ends), index=sent.index))
    return bool(after.sum() * 2 > len(sent))
