"""ATT-01: unexcused to the limit, not reported and no case opened.

Reading: the limit is met on the streak's n-th recorded unexcused school day; the report is late from the
day after ``absence.report_within_days`` have passed. A case of the child that was not closed when the
streak began or was opened since, or a report to either recipient, is enough to be clear (a report to
only one is ATT-03; a child who came back and whose case is still on file relapses, which is CASE-08). A
suspension, transfer, departure or death recorded within a week of the limit explains the absence, since
papers follow the child by some days. Only recorded days count: an absence without a reason never makes
a streak. A county that handed in no cases has shown no report: the streak is found, and the note says
what was not there.
Source: H1 (48 hours), Z4 (three days), S7.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.streaks import is_explained, is_followed, marked_between, may_be_longer

RULE = Rule(
    id="ATT-01",
    needs=("streaks", "presence"),
    uses=("absence.report_streak_days", "absence.report_within_days", "absence.report_recipients"),
    serves=("H1", "Z4", "S7"),
    demands=("absence.report_streak_days", "absence.report_within_days"),
)


def find(facts: Facts, policy: Policy) -> Found:
    """One row per streak at the limit that nobody reported in time."""
    days = pd.Timedelta(days=int(policy["absence.report_within_days"]))
    streaks = facts["streaks"]
    reached = streaks[streaks["limit_reached_on"].notna()]
    reached = reached.assign(report_by=reached["limit_reached_on"] + days)
    overdue = reached[reached["report_by"].lt(facts.as_of)]
    open_ = overdue[~is_explained(overdue, facts)]
    note: tuple[str, dict[str, object]] | None = None
    if facts.has("cases"):
        open_ = open_[~is_followed(open_, facts["cases"])]
    else:
        note = ("att.no_cases_handed_in", {})
    rows = open_.assign(case_key=open_["start"].dt.strftime("%Y-%m-%d")).reset_index(drop=True)
    rows["longer"] = may_be_longer(rows)
    rows["evidence"] = marked_between(facts, rows, first="start", last="end")
    return Found(rows, len(facts["presence"]), note)
