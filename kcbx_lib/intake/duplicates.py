"""Rows handed in twice: the same content from two copies of a file, or twice in one.

The first in the order of places stays, the others are set aside. Two pupils of one class may share a
name and have no number on the sheet: rows without any number are compared across sheets only, the
first with the first, the second with the second.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kcbx_lib.intake.stack import Stack
from kcbx_lib.read.sheet import blank_cells

_NUMBERS = ("resident_id", "student_no", "disability_no", "case_no", "school_code", "entry_no")
# Two identical lines of such a list may be two things (two households of a village that have signed).
_NEVER_WITHIN = frozenset({"agreements", "activities", "tasks", "surveys"})


def duplicate_rows(stack: Stack, kept: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Rows that repeat an earlier kept row of the same table."""
    if len(stack.raw) < 2:
        return np.zeros(len(stack.raw), dtype=bool)
    content = _content(stack)
    numbered = np.logical_or.reduce(
        [~stack.blank(name) for name in _NUMBERS] + [np.zeros(len(stack.raw), dtype=bool)]
    )
    if stack.table.name in _NEVER_WITHIN:
        numbered[:] = False
    part = stack.place["part"].to_numpy()
    frame = pd.DataFrame({"content": content, "part": part})[kept]
    occurrence = frame.groupby(["content", "part"], sort=False).cumcount().to_numpy()
    occurrence = np.where(numbered[kept], 0, occurrence)
    repeated = np.zeros(len(stack.raw), dtype=bool)
    repeated[kept] = (
        pd.DataFrame({"content": frame["content"].to_numpy(), "occurrence": occurrence})
        .duplicated()
        .to_numpy()
    )
    return repeated


def _content(stack: Stack) -> NDArray[np.uint64]:
    """A hash of each row's cells by column; marks and courses count, provenance does not."""
    total = np.zeros(len(stack.raw), dtype=np.uint64)
    for number, name in enumerate(stack.raw.columns, start=1):
        total += _hashes(stack.raw[name]) * np.uint64(2 * number + 1)
    start = 0
    known: dict[tuple[type, Any], np.uint64] = {}
    for sheet in stack.sheets:
        stop = start + len(sheet.rows)
        if sheet.marks is not None and sheet.marks.size:
            total[start:stop] += _matrix_hashes(*sheet.mark_codes, known)
        if sheet.courses is not None and sheet.courses.size:
            cells = sheet.courses.to_numpy(dtype=object)
            codes, uniques = pd.factorize(cells.ravel(), use_na_sentinel=False)
            total[start:stop] += _matrix_hashes(codes.reshape(cells.shape), uniques, known)
        # A grid without a column 月份 differs from the next month's by what its title says.
        if sheet.month is not None:
            total[start:stop] += np.uint64(_steady(repr(sheet.month)))
        start = stop
    return total


def _hashes(column: pd.Series) -> NDArray[np.uint64]:
    if isinstance(column.dtype, pd.StringDtype):
        texts = column.fillna("").to_numpy(dtype=object)
        return np.asarray(pd.util.hash_array(texts, categorize=True))
    codes, cells = pd.factorize(
        column.where(column.notna(), None).to_numpy(dtype=object), use_na_sentinel=False
    )
    return _cell_hashes(cells)[codes]


def _matrix_hashes(
    codes: NDArray[np.intp], uniques: NDArray[Any], known: dict[tuple[type, Any], np.uint64]
) -> NDArray[np.uint64]:
    """A hash of each row of a matrix. ``known`` keeps the hashes of a sheet's few marks for the
    thousand sheets that have the same ones.
    """
    keys = [(type(cell), cell) for cell in uniques.tolist()]
    new = [key for key in dict.fromkeys(keys) if key not in known]
    if new:
        cells = np.empty(len(new), dtype=object)
        cells[:] = [cell for _, cell in new]
        known.update(zip(new, _cell_hashes(cells), strict=True))
    places = np.arange(codes.shape[1], dtype=np.uint64) * np.uint64(2) + np.uint64(3)
    own = np.array([known[key] for key in keys], dtype=np.uint64)[codes]
    return (own * places**3).sum(axis=1, dtype=np.uint64)


def _cell_hashes(cells: NDArray[Any]) -> NDArray[np.uint64]:
    """A hash per distinct cell, the same in every process; 0 for a blank one."""
    hashes = np.asarray(
        pd.util.hash_array(np.array([_text(c) for c in cells], dtype=object), categorize=False)
    )
    return np.where(blank_cells(cells.reshape(-1, 1)).ravel(), np.uint64(0), hashes)


def _text(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _steady(text: str) -> int:
    return int(_cell_hashes(np.array([text], dtype=object))[0])
