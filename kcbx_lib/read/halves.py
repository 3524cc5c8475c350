"""Morning and afternoon on one attendance sheet: two rows a pupil, or two columns a day.

In: the rows of a sheet as it stands. Out: the same rows, the second row of a pupil bearing what only the
first was given (the name stands once, over two merged or half-empty lines), and ``half`` telling the
rows apart. What becomes of two marks on one day is settled where marks are read.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kcbx_lib.read.headers import header_text
from kcbx_lib.read.sheet import blank_cells

FIRST = frozenset({"上午", "上", "早", "早上", "午前", "AM", "am"})
SECOND = frozenset({"下午", "下", "午后", "PM", "pm"})
HALVES = FIRST | SECOND
HALF = "half"
SEARCHED = 8
"""Columns of a sheet among which the halves are looked for: they stand before the days."""


def with_second_halves(rows: pd.DataFrame, cells: NDArray[Any]) -> pd.DataFrame:
    """``rows`` with a column ``half`` where the sheet tells halves of a day, second rows completed.

    A sheet that heads no column 时段 may still hold one: its cells are 上午 and 下午 and nothing else.
    It is looked for among ``cells``, the sheet's first columns.
    """
    rows = _with_half(rows, cells)
    if HALF not in rows.columns:
        return rows
    words = np.array([header_text(cell) for cell in rows[HALF]], dtype=object)
    second = np.isin(words, list(SECOND))
    second[1:] &= np.isin(words[:-1], list(FIRST))
    second[:1] = False
    if not second.any():
        return rows
    return _completed(rows, np.flatnonzero(second))


def _with_half(rows: pd.DataFrame, cells: NDArray[Any]) -> pd.DataFrame:
    if HALF in rows.columns:
        return rows
    for column in cells.T:
        if _tells_halves(column):
            return rows.assign(**{HALF: column})
    return rows


def _tells_halves(column: NDArray[Any]) -> bool:
    """Whether both halves stand in a column and nothing else; the first other word answers."""
    words = set()
    for cell in column:
        word = header_text(cell)
        if word and word not in HALVES:
            return False
        words.add(word)
    return bool(words & FIRST and words & SECOND)


def _completed(rows: pd.DataFrame, second: NDArray[np.intp]) -> pd.DataFrame:
    """Second rows that name nobody, or the same pupil, take the blank cells from the row above."""
    out = rows.astype(object)
    names = out["name"].to_numpy(dtype=object) if "name" in out else None
    if names is not None:
        own = [header_text(cell) for cell in names]
        second = np.array([at for at in second if own[at] in ("", own[at - 1])], dtype=np.intp)
    for column in out.columns:
        if column == HALF:
            continue
        cells: NDArray[Any] = out[column].to_numpy(dtype=object).copy()
        blank = blank_cells(cells.reshape(-1, 1)).ravel()
        take = second[blank[second]]
        cells[take] = cells[take - 1]
        out[column] = cells
    return out
