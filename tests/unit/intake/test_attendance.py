"""Attendance in its three forms becomes one row a mark."""

import datetime as dt

import pandas as pd
import pytest

from kcbx_lib.intake import read_county
from tests.folders import county, write_csv, write_xlsx

DAYS = [str(day) for day in range(1, 31)]


def marks(place):
    found = read_county(place)
    table = found.tables["attendance_marks"].merge(
        found.tables["attendance"][["name"]],
        left_on="row_id",
        right_index=True,
        validate="many_to_one",
    )
    return {
        (name, day.strftime("%Y-%m-%d")): mark
        for name, day, mark in zip(table["name"], table["date"], table["mark"], strict=True)
    }, found


def grid(
    place, *rows, title="溪口县第一小学2024年9月考勤表", below=(), name="考勤.xlsx", sheet="六(1)班"
):
    head = ["姓名", *DAYS]
    write_xlsx(
        place / name,
        {sheet: [[title], head, *[[*row, *[""] * (31 - len(row))] for row in rows], *below]},
    )
    return marks(place)


def test_a_month_grid_becomes_marks_on_their_days(tmp_path):
    found, county_read = grid(
        county(tmp_path), ["甘一", "", "√", "旷", "病假", "事", "公假", "迟到", "早退"]
    )
    assert found == {
        ("甘一", "2024-09-02"): "present", ("甘一", "2024-09-03"): "unexcused", ("甘一", "2024-09-04"): "sick",
        ("甘一", "2024-09-05"): "personal", ("甘一", "2024-09-06"): "official", ("甘一", "2024-09-07"): "late",
        ("甘一", "2024-09-08"): "left_early",
    }  # fmt: skip
    row = county_read.tables["attendance"].iloc[0]
    assert (row["form"], row["month"], row["grade"], row["class_no"]) == (
        "grid",
        pd.Timestamp("2024-09-01"),
        6,
        "1",
    )
    assert row["school_name"] == "溪口县第一小学"


def test_without_a_legend_a_cross_is_an_absence_for_an_unknown_reason(tmp_path):
    found, _ = grid(county(tmp_path), ["甘一", "×", "○", "△", "/"])
    assert set(found.values()) == {"absent_unknown"}


@pytest.mark.parametrize("place_of_legend", ["above", "below"])
def test_a_cross_means_what_the_sheets_own_legend_says(tmp_path, place_of_legend):
    legend = "说明：√出勤 ×旷课 ○事假 △病假"
    if place_of_legend == "above":
        found, _ = grid(
            county(tmp_path), ["甘一", "×", "○", "△"], title=f"2024年9月考勤表 {legend}"
        )
    else:
        found, _ = grid(county(tmp_path), ["甘一", "×", "○", "△"], below=[[legend]])
    assert list(found.values()) == ["unexcused", "personal", "sick"]


def test_a_legend_of_one_sheet_says_nothing_of_another(tmp_path):
    place = county(tmp_path)
    write_xlsx(place / "2024年9月考勤.xlsx", {
        "六(1)班": [["√出勤 ×旷课"], ["姓名", *DAYS], ["甘一", "×", *[""] * 29]],
        "六(2)班": [["姓名", *DAYS], ["甘二", "×", *[""] * 29]],
    })  # fmt: skip
    found, _ = marks(place)
    assert found == {("甘一", "2024-09-01"): "unexcused", ("甘二", "2024-09-01"): "absent_unknown"}


def test_blank_is_no_mark_and_an_unknown_mark_is_told(tmp_path):
    found, county_read = grid(county(tmp_path), ["甘一", "√", "", " ", "?"])
    assert list(found) == [("甘一", "2024-09-01")]
    told = county_read.quality.query("code == 'DQ-09'")
    assert told[["column", "raw", "reason"]].to_numpy().tolist() == [["mark", "?", "unknown_code"]]


@pytest.mark.parametrize(
    ("title", "name", "month"),
    [
        ("考勤表", "2024年10月考勤.xlsx", 10),
        ("考勤表", "考勤202411.xlsx", 11),
        ("考勤表", "9月考勤.xlsx", 9),
        ("考勤表（1月）", "考勤.xlsx", 1),
    ],
)
def test_the_month_comes_from_title_or_name_and_the_year_from_the_term(
    tmp_path, title, name, month
):
    found, _ = grid(county(tmp_path), ["甘一", "√"], title=title, name=name)
    assert list(found) == [("甘一", f"{2025 if month == 1 else 2024}-{month:02d}-01")]


def test_a_column_of_months_comes_before_the_title(tmp_path):
    place = county(tmp_path)
    rows = [["姓名", "月份", *DAYS], ["甘一", "2024-09", "√"], ["甘一", "10月", "旷"]]
    write_csv(place / "考勤2024年12月.csv", [row + [""] * (32 - len(row)) for row in rows])
    found, _ = marks(place)
    assert found == {("甘一", "2024-09-01"): "present", ("甘一", "2024-10-01"): "unexcused"}


def test_day_columns_may_be_dates_or_name_their_month(tmp_path):
    place = county(tmp_path)
    dates = [dt.date(2024, 9, day) for day in range(2, 9)]
    write_xlsx(place / "考勤一.xlsx", {"一": [["姓名", *dates], ["甘一", *["√"] * 7]]})
    write_xlsx(
        place / "考勤二.xlsx",
        {"一": [["姓名", *[f"10/{day}" for day in range(8, 15)]], ["甘二", *["旷"] * 7]]},
    )
    write_xlsx(
        place / "考勤三.xlsx",
        {"一": [["姓名", *[f"1月{day}日" for day in range(6, 12)]], ["甘三", *["病"] * 6]]},
    )
    text = (place / "考勤二.xlsx").rename(place / "2024年10月考勤二.xlsx")
    assert text.exists()
    (place / "考勤三.xlsx").rename(place / "2025年1月考勤三.xlsx")
    found, _ = marks(place)
    assert found["甘一", "2024-09-08"] == "present"
    assert found["甘二", "2024-10-14"] == "unexcused"
    assert found["甘三", "2025-01-11"] == "sick"


def test_a_day_that_the_month_does_not_have_is_no_mark(tmp_path):
    place = county(tmp_path)
    write_csv(place / "2024年9月考勤.csv", [["姓名", *DAYS, "31"], ["甘一", *["√"] * 31]])
    found, _ = marks(place)
    assert len(found) == 30


def test_a_grid_whose_month_nobody_knows_is_set_aside(tmp_path):
    place = county(tmp_path)
    write_csv(place / "考勤.csv", [["姓名", *DAYS], ["甘一", *["√"] * 30]])
    found = read_county(place)
    assert found.quarantined["reason"].tolist() == ["month_unknown"]
    assert found.tables["attendance_marks"].empty


def test_a_row_a_day_becomes_a_mark_and_a_bad_day_is_set_aside(tmp_path):
    place = county(tmp_path)
    write_csv(
        place / "考勤.csv",
        [
            ["姓名", "日期", "考勤状态"],
            ["甘一", "2024-09-02", "旷课"],
            ["甘一", "2024年9月3日", "√"],
            ["甘一", "某日", "病"],
        ],
    )
    found, county_read = marks(place)
    assert found == {("甘一", "2024-09-02"): "unexcused", ("甘一", "2024-09-03"): "present"}
    assert county_read.quarantined["reason"].tolist() == ["unreadable_date"]
    assert set(county_read.tables["attendance"]["form"]) == {"day"}


def test_totals_are_kept_as_totals(tmp_path):
    place = county(tmp_path)
    write_csv(
        place / "2024年9月出勤.csv",
        [
            ["学校", "班级", "姓名", "应到", "实到"],
            ["溪口县第一小学", "六(1)班", "甘一", "21", "19"],
        ],
    )
    row = read_county(place).tables["attendance"].iloc[0]
    assert (row["form"], row["due_days"], row["present_days"], row["grade"]) == (
        "totals",
        21,
        19,
        6,
    )
    assert row["month"] == pd.Timestamp("2024-09-01")


def test_morning_and_afternoon_of_one_day_are_one_mark(tmp_path):
    place = county(tmp_path)
    head = ["姓名", *[day for day in DAYS[:6] for _ in (0, 1)]]
    write_csv(
        place / "2024年9月考勤.csv", [head, ["甘一", "√", "√", "旷", "旷", "√", "旷", *["√"] * 6]]
    )
    found, _ = marks(place)
    assert [found["甘一", f"2024-09-0{day}"] for day in (1, 2, 3)] == [
        "present",
        "unexcused",
        "present",
    ]


def test_a_holiday_word_is_no_mark_of_a_pupil(tmp_path):
    found, county_read = grid(county(tmp_path), ["甘一", "放假", "√", "休学"])
    assert list(found) == [("甘一", "2024-09-02")]
    assert county_read.quality.query("code == 'DQ-09'").empty
