"""GRP-11: a pupil with a learning difficulty has neither a helper nor a plan.

Reading: the difficulty follows from marks by the profile's limits, or the school states it; a pupil in
school of whom no plan of any kind and no helper in force is recorded. Both tables are needed: where
one was not handed in, the support may stand in it. The finding names no mark and no rank. Source: Z9,
H6.
"""

from __future__ import annotations

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule, evidence_of
from kcbx_lib.rules.selection import states_of

RULE = Rule(
    id="GRP-11",
    needs=("helpers", "plans", "enrolment", "children"),
    uses=("learning.fail_courses", "learning.fail_rate", "learning.fail_terms"),
    serves=("Z9", "H6"),
)


def find(facts: Facts, policy: Policy) -> Found:
    """One row per pupil with a learning difficulty and no support."""
    children = facts["children"]
    if not children["has_learning_difficulty"].notna().any():
        return Found.untested("rules_grp.no_scores")
    hard = children["has_learning_difficulty"].eq(True).fillna(False)
    hard &= children["in_enrolment"].eq(True).fillna(False)
    hard &= states_of(facts).reindex(children.index).eq("in_school").fillna(False)
    hard &= ~children["has_possible_match"].eq(True).fillna(False)
    due = children.index[hard.to_numpy(dtype=bool)]
    helpers = facts["helpers"]
    in_force = helpers["until"].isna() | helpers["until"].ge(facts.as_of)
    helped = set(helpers.loc[in_force, "subject"].dropna()) | set(
        facts["plans"]["subject"].dropna()
    )
    rows = children.loc[due[~due.isin(helped)], []].reset_index(names="subject")
    enrolled = facts["enrolment"]
    rows["evidence"] = rows["subject"].map(
        evidence_of(enrolled[enrolled["subject"].isin(rows["subject"])])
    )
    return Found(rows, len(due))
