"""ATT-05 and ATT-06: a month that was not kept, and one that cannot be as written."""

import pytest

from kcbx_lib.rules.att import attendance_not_kept, chronic_absence, implausible_attendance
from tests.spec.att.county import PUPIL, RECORD, SHEET, a_class
from tests.spec_helpers import Drawn

OTHER = "李丽 2014-01-01 birth S2 4 1 in_school"


@pytest.mark.walks("ATT-05", "rule", "found", "clear")
@pytest.mark.walks("ATT-05", "lawful", "month_not_handed_in")
@pytest.mark.parametrize(("other", "months"), [("√*40", ["2024-10"]), ("√*19", [])])
def test_att_05_a_month_without_records_while_others_kept_theirs(other, months):
    # September has 19 school days; nothing is recorded in October.
    county = a_class("√*19", "√*19", other=other)
    rows = attendance_not_kept.find(county.facts, county.policy).rows
    assert rows.reindex(columns=["month"])["month"].tolist() == months


@pytest.mark.walks("ATT-05", "rule", "below", "at", "above")
@pytest.mark.parametrize(("days", "found"), [(8, ["S1"]), (9, []), (10, [])])
def test_att_05_half_of_the_pupil_days_are_enough(days, found):
    # Two pupils are due 38 days in September.
    county = a_class("√*10", f"√*{days}", other="√*19", as_of="2024-10-01")
    assert county.found(attendance_not_kept) == found


@pytest.mark.walks("ATT-05", "rule", "day_before", "day_of")
@pytest.mark.walks("ATT-05", "lawful", "month_not_over")
@pytest.mark.parametrize(("as_of", "found"), [("2024-10-31", []), ("2024-11-01", ["S1"])])
def test_att_05_a_month_is_judged_when_it_is_over(as_of, found):
    assert a_class("√*19", "√*19", as_of=as_of).found(attendance_not_kept) == found


@pytest.mark.walks("ATT-05", "lawful", "kept_by_totals")
@pytest.mark.parametrize(("present", "found"), [(17, []), ("-", ["S1"])])
def test_att_05_a_pupils_monthly_totals_tell_of_its_days_even_if_no_day_is_marked(present, found):
    roll = "\n".join(
        f"{name} 2014-03-0{day} birth S1 4 1 in_school" for day, name in enumerate("甲乙丙丁", 1)
    )
    rows = "\n".join(f"{name} S1 4 1 2024-09 19 {present} -" for name in "甲乙丙")
    county = Drawn(
        as_of="2024-10-07",
        enrolment=f"{RECORD}\n{roll}\n{OTHER}",
        attendance=f"""name school_code grade class_no month due_days present_days marks
                       {rows}
                       丁 S1 4 1 2024-09 19 19 -
                       李丽 S2 4 1 - - - √*19""",
    )
    assert county.found(attendance_not_kept) == found


@pytest.mark.walks("ATT-05", "lawful", "kept_by_totals")
def test_att_05_a_class_with_totals_of_the_term_was_kept():
    county = Drawn(
        as_of="2024-11-05",
        enrolment=f"{PUPIL}\n{OTHER}",
        attendance="""name school_code grade class_no due_days present_days marks
                      王小明 S1 4 1 36 33 -
                      李丽 S2 4 1 - - √*36""",
    )
    assert county.found(attendance_not_kept) == []
    assert county.found(chronic_absence) == []


@pytest.mark.walks("ATT-05", "lawful", "no_desk_in_class", "no_grade")
@pytest.mark.parametrize(
    ("grade", "status", "found"),
    [
        (4, "in_school", ["S1"]),
        (4, "home_teaching", []),
        (4, "suspended", []),
        ("-", "in_school", []),  # a mixed class of a special school
    ],
)
def test_att_05_a_class_without_desks_or_without_a_grade_has_no_sheet_to_keep(grade, status, found):
    roll = f"{RECORD}\n王小明 2014-03-05 birth S1 {grade} 1 {status}\n{OTHER}"
    county = Drawn(as_of="2024-11-05", enrolment=roll, attendance=f"{SHEET}\n李丽 S2 4 1 √*36")
    assert sorted(set(county.found(attendance_not_kept))) == found


@pytest.mark.walks("ATT-05", "lawful", "on_another_sheet")
@pytest.mark.parametrize(
    ("room", "days", "found"),
    [
        ("1", 36, []),
        ("-", 36, []),  # the sheet does not name the class
        ("2", 36, []),  # classes 1 and 2 were merged
        ("-", 8, ["S1"]),  # of 19 in September, and none of October's
    ],
)
def test_att_05_a_class_is_kept_where_its_pupils_stand_on_a_sheet(room, days, found):
    county = Drawn(
        as_of="2024-11-05",
        enrolment=f"{PUPIL}\n{OTHER}",
        attendance=f"{SHEET}\n王小明 S1 4 {room} √*{days}\n李丽 S2 4 1 √*36",
    )
    assert sorted(set(county.found(attendance_not_kept))) == found


COPY, FULL = "√√病√√旷√√√√", "√*10"


@pytest.mark.walks("ATT-06", "rule", "found", "clear", "below", "at", "above")
@pytest.mark.walks("ATT-06", "lawful", "full_presence")
@pytest.mark.parametrize(
    ("copies", "others", "found"),
    [
        (4, 0, []),
        (5, 0, ["S1"]),
        (6, 0, ["S1"]),
        (5, 5, ["S1"]),  # half of the class
        (5, 6, []),
        (6, 5, ["S1"]),
        (0, 10, []),
    ],
)
def test_att_06_five_equal_rows_that_are_half_of_the_class(copies, others, found):
    county = a_class(*[COPY] * copies, *[FULL] * others)
    assert county.found(implausible_attendance) == found


@pytest.mark.walks("ATT-06", "rule", "below", "at", "above")
@pytest.mark.walks("ATT-06", "lawful", "short_month", "whole_month_away", "outing")
@pytest.mark.parametrize(
    ("marks", "found"),
    [
        ("√病√旷", []),  # four days are too short a string
        ("√病√旷√", ["S1"]),
        ("√病√旷√√", ["S1"]),
        ("旷*19", []),  # never came all month
        ("旷*18√", ["S1"]),
        ("√√公√√√√", []),  # an outing
        ("√√事√√√√", ["S1"]),
    ],
)
def test_att_06_what_makes_equal_rows_a_copy(marks, found):
    assert a_class(*[marks] * 6).found(implausible_attendance) == found


def with_marks_on(day: str, *marks: str, classes: int = 1) -> Drawn:
    """Ten pupils present; the first of them bear a mark on ``day`` as well."""
    names = [f"学生{chr(0x4E00 + 50 * number)}" for number in range(max(len(marks), 1))]
    lines = [
        f"{name} S1 4 1 √√√√√ {day}={mark}" if mark != "-" else f"{name} S1 4 1 √√√√√ -"
        for name, mark in zip(names, marks, strict=True)
    ]
    further = [f"李{n} S1 4 2 √√√√√ -" for n in "甲乙丙"] if classes > 1 else []
    head = "name school_code grade class_no marks also"
    sheet = "\n".join([head, *lines, *further])
    return Drawn(as_of="2024-09-20", enrolment=PUPIL, attendance=sheet)


@pytest.mark.walks("ATT-06", "rule", "found", "clear", "below", "at", "above")
@pytest.mark.walks("ATT-06", "lawful", "struck_out")
@pytest.mark.parametrize(
    ("marks", "found"),
    [
        ("√" + "-" * 10, []),  # one of eleven
        ("√" + "-" * 9, ["S1"]),  # one of ten
        ("√√" + "-" * 9, ["S1"]),
        ("旷" + "-" * 9, ["S1"]),
        ("×" * 10, []),  # struck through
        ("放" * 10, []),
    ],
)
def test_att_06_marks_on_a_sunday_for_a_tenth_of_the_class(marks, found):
    assert with_marks_on("2024-09-08", *marks).found(implausible_attendance) == found


@pytest.mark.walks("ATT-06", "lawful", "make_up_day")
@pytest.mark.parametrize(("day", "found"), [("2024-09-14", []), ("2024-09-07", ["S1"])])
def test_att_06_a_make_up_saturday_that_one_class_kept(day, found):
    county = with_marks_on(day, "√", "√", classes=2)
    assert county.found(implausible_attendance) == found
