"""REP-01: a monthly report is late or missing.

Late is a day after the one the profile names; on that day the report is in time. A month is missing
when its day has passed and it lies in the term (or at least half of the organisations reported it). A
line with counts and no date was made on a day nobody knows and is not called late.
"""

from __future__ import annotations

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy, due_day
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.periodic import late_or_missing

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
        due=lambda period: due_day(deadline, period),
        asked=policy.text("report.monthly_deadline"),
        none="rules_rep.no_monthly",
    )
