"""Net and gross enrolment: who is in the numerator, who leaves the denominator, who is undecided."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from kcbx_lib.indicators import compute_indicators
from kcbx_lib.policy import load_policy
from tests.spec.indicators.county_of_text import cell, children, facts, table

POLICY = load_policy("xinrong_2022", on=date(2024, 11, 20))
REGISTER = table("name\nx")


def primary(text: str) -> pd.DataFrame:
    """The rows of primary net enrolment for these children."""
    indicators = compute_indicators(facts(children=children(text), population=REGISTER), POLICY)
    return indicators[indicators["indicator"].eq("net_enrolment_primary")]


@pytest.mark.parametrize(
    "state",
    [
        "in_school",
        "attends_elsewhere",
        "attends_no_record",
        "transfer_in_progress",
        "suspended",
        "home_teaching",
        "special_school",
        "studying_elsewhere",
        "graduated",
    ],
)
def test_a_child_in_a_lawful_form_of_schooling_is_in_school(state: str) -> None:
    rate = primary(f"subject | age_on_cutoff | state\na | 8 | {state}")

    assert cell(rate, "numerator", level="county", group="all") == 1


@pytest.mark.parametrize("state", ["abroad", "died", "moved_away", "delayed_entry"])
def test_who_is_not_due_leaves_the_denominator_and_is_counted_there(state: str) -> None:
    rate = primary(f"subject | age_on_cutoff | state\na | 8 | {state}\nb | 8 | in_school")

    assert cell(rate, "denominator", level="county", group="all") == 1
    assert cell(rate, "excluded", level="county", group="all") == 1
    assert cell(rate, "state", level="county", group="all") == "met"


@pytest.mark.parametrize("state", ["out_of_school", "enrolled_not_attending"])
def test_a_child_out_of_school_stays_in_the_denominator(state: str) -> None:
    rate = primary(f"subject | age_on_cutoff | state\na | 8 | {state}\nb | 8 | in_school")

    assert cell(rate, "rate", level="county", group="all") == 50
    assert cell(rate, "state", level="county", group="all") == "not_met"


def test_a_child_under_review_makes_the_verdict_wait() -> None:
    rate = primary("subject | age_on_cutoff | state\na | 8 | to_review\nb | 8 | in_school")

    assert cell(rate, "unknown", level="county", group="all") == 1
    assert cell(rate, "state", level="county", group="all") == "insufficient"


def test_a_child_under_review_cannot_save_a_rate_that_fails_anyway() -> None:
    rate = primary(
        "subject | age_on_cutoff | state\na | 8 | to_review\nb | 8 | in_school\nc | 8 | out_of_school"
    )

    assert cell(rate, "state", level="county", group="all") == "not_met"


def test_only_the_nine_official_cohorts_count() -> None:
    indicators = compute_indicators(
        facts(
            children=children(
                """
                subject | age_on_cutoff | state
                a5  | 5  | in_school
                a6  | 6  | in_school
                a11 | 11 | in_school
                a12 | 12 | in_school
                a14 | 14 | in_school
                a15 | 15 | out_of_school
                """
            ),
            population=REGISTER,
        ),
        POLICY,
    )

    county = indicators[indicators["level"].eq("county") & indicators["group"].eq("all")]
    assert cell(county, "denominator", indicator="net_enrolment_primary") == 2
    assert cell(county, "denominator", indicator="net_enrolment_junior") == 2


def test_a_child_outside_the_household_register_raises_no_net_rate() -> None:
    rate = primary(
        """
        subject | age_on_cutoff | state         | in_population
        a       | 8             | out_of_school | yes
        b       | 8             | in_school     | no
        """
    )

    assert cell(rate, "numerator", level="county", group="all") == 0
    assert cell(rate, "denominator", level="county", group="all") == 1


def test_the_junior_gross_rate_may_pass_100_percent() -> None:
    indicators = compute_indicators(
        facts(
            children=children(
                """
                subject | age_on_cutoff | state     | stage  | in_population
                a       | 13            | in_school | junior | yes
                b       | 15            | in_school | junior | yes
                c       | 13            | in_school | junior | no
                """
            ),
            population=REGISTER,
        ),
        POLICY,
    )

    rate = indicators[indicators["indicator"].eq("gross_enrolment_junior")]
    assert cell(rate, "rate", level="county") == 300
    assert pd.isna(cell(rate, "state", level="county"))


def test_rates_stand_by_township_sex_and_key_group() -> None:
    rate = primary(
        """
        subject | age_on_cutoff | state         | township | sex    | is_poor
        a       | 8             | in_school     | 青山镇   | female | yes
        b       | 8             | out_of_school | 白水乡   | male   | yes
        c       | 9             | in_school     | 白水乡   | male   | no
        d       | 9             | in_school     | 白水乡   | male   |
        """
    )

    assert cell(rate, "rate", level="township", unit_code="白水乡") == pytest.approx(66.6666)
    assert cell(rate, "rate", group="sex_female") == 100
    assert cell(rate, "rate", group="is_poor") == 50
    # Of whom it is not known whether they are poor, they are in neither group.
    assert cell(rate, "denominator", group="not_is_poor") == 1


def test_disabled_children_are_enrolled_in_any_of_three_ways() -> None:
    indicators = compute_indicators(
        facts(
            children=children(
                """
                subject | age_on_cutoff | state          | in_disability | is_of_age
                a       | 8             | special_school | yes           | yes
                b       | 9             | home_teaching  | yes           | yes
                c       | 15            | in_school      | yes           | yes
                d       | 10            | out_of_school  | yes           | yes
                e       | 10            | out_of_school  | no            | yes
                f       | 17            | over_age       | yes           | no
                """
            ),
            disability=REGISTER,
        ),
        POLICY,
    )

    rate = indicators[indicators["indicator"].eq("disabled_enrolment")]
    assert cell(rate, "numerator", level="county", group="all") == 3
    assert cell(rate, "denominator", level="county", group="all") == 4


def test_without_the_household_register_no_net_rate_is_printed() -> None:
    indicators = compute_indicators(
        facts(children=children("subject | age_on_cutoff | state\na | 8 | in_school")), POLICY
    )

    assert "net_enrolment_primary" not in set(indicators["indicator"])
