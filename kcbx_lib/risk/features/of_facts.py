"""The scorecard's factors from an audit's facts, one small function a factor.

Each takes the facts and answers with one value a child (index ``subject``): a number or a nullable flag,
NA where nothing is known. Blank is unknown, not no. Every fact was cut to the audit date before, so
nothing from later can enter.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.risk.features import schooling
from kcbx_lib.risk.features.absence import FEWEST_KEPT_DAYS
from kcbx_lib.risk.features.circumstances import any_flag
from kcbx_lib.risk.features.schooling import years_over_age

Feature = Callable[[Facts, Policy], pd.Series]
SCORED_STATES = (
    "in_school",
    "attends_elsewhere",
    "attends_no_record",
    "enrolled_not_attending",
    "transfer_in_progress",
)


def scored_children(facts: Facts) -> pd.DataFrame:
    """The children whom a visit can still keep: those at school or lately at school."""
    children = facts["children"]
    scored = children["state"].isin(SCORED_STATES)
    # Where nobody is left out the frame itself: a copy would make every join build its index anew.
    return children if bool(scored.all()) else children[scored]


def absence_rate(facts: Facts, policy: Policy) -> pd.Series:
    """Share of kept school days absent for whatever reason; NA below ten kept days."""
    subjects = scored_children(facts).index
    if not facts.has("presence"):
        return pd.Series(pd.NA, index=subjects, dtype="Float64")
    presence = facts["presence"]
    rate = presence["absence_rate"].where(presence["kept_days"].ge(FEWEST_KEPT_DAYS))
    return rate.reindex(subjects).astype("Float64")


def chronic_absence(facts: Facts, policy: Policy) -> pd.Series:
    """The absence rate where it is chronic, 0 where it is not, NA where unknown."""
    rate = absence_rate(facts, policy)
    return rate.where(rate.ge(policy["absence.chronic_rate"]) | rate.isna(), 0.0)


def severe_absence(facts: Facts, policy: Policy) -> pd.Series:
    """The absence rate where it is severe, 0 where it is not, NA where unknown."""
    rate = absence_rate(facts, policy)
    return rate.where(rate.ge(policy["absence.severe_rate"]) | rate.isna(), 0.0)


def unexcused_streak(facts: Facts, policy: Policy) -> pd.Series:
    """School days of the longest unexcused streak at the profile's limit or above, else 0."""
    subjects = scored_children(facts).index
    if not facts.has("streaks"):
        return pd.Series(pd.NA, index=subjects, dtype="Float64")
    longest = facts["streaks"].groupby("subject")["school_days"].max()
    longest = longest[longest.ge(policy["absence.report_streak_days"])]
    return longest.reindex(subjects).fillna(0).astype("Float64")


def earlier_dropout(facts: Facts, policy: Policy) -> pd.Series:
    """Whether a suspected or verified case was ever recorded; NA where no case file was handed in."""
    subjects = scored_children(facts).index
    if not facts.has("cases"):
        return pd.Series(pd.NA, index=subjects, dtype="boolean")
    cases = facts["cases"]
    recorded = cases.loc[cases["stage"].isin(["suspected", "dropout", "returned"]), "subject"]
    return pd.Series(subjects.isin(recorded), index=subjects, dtype="boolean")


def over_age(facts: Facts, policy: Policy) -> pd.Series:
    """Years above the grade's age, beyond the tolerance; 0 at or below it, NA where unknown."""
    return years_over_age(
        scored_children(facts),
        offset=policy["grade.age_offset"],
        tolerance=policy["grade.age_tolerance"],
    )


def junior_grade(facts: Facts, policy: Policy) -> pd.Series:
    """The grade where it is junior secondary, else 0; NA where the grade is unknown."""
    return schooling.junior_grade(scored_children(facts))


def _any_of(*flags: str) -> Feature:
    def feature(facts: Facts, policy: Policy) -> pd.Series:
        return any_flag(scored_children(facts), *flags)

    return feature


FEATURES: dict[str, Feature] = {
    "severe_absence": severe_absence,
    "chronic_absence": chronic_absence,
    "unexcused_streak": unexcused_streak,
    "earlier_dropout": earlier_dropout,
    "learning_difficulty": _any_of("has_learning_difficulty"),
    "over_age": over_age,
    "poverty": _any_of("is_poor", "is_low_income", "is_destitute"),
    "orphan": _any_of("is_orphan", "is_unsupported"),
    "disability": _any_of("is_disabled"),
    "junior_grade": junior_grade,
    "left_behind": _any_of("is_left_behind"),
    "migrant": _any_of("is_migrant"),
}
"""Every factor a scorecard may weigh, by name."""


def feature_table(facts: Facts, policy: Policy) -> pd.DataFrame:
    """One row a scored child, one column a feature."""
    narrowed = facts.with_frames(children=scored_children(facts))
    return pd.DataFrame({name: feature(narrowed, policy) for name, feature in FEATURES.items()})
