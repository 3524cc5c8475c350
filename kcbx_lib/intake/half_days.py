"""Two marks on one day, morning and afternoon: one mark a day comes of them.

A pupil who came for half the day was there: calling half an absence an absence would lengthen streaks by
days on which the child was seen. A day is an absence only when both halves are; it is unexcused only
when both halves are, for leave or an unknown reason in one half leaves nothing proven of the whole.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kcbx_lib.intake.stack import Stack
from kcbx_lib.read.halves import FIRST, HALF, SECOND
from kcbx_lib.read.headers import header_text

PRESENCE = ("present", "late", "left_early")
BELIEVED = (*PRESENCE, "sick", "personal", "official", "absent_unknown", "unexcused")
"""Of two halves, the mark that stands for the day: the first in this order."""


def first_halves(stack: Stack) -> NDArray[np.int64]:
    """For each row, the row that holds its pupil's morning: itself, unless it is an afternoon.

    An afternoon follows its morning on the sheet and names the same pupil.
    """
    own = np.arange(len(stack.raw), dtype=np.int64)
    if HALF not in stack.raw.columns or len(own) < 2:
        return own
    words = np.array([header_text(cell) for cell in stack.raw[HALF]], dtype=object)
    part = stack.place["part"].to_numpy()
    second = np.isin(words[1:], list(SECOND)) & np.isin(words[:-1], list(FIRST))
    second &= (part[1:] == part[:-1]) & stack.is_data[1:] & stack.is_data[:-1]
    for name in ("name", "student_no", "resident_id", "date"):
        if name in stack.raw.columns:
            cells = np.array([header_text(cell) for cell in stack.raw[name]], dtype=object)
            second &= cells[1:] == cells[:-1]
    own[1:][second] -= 1
    return own


def mark_of_two(one: str, other: str) -> str:
    """The day's mark of two halves."""
    return min(one, other, key=BELIEVED.index)


def one_a_day(
    row: NDArray[np.int64], date: NDArray[Any], mark: NDArray[np.int8], names: list[str]
) -> tuple[NDArray[np.int64], NDArray[Any], NDArray[np.int8], int]:
    """One mark per row and day, and on how many days a pupil came for one half only."""
    rank = np.array([BELIEVED.index(name) for name in names])[mark]
    order = np.lexsort((rank, date, row))
    row, date, mark, rank = row[order], date[order], mark[order], rank[order]
    first = np.ones(len(row), dtype=bool)
    first[1:] = (row[1:] != row[:-1]) | (date[1:] != date[:-1])
    last = np.append(first[1:], True)
    half = (rank[first] < len(PRESENCE)) & (rank[last] >= len(PRESENCE))
    return row[first], date[first], mark[first], int(half.sum())
