"""RES-02: fewer of a school's eligible teachers rotated than the profile's share.

Compared as whole teachers: 4 of 20 meet a fifth, 3 do not. A school without eligible teachers owes
none; a blank count is unknown.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule

RULE = Rule(
    id="RES-02",
    needs=("schools",),
    uses=("resources.rotation_share",),
    serves=("T3",),
    demands=("resources.rotation_share",),
)


def find(facts: Facts, policy: Policy) -> Found:
    """One finding a school whose rotation is below the share."""
    share = policy.value("resources.rotation_share").exact()
    known = facts["schools"].dropna(subset=["school_code", "rotation_eligible", "rotated"])
    owing = known[known["rotation_eligible"].gt(0)]
    short = owing[
        (owing["rotated"] * share.denominator).lt(owing["rotation_eligible"] * share.numerator)
    ]
    rows = short.assign(
        subject_kind="school",
        subject=short["school_code"],
        asked=policy.text("resources.rotation_share"),
        evidence=pd.Series([[row_id] for row_id in short.index], index=short.index, dtype=object),
    )
    return Found(rows, len(owing))
