"""CASE-07: recorded as returned, but the child has no enrolment record.

Reading (D8: of the pupils reported as returned, some had a record, some none): the case says the child
is back and no enrolment record of this county or of another county of the run is the child's. Not
found where a possible match awaits a human, or a register explains the child otherwise (taught in
another county, at a special school, transfer under way, left lawfully or come of age since). The registers put a child
whom only this case speaks of under review; that is no explanation.
"""

from __future__ import annotations

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.selection import case_rows, looked_up, states_of

RULE = Rule(
    id="CASE-07",
    needs=("cases", "enrolment", "children"),
    uses=("case.placements",),
    serves=("D8", "S1", "Z6"),
)
EXPLAINED = (
    "transfer_in_progress", "special_school", "studying_elsewhere", "abroad", "died", "graduated",
    "moved_away", "over_age", "under_age",
)  # fmt: skip


def find(facts: Facts, policy: Policy) -> Found:
    """One row per returned case whose child has no record."""
    files, children = facts["case_files"], facts["children"]
    returned = files["is_returned"] & files["subject"].notna()
    has_record = files["subject"].isin(facts["enrolment"]["subject"].dropna())
    if facts.has("exchange"):
        known = facts["exchange"]
        elsewhere = known.loc[known["how"].ne("attending").fillna(True), "subject"]
        has_record |= files["subject"].isin(elsewhere)
    pending = looked_up(files["subject"], children["has_possible_match"]).eq(True).fillna(False)
    explained = looked_up(files["subject"], states_of(facts)).isin(EXPLAINED)
    rows = case_rows(files, returned & ~has_record & ~pending & ~explained)
    return Found(rows, int(returned.sum()))
