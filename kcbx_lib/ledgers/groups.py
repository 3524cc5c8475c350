"""Who belongs to a group beyond dispute: the office's own list where there is one.

``children`` joins what offices list and what schools tick, and the two disagree (rule GRP-01). A
duty towards a child (support, a helper, a plan) is called neglected only where the group is proved:
the office lists the child; or there is no such list to look at, and the school ticks it; or the
child is registered in another county, whose list is not here.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.clean.lists import holds
from kcbx_lib.facts import Facts
from kcbx_lib.policy.values import GROUPS

POOR_KINDS = ("lifted", "monitored", "registered_poor")
WELFARE_KINDS = {
    "is_orphan": "orphan",
    "is_unsupported": "unsupported",
    "is_low_income": "low_income",
    "is_destitute": "destitute",
}
DEFINED_TWICE = ("is_left_behind",)
"""Civil affairs and the enrolment system define it differently: either is enough."""


def proved_groups(facts: Facts) -> pd.DataFrame:
    """One row per child (index ``subject``), one boolean column per group: is membership proved.

    Columns used: ``children`` flags and ``in_population``; ``poverty.household_kind, monitor_kind``;
    ``welfare.child_kind``; ``disability``. False means not proved, not that the child is no member.
    """
    children = facts["children"]
    out = pd.DataFrame(index=children.index)
    elsewhere = pd.Series(False, index=children.index)
    if facts.has("population"):
        elsewhere = ~children["in_population"].astype("boolean").fillna(False).astype(bool)
    for group in GROUPS:
        flag = children.reindex(columns=[group])[group].astype("boolean").eq(True)
        flag = flag.fillna(False).astype(bool)
        listed = listed_subjects(facts, group)
        if listed is None or group in DEFINED_TWICE:
            out[group] = flag
        else:
            out[group] = children.index.isin(listed) | (flag & elsewhere)
    return out


def listed_subjects(facts: Facts, group: str) -> set[str] | None:
    """The children an office lists in a group; None where that list was not handed in.

    A civil-affairs table without a single row of a kind is taken for a table that leaves the kind
    out: offices keep one sheet per kind.
    """
    found: set[str] = set()
    has_list = False
    if facts.has("poverty"):
        rows = facts["poverty"]
        kind = rows["household_kind"]
        if group == "is_poor":
            monitored = rows["monitor_kind"].notna() & rows["monitor_kind"].ne("none").fillna(False)
            member = kind.isna() | holds(kind, *POOR_KINDS) | monitored
            found |= set(rows.loc[member, "subject"].dropna())
            has_list = True
        elif group in ("is_low_income", "is_destitute"):
            found |= set(rows.loc[holds(kind, WELFARE_KINDS[group]), "subject"].dropna())
            has_list = bool(found)
    if group in WELFARE_KINDS and facts.has("welfare"):
        rows = facts["welfare"]
        of_kind = holds(rows["child_kind"], WELFARE_KINDS[group])
        found |= set(rows.loc[of_kind, "subject"].dropna())
        has_list = has_list or bool(of_kind.any())
    if group == "is_disabled" and facts.has("disability"):
        found |= set(facts["disability"]["subject"].dropna())
        has_list = True
    return found if has_list else None
