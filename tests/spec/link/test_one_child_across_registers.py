"""Who is who across the registers, and what only people may decide."""

import pandas as pd
import pytest

from kcbx_lib.errors import UnreadableInput
from kcbx_lib.link import link_children, read_review_decisions
from tests.helpers import county_of, resident_id

KEY = b"k" * 32


def children_of(**tables):
    """How many children the tables hold, and which rows are one child."""
    linked = link_children(county_of(**tables), key=KEY)
    rows = linked.crosswalk.reset_index().groupby("subject")["row_id"].agg(sorted)
    return linked, sorted(rows.tolist())


def test_the_same_valid_id_is_one_child():
    _, children = children_of(
        population="""name birth_date resident_id
                      王小明 2014-03-05 birth""",
        enrolment="""name birth_date resident_id grade
                     王小明 2014-03-05 birth 4""",
    )
    assert children == [["enrolment-2", "population-2"]]


def test_a_student_number_with_g_holds_the_id():
    number = "G" + resident_id("2014-03-05")
    _, children = children_of(
        population="""name birth_date resident_id
                      王小明 2014-03-05 birth""",
        enrolment=f"""name student_no grade
                      王小明 {number} 4""",
    )
    assert children == [["enrolment-2", "population-2"]]


def test_the_first_eighteen_digits_of_a_disability_number_are_the_id():
    number = resident_id("2014-03-05") + "51"
    linked, children = children_of(
        population="""name birth_date resident_id
                      王小明 2014-03-05 birth""",
        disability=f"""name disability_no
                       王小明 {number}""",
    )
    assert children == [["disability-2", "population-2"]]
    assert linked.crosswalk.loc["disability-2", "level"] == "disability_no"


def test_a_child_without_id_is_found_by_name_and_birth():
    linked, children = children_of(
        population="""name birth_date resident_id
                      王小明 2014-03-05 birth""",
        enrolment="""name birth_date grade
                     王小明 2014-03-05 4""",
    )
    assert children == [["enrolment-2", "population-2"]]
    assert linked.crosswalk.loc["enrolment-2", "level"] == "name_birth"


def test_same_name_and_birth_with_different_valid_ids_are_two_children():
    linked, children = children_of(
        population="""name birth_date resident_id
                      王小明 2014-03-05 birth""",
        enrolment="""name birth_date resident_id grade
                     王小明 2014-03-05 birth/2 4""",
    )
    assert len(children) == 2
    assert linked.review.empty


def test_twins_are_never_one_child():
    _, children = children_of(
        population="""name birth_date resident_id guardian village
                      王小明 2014-03-05 birth 王大山 柳沟村
                      王小红 2014-03-05 birth/2 王大山 柳沟村""",
        enrolment="""name birth_date resident_id grade guardian
                     王小明 2014-03-05 - 4 王大山
                     王小红 2014-03-05 - 4 王大山""",
    )
    assert children == [["enrolment-2", "population-2"], ["enrolment-3", "population-3"]]


def test_same_name_classmates_keep_their_marks_apart_by_student_number():
    _, children = children_of(
        enrolment="""name birth_date resident_id student_no school_code grade class_no
                     张伟 2014-03-05 birth G1 S1 4 1
                     张伟 2014-06-07 birth G2 S1 4 1""",
        attendance="""name student_no school_code grade class_no marks
                      张伟 G1 S1 4 1 √√√
                      张伟 G2 S1 4 1 √√旷""",
    )
    assert children == [["attendance-2", "enrolment-2"], ["attendance-3", "enrolment-3"]]


def test_same_name_classmates_without_numbers_are_left_to_people():
    linked, children = children_of(
        enrolment="""name birth_date resident_id school_code grade class_no
                     张伟 2014-03-05 birth S1 4 1
                     张伟 2014-06-07 birth S1 4 1""",
        attendance="""name school_code grade class_no marks
                      张伟 S1 4 1 √√√""",
    )
    assert len(children) == 3
    assert set(linked.review["table_b"]) | set(linked.review["table_a"]) == {
        "enrolment",
        "attendance",
    }
    assert len(linked.review) == 2


def test_a_class_list_without_ids_is_joined_by_name_and_class():
    _, children = children_of(
        enrolment="""name birth_date resident_id school_code grade class_no
                     张伟 2014-03-05 birth S1 4 1
                     张伟 2014-06-07 birth S1 4 2""",
        attendance="""name school_code grade class_no marks
                      张伟 S1 4 1 √√√
                      张伟 S1 4 2 √√√""",
    )
    assert children == [["attendance-2", "enrolment-2"], ["attendance-3", "enrolment-3"]]


def test_a_homophone_in_the_same_class_is_the_same_pupil():
    _, children = children_of(
        enrolment="""name birth_date resident_id school_code grade class_no
                     王晓明 2014-03-05 birth S1 4 1""",
        attendance="""name school_code grade class_no marks
                      王小明 S1 4 1 √√√""",
    )
    assert len(children) == 1


def test_traditional_characters_and_pinyin_are_the_same_name():
    _, children = children_of(
        population="""name birth_date resident_id village
                      張偉 2014-03-05 birth 柳沟村
                      李丽 2015-01-02 birth 柳沟村""",
        enrolment="""name birth_date grade
                     张伟 2014-03-05 4""",
        poverty="""name birth_date village
                   LiLi 2015-01-02 柳沟村""",
    )
    assert children == [["enrolment-2", "population-2"], ["population-3", "poverty-2"]]


def test_one_id_on_several_children_of_a_list_joins_nobody():
    linked, children = children_of(
        enrolment="""name birth_date resident_id grade
                     王小明 2014-03-05 990101198001010012 4
                     李丽 2015-01-02 990101198001010012 3""",
    )
    assert len(children) == 2
    assert linked.people["resident_id"].isna().all()
    assert linked.people["shared_id"].notna().all()


def test_a_shared_id_stays_with_the_child_it_fits():
    own = resident_id("2014-03-05")
    linked, _ = children_of(
        enrolment=f"""name birth_date sex resident_id grade
                      王小明 2014-03-05 male {own} 4
                      李丽 2015-01-02 female {own} 3""",
    )
    owner = linked.people[linked.people["resident_id"].notna()]
    assert owner["name"].tolist() == ["王小明"]


def test_a_changed_name_under_the_same_id_is_one_child():
    _, children = children_of(
        population="""name birth_date resident_id
                      王小明 2014-03-05 birth""",
        enrolment="""name birth_date resident_id grade
                     李小明 2014-03-05 birth 4""",
    )
    assert len(children) == 1


def test_two_rows_of_the_household_register_without_ids_stay_two():
    _, children = children_of(
        population="""name birth_date
                      王小明 2014-03-05
                      王小明 2014-03-05""",
    )
    assert len(children) == 2


def test_one_name_and_birth_that_fits_two_children_goes_to_review():
    linked, children = children_of(
        population="""name birth_date resident_id
                      王小明 2014-03-05 birth
                      王小明 2014-03-05 birth/2""",
        enrolment="""name birth_date grade
                     王小明 2014-03-05 4""",
    )
    assert len(children) == 3
    assert len(linked.review) == 2


def test_two_records_at_two_schools_without_id_are_one_child():
    _, children = children_of(
        enrolment="""name birth_date school_code grade
                     王小明 2014-03-05 S1 4
                     王小明 2014-03-05 S2 4""",
    )
    assert len(children) == 1


def test_a_misread_birth_date_is_a_question_not_an_answer():
    linked, children = children_of(
        population="""name birth_date resident_id
                      欧阳明月 2014-03-05 birth""",
        enrolment="""name birth_date grade
                     欧阳明月 2014-05-03 4""",
    )
    assert len(children) == 2
    assert linked.review["evidence"].tolist() == ["name+birth_near"]


def test_order_of_rows_changes_nothing():
    tables = {
        "population": ["王小明 2014-03-05 birth", "张伟 2014-03-05 -", "张伟 2014-03-05 -"],
        "enrolment": ["王小明 2014-03-05 - S1", "张伟 2014-03-05 - S2", "李丽 2015-01-02 birth S1"],
    }
    subjects = []
    for step in (1, -1):
        county = county_of(
            population="\n".join(["name birth_date resident_id", *tables["population"][::step]]),
            enrolment="\n".join(
                ["name birth_date resident_id school_code", *tables["enrolment"][::step]]
            ),
        )
        linked = link_children(county, key=KEY)
        subjects.append((sorted(linked.people.index), len(linked.review)))
    assert subjects[0] == subjects[1]


def test_cases_without_a_name_are_found_by_their_number():
    _, children = children_of(
        enrolment="""name birth_date resident_id
                     王小明 2014-03-05 birth""",
        cases="""case_no name resident_id birth_date
                 K1 王小明 birth 2014-03-05""",
        persuasions="""case_no attempt_no
                       K1 1
                       K1 2""",
    )
    assert len(children) == 1


def test_a_roll_without_classes_is_joined_to_sheets_by_name_and_grade():
    _, children = children_of(
        enrolment="""name birth_date resident_id school_code grade
                     张伟 2014-03-05 birth S1 4""",
        attendance="""name school_code grade class_no marks
                      张伟 S1 4 2 √√√""",
    )
    assert len(children) == 1


def test_a_pupil_who_changed_class_is_one_child():
    _, children = children_of(
        enrolment="""name birth_date resident_id school_code grade class_no
                     张伟 2014-03-05 birth S1 4 1""",
        attendance="""name school_code grade class_no marks
                      张伟 S1 4 2 √√√""",
    )
    assert len(children) == 1


def test_one_name_on_the_roll_and_in_two_other_classes_is_left_to_people():
    linked, children = children_of(
        enrolment="""name birth_date resident_id school_code grade class_no
                     张伟 2014-03-05 birth S1 4 1""",
        attendance="""name school_code grade class_no marks
                      张伟 S1 4 2 √√√
                      张伟 S1 4 3 √√√""",
    )
    assert len(children) == 3
    assert len(linked.review) == 2


def test_a_similar_name_in_the_same_class_is_a_question():
    linked, children = children_of(
        enrolment="""name birth_date resident_id school_code grade class_no
                     王晓鹏 2014-03-05 birth S1 4 1""",
        attendance="""name school_code grade class_no marks
                      王晓腾 S1 4 1 √√√""",
    )
    assert len(children) == 2
    assert linked.review["evidence"].iloc[0].startswith("similar name+class")


def test_a_guardians_id_is_not_the_childs():
    linked, children = children_of(
        population="""name birth_date resident_id
                      王小明 2014-03-05 birth""",
        enrolment=f"""name birth_date resident_id grade
                      王小明 2014-03-05 {resident_id("1985-06-07")} 4""",
    )
    assert children == [["enrolment-2", "population-2"]]
    assert linked.people["resident_id"].tolist() == [resident_id("2014-03-05")]


def test_an_id_that_contradicts_its_own_birth_date_is_a_question():
    linked, children = children_of(
        population="""name birth_date resident_id
                      王小明 2014-03-05 birth""",
        enrolment=f"""name birth_date resident_id grade
                      王小明 2014-03-05 {resident_id("2013-06-07")} 4""",
    )
    assert len(children) == 2
    assert linked.review["evidence"].tolist() == ["name+birth, id says another birth"]


def test_a_persons_decision_joins_or_parts():
    tables = {
        "population": "name birth_date resident_id\n欧阳明月 2014-03-05 birth",
        "enrolment": "name birth_date grade\n欧阳明月 2014-05-03 4",
    }
    pair = pd.DataFrame({"row_a": ["population-2"], "row_b": ["enrolment-2"]})
    same = link_children(county_of(**tables), key=KEY, decisions=pair.assign(is_same=True))
    assert len(same.people) == 1
    assert same.crosswalk["level"].tolist().count("decision") == 1
    apart = link_children(county_of(**tables), key=KEY, decisions=pair.assign(is_same=False))
    assert len(apart.people) == 2
    assert apart.review.empty


def test_decisions_are_read_from_the_countys_folder(tmp_path):
    (tmp_path / "review_decisions.csv").write_text(
        "row_a,row_b,decision\np1,e1,是\np2,e2,不同\np3,e3,\n", encoding="utf-8-sig"
    )
    decided = read_review_decisions(tmp_path)
    assert decided["is_same"].tolist() == [True, False]
    assert read_review_decisions(tmp_path / "nothing") is None


def test_an_unreadable_decision_says_where(tmp_path):
    file = tmp_path / "review_decisions.csv"
    file.write_text("row_a,row_b,decision\np1,e1,也许\n", encoding="utf-8")
    with pytest.raises(UnreadableInput, match="2"):
        read_review_decisions(tmp_path)


def test_a_movement_is_found_by_the_school_that_was_left():
    _, children = children_of(
        enrolment="""name birth_date resident_id school_code grade
                     张伟 2014-03-05 birth S1 4
                     张伟 2013-06-07 birth S2 5""",
        movements="""name kind date from_school_code
                     张伟 suspend 2024-09-10 S1""",
    )
    assert ["enrolment-2", "movements-2"] in children


def test_an_exam_entry_means_the_namesake_in_grade_nine():
    _, children = children_of(
        enrolment="""name birth_date resident_id school_code grade class_no
                     张伟 2010-03-05 birth S1 9 1
                     张伟 2011-06-07 birth S1 8 1""",
        exam_entries="""name school_code
                        张伟 S1""",
    )
    assert ["enrolment-2", "exam_entries-2"] in children


def test_a_grown_up_on_a_list_of_households_keeps_the_id():
    linked, _ = children_of(
        poverty=f"""name resident_id
                    王大山 {resident_id("1985-06-07")}"""
    )
    assert linked.people["resident_id"].notna().all()


def test_a_misread_birth_date_with_the_same_guardian_is_one_child():
    linked, children = children_of(
        population="""name birth_date resident_id guardian
                      欧阳明月 2014-03-05 birth 欧阳大山""",
        enrolment="""name birth_date grade guardian
                     欧阳明月 2014-05-03 4 欧阳大山""",
    )
    assert children == [["enrolment-2", "population-2"]]
    assert set(linked.crosswalk["level"]) == {"id", "name_guardian_birth_slip"}


def test_two_wrong_parts_of_a_birth_date_stay_a_question():
    _, children = children_of(
        population="""name birth_date resident_id guardian
                      欧阳明月 2014-03-05 birth 欧阳大山""",
        enrolment="""name birth_date grade guardian
                     欧阳明月 2013-03-15 4 欧阳大山""",
    )
    assert len(children) == 2


def test_a_character_left_out_with_the_same_guardian_and_birth_is_one_child():
    _, children = children_of(
        population="""name birth_date resident_id guardian
                      王小明 2014-03-05 birth 王大山""",
        enrolment="""name birth_date grade guardian
                     王明 2014-03-05 4 王大山""",
    )
    assert children == [["enrolment-2", "population-2"]]


def test_swapped_characters_stay_a_question_since_twins_are_named_so():
    linked, children = children_of(
        population="""name birth_date resident_id guardian
                      王佳雨 2014-03-05 birth 王大山""",
        enrolment="""name birth_date grade guardian
                     王雨佳 2014-03-05 4 王大山""",
    )
    assert len(children) == 2
    assert len(linked.review) == 1


def test_a_twin_on_the_roll_alone_is_not_the_one_in_the_register_alone():
    linked, children = children_of(
        population="""name birth_date resident_id guardian
                      王小明 2014-03-05 birth 王大山""",
        enrolment="""name birth_date grade guardian
                     王小红 2014-03-05 4 王大山""",
    )
    assert len(children) == 2
    assert len(linked.review) == 1


def test_a_twin_keeps_a_shortened_name_for_people():
    _, children = children_of(
        population="""name birth_date resident_id guardian
                      王小明 2014-03-05 birth 王大山
                      王小红 2014-03-05 birth/2 王大山""",
        enrolment="""name birth_date grade guardian
                     王小 2014-03-05 4 王大山""",
    )
    assert len(children) == 3
