"""The kit's scorecard on a table that is not an audit: its factors from the panel's columns.

One row in, one value a factor out. A table lacks what it lacks: at least half of the factors' columns
must be there, otherwise the scorecard is left out.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.risk.columns import as_text, typed_column
from kcbx_lib.risk.scorecard import Scorecard, load_scorecard, points_table

SEVERE, CHRONIC = 0.20, 0.10
STREAK = 3
"""Unexcused school days in a row: the limit of the national profile."""
SOURCES = {
    "severe_absence": ("absence_rate",),
    "chronic_absence": ("absence_rate",),
    "unexcused_streak": ("unexcused_streak", "longest_unexcused_streak"),
    "learning_difficulty": ("learning_difficulty", "repeated_fails"),
    "junior_grade": ("junior_grade", "grade"),
}
"""Factors that may be read from a column of another name; the first that is there counts."""


def factor_values(frame: pd.DataFrame, card: Scorecard) -> pd.DataFrame:
    """One column a factor of the card: a number above 0 where it holds, NA where the table is silent."""
    values = {}
    for factor in card.factors:
        source = source_of(factor.name, frame)
        if not source:
            values[factor.name] = pd.Series(pd.NA, index=frame.index, dtype="Float64")
            continue
        column = typed_column(source, frame[source])
        if column.kind in ("flag", "number"):
            number = column.values.astype("Float64")
        else:
            # A band of grades such as 7-9 counts as its first grade.
            text = as_text(frame[source]).str.extract(r"^(\d+(?:\.\d+)?)", expand=False)
            number = pd.to_numeric(text, errors="coerce").astype("Float64")
        values[factor.name] = _held(factor.name, source, number)
    return pd.DataFrame(values, index=frame.index)


def source_of(factor: str, frame: pd.DataFrame) -> str:
    """The column from which a factor is read; empty where the table has none."""
    return next((name for name in SOURCES.get(factor, (factor,)) if name in frame.columns), "")


def _held(factor: str, source: str, number: pd.Series) -> pd.Series:
    least = {"severe_absence": SEVERE, "chronic_absence": CHRONIC}.get(factor)
    if source == "longest_unexcused_streak":
        least = STREAK
    if least is not None:
        return number.where(number.ge(least) | number.isna(), 0.0)
    if factor == "junior_grade":
        return number.where(number.between(7, 9) | number.isna(), 0.0)
    return number


def knows_factors(frame: pd.DataFrame, card: Scorecard) -> bool:
    """Whether the table has at least half of the columns that the card's factors are read from."""
    needed = {SOURCES.get(factor.name, (factor.name,)) for factor in card.factors}
    there = sum(any(name in frame.columns for name in names) for names in needed)
    return there >= len(needed) / 2


def scorecard_score(frame: pd.DataFrame, card: Scorecard | None = None) -> pd.Series | None:
    """The points of each row, or None where the table has less than half of the factors' columns."""
    card = card or load_scorecard()
    if not knows_factors(frame, card):
        return None
    return points_table(factor_values(frame, card), card).sum(axis=1)
