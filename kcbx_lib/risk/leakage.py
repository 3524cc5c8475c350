"""Columns that know the answer: refused with the reason before anything is learned.

Four leaks are looked for: an identifier, the target itself, a column written after the event, and
a copy of the target under another name. In-sample evaluation is refused in ``validation.py``.
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from kcbx_lib.risk.columns import Column

POST_EVENT_NAME = re.compile(
    r"(drop(ped)?_?out|withdraw\w*|exit|leave|left|closed|return(ed)?|verified|outcome|destination)"
    r"_?(date|on|reason|cause|at|grade|to)$|^(future|next)_|_(next_\w+|after)$"
    r"|(辍学|离校|退学|复学|劝返|销号|立案|核实|转出)(日期|时间|原因|去向|年级|结果)|辍学后|下学[期年]",
    re.IGNORECASE,
)
"""Names that say they were written when or after a child left."""
NEAR_COPY_AUC = 0.998
"""A single column that ranks the outcome this well is a copy of it or was written afterwards."""
MISSING_TELLS = 0.98
"""Agreement of "filled" with the outcome from which the mere filling of a column gives it away."""


def refusal(column: Column, y: pd.Series, *, used_by_outcome: tuple[str, ...]) -> str:
    """Why a column may not be a predictor: a reason's code, or '' where it may.

    Codes: identifier, personal, empty, constant, date, target, post_event, copy.
    """
    reasons = (
        ("target", lambda: column.name in used_by_outcome),
        ("post_event", lambda: bool(POST_EVENT_NAME.search(column.name))),
        (column.refused, lambda: column.refused in ("empty", "constant")),
        ("post_event", lambda: filled_only_after(column.values, y)),
        (column.refused, lambda: bool(column.refused)),
        ("copy", lambda: copies_target(column, y)),
    )
    return next((reason for reason, holds in reasons if holds()), "")


def filled_only_after(values: pd.Series, y: pd.Series) -> bool:
    """Whether the column is filled (almost) exactly where the event happened."""
    known = y.notna()
    filled, event = values[known].notna(), y[known].eq(1)
    if filled.all() or not filled.any() or event.sum() < 5:
        return False
    agreement = float((filled == event).mean())
    base = max(float(event.mean()), 1 - float(event.mean()))
    return agreement >= MISSING_TELLS and agreement > base + 0.5 * (1 - base)


def copies_target(column: Column, y: pd.Series) -> bool:
    """Whether the column alone gives the outcome (almost) without error."""
    both = y.notna() & column.values.notna()
    target, values = y[both], column.values[both]
    if target.nunique() < 2 or len(target) < 20:
        return False
    if column.kind == "category":
        if values.nunique() > 0.2 * len(values):
            return False
        values = target.groupby(values).transform("mean")
    area = area_under_roc(values.to_numpy("float64"), target.to_numpy("float64"))
    return max(area, 1 - area) >= NEAR_COPY_AUC


def area_under_roc(score: np.ndarray, y: np.ndarray) -> float:
    """Chance that an event scores above a non-event, ties counted half."""
    ranks = pd.Series(score).rank().to_numpy()
    events = float(y.sum())
    others = len(y) - events
    return float((ranks[y == 1].sum() - events * (events + 1) / 2) / (events * others))
