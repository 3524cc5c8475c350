"""When a report falls due. The day a document names is never found; a day later is."""

from __future__ import annotations

from datetime import date

import pytest

from kcbx_lib.policy import (
    due_day,
    load_policy,
    next_period,
    period_kind,
    period_of,
    period_span,
    periods_between,
    season_due_day,
)

ON = date(2024, 11, 20)


@pytest.mark.parametrize(
    ("profile", "key", "period", "due"),
    [
        ("national", "report.monthly_deadline", "2024-09", date(2024, 9, 30)),
        ("national", "report.monthly_deadline", "2024-02", date(2024, 2, 29)),
        ("suiyang_2024", "report.monthly_deadline", "2024-09", date(2024, 9, 20)),
        ("hanzhong_2018", "report.weekly_deadline", "2024-W37", date(2024, 9, 12)),
        ("suiyang_2024", "report.quarterly_recheck", "2024-Q3", date(2024, 9, 30)),
    ],
)
def test_a_period_is_due_on_the_day_the_profile_names(
    profile: str, key: str, period: str, due: date
) -> None:
    assert due_day(load_policy(profile, on=ON)[key], period) == due


def test_the_31st_of_a_shorter_month_is_its_last_day() -> None:
    assert due_day({"kind": "day_of_month", "day": 31}, "2024-09") == date(2024, 9, 30)


def test_the_full_checks_are_due_at_the_end_of_march_and_september() -> None:
    days = load_policy("suiyang_2024", on=ON)["report.seasonal_full_check"]

    assert season_due_day(days, "2024-spring") == date(2024, 3, 31)
    assert season_due_day(days, "2024-autumn") == date(2024, 9, 30)


@pytest.mark.parametrize(
    ("period", "kind", "following"),
    [
        ("2024-12", "monthly", "2025-01"),
        ("2024-W52", "weekly", "2025-W01"),
        ("2020-W53", "weekly", "2021-W01"),
        ("2024-Q4", "quarterly", "2025-Q1"),
        ("2024-autumn", "seasonal", "2025-spring"),
        ("2025-spring", "seasonal", "2025-autumn"),
    ],
)
def test_periods_follow_one_another_over_the_turn_of_the_year(
    period: str, kind: str, following: str
) -> None:
    assert period_kind(period) == kind
    assert next_period(period) == following


@pytest.mark.parametrize("text", ["2024-13", "2024-W54", "2024-Q5", "九月", "", "2024"])
def test_text_that_names_no_period_has_no_span(text: str) -> None:
    assert period_span(text) is None
    assert period_kind(text) is None


def test_january_belongs_to_the_autumn_term_of_the_year_before() -> None:
    assert period_of(date(2025, 1, 10), "seasonal") == "2024-autumn"


def test_no_period_lies_between_a_later_and_an_earlier_one() -> None:
    assert periods_between("2024-10", "2024-09") == []
