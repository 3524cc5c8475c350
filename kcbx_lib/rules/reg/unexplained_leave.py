"""REG-11: left "for another reason", and no register says where the child is.

Reading: 其他离校 in the enrolment system hides dropouts, whether the record still says so or only the
movement does (a record may have left the list with the child). A child seen in class since, enrolled
elsewhere, or explained by any other register is not found; nor one past school age.
Source: Z6, D2 (deductions on paper are kept in sight).
"""

from __future__ import annotations

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule

RULE = Rule(
    id="REG-11",
    needs=("enrolment", "children", "state_evidence"),
    serves=("Z6", "D2", "S2"),
)
LAST_GRADE = 9


def find(facts: Facts, policy: Policy) -> Found:
    """One row per child that left for a reason nobody states."""
    children = facts["children"]
    moves = facts["state_evidence"]["move_kind"].reindex(children.index)
    by_move = moves.eq("other_leave").fillna(False).astype(bool)
    judged = children[children["in_enrolment"] | by_move]
    senior = judged["grade"].gt(LAST_GRADE).fillna(False).astype(bool)
    left = judged[judged["explanation"].eq("left_for_another_reason") & ~senior]
    rows = left[["record_rows"]].rename(columns={"record_rows": "evidence"})
    rows["left_on"] = facts["state_evidence"]["moved_on"].reindex(rows.index)
    return Found(rows.rename_axis(index="subject").reset_index(), len(judged))
