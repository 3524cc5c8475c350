"""RES-01: a small school is funded for fewer pupils than the floor.

A school under the floor is funded as if it had the floor's number of pupils. A school without pupils
is closed or not yet open and is not judged; a blank count is unknown. The floor belongs to the funding of
compulsory education: kindergartens, senior and vocational schools are not held to it.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule

RULE = Rule(
    id="RES-01",
    needs=("schools",),
    uses=("resources.small_school_floor",),
    serves=("T4",),
    demands=("resources.small_school_floor",),
)
OTHER_STAGES = ("kindergarten", "senior", "vocational")


def find(facts: Facts, policy: Policy) -> Found:
    """One finding a school under the floor whose funding is under it too."""
    floor = int(policy["resources.small_school_floor"])
    schools = facts["schools"]
    known = schools.dropna(subset=["school_code", "pupils", "funded_pupils"])
    if "stage" in known:
        known = known[~known["stage"].isin(OTHER_STAGES)]
    small = known[known["pupils"].between(1, floor - 1)]
    short = small[small["funded_pupils"].lt(floor)]
    rows = short.assign(
        subject_kind="school",
        subject=short["school_code"],
        short_by=floor - short["funded_pupils"],
        evidence=pd.Series([[row_id] for row_id in short.index], index=short.index, dtype=object),
    )
    return Found(rows, len(small))
