"""RES-03: too few backbone teachers among those a school rotated.

The share is of the teachers who rotated, not of the eligible ones. A school that rotated nobody is
RES-02's alone.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule

RULE = Rule(
    id="RES-03",
    needs=("schools",),
    uses=("resources.backbone_share",),
    serves=("T3",),
    demands=("resources.backbone_share",),
)


def find(facts: Facts, policy: Policy) -> Found:
    """One finding a school whose rotated teachers hold too few backbone teachers."""
    share = policy.value("resources.backbone_share").exact()
    known = facts["schools"].dropna(subset=["school_code", "rotated", "backbone_rotated"])
    rotating = known[known["rotated"].gt(0)]
    short = rotating[
        (rotating["backbone_rotated"] * share.denominator).lt(rotating["rotated"] * share.numerator)
    ]
    rows = short.assign(
        subject_kind="school",
        subject=short["school_code"],
        asked=policy.text("resources.backbone_share"),
        evidence=pd.Series([[row_id] for row_id in short.index], index=short.index, dtype=object),
    )
    return Found(rows, len(rotating))
