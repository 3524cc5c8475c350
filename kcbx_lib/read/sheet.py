"""One sheet as it stands in the file: cells with their own types, merged areas, nothing inferred."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
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
    cells
        a workbook's frame as the one matrix that it stands on, a blank cell always ``""``; None for
        any other file. A county has thousands of class sheets, and numpy asks a tenth of what
        pandas does to look at one.
    """

    file: str
    name: str
    frame: pd.DataFrame
    merged: tuple[Area, ...] = ()
    hidden: bool = False
    mended: int = 0
    cells: Cells | None = None
    notes: tuple[tuple[str, str], ...] = field(default_factory=tuple)

    @property
    def place(self) -> str:
        """``file#sheet``, for messages."""
        return f"{self.file}#{self.name}" if self.name else self.file

    def head(self, rows: int) -> Cells:
        """The first rows as a matrix of objects."""
        if self.cells is not None:
            return self.cells[:rows]
        return self.frame.iloc[:rows].to_numpy(dtype=object)


def matrix_of(rows: list[list[Any]]) -> Cells:
    """Rows of equal length as a matrix of objects."""
    width = len(rows[0]) if rows else 0
    cells = np.fromiter(chain.from_iterable(rows), dtype=object, count=len(rows) * width)
    return cells.reshape(len(rows), width)


def numbered(cells: Cells, first: int = 1) -> pd.DataFrame:
    """A matrix as a frame over it, not copied, its rows numbered like the sheet's from ``first``."""
    index = pd.RangeIndex(first, first + len(cells))
    return pd.DataFrame(cells, index=index, dtype=object, copy=False)


def frame_of(rows: list[list[Any]]) -> pd.DataFrame:
    """Rows of equal length as a frame of objects numbered like the sheet."""
    return numbered(matrix_of(rows))


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


def empty_in(frame: pd.DataFrame, cells: Cells | None = None) -> NDArray[np.bool_]:
    """``empty_cells`` of a frame; columns of text stay in Arrow. ``cells``: its matrix, where it
    stands on one whose blanks are all ``""``.
    """
    if frame.empty:
        return np.zeros(frame.shape, dtype=bool)
    if cells is not None:
        return np.asarray(cells == "", dtype=bool)
    if not all(isinstance(dtype, pd.StringDtype) for dtype in frame.dtypes):
        return empty_cells(frame.to_numpy(dtype=object))
    columns = [(column.isna() | column.eq("")).to_numpy(dtype=bool) for _, column in frame.items()]
    return np.column_stack(columns)
