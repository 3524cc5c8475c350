"""A county of month grids as workbooks, and the bare reading of them.

Two layouts: a sheet a month, and, as officials keep it, a sheet a class. The bare read is
python-calamine alone: every cell of every sheet to lists, nothing looked at.
"""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path
from typing import Any

import python_calamine as calamine
import xlsxwriter

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CLASS = 45
_ENROLMENT = (
    "姓名 身份证件号 学籍号 性别 学校名称 年级 班级 学生状态 入学年月 是否留守儿童 监护人".split()
)
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = "子涵宇轩欣怡梓浩然诗雨佳琪俊杰雅婷思远明慧文博"


def bare_read(file: Path) -> list[list[Any]]:
    """Every sheet to lists of cells, by calamine alone."""
    book = calamine.CalamineWorkbook.from_path(str(file))
    return [
        book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names
    ]


def write_county(
    folder: Path, *, pupils: int, months: int, one_sheet_a_class: bool = False, seed: int = 1
) -> int:
    """A fictional county of month grids and enrolment; returns the number of marks written."""
    rng = random.Random(seed)
    children = [_child(number, rng) for number in range(pupils)]
    (folder / "county.yml").write_text(
        'code: "990101"\nname: 青禾县\nas_of: 2025-01-17\nterm: {start: 2024-09-02, end: 2025-01-17}\n',
        encoding="utf-8",
    )
    _write_enrolment(folder / "学籍.xlsx", children)
    return sum(
        _write_month(
            folder / f"考勤{year}年{month}月.xlsx", children, year, month, one_sheet_a_class, rng
        )
        for year, month in _months(months)
    )


def _months(count: int) -> list[tuple[int, int]]:
    return [(2024 + (8 + number) // 12, (8 + number) % 12 + 1) for number in range(count)]


def _child(number: int, rng: random.Random) -> tuple[str, str, str, int, int]:
    born = dt.date(2010, 9, 1) + dt.timedelta(days=number % 3200)
    body = f"990101{born:%Y%m%d}{number // 3200 % 1000:03d}"
    check = "10X98765432"[sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11]
    name = rng.choice(_SURNAMES) + rng.choice(_GIVEN) + rng.choice(_GIVEN)
    place = number // _CLASS
    return name, body + check, f"第{place // 20 + 1}小学", place // 4 % 6 + 1, place % 4 + 1


def _write_enrolment(path: Path, children: list[tuple[str, str, str, int, int]]) -> None:
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet("学籍")
    sheet.write_row(
        0,
        0,
        [
            "姓名",
            "身份证件号",
            "学籍号",
            "性别",
            "学校名称",
            "年级",
            "班级",
            "学生状态",
            "入学年月",
            "是否留守儿童",
            "监护人",
        ],
    )
    for row, (name, ident, school, grade, number) in enumerate(children, start=1):
        sex = "男" if int(ident[16]) % 2 else "女"
        sheet.write_row(
            row,
            0,
            [
                name,
                ident,
                f"G{ident}",
                sex,
                school,
                f"{grade}年级",
                f"{number}班",
                "在读",
                "202309",
                "否",
                name[0] + "父",
            ],
        )
    book.close()


def _write_month(
    path: Path,
    children: list[Any],
    year: int,
    month: int,
    one_sheet_a_class: bool,
    rng: random.Random,
) -> int:
    first = dt.date(year, month, 1)
    days = [
        first + dt.timedelta(days=n)
        for n in range(31)
        if (first + dt.timedelta(days=n)).month == month
    ]
    open_days = [day.weekday() < 5 for day in days]
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    header = ["学校", "年级", "班级", "姓名", "身份证号", *[str(day.day) for day in days]]
    sheet, row, marks = None, 0, 0
    for number, (name, ident, school, grade, own) in enumerate(children):
        if sheet is None or (one_sheet_a_class and number % _CLASS == 0):
            sheet = book.add_worksheet(f"{number // _CLASS + 1:04d}")
            sheet.write_string(0, 0, f"青禾县{year}年{month}月考勤表")
            sheet.write_row(1, 0, header)
            row = 2
        cells = [(_mark(rng) if is_open else "") for is_open in open_days]
        sheet.write_row(row, 0, [school, f"{grade}年级", f"{own}班", name, ident, *cells])
        marks += sum(1 for cell in cells if cell)
        row += 1
    book.close()
    return marks


def _mark(rng: random.Random) -> str:
    draw = rng.random()
    return "√" if draw < 0.96 else "病" if draw < 0.98 else "事" if draw < 0.99 else "旷"
