"""GRP-03: support was paid, but less than the standard.

Reading: per entitled pupil and term, the payments towards living costs add up to less than half a
year's amount, by the stage of that term, the boarding, and the standard in force when the term began;
half a yuan of rounding is allowed. The current term is judged once its payments are due, earlier
terms at once. Where the boarding of the term is not known the lower amount is the standard. Not
judged: the exclusions of GRP-02, and a pupil with a payment whose term or amount cannot be told. Source: T5, D5.
"""

from __future__ import annotations

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.labels import label

RULE = Rule(
    id="GRP-03",
    needs=("aid", "enrolment", "children"),
    uses=("aid.standards", "aid.due_within_days"),
    serves=("T5", "D5"),
    demands=("aid.standards", "aid.due_within_days"),
)
ROUNDING_YUAN = 0.5


def find(facts: Facts, policy: Policy) -> Found:
    """One row per pupil and term with too little paid."""
    if not facts.has("support_terms"):
        return Found.untested("rules_grp.no_term")
    terms = facts["support_terms"]
    is_due = ~terms["is_current"] | terms["due_on"].lt(facts.as_of)
    judged = terms[
        terms["excuse"].isna() & terms["payments"].gt(0) & terms["standard_yuan"].notna() & is_due
    ]
    short = judged["standard_yuan"] - judged["paid_yuan"]
    rows = judged[short.gt(ROUNDING_YUAN).fillna(False)].reset_index(drop=True)
    rows["short_yuan"] = rows["standard_yuan"] - rows["paid_yuan"]
    rows["case_key"] = rows["term"]
    rows["clause"] = "aid.standards"
    rows["evidence"] = rows["rows"]
    rows["stage_name"] = rows["stage"].map(
        {stage: label(f"rules_grp.stage_{stage}") for stage in ("primary", "junior")}
    )
    rows["boarding_name"] = (
        rows["boarding"]
        .fillna("unknown")
        .map({kind: label(f"rules_grp.boarding_{kind}") for kind in ("boarder", "day", "unknown")})
    )
    return Found(rows.drop(columns=["rows", "stage", "boarding"]), len(judged))
