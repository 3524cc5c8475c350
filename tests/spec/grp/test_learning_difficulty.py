"""Learning difficulty: two subjects below 60 % in two successive terms; what was not seen is unknown."""

from __future__ import annotations

from datetime import date

import pandas as pd

from kcbx_lib.children.groups import learning_difficulty
from kcbx_lib.policy import load_policy

NATIONAL = load_policy("national", on=date(2024, 11, 20))
SCORES = """
    甲 2023-2024-1 语文 59  100
    甲 2023-2024-1 数学 59  100
    甲 2023-2024-2 语文 59  100
    甲 2023-2024-2 数学 59  100
    乙 2023-2024-1 语文 60  100
    乙 2023-2024-1 数学 59  100
    乙 2023-2024-2 语文 59  100
    乙 2023-2024-2 数学 59  100
    丙 2023-2024-2 语文 59  100
    丙 2023-2024-2 数学 59  100
    丁 2023-2024-2 语文 60  100
    丁 2023-2024-2 数学 59  100
    戊 2023-2024-1 语文 71  120
    戊 2023-2024-1 数学 71  120
    戊 2023-2024-2 语文 71  120
    戊 2023-2024-2 数学 71  120
    己 2023-2024-2 语文 -   100
"""


def scores() -> pd.DataFrame:
    lines = [line.split() for line in SCORES.strip().splitlines()]
    frame = pd.DataFrame(lines, columns=["subject", "term", "course", "score", "full_score"])
    for column in ("score", "full_score"):
        frame[column] = pd.to_numeric(frame[column], errors="coerce").astype("Float64")
    return frame.assign(absent=pd.Series(pd.NA, index=frame.index, dtype="boolean"))


def test_two_failed_courses_in_two_successive_terms_make_a_difficulty() -> None:
    said = learning_difficulty(scores(), NATIONAL)
    assert said["甲"]
    assert said["戊"], "below 60 % of 120"


def test_a_term_not_failed_is_none() -> None:
    said = learning_difficulty(scores(), NATIONAL)
    assert not said["乙"], "60 of 100 is not below 60 %"
    assert not said["丁"]


def test_one_term_alone_that_was_failed_says_neither() -> None:
    assert pd.isna(learning_difficulty(scores(), NATIONAL)["丙"])


def test_a_child_without_a_single_score_is_not_spoken_of() -> None:
    assert "己" not in learning_difficulty(scores(), NATIONAL).index
