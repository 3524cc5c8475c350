"""Workbooks (xlsx, xlsm, xls, et, xlsb, ods) as raw cells, through calamine."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import python_calamine as calamine

from kcbx_lib.errors import UnreadableInput
from kcbx_lib.messages import say
from kcbx_lib.read.broken_cells import Broken, SheetTooWide, broken_cells
from kcbx_lib.read.sheet import RawSheet, matrix_of, numbered
from kcbx_lib.read.signature import Format

_VISIBLE = calamine.SheetVisibleEnum.Visible
_WORKSHEET = calamine.SheetTypeEnum.WorkSheet


def read_workbook(path: Path, file: str, form: Format) -> list[RawSheet]:
    """Every worksheet, hidden ones included (marked so). Raises UnreadableInput where the file is
    protected or damaged; the message says what to do.
    """
    broken: dict[str, Broken] = {}
    try:
        if form is Format.XLSX:
            broken = broken_cells(path)
        with path.open("rb") as handle, calamine.CalamineWorkbook.from_filelike(handle) as book:
            return [
                _sheet(book, meta, file=file, broken=broken.get(meta.name, {}))
                for meta in book.sheets_metadata
                if meta.typ == _WORKSHEET
            ]
    except SheetTooWide as error:
        raise UnreadableInput(say("read.sheet_too_wide", file=file, sheet=error.args[0])) from None
    except calamine.PasswordError:
        raise UnreadableInput(say("read.protected", file=file)) from None
    except (
        calamine.CalamineError,
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        ElementTree.ParseError,
        KeyError,
        NotImplementedError,  # a compression that zipfile does not know
        EOFError,
        ValueError,
        OverflowError,
        RuntimeError,
    ) as error:
        if isinstance(error, RuntimeError) and "encrypt" in str(error):
            raise UnreadableInput(say("read.protected", file=file)) from None
        raise UnreadableInput(
            say("read.damaged_workbook", file=file, found=_kind_of(error))
        ) from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # a fault inside calamine is a bad file to us
            raise UnreadableInput(
                say("read.damaged_workbook", file=file, found=_kind_of(error))
            ) from None
        raise


def _kind_of(error: BaseException) -> str:
    """The error's first line, without quoted content that may come from a cell."""
    line = str(error).strip().splitlines()[0] if str(error).strip() else ""
    return re.sub(r"[\"'“].*", "…", line)[:120] or type(error).__name__


def _sheet(book: calamine.CalamineWorkbook, meta: Any, *, file: str, broken: Broken) -> RawSheet:
    sheet = book.get_sheet_by_name(meta.name)
    rows = sheet.to_python(skip_empty_area=False)
    mended = 0
    for (row, column), code in broken.items():
        while row >= len(rows) and len(rows) <= row < len(rows) + 1000:
            rows.append([""] * (len(rows[0]) if rows else column + 1))
        if row < len(rows):
            if column >= len(rows[row]):
                for other in rows:
                    other.extend([""] * (column + 1 - len(other)))
            if rows[row][column] == "":
                rows[row][column] = code
                mended += 1
    merged = tuple((*first, *last) for first, last in (sheet.merged_cell_ranges or ()))
    cells = matrix_of(rows)
    return RawSheet(
        file=file,
        name=meta.name,
        frame=numbered(cells),
        merged=merged,
        hidden=meta.visible != _VISIBLE,
        mended=mended,
        cells=cells,
    )
