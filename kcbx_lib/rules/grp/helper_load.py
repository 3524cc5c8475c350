"""GRP-08: a helper has fewer or more pupils than the profile advises.

Reading: pupils are counted by helper's name within a school, help that has ended left out. One school's
practice (Hanzhong, 之3), so it is advice: low severity, and the finding names the school, never the
helper. A school whose helped pupils together are fewer than the lower limit cannot meet it and is not
found. Source: H4.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.labels import joined
from kcbx_lib.rules.selection import looked_up

RULE = Rule(
    id="GRP-08",
    needs=("helpers", "children"),
    uses=("helper.load_min", "helper.load_max"),
    serves=("H4",),
    demands=("helper.load_min", "helper.load_max"),
)


def find(facts: Facts, policy: Policy) -> Found:
    """One row per school with a helper outside the range."""
    low, high = int(policy["helper.load_min"]), int(policy["helper.load_max"])
    rows = facts["helpers"]
    rows = rows[rows["helper"].notna() & rows["subject"].notna()]
    rows = rows[rows["until"].isna() | rows["until"].ge(facts.as_of)]
    own_school = looked_up(rows["subject"], facts["children"]["school_code"])
    school = rows["school_code"].where(rows["school_code"].notna(), own_school)
    rows = rows.assign(school=school, row_id=rows.index.astype("str"))
    rows = rows[rows["school"].notna()].drop_duplicates(["school", "helper", "subject"])
    rows["helper"] = rows["helper"].str.replace(r"\s", "", regex=True)
    loads = (
        rows.groupby(["school", "helper"])
        .agg(pupils=("subject", "nunique"), evidence=("row_id", sorted))
        .reset_index()
    )
    total = rows.groupby("school")["subject"].nunique()
    few = loads["pupils"].lt(low) & loads["school"].map(total).ge(low)
    outside = loads[few | loads["pupils"].gt(high)]
    by_school = outside.groupby("school", sort=True)
    found = (
        pd.DataFrame(
            {
                "helpers": by_school.size(),
                "loads": by_school["pupils"].agg(
                    lambda counts: joined(str(n) for n in sorted(counts))
                ),
                "evidence": by_school["evidence"].agg(lambda lists: sorted(set().union(*lists))),
            }
        )
        .rename_axis("subject")
        .reset_index()
    )
    found = found.assign(subject_kind="school", school_code=found["subject"])
    return Found(found, loads["school"].nunique())
