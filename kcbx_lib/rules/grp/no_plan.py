"""GRP-07: a child for whom a plan is due has none (一生一案).

Reading (contract): due for a child with an open suspected or dropout case, and, where the profile names
groups (Zhuozi, Yangquan: poor households), for each school-age child of such a household. Of these,
children who are taught or live elsewhere, or are away lawfully, are the other county's to plan for; one
who studies elsewhere while the record stays here is this county's.
Any plan of the child counts, whatever its kind. A case that rests (returned, deducted, closed,
over age) asks for none here, nor does one whose child the registers have gone for good (died, graduated,
abroad, moved away); one approved does, since persuasion goes on. A relapse of a child whom
the case still has as returned is CASE-08; a plan is due once the case is opened again. Source: Z9, T7.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule, evidence_of
from kcbx_lib.rules.labels import label
from kcbx_lib.rules.selection import states_of
from kcbx_lib.rules.since_the_case import is_gone_for_good

RULE = Rule(
    id="GRP-07",
    needs=("plans", "children"),
    uses=("plan.groups",),
    serves=("Z9", "T7", "S7"),
)
HERE = (
    "in_school", "attends_no_record", "enrolled_not_attending", "suspended", "home_teaching",
    "special_school", "studying_elsewhere", "out_of_school",
)  # fmt: skip


def find(facts: Facts, policy: Policy) -> Found:
    """One row per child without a plan."""
    children = facts["children"]
    why = pd.Series(pd.NA, index=children.index, dtype="str")
    of_age = children["is_of_age"].eq(True).fillna(False)
    pending = children["has_possible_match"].eq(True).fillna(False)
    states = states_of(facts).reindex(children.index)
    has_record = children["in_enrolment"].eq(True).fillna(False)
    here = states.isin(HERE) & (states.ne("studying_elsewhere") | has_record)
    groups = [g for g in policy["plan.groups"] or [] if g in facts["proved_groups"]]
    if groups:
        member = facts["proved_groups"][groups].any(axis=1)
        why = why.mask(member & of_age & here & ~pending, label("rules_grp.plan_group"))
    sources = []
    if facts.has("case_files"):
        files = facts["case_files"]
        asks = files["stage"].isna() | files["stage"].isin(["suspected", "dropout"])
        still_open = files[
            files["is_open"]
            & asks
            & files["closed_on"].isna()
            & files["subject"].notna()
            & ~is_gone_for_good(files, facts)
        ]
        why = why.mask(children.index.isin(still_open["subject"]), label("rules_grp.plan_case"))
        sources.append(still_open)
    due = why[why.notna()]
    planned = set(facts["plans"]["subject"].dropna())
    missing = due[~due.index.isin(planned)]
    rows = missing.rename("why").rename_axis("subject").reset_index()
    of_group = rows["why"].eq(label("rules_grp.plan_group"))
    rows["clause"] = pd.Series("plan.groups", index=rows.index).where(of_group)
    sources += [facts[name] for name in ("poverty", "enrolment") if facts.has(name)]
    own = [frame[frame["subject"].isin(missing.index)] for frame in sources]
    rows["evidence"] = rows["subject"].map(evidence_of(*own)) if own else [[]] * len(rows)
    return Found(rows, len(due))
