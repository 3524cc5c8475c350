"""Answers on a review list: read from the workbook, and held only by the rows they were given for."""

import pandas as pd
import pytest

from kcbx_lib.errors import UnreadableInput
from kcbx_lib.intake import read_county
from kcbx_lib.intake.review_answers import (
    answers_frame,
    is_review,
    read_answers,
    still_holding,
    together,
)
from kcbx_lib.read import open_sheets
from tests.folders import county, write_xlsx

HEAD = ["判定", "依据", "姓名A", "姓名B", "记录A", "记录B"]


def review(tmp_path, *lines, head=HEAD):
    path = write_xlsx(
        tmp_path / "review.xlsx", {"待人工判定": [["请判定"], ["说明"], head, *lines]}
    )
    return open_sheets(path, "review.xlsx")


@pytest.mark.parametrize(
    ("word", "is_same"),
    [
        ("同一人", True),
        ("是", True),
        ("same", True),
        (1, True),
        ("不是同一人", False),
        ("否", False),
        (0, False),
    ],
)
def test_an_answer_in_the_list_itself(tmp_path, word, is_same):
    sheets = review(tmp_path, [word, "name+birth", "甘小明", "甘晓明", "pop-1-2", "enr-1-2"])
    assert is_review(sheets)
    assert read_answers(sheets).to_numpy().tolist() == [
        ["pop-1-2", "enr-1-2", is_same, "甘小明", "甘晓明"]
    ]


def test_an_undecided_line_is_no_answer(tmp_path):
    assert read_answers(review(tmp_path, ["", "", "甘小明", "甘晓明", "p-2", "e-2"])).empty


def test_another_word_is_named_with_file_and_row(tmp_path):
    with pytest.raises(UnreadableInput, match=r"review\.xlsx#待人工判定 第 4 行"):
        read_answers(review(tmp_path, ["大概", "", "甘小明", "甘晓明", "p-2", "e-2"]))


def test_the_english_list_is_read_too(tmp_path):
    head = ["decision", "evidence", "nameA", "nameB", "row_a", "row_b"]
    sheets = review(tmp_path, ["same", "", "甘小明", "甘晓明", "p-2", "e-2"], head=head)
    assert read_answers(sheets)["name_a"].tolist() == ["甘小明"]


def test_a_list_of_pupils_is_no_review_list(tmp_path):
    assert not is_review(review(tmp_path, head=["姓名", "学籍号", "判定"]))


def test_a_list_in_the_folder_is_taken_and_told(tmp_path):
    place = county(tmp_path)
    lines = [["同一人", "", "甘一", "甘二", "p-2", "e-2"]]
    write_xlsx(place / "判定结果.xlsx", {"待人工判定": [["请判定"], ["说明"], HEAD, *lines]})
    found = read_county(place)
    assert found.answers["row_a"].tolist() == ["p-2"]
    assert "1条判定" in found.notices.query("kind == 'review_read'")["detail"].iloc[0]


def test_an_answer_does_not_travel_to_another_child_when_rows_move():
    answers = answers_frame(
        [
            ("p-2", "e-2", True, "甘小明", "甘晓明"),
            ("p-2", "e-3", True, "甘小明", "甘晓明"),
            ("p-2", "e-9", True, "甘小明", "甘晓明"),
            ("p-2", "e-2", True, None, None),
        ]
    )
    tables = {
        "population": pd.DataFrame({"name": ["甘小明"]}, index=["p-2"]),
        "enrolment": pd.DataFrame({"name": ["甘晓明", "甘二"]}, index=["e-2", "e-3"]),
    }
    assert still_holding(answers, tables).tolist() == [True, False, False, True]


def test_of_two_lists_the_later_has_the_word():
    old = answers_frame([("p-2", "e-2", True, None, None)])
    new = answers_frame([("e-2", "p-2", False, None, None)])
    assert together([old, new])["is_same"].tolist() == [False]
    assert together([]).empty
