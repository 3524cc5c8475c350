"""RES-04: a class above the standard size of its stage.

Above the standard is low, large (大班额) medium, over-large (超大班额) high. Counted are children whose
enrolment record is open (in school, transferred in, or no status stated), each once; a pupil without a
class number is in no class, so no class is found too large for want of numbers.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule

RULE = Rule(
    id="RES-04",
    needs=("enrolment",),
    uses=(
        "resources.class_size_primary",
        "resources.class_size_junior",
        "resources.class_large",
        "resources.class_overlarge",
    ),
    serves=("Z9", "D6"),
)
OPEN = ("in_school", "transferred_in")
CLASS = ["school_code", "grade", "class_no"]


def find(facts: Facts, policy: Policy) -> Found:
    """One finding a class above the standard."""
    enrolment = facts["enrolment"]
    there = enrolment[
        (enrolment["status"].isna() | enrolment["status"].isin(OPEN))
        & enrolment["grade"].between(1, 9).fillna(False)
        & enrolment["subject"].notna()
    ].dropna(subset=CLASS)
    if there.empty:
        return Found.untested("rules_res.no_classes")
    sizes = there.groupby(CLASS, sort=True)["subject"].nunique().rename("pupils").reset_index()
    is_primary = sizes["grade"].le(6)
    standard = is_primary.map(
        {
            True: int(policy["resources.class_size_primary"]),
            False: int(policy["resources.class_size_junior"]),
        }
    )
    over = sizes.assign(standard=standard)[sizes["pupils"].gt(standard)]
    rows = over.assign(
        subject_kind="school",
        subject=over["school_code"],
        severity=[_severity(int(pupils), policy) for pupils in over["pupils"]],
        clause=over["grade"]
        .le(6)
        .map({True: "resources.class_size_primary", False: "resources.class_size_junior"}),
        case_key=over["grade"].astype("str") + "-" + over["class_no"].astype("str"),
        evidence=_evidence(there, over),
    )
    return Found(rows, len(sizes))


def _severity(pupils: int, policy: Policy) -> str:
    if pupils >= int(policy["resources.class_overlarge"]):
        return "high"
    return "medium" if pupils >= int(policy["resources.class_large"]) else "low"


def _evidence(there: pd.DataFrame, over: pd.DataFrame) -> pd.Series:
    rows = there.reset_index(names="row_id").merge(over[CLASS], on=CLASS, validate="many_to_one")
    by_class = rows.groupby(CLASS)["row_id"].agg(lambda ids: sorted(map(str, ids)))
    keys = list(over[CLASS].itertuples(index=False, name=None))
    return pd.Series([by_class[key] for key in keys], index=over.index, dtype=object)
