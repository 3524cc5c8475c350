"""REG-06: six years old on 31 August and in no school this school year.

Reading: the cohort whose turn it was, once per child; older children out of school are REG-01's, which
finds these too. An approved delay, a special school or teaching at home explain it as everywhere; a
place in a kindergarten does not, for a child of this age.
Source: compulsory education law art. 11; D4 (entry of the first grade).
"""

from __future__ import annotations

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule

RULE = Rule(
    id="REG-06",
    needs=("population", "enrolment", "children", "explanations_tried"),
    uses=("age.from", "age.cutoff"),
    serves=("D4", "X1", "Y2"),
)
NOWHERE = ("no_explanation", "open_case")


def find(facts: Facts, policy: Policy) -> Found:
    """One row per child of the age of entry that no register places anywhere."""
    children = facts["children"]
    cohort = children[
        children["in_registers"]
        & children["age_on_cutoff"].eq(policy["age.from"]).fillna(False).astype(bool)
    ]
    out = cohort[cohort["state"].eq("out_of_school") & cohort["explanation"].isin(NOWHERE)]
    tried = facts["explanations_tried"].iloc[0]
    rows = out[["age_on_cutoff", "record_rows"]].rename(columns={"record_rows": "evidence"})
    rows = rows.assign(tried=tried["tried"], not_tried=tried["not_tried"])
    return Found(rows.rename_axis(index="subject").reset_index(), len(cohort))
