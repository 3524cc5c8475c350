"""Checked relations in, what a reader is shown out: counts by grade, lists, one answer in words."""

from __future__ import annotations

import pandas as pd

from kcbx_lib.messages import say
from kcbx_lib.statements.relation import GRADES, HOLDS

_SHOWN = ("grade", "rule", "place", "quote", "arithmetic", "reason")


def by_grade(checked: pd.DataFrame) -> pd.Series:
    """How many relations got each grade, gravest first, in the reader's language."""
    counts = checked["grade"].value_counts().reindex(list(GRADES), fill_value=0)
    counts.index = pd.Index([say(f"statements.grade_{grade}") for grade in GRADES])
    return counts


def doubtful(checked: pd.DataFrame) -> pd.DataFrame:
    """One row for each relation that does not hold, gravest first, with headers to read."""
    order = {grade: position for position, grade in enumerate(GRADES)}
    rows = checked[checked["grade"].ne(HOLDS)]
    return _readable(rows.sort_values("grade", key=lambda s: s.map(order), kind="stable"))


def holding(checked: pd.DataFrame) -> pd.DataFrame:
    """One row for each relation that holds, in reading order, with headers to read."""
    return _readable(checked[checked["grade"].eq(HOLDS)])


def answer(checked: pd.DataFrame) -> str:
    """What was checked and what came of it, in one sentence."""
    counts = checked["grade"].value_counts().reindex(list(GRADES), fill_value=0)
    named = {str(grade): int(count) for grade, count in counts.items()}
    return say("statements.answer", lang=None, total=len(checked), **named)


def _readable(rows: pd.DataFrame) -> pd.DataFrame:
    shown = rows[list(_SHOWN)].copy()
    shown["grade"] = [say(f"statements.grade_{grade}") for grade in rows["grade"]]
    headers = {column: say(f"statements.column_{column}") for column in _SHOWN}
    return shown.rename(columns=headers).reset_index(drop=True)
