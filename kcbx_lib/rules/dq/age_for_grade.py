"""DQ-05: an age that does not fit the grade, too old or too young beyond the tolerance.

The grade's age is grade + offset in completed years on 31 August. Often a wrong birth date or grade;
where both are right, an over-age pupil is a risk of its own (see the scorecard). Senior grades and
children whose age or grade is unknown are not judged.
"""

from __future__ import annotations

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule, evidence_of

RULE = Rule(
    id="DQ-05",
    needs=("children", "enrolment"),
    uses=("grade.age_offset", "grade.age_tolerance"),
    serves=("X2", "Z6"),
)


def find(facts: Facts, policy: Policy) -> Found:
    """One row per enrolled child whose age misses the grade's by more than the tolerance."""
    children = facts["children"]
    enrolled = children[children["in_enrolment"].eq(True).fillna(False)]
    judged = enrolled[enrolled["grade"].between(1, 9) & enrolled["age_on_cutoff"].notna()]
    usual = judged["grade"] + int(policy["grade.age_offset"])
    gap = (judged["age_on_cutoff"] - usual).astype("Int64")
    odd = gap.abs().gt(int(policy["grade.age_tolerance"]))
    rows = judged.loc[odd, ["grade", "age_on_cutoff"]].assign(usual_age=usual[odd], gap=gap[odd])
    rows = rows.rename_axis(index="subject").reset_index()
    evidence = evidence_of(facts["enrolment"].dropna(subset=["subject"]))
    rows["evidence"] = rows["subject"].map(evidence)
    return Found(rows, len(judged))
