"""ATT-01 to ATT-06: below, at and above each limit, and each lawful explanation."""

import pytest

from kcbx_lib.rules.att import (
    attendance_not_kept,
    chronic_absence,
    home_visit_late,
    implausible_attendance,
    one_recipient,
    unreported_absence,
)
from tests.spec_helpers import Drawn

CHILD = "name birth_date resident_id"
RECORD = f"{CHILD} school_code grade class_no status"
SHEET = "name school_code grade class_no marks"
PUPIL = f"{RECORD}\n王小明 2014-03-05 birth S1 4 1 in_school"
NO_CASES = f"{CHILD} case_no stage opened_on\n赵敏 2013-01-01 birth K9 suspected 2024-10-01"


def drawn(marks, *, cases=NO_CASES, as_of="2024-09-10", **tables):
    return Drawn(
        as_of=as_of,
        enrolment=PUPIL,
        attendance=f"{SHEET}\n王小明 S1 4 1 {marks}\n李丽 S1 4 1 √*50",
        cases=cases,
        **tables,
    )


@pytest.mark.parametrize(
    ("marks", "found"),
    [
        ("旷旷√√√√√", []),
        ("旷旷旷√√√√", ["王小明"]),
        ("旷旷旷旷√√√", ["王小明"]),
        ("×××√√√√", []),
        ("旷旷病旷√√√", []),
        ("旷旷.旷√√√", []),
    ],
)
def test_att_01_the_third_unexcused_day(marks, found):
    assert drawn(marks).found(unreported_absence) == found


@pytest.mark.parametrize(
    ("as_of", "found"),
    [("2024-09-06", []), ("2024-09-07", []), ("2024-09-08", ["王小明"])],
)
def test_att_01_three_days_to_report_the_last_one_included(as_of, found):
    # The limit is reached on Wednesday 4 September.
    assert drawn("旷旷旷√√√√", as_of=as_of).found(unreported_absence) == found


def test_att_01_a_case_opened_since_is_enough():
    cases = f"{CHILD} case_no stage opened_on\n王小明 2014-03-05 birth K1 suspected 2024-09-09"
    assert drawn("旷旷旷√√√√", cases=cases).found(unreported_absence) == []


@pytest.mark.parametrize(
    ("closed_on", "found"),
    [("2024-06-20", ["王小明"]), ("2024-09-02", []), ("-", [])],
)
def test_att_01_a_case_closed_before_the_streak_is_not_and_a_return_alone_closes_none(
    closed_on, found
):
    # The streak begins on Monday 2 September; a relapse while the case is on file is CASE-08.
    cases = f"""{CHILD} case_no stage opened_on returned_on closed_on
                王小明 2014-03-05 birth K1 returned 2024-03-01 2024-03-20 {closed_on}"""
    assert drawn("旷旷旷√√√√", cases=cases).found(unreported_absence) == found


@pytest.mark.parametrize(("recorded", "found"), [("2024-09-11", []), ("2024-09-12", ["王小明"])])
def test_att_01_a_suspension_recorded_within_a_week_of_the_limit_explains_it(recorded, found):
    moves = f"{CHILD} kind date document\n王小明 2014-03-05 birth suspend {recorded} 5号"
    county = drawn("旷旷旷√√√√", movements=moves, as_of="2024-09-20")
    assert county.found(unreported_absence) == found


def test_att_01_a_transfer_out_explains_it():
    moves = f"{CHILD} kind date\n王小明 2014-03-05 birth transfer_out 2024-09-02"
    assert drawn("旷旷旷√√√√", movements=moves).found(unreported_absence) == []


@pytest.mark.parametrize(("back", "found"), [("2024-09-02", ["王小明"]), ("2024-09-03", [])])
def test_att_01_a_leaving_explains_nothing_once_the_child_is_back(back, found):
    # Suspended last spring and back on the streak's first day, or only after it had begun.
    moves = f"""{CHILD} kind date
                王小明 2014-03-05 birth suspend 2024-03-01
                王小明 2014-03-05 birth resume {back}"""
    assert drawn("旷旷旷√√√√", movements=moves).found(unreported_absence) == found


def test_att_01_two_days_where_the_profile_says_48_hours():
    county = {
        "enrolment": PUPIL,
        "attendance": f"{SHEET}\n王小明 S1 4 1 旷旷√√√√√",
        "cases": NO_CASES,
    }
    assert Drawn(profile="hanzhong_2018", as_of="2024-09-10", **county).found(
        unreported_absence
    ) == ["王小明"]
    assert Drawn(as_of="2024-09-10", **county).found(unreported_absence) == []


def test_att_01_without_any_cases_says_what_was_not_there():
    county = Drawn(
        as_of="2024-09-10", enrolment=PUPIL, attendance=f"{SHEET}\n王小明 S1 4 1 旷旷旷√√√√"
    )
    result = unreported_absence.find(county.facts, county.policy)
    assert len(result.rows) == 1
    assert result.note is not None


@pytest.mark.parametrize(
    ("visit", "found"),
    [
        ("2024-09-03", []),
        ("2024-09-06", []),
        ("2024-09-07", ["王小明"]),
        ("2024-09-01", ["王小明"]),
    ],
)
def test_att_02_a_visit_from_the_first_day_to_two_days_after_the_limit(visit, found):
    visits = f"{CHILD} date level\n王小明 2014-03-05 birth {visit} school"
    assert drawn("旷旷旷√√√√", persuasions=visits).found(home_visit_late) == found


@pytest.mark.parametrize(
    ("method", "found"),
    [
        ("家访", []),
        ("入户走访", []),
        ("电话、家访", []),
        ("约谈家长", []),
        ("-", []),
        ("电话", ["王小明"]),
        ("微信、电话沟通", ["王小明"]),
    ],
)
def test_att_02_a_call_or_a_message_alone_is_no_visit(method, found):
    visits = f"{CHILD} date level method\n王小明 2014-03-05 birth 2024-09-05 school {method}"
    assert drawn("旷旷旷√√√√", persuasions=visits).found(home_visit_late) == found


@pytest.mark.parametrize(
    ("marks", "is_said"),
    [("√旷旷旷√√", False), ("√旷旷旷.√", True), (".旷旷旷√√", True), ("√旷旷旷×√", True)],
)
@pytest.mark.parametrize("rule", [unreported_absence, home_visit_late])
def test_a_streak_beside_an_unrecorded_day_is_said_to_be_longer_perhaps(rule, marks, is_said):
    visits = f"{CHILD} date level\n赵敏 2013-01-01 birth 2024-10-01 school"
    county = drawn(marks, persuasions=visits)
    rows = rule.find(county.facts, county.policy).rows
    assert [bool(text) for text in rows["longer"]] == [is_said]


TWO_SHEETS = """name school_code grade class_no since marks
                王小明 S1 4 1 2024-09-02 √*20
                王小明 S1 4 1 2024-10-08 √旷旷旷旷√√√√√√
                李丽 S1 4 1 2024-09-02 √*40"""


@pytest.mark.parametrize("rule", [unreported_absence, home_visit_late, chronic_absence])
def test_the_evidence_is_the_sheet_row_with_the_absence_and_no_other(rule):
    county = Drawn(
        as_of="2024-11-05", enrolment=PUPIL, attendance=TWO_SHEETS, cases=NO_CASES,
        persuasions=f"{CHILD} date level\n赵敏 2013-01-01 birth 2024-10-01 school",
    )  # fmt: skip
    rows = rule.find(county.facts, county.policy).rows
    second = county.facts["attendance"].index[1]
    assert rows["evidence"].tolist() == [[second]]


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ("2024-09-05 2024-09-05", []),
        ("2024-09-05 -", ["王小明"]),
        ("- 2024-09-05", ["王小明"]),
        ("- -", []),
        ("2024-09-16 -", []),  # still within three days of the opening on the 16th
    ],
)
def test_att_03_told_one_office_only(cells, found):
    opened = "2024-09-16" if cells.startswith("2024-09-16") else "2024-09-05"
    cases = f"""{CHILD} case_no stage opened_on reported_township_on reported_bureau_on
                王小明 2014-03-05 birth K1 suspected {opened} {cells}"""
    assert drawn("√√√", cases=cases, as_of="2024-09-18").found(one_recipient) == found


@pytest.mark.parametrize(
    ("marks", "found", "severity"),
    [
        ("√*19病", [], None),
        ("√*18病病", ["王小明"], None),
        ("√*17旷病×", ["王小明"], None),
        ("√*16旷病×事", ["王小明"], "high"),
        ("√*18迟迟", [], None),
    ],
)
def test_att_04_a_tenth_and_a_fifth_of_the_kept_days(marks, found, severity):
    county = drawn(marks, as_of="2024-10-08")
    rows = chronic_absence.find(county.facts, county.policy).rows
    assert county.found(chronic_absence) == found
    if found:
        given = rows["severity"].iloc[0]
        assert (given == "high") == (severity == "high")


def test_att_04_nine_kept_days_prove_nothing():
    assert drawn("√*8旷", as_of="2024-10-08").found(chronic_absence) == []


CLASS = "\n".join(f"学生{n} S1 4 1 {{marks}}" for n in "甲乙丙丁戊己")


def sheets(marks, other="√*40", as_of="2024-11-05"):
    roll = "\n".join(
        f"学生{n} 2014-03-{day:02d} birth S1 4 1 in_school"
        for day, n in enumerate("甲乙丙丁戊己", 1)
    )
    return Drawn(
        as_of=as_of,
        enrolment=f"{RECORD}\n{roll}\n李丽 2014-01-01 birth S2 4 1 in_school",
        attendance=f"{SHEET}\n{CLASS.format(marks=marks)}\n李丽 S2 4 1 {other}",
    )


def test_att_05_a_month_without_records_while_others_kept_theirs():
    # September has 19 school days; nothing is recorded in October.
    county = sheets("√*19")
    rows = attendance_not_kept.find(county.facts, county.policy).rows
    assert rows[["subject", "month"]].to_numpy().tolist() == [["S1", "2024-10"]]


def test_att_05_a_month_that_is_not_over_is_not_judged():
    assert sheets("√*19", as_of="2024-10-31").found(attendance_not_kept) == []


def test_att_06_the_same_absences_in_every_row():
    assert sheets("√√病√√旷√√√√").found(implausible_attendance) == ["S1"]
    assert sheets("√*36").found(implausible_attendance) == []


@pytest.mark.parametrize(("present", "found"), [(17, []), ("-", ["S1"])])
def test_att_05_a_pupils_monthly_totals_tell_of_its_days_even_if_no_day_is_marked(present, found):
    roll = "\n".join(
        f"{name} 2014-03-0{day} birth S1 4 1 in_school" for day, name in enumerate("甲乙丙丁", 1)
    )
    rows = "\n".join(f"{name} S1 4 1 2024-09 19 {present} -" for name in "甲乙丙")
    county = Drawn(
        as_of="2024-10-07",
        enrolment=f"{RECORD}\n{roll}\n李丽 2014-01-01 birth S2 4 1 in_school",
        attendance=f"""name school_code grade class_no month due_days present_days marks
                       {rows}
                       丁 S1 4 1 2024-09 19 19 -
                       李丽 S2 4 1 - - - √*19""",
    )
    assert county.found(attendance_not_kept) == found


def test_att_06_pupils_who_never_came_all_month_are_no_copies():
    assert sheets("旷*19").found(implausible_attendance) == []
    assert sheets("旷*18√").found(implausible_attendance) == ["S1"]


def test_att_05_a_class_of_pupils_taught_at_home_has_no_sheet_to_keep():
    roll = f"{RECORD}\n王小明 2014-03-05 birth S1 4 1 home_teaching\n李丽 2014-01-01 birth S2 4 1 in_school"
    county = Drawn(as_of="2024-11-05", enrolment=roll, attendance=f"{SHEET}\n李丽 S2 4 1 √*36")
    assert county.found(attendance_not_kept) == []


def test_att_05_a_class_with_totals_of_the_term_was_kept():
    roll = f"{RECORD}\n王小明 2014-03-05 birth S1 4 1 in_school\n李丽 2014-01-01 birth S2 4 1 in_school"
    county = Drawn(
        as_of="2024-11-05",
        enrolment=roll,
        attendance="""name school_code grade class_no due_days present_days marks
                      王小明 S1 4 1 36 33 -
                      李丽 S2 4 1 - - √*36""",
    )
    assert county.found(attendance_not_kept) == []
    assert county.found(chronic_absence) == []


def test_att_06_marks_on_a_sunday():
    county = Drawn(
        as_of="2024-09-10",
        enrolment=PUPIL,
        attendance="""name school_code grade class_no marks also
                      王小明 S1 4 1 √√√√√ 2024-09-08=√
                      李丽 S2 4 1 √√√√√ 2024-09-08=×""",
    )
    # A cross struck through the weekend is no attendance.
    assert county.found(implausible_attendance) == ["S1"]


def test_att_06_a_make_up_saturday_is_no_fault():
    county = Drawn(
        as_of="2024-09-20",
        enrolment=PUPIL,
        attendance="""name school_code grade class_no marks also
                      王小明 S1 4 1 √√√√√ 2024-09-14=√
                      李丽 S1 4 2 √√√√√ -
                      王芳 S1 4 2 √√√√√ -""",
    )
    assert county.found(implausible_attendance) == []
