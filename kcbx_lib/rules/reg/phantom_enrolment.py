"""REG-02: enrolled, and no child in class (空挂学籍).

Reading: not present on any of the last ``phantom.no_presence_days`` school days on which the class's
attendance was kept, no score in the term, and no lawful explanation. A class that kept fewer days, a
pupil on excused leave or new in the class, a child for whom a possible match awaits review are not
found, nor one whose absence is known and worked on (an open case).
Source: Z7 (no phantom enrolment), Z6 (the enrolment system equals reality).
"""

from __future__ import annotations

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule

RULE = Rule(
    id="REG-02",
    needs=("enrolment", "attendance", "children", "state_evidence"),
    uses=("phantom.no_presence_days",),
    serves=("Z6", "Z7", "S2"),
    demands=("phantom.no_presence_days",),
)


def find(facts: Facts, policy: Policy) -> Found:
    """One row per record without a child."""
    children, evidence = facts["children"], facts["state_evidence"]
    judged = children[children["in_enrolment"] & evidence["keeps_attendance"].astype(bool)]
    unseen = judged[
        judged["state"].eq("enrolled_not_attending") & judged["explanation"].eq("not_seen")
    ]
    rows = unseen[["record_rows"]].rename(columns={"record_rows": "evidence"})
    rows["last_present_on"] = evidence["last_present_on"].reindex(rows.index)
    return Found(rows.rename_axis(index="subject").reset_index(), len(judged))
