"""A column cleaned by its distinct cells: the scalar reader is asked once for each of them.

A county's column of grades has a dozen distinct cells and a column of names repeats, so this is
nearly as fast as vector code, and the two twins agree because they are one. (resident_id, where
every cell is distinct, has a real vector path.)
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable
from typing import Any, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.types import infer_dtype

from kcbx_lib.clean.cleaned import Cleaned, reason_codes, reason_series
from kcbx_lib.clean.reason import Reading, Reason

Codes = NDArray[np.intp]


def distinct_cells(column: pd.Series) -> tuple[Codes, list[Any]]:
    """Each row's place in the list of distinct cells. Missing cells are one of them (None).

    Cells are the same only if their types are too: 1, 1.0 and True are equal to Python, and are
    three different things in a spreadsheet. So only a column of one type is left to pandas.
    """
    has_one_type = column.dtype != object or infer_dtype(column, skipna=True) in _ONE_TYPE
    return _distinct_of_one_type(column) if has_one_type else _distinct(column.to_list())


_ONE_TYPE = frozenset({"string", "empty"})


def _distinct_of_one_type(column: pd.Series) -> tuple[Codes, list[Any]]:
    codes, uniques = pd.factorize(column, use_na_sentinel=True)
    cells: list[Any] = np.asarray(pd.Series(uniques).astype(object), dtype=object).tolist()
    if (codes < 0).any():
        codes = np.where(codes < 0, len(cells), codes)
        cells.append(None)
    return codes.astype(np.intp), cells


def _distinct(values: list[Any]) -> tuple[Codes, list[Any]]:
    codes = np.empty(len(values), dtype=np.intp)
    cells: list[Any] = []
    seen: dict[Hashable, int] = {}
    for row, cell in enumerate(values):
        key = _key(cell)
        code = len(cells) if key is None else seen.setdefault(key, len(cells))
        if code == len(cells):
            cells.append(cell)
        codes[row] = code
    return codes, cells


_PLAIN = frozenset({str, int, float, bool, dt.date, np.int64, np.float64, np.bool_, type(None)})
_MOMENTS = frozenset({dt.datetime, pd.Timestamp})


def _key(cell: Any) -> Hashable | None:
    """What makes a cell the same as another; None for a cell that is only like itself.

    Moments of different zones may be equal and lie on different days, and a stranger's class may
    refuse to be hashed: such cells are read one by one.
    """
    kind = type(cell)
    if kind in _PLAIN or (kind in _MOMENTS and cell.tzinfo is None):
        return (kind, cell)
    return None


def clean_each_unique(
    column: pd.Series,
    read: Callable[[Any], Reading],
    *,
    dtype: str,
) -> Cleaned:
    """The column cleaned by ``read``; ``value`` has ``dtype``, both parts the column's index."""
    codes, cells = distinct_cells(column)
    readings = [read(cell) for cell in cells]
    values = typed([value for value, _ in readings], dtype)
    reasons = reason_codes([reason for _, reason in readings])
    return Cleaned(
        pd.Series(values.take(codes), index=column.index, name=column.name),
        reason_series(reasons[codes], column.index),
    )


def typed(values: list[Any], dtype: str) -> Any:
    """The values as a pandas array of the column's clean type, None becoming NA."""
    if dtype.startswith("datetime64"):
        return pd.DatetimeIndex(np.array(values, dtype=dtype)).array
    return pd.Series(values, dtype=cast("Any", dtype)).array


def clean_each_pair(
    column: pd.Series,
    beside: pd.Series,
    read: Callable[[Any, Any], Reading],
    *,
    dtype: str,
) -> Cleaned:
    """As ``clean_each_unique``, where the reading also needs the cell of another column on the same
    row (a grade and its stage). ``beside`` has the index of ``column``.
    """
    if not column.index.equals(beside.index):
        raise ValueError("the column and the hints beside it must have the same index")
    own, cells = distinct_cells(column)
    other, hints = distinct_cells(beside)
    width = max(len(hints), 1)
    codes, pairs = pd.factorize(own * width + other)
    readings = [read(cells[pair // width], hints[pair % width]) for pair in pairs.tolist()]
    values = typed([value for value, _ in readings], dtype)
    reasons = reason_codes([reason for _, reason in readings])
    return Cleaned(
        pd.Series(values.take(codes), index=column.index, name=column.name),
        reason_series(reasons[codes], column.index),
    )


def blank_column(column: pd.Series, *, dtype: str) -> Cleaned:
    """A column in which nothing is known."""
    return clean_each_unique(column, lambda _: (None, Reason.BLANK), dtype=dtype)
