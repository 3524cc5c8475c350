"""What a file is, told by its first bytes and not by its name: .et may be xls, .xls may be a page."""

from __future__ import annotations

import zipfile
from enum import StrEnum
from pathlib import Path


class Format(StrEnum):
    """What the reader can tell a file to be."""

    XLSX = "xlsx"
    XLSB = "xlsb"
    ODS = "ods"
    XLS = "xls"
    ENCRYPTED = "encrypted"
    PARQUET = "parquet"
    HTML = "html"
    XML_SPREADSHEET = "xml_spreadsheet"
    TEXT = "text"
    DOCUMENT = "document"
    PDF = "pdf"
    IMAGE = "image"
    ARCHIVE = "archive"
    EMPTY = "empty"
    UNKNOWN = "unknown"


SPREADSHEET_SUFFIXES = frozenset(
    {".xlsx", ".xlsm", ".xls", ".et", ".ett", ".xlsb", ".ods", ".xltx"}
)
TEXT_SUFFIXES = frozenset({".csv", ".txt", ".tsv"})
TABLE_SUFFIXES = SPREADSHEET_SUFFIXES | TEXT_SUFFIXES | {".parquet"}

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_BIFF = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")


_STARTS: tuple[tuple[tuple[bytes, ...], Format], ...] = (
    ((b"PAR1",), Format.PARQUET),
    ((b"%PDF",), Format.PDF),
    ((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b"), Format.ARCHIVE),
    ((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*"), Format.IMAGE),
)


def format_of(path: Path) -> Format:
    """The file's format. Raises OSError where the file cannot be opened."""
    with path.open("rb") as file:
        start = file.read(4096)
    if not start:
        return Format.EMPTY
    if start.startswith(b"PK"):
        return _zip_format(path)
    if start.startswith(_OLE):
        return _ole_format(path)
    if start[:2] in _BIFF and b"\x00" in start[:16]:
        return Format.XLS
    known = next((form for starts, form in _STARTS if start.startswith(starts)), None)
    return known or _text_format(start, path.suffix.casefold())


def _zip_format(path: Path) -> Format:
    suffix = path.suffix.casefold()
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        # A truncated workbook still begins like one; the reader then says that it is damaged.
        return Format.XLSX if suffix in SPREADSHEET_SUFFIXES else Format.ARCHIVE
    if any(name.startswith("xl/") for name in names):
        binary = any(name.startswith("xl/workbook") and name.endswith(".bin") for name in names)
        return Format.XLSB if binary else Format.XLSX
    if "content.xml" in names and suffix in {".ods", ".xls", ".xlsx"}:
        return Format.ODS
    if "content.xml" in names or any(name.startswith("word/") for name in names):
        return Format.DOCUMENT
    return Format.ARCHIVE


def _ole_format(path: Path) -> Format:
    """An OLE container holds an old workbook, a document, or an encrypted new workbook."""
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        return Format.ENCRYPTED
    if "WordDocument".encode("utf-16-le") in content:
        return Format.DOCUMENT
    return Format.XLS


def _text_format(start: bytes, suffix: str) -> Format:
    lowered = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if lowered.startswith((b"<html", b"<!doctype html", b"<table", b"<meta", b"<head", b"<style")):
        return Format.HTML
    if lowered.startswith(b"<?xml"):
        return (
            Format.XML_SPREADSHEET
            if b"spreadsheet" in lowered
            else (Format.HTML if b"<html" in lowered or b"<table" in lowered else Format.UNKNOWN)
        )
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Format.TEXT
    zeros = start.count(0)
    if zeros and suffix not in TEXT_SUFFIXES:
        return Format.UNKNOWN
    return Format.TEXT if suffix in TABLE_SUFFIXES else Format.UNKNOWN
