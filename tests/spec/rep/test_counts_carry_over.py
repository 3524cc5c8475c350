"""Counts of reports carry over, within a report and from one to the next."""

from __future__ import annotations

from datetime import date

import pytest

from kcbx_lib.policy import load_policy
from kcbx_lib.rules.rep import counts_carry_over
from tests.spec.indicators.county_of_text import facts, found
from tests.spec.rep.reports_of_text import SCHOOLS, reports

NATIONAL = load_policy("national", on=date(2024, 11, 20))

FLOW = (
    "org | period | submitted_on | start_count | moved_in | moved_out | suspended | resumed | died | "
    "end_count | returned | dropout_new\n"
)


def carried(text: str) -> list[str]:
    made = facts(reports=reports(FLOW + text), schools=SCHOOLS)
    return sorted(found(counts_carry_over, made, NATIONAL).get("case_key", []))


@pytest.mark.walks("REP-04", "rule", "found", "clear", "below", "at", "above")
@pytest.mark.parametrize(("end", "closes"), [(103, True), (102, False), (104, False), (100, False)])
def test_start_and_changes_make_the_end(end: int, closes: bool) -> None:
    # 100 + 5 + 2 − 2 − 1 − 1 = 103
    line = f"一小 | 2024-09 | 2024-09-18 | 100 | 5 | 2 | 1 | 2 | 1 | {end} | 0 | 0"

    assert carried(line) == ([] if closes else ["2024-09-sum"])


@pytest.mark.walks("REP-04", "lawful", "brought_back_counted")
def test_pupils_brought_back_may_be_counted_as_joining() -> None:
    assert carried("一小 | 2024-09 | 2024-09-18 | 100 | 0 | 0 | 0 | 0 | 0 | 102 | 2 | 0") == []
    assert carried("一小 | 2024-09 | 2024-09-18 | 100 | 0 | 0 | 0 | 0 | 0 | 101 | 2 | 0") != []


@pytest.mark.walks("REP-04", "lawful", "dropouts_counted")
def test_new_dropouts_may_be_counted_as_leaving() -> None:
    assert carried("一小 | 2024-09 | 2024-09-18 | 100 | 0 | 0 | 0 | 0 | 0 | 98 | 0 | 2") == []
    assert carried("一小 | 2024-09 | 2024-09-18 | 100 | 0 | 0 | 0 | 0 | 0 | 97 | 0 | 2") != []
    # those brought back alone were counted, those gone alone were, and both
    assert carried("一小 | 2024-09 | 2024-09-18 | 100 | 0 | 0 | 0 | 0 | 0 | 103 | 3 | 2") == []
    assert carried("一小 | 2024-09 | 2024-09-18 | 100 | 0 | 0 | 0 | 0 | 0 | 98 | 3 | 2") == []
    assert carried("一小 | 2024-09 | 2024-09-18 | 100 | 0 | 0 | 0 | 0 | 0 | 101 | 3 | 2") == []


@pytest.mark.walks("REP-04", "lawful", "blank")
def test_a_blank_that_could_make_up_the_difference_accuses_nobody() -> None:
    assert carried("一小 | 2024-09 | 2024-09-18 | 100 | - | 0 | 0 | 0 | 0 | 103 | 0 | 0") == []
    # A blank number of arrivals cannot explain that pupils are missing.
    assert carried("一小 | 2024-09 | 2024-09-18 | 100 | - | 0 | 0 | 0 | 0 | 97 | 0 | 0") != []


def month(period: str, start: int, end: int, org: str = "一小") -> str:
    moved_in, moved_out = max(end - start, 0), max(start - end, 0)
    return f"{org} | {period} | {period}-18 | {start} | {moved_in} | {moved_out} | 0 | 0 | 0 | {end} | 0 | 0"


@pytest.mark.walks("REP-04", "rule", "found", "clear")
def test_a_month_starts_with_what_the_month_before_ended_with() -> None:
    assert carried(month("2024-09", 100, 102) + "\n" + month("2024-10", 102, 101)) == []
    assert carried(month("2024-09", 100, 102) + "\n" + month("2024-10", 101, 101)) == [
        "2024-10-start"
    ]


@pytest.mark.walks("REP-04", "rule", "found")
def test_over_the_turn_of_the_year_months_still_follow() -> None:
    assert carried(month("2024-12", 100, 100) + "\n" + month("2025-01", 99, 99)) == [
        "2025-01-start"
    ]


@pytest.mark.walks("REP-04", "lawful", "summer")
@pytest.mark.parametrize(
    ("earlier", "later", "is_found"),
    [
        ("2024-07", "2024-08", False),
        ("2024-08", "2024-09", False),
        ("2024-09", "2024-10", True),
        ("2024-05", "2024-06", True),
    ],
)
def test_over_the_summer_a_year_leaves_and_another_enters(
    earlier: str, later: str, is_found: bool
) -> None:
    for start in (90, 130):
        lines = month(earlier, 100, 100) + "\n" + month(later, start, start)
        assert carried(lines) == ([f"{later}-start"] if is_found else [])


@pytest.mark.walks("REP-04", "lawful", "graduation")
@pytest.mark.parametrize(("start", "is_found"), [(60, False), (100, False), (101, True)])
def test_after_june_a_school_may_start_with_fewer_and_not_with_more(
    start: int, is_found: bool
) -> None:
    lines = month("2024-06", 100, 100) + "\n" + month("2024-07", start, start)

    assert carried(lines) == (["2024-07-start"] if is_found else [])


@pytest.mark.walks("REP-04", "rule", "day_before", "day_of", "day_after")
@pytest.mark.parametrize(
    ("earlier", "later", "is_found"),
    [
        ("2024-W34", "2024-W35", False),  # holds 1 September
        ("2024-W35", "2024-W36", False),  # the first week of school
        ("2024-W36", "2024-W37", True),
    ],
)
def test_weeks_follow_again_once_the_new_year_has_entered(
    earlier: str, later: str, is_found: bool
) -> None:
    line = "一小 | {} | 2024-09-11 | {n} | 0 | 0 | 0 | 0 | 0 | {n} | 0 | 0"
    lines = line.format(earlier, n=100) + "\n" + line.format(later, n=130)

    assert carried(lines) == ([f"{later}-start"] if is_found else [])


@pytest.mark.walks("REP-04", "lawful", "period_left_out")
def test_a_month_left_out_between_two_is_no_contradiction() -> None:
    assert carried(month("2024-09", 100, 100) + "\n" + month("2024-11", 104, 104)) == []
    assert carried(month("2024-10", 100, 100) + "\n" + month("2024-11", 104, 104)) != []


def test_each_school_has_a_row_of_its_own() -> None:
    assert carried(month("2024-09", 100, 102) + "\n" + month("2024-10", 80, 80, org="二小")) == []


@pytest.mark.walks("REP-04", "lawful", "corrected_later")
def test_of_two_versions_the_later_is_judged() -> None:
    wrong = "一小 | 2024-09 | 2024-09-18 | 100 | 0 | 0 | 0 | 0 | 0 | 90 | 0 | 0"
    right = "一小 | 2024-09 | 2024-09-25 | 100 | 0 | 10 | 0 | 0 | 0 | 90 | 0 | 0"

    assert carried(wrong + "\n" + right) == []
    assert carried(wrong) == ["2024-09-sum"]
