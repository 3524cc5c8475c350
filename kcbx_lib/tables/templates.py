"""Blank workbooks to fill in: one a table, headers as the kit reads them best, lists for codes.

``county.yml`` and ``aliases.yml`` come with them as commented examples.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import xlsxwriter
import xlsxwriter.utility

from kcbx_lib.messages import language, say, text_of
from kcbx_lib.tables.codes import load_codes
from kcbx_lib.tables.dictionary import Column, Table, load_tables

_ROWS = 5000  # as many rows carry the drop-downs and formats
_LONGEST_LIST = 255  # Excel refuses a longer list in a validation; those go to a sheet of their own
_MADE_ON = dt.datetime(2024, 1, 1)  # noqa: DTZ001 - a fixed stamp, so that equal templates are equal bytes
_TEXT_KINDS = frozenset(
    {"resident_id", "student_no", "disability_no", "school_code", "phone", "class_no"}
)
_WIDTHS = {
    "resident_id": 22,
    "student_no": 24,
    "disability_no": 24,
    "address": 30,
    "school_name": 22,
}


def write_templates(folder: Path) -> list[Path]:
    """Write a blank workbook for every table, and the settings files; returns their paths.

    A file that is already there is replaced only if it is one of these names.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    paths = [_write_table(folder, table) for table in load_tables().values()]
    for name in ("county.yml", "aliases.yml"):
        path = folder / name
        path.write_text(text_of(f"tables.template_{path.stem}"), encoding="utf-8")
        paths.append(path)
    return paths


def _write_table(folder: Path, table: Table) -> Path:
    path = folder / f"{table.title['zh']}.xlsx"
    book = xlsxwriter.Workbook(path)
    book.set_properties({"title": table.title["zh"], "created": _MADE_ON})
    sheet = book.add_worksheet(table.title["zh"])
    lists = book.add_worksheet(say("tables.template_lists", lang="zh"))
    required = book.add_format(
        {"bold": True, "bg_color": "#DDEBF7", "border": 1, "text_wrap": True}
    )
    optional = book.add_format(
        {"bold": True, "bg_color": "#F2F2F2", "border": 1, "text_wrap": True}
    )
    text = book.add_format({"num_format": "@"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    columns = [column for column in table.columns if not column.derived]
    for number, column in enumerate(columns):
        needed = column.required or column.name == "name"
        sheet.write_string(0, number, column.header, required if needed else optional)
        sheet.write_comment(0, number, _comment(column), {"x_scale": 2.2, "y_scale": 1.4})
        form = text if column.kind in _TEXT_KINDS else day if column.kind == "date" else None
        sheet.set_column(number, number, _WIDTHS.get(column.kind, 14), form)
        _offer_codes(sheet, lists, number, column)
    sheet.freeze_panes(1, 0)
    lists.hide()
    book.close()
    return path


def _comment(column: Column) -> str:
    lines = [column.meaning[language()]]
    if column.required:
        lines.append(say("tables.template_required"))
    if column.aliases:
        also = "、".join(alias for alias in column.aliases if not alias.isascii())
        lines.append(say("tables.template_also", aliases=also[:120]))
    return "\n".join(lines)


def _offer_codes(sheet: Any, lists: Any, number: int, column: Column) -> None:
    """A drop-down of labels; other text is allowed, since the kit reads many wordings."""
    labels = ["是", "否"] if column.kind == "flag" and column.codes is None else []
    if column.codes and not column.multiple:
        labels = [entry.zh for entry in load_codes(column.codes).entries]
    if not labels:
        return
    source: Any = labels
    if len(",".join(labels)) > _LONGEST_LIST:
        lists.write_column(0, number, labels)
        letter = xlsxwriter.utility.xl_col_to_name(number)
        source = f"='{lists.name}'!${letter}$1:${letter}${len(labels)}"
    options = {"validate": "list", "source": source, "error_type": "information"}
    sheet.data_validation(1, number, _ROWS, number, options)
