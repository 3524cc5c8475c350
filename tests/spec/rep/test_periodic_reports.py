"""Monthly and weekly reports: in time, late, missing — and what is never held against anybody."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from kcbx_lib.policy import load_policy
from kcbx_lib.rules.rep import late_monthly_report, late_weekly_report
from tests.spec.indicators.county_of_text import facts, found, missing_tables
from tests.spec.rep.reports_of_text import SCHOOLS, reports

ON = date(2024, 11, 20)
NATIONAL = load_policy("national", on=ON)
SUIYANG = load_policy("suiyang_2024", on=ON)
HANZHONG = load_policy("hanzhong_2018", on=ON)
HEAD = "org | period | submitted_on\n"


def monthly(text: str, *, as_of: date = ON, policy: object = SUIYANG) -> list[tuple[str, str]]:
    made = facts(reports=reports(HEAD + text), schools=SCHOOLS, as_of=as_of)
    rows = found(late_monthly_report, made, policy)  # type: ignore[arg-type]
    return sorted(zip(rows["subject"], rows.get("case_key", []), strict=True))


@pytest.mark.parametrize(
    ("sent", "is_late"), [("2024-09-19", False), ("2024-09-20", False), ("2024-09-21", True)]
)
def test_before_the_20th_allows_the_20th_and_not_the_21st(sent: str, is_late: bool) -> None:
    expected = [("A", "2024-09")] if is_late else []

    assert monthly(f"一小 | 2024-09 | {sent}", as_of=date(2024, 10, 1)) == expected


@pytest.mark.parametrize(
    ("sent", "is_late"), [("2024-09-29", False), ("2024-09-30", False), ("2024-10-01", True)]
)
def test_without_a_document_the_month_s_last_day_counts(sent: str, is_late: bool) -> None:
    expected = [("A", "2024-09")] if is_late else []

    assert (
        monthly(f"一小 | 2024-09 | {sent}", as_of=date(2024, 10, 10), policy=NATIONAL) == expected
    )


@pytest.mark.parametrize(
    ("as_of", "missing"),
    [
        (date(2024, 10, 19), []),
        (date(2024, 10, 20), []),
        (date(2024, 10, 21), [("B", "2024-10")]),
    ],
)
def test_a_report_is_missing_the_day_after_its_deadline(
    as_of: date, missing: list[tuple[str, str]]
) -> None:
    text = """一小 | 2024-09 | 2024-09-18
二小 | 2024-09 | 2024-09-18
三中 | 2024-09 | 2024-09-18
一小 | 2024-10 | 2024-10-18
三中 | 2024-10 | 2024-10-18"""

    assert monthly(text, as_of=as_of) == missing


def test_a_school_that_never_reported_is_missed_once_most_schools_do() -> None:
    text = "一小 | 2024-09 | 2024-09-18\n二小 | 2024-09 | 2024-09-18"

    assert monthly(text, as_of=date(2024, 10, 1)) == [("C", "2024-09")]


def test_schools_are_not_blamed_where_only_the_bureau_reports() -> None:
    text = "青禾县教育局 | 2024-09 | 2024-09-18"

    assert monthly(text, as_of=date(2024, 10, 1)) == []


def test_no_month_before_the_data_begin_is_asked_for() -> None:
    text = "\n".join(f"{org} | 2024-10 | 2024-10-18" for org in ("一小", "二小", "三中"))

    assert monthly(text, as_of=date(2024, 11, 1)) == []


def test_a_holiday_month_that_hardly_anybody_reported_is_not_asked_for() -> None:
    text = """一小 | 2024-06 | 2024-06-18
一小 | 2024-07 | 2024-07-18
二小 | 2024-06 | 2024-06-18
三中 | 2024-06 | 2024-06-18
一小 | 2024-09 | 2024-09-18
二小 | 2024-09 | 2024-09-18
三中 | 2024-09 | 2024-09-18"""

    assert monthly(text, as_of=date(2024, 10, 1)) == []


def test_a_correction_sent_later_makes_no_report_late() -> None:
    text = "一小 | 2024-09 | 2024-09-18\n一小 | 2024-09 | 2024-10-05"

    assert monthly(text, as_of=date(2024, 10, 10)) == []


def test_one_school_written_in_three_ways_is_one_school() -> None:
    text = """青禾县一小 | 2024-09 | 2024-09-18
一小 | 2024-10 | 2024-10-18
A | 2024-11 | 2024-11-18"""

    assert monthly(text, as_of=date(2024, 11, 25)) == []


def test_a_form_not_filled_in_is_no_report() -> None:
    blank = reports(
        """
        org  | period  | submitted_on | end_count
        一小 | 2024-09 | -            | -
        二小 | 2024-09 | -            | 100
        三中 | 2024-09 | 2024-09-18   | 100
        """
    )
    rows = found(
        late_monthly_report,
        facts(reports=blank, schools=SCHOOLS, as_of=date(2024, 10, 1)),
        SUIYANG,
    )

    # The second was made, on a day nobody knows: that is not called late.
    assert list(rows["subject"]) == ["A"]


def test_a_weekly_report_is_no_monthly_one() -> None:
    outcome = late_monthly_report.find(
        facts(reports=reports(HEAD + "一小 | 2024-W37 | 2024-09-11"), schools=SCHOOLS), SUIYANG
    )

    assert outcome.tested == 0
    assert outcome.note is not None


def weekly(text: str, *, as_of: date, **frames: pd.DataFrame) -> list[str]:
    made = facts(reports=reports(HEAD + text), as_of=as_of, **frames)
    return sorted(found(late_weekly_report, made, HANZHONG).get("case_key", []))


@pytest.mark.parametrize(
    ("sent", "is_late"), [("2024-09-11", False), ("2024-09-12", False), ("2024-09-13", True)]
)
def test_before_thursday_allows_thursday_and_not_friday(sent: str, is_late: bool) -> None:
    expected = ["2024-W37"] if is_late else []

    assert weekly(f"青禾县教育局 | 2024-W37 | {sent}", as_of=date(2024, 9, 15)) == expected


def test_a_week_left_out_is_missing() -> None:
    text = """青禾县教育局 | 2024-W37 | 2024-09-11
青禾县教育局 | 2024-W39 | 2024-09-25"""

    assert weekly(text, as_of=date(2024, 9, 28)) == ["2024-W38"]


def calendar(*holidays: str) -> pd.DataFrame:
    days = pd.date_range("2024-09-02", "2024-10-31")
    is_kept = (days.day_of_week < 5) & ~days.isin(pd.to_datetime(list(holidays)))
    return pd.DataFrame({"date": days, "is_school_day": pd.array(is_kept, dtype="boolean")})


NATIONAL_DAYS = ("2024-10-01", "2024-10-02", "2024-10-03", "2024-10-04", "2024-10-07")


def test_a_deadline_on_a_holiday_moves_to_the_next_school_day() -> None:
    text = "青禾县教育局 | 2024-W40 | {}"
    days = {"school_days": calendar(*NATIONAL_DAYS)}

    assert weekly(text.format("2024-10-08"), as_of=date(2024, 10, 10), **days) == []
    assert weekly(text.format("2024-10-09"), as_of=date(2024, 10, 10), **days) == ["2024-W40"]


def test_a_week_without_school_is_not_asked_for() -> None:
    text = "青禾县教育局 | 2024-W37 | 2024-09-11\n青禾县教育局 | 2024-W39 | 2024-09-25"
    no_school = [f"2024-09-{day}" for day in range(16, 21)]

    assert weekly(text, as_of=date(2024, 9, 28), school_days=calendar(*no_school)) == []


def test_a_profile_without_weekly_reports_asks_for_none() -> None:
    assert late_weekly_report.RULE.demands == ("report.weekly_deadline",)
    assert SUIYANG["report.weekly_deadline"] is None


@pytest.mark.parametrize("rule", [late_monthly_report, late_weekly_report])
def test_without_reports_nothing_is_tested(rule: object) -> None:
    assert missing_tables(rule, facts()) == ["reports"]


def test_a_county_that_reports_in_the_month_after_is_judged_by_its_own_reading() -> None:
    text = """一小 | 2024-09 | 2024-10-18
二小 | 2024-09 | 2024-10-20
三中 | 2024-09 | 2024-10-21"""

    assert monthly(text, as_of=date(2024, 11, 10)) == [("C", "2024-09")]
