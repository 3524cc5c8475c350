"""Checks for under-age work in spring and autumn."""

from __future__ import annotations

from datetime import date

import pytest

from kcbx_lib.policy import Policy
from kcbx_lib.rules.gov import labour_check
from tests.spec.gov.offices_of_text import NATIONAL, ZHUOZI, activities
from tests.spec.indicators.county_of_text import facts, found

YEAR_OVER = date(2025, 1, 10)


def seasons(
    *days: str, as_of: date = YEAR_OVER, first: str = "2024-03-05", policy: Policy = ZHUOZI
) -> list[str]:
    """The seasons found where checks were held on these days and the records begin with ``first``."""
    lines = [f"labour_check | {day} | 青禾县人社局" for day in days]
    made = facts(activities=activities(f"home_visit | {first} | 一小", *lines), as_of=as_of)
    rows = found(labour_check, made, policy)
    assert set(rows["subject"]) <= {"990101"}
    return sorted(rows.get("case_key", []))


@pytest.mark.walks("GOV-08", "rule", "found", "clear")
@pytest.mark.walks("GOV-08", "labour.checks_per_year", "below", "at", "above")
@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([], ["2024-autumn", "2024-spring"]),
        (["2024-04-12"], ["2024-autumn"]),
        (["2024-10-12"], ["2024-spring"]),
        (["2024-04-12", "2024-10-12"], []),
        (["2024-04-12", "2024-05-12", "2024-10-12"], []),
        # both in spring leave autumn unchecked
        (["2024-04-12", "2024-05-12"], ["2024-autumn"]),
    ],
)
def test_two_checks_a_year_are_one_in_spring_and_one_in_autumn(
    days: list[str], expected: list[str]
) -> None:
    assert seasons(*days) == expected


@pytest.mark.walks("GOV-08", "labour.checks_per_year", "below", "at", "above")
@pytest.mark.parametrize(
    ("asked", "days", "expected"),
    [
        (4, ["2024-04-12", "2024-05-12", "2024-10-12"], ["2024-autumn"]),
        (4, ["2024-04-12", "2024-05-12", "2024-10-12", "2024-11-12"], []),
        (4, ["2024-04-12", "2024-10-12", "2024-11-12"], ["2024-spring"]),
        # places checked on one day are one check
        (4, ["2024-04-12", "2024-04-12", "2024-10-12", "2024-11-12"], ["2024-spring"]),
        pytest.param(
            3,
            ["2024-04-12", "2024-05-12", "2024-10-12"],
            [],
            marks=pytest.mark.walks("GOV-08", "lawful", "odd_one_in_either"),
        ),
        (3, ["2024-04-12", "2024-10-12", "2024-11-12"], []),
        (3, ["2024-04-12", "2024-10-12"], ["2024-autumn"]),
        # what spring lacks is spring's fault alone
        (3, ["2024-10-12"], ["2024-spring"]),
        (1, ["2024-04-12"], []),
        (1, ["2024-10-12"], []),
        (1, [], ["2024-autumn"]),
    ],
)
def test_a_county_that_asks_for_another_number_is_held_to_it(
    asked: int, days: list[str], expected: list[str]
) -> None:
    own = ZHUOZI.with_values({"labour.checks_per_year": asked})

    assert seasons(*days, policy=own) == expected


@pytest.mark.walks("GOV-08", "lawful", "season_running")
@pytest.mark.walks("GOV-08", "rule", "day_before", "day_of", "day_after")
@pytest.mark.parametrize(
    ("as_of", "checks", "expected"),
    [
        (date(2024, 5, 30), [], []),
        (date(2024, 5, 31), [], []),
        (date(2024, 6, 1), [], ["2024-spring"]),
        (date(2024, 11, 29), ["2024-04-12"], []),
        (date(2024, 11, 30), ["2024-04-12"], []),
        (date(2024, 12, 1), ["2024-04-12"], ["2024-autumn"]),
    ],
)
def test_a_season_is_judged_when_it_is_over(
    as_of: date, checks: list[str], expected: list[str]
) -> None:
    assert seasons(*checks, as_of=as_of) == expected


@pytest.mark.walks("GOV-08", "lawful", "later_in_the_term")
@pytest.mark.parametrize(
    ("day", "is_found"),
    [("2024-12-15", False), ("2025-01-31", False), ("2025-02-01", True)],
)
def test_a_check_held_later_in_the_same_term_still_counts(day: str, is_found: bool) -> None:
    assert seasons("2024-04-12", day, as_of=date(2025, 2, 10)) == (
        ["2024-autumn"] if is_found else []
    )


@pytest.mark.walks("GOV-08", "lawful", "records_begin_later")
@pytest.mark.walks("GOV-08", "rule", "below", "at", "above")
@pytest.mark.parametrize(
    ("first", "expected"),
    [
        ("2024-03-31", ["2024-spring"]),
        ("2024-04-01", []),
        ("2024-05-05", []),
    ],
)
def test_a_season_whose_first_two_months_are_not_on_record_is_not_judged(
    first: str, expected: list[str]
) -> None:
    assert seasons(first=first, as_of=date(2024, 11, 20)) == expected


def test_a_profile_that_names_no_checks_asks_for_none() -> None:
    assert labour_check.RULE.demands == ("labour.checks_per_year",)
    assert NATIONAL["labour.checks_per_year"] is None


@pytest.mark.parametrize(
    ("as_of", "is_past"), [(date(2024, 7, 31), False), (date(2024, 8, 1), True)]
)
def test_a_check_can_be_made_up_for_until_its_term_is_over(as_of: date, is_past: bool) -> None:
    made = facts(activities=activities("home_visit | 2024-03-05 | 一小"), as_of=as_of)

    assert list(found(labour_check, made, ZHUOZI)["is_past"]) == [is_past]
