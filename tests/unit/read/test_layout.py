"""Titles, unit lines, header rows, totals and footers are told from data."""

import datetime as dt

import pytest

from kcbx_lib.read import HeaderIndex, RawSheet
from kcbx_lib.read.headers import DayHeader, day_header
from kcbx_lib.read.layout import lay_out
from kcbx_lib.read.sheet import frame_of, ragged_frame
from kcbx_lib.tables import load_tables

INDEX = HeaderIndex(load_tables())
HEADER = ["序号", "姓名", "身份证号", "学校", "年级", "班级"]
DATA = ["1", "甘一", "990177", "一小", "六年级", "1班"]


def laid(*rows, merged=()):
    layout = lay_out(
        RawSheet("表.xlsx", "", ragged_frame([list(row) for row in rows]), tuple(merged)), INDEX
    )
    assert layout is not None
    return layout


def kinds(layout):
    return list(layout.kinds)


def test_a_title_and_a_unit_line_stand_above_the_header():
    layout = laid(
        ["溪口县学籍表"], ["填报单位：溪口县教育局", "", "", "填报日期：2024.9.1"], HEADER, DATA
    )
    assert layout.header_rows == (3, 3)
    assert layout.texts[0] == "溪口县学籍表"
    assert kinds(layout) == ["data"]


def test_two_header_rows_with_merged_groups_become_one_header_a_column():
    top = ["姓名", "身份证号", "家庭情况", "", "年级"]
    low = ["", "", "户编号", "户类型", ""]
    merged = [(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 3), (0, 4, 1, 4)]
    layout = laid(top, low, ["甘一", "1", "H1", "脱贫户", "六年级"], merged=merged)
    assert layout.headers == (
        ("姓名",),
        ("身份证号",),
        ("家庭情况", "户编号"),
        ("家庭情况", "户类型"),
        ("年级",),
    )
    assert kinds(layout) == ["data"]


def test_two_header_rows_are_seen_in_a_text_file_that_knows_no_merged_cells():
    layout = laid(
        ["姓名", "身份证号", "家庭情况", "", "年级"],
        ["", "", "户编号", "户类型", ""],
        ["甘一", "1", "H1", "脱贫户", "六"],
    )
    assert layout.header_rows == (1, 2)
    assert layout.headers[3] == ("家庭情况", "户类型")


def test_a_first_row_of_data_is_never_taken_for_a_second_header():
    layout = laid(HEADER, ["1", "甘一", "", "", "六年级", ""], DATA)
    assert layout.header_rows == (1, 1)
    assert kinds(layout) == ["data", "data"]


def test_weekdays_below_the_days_belong_to_the_header():
    days = [str(day) for day in range(1, 11)]
    layout = laid(["姓名", *days], ["", *"日一二三四五六日一二"], ["甘一", *["√"] * 10])
    assert layout.header_rows == (1, 2)
    assert len(layout.day_columns) == 10
    assert layout.headers[1] == ("1",)


@pytest.mark.parametrize(
    "word", ["合计", "小计", "总 计", "共计：", "本页合计", "平均分", "全校合计"]
)
def test_a_total_is_no_child(word):
    assert kinds(laid(HEADER, DATA, [word, "", "", "", "", "25"])) == ["data", "total"]


@pytest.mark.parametrize(
    "line",
    [
        "填表人：甘大",
        "审核人：          日期：",
        "注：本表一式两份",
        "备注：√出勤",
        "单位负责人（签字）：",
        "√出勤 ×旷课 ○事假",
    ],
)
def test_a_footer_is_no_child(line):
    assert kinds(laid(HEADER, DATA, [line])) == ["data", "footer"]


def test_a_child_with_a_rare_name_and_nothing_else_is_still_a_row():
    assert kinds(
        laid(HEADER, DATA, ["2", "注音", "", "", "", ""], ["3", "计总", "", "", "", ""])
    ) == ["data", "data", "data"]


def test_a_header_repeated_on_the_next_page_is_no_child():
    assert kinds(laid(HEADER, DATA, HEADER, DATA)) == ["data", "repeated_header", "data"]


def test_blank_rows_and_rows_of_spaces_hold_nothing():
    assert kinds(laid(HEADER, DATA, [""] * 6, [" ", "　", "", "", "", ""], DATA)) == [
        "data",
        "blank",
        "blank",
        "data",
    ]


def test_a_class_written_once_in_a_merged_cell_is_every_rows():
    rows = [
        ["班级", "姓名", "身份证号", "年级"],
        ["1班", "甘一", "1", "六"],
        ["", "甘二", "2", "六"],
        ["", "甘三", "3", "六"],
    ]
    layout = laid(*rows, merged=[(1, 0, 3, 0)])
    assert layout.body[0].tolist() == ["1班", "1班", "1班"]


def test_an_amount_in_a_merged_cell_is_counted_once():
    rows = [
        ["姓名", "身份证号", "资助项目", "金额"],
        ["甘一", "1", "一补", 500.0],
        ["甘二", "2", "一补", ""],
    ]
    sheet = RawSheet("表.xlsx", "", frame_of(rows), ((1, 3, 2, 3),))
    assert lay_out(sheet, INDEX).body[3].tolist() == [500.0, ""]


def test_a_sheet_of_numbers_has_no_header():
    assert lay_out(RawSheet("表.xlsx", "", frame_of([[1.0, 2.0], [3.0, 4.0]])), INDEX) is None


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        (1.0, DayHeader(1)),
        ("31日", DayHeader(31)),
        ("9/2", DayHeader(2, 9)),
        ("9月2日", DayHeader(2, 9)),
        ("2024-09-02", DayHeader(2, 9, 2024)),
        (dt.date(2024, 9, 2), DayHeader(2, 9, 2024)),
        ("2\n一", DayHeader(2)),
        ("32", None),
        ("姓名", None),
        (2.5, None),
        ("13/2", None),
    ],
)
def test_a_day_column_is_known_however_it_is_written(cell, day):
    assert day_header(cell) == day


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("七年级（1）班", "group"),
        ("七年级", "group"),
        ("2023级3班", "group"),
        ("李延年", "data"),
        ("甘一", "data"),
    ],
)
def test_a_line_between_the_rows_is_a_class_or_a_child_of_whom_only_the_name_is_known(text, kind):
    assert kinds(laid(HEADER, DATA, ["", text, "", "", "", ""], DATA)) == ["data", kind, "data"]
