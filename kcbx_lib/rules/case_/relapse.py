"""CASE-08: the child came back and then stayed away again, up to the absence limit.

Reading: a streak of recorded unexcused school days that began on or after the return and reached the
profile's limit. Presence, leave or an unrecorded day ends a streak, so none of them makes a relapse.
A streak belongs to the latest return before it. Source: §4 (return rate reports relapses), Z4, H1.
"""

from __future__ import annotations

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.selection import case_rows

RULE = Rule(
    id="CASE-08",
    needs=("cases", "attendance_marks", "streaks", "children"),
    uses=("absence.report_streak_days",),
    serves=("S4", "S8", "Z4", "H1"),
    demands=("absence.report_streak_days",),
)


def find(facts: Facts, policy: Policy) -> Found:
    """One row per returned case with a streak at the limit since."""
    files = facts["case_files"]
    returned = files["is_returned"] & files["returned_on"].notna()
    return Found(case_rows(files, files["relapsed_on"].notna()), int(returned.sum()))
