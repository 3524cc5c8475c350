"""Parquet, and the web pages and XML that old systems export under the name of .xls."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from bs4 import BeautifulSoup

from kcbx_lib.errors import UnreadableInput
from kcbx_lib.messages import say
from kcbx_lib.read.sheet import RawSheet, ragged_frame
from kcbx_lib.read.text_file import encoding_of


def read_parquet(path: Path, file: str) -> list[RawSheet]:
    """A parquet file as one sheet whose first row is the column names."""
    try:
        table = pq.ParquetFile(path).read()
    except (pa.ArrowException, OSError, ValueError) as error:
        raise UnreadableInput(
            say("read.damaged_parquet", file=file, found=type(error).__name__)
        ) from error
    columns: list[pd.Series] = []
    for number, name in enumerate(table.column_names):
        column = table.column(number)
        if pa.types.is_dictionary(column.type):
            column = column.cast(column.type.value_type)
        nested = pa.types.is_nested(column.type) or pa.types.is_binary(column.type)
        values = column.to_pandas(types_mapper=pd.ArrowDtype if not nested else None)
        text = pa.types.is_string(column.type) or pa.types.is_large_string(column.type)
        cells = values.astype(object)
        cells = cells.where(cells.notna(), None)
        if not text and nested:
            cells = cells.map(lambda cell: None if cell is None else str(cell))
        columns.append(pd.concat([pd.Series([str(name)], dtype=object), cells]))
    frame = pd.concat(columns, axis=1, ignore_index=True) if columns else pd.DataFrame()
    # Row 1 is the header that the file does not have, so that a row number means the same everywhere.
    frame.index = pd.RangeIndex(1, len(frame) + 1)
    return [RawSheet(file=file, name="", frame=frame)]


def read_html(path: Path, file: str) -> list[RawSheet]:
    """Every table of a web page as a sheet."""
    content = path.read_bytes()
    encoding, note = encoding_of(content, file=file)
    page = BeautifulSoup(content.decode(encoding, "replace"), "lxml")
    sheets = []
    for number, table in enumerate(page.find_all("table"), start=1):
        if table.find("table") is not None:
            continue
        frame = ragged_frame(_spread(table))
        notes = ((note, encoding),) if note else ()
        sheets.append(RawSheet(file=file, name=f"table{number}", frame=frame, notes=notes))
    if not sheets:
        raise UnreadableInput(say("read.page_without_table", file=file))
    return sheets


def _spread(table: Any) -> list[list[str]]:
    """The rows of a page's table, spanning cells at their first place."""
    rows: list[list[str]] = []
    taken: set[tuple[int, int]] = set()
    for number, line in enumerate(table.find_all("tr")):
        row: list[str] = []
        for cell in line.find_all(["td", "th"]):
            while (number, len(row)) in taken:
                row.append("")
            column = len(row)
            row.append(cell.get_text(" ", strip=True))
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            row.extend([""] * (wide - 1))
            taken.update(
                (number + down, column + across)
                for down in range(1, high)
                for across in range(wide)
            )
        rows.append(row)
    return rows


def _span(cell: Any, name: str) -> int:
    text = str(cell.get(name) or "1")
    return min(int(text), 1000) if text.isdigit() and text != "0" else 1


def read_xml_spreadsheet(path: Path, file: str) -> list[RawSheet]:
    """The XML that Excel 2003 wrote (``urn:schemas-microsoft-com:office:spreadsheet``)."""
    try:
        root = ElementTree.parse(path).getroot()
    except ElementTree.ParseError as error:
        raise UnreadableInput(
            say("read.damaged_workbook", file=file, found=type(error).__name__)
        ) from None
    space = "{urn:schemas-microsoft-com:office:spreadsheet}"
    sheets = []
    for sheet in root.iter(f"{space}Worksheet"):
        rows: list[list[str]] = []
        for line in sheet.iter(f"{space}Row"):
            row: list[str] = []
            for cell in line.iter(f"{space}Cell"):
                place = cell.get(f"{space}Index")
                if place and place.isdigit():
                    row.extend([""] * (min(int(place), 16_384) - 1 - len(row)))
                data = cell.find(f"{space}Data")
                row.append("".join(data.itertext()) if data is not None else "")
            rows.append(row)
        name = sheet.get(f"{space}Name", "")
        sheets.append(RawSheet(file=file, name=name, frame=ragged_frame(rows)))
    return sheets
