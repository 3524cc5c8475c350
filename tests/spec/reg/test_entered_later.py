"""A record counts from the month in which its pupil entered the school."""

from __future__ import annotations

from datetime import date

import pytest

from kcbx_lib.county import Term
from kcbx_lib.rules.reg import (
    attends_without_record,
    double_enrolment,
    not_entered_at_age,
    out_of_school,
)
from tests.spec.reg.places import CHILD, SCORE
from tests.spec_helpers import Drawn

RECORD = f"{CHILD} school_code grade class_no status enrolled_on"
WHO = "王小明 2018-03-05 birth"
SPRING = Term(date(2025, 2, 17), date(2025, 7, 4))


def county(month: str, *, school: str = "S1", as_of: str = "2024-11-20", **more) -> Drawn:
    return Drawn(
        as_of=as_of,
        population=f"{CHILD}\n{WHO}",
        enrolment=f"{RECORD}\n{WHO} {school} 1 1 in_school {month}"
        "\n李丽 2014-01-01 birth S1 4 1 in_school 2020-09-01",
        **more,
    )


@pytest.mark.parametrize(
    ("month", "found"),
    [
        ("2024-09-01", []),
        ("2024-11-01", []),  # this month: it may have been before the day
        ("2024-12-01", ["王小明"]),
        ("2025-09-01", ["王小明"]),
        ("-", []),
    ],
)
def test_who_enters_after_the_audits_day_was_in_no_school_on_it(
    month: str, found: list[str]
) -> None:
    made = county(month)
    assert made.found(out_of_school) == made.found(not_entered_at_age) == found


def test_whoever_was_on_the_schools_sheets_has_entered_and_the_month_is_a_slip() -> None:
    sheet = f"{CHILD} school_code grade class_no marks\n{WHO} S1 1 1 √*50"
    made = county("2025-09-01", attendance=sheet)
    assert made.explanations()["王小明"] == "attends_own_school"
    assert made.found(attends_without_record) == []
    marks = f"{SCORE}\n{WHO} S1 2024-2025-1 语文 90"
    assert county("2025-09-01", scores=marks).explanations()["王小明"] == "attendance_not_kept"
    assert made.facts["enrolment"]["enrolled_on"].notna().tolist() == [False, True]


@pytest.mark.parametrize(
    ("term", "found"),
    [("2024-2025-1", []), ("2023-2024-2", ["王小明"]), ("-", [])],
)
def test_marks_of_an_earlier_year_are_of_an_earlier_stay(term: str, found: list[str]) -> None:
    marks = f"{SCORE}\n{WHO} S1 {term} 语文 90"
    assert county("2025-02-01", scores=marks).found(out_of_school) == found


def test_the_sheets_of_another_school_do_not_make_it_a_slip() -> None:
    """In class at S1 until a transfer to S2 that comes after the audit's day."""
    sheet = f"{CHILD} school_code grade class_no marks\n{WHO} S1 1 1 √*50"
    made = county("2025-02-01", school="S2", attendance=sheet)
    assert made.explanations()["王小明"] == "attends_no_record"
    assert len(made.facts["enrolment"]) == 1


@pytest.mark.parametrize(
    ("as_of", "term", "month", "found"),
    [
        ("2024-08-25", Term(date(2024, 9, 2), date(2025, 1, 17)), "2024-09-01", []),
        ("2024-11-01", Term(date(2024, 9, 2), date(2025, 1, 17)), "2024-11-01", []),
        ("2024-10-31", Term(date(2024, 9, 2), date(2025, 1, 17)), "2024-11-01", ["王小明"]),
        ("2024-08-25", Term(date(2024, 8, 26), date(2025, 1, 17)), "2024-09-01", []),
        ("2024-08-25", None, "2024-09-01", []),
        ("2024-08-25", None, "2024-10-01", ["王小明"]),
        ("2025-02-10", SPRING, "2025-02-01", []),
        ("2025-02-10", SPRING, "2025-03-01", ["王小明"]),
    ],
)
def test_an_intake_is_registered_before_its_term_opens(
    as_of: str, term: Term | None, month: str, found: list[str]
) -> None:
    assert county(month, as_of=as_of, term=term).found(out_of_school) == found


def test_a_second_record_of_a_later_month_is_no_double_enrolment() -> None:
    tables = {
        "enrolment": f"{RECORD}\n{WHO} S1 1 1 in_school 2024-09-01\n{WHO} S2 1 1 in_school {{month}}",
    }
    for month, found in (("2024-11-01", ["王小明"]), ("2024-12-01", [])):
        made = Drawn(**{name: text.format(month=month) for name, text in tables.items()})
        assert made.found(double_enrolment) == found
