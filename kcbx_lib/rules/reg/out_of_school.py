"""REG-01: of age, enrolled nowhere, and no lawful explanation.

Reading: of age is 6 completed on 31 August until the 16th birthday, unless graduated. A child in class,
a child for whom a possible match awaits review, and every child with one of the explanations the
register states know of is not found. A suspected case is no explanation: the child is still nowhere.
Source: compulsory education law art. 11; Y2, X2, S2 (register without enrolment).
"""

from __future__ import annotations

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule

RULE = Rule(
    id="REG-01",
    needs=("population", "enrolment", "children", "explanations_tried"),
    uses=("age.from", "age.until", "age.cutoff"),
    serves=("Y2", "X1", "X2", "Z1", "D4", "S2"),
)
NOWHERE = ("no_explanation", "open_case")


def find(facts: Facts, policy: Policy) -> Found:
    """One row per child of age whom no register places anywhere."""
    children = facts["children"]
    of_age = children[children["is_of_age"].eq(True).fillna(False) & children["in_registers"]]
    out = of_age[of_age["state"].eq("out_of_school") & of_age["explanation"].isin(NOWHERE)]
    tried = facts["explanations_tried"].iloc[0]
    rows = out[["age_on_cutoff", "record_rows"]].rename(columns={"record_rows": "evidence"})
    rows = rows.assign(tried=tried["tried"], not_tried=tried["not_tried"])
    return Found(rows.rename_axis(index="subject").reset_index(), len(of_age))
