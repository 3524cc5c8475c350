"""Each child of the registers has exactly one state, and explanations come before accusations."""

import pandas as pd
import pytest

from kcbx_lib.children import build_children
from kcbx_lib.registers import register_states
from tests.spec_helpers import Drawn

CHILD = "name birth_date resident_id"
RECORD = "name birth_date resident_id school_code grade class_no status"
SHEET = "name school_code grade class_no marks"
SCHOOLS = """school_code school_name stage
             S1 第一小学 primary
             S2 第二小学 primary
             S9 特殊教育学校 special"""


def state(explanation: bool = False, **tables) -> str:
    drawn = Drawn(**tables)
    states = drawn.explanations() if explanation else drawn.states()
    return states["王小明"]


REGISTERED = f"{CHILD}\n王小明 2014-03-05 birth"
CLASSMATES = "\n李丽 S1 4 1 √*50\n王芳 S1 4 1 √*50"


def test_registered_of_age_and_nowhere_enrolled_is_out_of_school():
    assert (
        state(population=REGISTERED, enrolment=f"{RECORD}\n李丽 2014-01-01 birth S1 4 1 in_school")
        == "out_of_school"
    )


def test_enrolled_without_an_attendance_table_is_in_school_on_record():
    tables = {
        "population": REGISTERED,
        "enrolment": f"{RECORD}\n王小明 2014-03-05 birth S1 4 1 in_school",
    }
    assert state(**tables) == "in_school"
    assert state(explanation=True, **tables) == "attendance_not_kept"


def test_enrolled_and_seen_is_in_school():
    assert (
        state(
            explanation=True,
            enrolment=f"{RECORD}\n王小明 2014-03-05 birth S1 4 1 in_school",
            attendance=f"{SHEET}\n王小明 S1 4 1 √*50",
        )
        == "attends_own_school"
    )


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ("√*30旷*19", "in_school"),
        ("√*30.*20", "enrolled_not_attending"),
        ("√*30旷*21", "enrolled_not_attending"),
        ("√*30病*20", "in_school"),
    ],
)
def test_a_record_nobody_was_seen_under_for_twenty_kept_days(marks, expected):
    # 50 school days lie between 2 September and 20 November; the class kept all of them.
    marks = "√*" + str(50 - int(marks.rsplit("*", 1)[1])) + marks[marks.index("0") + 1 :]
    assert (
        state(
            enrolment=f"{RECORD}\n王小明 2014-03-05 birth S1 4 1 in_school",
            attendance=f"{SHEET}\n王小明 S1 4 1 {marks}{CLASSMATES}",
        )
        == expected
    )


def test_a_pupil_missing_from_a_kept_class_is_not_attending():
    assert (
        state(
            enrolment=f"{RECORD}\n王小明 2014-03-05 birth S1 4 1 in_school",
            attendance=f"{SHEET}{CLASSMATES}",
        )
        == "enrolled_not_attending"
    )


def test_a_score_this_term_shows_that_there_is_a_child():
    assert (
        state(
            enrolment=f"{RECORD}\n王小明 2014-03-05 birth S1 4 1 in_school",
            attendance=f"{SHEET}{CLASSMATES}",
            scores="name school_code grade class_no term course score\n王小明 S1 4 1 2024-2025-1 语文 55",
        )
        == "in_school"
    )


def test_last_terms_score_does_not():
    assert (
        state(
            enrolment=f"{RECORD}\n王小明 2014-03-05 birth S1 4 1 in_school",
            attendance=f"{SHEET}{CLASSMATES}",
            scores="name school_code grade class_no term course score\n王小明 S1 4 1 2023-2024-2 语文 55",
        )
        == "enrolled_not_attending"
    )


def test_a_class_that_kept_no_attendance_accuses_nobody():
    assert (
        state(
            enrolment=f"{RECORD}\n王小明 2014-03-05 birth S1 4 2 in_school",
            attendance=f"{SHEET}{CLASSMATES}",
        )
        == "in_school"
    )


def test_in_class_without_record():
    assert (
        state(
            population=REGISTERED,
            enrolment=f"{RECORD}\n李丽 2014-01-01 birth S1 4 1 in_school",
            attendance=f"{CHILD} school_code grade class_no marks\n王小明 2014-03-05 birth S1 4 1 √*50",
        )
        == "attends_no_record"
    )


def test_in_class_elsewhere_than_enrolled():
    assert (
        state(
            enrolment=f"{RECORD}\n王小明 2014-03-05 birth S1 4 1 in_school",
            attendance=f"{CHILD} school_code grade class_no marks\n王小明 2014-03-05 birth S2 4 1 √*50",
        )
        == "attends_elsewhere"
    )


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("suspend", "suspended"),
        ("study_elsewhere", "studying_elsewhere"),
        ("home_teaching", "home_teaching"),
        ("special_school", "special_school"),
        ("death", "died"),
        ("abroad", "abroad"),
        ("delayed_entry", "delayed_entry"),
        ("move_away", "moved_away"),
        ("missing", "unknown"),
        ("other_leave", "unknown"),
    ],
)
def test_a_movement_explains(kind, expected):
    movement = f"{CHILD} kind date\n王小明 2014-03-05 birth {kind} 2024-09-10"
    assert state(population=REGISTERED, movements=movement) == expected
    assert (
        state(
            enrolment=f"{RECORD}\n王小明 2014-03-05 birth S1 4 1 in_school",
            attendance=f"{SHEET}{CLASSMATES}",
            movements=movement,
        )
        == expected
    )


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("suspended", "suspended"),
        ("studying_elsewhere", "studying_elsewhere"),
        ("home_teaching", "home_teaching"),
        ("dead", "died"),
        ("abroad", "abroad"),
        ("delayed", "delayed_entry"),
        ("missing", "unknown"),
        ("other_leave", "unknown"),
        ("expelled", "out_of_school"),
        ("dropped_out", "out_of_school"),
        ("-", "in_school"),
    ],
)
def test_a_status_explains(status, expected):
    assert state(enrolment=f"{RECORD}\n王小明 2014-03-05 birth S1 4 1 {status}") == expected


@pytest.mark.parametrize(
    ("day", "school", "expected"),
    [
        ("2024-10-21", "第二小学", "transfer_in_progress"),
        ("2024-10-20", "第二小学", "unknown"),
        ("2024-10-20", "-", "unknown"),
        ("2024-10-20", "滨江市育才学校", "studying_elsewhere"),
    ],
)
def test_a_transfer_has_thirty_days_to_arrive(day, school, expected):
    code = "S2" if school == "第二小学" else "-"
    assert (
        state(
            schools=SCHOOLS,
            population=REGISTERED,
            enrolment=f"{RECORD}\n王小明 2014-03-05 birth S1 4 1 transferred_out",
            movements=f"""{CHILD} kind date from_school_code to_school to_school_code
                      王小明 2014-03-05 birth transfer_out {day} S1 {school} {code}""",
        )
        == expected
    )


def test_a_transfer_that_arrived_is_in_school():
    assert (
        state(
            schools=SCHOOLS,
            enrolment=f"""{RECORD}
                      王小明 2014-03-05 birth S1 4 1 transferred_out
                      王小明 2014-03-05 birth S2 4 1 in_school""",
            movements=f"""{CHILD} kind date from_school_code to_school_code
                      王小明 2014-03-05 birth transfer_out 2024-09-10 S1 S2""",
        )
        == "in_school"
    )


def test_a_resumed_pupil_is_in_school():
    assert (
        state(
            enrolment=f"{RECORD}\n王小明 2014-03-05 birth S1 4 1 in_school",
            movements=f"""{CHILD} kind date
                      王小明 2014-03-05 birth suspend 2024-03-01
                      王小明 2014-03-05 birth resume 2024-09-02""",
        )
        == "in_school"
    )


def test_a_movement_after_the_audit_date_is_not_known_yet():
    assert (
        state(
            population=REGISTERED,
            movements=f"{CHILD} kind date\n王小明 2014-03-05 birth suspend 2024-11-21",
        )
        == "out_of_school"
    )


@pytest.mark.parametrize(
    ("birth", "expected"),
    [
        ("2018-08-31", "out_of_school"),  # six on the day itself
        ("2018-09-01", "under_age"),
        ("2008-11-21", "out_of_school"),  # sixteen tomorrow
        ("2008-11-20", "over_age"),
    ],
)
def test_of_age_is_six_on_31_august_until_the_sixteenth_birthday(birth, expected):
    assert state(population=f"{CHILD}\n王小明 {birth} birth") == expected


def test_without_a_birth_date_nobody_is_called_out_of_school():
    assert state(population="name\n王小明") == "unknown"


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("moved_away", "moved_away"),
        ("dead", "died"),
        ("abroad", "abroad"),
        ("-", "moved_away"),
        ("missing", "unknown"),
    ],
)
def test_a_cancelled_registration_explains(reason, expected):
    assert (
        state(
            population=f"{CHILD} cancelled_on cancel_reason\n王小明 2014-03-05 birth 2024-05-01 {reason}"
        )
        == expected
    )


def test_a_registration_cancelled_later_does_not():
    assert (
        state(
            population=f"{CHILD} cancelled_on cancel_reason\n王小明 2014-03-05 birth 2024-11-21 moved_away"
        )
        == "out_of_school"
    )


@pytest.mark.parametrize(
    ("schooling", "expected"),
    [
        ("special_school", "special_school"),
        ("home_teaching", "home_teaching"),
        ("not_in_school", "out_of_school"),
        ("in_school", "to_review"),
        ("delayed", "delayed_entry"),
    ],
)
def test_what_another_offices_list_says(schooling, expected):
    assert (
        state(
            population=REGISTERED,
            disability=f"{CHILD} schooling\n王小明 2014-03-05 birth {schooling}",
        )
        == expected
    )


def test_a_list_that_names_a_school_outside_the_county():
    assert (
        state(
            population=REGISTERED,
            poverty=f"{CHILD} schooling school_name\n王小明 2014-03-05 birth in_school 滨江市育才学校",
        )
        == "studying_elsewhere"
    )


def test_a_child_on_a_list_only_is_not_accused():
    assert state(population=f"{CHILD}\n李丽 2014-01-01 birth", poverty=REGISTERED) == "unknown"


@pytest.mark.parametrize(
    ("version", "code", "expected"),
    [
        ("第一阶段", "A", "moved_away"),
        ("第一阶段", "C", "studying_elsewhere"),
        ("第一阶段", "D", "studying_elsewhere"),
        ("第一阶段", "E", "delayed_entry"),
        ("2020年第一阶段疑似名单", "H", "abroad"),
        ("第一阶段", "G", "unknown"),
        ("第一阶段", "J", "to_review"),
        ("第三阶段", "B2", "studying_elsewhere"),
    ],
)
def test_a_deduction_explains_as_far_as_its_code_says(version, code, expected):
    assert (
        state(
            population=REGISTERED,
            cases=f"""{CHILD} case_no list_version stage category_code opened_on
                      王小明 2014-03-05 birth K1 {version} deducted {code} 2024-09-10""",
        )
        == expected
    )


@pytest.mark.parametrize("stage", ["suspected", "dropout"])
def test_an_open_case_is_no_explanation(stage):
    assert (
        state(
            population=REGISTERED,
            cases=f"{CHILD} case_no stage opened_on\n王小明 2014-03-05 birth K1 {stage} 2024-09-10",
        )
        == "out_of_school"
    )


def test_a_possible_match_is_never_called_out_of_school():
    assert state(
        population="name birth_date resident_id\n王小明 2014-03-05 birth",
        enrolment="name birth_date school_code grade status\n王小明 2014-05-03 S1 4 in_school",
    ) in ("to_review", "in_school")
    drawn = Drawn(
        population="name birth_date resident_id\n王小明 2014-03-05 birth",
        enrolment="name birth_date school_code grade status\n王小明 2014-05-03 S1 4 in_school",
    )
    states = drawn.facts["register_states"]["state"].tolist()
    assert sorted(states) == ["in_school", "to_review"]


def test_a_special_schools_pupil():
    assert (
        state(schools=SCHOOLS, enrolment=f"{RECORD}\n王小明 2014-03-05 birth S9 4 1 in_school")
        == "special_school"
    )


def test_a_graduate_of_nine_years_and_a_graduate_of_six():
    assert state(enrolment=f"{RECORD}\n王小明 2009-03-05 birth S1 9 1 graduated") == "graduated"
    assert (
        state(
            population="name birth_date resident_id\n王小明 2012-03-05 birth",
            enrolment=f"{RECORD}\n王小明 2012-03-05 birth S1 6 1 graduated",
        )
        == "out_of_school"
    )


def test_enrolled_in_another_county_of_the_run():
    drawn = Drawn(population=REGISTERED)
    exchange = pd.DataFrame(
        {
            "subject": drawn.facts["children"].index,
            "other_county": "990102",
            "how": "enrolled",
            "date": pd.NaT,
        }
    )
    assert (
        Drawn(population=REGISTERED, exchange=exchange).states()["王小明"] == "studying_elsewhere"
    )


def test_the_states_close_on_the_union_and_on_the_population():
    drawn = Drawn(
        population=f"{CHILD}\n王小明 2014-03-05 birth\n李丽 2014-01-01 birth",
        enrolment=f"{RECORD}\n李丽 2014-01-01 birth S1 4 1 in_school\n王芳 2013-01-01 birth S1 5 1 in_school",
        welfare=f"{CHILD} child_kind\n赵敏 2013-05-01 birth orphan",
        cases="case_no name birth_date\nK9 周强 2012-01-01",
    )
    states = drawn.facts["register_states"]
    total = drawn.facts["states_total"].iloc[0]
    assert states["subject"].is_unique
    assert len(states) == 4 == total["union"] == total["sum_of_states"]
    assert states["in_population"].sum() == 2 == total["population"] == total["sum_in_population"]


def test_a_row_that_was_set_aside_may_be_what_explains_a_child():
    drawn = Drawn(population=REGISTERED)
    aside = pd.DataFrame(
        {
            "table": ["home_teaching"],
            "file": ["送教.xlsx"],
            "sheet": ["Sheet1"],
            "row": [3],
            "reason": ["unreadable_date"],
            "column": ["date"],
            "raw": ['{"姓名": "王小明", "送教日期": "上周"}'],
        }
    )
    facts = drawn.facts.with_frames(quarantined=aside)
    facts = facts.with_frames(children=build_children(facts, drawn.linked, drawn.policy))
    states = register_states(facts, drawn.policy)["register_states"]
    assert states["state"].tolist() == ["to_review"]


def test_whoever_was_entered_for_the_last_exam_has_finished():
    assert (
        state(
            population="name birth_date resident_id\n王小明 2009-03-05 birth",
            exam_entries="name birth_date resident_id entered_on\n王小明 2009-03-05 birth 2024-03-20",
        )
        == "graduated"
    )


SCORED = "name birth_date resident_id term course score"


def test_a_score_of_this_term_without_a_record_is_no_child_out_of_school():
    assert (
        state(
            explanation=True,
            population=REGISTERED,
            enrolment=f"{RECORD}\n李丽 2014-01-01 birth S1 4 1 in_school",
            scores=f"{SCORED}\n王小明 2014-03-05 birth 2024-2025-1 语文 81",
        )
        == "scored_no_record"
    )


def test_a_score_of_last_year_places_nobody():
    assert (
        state(
            population=REGISTERED,
            enrolment=f"{RECORD}\n李丽 2014-01-01 birth S1 4 1 in_school",
            scores=f"{SCORED}\n王小明 2014-03-05 birth 2023-2024-1 语文 81",
        )
        == "out_of_school"
    )


def test_a_record_at_a_school_nobody_could_resolve_may_be_the_school_attended():
    tables = {
        "enrolment": "name birth_date resident_id school_name grade class_no status"
        "\n王小明 2014-03-05 birth 向阳希望学校 4 1 in_school",
        "attendance": "name resident_id birth_date school_code grade class_no marks"
        "\n王小明 birth 2014-03-05 S1 4 1 √*50",
        "schools": SCHOOLS,
    }
    assert state(**tables) == "in_school"


def test_a_pupil_taught_at_home_stays_so_where_the_class_keeps_no_attendance():
    assert (
        state(
            enrolment=f"{RECORD}\n王小明 2014-03-05 birth S1 4 1 in_school",
            home_teaching="name birth_date resident_id date\n王小明 2014-03-05 birth 2024-10-10",
        )
        == "home_teaching"
    )


def test_two_namesakes_on_the_roll_and_two_bare_lines_are_two_children():
    drawn = Drawn(
        enrolment=f"""{RECORD}
                      王小明 2014-03-05 birth S1 4 1 in_school
                      王小明 2014-07-09 birth S1 4 1 in_school""",
        attendance="name school_code grade class_no month marks"
        "\n王小明 S1 4 1 2024-11-01 √*50\n王小明 S1 4 1 2024-11-01 √*50"
        "\n李丽 S1 4 1 2024-11-01 √*50\n王芳 S1 4 1 2024-11-01 √*50",
    )
    states = drawn.facts["register_states"]
    named = states[states["subject"].map(drawn.name_of).eq("王小明")]
    assert named["state"].tolist() == ["in_school", "in_school"]
    total = drawn.facts["states_total"].iloc[0]
    assert total["union"] == total["sum_of_states"] == len(states) == 4


def test_of_two_namesakes_one_line_shows_nobody_so_neither_is_accused():
    drawn = Drawn(
        enrolment=f"""{RECORD}
                      王小明 2014-03-05 birth S1 4 1 in_school
                      王小明 2014-07-09 birth S1 4 1 in_school""",
        attendance="name school_code grade class_no month marks"
        "\n王小明 S1 4 1 2024-11-01 √*50\n王小明 S1 4 1 2024-11-01 旷*50"
        "\n李丽 S1 4 1 2024-11-01 √*50\n王芳 S1 4 1 2024-11-01 √*50",
    )
    states = drawn.facts["register_states"]
    named = states[states["subject"].map(drawn.name_of).eq("王小明")]
    assert named["state"].tolist() == ["to_review", "to_review"]


def test_a_third_line_of_the_name_may_be_a_child_without_a_record():
    drawn = Drawn(
        enrolment=f"""{RECORD}
                      王小明 2014-03-05 birth S1 4 1 in_school
                      王小明 2014-07-09 birth S1 4 1 in_school""",
        attendance=f"{SHEET}\n" + "王小明 S1 4 1 √*50\n" * 3,
    )
    states = drawn.facts["register_states"]
    assert sorted(states["state"])[-1] == "to_review"
    assert len(states) == 3


@pytest.mark.parametrize(
    ("school", "expected"),
    [("青禾县特殊教育学校", "special_school"), ("青禾县第一小学", "in_school")],
)
def test_without_a_directory_a_special_school_is_known_by_its_name(school, expected):
    assert (
        state(
            enrolment="name birth_date resident_id school_name grade class_no status"
            f"\n王小明 2014-03-05 birth {school} 4 1 in_school"
        )
        == expected
    )
