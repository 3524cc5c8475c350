"""Folders of other counties, made by other hands: other words, other layouts, the same county."""

import datetime as dt

import pandas as pd
import pytest

from kcbx_lib.intake import read_county
from tests.folders import ENROLMENT, county, resident_id, write_csv, write_xlsx


def test_three_header_rows_of_a_system_export(tmp_path):
    place = county(tmp_path, enrolment=False)
    rows = [
        ["溪口县2024年秋季学籍系统导出"],
        ["序号", "学生基本信息", "", "", "", "学籍信息", "", "", "家庭成员1", ""],
        [
            "",
            "姓\n名",
            "性 别",
            "身份证件",
            "",
            "学校",
            "年级\n（必填）",
            "班级",
            "姓名",
            "联系电话",
        ],
        ["", "", "", "类型", "号码", "", "", "", "", ""],
        [
            1,
            "甘一",
            "男",
            "居民身份证",
            resident_id(1),
            "溪口县第一小学",
            "六年级",
            "六（1）班",
            "甘大",
            "13900000000",
        ],
    ]
    merged = [
        "A1:J1",
        "A2:A4",
        "B2:E2",
        "F2:H2",
        "I2:J2",
        "B3:B4",
        "C3:C4",
        "D3:E3",
        "F3:F4",
        "G3:G4",
        "H3:H4",
        "I3:I4",
        "J3:J4",
    ]
    write_xlsx(place / "导出.xlsx", {"sheet": rows}, merged=merged)
    (row,) = read_county(place).tables["enrolment"].to_dict("records")
    assert (row["name"], row["grade"], row["class_no"], row["sex"]) == ("甘一", 6, "1", "male")


def test_one_sheet_a_class_with_the_class_only_in_its_name(tmp_path):
    place = county(tmp_path, enrolment=False)
    head = ["序号", "姓名", "身份证号", "学籍号"]
    write_xlsx(
        place / "溪口县第一小学学生花名册.xlsx",
        {
            "五(1)班": [head, [1, "甘一", resident_id(1), "G" + resident_id(1)]],
            "六年级2班": [head, [1, "甘二", resident_id(2), "G" + resident_id(2)]],
            "说明": [["填写说明"], ["一、请如实填写"], ["二、不得空项"]],
        },
    )
    table = read_county(place).tables["enrolment"]
    assert table[["school_name", "grade", "class_no"]].to_numpy().tolist() == [
        ["溪口县第一小学", 5, "1"],
        ["溪口县第一小学", 6, "2"],
    ]


def test_class_lines_between_the_rows(tmp_path):
    place = county(tmp_path, enrolment=False)
    write_xlsx(
        place / "溪口县第二中学学籍名册.xlsx",
        {
            "Sheet1": [
                ["姓名", "身份证号", "学籍号", "性别", "学生状态"],
                ["七年级（1）班"],
                ["甘一", resident_id(1), "", "男", "在读"],
                ["七年级（2）班"],
                ["甘二", resident_id(2), "", "女", "在读"],
                ["甘三", resident_id(3), "", "男", "在读"],
            ]
        },
    )
    found = read_county(place)
    assert found.tables["enrolment"][["name", "grade", "class_no"]].to_numpy().tolist() == [
        ["甘一", 7, "1"],
        ["甘二", 7, "2"],
        ["甘三", 7, "2"],
    ]
    assert found.quarantined["reason"].tolist() == ["group_label", "group_label"]


def test_an_old_poverty_list_with_household_heads(tmp_path):
    place = county(tmp_path)
    write_xlsx(
        place / "建档立卡.xlsx",
        {
            "Sheet1": [
                [
                    "乡(镇)",
                    "行政村",
                    "贫困户编号",
                    "户主姓名",
                    "家庭成员姓名",
                    "家庭成员身份证号码",
                    "证件号码",
                    "与户主关系",
                    "脱贫户类型",
                    "在校生情况",
                ],
                [
                    "石桥镇",
                    "上湾村",
                    "4114001",
                    "甘大",
                    "甘一",
                    "",
                    resident_id(1),
                    "之子",
                    "脱贫不稳定户",
                    "七年级",
                ],
            ]
        },
    )
    (row,) = read_county(place).tables["poverty"].to_dict("records")
    assert (row["name"], row["resident_id"], row["household_kind"], row["schooling"]) == (
        "甘一",
        resident_id(1),
        "monitored",
        "in_school",
    )


def test_a_grid_with_totals_and_counts_beside_the_days(tmp_path):
    place = county(tmp_path)
    head = ["序号", "学生姓名", *range(1, 31), "出勤天数", "病假", "事假", "旷课", "备注"]
    write_xlsx(
        place / "考勤" / "9月" / "溪口县第一小学.xlsx",
        {
            "六1班": [
                ["考　勤　表"],
                ["班级：六（1）班", *[""] * 20, "2024年9月"],
                head,
                [1, "甘一", *["√"] * 20, "旷", *[""] * 9, 20, 0, 0, 1, "电话联系"],
            ]
        },
    )
    found = read_county(place)
    (row,) = found.tables["attendance"].to_dict("records")
    assert (row["present_days"], row["grade"], row["class_no"], row["school_name"]) == (
        20,
        6,
        "1",
        "溪口县第一小学",
    )
    assert found.tables["attendance_marks"]["mark"].value_counts().to_dict() == {
        "present": 20,
        "unexcused": 1,
    }


def test_an_absence_list_whose_dates_have_no_year(tmp_path):
    place = county(tmp_path)
    write_csv(
        place / "缺勤登记.csv",
        [
            ["姓名", "班级", "缺勤日期", "缺勤类型"],
            ["甘一", "六1班", "9月2日", "旷课"],
            ["甘一", "六1班", "1.6", "病假"],
            ["甘一", "六1班", "13月1日", "旷课"],
        ],
    )
    found = read_county(place)
    assert found.tables["attendance_marks"]["date"].tolist() == [
        pd.Timestamp("2024-09-02"),
        pd.Timestamp("2025-01-06"),
    ]
    assert found.quarantined["reason"].tolist() == ["unreadable_date"]


def test_a_monthly_report_whose_period_stands_in_its_title(tmp_path):
    place = county(tmp_path)
    write_xlsx(
        place / "报表" / "10月.xlsx",
        {
            "Sheet1": [
                ["溪口县2024年10月控辍保学月报表"],
                ["填报单位：溪口县教育局", "", "填报日期：2024年10月18日"],
                [
                    "学校名称",
                    "上月末在校",
                    "转入",
                    "转出",
                    "休学",
                    "复学",
                    "死亡",
                    "月末在校",
                    "新增疑似",
                    "新增辍学",
                ],
                ["溪口县第一小学", 200, 1, 2, 0, 0, 0, 199, 1, 0],
                ["合计", 200, 1, 2, 0, 0, 0, 199, 1, 0],
            ]
        },
    )
    found = read_county(place)
    (row,) = found.tables["reports"].to_dict("records")
    assert (row["org"], row["period_kind"], row["period"]) == (
        "溪口县第一小学",
        "monthly",
        "2024-10",
    )
    assert row["submitted_on"] == pd.Timestamp("2024-10-18")
    assert found.quality.query("code == 'DQ-08'").empty


def test_a_list_of_cases_whose_phase_is_its_sheet(tmp_path):
    place = county(tmp_path)
    head = ["编号", "学生姓名", "身份证号", "认定情况", "核查类别", "核实时间", "目前去向"]
    write_xlsx(
        place / "疑似辍学核查.xlsx",
        {
            "第一阶段": [
                head,
                ["Y1", "甘一", resident_id(1), "核减", "B类", dt.date(2024, 10, 8), "在校"],
            ],
            "第三阶段": [
                head,
                ["Y2", "甘二", resident_id(2), "疑似辍学", "A2", "2024.10.9", "外出务工"],
            ],
        },
    )
    table = read_county(place).tables["cases"]
    assert table[["list_version", "stage", "category_code"]].to_numpy().tolist() == [
        ["第一阶段", "deducted", "B"],
        ["第三阶段", "suspected", "A2"],
    ]


def test_a_child_of_two_kinds_in_one_cell_is_of_both(tmp_path):
    place = county(tmp_path)
    write_csv(
        place / "民政.csv",
        [
            ["姓名", "身份证号", "儿童类别"],
            ["甘一", resident_id(1), "孤儿、低保对象"],
            ["甘二", resident_id(2), "留守儿童；特困"],
        ],
    )
    write_csv(
        place / "脱贫.csv",
        [
            ["姓名", "身份证号", "户编号", "户类型"],
            ["甘三", resident_id(3), "H1", "脱贫户、低保户"],
        ],
    )
    found = read_county(place).tables
    assert found["welfare"]["child_kind"].tolist() == [
        "orphan、low_income",
        "left_behind、destitute",
    ]
    assert found["poverty"]["household_kind"].tolist() == ["lifted、low_income"]


def test_measures_in_one_cell_and_a_signature_by_name(tmp_path):
    place = county(tmp_path)
    write_csv(
        place / "督查.csv",
        [
            ["被督导单位", "检查日期", "督查结果", "处理结果", "整改期限"],
            ["石桥镇", "2024-10-08", "不合格", "黄牌警告、通报批评", "2024-11-01"],
        ],
    )
    write_csv(
        place / "送教.csv",
        [
            ["送教对象", "身份证号", "送教日期", "送教课时", "送教教师", "家长签名"],
            ["甘一", resident_id(1), "2024.9.20", "3课时", "王老师；李老师", "甘大"],
            ["甘二", resident_id(2), "2024.9.21", "3", "王老师", "未签"],
            ["甘三", resident_id(3), "2024.9.22", "3", "王老师", ""],
        ],
    )
    found = read_county(place)
    assert found.tables["inspections"]["measure"].tolist() == ["yellow_card、criticism"]
    teaching = found.tables["home_teaching"]
    assert teaching["teachers"].tolist()[0] == "王老师、李老师"
    assert teaching["signed"].astype(object).where(teaching["signed"].notna(), None).tolist() == [
        True,
        False,
        None,
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("双亲留守", (True, "both_parents")),
        ("1-单亲留守", (True, "one_parent")),
        ("否", (False, "none")),
        ("非留守儿童", (False, "none")),
        ("", (None, None)),
    ],
)
def test_left_behind_is_a_flag_and_its_kind(tmp_path, text, value):
    place = county(tmp_path, enrolment=False)
    write_csv(place / "学籍.csv", [[*ENROLMENT[0], "是否留守儿童"], [*ENROLMENT[1], text]])
    row = read_county(place).tables["enrolment"].iloc[0]
    kept = tuple(
        None if pd.isna(cell) else cell for cell in (row["left_behind"], row["left_behind_kind"])
    )
    assert kept == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("脱贫户", True), ("一般户", False), ("是", True), ("/", False), ("", None), ("不详", None)],
)
def test_a_flag_may_be_answered_by_a_word(tmp_path, text, value):
    place = county(tmp_path, enrolment=False)
    write_csv(place / "学籍.csv", [[*ENROLMENT[0], "是否脱贫（监测）户"], [*ENROLMENT[1], text]])
    poor = read_county(place).tables["enrolment"]["poor"].iloc[0]
    assert (None if pd.isna(poor) else bool(poor)) == value


def test_schools_known_only_by_name_are_one_school_however_they_are_written(tmp_path):
    place = county(tmp_path, enrolment=False)
    names = ["溪口县第一小学", "溪口县第一小学", "县一小", "第二中学"]
    rows = [
        [f"甘{n}", resident_id(n), "", "", name, "六年级", "1班", "在读"]
        for n, name in enumerate(names, start=1)
    ]
    write_csv(place / "学籍.csv", [ENROLMENT[0], *rows])
    found = read_county(place)
    assert found.tables["enrolment"]["school_code"].tolist() == ["溪口县第一小学"] * 3 + [
        "第二中学"
    ]
    assert found.quality.query("code == 'DQ-06'").empty


def test_lines_numbered_in_advance_and_left_empty_are_blank(tmp_path):
    place = county(tmp_path, enrolment=False)
    rows = [["1", *ENROLMENT[1]], *[[str(n), *[""] * 8] for n in range(2, 30)]]
    write_csv(place / "学籍.csv", [["序号", *ENROLMENT[0]], *rows])
    found = read_county(place)
    assert int(found.sources["read"].sum()) == 1
    assert found.quarantined.empty


@pytest.mark.parametrize("mark", ["例", "示例", "例："])
def test_the_example_of_a_form_is_no_child(tmp_path, mark):
    place = county(tmp_path, enrolment=False)
    write_csv(
        place / "学籍.csv", [["序号", *ENROLMENT[0]], [mark, *ENROLMENT[2]], ["1", *ENROLMENT[1]]]
    )
    found = read_county(place)
    assert found.tables["enrolment"]["name"].tolist() == ["甘一"]
    assert found.quarantined["reason"].tolist() == ["example_row"]


def test_a_line_of_filling_hints_is_no_child(tmp_path):
    place = county(tmp_path, enrolment=False)
    write_csv(
        place / "学籍.csv",
        [ENROLMENT[0], ["必填", "必填", "选填", "必填", "文本", "必填", "", ""], ENROLMENT[1]],
    )
    assert read_county(place).tables["enrolment"]["name"].tolist() == ["甘一"]


def test_a_legend_with_a_mark_a_cell_is_read_and_is_no_pupil(tmp_path):
    place = county(tmp_path)
    days = [str(day) for day in range(1, 31)]
    write_csv(
        place / "2024年9月考勤.csv",
        [
            ["姓名", *days],
            ["甘一", "×", "△", *[""] * 28],
            ["图例", "√", "出勤", "×", "旷课", "△", "病假"],
        ],
    )
    found = read_county(place)
    assert found.tables["attendance_marks"]["mark"].tolist() == ["unexcused", "sick"]
    assert found.quarantined["reason"].tolist() == ["footer"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("召开全校家长会", "parents_meeting"),
        ("2024年春季致家长一封信", "letter_to_parents"),
        ("植树", None),
    ],
)
def test_a_piece_of_work_is_found_in_a_longer_text(tmp_path, text, code):
    place = county(tmp_path)
    write_csv(
        place / "工作台账.csv",
        [["工作事项", "开展日期", "责任单位"], [text, "2024-09-10", "溪口县第一小学"]],
    )
    kind = read_county(place).tables["activities"]["kind"].iloc[0]
    assert (None if pd.isna(kind) else kind) == code


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("孤儿花名册.csv", "orphan"),
        ("农村留守儿童台账.csv", "left_behind"),
        ("事实无人抚养儿童名单.csv", "unsupported"),
    ],
)
def test_a_civil_affairs_list_of_one_kind_says_so_only_in_its_name(tmp_path, file, kind):
    place = county(tmp_path)
    write_csv(
        place / "民政局" / file,
        [
            ["姓名", "身份证号", "监护人", "就读学校"],
            ["甘一", resident_id(1), "甘大", "溪口县第一小学"],
        ],
    )
    assert read_county(place).tables["welfare"]["child_kind"].tolist() == [kind]


@pytest.mark.parametrize(
    "file", ["关爱儿童活动签到.csv", "资助政策宣传签到.csv", "帮扶慰问签到.csv", "督查通讯录.csv"]
)
def test_a_sheet_that_only_sounds_like_a_table_does_not_stop_the_county(tmp_path, file):
    place = county(tmp_path)
    write_csv(
        place / file, [["姓名", "学校", "联系电话"], ["甘一", "溪口县第一小学", "13900000000"]]
    )
    found = read_county(place)
    assert list(found.tables) == ["enrolment"]
    assert set(found.notices["kind"]) <= {"unrecognised", "lacks_column"}
    assert len(found.notices) == 1


def test_marks_under_two_header_rows_with_grades_beside_them(tmp_path):
    place = county(tmp_path)
    rows = [
        ["姓名", "学籍号", "语文", "", "数学", ""],
        ["", "", "分数", "等级", "分数", "等级"],
        ["甘一", "G" + resident_id(1), 88, "良", 59, "不及格"],
    ]
    write_xlsx(
        place / "2024年秋季期末成绩.xlsx",
        {"Sheet1": rows},
        merged=["A1:A2", "B1:B2", "C1:D1", "E1:F1"],
    )
    scores = read_county(place).tables["scores"]
    assert scores[["course", "score"]].to_numpy().tolist() == [["语文", 88.0], ["数学", 59.0]]
