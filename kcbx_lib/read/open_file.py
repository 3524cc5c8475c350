"""One file → its sheets, opened by what it is and not by what it is called."""

from __future__ import annotations

from pathlib import Path

from kcbx_lib.errors import UnreadableInput
from kcbx_lib.messages import say
from kcbx_lib.read.other_formats import read_html, read_parquet, read_xml_spreadsheet
from kcbx_lib.read.sheet import RawSheet
from kcbx_lib.read.signature import Format, format_of
from kcbx_lib.read.text_file import read_text
from kcbx_lib.read.workbook import read_workbook

_WORKBOOKS = frozenset({Format.XLSX, Format.XLS, Format.XLSB, Format.ODS})


def open_sheets(path: Path, file: str) -> list[RawSheet]:
    """The sheets of a table file, raw. ``file`` is the name by which messages call it.

    Raises UnreadableInput, saying what the file is and what to do, where it is empty, protected,
    damaged or no table.
    """
    try:
        form = format_of(path)
        if form in _WORKBOOKS:
            return read_workbook(path, file, form)
        if form is Format.TEXT:
            return read_text(path, file)
        if form is Format.PARQUET:
            return read_parquet(path, file)
        if form is Format.HTML:
            return read_html(path, file)
        if form is Format.XML_SPREADSHEET:
            return read_xml_spreadsheet(path, file)
    except PermissionError:
        raise UnreadableInput(say("read.no_permission", file=file)) from None
    except MemoryError:
        raise UnreadableInput(say("read.too_large", file=file)) from None
    except OSError as error:
        raise UnreadableInput(
            say("read.cannot_open", file=file, found=error.strerror or type(error).__name__)
        ) from None
    if form is Format.EMPTY:
        raise UnreadableInput(say("read.empty_file", file=file))
    if form is Format.ENCRYPTED:
        raise UnreadableInput(say("read.protected", file=file))
    raise UnreadableInput(say("read.not_a_table", file=file, found=form.value))
