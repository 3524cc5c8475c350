"""A sheet with all that surrounds its table, and its way into an xlsx or csv file.

Same input, same bytes: the workbook's creation date is the audit date, and nothing asks the clock.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import xlsxwriter

Row = list[Any]


@dataclass
class Sheet:
    """One sheet.

    title, unit_line, notes_above
        rows above the header (merged title, 填报单位 …); blank ones are left out.
    groups
        a first header row of merged groups, ``(text, first column, last column)``.
    header, rows
        the table itself; cells are text, numbers, dates or None.
    totals
        rows below it (合计 …); ``footer`` are lines of text after a blank row.
    hidden
        whether the sheet is hidden.
    """

    name: str
    header: Row
    rows: list[Row]
    title: str = ""
    unit_line: str = ""
    notes_above: list[str] = field(default_factory=list)
    groups: list[tuple[str, int, int]] = field(default_factory=list)
    totals: list[Row] = field(default_factory=list)
    footer: list[str] = field(default_factory=list)
    hidden: bool = False


def write_workbook(path: Path, sheets: list[Sheet], *, made_on: date) -> None:
    """Write the sheets as one xlsx file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(
        str(path), {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False}
    )
    book.set_properties({"author": "kcbx", "created": datetime.combine(made_on, time())})
    title = book.add_format({"bold": True, "align": "center", "font_size": 16})
    head = book.add_format({"bold": True, "align": "center", "border": 1})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for sheet in sheets:
        page = book.add_worksheet(_sheet_name(sheet.name))
        if sheet.hidden:
            page.hide()
        at = _write_above(page, sheet, title, head)
        for row in [*sheet.rows, *sheet.totals]:
            for column, cell in enumerate(row):
                _write_cell(page, at, column, cell, day)
            at += 1
        for line in sheet.footer:
            at += 1
            page.write_string(at, 0, line)
    book.close()


def _write_above(page: Any, sheet: Sheet, title: Any, head: Any) -> int:
    """Write title, lines and header; return the first row of the table's body."""
    at = 0
    if sheet.title:
        page.merge_range(at, 0, at, max(len(sheet.header) - 1, 1), sheet.title, title)
        at += 1
    for line in [sheet.unit_line, *sheet.notes_above]:
        if line:
            page.write_string(at, 0, line)
            at += 1
    if sheet.groups:
        _write_groups(page, at, sheet, head)
        at += 1
    for column, text in enumerate(sheet.header):
        if not _is_merged_down(sheet, column):
            page.write(at, column, text, head)
    return at + 1


def _write_cell(page: Any, row: int, column: int, cell: Any, day: Any) -> None:
    if cell is None:
        return
    if isinstance(cell, datetime):
        page.write_datetime(row, column, cell, day)
    elif isinstance(cell, str):
        page.write_string(row, column, cell)
    else:
        page.write_number(row, column, cell)


def _write_groups(page: Any, at: int, sheet: Sheet, head: Any) -> None:
    for text, first, last in sheet.groups:
        if last > first:
            page.merge_range(at, first, at, last, text, head)
        else:
            page.write_string(at, first, text, head)
    for column, text in enumerate(sheet.header):
        if _is_merged_down(sheet, column):
            page.merge_range(at, column, at + 1, column, text, head)


def _is_merged_down(sheet: Sheet, column: int) -> bool:
    """A column under no group has its header merged over both header rows."""
    return bool(sheet.groups) and not any(f <= column <= last for _, f, last in sheet.groups)


def _sheet_name(name: str) -> str:
    return "".join("_" if c in "[]:*?/\\" else c for c in name)[:31]


def write_csv(path: Path, sheet: Sheet, *, encoding: str) -> None:
    """Write one sheet as csv in the encoding: ``gb18030``, ``utf-8`` or ``utf-8-sig``.

    A csv has no merged cells: the title stands alone in its row.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    if sheet.title:
        writer.writerow([sheet.title])
    if sheet.unit_line:
        writer.writerow([sheet.unit_line])
    writer.writerow(sheet.header)
    for row in [*sheet.rows, *sheet.totals]:
        writer.writerow([_csv_cell(cell) for cell in row])
    for line in sheet.footer:
        writer.writerow([line])
    path.write_bytes(buffer.getvalue().encode(encoding))


def _csv_cell(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return f"{cell.year}/{cell.month}/{cell.day}"
    return str(cell)
