"""ATT-01 and ATT-02: below, at and above each limit, the days due, and each lawful explanation."""

import pytest

from kcbx_lib.rules.att import chronic_absence, home_visit_late, unreported_absence
from tests.helpers import read_text, table_of
from tests.spec.att.county import CHILD, NO_CASES, PUPIL, RECORD, SHEET, drawn
from tests.spec_helpers import Drawn

NO_VISITS = f"{CHILD} date level\n赵敏 2013-01-01 birth 2024-10-01 school"


@pytest.mark.walks("ATT-01", "rule", "found", "clear")
@pytest.mark.walks("ATT-01", "absence.report_streak_days", "below", "at", "above")
@pytest.mark.walks("ATT-01", "lawful", "excused_leave", "reason_unknown", "unrecorded_day")
@pytest.mark.parametrize(
    ("marks", "found"),
    [
        ("旷旷√√√√√", []),
        ("旷旷旷√√√√", ["王小明"]),
        ("旷旷旷旷√√√", ["王小明"]),
        ("×××√√√√", []),
        ("旷旷×旷√√√", []),
        ("旷旷病旷√√√", []),
        ("旷旷事旷√√√", []),
        ("旷旷公旷√√√", []),
        ("旷旷.旷√√√", []),
        ("√√√旷旷旷√", ["王小明"]),  # Thursday, Friday and Monday: a weekend ends nothing
    ],
)
def test_att_01_the_third_unexcused_day(marks, found):
    assert drawn(marks, as_of="2024-09-13").found(unreported_absence) == found


@pytest.mark.parametrize(
    ("as_of", "found"),
    [("2024-09-06", []), ("2024-09-07", []), ("2024-09-08", ["王小明"])],
)
@pytest.mark.walks("ATT-01", "absence.report_within_days", "below", "at", "above")
@pytest.mark.walks("ATT-01", "lawful", "still_in_time")
def test_att_01_three_days_to_report_the_last_one_included(as_of, found):
    # The limit is reached on Wednesday 4 September.
    assert drawn("旷旷旷√√√√", as_of=as_of).found(unreported_absence) == found


@pytest.mark.walks("ATT-01", "absence.report_within_days", "below", "at", "above")
@pytest.mark.parametrize(("as_of", "found"), [(8, []), (9, []), (10, ["王小明"])])
def test_att_01_a_county_may_give_five_days(as_of, found):
    county = drawn(
        "旷旷旷√√√√", as_of=f"2024-09-{as_of:02d}", values={"absence.report_within_days": 5}
    )
    assert county.found(unreported_absence) == found


@pytest.mark.walks("ATT-01", "lawful", "case_opened_since")
@pytest.mark.parametrize(
    ("told", "found"),
    [
        ("- -", ["王小明"]),
        ("2024-09-09 -", []),
        ("- 2024-09-09", []),
        ("2024-09-02 -", []),  # on the streak's first day
        ("2024-06-28 -", ["王小明"]),  # of another absence
    ],
)
def test_att_01_a_report_to_either_office_since_is_enough(told, found):
    cases = f"""{CHILD} case_no stage opened_on closed_on reported_township_on reported_bureau_on
                王小明 2014-03-05 birth K1 returned 2024-03-01 2024-06-30 {told}"""
    assert drawn("旷旷旷√√√√", cases=cases).found(unreported_absence) == found


@pytest.mark.walks("ATT-01", "lawful", "case_on_file")
@pytest.mark.parametrize(
    ("stage", "verified", "found"),
    [
        ("suspected", "2024-03-20", []),
        ("deducted", "2024-03-20", ["王小明"]),  # nobody follows the child any more
        ("deducted", "2024-09-02", []),  # the streak may have been looked at
        ("deducted", "-", []),  # nothing says when
    ],
)
def test_att_01_a_case_deducted_before_the_streak_is_off_the_file(stage, verified, found):
    cases = f"""{CHILD} case_no stage opened_on verified_on
                王小明 2014-03-05 birth K1 {stage} 2024-03-01 {verified}"""
    assert drawn("旷旷旷√√√√", cases=cases).found(unreported_absence) == found


@pytest.mark.walks("ATT-01", "lawful", "case_opened_since")
def test_att_01_a_case_opened_since_is_enough():
    cases = f"{CHILD} case_no stage opened_on\n王小明 2014-03-05 birth K1 suspected 2024-09-09"
    assert drawn("旷旷旷√√√√", cases=cases).found(unreported_absence) == []


@pytest.mark.walks("ATT-01", "lawful", "case_on_file")
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


@pytest.mark.walks("ATT-01", "lawful", "left_lawfully")
@pytest.mark.walks("ATT-02", "lawful", "left_lawfully")
@pytest.mark.parametrize("rule", [unreported_absence, home_visit_late])
@pytest.mark.parametrize(("recorded", "found"), [("2024-09-11", []), ("2024-09-12", ["王小明"])])
def test_att_01_a_suspension_recorded_within_a_week_of_the_limit_explains_it(recorded, found, rule):
    moves = f"{CHILD} kind date document\n王小明 2014-03-05 birth suspend {recorded} 5号"
    county = drawn("旷旷旷√√√√", movements=moves, as_of="2024-09-20", persuasions=NO_VISITS)
    assert county.found(rule) == found


@pytest.mark.parametrize("rule", [unreported_absence, home_visit_late])
@pytest.mark.parametrize(("recorded", "found"), [("2024-09-11", []), ("2024-09-12", ["王小明"])])
def test_a_suspension_that_has_ended_since_explains_the_streak_all_the_same(recorded, found, rule):
    moves = f"""{CHILD} kind date
                王小明 2014-03-05 birth suspend {recorded}
                王小明 2014-03-05 birth resume 2024-10-08"""
    county = drawn(
        "旷旷旷....." + "√*30", movements=moves, as_of="2024-11-05", persuasions=NO_VISITS
    )
    assert county.states()["王小明"] == "in_school"
    assert county.found(rule) == found


@pytest.mark.walks("ATT-01", "lawful", "left_lawfully")
@pytest.mark.parametrize(
    ("kind", "date", "found"),
    [
        ("transfer_out", "2024-09-02", []),
        ("death", "2024-09-02", []),
        ("abroad", "2024-09-02", []),
        ("study_elsewhere", "2024-09-02", []),
        ("home_teaching", "2024-09-02", []),
        ("promote", "2024-09-02", ["王小明"]),
        ("graduate", "2024-06-30", ["王小明"]),  # of primary school
        ("delayed_entry", "2020-08-20", ["王小明"]),  # and entered since
    ],
)
def test_att_01_what_a_leaving_is_and_what_is_none(kind, date, found):
    moves = f"{CHILD} kind date\n王小明 2011-03-05 birth {kind} {date}"
    pupil = f"{RECORD}\n王小明 2011-03-05 birth S1 7 1 in_school"
    county = drawn("旷旷旷√√√√", movements=moves, enrolment=pupil, grade=7)
    assert county.found(unreported_absence) == found


@pytest.mark.parametrize(("seen", "found"), [(6, []), (7, ["王小明"])])
def test_att_01_whoever_sat_in_class_a_week_after_leaving_had_not_left(seen, found):
    # Left by the papers on 2 September; seen last on Monday the 9th, or on the 10th.
    moves = f"{CHILD} kind date\n王小明 2014-03-05 birth transfer_out 2024-09-02"
    county = drawn(f"√*{seen}旷旷旷√*30", movements=moves, as_of="2024-11-05")
    assert county.states()["王小明"] == "in_school"
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


@pytest.mark.walks("ATT-01", "absence.report_streak_days", "below", "at", "above")
@pytest.mark.walks("ATT-02", "absence.report_streak_days", "below", "at", "above")
@pytest.mark.parametrize("rule", [unreported_absence, home_visit_late])
@pytest.mark.parametrize(
    ("marks", "found"), [("旷", []), ("旷旷", ["王小明"]), ("旷旷旷", ["王小明"])]
)
def test_two_days_where_the_profile_says_48_hours(rule, marks, found):
    county = drawn(f"{marks}√*5", profile="hanzhong_2018", persuasions=NO_VISITS)
    assert county.found(rule) == found


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


@pytest.mark.walks("ATT-02", "rule", "found", "clear")
@pytest.mark.walks("ATT-02", "absence.home_visit_within_days", "below", "at", "above")
@pytest.mark.parametrize(
    ("visit", "found"),
    [
        ("2024-09-02", []),
        ("2024-09-05", []),
        ("2024-09-03", []),
        ("2024-09-06", []),
        ("2024-09-07", ["王小明"]),
        ("2024-09-01", ["王小明"]),
    ],
)
def test_att_02_a_visit_from_the_first_day_to_two_days_after_the_limit(visit, found):
    visits = f"{CHILD} date level\n王小明 2014-03-05 birth {visit} school"
    assert drawn("旷旷旷√√√√", persuasions=visits).found(home_visit_late) == found


@pytest.mark.walks("ATT-02", "absence.home_visit_within_days", "below", "at", "above")
@pytest.mark.walks("ATT-02", "lawful", "still_in_time")
@pytest.mark.parametrize(("as_of", "found"), [(5, []), (6, []), (7, ["王小明"])])
def test_att_02_two_days_for_the_visit_the_last_one_included(as_of, found):
    county = drawn("旷旷旷√√√√", as_of=f"2024-09-{as_of:02d}", persuasions=NO_VISITS)
    assert county.found(home_visit_late) == found


@pytest.mark.walks("ATT-02", "absence.home_visit_within_days", "below", "at", "above")
@pytest.mark.parametrize(("visit", "found"), [(4, []), (5, []), (6, ["王小明"])])
def test_att_02_a_county_may_give_one_day(visit, found):
    visits = f"{CHILD} date level\n王小明 2014-03-05 birth 2024-09-{visit:02d} school"
    values = {"absence.home_visit_within_days": 1}
    county = drawn("旷旷旷√√√√", persuasions=visits, values=values)
    assert county.found(home_visit_late) == found


@pytest.mark.walks("ATT-02", "absence.report_streak_days", "below", "at", "above")
@pytest.mark.walks("ATT-02", "lawful", "no_streak")
@pytest.mark.parametrize(
    ("marks", "found"),
    [
        ("旷旷√√√√√", []),
        ("旷旷旷√√√√", ["王小明"]),
        ("旷旷旷旷√√√", ["王小明"]),
        ("旷旷病旷√√√", []),
        ("旷旷×旷√√√", []),
        ("旷旷.旷√√√", []),
    ],
)
def test_att_02_the_third_unexcused_day(marks, found):
    assert drawn(marks, persuasions=NO_VISITS).found(home_visit_late) == found


@pytest.mark.walks("ATT-02", "lawful", "undated_visit")
@pytest.mark.parametrize(("method", "found"), [("家访", []), ("-", []), ("电话", ["王小明"])])
def test_att_02_a_visit_without_a_date_may_have_been_in_time(method, found):
    visits = f"{CHILD} date level method\n王小明 2014-03-05 birth - school {method}"
    assert drawn("旷旷旷√√√√", persuasions=visits).found(home_visit_late) == found


@pytest.mark.walks("ATT-02", "lawful", "school_visit_round")
@pytest.mark.parametrize(
    ("activity", "found"),
    [
        ("home_visit 2024-09-02 S1", []),
        ("home_visit 2024-09-06 S1", []),
        ("home_visit 2024-09-07 S1", ["王小明"]),
        ("home_visit 2024-09-01 S1", ["王小明"]),
        ("home_visit 2024-09-05 S2", ["王小明"]),
        ("parents_meeting 2024-09-05 S1", ["王小明"]),
    ],
)
def test_att_02_a_round_of_visits_by_the_school_is_read_in_its_favour(activity, found):
    county = drawn("旷旷旷√√√√", persuasions=NO_VISITS)
    done = table_of("activities", read_text(f"kind date\n{activity.rsplit(' ', 1)[0]}"))
    done["school_code"] = activity.rsplit(" ", 1)[1]
    county.facts = county.facts.with_frames(activities=done)
    assert county.found(home_visit_late) == found


@pytest.mark.walks("ATT-02", "lawful", "method_not_stated")
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
