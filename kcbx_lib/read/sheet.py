"""One sheet as it stands in the file: cells with their own types, merged areas, nothing inferred."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Cells = NDArray[Any]
Area = tuple[int, int, int, int]  # first row, first column, last row, last column; 0-based


@dataclass(frozen=True)
class RawSheet:
    """One sheet of one file.

    frame
        the cells, columns 0, 1, 2 …, index = row number in the sheet, from 1. Blank cells are ``""``
        or missing. Object columns hold the types of the spreadsheet (text, float, date, bool); a
        text file has text only.
    merged
        merged areas, 0-based and inclusive.
    mended
        how many cells were errors or formulas without a stored result, now held as codes (``#REF!``).
    never_missing
        whether a blank cell is always ``""`` (a workbook's), so that none need be looked for.
    """

    file: str
    name: str
    frame: pd.DataFrame
    merged: tuple[Area, ...] = ()
    hidden: bool = False
    mended: int = 0
    never_missing: bool = False
    notes: tuple[tuple[str, str], ...] = field(default_factory=tuple)

    @property
    def place(self) -> str:
        """``file#sheet``, for messages."""
        return f"{self.file}#{self.name}" if self.name else self.file

    def head(self, rows: int) -> Cells:
        """The first rows as a matrix of objects."""
        return self.frame.iloc[:rows].to_numpy(dtype=object)


def frame_of(rows: list[list[Any]]) -> pd.DataFrame:
    """Rows of equal length as a frame of objects numbered like the sheet."""
    width = len(rows[0]) if rows else 0
    cells = np.empty((len(rows), width), dtype=object)
    if width:
        cells[:] = rows
    return pd.DataFrame(cells, index=pd.RangeIndex(1, len(rows) + 1), dtype=object, copy=False)


def ragged_frame(rows: list[list[str]]) -> pd.DataFrame:
    """Rows of unequal length, padded on the right."""
    width = max((len(row) for row in rows), default=0)
    return frame_of([row + [""] * (width - len(row)) for row in rows])


def blank_cells(cells: Cells) -> NDArray[np.bool_]:
    """Which cells of a matrix are missing, empty or spaces only."""
    flat = cells.ravel()
    blank = empty_cells(cells).ravel()
    spaces = {cell for cell in set(flat[~blank]) if isinstance(cell, str) and not cell.strip()}
    if spaces:
        blank = blank | np.fromiter((cell in spaces for cell in flat), bool, len(flat))
    return blank.reshape(cells.shape)


def empty_cells(cells: Cells) -> NDArray[np.bool_]:
    """Which cells of a matrix are missing or empty; a cell of spaces is not (quick)."""
    flat = cells.ravel()
    return ((flat == "") | pd.isna(flat)).reshape(cells.shape)


def empty_in(frame: pd.DataFrame, *, never_missing: bool = False) -> NDArray[np.bool_]:
    """``empty_cells`` of a frame; columns of text stay in Arrow."""
    if frame.empty:
        return np.zeros(frame.shape, dtype=bool)
    if never_missing:
        return np.asarray(frame.to_numpy(dtype=object) == "", dtype=bool)
    if not all(isinstance(dtype, pd.StringDtype) for dtype in frame.dtypes):
        return empty_cells(frame.to_numpy(dtype=object))
    columns = [(column.isna() | column.eq("")).to_numpy(dtype=bool) for _, column in frame.items()]
    return np.column_stack(columns)
