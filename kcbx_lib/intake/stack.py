"""All sheets of one table, one below the other: raw cells, places, and ids that no order changes.

In: the sheets recognised as one table. Out: one row per source row that is not blank, with its file,
sheet and row, what kind of row it is, and a ``row_id`` made of the place alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kcbx_lib.read.sheet import blank_cells
from kcbx_lib.read.sheet_table import SheetTable
from kcbx_lib.tables import Table


@dataclass(frozen=True)
class Stack:
    """One table's raw rows from all its sheets.

    raw
        cells by canonical column (those that any sheet has), index 0, 1, 2 …
    place
        ``file, sheet, row, part`` (number of the sheet in ``sheets``), ``kind`` of row.
    row_id
        unique text per row, on the same index.
    """

    table: Table
    sheets: tuple[SheetTable, ...]
    raw: pd.DataFrame
    place: pd.DataFrame
    row_id: pd.Series

    def has_in_sheet(self, column: str) -> NDArray[np.bool_]:
        """For each row, whether its sheet has the column at all."""
        present = np.array([column in sheet.rows.columns for sheet in self.sheets], dtype=bool)
        return present[self.place["part"].to_numpy()]

    def blank(self, column: str) -> NDArray[np.bool_]:
        """For each row, whether its raw cell is blank (also where the sheet has no such column)."""
        return self._blank(column)

    def _blank(self, column: str) -> NDArray[np.bool_]:
        if column not in self._blanks:
            if column in self.raw.columns:
                self._blanks[column] = _blank_column(self.raw[column])
            else:
                self._blanks[column] = np.ones(len(self.raw), dtype=bool)
        return self._blanks[column]

    @cached_property
    def starts(self) -> NDArray[np.intp]:
        """Where each sheet's rows begin, and after the last one the number of rows."""
        return np.concatenate([[0], np.cumsum([len(sheet.rows) for sheet in self.sheets])])

    @cached_property
    def _blanks(self) -> dict[str, NDArray[np.bool_]]:
        return {}

    @cached_property
    def is_data(self) -> NDArray[np.bool_]:
        """Rows that are data, not totals, footers or repeated headers."""
        return self.place["kind"].eq("data").to_numpy()


def _blank_column(column: pd.Series) -> NDArray[np.bool_]:
    if isinstance(column.dtype, pd.StringDtype):
        return (column.isna() | column.str.strip().eq("")).to_numpy(dtype=bool)
    return blank_cells(column.to_numpy(dtype=object))


def stack_sheets(table: Table, sheets: Sequence[SheetTable], tags: Mapping[str, str]) -> Stack:
    """The sheets one below the other, in the order of their places. ``tags`` gives each place
    (``file#sheet``) its short tag in row ids.
    """
    ordered = tuple(sorted(sheets, key=lambda sheet: (sheet.sheet.file, sheet.sheet.name)))
    columns = [
        column.name
        for column in table.columns
        if any(column.name in s.rows.columns or column.name in s.supplied for s in ordered)
    ]
    counts = [len(sheet.rows) for sheet in ordered]
    cells = _Cells(ordered)
    raw = pd.DataFrame({name: cells.column(name) for name in columns})
    raw.index = pd.RangeIndex(sum(counts))
    parts = np.repeat(np.arange(len(ordered)), counts)
    numbers = np.concatenate([sheet.rows.index.to_numpy() for sheet in ordered]).astype(np.int64)
    place = pd.DataFrame(
        {
            "file": _repeated([sheet.sheet.file for sheet in ordered], parts),
            "sheet": _repeated([sheet.sheet.name for sheet in ordered], parts),
            "row": numbers,
            "part": parts,
            "kind": np.concatenate([sheet.kinds for sheet in ordered]).astype(object),
        }
    )
    heads = _repeated([f"{table.name[:3]}-{tags[sheet.sheet.place]}-" for sheet in ordered], parts)
    return Stack(table, ordered, raw, place, heads + pd.Series(numbers).astype("str"))


_TAG_LENGTH = 8  # long enough that a further file seldom lengthens the tags of the others


def place_tags(places: Sequence[str]) -> dict[str, str]:
    """A short tag for each ``file#sheet``, from its own text: as many hex digits as keep all apart."""
    unique = sorted(set(places))
    digests = {
        place: hashlib.sha256(place.encode("utf-8", "replace")).hexdigest() for place in unique
    }
    for length in range(_TAG_LENGTH, 65):
        if len({digest[:length] for digest in digests.values()}) == len(unique):
            return {place: digest[:length] for place, digest in digests.items()}
    return digests


def _repeated(texts: list[str], parts: NDArray[np.intp]) -> pd.Series:
    return pd.Series(pd.array(texts, dtype="str").take(parts))


class _Cells:
    """The cells of many sheets by column; each sheet's matrix is taken once, not once a column."""

    def __init__(self, sheets: Sequence[SheetTable]) -> None:
        self.sheets = sheets
        self.places = [
            {name: place for place, name in enumerate(sheet.rows.columns)} for sheet in sheets
        ]
        self.matrices = [
            sheet.rows.to_numpy(dtype=object) if sheet.sheet.cells is not None else None
            for sheet in sheets
        ]

    def column(self, name: str) -> pd.Series:
        """The column of all sheets; text as text where every sheet has text, else raw cells."""
        texts = [
            sheet.rows[name] if name in places and name not in sheet.supplied else None
            for sheet, places, matrix in zip(self.sheets, self.places, self.matrices, strict=True)
            if matrix is None
        ]
        if len(texts) == len(self.sheets) and all(
            text is not None and isinstance(text.dtype, pd.StringDtype) for text in texts
        ):
            return pd.concat([text for text in texts if text is not None], ignore_index=True)
        pieces = [self._piece(number, name) for number in range(len(self.sheets))]
        return pd.Series(np.concatenate(pieces), dtype=object)

    def _piece(self, number: int, name: str) -> NDArray[Any]:
        sheet, place = self.sheets[number], self.places[number].get(name)
        if place is None or name in sheet.supplied:
            return np.full(len(sheet.rows), sheet.supplied.get(name), dtype=object)
        matrix = self.matrices[number]
        return sheet.rows[name].to_numpy(dtype=object) if matrix is None else matrix[:, place]
