"""Which case an attempt belongs to, and how far persuasion went."""

from __future__ import annotations

import pandas as pd
import pytest

from kcbx_lib.ledgers.attempts import PERSUADED, ladder, with_case

CASES = pd.DataFrame(
    {
        "case_no": ["1", "1", "2", "3", None],
        "subject": ["a", "b", "a", "c", "d"],
        "opened_on": pd.to_datetime(
            ["2024-09-05", "2024-09-05", "2024-10-05", "2024-09-05", "2024-09-05"]
        ),
    },
    index=["a1", "b1", "a2", "c3", "d0"],
).astype({"case_no": "str", "subject": "str"})


@pytest.mark.parametrize(
    ("case_no", "subject", "day", "belongs"),
    [
        ("1", "a", "2024-09-10", "a1"),
        ("1", "b", "2024-09-10", "b1"),
        ("3", None, "2024-09-10", "c3"),
        ("1", None, "2024-09-10", None),  # two cases bear the number and the row names nobody
        ("3", "a", "2024-09-10", None),  # another child's number: not guessed
        ("3", "z", "2024-09-10", "c3"),  # a child of no case: the number decides
        (None, "a", "2024-09-10", "a1"),
        (None, "a", "2024-10-10", "a2"),
        (None, "a", "2024-09-01", "a1"),
        (None, "d", None, "d0"),
        ("9", "a", "2024-10-10", "a2"),
        (None, "z", "2024-10-10", None),
    ],
)
def test_an_attempt_finds_its_case(case_no: str, subject: str, day: str, belongs: str) -> None:
    rows = pd.DataFrame({"case_no": [case_no], "subject": [subject], "date": pd.to_datetime([day])})
    rows = rows.astype({"case_no": "str", "subject": "str"})
    [case] = with_case(rows, CASES, day="date")["case_row"]
    assert (None if pd.isna(case) else case) == belongs


def test_no_case_and_no_attempt_are_no_trouble() -> None:
    rows = pd.DataFrame(
        {"case_no": ["1"], "subject": ["a"], "date": pd.to_datetime(["2024-09-10"])}
    )
    assert with_case(rows, CASES.iloc[:0], day="date")["case_row"].isna().all()
    assert len(with_case(rows.iloc[:0], CASES, day="date")) == 0


def test_the_ladder_counts_dated_attempts_once() -> None:
    attempts = pd.DataFrame(
        {
            "case_row": ["a1"] * 6,
            "level": ["school", "school", "school", "school", "joint", "school"],
            "attempt_no": pd.array([1, 1, 2, 3, 1, 4], dtype="Int64"),
            "date": pd.to_datetime(
                ["2024-09-06", "2024-09-06", "2024-09-07", "2024-09-09", "2024-09-10", None]
            ),
            "result": ["继续"] * 6,
        }
    )
    row = ladder(attempts, school=3, joint=3).loc["a1"]
    assert (row["school_attempts"], row["joint_attempts"]) == (3, 1)
    assert row["school_met_on"] == pd.Timestamp("2024-09-09")
    assert pd.isna(row["joint_met_on"])
    assert row["last_attempt_on"] == pd.Timestamp("2024-09-10")


@pytest.mark.parametrize(
    ("result", "is_back"),
    [("已返校", True), ("劝返成功", True), ("已经复学", True), ("同意返校", False), ("未返校", False),
     ("未劝返成功", False), ("拒绝返校", False), ("继续动员", False)],
)  # fmt: skip
def test_only_words_of_a_return_are_a_return(result: str, is_back: bool) -> None:
    assert pd.Series([result]).str.contains(PERSUADED, regex=True).tolist() == [is_back]
