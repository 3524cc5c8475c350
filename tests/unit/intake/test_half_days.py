"""Attendance by morning and afternoon: two rows a pupil or two columns a day, one mark a day."""

import pytest

from kcbx_lib.intake import read_county
from tests.folders import county, write_csv, write_xlsx

TITLE = ["溪口县第一小学六(1)班2024年9月考勤表"]
DAYS = list(range(1, 31))


def marks_of(place):
    """``{name: {day: mark}}`` and the county read."""
    found = read_county(place)
    rows, marks = found.tables["attendance"], found.tables["attendance_marks"]
    told: dict[str, dict[int, str]] = {}
    for row_id, day, mark in zip(marks["row_id"], marks["date"], marks["mark"], strict=True):
        by_day = told.setdefault(rows.at[row_id, "name"], {})
        assert day.day not in by_day, "one mark a day"
        by_day[day.day] = mark
    return told, found


def two_rows(place, morning, afternoon, *, head="时段", merged=(), name="甘一"):
    def line(first, half, cells):
        return [first, half, *cells, *[""] * (30 - len(cells))]

    second = name if merged else ""
    rows = [
        TITLE,
        ["姓名", head, *DAYS],
        line(name, "上午", morning),
        line(second, "下午", afternoon),
    ]
    write_xlsx(place / "考勤.xlsx", {"六(1)班": rows}, merged=merged)
    return marks_of(place)


def two_columns(place, *pairs, lower=("上午", "下午"), merged=True):
    upper = ["姓名", *[cell for day in DAYS for cell in (day, "")]]
    cells = [mark for pair in pairs for mark in pair]
    row = ["甘一", *cells, *[""] * (60 - len(cells))]
    rows = [[*TITLE, *[""] * 60], upper, ["", *list(lower) * 30], row]
    if merged:
        write_xlsx(place / "考勤.xlsx", {"六(1)班": rows}, merged=["A2:A3", "B2:C2", "D2:E2"])
    else:
        write_csv(place / "六(1)班9月考勤.csv", rows)
    return marks_of(place)


# morning, afternoon, the day's mark
HALVES = [
    ("√", "√", "present"),
    ("√", "旷", "present"),
    ("旷", "√", "present"),
    ("旷", "迟到", "late"),
    ("旷", "旷", "unexcused"),
    ("旷", "病", "sick"),
    ("旷", "×", "absent_unknown"),
    ("", "旷", "unexcused"),
    ("", "", None),
]


@pytest.mark.parametrize("merged", [(), ("A3:A4",)])
def test_two_rows_a_pupil_make_one_mark_a_day(tmp_path, merged):
    told, found = two_rows(
        county(tmp_path),
        [one for one, _, _ in HALVES],
        [two for _, two, _ in HALVES],
        merged=merged,
    )
    expected = {day: mark for day, (_, _, mark) in enumerate(HALVES, start=1) if mark}
    assert told == {"甘一": expected}
    assert found.quarantined.empty
    half_days = found.notices.query("kind == 'half_days'")["detail"]
    assert "3个人次" in half_days.iloc[0]


def test_halves_are_seen_without_a_header_over_them(tmp_path):
    told, _ = two_rows(county(tmp_path), ["旷", "旷"], ["旷", "√"], head="")
    assert told == {"甘一": {1: "unexcused", 2: "present"}}


def test_a_second_pupil_of_the_same_class_keeps_its_own_afternoon(tmp_path):
    place = county(tmp_path)
    rows = [["甘一", "上午", "√"], ["", "下午", "√"], ["甘二", "上午", "旷"], ["", "下午", "旷"]]
    write_xlsx(
        place / "考勤.xlsx",
        {"六(1)班": [TITLE, ["姓名", "时段", *DAYS], *[[*row, *[""] * 29] for row in rows]]},
    )
    told, _ = marks_of(place)
    assert told == {"甘一": {1: "present"}, "甘二": {1: "unexcused"}}


@pytest.mark.parametrize("merged", [True, False])
@pytest.mark.parametrize("lower", [("上午", "下午"), ("上", "下")])
def test_two_columns_a_day_make_one_mark(tmp_path, lower, merged):
    told, _ = two_columns(
        county(tmp_path), *[(one, two) for one, two, _ in HALVES], lower=lower, merged=merged
    )
    expected = {day: mark for day, (_, _, mark) in enumerate(HALVES, start=1) if mark}
    assert told == {"甘一": expected}


@pytest.mark.parametrize(
    ("cell", "mark"),
    [
        ("√√", "present"),
        ("√旷", "present"),
        ("旷/√", "present"),
        ("旷旷", "unexcused"),
        ("旷/病", "sick"),
    ],
)
def test_both_halves_in_one_cell(tmp_path, cell, mark):
    place = county(tmp_path)
    write_xlsx(
        place / "考勤.xlsx", {"六(1)班": [TITLE, ["姓名", *DAYS], ["甘一", cell, *[""] * 29]]}
    )
    told, found = marks_of(place)
    assert told == {"甘一": {1: mark}}
    assert found.quality.query("code == 'DQ-09'").empty


def test_a_dash_is_no_mark(tmp_path):
    place = county(tmp_path)
    write_xlsx(
        place / "考勤.xlsx",
        {"六(1)班": [TITLE, ["姓名", *DAYS], ["甘一", "√", "-", "—", *[""] * 27]]},
    )
    told, found = marks_of(place)
    assert told == {"甘一": {1: "present"}}
    assert found.quality.query("code == 'DQ-09'").empty


def test_a_days_row_with_a_column_for_each_half(tmp_path):
    place = county(tmp_path)
    lines = [
        ["甘一", f"2024-09-{day:02d}", one, two]
        for day, (one, two, _) in enumerate(HALVES, start=1)
    ]
    write_csv(place / "考勤.csv", [["姓名", "日期", "上午", "下午"], *lines])
    told, found = marks_of(place)
    assert told == {"甘一": {day: mark for day, (_, _, mark) in enumerate(HALVES, start=1) if mark}}
    assert found.quality.query("code == 'DQ-09'").empty


def test_a_days_two_rows_in_a_long_list(tmp_path):
    place = county(tmp_path)
    lines = [
        ["甘一", f"2024-09-{day:02d}", half, mark]
        for day, (one, two, _) in enumerate(HALVES[:7], start=1)
        for half, mark in (("上午", one), ("下午", two))
    ]
    write_csv(place / "考勤.csv", [["姓名", "日期", "时段", "考勤状态"], *lines])
    told, _ = marks_of(place)
    assert told == {"甘一": {day: mark for day, (_, _, mark) in enumerate(HALVES[:7], start=1)}}
