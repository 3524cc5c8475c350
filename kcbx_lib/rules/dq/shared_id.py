"""DQ-04: one id on several children.

A guardian's id typed for each child, or a cell dragged down. Linking keeps such children apart; each
of them is a finding, since only one can be its owner. Twins have adjacent ids, not equal ones; one
child under a former name is one child.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule

RULE = Rule(id="DQ-04", needs=("children",), serves=("D3", "Z6"))
CHILD_TABLES = (
    "population", "enrolment", "attendance", "scores", "poverty", "disability", "welfare", "aid",
    "movements", "cases", "persuasions", "notices", "plans", "exam_entries", "helpers", "home_teaching",
)  # fmt: skip


def find(facts: Facts, policy: Policy) -> Found:
    """One row per child bearing an id that another child bears too."""
    parts = [
        facts[name][["subject", "resident_id"]].dropna().rename_axis(index="row_id").reset_index()
        for name in CHILD_TABLES
        if facts.has(name) and "resident_id" in facts[name]
    ]
    if not parts:
        return Found.nothing(0)
    borne = pd.concat(parts, ignore_index=True)
    bearers = borne.groupby("resident_id")["subject"].nunique()
    shared = borne[borne["resident_id"].isin(bearers.index[bearers > 1])]
    if shared.empty:
        return Found.nothing(borne["subject"].nunique())
    rows = shared.groupby("subject", sort=True).agg(
        evidence=("row_id", lambda ids: sorted(set(ids))), resident_id=("resident_id", "first")
    )
    rows["others"] = rows["resident_id"].map(bearers) - 1
    return Found(rows.drop(columns="resident_id").reset_index(), borne["subject"].nunique())
