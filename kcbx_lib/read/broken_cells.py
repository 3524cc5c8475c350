"""Cells that a workbook shows as errors, or whose formula was never computed.

Calamine gives ``""`` for both, which would turn ``#REF!`` into "blank" and blank into "unknown". The
sheet's own XML is searched for them (only their places are read, so a sound workbook pays for one
pass over the bytes), and the cell becomes a code: the error's own, or ``#CALC!`` for a formula
without a stored result.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

NEVER_COMPUTED = "#CALC!"
_MOST_CELLS = 150_000_000
_MOST_BYTES = 4_000_000_000
_WIDE_ROWS = 2_000
_PLACE = re.compile(rb'\br="([A-Z]{1,3})([0-9]+)"')
_VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*>([^<]+)</(?:\w+:)?v>")
_SUSPECT = re.compile(rb't="e"|<(?:\w+:)?f[ >/]')
_LAST_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*\br="([0-9]+)"')
_DIMENSION = re.compile(rb'<(?:\w+:)?dimension ref="(?:[A-Z]{1,3}[0-9]+:)?([A-Z]{1,3})([0-9]+)"')
_FAR_COLUMN = re.compile(rb'\br="([A-Z]{3})[0-9]+"')

Broken = dict[tuple[int, int], str]


class SheetTooWide(Exception):
    """Cells lie so far apart that the area between them cannot be held in memory."""


def broken_cells(path: Path) -> dict[str, Broken]:
    """Broken cells by sheet name: ``{(row, column) 0-based: code}``. Raises SheetTooWide."""
    found: dict[str, Broken] = {}
    with zipfile.ZipFile(path) as archive:
        for name, member in _sheet_members(archive):
            if archive.getinfo(member).file_size > _MOST_BYTES:
                raise SheetTooWide(name)
            content = archive.read(member)
            if _area(content) > _MOST_CELLS:
                raise SheetTooWide(name)
            if b"<f" in content or b":f" in content or b't="e"' in content:
                cells = dict(_broken_in(content))
                if cells:
                    found[name] = cells
    return found


def _broken_in(content: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    for mark in _SUSPECT.finditer(content):
        start = max(content.rfind(b"<c ", 0, mark.start()), content.rfind(b":c ", 0, mark.start()))
        end = min(
            (
                at
                for at in (content.find(b"</c>", mark.start()), content.find(b":c>", mark.start()))
                if at > 0
            ),
            default=mark.end(),
        )
        cell = content[start:end]
        place = _PLACE.search(cell)
        if start < 0 or place is None:
            continue
        is_error = b't="e"' in cell
        value = _VALUE.search(cell)
        if not is_error and (value or b't="str"' in cell or b"<is>" in cell):
            continue  # computed; an empty text is a result too
        text = value[1].decode("ascii", "replace") if value and is_error else NEVER_COMPUTED
        yield (int(place[2]) - 1, _column_number(place[1])), text


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _area(content: bytes) -> int:
    """Rows × columns that the sheet spans, as it says itself, else counted where rows are many."""
    stated = _DIMENSION.search(content, 0, 20_000)
    if stated:
        return int(stated[2]) * (_column_number(stated[1]) + 1)
    start = max(content.rfind(b"<row "), content.rfind(b":row "))
    last = _LAST_ROW.search(content, max(start - 32, 0)) if start >= 0 else None
    rows = int(last[1]) if last else 0
    if rows < _WIDE_ROWS:
        return 0
    far = {_column_number(match) + 1 for match in set(_FAR_COLUMN.findall(content))}
    return rows * max(far, default=0)


def _sheet_members(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """(sheet name, path in the archive) in the order of the workbook."""
    names = set(archive.namelist())
    if "xl/workbook.xml" not in names or "xl/_rels/workbook.xml.rels" not in names:
        return
    targets = {
        node.get("Id"): node.get("Target", "")
        for node in ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    }
    for node in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():
        if not node.tag.endswith("}sheet") and node.tag != "sheet":
            continue
        ident = next((value for key, value in node.attrib.items() if key.endswith("}id")), None)
        target = targets.get(ident, "").lstrip("/")
        member = target if target.startswith("xl/") else f"xl/{target}"
        if member in names and "worksheet" in member:
            yield node.get("name", ""), member
