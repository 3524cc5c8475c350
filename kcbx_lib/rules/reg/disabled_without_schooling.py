"""REG-08: a disabled child of school age without schooling.

Reading: on the disability federation's list, of age, and placed nowhere by any register: no class, no
special school, no teaching at home, no approved delay. Also where the list leaves schooling blank: the
comparison with the enrolment records is the check.
Source: Z7 (joint check of disabled children not enrolled), S5.
"""

from __future__ import annotations

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule

RULE = Rule(
    id="REG-08",
    needs=("disability", "enrolment", "children", "explanations_tried"),
    uses=("age.from", "age.until"),
    serves=("Z7", "S5", "D6"),
)


def find(facts: Facts, policy: Policy) -> Found:
    """One row per disabled child of age that no register places anywhere."""
    children = facts["children"]
    judged = children[
        children["in_disability"] & children["is_of_age"].eq(True).fillna(False).astype(bool)
    ]
    nowhere = judged["state"].eq("out_of_school") | judged["explanation"].eq("on_a_list_only")
    tried = facts["explanations_tried"].iloc[0]
    rows = judged.loc[nowhere, ["age_on_cutoff", "record_rows"]]
    rows = rows.rename(columns={"record_rows": "evidence"})
    rows = rows.assign(tried=tried["tried"], not_tried=tried["not_tried"])
    return Found(rows.rename_axis(index="subject").reset_index(), len(judged))
