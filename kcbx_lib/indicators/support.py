"""Support and attendance: who was aided, who is chronically absent."""

from __future__ import annotations

from fractions import Fraction

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.indicators.breakdown import counts_of
from kcbx_lib.indicators.dropout import school_year_start
from kcbx_lib.indicators.rates import with_rates
from kcbx_lib.policy import Policy


def aid_rates(facts: Facts, policy: Policy) -> list[pd.DataFrame]:
    """Aided of those entitled, with person-times and yuan paid in the school year.

    Entitled: a pupil of grades 1–9 in one of the profile's groups. A child of whom no list says yes is
    not entitled here, so a list that was not handed in makes the denominator too small.
    """
    if not facts.has("aid") or not facts.has("enrolment"):
        return []
    children, aid = facts["children"], facts["aid"]
    pupils = children[
        children["in_enrolment"].eq(True).fillna(False)
        & children["stage"].isin(["primary", "junior"])
        & children["status"].eq("in_school").fillna(False)
    ]
    groups = [name for name in policy["aid.eligible_groups"] or () if name in pupils]
    entitled = pupils[pupils[groups].eq(True).fillna(False).any(axis=1)]
    paid = aid[aid["paid_on"].ge(school_year_start(facts)).fillna(False)]
    aided = set(paid["subject"].dropna())
    coverage = counts_of(
        entitled.assign(counted=entitled.index.isin(list(aided))),
        "aid_coverage",
        county=facts.county.code,
    )
    sums = pd.DataFrame(
        {
            "indicator": ["aid_person_times", "aid_yuan"],
            "level": "county",
            "unit_code": facts.county.code,
            "group": "all",
            "numerator": [len(paid), int(paid["amount_yuan"].sum())],
            "denominator": pd.array([pd.NA, pd.NA], dtype="Int64"),
        }
    )
    return [with_rates(coverage, target=policy.value("target.aid_coverage")), sums]


def absence_rates(facts: Facts, policy: Policy) -> list[pd.DataFrame]:
    """Chronic and severe absence: pupils absent for at least that share of their kept days, any reason."""
    if not facts.has("presence"):
        return []
    presence = facts["presence"]
    kept = presence[presence["kept_days"].gt(0).fillna(False)]
    columns = [name for name in facts["children"].columns if name not in kept.columns]
    members = kept.join(facts["children"][columns], how="left", validate="one_to_one")
    frames = []
    for name in ("chronic", "severe"):
        limit = policy.value(f"absence.{name}_rate").exact()
        counts = counts_of(
            members.assign(counted=is_absent_for(members, limit)),
            f"{name}_absence",
            county=facts.county.code,
        )
        frames.append(with_rates(counts))
    return frames


def is_absent_for(presence: pd.DataFrame, share: Fraction) -> pd.Series:
    """Whether the absent days are at least that share of the kept days, compared in whole days."""
    return (presence["absent_days"] * share.denominator).ge(presence["kept_days"] * share.numerator)
