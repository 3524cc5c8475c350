"""The words around a table: school, class, month, term, and what its marks mean."""

import pytest

from kcbx_lib.read import context


@pytest.mark.parametrize(
    ("text", "legend"),
    [
        ("说明：√出勤 ×旷课 ○事假 △病假", {"√": "present", "×": "unexcused", "○": "personal", "△": "sick"}),
        ("出勤√  旷课×  病假○  事假△", {"√": "present", "×": "unexcused", "○": "sick", "△": "personal"}),
        ("符号：出勤“√”；旷课“×”", {"√": "present", "×": "unexcused"}),
        ("√表示到校，○表示病假，/表示迟到", {"√": "present", "○": "sick", "/": "late"}),
        ("A：旷课 B：病假", {"a": "unexcused", "b": "sick"}),
        ("本月旷课3人，病假2人", {}),
        ("×××学校考勤表", {}),
    ],
)  # fmt: skip
def test_a_legend_says_what_the_marks_mean(text, legend):
    assert context.legend_of([text]) == legend


@pytest.mark.parametrize(
    ("text", "school"),
    [
        ("溪口县第一小学2024年9月考勤表", "溪口县第一小学"),
        ("填报单位：溪口县石桥镇中心小学　　填报人：甘大", "溪口县石桥镇中心小学"),
        ("2023-2024学年第二学期县一中成绩", "县一中"),
        ("全县中小学校考勤汇总", None),
        ("考勤表", None),
    ],
)
def test_the_school_stands_in_the_title(text, school):
    assert context.school_in([text]) == school


@pytest.mark.parametrize(
    ("text", "grade", "number"),
    [
        ("七年级（3）班", "七年级", "3班"),
        ("七（3）班", "七年级", "3班"),
        ("初一2班花名册", "初一", "2班"),
        ("3.2", "3年级", "2班"),
        ("Sheet1", None, None),
        ("溪口县第一小学", None, None),
    ],
)
def test_grade_and_class_stand_in_the_sheets_name(text, grade, number):
    assert (context.grade_in([text]), context.class_in([text])) == (grade, number)


@pytest.mark.parametrize(
    ("texts", "month"),
    [
        (["2024年9月考勤表"], (2024, 9)),
        (["考勤202410"], (2024, 10)),
        (["9月", "2024年考勤"], (None, 9)),
        (["十一月份"], (None, 11)),
        (["2024年秋季"], None),
    ],
)
def test_the_month_stands_in_the_title_or_a_name(texts, month):
    assert context.month_in(texts) == month


def test_full_marks_stand_in_brackets():
    assert context.full_score_in("语文（120分）") == "120"
    assert context.full_score_in("数学(满分：150)") == "150"
    assert context.full_score_in("语文") is None
