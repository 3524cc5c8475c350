"""Dropout needs a recorded verification; what may be added to it stands beside it."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from kcbx_lib.indicators import compute_indicators
from kcbx_lib.policy import load_policy
from tests.spec.indicators.county_of_text import cell, children, facts, table

POLICY = load_policy("national", on=date(2024, 11, 20))
PUPILS = """
subject | age_on_cutoff | state | stage | status | grade
a | 13 | in_school     | junior | in_school | 7
b | 13 | in_school     | junior | in_school | 7
c | 13 | out_of_school | junior | in_school | 7
d | 13 | out_of_school | junior | other_leave | 7
e | 13 | moved_away    | junior | transferred_out | 7
"""
HEAD = "subject | case_no | stage | category_code | opened_on | verified_on | returned_on | closed_on\n"


def county(cases: str, **frames: pd.DataFrame) -> pd.DataFrame:
    indicators = compute_indicators(
        facts(children=children(PUPILS), case_files=table(HEAD + cases), **frames), POLICY
    )
    return indicators[indicators["level"].eq("county") & indicators["group"].eq("all")]


def test_a_verified_case_of_this_school_year_counts() -> None:
    rate = county("c | 1 | dropout | A2 | 2024-09-10 | 2024-09-20 | - | -")

    assert cell(rate, "numerator", indicator="dropout") == 1
    assert cell(rate, "denominator", indicator="dropout") == 4
    assert cell(rate, "state", indicator="dropout") == "not_met"


def test_a_case_nobody_verified_is_no_dropout_but_is_in_the_upper_figure() -> None:
    rate = county("c | 1 | suspected | A2 | 2024-09-10 | - | - | -")

    assert cell(rate, "numerator", indicator="dropout") == 0
    # The suspected child, and the one whose leave nobody explained.
    assert cell(rate, "numerator", indicator="dropout_upper") == 2


@pytest.mark.parametrize(
    ("state", "counted"),
    [("out_of_school", 1), ("unknown", 1), ("in_school", 0), ("abroad", 0), ("over_age", 0)],
)
def test_leave_that_no_register_explains_is_in_the_upper_figure(state: str, counted: int) -> None:
    # "other leave" leaves the child's state unknown, as nobody may be accused by it
    pupils = PUPILS.replace("d | 13 | out_of_school", f"d | 13 | {state}")
    made = facts(
        children=children(pupils),
        case_files=table(HEAD + "b | 1 | deducted | B | 2024-09-10 | 2024-09-20 | - | 2024-09-21"),
    )
    rate = compute_indicators(made, POLICY)
    whole = rate[rate["level"].eq("county") & rate["group"].eq("all")]

    assert cell(whole, "numerator", indicator="dropout_upper") == counted
    assert cell(whole, "numerator", indicator="dropout") == 0


def test_a_child_who_came_back_is_no_dropout() -> None:
    rate = county("c | 1 | dropout | A2 | 2024-09-10 | 2024-09-20 | 2024-10-08 | -")

    assert cell(rate, "numerator", indicator="dropout") == 0


def test_a_case_verified_last_school_year_is_not_of_this_one() -> None:
    rate = county("c | 1 | dropout | A2 | 2024-03-10 | 2024-07-31 | - | -")
    this_year = county("c | 1 | dropout | A2 | 2024-03-10 | 2024-08-01 | - | -")

    assert cell(rate, "numerator", indicator="dropout") == 0
    assert cell(this_year, "numerator", indicator="dropout") == 1


def test_an_untraceable_child_is_deducted_on_paper_and_stays_in_the_upper_figure() -> None:
    rate = county("b | 1 | deducted | G | 2024-09-10 | 2024-09-20 | - | 2024-09-21")

    assert cell(rate, "numerator", indicator="dropout_upper") == 2


def test_who_moved_away_within_the_year_was_on_the_roll_at_its_start() -> None:
    before = county("c | 1 | suspected | A2 | 2024-09-10 | - | - | -")
    within = county(
        "c | 1 | suspected | A2 | 2024-09-10 | - | - | -",
        movements=table("subject | kind | date\ne | transfer_out | 2024-10-08"),
    )

    assert cell(before, "denominator", indicator="dropout") == 4
    assert cell(within, "denominator", indicator="dropout") == 5


def test_a_child_who_came_back_and_stayed_is_returned() -> None:
    rate = county(
        """a | 1 | returned | A2 | 2024-09-10 | 2024-09-20 | 2024-10-08 | 2024-10-20
c | 2 | dropout | A2 | 2024-09-10 | 2024-09-20 | - | -"""
    )

    assert cell(rate, "numerator", indicator="return") == 1
    assert cell(rate, "denominator", indicator="return") == 2
    assert cell(rate, "numerator", indicator="relapse") == 0


def test_a_streak_at_the_limit_after_the_return_is_a_relapse() -> None:
    streaks = table(
        """
        subject | start      | end        | limit_reached_on
        a       | 2024-11-04 | 2024-11-06 | 2024-11-06
        b       | 2024-11-04 | 2024-11-05 | -
        """
    )
    rate = county(
        """a | 1 | returned | A2 | 2024-09-10 | 2024-09-20 | 2024-10-08 | 2024-10-20
b | 2 | returned | A2 | 2024-09-10 | 2024-09-20 | 2024-10-08 | 2024-10-20""",
        streaks=streaks,
    )

    assert cell(rate, "numerator", indicator="return") == 1
    assert cell(rate, "numerator", indicator="relapse") == 1


def test_a_streak_before_the_return_is_what_brought_the_case_about() -> None:
    streaks = table(
        "subject | start | end | limit_reached_on\na | 2024-09-05 | 2024-09-09 | 2024-09-09"
    )
    rate = county(
        "a | 1 | returned | A2 | 2024-09-10 | 2024-09-20 | 2024-10-08 | 2024-10-20", streaks=streaks
    )

    assert cell(rate, "numerator", indicator="return") == 1
