"""REG-01 to REG-14: what is found, what is not, and the lawful explanation of each."""

import pandas as pd
import pytest

from kcbx_lib.rules.reg import (
    attends_elsewhere,
    attends_without_record,
    disabled_without_schooling,
    double_enrolment,
    forbidden_status,
    lost_in_transfer,
    no_household_registration,
    not_entered_at_age,
    not_entered_for_exam,
    out_of_school,
    phantom_enrolment,
    states_do_not_close,
    unexplained_leave,
    without_approval,
)
from kcbx_lib.rules.registry import run_rules
from tests.spec_helpers import Drawn

CHILD = "name birth_date resident_id"
RECORD = f"{CHILD} school_code grade class_no status"
SHEET = "name school_code grade class_no marks"
SCHOOLS = "school_code school_name\nS1 第一小学\nS2 第二小学"
OTHER = "李丽 2014-01-01 birth S1 4 1 in_school"


def test_reg_01_finds_children_of_age_only():
    drawn = Drawn(
        population=f"""{CHILD}
                       六岁 2018-08-31 birth
                       五岁 2018-09-01 birth
                       十五 2008-11-21 birth
                       十六 2008-11-20 birth
                       李丽 2014-01-01 birth""",
        enrolment=f"{RECORD}\n{OTHER}",
    )
    assert drawn.found(out_of_school) == ["六岁", "十五"]
    assert drawn.found(not_entered_at_age) == ["六岁"]


def test_reg_01_says_which_explanations_were_tried_and_which_could_not_be():
    drawn = Drawn(population=f"{CHILD}\n王小明 2014-03-05 birth", enrolment=f"{RECORD}\n{OTHER}")
    rows = out_of_school.find(drawn.facts, drawn.policy).rows
    assert "户口注销" in rows["tried"].iloc[0]
    assert "休学" in rows["not_tried"].iloc[0]
    assert rows["evidence"].iloc[0] == ["population-2"]


def test_reg_06_leaves_out_an_approved_delay():
    drawn = Drawn(
        population=f"{CHILD}\n六岁 2018-08-31 birth",
        enrolment=f"{RECORD}\n{OTHER}",
        movements=f"{CHILD} kind date document\n六岁 2018-08-31 birth delayed_entry 2024-09-01 青教〔2024〕5号",
    )
    assert drawn.found(not_entered_at_age) == []
    assert drawn.found(without_approval) == []


@pytest.mark.parametrize(("last", "found"), [("√*31旷*19", []), ("√*30旷*20", ["王小明"])])
def test_reg_02_needs_twenty_kept_days_without_presence(last, found):
    drawn = Drawn(
        enrolment=f"{RECORD}\n王小明 2014-03-05 birth S1 4 1 in_school\n{OTHER}",
        attendance=f"{SHEET}\n王小明 S1 4 1 {last}\n李丽 S1 4 1 √*50",
    )
    assert drawn.found(phantom_enrolment) == found


def test_reg_02_leaves_a_known_case_to_the_case_rules():
    drawn = Drawn(
        enrolment=f"{RECORD}\n王小明 2014-03-05 birth S1 4 1 in_school\n{OTHER}",
        attendance=f"{SHEET}\n李丽 S1 4 1 √*50",
        cases=f"{CHILD} case_no stage opened_on\n王小明 2014-03-05 birth K1 suspected 2024-11-01",
    )
    assert drawn.found(phantom_enrolment) == []


@pytest.mark.parametrize(
    ("second", "movement", "found"),
    [
        ("S2 4 1 in_school", None, ["王小明"]),
        ("S2 4 1 suspended", None, ["王小明"]),
        ("S2 4 1 transferred_out", None, []),
        ("S1 4 1 in_school", None, []),  # the same row handed in twice
        ("S2 4 1 in_school", "transfer_out 2024-10-21", []),
        ("S2 4 1 in_school", "transfer_out 2024-10-20", ["王小明"]),
    ],
)
def test_reg_03_two_records_of_one_child(second, movement, found):
    tables = {
        "enrolment": f"{RECORD}\n王小明 2014-03-05 birth S1 4 1 in_school\n王小明 2014-03-05 birth {second}"
    }
    if movement:
        tables["movements"] = f"{CHILD} kind date\n王小明 2014-03-05 birth {movement}"
    assert Drawn(**tables).found(double_enrolment) == found


def test_reg_03_leaves_twins_and_namesakes_alone():
    drawn = Drawn(
        enrolment=f"""{RECORD}
                      王小明 2014-03-05 birth S1 4 1 in_school
                      王小红 2014-03-05 birth/2 S2 4 1 in_school
                      张伟 2014-06-01 birth S1 4 1 in_school
                      张伟 2014-07-01 birth S2 4 1 in_school"""
    )
    assert drawn.found(double_enrolment) == []


def test_reg_03_across_counties():
    tables = {"enrolment": f"{RECORD}\n王小明 2014-03-05 birth S1 4 1 in_school"}
    alone = Drawn(**tables)
    exchange = pd.DataFrame(
        {
            "subject": alone.facts["children"].index,
            "other_county": "990102",
            "how": "enrolled",
            "date": pd.NaT,
            "school_name": "河东小学",
        }
    )
    assert alone.found(double_enrolment) == []
    assert Drawn(exchange=exchange, **tables).found(double_enrolment) == ["王小明"]


def test_reg_04_in_class_without_a_record():
    sheet = f"{CHILD} school_code grade class_no marks"
    drawn = Drawn(
        enrolment=f"{RECORD}\n{OTHER}",
        attendance=f"""{sheet}
                       王小明 2014-03-05 birth S1 4 1 √*50
                       李丽 2014-01-01 birth S1 4 1 √*50
                       赵敏 2014-02-01 birth S7 4 1 √*50""",
    )
    # Nobody of school S7 has a record: its list was not handed in.
    assert drawn.found(attends_without_record) == ["王小明"]


def test_reg_04_a_transfer_within_its_time_explains_it():
    drawn = Drawn(
        enrolment=f"{RECORD}\n{OTHER}",
        attendance=f"{CHILD} school_code grade class_no marks\n王小明 2014-03-05 birth S1 4 1 √*50",
        movements=f"{CHILD} kind date\n王小明 2014-03-05 birth transfer_in 2024-10-21",
    )
    assert drawn.found(attends_without_record) == []


@pytest.mark.parametrize(
    ("movement", "found"),
    [(None, ["王小明"]), ("study_elsewhere 2024-09-01", []), ("transfer_out 2024-11-01", [])],
)
def test_reg_05_record_and_desk_apart(movement, found):
    tables = {
        "schools": SCHOOLS,
        "enrolment": f"{RECORD}\n王小明 2014-03-05 birth S1 4 1 in_school",
        "attendance": f"{CHILD} school_code grade class_no marks\n王小明 2014-03-05 birth S2 4 1 √*50",
    }
    if movement:
        tables["movements"] = f"{CHILD} kind date\n王小明 2014-03-05 birth {movement}"
    assert Drawn(**tables).found(attends_elsewhere) == found


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ("- blank J990101201403050013 -", ["王小明"]),
        ("- blank L990101201403050013 -", ["王小明"]),
        ("- blank - none", ["王小明"]),
        ("- blank - rural", []),
        ("- precision_lost J990101201403050013 -", []),
        ("birth - J990101201403050013 none", []),
    ],
)
def test_reg_07_registered_nowhere(cells, found):
    ident, reason, number, hukou = cells.split()
    drawn = Drawn(
        enrolment=f"""name birth_date resident_id resident_id_reason student_no hukou_kind school_code grade
                      王小明 2014-03-05 {ident} {reason} {number} {hukou} S1 4"""
    )
    assert drawn.found(no_household_registration) == found


def test_reg_07_a_child_in_the_household_register_is_registered():
    drawn = Drawn(
        population="name birth_date\n王小明 2014-03-05",
        enrolment="name birth_date student_no school_code grade\n王小明 2014-03-05 J990101201403050013 S1 4",
    )
    assert drawn.found(no_household_registration) == []


@pytest.mark.parametrize(
    ("schooling", "found"),
    [
        ("not_in_school", ["王小明"]),
        ("-", ["王小明"]),
        ("home_teaching", []),
        ("special_school", []),
        ("in_school", []),
    ],
)
def test_reg_08_disabled_and_placed_nowhere(schooling, found):
    drawn = Drawn(
        population=f"{CHILD}\n王小明 2014-03-05 birth",
        enrolment=f"{RECORD}\n{OTHER}",
        disability=f"{CHILD} schooling\n王小明 2014-03-05 birth {schooling}",
    )
    assert drawn.found(disabled_without_schooling) == found


def test_reg_08_home_teaching_visits_are_schooling():
    drawn = Drawn(
        population=f"{CHILD}\n王小明 2014-03-05 birth",
        enrolment=f"{RECORD}\n{OTHER}",
        disability=f"{CHILD}\n王小明 2014-03-05 birth",
        home_teaching=f"{CHILD} date\n王小明 2014-03-05 birth 2024-10-10",
    )
    assert drawn.found(disabled_without_schooling) == []
    assert drawn.found(out_of_school) == []


@pytest.mark.parametrize(
    ("day", "code", "name", "found"),
    [
        ("2024-10-20", "S2", "第二小学", ["王小明"]),
        ("2024-10-21", "S2", "第二小学", []),
        ("2024-10-20", "-", "-", ["王小明"]),
        ("2024-10-20", "-", "滨江市育才学校", []),
    ],
)
def test_reg_09_lost_in_transfer(day, code, name, found):
    drawn = Drawn(
        schools=SCHOOLS,
        enrolment=f"{RECORD}\n王小明 2014-03-05 birth S1 4 1 transferred_out\n{OTHER}",
        movements=f"""{CHILD} kind date from_school_code to_school to_school_code
                      王小明 2014-03-05 birth transfer_out {day} S1 {name} {code}""",
    )
    assert drawn.found(lost_in_transfer) == found
    assert drawn.found(out_of_school) == []


@pytest.mark.parametrize("status", ["expelled", "withdrawn", "persuaded_out", "auto_withdrawn"])
def test_reg_10_forbidden_statuses(status):
    drawn = Drawn(
        enrolment=f"""{RECORD}
                      王小明 2014-03-05 birth S1 4 1 {status}
                      张伟 2008-03-05 birth S1 10 1 {status}"""
    )
    assert drawn.found(forbidden_status) == ["王小明"]


def test_reg_10_reads_movements_too():
    drawn = Drawn(
        enrolment=f"{RECORD}\n王小明 2014-03-05 birth S1 4 1 in_school",
        movements=f"{CHILD} kind date\n王小明 2014-03-05 birth expel 2024-09-10",
    )
    assert drawn.found(forbidden_status) == ["王小明"]


def test_reg_11_other_leave_that_nothing_explains():
    tables = {"enrolment": f"{RECORD}\n王小明 2014-03-05 birth S1 4 1 other_leave"}
    assert Drawn(**tables).found(unexplained_leave) == ["王小明"]
    explained = f"""{CHILD} case_no list_version stage category_code opened_on
                    王小明 2014-03-05 birth K1 第一阶段 deducted D 2024-09-10"""
    assert Drawn(cases=explained, **tables).found(unexplained_leave) == []


def test_reg_12_closes_on_every_drawn_county():
    drawn = Drawn(population=f"{CHILD}\n王小明 2014-03-05 birth", enrolment=f"{RECORD}\n{OTHER}")
    assert drawn.found(states_do_not_close) == []
    broken = drawn.facts.with_frames(states_total=drawn.facts["states_total"].assign(population=2))
    assert len(states_do_not_close.find(broken, drawn.policy).rows) == 1


@pytest.mark.parametrize("kind", ["suspend", "delayed_entry", "study_elsewhere"])
@pytest.mark.parametrize(("document", "found"), [("-", ["王小明"]), ("青教〔2024〕5号", [])])
def test_reg_13_without_approval(kind, document, found):
    drawn = Drawn(
        population=f"{CHILD}\n王小明 2014-03-05 birth",
        movements=f"{CHILD} kind date document\n王小明 2014-03-05 birth {kind} 2024-03-01 {document}",
    )
    assert drawn.found(without_approval) == found


def test_reg_13_a_status_without_any_movement():
    drawn = Drawn(
        enrolment=f"{RECORD}\n王小明 2014-03-05 birth S1 4 1 suspended\n张伟 2014-04-05 birth S1 4 1 suspended",
        movements=f"{CHILD} kind date document\n张伟 2014-04-05 birth suspend 2024-03-01 青教〔2024〕5号",
    )
    assert drawn.found(without_approval) == ["王小明"]


def test_reg_14_grade_nine_against_the_entries():
    drawn = Drawn(
        enrolment=f"""{RECORD}
                      王小明 2010-03-05 birth S1 9 1 in_school
                      李丽 2010-04-05 birth S1 9 1 in_school
                      张伟 2010-05-05 birth S1 9 1 suspended
                      赵敏 2011-05-05 birth S1 8 1 in_school""",
        exam_entries=f"{CHILD} school_code\n李丽 2010-04-05 birth S1",
    )
    assert drawn.found(not_entered_for_exam) == ["王小明"]


def test_reg_14_last_years_entries_test_nobody():
    drawn = Drawn(
        enrolment=f"{RECORD}\n王小明 2010-03-05 birth S1 9 1 in_school",
        exam_entries=f"{CHILD} school_code entered_on\n李丽 2009-04-05 birth S1 2024-03-20",
    )
    assert drawn.found(not_entered_for_exam) == []


def test_every_wording_can_be_filled_in():
    drawn = Drawn(
        schools=SCHOOLS,
        population=f"{CHILD}\n六岁 2018-08-31 birth\n残疾 2014-08-31 birth",
        disability=f"{CHILD}\n残疾 2014-08-31 birth",
        enrolment=f"""{RECORD}
                      幽灵 2014-03-05 birth S1 4 1 in_school
                      两处 2014-03-06 birth S1 4 1 in_school
                      两处 2014-03-06 birth S2 4 1 in_school
                      别处 2014-03-07 birth S1 4 1 in_school
                      退学 2014-03-08 birth S1 4 1 withdrawn
                      离校 2014-03-09 birth S1 4 1 other_leave
                      休学 2014-03-10 birth S1 4 1 suspended
                      转出 2014-03-11 birth S1 4 1 transferred_out
                      无户 2014-03-12 - S1 4 1 in_school
                      初三 2010-03-12 birth S2 9 1 in_school
                      李丽 2014-01-01 birth S1 4 1 in_school""",
        attendance=f"""{CHILD} school_code grade class_no marks
                       李丽 2014-01-01 birth S1 4 1 √*50
                       别处 2014-03-07 birth S2 4 1 √*50
                       无籍 2014-02-07 birth S2 4 1 √*50
                       两处 2014-03-06 birth S2 4 1 √*50
                       无户 2014-03-12 - S1 4 1 √*50""",
        movements=f"""{CHILD} kind date from_school_code to_school to_school_code
                      转出 2014-03-11 birth transfer_out 2024-09-10 S1 第二小学 S2""",
        exam_entries=f"{CHILD} school_code\n赵敏 2010-04-05 birth S2",
    )
    findings = run_rules(drawn.facts, drawn.policy).findings
    regs = findings[findings["rule"].str.startswith("REG")]
    wanted = {f"REG-{number:02d}" for number in (1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 13, 14)}
    assert wanted <= set(regs["rule"])
    for part in ("condition", "criterion", "action", "effect"):
        assert not regs[part].str.contains("[{}]").any()
        assert regs[part].str.len().gt(3).all()
    assert regs["evidence"].str.len().gt(0).all()


def test_reg_11_follows_a_movement_whose_record_has_left_the_list():
    moves = f"""{CHILD} kind date
                甲 2011-03-05 birth other_leave 2024-09-20
                乙 2011-03-05 birth/2 other_leave 2024-12-01
                丙 2011-03-05 birth/3 other_leave 2024-09-20"""
    drawn = Drawn(
        population=f"{CHILD}\n甲 2011-03-05 birth\n乙 2011-03-05 birth/2\n丙 2011-03-05 birth/3",
        enrolment=f"{RECORD}\n{OTHER}\n丙 2011-03-05 birth/3 S2 7 1 in_school",
        attendance=f"{SHEET}\n丙 S2 7 1 √*50",
        movements=moves,
    )
    assert drawn.found(unexplained_leave) == ["甲"]


def test_reg_13_asks_a_deduction_as_delayed_entry_for_its_approval():
    case = f"{CHILD} case_no list_version stage category_code approval_no"
    drawn = Drawn(
        population=f"{CHILD}\n有号 2018-02-01 birth\n无号 2018-02-09 birth\n借读 2014-02-09 birth",
        enrolment=f"{RECORD}\n{OTHER}",
        movements=f"{CHILD} kind date document\n李丽 2014-01-01 birth transfer_in 2024-09-01 -",
        cases=f"""{case}
                  有号 2018-02-01 birth 1 第一阶段 deducted E 缓〔2024〕2号
                  无号 2018-02-09 birth 2 第一阶段 deducted E -
                  借读 2014-02-09 birth 3 第一阶段 deducted D -""",
    )
    assert drawn.found(without_approval) == ["无号"]
    assert drawn.found(out_of_school) == []


def test_reg_05_is_silent_where_the_school_of_the_record_could_not_be_resolved():
    drawn = Drawn(
        enrolment="name birth_date resident_id school_name grade class_no status"
        "\n王小明 2014-03-05 birth 向阳希望学校 4 1 in_school",
        attendance="name resident_id birth_date school_code grade class_no marks"
        "\n王小明 birth 2014-03-05 S1 4 1 √*50",
        schools=SCHOOLS,
    )
    assert drawn.found(attends_elsewhere) == []
