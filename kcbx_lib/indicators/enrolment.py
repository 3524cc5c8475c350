"""Enrolment: how many children of the official age are in school.

Net rates are counted child by child over the household register, so none can pass 100 %. The junior
gross rate sets all junior pupils against the junior-age population and may pass it.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.indicators.breakdown import counts_of
from kcbx_lib.indicators.cohorts import IN_SCHOOL, counted_as, official_stage
from kcbx_lib.indicators.rates import with_rates
from kcbx_lib.policy import Policy


def enrolment_rates(facts: Facts, policy: Policy) -> list[pd.DataFrame]:
    """Net enrolment of primary and junior age, entry to grade 1, junior gross, disabled children.

    Needs ``children`` with register states and the household register; without the register no rate
    of this group can be counted and none is printed.
    """
    children = counted_as(facts["children"])
    children = children.assign(official_stage=official_stage(children, policy))
    frames = []
    if facts.has("population"):
        register = children[children["in_population"].eq(True).fillna(False)]
        for stage in ("primary", "junior"):
            frames.append(_net(register, stage, facts, policy))
        frames.append(_entry(register, facts, policy))
        frames.append(_junior_gross(children, register, facts))
    if facts.has("disability"):
        frames.append(_disabled(children, facts))
    return frames


def _net(register: pd.DataFrame, stage: str, facts: Facts, policy: Policy) -> pd.DataFrame:
    cohort = register[register["official_stage"].eq(stage).fillna(False)]
    return with_rates(
        _counts(cohort, f"net_enrolment_{stage}", facts),
        target=policy.value(f"target.enrolment_{stage}"),
    )


def _entry(register: pd.DataFrame, facts: Facts, policy: Policy) -> pd.DataFrame:
    first = register[register["age_on_cutoff"].eq(int(policy["age.from"])).fillna(False)]
    return with_rates(
        _counts(first, "entry_grade_one", facts), target=policy.value("target.entry_grade_one")
    )


def _counts(cohort: pd.DataFrame, indicator: str, facts: Facts) -> pd.DataFrame:
    left_out = cohort["is_left_out"]
    return counts_of(
        cohort[~left_out],
        indicator,
        county=facts.county.code,
        levels=("township",),
        groups=("sex",),
        excluded=cohort[left_out],
    )


def _junior_gross(children: pd.DataFrame, register: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    pupils = (
        children["in_enrolment"].eq(True).fillna(False)
        & children["stage"].eq("junior").fillna(False)
        & children["state"].isin(IN_SCHOOL)
        & children["state"].ne("graduated")
    )
    of_age = register["official_stage"].eq("junior").fillna(False) & ~register["is_left_out"]
    counts = pd.DataFrame(
        {
            "indicator": ["gross_enrolment_junior"],
            "level": "county",
            "unit_code": facts.county.code,
            "group": "all",
            "numerator": int(pupils.sum()),
            "denominator": int(of_age.sum()),
            "unknown": 0,
            "excluded": 0,
        }
    )
    return with_rates(counts, may_exceed=True)


def _disabled(children: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """Disabled children of school age in a special school, a class or taught at home, of all of them."""
    disabled = children[
        children["in_disability"].eq(True).fillna(False)
        & children["is_of_age"].eq(True).fillna(False)
    ]
    disabled = disabled.assign(stage=disabled["official_stage"])
    left_out = disabled["is_left_out"]
    return with_rates(
        counts_of(
            disabled[~left_out],
            "disabled_enrolment",
            county=facts.county.code,
            groups=("stage", "sex"),
            excluded=disabled[left_out],
        )
    )
