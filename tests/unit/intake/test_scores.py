"""Scores come out long, whichever way they went in."""

import pytest

from kcbx_lib.intake import read_county
from tests.folders import county, resident_id, write_csv

PUPIL = ["甘一", "G" + resident_id(1)]


def scores(place):
    table = read_county(place).tables["scores"]
    rows = table[["course", "score", "full_score", "absent"]].astype(object)
    return rows.where(rows.notna(), None).to_numpy().tolist(), table


def test_a_column_a_course_is_unfolded(tmp_path):
    place = county(tmp_path)
    write_csv(
        place / "成绩.csv",
        [
            ["2023-2024学年第二学期期末成绩"],
            ["姓名", "学籍号", "语文", "数学（120分）", "道法成绩", "总分", "名次"],
            [*PUPIL, "88.5", "缺考", "", "88.5", "3"],
        ],
    )
    rows, table = scores(place)
    assert rows == [["语文", 88.5, 100.0, False], ["数学", None, 120.0, True]]
    assert set(table["term"]) == {"2023-2024-2"} or table["term"].notna().all()
    assert table.index.is_unique


def test_a_row_a_course_stays_a_row(tmp_path):
    place = county(tmp_path)
    write_csv(
        place / "成绩.csv",
        [
            ["姓名", "学籍号", "学期", "科目", "分数", "满分", "缺考"],
            [*PUPIL, "2024年秋季", "外语", "59", "120", ""],
            [*PUPIL, "2024年秋季", "数学", "缺考", "", ""],
        ],
    )
    rows, _ = scores(place)
    assert rows == [["英语", 59.0, 120.0, False], ["数学", None, 100.0, True]]


def test_a_first_line_of_full_marks_is_read_as_such(tmp_path):
    place = county(tmp_path)
    write_csv(
        place / "期末成绩.csv",
        [["姓名", "学籍号", "语文", "数学"], ["满分", "", "150", "120"], [*PUPIL, "90", "60"]],
    )
    rows, _ = scores(place)
    assert [[course, full] for course, _, full, _ in rows if course and full != 100] == [
        ["语文", 150.0],
        ["数学", 120.0],
    ]
    assert len(rows) == 2


@pytest.mark.parametrize("line", ["平均分", "及格率", "合计"])
def test_averages_are_no_pupil(tmp_path, line):
    place = county(tmp_path)
    write_csv(
        place / "期末成绩.csv",
        [["姓名", "学籍号", "语文", "数学"], [*PUPIL, "90", "60"], [line, "", "90", "60"]],
    )
    rows, table = scores(place)
    assert len(rows) == 2
    assert set(table["name"]) == {"甘一"}


def test_a_mark_that_is_no_number_is_doubted(tmp_path):
    place = county(tmp_path)
    write_csv(place / "期末成绩.csv", [["姓名", "学籍号", "语文", "数学"], [*PUPIL, "优秀", "60"]])
    found = read_county(place)
    assert found.quality.query("column == 'score'")["raw"].tolist() == ["优秀"]


def test_a_pupil_without_any_mark_still_came_in(tmp_path):
    place = county(tmp_path)
    write_csv(
        place / "期末成绩.csv",
        [["姓名", "学籍号", "语文", "数学"], [*PUPIL, "90", "60"], ["甘二", "", "", ""]],
    )
    found = read_county(place)
    assert set(found.tables["scores"]["name"]) == {"甘一", "甘二"}
    assert int(found.sources.query("table == 'scores'")["accepted"].sum()) == 2
