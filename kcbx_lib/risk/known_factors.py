"""The kit's scorecard on a table that is not an audit: its factors from the panel's columns.

One row in, one value a factor out. A table lacks what it lacks: at least half of the factors' columns
must be there, otherwise the scorecard is left out.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.risk.columns import as_text, typed_column
from kcbx_lib.risk.scorecard import Scorecard, load_scorecard, points_table

SEVERE, CHRONIC = 0.20, 0.10
SOURCES = {
    "severe_absence": "absence_rate",
    "chronic_absence": "absence_rate",
    "unexcused_streak": "longest_unexcused_streak",
    "learning_difficulty": "repeated_fails",
    "junior_grade": "grade",
}
"""Factors whose column bears another name than the factor."""


def factor_values(frame: pd.DataFrame, card: Scorecard) -> pd.DataFrame:
    """One column a factor of the card: a number above 0 where it holds, NA where the table is silent."""
    values = {}
    for factor in card.factors:
        source = SOURCES.get(factor.name, factor.name)
        if source not in frame.columns:
            values[factor.name] = pd.Series(pd.NA, index=frame.index, dtype="Float64")
            continue
        column = typed_column(source, frame[source])
        number = pd.to_numeric(as_text(frame[source]), errors="coerce").astype("Float64")
        number = column.values.astype("Float64") if column.kind in ("flag", "number") else number
        values[factor.name] = _held(factor.name, number)
    return pd.DataFrame(values, index=frame.index)


def _held(name: str, number: pd.Series) -> pd.Series:
    if name == "severe_absence":
        return number.where(number.ge(SEVERE) | number.isna(), 0.0)
    if name == "chronic_absence":
        return number.where(number.ge(CHRONIC) | number.isna(), 0.0)
    if name == "junior_grade":
        return number.where(number.between(7, 9) | number.isna(), 0.0)
    return number


def scorecard_score(frame: pd.DataFrame, card: Scorecard | None = None) -> pd.Series | None:
    """The points of each row, or None where the table has less than half of the factors' columns."""
    card = card or load_scorecard()
    sources = {SOURCES.get(factor.name, factor.name) for factor in card.factors}
    if len(sources & set(map(str, frame.columns))) < len(sources) / 2:
        return None
    return points_table(factor_values(frame, card), card).sum(axis=1)
