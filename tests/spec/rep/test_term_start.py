"""Work of a term: the statistics at its start, the review of enrolment changes."""

from __future__ import annotations

from datetime import date

import pytest

from kcbx_lib.policy import Policy, load_policy
from kcbx_lib.rules.organisations import offices
from kcbx_lib.rules.rep import (
    late_movements_review,
    late_term_start_statistics,
    missing_full_check,
)
from tests.spec.indicators.county_of_text import facts, found, subjects, table
from tests.spec.rep.reports_of_text import SCHOOLS, activities, reports

ON = date(2024, 11, 20)
ZHUOZI = load_policy("zhuozi_2022", on=ON)
SUIYANG = load_policy("suiyang_2024", on=ON)
BOTH = "青山镇人民政府、青禾县教育局"


def statistics(*lines: str, as_of: date = ON) -> list[str]:
    made = facts(activities=activities(*lines), schools=SCHOOLS, as_of=as_of)
    return subjects(late_term_start_statistics, made, ZHUOZI)


def of_all(day: str, to: str = BOTH) -> list[str]:
    return [f"term_start_statistics | {day} | {org} | {to}" for org in ("一小", "二小", "三中")]


@pytest.mark.walks("REP-05", "rule", "found", "clear")
@pytest.mark.walks("REP-05", "report.term_start_within_days", "below", "at", "above")
@pytest.mark.walks("REP-05", "lawful", "on_the_day")
@pytest.mark.parametrize(
    ("day", "late"),
    [("2024-09-08", []), ("2024-09-09", []), ("2024-09-10", ["A", "B", "C"])],
)
def test_statistics_are_due_within_a_week_of_term_start(day: str, late: list[str]) -> None:
    assert statistics(*of_all(day)) == late


@pytest.mark.walks("REP-05", "lawful", "time_left")
@pytest.mark.walks("REP-05", "rule", "day_of", "day_after")
def test_a_school_without_statistics_is_found_when_its_week_is_over() -> None:
    two = of_all("2024-09-05")[:2]

    assert statistics(*two, as_of=date(2024, 9, 9)) == []
    assert statistics(*two, as_of=date(2024, 9, 10)) == ["C"]


@pytest.mark.walks("REP-05", "rule", "found", "clear")
@pytest.mark.walks("REP-05", "lawful", "recipients_blank")
@pytest.mark.parametrize(
    ("to", "is_found"),
    [
        (BOTH, False),
        ("青禾县教体局；青山镇政府", False),
        ("青禾县教育局", True),
        ("青山镇人民政府", True),
        ("-", False),
    ],
)
def test_statistics_go_to_the_township_and_to_the_bureau(to: str, is_found: bool) -> None:
    lines = [*of_all("2024-09-05")[:2], f"term_start_statistics | 2024-09-05 | 三中 | {to}"]

    assert statistics(*lines) == (["C"] if is_found else [])


@pytest.mark.walks("REP-05", "lawful", "report_or_activity")
def test_a_report_at_term_start_answers_as_well() -> None:
    sent = reports(
        f"""
        org  | period_kind | period      | submitted_on | recipients
        三中 | term_start  | 2024-autumn | 2024-09-06   | {BOTH}
        """
    )
    made = facts(activities=activities(*of_all("2024-09-05")[:2]), reports=sent, schools=SCHOOLS)

    assert subjects(late_term_start_statistics, made, ZHUOZI) == []
    assert statistics(*of_all("2024-09-05")[:2]) == ["C"]


@pytest.mark.walks("REP-05", "report.term_start_within_days", "below", "at", "above")
@pytest.mark.parametrize(
    ("day", "late"),
    [("2024-09-04", []), ("2024-09-05", []), ("2024-09-06", ["A", "B", "C"])],
)
def test_a_county_with_days_of_its_own_is_judged_by_them(day: str, late: list[str]) -> None:
    three = ZHUOZI.with_values({"report.term_start_within_days": 3})
    made = facts(activities=activities(*of_all(day)), schools=SCHOOLS)

    assert subjects(late_term_start_statistics, made, three) == late


@pytest.mark.walks("REP-05", "lawful", "second_office_told_apart")
def test_two_lines_to_one_office_each_are_a_report_to_both() -> None:
    to_one = [f"term_start_statistics | 2024-09-05 | 三中 | {to}" for to in BOTH.split("、")]
    others = of_all("2024-09-05")[:2]

    assert statistics(*others, *to_one) == []
    assert statistics(*others, to_one[0]) == statistics(*others, to_one[1]) == ["C"]


@pytest.mark.walks("REP-05", "rule", "below", "at", "above")
@pytest.mark.parametrize(
    ("day", "is_found"), [("2024-08-01", True), ("2024-08-02", False), ("2024-08-03", False)]
)
def test_statistics_of_more_than_a_month_before_term_are_those_of_another_term(
    day: str, is_found: bool
) -> None:
    early = f"term_start_statistics | {day} | 三中 | {BOTH}"

    assert statistics(*of_all("2024-09-05")[:2], early) == (["C"] if is_found else [])


@pytest.mark.walks("REP-05", "lawful", "through_another")
@pytest.mark.walks("REP-06", "lawful", "through_another")
@pytest.mark.walks("REP-08", "lawful", "through_another")
@pytest.mark.parametrize(
    ("rule", "policy", "kind"),
    [
        (late_term_start_statistics, ZHUOZI, "term_start_statistics"),
        (late_movements_review, SUIYANG, "movements_review"),
        (missing_full_check, SUIYANG, "full_check"),
    ],
)
@pytest.mark.parametrize(("stage", "is_found"), [("teaching_point", False), ("junior", True)])
def test_a_teaching_point_answers_through_its_main_school(
    rule: object, policy: Policy, kind: str, stage: str, is_found: bool
) -> None:
    lines = [f"{kind} | 2024-09-05 | {org} | {BOTH}" for org in ("一小", "二小")]
    schools = SCHOOLS.assign(stage=["primary", "primary", stage])
    made = facts(activities=activities(*lines), schools=schools)

    assert subjects(rule, made, policy) == (["C"] if is_found else [])


@pytest.mark.walks("REP-05", "rule", "found")
def test_where_no_school_recorded_any_the_county_is_found_once() -> None:
    assert statistics("work_meeting | 2024-09-05 | 青禾县教育局") == ["990101"]


# -- REP-06 ---------------------------------------------------------------------------------------


@pytest.mark.walks("REP-06", "rule", "found", "clear")
@pytest.mark.walks("REP-06", "movements.review_within_days", "below", "at", "above")
@pytest.mark.walks("REP-06", "lawful", "on_the_day")
@pytest.mark.parametrize(
    ("day", "late"), [("2024-09-15", []), ("2024-09-16", []), ("2024-09-17", ["A"])]
)
def test_changes_are_reviewed_within_two_weeks_of_term_start(day: str, late: list[str]) -> None:
    lines = [f"movements_review | {day} | 一小"]
    lines += [f"movements_review | 2024-09-10 | {org}" for org in ("二小", "三中")]
    made = facts(activities=activities(*lines), schools=SCHOOLS)

    assert subjects(late_movements_review, made, SUIYANG) == late


def changes(*lines: str) -> list[str]:
    made = facts(movements=table("subject | kind | date | reviewed_on\n" + "\n".join(lines)))
    return subjects(late_movements_review, made, SUIYANG)


@pytest.mark.walks("REP-06", "rule", "found", "clear")
@pytest.mark.walks("REP-06", "lawful", "days_of_its_own", "next_review")
@pytest.mark.parametrize(
    ("line", "is_found"),
    [
        ("a | transfer_in | 2024-08-28 | 2024-09-16", False),
        ("a | transfer_in | 2024-08-28 | 2024-09-17", True),
        ("a | transfer_in | 2024-08-28 | -", True),
        # A change in the first days of term has two weeks of its own.
        ("a | transfer_in | 2024-09-12 | 2024-09-26", False),
        ("a | transfer_in | 2024-09-12 | 2024-09-27", True),
        ("a | transfer_in | 2024-09-16 | -", True),
        # Later changes are reviewed at the start of the next term.
        ("a | transfer_in | 2024-09-17 | -", False),
        ("a | transfer_in | 2024-10-08 | 2024-11-19", False),
        ("a | transfer_in | 2024-10-08 | -", False),
        ("a | transfer_in | 2023-09-08 | -", False),
    ],
)
def test_each_change_shows_its_review(line: str, is_found: bool) -> None:
    assert changes(line, "b | transfer_in | 2024-08-28 | 2024-09-10") == (["a"] if is_found else [])


@pytest.mark.walks("REP-06", "lawful", "earlier_review")
@pytest.mark.walks("REP-06", "rule", "below", "at", "above")
@pytest.mark.parametrize(
    ("day", "is_found"), [("2024-02-03", True), ("2024-02-02", True), ("2024-02-01", False)]
)
def test_a_change_of_more_than_seven_months_before_was_another_review_s(
    day: str, is_found: bool
) -> None:
    others = "b | transfer_in | 2024-08-28 | 2024-09-10"

    assert changes(f"a | transfer_in | {day} | -", others) == (["a"] if is_found else [])


@pytest.mark.walks("REP-06", "lawful", "whole_year")
@pytest.mark.parametrize(
    ("kind", "is_found"),
    [
        ("promote", False),
        ("graduate", False),
        ("complete", True),
        ("skip", True),
        ("suspend", True),
    ],
)
def test_that_a_whole_year_moves_up_is_no_change_to_be_reviewed(kind: str, is_found: bool) -> None:
    others = "b | transfer_in | 2024-08-28 | 2024-09-10"

    assert changes(f"a | {kind} | 2024-08-28 | -", others) == (["a"] if is_found else [])


@pytest.mark.walks("REP-06", "movements.review_within_days", "below", "at", "above")
@pytest.mark.parametrize(
    ("reviewed", "is_found"), [("2024-09-08", False), ("2024-09-09", False), ("2024-09-10", True)]
)
def test_a_county_that_reviews_within_a_week_is_judged_by_a_week(
    reviewed: str, is_found: bool
) -> None:
    week = SUIYANG.with_values({"movements.review_within_days": 7})
    made = facts(
        movements=table(
            f"subject | kind | date | reviewed_on\na | transfer_in | 2024-08-28 | {reviewed}"
        )
    )

    assert subjects(late_movements_review, made, week) == (["a"] if is_found else [])


@pytest.mark.walks("REP-06", "rule", "day_of", "day_after")
@pytest.mark.parametrize(
    ("as_of", "expected"), [(date(2024, 9, 16), []), (date(2024, 9, 17), ["C"])]
)
def test_there_is_time_for_the_review_until_the_day(as_of: date, expected: list[str]) -> None:
    lines = [f"movements_review | 2024-09-10 | {org}" for org in ("一小", "二小")]
    made = facts(activities=activities(*lines), schools=SCHOOLS, as_of=as_of)

    assert subjects(late_movements_review, made, SUIYANG) == expected


@pytest.mark.walks("REP-06", "lawful", "column_not_kept")
def test_one_review_on_record_shows_that_reviews_are_kept() -> None:
    bare = ("a | transfer_in | 2024-08-28 | -", "b | suspend | 2024-09-02 | -")

    assert changes(*bare) == []
    assert changes(bare[0], bare[1].replace("-09-02 | -", "-09-02 | 2024-09-09")) == ["a"]


@pytest.mark.walks("REP-06", "lawful", "column_not_kept")
def test_a_column_nobody_fills_in_says_nothing() -> None:
    made = facts(
        movements=table(
            "subject | kind | date | reviewed_on\na | transfer_in | 2024-08-28 | -\nb | suspend | 2024-09-02 | -"
        )
    )
    outcome = late_movements_review.find(made, SUIYANG)

    assert outcome.tested == 0
    assert outcome.note is not None


@pytest.mark.parametrize("rule", [late_term_start_statistics, late_movements_review])
def test_without_any_table_of_the_work_nothing_is_tested(rule: object) -> None:
    policy = ZHUOZI if rule is late_term_start_statistics else SUIYANG
    outcome = rule.find(facts(), policy)  # type: ignore[attr-defined]

    assert outcome.tested == 0
    assert outcome.note is not None


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("乡镇人民政府、县教育局", {"township", "county_bureau"}),
        ("镇政府 县教体局", {"township", "county_bureau"}),
        ("柳河镇人民政府和县教育和体育局", {"township", "county_bureau"}),
        ("街道办事处；区教科局", {"township", "county_bureau"}),
        ("乡镇教育办公室", {"township"}),
        ("县教育局", {"county_bureau"}),
        ("市教育局督导室;县残联", {"county_bureau"}),
    ],
)
def test_recipients_are_read_by_office(written: str, named: set[str]) -> None:
    assert offices(written) == named


@pytest.mark.walks("REP-06", "rule", "day_of", "day_after")
@pytest.mark.parametrize(
    ("as_of", "expected"), [(date(2024, 9, 18), []), (date(2024, 9, 19), ["a"])]
)
def test_a_change_of_the_first_days_has_its_own_day_too(as_of: date, expected: list[str]) -> None:
    lines = "a | transfer_in | 2024-09-04 | -\nb | transfer_in | 2024-08-28 | 2024-09-10"
    made = facts(movements=table(f"subject | kind | date | reviewed_on\n{lines}"), as_of=as_of)

    assert subjects(late_movements_review, made, SUIYANG) == expected


def test_what_came_late_is_past_and_what_never_came_can_still_come() -> None:
    to_one = "term_start_statistics | 2024-09-05 | 一小 | 青禾县教育局"
    late = f"term_start_statistics | 2024-09-20 | 二小 | {BOTH}"
    made = facts(activities=activities(to_one, late), schools=SCHOOLS)
    rows = found(late_term_start_statistics, made, ZHUOZI).set_index("subject")
    assert rows["is_past"].to_dict() == {"A": False, "B": True, "C": False}

    lines = ("movements_review | 2024-09-20 | 一小", "movements_review | 2024-09-10 | 二小")
    moves = "a | suspend | 2024-09-02 | 2024-10-09\nb | suspend | 2024-09-02 | -"
    made = facts(
        activities=activities(*lines),
        movements=table(f"subject | kind | date | reviewed_on\n{moves}"),
        schools=SCHOOLS,
    )
    rows = found(late_movements_review, made, SUIYANG).set_index("subject")
    assert rows["is_past"].to_dict() == {"A": True, "C": False, "a": True, "b": False}
