"""REG-04: in class without an enrolment record (有人无籍).

Reading: present lately in a class of the county, and no record there or in the run's other counties. A
transfer within its time and a child who may be another record's (awaiting review) are not found. A
school of which no record was handed in at all is not judged: its list is missing, not its records; nor
is a bare name on the sheets of a school that could not be resolved.
Source: S2, D8.
"""

from __future__ import annotations

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule

Note = tuple[str, dict[str, object]] | None

RULE = Rule(
    id="REG-04",
    needs=("enrolment", "attendance", "children", "state_evidence"),
    uses=("transfer.arrival_within_days",),
    serves=("S2", "D8", "Z6"),
)


def find(facts: Facts, policy: Policy) -> Found:
    """One row per child in class whom no record names."""
    children, evidence = facts["children"], facts["state_evidence"]
    attending = children[evidence["attends"].astype(bool)]
    listed = set(facts["enrolment"]["school_code"].dropna())
    school = attending["attends_school_code"]
    is_identified = attending["resident_id"].notna() | attending["student_no"].notna()
    judged = attending[school.isin(listed) | (school.isna() & is_identified)]
    rows = judged.loc[judged["state"].eq("attends_no_record"), ["record_rows"]]
    rows = rows.rename(columns={"record_rows": "evidence"})
    rows["last_present_on"] = evidence["last_present_on"].reindex(rows.index)
    rows["school_code"] = judged["attends_school_code"].reindex(rows.index)
    left_out = len(attending) - len(judged)
    note: Note = ("reg.schools_without_list", {"count": left_out}) if left_out else None
    return Found(rows.rename_axis(index="subject").reset_index(), len(judged), note)
