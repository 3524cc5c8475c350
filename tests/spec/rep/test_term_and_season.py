"""Work of a term, a quarter and a season: statistics, review of changes, recheck, full check."""

from __future__ import annotations

from datetime import date

import pytest

from kcbx_lib.policy import load_policy
from kcbx_lib.rules.organisations import offices
from kcbx_lib.rules.rep import (
    late_movements_review,
    late_term_start_statistics,
    missing_full_check,
    missing_quarterly_recheck,
)
from tests.spec.indicators.county_of_text import facts, found, missing_tables, subjects, table
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


@pytest.mark.parametrize(
    ("day", "late"),
    [("2024-09-08", []), ("2024-09-09", []), ("2024-09-10", ["A", "B", "C"])],
)
def test_statistics_are_due_within_a_week_of_term_start(day: str, late: list[str]) -> None:
    assert statistics(*of_all(day)) == late


def test_a_school_without_statistics_is_found_when_its_week_is_over() -> None:
    two = of_all("2024-09-05")[:2]

    assert statistics(*two, as_of=date(2024, 9, 9)) == []
    assert statistics(*two, as_of=date(2024, 9, 10)) == ["C"]


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


def test_a_report_at_term_start_answers_as_well() -> None:
    sent = reports(
        f"""
        org  | period_kind | period      | submitted_on | recipients
        三中 | term_start  | 2024-autumn | 2024-09-06   | {BOTH}
        """
    )
    made = facts(activities=activities(*of_all("2024-09-05")[:2]), reports=sent, schools=SCHOOLS)

    assert subjects(late_term_start_statistics, made, ZHUOZI) == []


def test_where_no_school_recorded_any_the_county_is_found_once() -> None:
    assert statistics("work_meeting | 2024-09-05 | 青禾县教育局") == ["990101"]


# -- REP-06 ---------------------------------------------------------------------------------------


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


@pytest.mark.parametrize(
    ("line", "is_found"),
    [
        ("a | transfer_in | 2024-08-28 | 2024-09-16", False),
        ("a | transfer_in | 2024-08-28 | 2024-09-17", True),
        ("a | transfer_in | 2024-08-28 | -", True),
        # A change in the first days of term has two weeks of its own.
        ("a | transfer_in | 2024-09-12 | 2024-09-26", False),
        ("a | transfer_in | 2024-09-12 | 2024-09-27", True),
        # Later changes are reviewed at the start of the next term.
        ("a | transfer_in | 2024-10-08 | 2024-11-19", False),
        ("a | transfer_in | 2024-10-08 | -", False),
        ("a | transfer_in | 2023-09-08 | -", False),
    ],
)
def test_each_change_shows_its_review(line: str, is_found: bool) -> None:
    assert changes(line, "b | transfer_in | 2024-08-28 | 2024-09-10") == (["a"] if is_found else [])


def test_a_column_nobody_fills_in_says_nothing() -> None:
    made = facts(
        movements=table(
            "subject | kind | date | reviewed_on\na | transfer_in | 2024-08-28 | -\nb | suspend | 2024-09-02 | -"
        )
    )
    outcome = late_movements_review.find(made, SUIYANG)

    assert outcome.tested == 0
    assert outcome.note is not None


# -- REP-07 ---------------------------------------------------------------------------------------


def rechecks(*days: str, as_of: date = ON, org: str = "青禾县教育局") -> list[str]:
    lines = [f"quarterly_recheck | {day} | {org}" for day in days] or [
        "home_visit | 2024-09-05 | 一小"
    ]
    made = facts(activities=activities(*lines), schools=SCHOOLS, as_of=as_of)
    return sorted(found(missing_quarterly_recheck, made, SUIYANG).get("case_key", []))


@pytest.mark.parametrize(
    ("as_of", "missing"), [(date(2024, 9, 30), []), (date(2024, 10, 1), ["2024-Q3"])]
)
def test_a_quarter_without_recheck_is_found_when_it_is_over(
    as_of: date, missing: list[str]
) -> None:
    assert rechecks(as_of=as_of) == missing


def test_a_recheck_on_the_last_day_is_in_time() -> None:
    assert rechecks("2024-09-30") == []
    assert rechecks("2024-10-01") == ["2024-Q3"]


def test_quarters_before_the_first_recheck_and_the_term_are_not_asked_for() -> None:
    assert rechecks("2024-09-25") == []


def test_a_gap_within_the_series_is_found() -> None:
    assert rechecks("2024-03-20", "2024-09-25") == ["2024-Q2"]


def test_a_report_that_names_its_quarter_counts_for_it_however_late() -> None:
    sent = reports(
        """
        org          | period_kind | period  | submitted_on
        青禾县教育局 | quarterly   | 2024-Q3 | 2024-10-12
        """
    )
    made = facts(activities=activities("home_visit | 2024-09-05 | 一小"), reports=sent)
    rows = found(missing_quarterly_recheck, made, SUIYANG)

    assert list(rows["case_key"]) == ["2024-Q3"]
    assert "2024-10-12" in rows["what"].iloc[0]


# -- REP-08 ---------------------------------------------------------------------------------------


def checks(*lines: str, as_of: date = ON) -> list[tuple[str, str]]:
    made = facts(activities=activities(*lines), schools=SCHOOLS, as_of=as_of)
    rows = found(missing_full_check, made, SUIYANG)
    return sorted(zip(rows["subject"], rows.get("case_key", []), strict=True))


AUTUMN = [f"full_check | 2024-09-20 | {org}" for org in ("一小", "二小", "三中")]


def test_every_school_checks_every_pupil_by_the_end_of_september() -> None:
    assert checks(*AUTUMN) == []
    assert checks(*AUTUMN[:2]) == [("C", "2024-autumn")]


@pytest.mark.parametrize(
    ("day", "is_found"), [("2024-09-29", False), ("2024-09-30", False), ("2024-10-01", True)]
)
def test_a_check_after_its_day_is_late(day: str, is_found: bool) -> None:
    expected = [("C", "2024-autumn")] if is_found else []

    assert checks(*AUTUMN[:2], f"full_check | {day} | 三中") == expected


def test_on_its_day_there_is_still_time() -> None:
    assert checks(*AUTUMN[:2], as_of=date(2024, 9, 30)) == []
    assert checks(*AUTUMN[:2], as_of=date(2024, 10, 1)) == [("C", "2024-autumn")]


def test_a_spring_that_most_schools_checked_is_asked_of_all() -> None:
    spring = [f"full_check | 2024-03-20 | {org}" for org in ("一小", "二小")]

    assert checks(*AUTUMN, *spring) == [("C", "2024-spring")]
    assert checks(*AUTUMN, spring[0]) == []


def test_schools_are_not_blamed_where_an_office_checked_for_all() -> None:
    assert checks("full_check | 2024-09-20 | 青禾县教育局") == []


def test_where_nobody_checked_the_county_is_found_once() -> None:
    assert checks("home_visit | 2024-09-05 | 一小") == [("990101", "2024-autumn")]


@pytest.mark.parametrize("rule", [missing_quarterly_recheck, missing_full_check])
def test_without_activities_nothing_is_tested(rule: object) -> None:
    assert missing_tables(rule, facts()) == ["activities"]


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
