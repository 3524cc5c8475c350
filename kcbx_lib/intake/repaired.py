"""Rows that were set aside, mended by hand in ``quarantine.xlsx`` and dropped back into the folder.

Each mended row takes the place of the source row it came from (by file, sheet and row), so that it is
counted once and keeps its id. A row left as it was changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from kcbx_lib.clean.cells import as_text
from kcbx_lib.read.headers import header_text
from kcbx_lib.read.sheet import RawSheet
from kcbx_lib.read.sheet_table import SheetTable
from kcbx_lib.tables.wording import compact_header

_PLACE = {
    "file": ("file", "文件", "文件名", "来源文件", "源文件"),
    "sheet": ("sheet", "工作表", "表单", "来源工作表"),
    "row": ("row", "行", "行号", "行次", "源行号"),
    "reason": ("reason", "原因", "搁置原因", "隔离原因"),
}
_REASONS = frozenset(_PLACE["reason"])
_SEARCHED = 12
_EMPTY = frozenset({"", "nan", "none", "<na>", "nat"})


@dataclass(frozen=True)
class Repaired:
    """One mended row: the place it came from and its cells by the source's own headers."""

    file: str
    sheet: str
    row: int
    cells: dict[str, str]


def is_quarantine(sheets: Sequence[RawSheet]) -> bool:
    """Whether a workbook is one of rows set aside: its sheets name file, sheet, row and reason."""
    return any(_header(sheet) is not None for sheet in sheets[:2])


def _header(sheet: RawSheet) -> tuple[int, dict[str, int], list[str]] | None:
    for number, line in enumerate(sheet.head(_SEARCHED)):
        if _REASONS.isdisjoint(cell for cell in line if isinstance(cell, str)):
            continue
        texts = [header_text(cell) for cell in line]
        found = {
            key: texts.index(word)
            for key, words in _PLACE.items()
            for word in [next((text for text in texts if text.casefold() in words), None)]
            if word is not None
        }
        if len(found) == len(_PLACE):
            return number, found, texts
    return None


def read_repaired(sheets: Sequence[RawSheet]) -> list[Repaired]:
    """The rows of a quarantine workbook."""
    rows: list[Repaired] = []
    for sheet in sheets:
        header = _header(sheet)
        if header is None:
            continue
        start, places, texts = header
        for line in sheet.frame.iloc[start + 1 :].to_numpy(dtype=object):
            row = as_text(line[places["row"]]).strip().removesuffix(".0")
            file = as_text(line[places["file"]]).strip()
            if not row.isdigit() or not file:
                continue
            name = as_text(line[places["sheet"]]).strip()
            cells = {
                text.removesuffix("*"): as_text(cell).strip()
                for number, (text, cell) in enumerate(zip(texts, line, strict=True))
                if text and number not in places.values()
            }
            rows.append(Repaired(file, "" if name in _EMPTY else name, int(row), cells))
    return rows


def with_repaired(
    sheets: Sequence[SheetTable], repaired: Sequence[Repaired]
) -> tuple[list[SheetTable], int]:
    """The sheets with mended rows in place of their sources, and how many were taken."""
    by_place: dict[tuple[str, str], list[Repaired]] = {}
    for row in repaired:
        by_place.setdefault((row.file, row.sheet), []).append(row)
    taken = 0
    result = []
    for sheet in sheets:
        rows = by_place.get((sheet.sheet.file, sheet.sheet.name), [])
        mended, count = _mend(sheet, rows) if rows else (sheet, 0)
        result.append(mended)
        taken += count
    return result, taken


def _mend(sheet: SheetTable, repaired: Sequence[Repaired]) -> tuple[SheetTable, int]:
    columns = {
        compact_header(heading.header): heading.column
        for heading in sheet.headings
        if heading.column in sheet.rows.columns
    }
    rows = sheet.rows.astype(object)
    kinds = sheet.kinds.copy()
    marks = None if sheet.marks is None else sheet.marks.copy()
    taken = 0
    for item in repaired:
        if item.row not in rows.index:
            continue
        changed = False
        for header, text in item.cells.items():
            column = columns.get(compact_header(header))
            value = "" if text.casefold() in _EMPTY else text
            if column is not None and as_text(rows.at[item.row, column]).strip() != value:
                rows.at[item.row, column] = value
                changed = True
            elif column is None and marks is not None:
                changed |= _mend_mark(sheet, marks, rows.index, item.row, header, value)
        if changed:
            kinds[rows.index.get_loc(item.row)] = "data"
            taken += 1
    return replace(sheet, rows=rows, kinds=kinds, marks=marks), taken


def _mend_mark(
    sheet: SheetTable, marks: np.ndarray, index: pd.Index, row: int, header: str, value: str
) -> bool:
    days = [str(day.day) for day in sheet.days]
    last = header.rsplit("/", 1)[-1]
    if last not in days:
        return False
    at = (int(index.get_loc(row)), days.index(last))  # type: ignore[arg-type]
    if as_text(marks[at]).strip() == value:
        return False
    marks[at] = value
    return True
