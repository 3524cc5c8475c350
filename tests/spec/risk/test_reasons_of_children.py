"""Each circumstance, one child each: its reason in plain Chinese, its points, and what is not known of it."""

import pytest

from kcbx_lib.risk import load_scorecard, score_children
from kcbx_lib.risk.features import feature_table
from tests.spec_helpers import Drawn

CARD = load_scorecard()
COLUMNS = """
name   resident_id birth_date sex  school_code grade class_no status    poor left_behind migrant orphan unsupported \
disability_kind learning_difficulty low_income destitute"""
# Every flag said no, then one circumstance each; 空白 is a child of whom nothing was written down.
CHILDREN = """
平安   birth 2015-03-01 male 9901010001 4 1 in_school 否 否 否 否 否 none 否 否 否
贫困   birth 2015-03-02 male 9901010001 4 1 in_school 是 否 否 否 否 none 否 否 否
留守   birth 2015-03-03 male 9901010001 4 1 in_school 否 是 否 否 否 none 否 否 否
随迁   birth 2015-03-04 male 9901010001 4 1 in_school 否 否 是 否 否 none 否 否 否
孤儿   birth 2015-03-05 male 9901010001 4 1 in_school 否 否 否 是 否 none 否 否 否
无养   birth 2015-03-06 male 9901010001 4 1 in_school 否 否 否 否 是 none 否 否 否
残疾   birth 2015-03-07 male 9901010001 4 1 in_school 否 否 否 否 否 limb 否 否 否
学困   birth 2015-03-08 male 9901010001 4 1 in_school 否 否 否 否 否 none 是 否 否
初中   birth 2012-03-09 male 9901010001 7 1 in_school 否 否 否 否 否 none 否 否 否
超龄   birth 2012-03-10 male 9901010001 4 1 in_school 否 否 否 否 否 none 否 否 否
曾辍   birth 2015-03-11 male 9901010001 4 1 in_school 否 否 否 否 否 none 否 否 否
缺勤   birth 2015-03-12 male 9901010001 4 1 in_school 否 否 否 否 否 none 否 否 否
常缺   birth 2015-03-13 male 9901010001 4 1 in_school 否 否 否 否 否 none 否 否 否
旷课   birth 2015-03-14 male 9901010001 4 1 in_school 否 否 否 否 否 none 否 否 否
空白   -     -          -    9901010001 - 1 in_school - - - - - - - - -
"""
CASES = """
name resident_id birth_date case_no opened_on stage returned_on
曾辍 birth 2015-03-11 1 2024-03-01 returned 2024-05-01"""
ATTENDANCE = "name school_code grade class_no marks\n" + "\n".join(
    f"{name} 9901010001 {grade} 1 {marks}"
    for name, grade, marks in [
        *(
            (name, 4, "√*50")
            for name in "平安 贫困 留守 随迁 孤儿 无养 残疾 学困 超龄 曾辍".split()
        ),
        ("初中", 7, "√*50"),
        ("缺勤", 4, "√*40病*10"),
        ("常缺", 4, "√*45病*5"),
        ("旷课", 4, "√*47旷*3"),
    ]
)
UNKNOWN = (
    "信息不足：考勤、成绩、出生日期或年级、家庭经济状况、是否孤儿、是否残疾、是否留守、是否随迁"
)


@pytest.fixture(scope="module")
def drawn() -> Drawn:
    return Drawn(enrolment=COLUMNS + CHILDREN, cases=CASES, attendance=ATTENDANCE)


@pytest.fixture(scope="module")
def scored(drawn):
    rows = score_children(drawn.facts, drawn.policy)
    return rows.assign(name=rows["subject"].map(drawn.name_of)).set_index("name")


@pytest.mark.parametrize(
    ("child", "points", "reason"),
    [
        ("平安", 0, ""),
        ("贫困", 2, "脱贫户或监测户等经济困难家庭（2 分）"),
        ("留守", 1, "留守（1 分）"),
        ("随迁", 1, "随迁子女（1 分）"),
        ("孤儿", 2, "孤儿或事实无人抚养（2 分）"),
        ("无养", 2, "孤儿或事实无人抚养（2 分）"),
        ("残疾", 2, "残疾（2 分）"),
        ("学困", 3, "学习困难（3 分）"),
        ("初中", 2, "初中阶段（7 年级）（2 分）"),
        ("超龄", 2, "比年级应有年龄大 3 岁（2 分）"),
        ("曾辍", 4, "曾辍学或疑似辍学（4 分）"),
        ("缺勤", 6, "缺勤率 20%（严重缺勤，界线 20%）（6 分）"),
        ("常缺", 4, "缺勤率 10%（长期缺勤）（4 分）"),
        ("旷课", 4, "曾连续旷课 3 个上课日（4 分）"),
        ("空白", 0, UNKNOWN),
    ],
)
def test_a_childs_reason_and_points(scored, child, points, reason):
    row = scored.loc[child]
    assert (row["score"], row["reasons"]) == (points, reason)


def test_a_blank_is_unknown_in_every_feature_and_never_no(drawn):
    values = feature_table(drawn.facts, drawn.policy)
    blank = values[values.index.map(drawn.name_of) == "空白"].iloc[0]
    # A case file was handed in: of a child who is not in it, it is known that no case was opened.
    known = set(blank.index[blank.notna()])
    assert known == {"earlier_dropout", "unexcused_streak"}


def test_every_field_a_factor_rests_on_has_a_word_for_not_known():
    named = set(CARD.missing_fields)
    with_another = {"severe_absence", "unexcused_streak", "junior_grade"}
    assert named | with_another == {factor.name for factor in CARD.factors}
