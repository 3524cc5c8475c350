"""The published figures: every row of the check table, once from the data, once from a text."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from kcbx_lib.statements import check_file, check_published

FOLDER = Path(__file__).resolve().parents[3] / "data_samples" / "published_figures"

GRADE_OF_ROW = {
    1: "contradiction",
    2: "contradiction",
    3: "cannot_tell",
    4: "probably",
    5: "contradiction",
    6: "cannot_tell",
    7: "contradiction",
    8: "contradiction",
    9: "cannot_tell",
    10: "probably",
}
TEXT_ROWS = [
    # row, kind, what stands in arithmetic, stated or quote, how often
    (1, "sum", "71597", 1),
    (2, "sum", "277人 + 3人 = 280人", 1),
    (3, "restated", "5人 ≠ 3人", 1),
    (3, "restated", "2人 ≠ 1人", 1),
    (3, "restated", "3人 ≠ 2人", 1),
    (4, "date", "2020", 1),
    (5, "placeholder", "|201X学|", 1),
    (5, "placeholder", "|XX街|", 1),
    (6, "sum", "3959人 ≠ 3993人", 1),
    (7, "unit", "1433.3333平方公里", 1),
    (8, "placeholder", "?名", 6),
    (9, "date", "2024-09-18", 1),
    (10, "number", "2022", 3),
]
MUST_PASS = [
    "33所 + 17所 = 50所",
    "40所 + 4所 + 4所 + 2所 = 50所",
    "3人 + 81人 + 5人 + 18人 + 49人 + 4人 + 23人 + 94人 = 277人",
    "277人 + 5人 = 282人",
    "1人 + 1人 + 13人 = 15人",
    "2人 + 1人 + 2人 + 15人 + 5人 = 25人",
    "22人 + 15人 + 12人 = 49人",
    "15个 × 8人 = 120个",
    "23所 + 6所 = 29所",
    "259名 ÷ 35名 = 7.4",
    "1个 + 6个 = 7个",
]


@pytest.fixture(scope="module")
def data() -> pd.DataFrame:
    return check_published(FOLDER)


@pytest.fixture(scope="module")
def text() -> pd.DataFrame:
    return check_file(FOLDER / "report.md")


def test_each_row_of_the_table_gets_its_grade_from_the_data(data: pd.DataFrame) -> None:
    found = data.dropna(subset="row").groupby("row")["grade"].agg(set).to_dict()
    assert {int(row): grades for row, grades in found.items()} == {
        row: {grade} for row, grade in GRADE_OF_ROW.items()
    }


def test_every_relation_without_a_row_holds(data: pd.DataFrame) -> None:
    assert set(data[data["row"].isna()]["grade"]) == {"holds"}


@pytest.mark.parametrize(("row", "kind", "words", "times"), TEXT_ROWS)
def test_each_row_of_the_table_gets_its_grade_from_the_text(
    text: pd.DataFrame, row: int, kind: str, words: str, times: int
) -> None:
    spoken = text["arithmetic"] + "|" + text["stated"] + "|" + text["quote"]
    hits = text[text["kind"].eq(kind) & spoken.str.contains(words, regex=False)]
    assert hits["grade"].tolist() == [GRADE_OF_ROW[row]] * times, hits.to_string()


@pytest.mark.parametrize("arithmetic", MUST_PASS)
def test_what_must_pass_is_recognised_and_holds(text: pd.DataFrame, arithmetic: str) -> None:
    hits = text[text["arithmetic"].str.startswith(arithmetic)]
    assert set(hits["grade"]) == {"holds"}, text[["arithmetic", "grade"]].to_string()


def test_the_text_draws_no_other_contradiction(text: pd.DataFrame) -> None:
    called = text[text["grade"].eq("contradiction")]
    assert called["kind"].value_counts().to_dict() == {"placeholder": 8, "sum": 2, "unit": 2}


def test_the_copy_damage_is_said(text: pd.DataFrame) -> None:
    damaged = text[text["kind"].eq("number") | text["stated"].eq("3993人")]
    assert damaged["reason"].str.contains("复制").all()
