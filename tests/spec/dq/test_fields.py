"""DQ-06, DQ-07 and DQ-09: schools, required fields and codes, read by the real intake."""

import pytest

from kcbx_lib.rules.dq import required_blank, school_unresolved, unknown_code
from tests.folders import resident_id
from tests.spec.dq.handed_in import found, outcome

HEAD = ["姓名", "身份证件号", "学校标识码", "学校名称", "年级", "班级", "就读方式", "联系电话"]
SCHOOLS = [
    ["学校标识码", "学校名称", "学段", "乡镇", "别名"],
    ["2990177001", "溪口县第一小学", "小学", "东镇", "东街小学"],
    ["2990177002", "溪口县第二小学", "小学", "西镇", None],
]


def pupil(
    name: str,
    number: int,
    *,
    code: str | None = None,
    school: str | None = "溪口县第一小学",
    grade: object = 6,
    boarding: str | None = "走读",
    phone: str | None = "13900000000",
) -> list[object]:
    return [name, resident_id(number), code, school, grade, 1, boarding, phone]


@pytest.mark.walks("DQ-06", "rule", "found", "clear")
@pytest.mark.walks("DQ-06", "lawful", "code_given", "alias", "other_form", "blank")
def test_dq_06_only_a_school_that_nothing_tells_is_listed(tmp_path):
    rows = [
        pupil("子某", 1, school="启明实验学校"),
        pupil("丑某", 2, school="白石县第一小学"),
        pupil("于名", 11),
        pupil("马码", 12, code="2990177002", school="某实验校区"),
        pupil("牛别", 13, school="东街小学"),
        pupil("羊县", 14, school="老街校区"),
        pupil("鸡形", 15, school="第二小学"),
        pupil("狗空", 16, school=None),
    ]
    named = "aliases: {老街校区: '2990177002'}\n"
    result = found(school_unresolved, tmp_path, settings=named, 学籍=[HEAD, *rows], 学校=SCHOOLS)
    assert result == [("丑某", "学校名称"), ("子某", "学校名称")]


@pytest.mark.walks("DQ-06", "rule", "found")
def test_dq_06_without_the_alias_the_name_is_listed(tmp_path):
    rows = [pupil("羊县", 14, school="老街校区"), pupil("于名", 11)]
    result = found(school_unresolved, tmp_path, 学籍=[HEAD, *rows], 学校=SCHOOLS)
    assert result == [("羊县", "学校名称")]


@pytest.mark.walks("DQ-06", "lawful", "outside_county")
@pytest.mark.parametrize(
    ("file", "head", "row", "is_found"),
    [
        (
            "异动",
            ["异动类型", "异动日期", "转入学校"],
            ["转出", "2024-10-08", "外省第九小学"],
            False,
        ),
        ("中考报名", ["学校名称", "报名日期"], ["外省第九小学", "2024-10-08"], True),
    ],
)
def test_dq_06_the_other_end_of_a_transfer_may_lie_anywhere(tmp_path, file, head, row, is_found):
    sheet = [["姓名", "身份证件号", *head], ["于名", resident_id(11), *row]]
    files = {"学籍": [HEAD, pupil("于名", 11)], "学校": SCHOOLS, file: sheet}
    assert bool(found(school_unresolved, tmp_path, **files)) == is_found


def test_dq_06_a_list_that_names_no_school_is_not_tested(tmp_path):
    rows = [["姓名", "身份证件号", "年级", "班级"], ["于名", resident_id(11), 6, 1]]
    result, _ = outcome(school_unresolved, tmp_path, 学籍=rows)
    assert result.tested == 0


@pytest.mark.walks("DQ-07", "rule", "found", "clear")
@pytest.mark.walks("DQ-07", "lawful", "not_required", "school_by_code", "no_record")
def test_dq_07_a_blank_that_the_table_cannot_do_without(tmp_path):
    rows = [
        pupil("子某", 1, grade=None),
        pupil("丑某", 2, grade="  "),
        pupil("寅某", 3, school=None),
        pupil("于全", 11),
        pupil("马话", 12, phone=None),
        pupil("牛宿", 13, boarding=None),
        pupil("羊码", 14, code="2990177002", school=None),
        ["合计", None, None, None, None, None, None, None],
        [None] * 8,
    ]
    result = found(required_blank, tmp_path, 学籍=[HEAD, *rows], 学校=SCHOOLS)
    assert result == [("丑某", "年级"), ("子某", "年级"), ("寅某", "学校名称")]


@pytest.mark.walks("DQ-07", "lawful", "no_such_column")
@pytest.mark.parametrize(("columns", "expected"), [(6, []), (7, [("于名", "年级")])])
def test_dq_07_a_sheet_without_the_column_is_not_complained_of_row_by_row(
    tmp_path, columns, expected
):
    head = ["姓名", "身份证件号", "学校名称", "班级", "学生状态", "入学年月", "年级"]
    row = ["于名", resident_id(11), "溪口县第一小学", 1, "在读", "2019-09", None]
    rows = [head[:columns], row[:columns]]
    files = {"学籍": [HEAD, pupil("马全", 12)], "附表": rows}
    result, names = outcome(required_blank, tmp_path, **files)
    assert result.tested == 2  # both sheets were taken for enrolment
    assert [names[subject] for subject in result.rows["subject"]] == [who for who, _ in expected]


@pytest.mark.walks("DQ-07", "lawful", "known_by_case_number")
@pytest.mark.parametrize(("file", "is_found"), [("疑似辍学核查", False), ("脱贫监测对象", True)])
def test_dq_07_a_case_is_known_by_its_number(tmp_path, file, is_found):
    head = {
        "疑似辍学核查": ["姓名", "身份证件号", "编号", "立案日期", "认定结果"],
        "脱贫监测对象": ["姓名", "身份证件号", "户编号", "户类型", "监测对象类别"],
    }[file]
    row = {
        "疑似辍学核查": [None, resident_id(21), "K1", "2024-10-08", "疑似"],
        "脱贫监测对象": [None, resident_id(21), "H1", "脱贫户", None],
    }[file]
    files = {"学籍": [HEAD, pupil("于名", 11)], file: [head, row]}
    assert bool(found(required_blank, tmp_path, **files)) == is_found


@pytest.mark.walks("DQ-09", "rule", "found", "clear")
@pytest.mark.walks("DQ-09", "lawful", "synonym", "blank")
def test_dq_09_only_a_wording_that_no_list_knows(tmp_path):
    rows = [
        pupil("子某", 1, boarding="半托管"),
        pupil("丑某", 2, grade="大学预科"),
        pupil("于读", 11),
        pupil("马宿", 12, boarding="住宿"),
        pupil("牛空", 13, boarding=None),
        pupil("羊详", 14, boarding="不详"),
        pupil("鸡级", 15, grade="小六"),
    ]
    result = found(unknown_code, tmp_path, 学籍=[HEAD, *rows])
    assert result == [("丑某", "年级"), ("子某", "就读方式")]


@pytest.mark.walks("DQ-09", "lawful", "local_alias")
@pytest.mark.parametrize("is_named", [True, False])
def test_dq_09_a_local_wording_is_known_once_the_county_names_it(tmp_path, is_named):
    if is_named:
        place = tmp_path / "990177_溪口县"
        place.mkdir()
        named = "codes: {boarding: {半托管: 走读}}\n"
        (place / "aliases.yml").write_text(named, encoding="utf-8")
    rows = [pupil("子某", 1, boarding="半托管"), pupil("于读", 11)]
    result = found(unknown_code, tmp_path, 学籍=[HEAD, *rows])
    assert result == ([] if is_named else [("子某", "就读方式")])


@pytest.mark.walks("DQ-09", "lawful", "sheet_legend")
@pytest.mark.parametrize("legend", [True, False])
def test_dq_09_a_mark_means_what_the_sheets_legend_says(tmp_path, legend):
    days = [str(day) for day in range(1, 31)]
    marks = ["√"] * 29
    grid = [
        ["2024年9月考勤表"],
        ["姓名", "身份证件号", "学校名称", "年级", "班级", *days],
        ["于名", resident_id(11), "溪口县第一小学", 6, 1, "☆", *marks],
        ["图例：√ 出勤 ☆ 旷课" if legend else "班主任签名："],
    ]
    result = found(unknown_code, tmp_path, 学籍=[HEAD, pupil("于名", 11)], 考勤=grid)
    assert result == ([] if legend else [("于名", "考勤状态")])


@pytest.mark.walks("DQ-09", "lawful", "several_values")
@pytest.mark.parametrize(
    ("measure", "is_found"), [("限期整改、黄牌警告", False), ("口头、罚站", True)]
)
def test_dq_09_several_known_values_in_one_cell(tmp_path, measure, is_found):
    sheet = [
        ["被督查单位", "督查日期", "结果", "处理措施"],
        ["溪口县第一小学", "2024-10-08", "不达标", measure],
    ]
    result = found(unknown_code, tmp_path, 学籍=[HEAD, pupil("于名", 11)], 督查=sheet)
    assert bool(result) == is_found
