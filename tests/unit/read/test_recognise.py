"""Sheets of near-identical lists are told apart by the columns that only one of them has."""

import numpy as np
import pytest

from kcbx_lib.read import HeaderIndex, RawSheet, SheetTable, Unrecognised, open_sheets, read_sheet
from kcbx_lib.read.sheet import ragged_frame
from kcbx_lib.tables import load_tables, table_names, write_templates

INDEX = HeaderIndex(load_tables())


def sheet(headers: str, *, file: str = "表.xlsx", name: str = "Sheet1", rows: int = 2) -> RawSheet:
    cells = headers.split()
    body = [[f"值{number}{row}" for number in range(len(cells))] for row in range(rows)]
    return RawSheet(file=file, name=name, frame=ragged_frame([cells, *body]))


def table_of(headers: str, *, file: str = "表.xlsx", name: str = "Sheet1") -> str | None:
    found = read_sheet(sheet(headers, file=file, name=name), INDEX)
    return found.table if isinstance(found, SheetTable) else None


@pytest.mark.parametrize(
    ("headers", "table"),
    [
        (
            "户号 姓名 公民身份号码 性别 民族 出生日期 与户主关系 户籍地址 派出所 村(居)委会",
            "population",
        ),
        (
            "学校标识码 学校名称 年级 班级 姓名 性别 民族 身份证件类型 身份证件号 全国学籍号 学生状态 户口性质",
            "enrolment",
        ),
        (
            "乡 村 户编号 户主姓名 姓名 证件号码 与户主关系 户类型 监测对象类别 风险是否消除 在校生状况",
            "poverty",
        ),
        ("姓名 残疾人证号 残疾类别 残疾等级 监护人 地址 就学状况", "disability"),
        ("姓名 身份证号 儿童类别 监护类型 委托监护人 父亲去向 母亲去向 是否入学", "welfare"),
        ("学校 年级 姓名 身份证号 资助项目 学年 学期 金额 发放日期 银行卡号", "aid"),
        ("姓名 学籍号 异动类型 异动日期 转出学校 转入学校 批准文号 复核日期", "movements"),
        (
            "编号 姓名 身份证号 名单批次 立案日期 线索来源 认定结果 类别代码 辍学原因 去向 核实日期",
            "cases",
        ),
        ("编号 姓名 层级 次数 劝返日期 方式 参与人员 结果 佐证材料", "persuasions"),
        ("编号 姓名 文书名称 文号 签发日期 送达日期 限期 结果", "notices"),
        ("姓名 身份证号 送教日期 起止时间 课时 教师 家长签字", "home_teaching"),
        (
            "填报单位 报表类型 所属期 报送日期 报送对象 期初在校 转入 转出 休学 复学 死亡 期末在校",
            "reports",
        ),
        ("学校标识码 学校名称 别名 学段 乡镇 在校生 班级数 专任教师", "schools"),
        ("姓名 身份证号 类型 制定日期 措施 责任人", "plans"),
        ("主题 调查人数 知晓人数 日期", "surveys"),
        ("学校 姓名 身份证号 职责 帮扶人 开始日期 结束日期 结束原因", "helpers"),
        ("责任链环节 甲方 乙方 签订日期", "agreements"),
        ("事项 日期 单位 报送对象 佐证", "activities"),
        ("被督查单位 督查日期 结果 处理措施 处理日期 整改时限", "inspections"),
        (
            "序号 问题 来源 责任单位 责任人 措施 整改时限 完成情况 完成日期 佐证 验收人 销号日期",
            "tasks",
        ),
        ("学校标识码 学校名称 学段 入学年份 招生数 转入 转出 死亡 毕业生数", "cohorts"),
        ("姓名 班级 日期 考勤状态", "attendance"),
        ("学校 班级 姓名 学籍号 应到 实到", "attendance"),
        ("姓名 学籍号 学期 科目 分数 满分 缺考", "scores"),
        ("班级 姓名 学籍号 语文 数学 英语 总分 名次", "scores"),
    ],
)
def test_a_sheet_without_a_telling_name_is_known_by_its_headers(headers, table):
    assert table_of(headers) == table


@pytest.mark.parametrize(
    ("file", "table"),
    [
        ("中考报名名单.xlsx", "exam_entries"),
        ("公安户籍人口.xlsx", "population"),
        ("全县学生花名册.xlsx", "enrolment"),
        ("新建表格.xlsx", None),
    ],
)
def test_a_bare_list_of_names_is_what_its_file_is_called_or_nothing(file, table):
    assert table_of("姓名 性别 身份证号", file=file) == table


def test_a_folder_speaks_for_a_bare_list_too():
    assert table_of("姓名 身份证号 学校 班级 年级", file="学籍/名单.xlsx") == "enrolment"


def test_headers_decide_against_a_misleading_file_name():
    assert (
        table_of("姓名 残疾人证号 残疾类别 残疾等级 就学状况", file="学籍核对.xlsx") == "disability"
    )


def test_a_list_called_attendance_without_any_mark_is_no_attendance():
    assert table_of("姓名 身份证号 电话", file="考勤.xlsx") is None


def test_the_name_of_another_person_is_never_the_childs():
    raw = ragged_frame(
        [
            ["学生姓名", "身份证号", "年级", "班级", "父亲信息", "", "监护人身份证号"],
            ["", "", "", "", "姓名", "身份证号", ""],
            ["甘一", "1", "六年级", "1班", "甘大", "2", "3"],
        ]
    )
    found = read_sheet(RawSheet("学籍.xlsx", "", raw), INDEX)
    assert isinstance(found, SheetTable)
    assert found.rows["name"].tolist() == ["甘一"]
    assert found.rows["resident_id"].tolist() == ["1"]


def test_denied_columns_are_dropped_and_counted():
    found = read_sheet(
        sheet("姓名 身份证号 年级 班级 学籍号 宗教信仰 银行卡号 是否独生子女 建档立卡号"), INDEX
    )
    assert isinstance(found, SheetTable)
    assert dict(found.denied) == {"religion": 2, "bank_account": 2, "birth_planning": 2}
    assert not {"宗教信仰", "银行卡号", "是否独生子女"} & set(found.rest)
    assert "建档立卡号" in found.rest  # no bank card, though it ends in 卡号


def test_corrections_of_the_county_come_first():
    index = HeaderIndex(load_tables(), user={"enrolment": {"所在单位": "school_name"}})
    found = read_sheet(sheet("姓名 身份证号 年级 班级 所在单位"), index)
    assert isinstance(found, SheetTable)
    assert found.rows["school_name"].tolist() == ["值40", "值41"]


def test_every_header_says_what_it_was_taken_for():
    found = read_sheet(sheet("学生姓名 身份证号码 就读年级 班级(选填) 学籍号 身高 学籍辅号"), INDEX)
    assert isinstance(found, SheetTable)
    told = {heading.header: (heading.column, heading.how) for heading in found.headings}
    assert told["班级(选填)"] == ("class_no", "without_brackets")
    assert told["身高"] == ("", "unknown")
    assert told["学籍辅号"] == ("", "usual_unused")
    assert all(0 < heading.confidence <= 1 for heading in found.headings if heading.column)


def test_a_sheet_that_is_nothing_is_named_with_its_headers():
    found = read_sheet(sheet("物品 数量 单价 仓库"), INDEX)
    assert isinstance(found, Unrecognised)


def test_every_blank_template_is_recognised_as_its_own_table(tmp_path):
    names = []
    for path in write_templates(tmp_path):
        if path.suffix == ".xlsx":
            for one in open_sheets(path, "模板.xlsx"):
                if not one.hidden:
                    found = read_sheet(RawSheet(one.file, "Sheet1", one.frame), INDEX)
                    assert isinstance(found, SheetTable), path.name
                    assert path.stem == INDEX.tables[found.table].title["zh"]
                    assert not [
                        h for h in found.headings if h.how in {"unknown", "another_is_surer"}
                    ]
                    names.append(found.table)
    assert sorted(names) == sorted(table_names())


def test_order_of_columns_does_not_matter():
    words = "户号 姓名 公民身份号码 性别 民族 户籍地址 乡镇 村".split()
    rng = np.random.default_rng(3)
    for _ in range(10):
        assert table_of(" ".join(rng.permutation(words))) == "population"
