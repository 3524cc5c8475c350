"""GRP-06: a child of a group that needs a named helper has none.

Reading: the profile names the groups (Hanzhong, one county's practice); the child's group is proved,
the child is enrolled here and in school, and no helper was ever named. Help that has ended is GRP-09.
A helper whose start lies after the audit date is not known yet. Source: H6.
"""

from __future__ import annotations

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule, evidence_of
from kcbx_lib.rules.labels import joined, label
from kcbx_lib.rules.selection import states_of

RULE = Rule(
    id="GRP-06",
    needs=("helpers", "enrolment", "children"),
    uses=("helper.groups",),
    serves=("H6", "S2"),
    demands=("helper.groups",),
)
HERE = ("in_school", "home_teaching", "special_school", "suspended")


def find(facts: Facts, policy: Policy) -> Found:
    """One row per child without a helper."""
    groups = [group for group in policy["helper.groups"] if group in facts["proved_groups"]]
    children, proved = facts["children"], facts["proved_groups"][groups]
    here = children["in_enrolment"].eq(True).fillna(False)
    here &= states_of(facts).reindex(children.index).isin(HERE)
    here &= ~children["has_possible_match"].eq(True).fillna(False)
    due = children.index[(proved.any(axis=1) & here).to_numpy(dtype=bool)]
    named = facts["helpers"]
    helped = set(named.loc[named["helper"].notna(), "subject"].dropna())
    rows = children.loc[due[~due.isin(helped)], []].reset_index(names="subject")
    rows["group_names"] = [
        joined(label(f"rules_grp.{group}") for group in groups if proved.at[subject, group])
        for subject in rows["subject"]
    ]
    enrolled = facts["enrolment"]
    rows["evidence"] = rows["subject"].map(
        evidence_of(enrolled[enrolled["subject"].isin(rows["subject"])])
    )
    return Found(rows, len(due))
