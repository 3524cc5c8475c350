"""Folders of invented counties, written the way offices write them; shared by the tests of reading."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import openpyxl

from kcbx_lib.errors import KcbxError

Rows = Sequence[Sequence[Any]]
T = TypeVar("T")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
TERM = "term: {start: 2024-09-02, end: 2025-01-17}\n"


def resident_id(number: int, born: str = "20120901", area: str = "990177") -> str:
    """A valid id of the fictional county 990177; an odd number is a boy's."""
    body = f"{area}{born}{number:03d}"
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11]


def county(folder: Path, settings: str = "", *, enrolment: bool = True) -> Path:
    """A county's folder with ``county.yml`` and, unless told otherwise, a small enrolment."""
    place = folder / "990177_溪口县"
    place.mkdir(parents=True, exist_ok=True)
    text = settings or 'code: "990177"\nname: 溪口县\nas_of: 2024-12-20\n' + TERM
    (place / "county.yml").write_text(text, encoding="utf-8")
    if enrolment:
        write_csv(place / "学籍.csv", ENROLMENT)
    return place


def write_csv(path: Path, rows: Rows, *, encoding: str = "utf-8", delimiter: str = ",") -> Path:
    """Rows as a text file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def write_xlsx(path: Path, sheets: dict[str, Rows], *, merged: Sequence[str] = ()) -> Path:
    """Sheets as a workbook; ``merged`` areas are of the first sheet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    for area in merged:
        book.worksheets[0].merge_cells(area)
    book.save(path)
    return path


def in_words(work: Callable[[], T], *names: str) -> T | None:
    """What ``work`` gives; None where it ends in a message for people that names one of ``names``."""
    told = ""
    try:
        return work()
    except KcbxError as error:
        told = str(error)
    assert any(name in told for name in names), told
    return None


ENROLMENT: Rows = [
    ["姓名", "身份证件号", "学籍号", "性别", "学校名称", "年级", "班级", "学生状态"],
    ["甘一", resident_id(1), "G" + resident_id(1), "男", "溪口县第一小学", "六年级", "1班", "在读"],
    ["甘二", resident_id(2), "G" + resident_id(2), "女", "溪口县第一小学", "六年级", "1班", "在读"],
    ["甘三", resident_id(3), "G" + resident_id(3), "男", "溪口县第二中学", "初一", "2班", "休学"],
]
