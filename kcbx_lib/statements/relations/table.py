"""SRF-01 in tables: 合计 rows and columns equal the sum of what they total."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from kcbx_lib.messages import say
from kcbx_lib.statements.relation import (
    CANNOT_TELL,
    CONTRADICTION,
    HOLDS,
    PROBABLY,
    Relation,
    number,
)
from kcbx_lib.statements.report import Report
from kcbx_lib.statements.text import Table, simplified

_TOTAL = re.compile(r"^(?:合计|总计|小计|共计|总数|全县|全区|全市|全镇|全乡|全校)(?:\(.*\))?$")
_SUBTOTAL = re.compile(r"小计")
_NUMBER = re.compile(r"^-?\d{1,3}(?:,\d{3})+$|^-?\d+(?:\.\d+)?$")
# columns whose values are no amounts
_NO_SUM = re.compile(r"率|比|平均|均|序号|编号|年份|年度|排名|名次|标准|单价|电话|代码|%|班额")
_OF = re.compile(r"其中")


@dataclass(frozen=True)
class _Cell:
    value: Fraction
    decimals: int


def find(report: Report) -> list[Relation]:
    """Every total row and total column of every table."""
    found: list[Relation] = []
    for order, table in enumerate(report.text.tables):
        rows = [[simplified(cell) for cell in row] for row in table.rows]
        width = max((len(row) for row in rows), default=0)
        rows = [row + [""] * (width - len(row)) for row in rows]
        found.extend(_rows(report, order, table, rows))
        found.extend(_columns(report, order, table, rows))
    return found


def _cell(text: str) -> _Cell | None:
    text = re.sub(r"(?:人次|人|所|名|户|个|万元|元)$", "", text)
    if not _NUMBER.match(text):
        return None
    plain = text.replace(",", "")
    return _Cell(Fraction(plain), len(plain.partition(".")[2]))


def _header(rows: list[list[str]]) -> int:
    """How many rows at the top hold no number."""
    for index, row in enumerate(rows):
        if sum(_cell(text) is not None for text in row[1:]) >= 1:
            return index
    return len(rows)


def _name(rows: list[list[str]], top: int, column: int) -> str:
    return "".join(row[column] for row in rows[:top])


def _rows(report: Report, order: int, table: Table, rows: list[list[str]]) -> list[Relation]:
    found = []
    top = _header(rows)
    totals = [i for i in range(top, len(rows)) if any(_TOTAL.match(c) for c in rows[i][:2])]
    for total in totals:
        subtotals = [i for i in totals if i < total and _SUBTOTAL.search("".join(rows[i][:2]))]
        if _SUBTOTAL.search("".join(rows[total][:2])):
            start = max([i for i in totals if i < total], default=top - 1) + 1
            parts = list(range(start, total))
        elif subtotals:
            parts = subtotals
        elif total == top:
            parts = list(range(top + 1, len(rows)))  # the total stands first
        else:
            parts = [i for i in range(top, total) if i not in totals]
        if any(_OF.search(rows[i][0]) for i in parts) or len(parts) < 2:
            continue
        for column in range(1, len(rows[0])):
            name = _name(rows, top, column)
            stated = _cell(rows[total][column])
            cells = [_cell(rows[i][column]) for i in parts]
            texts = [rows[i][column] for i in parts]
            if stated is None or _NO_SUM.search(name):
                continue
            blanks = [
                t
                for t, c in zip(texts, cells, strict=True)
                if c is None and t not in ("", "-", "/", "0", "无")
            ]
            if blanks or sum(c is not None for c in cells) < 2:
                continue
            values = [c for c in cells if c is not None]
            place = say(
                "statements.place_cell", table=table.place, row=total + 1, column=column + 1
            )
            found.append(
                _relation(
                    report,
                    order,
                    total,
                    column,
                    stated,
                    values,
                    place,
                    f"{rows[total][0]} {name}",
                    repeated=bool(subtotals),
                )
            )
    return found


def _columns(report: Report, order: int, table: Table, rows: list[list[str]]) -> list[Relation]:
    found = []
    top = _header(rows)
    if top == 0 or top >= len(rows):
        return []
    names = [_name(rows, top, column) for column in range(len(rows[0]))]
    for total in [c for c, name in enumerate(names) if _TOTAL.match(name)]:
        before = [c for c in range(1, total) if not _TOTAL.match(names[c])]
        after = [c for c in range(total + 1, len(names)) if not _TOTAL.match(names[c])]
        for row in range(top, len(rows)):
            stated = _cell(rows[row][total])
            if stated is None:
                continue
            options = []
            for columns in (before, after):
                usable = [c for c in columns if not _NO_SUM.search(names[c])]
                values = [v for c in usable if (v := _cell(rows[row][c])) is not None]
                if len(values) >= 2:
                    options.append(values)
            if not options:
                continue
            fitting = [v for v in options if _closes(stated, v)]
            # columns of different things stand side by side: only 男/女 and grades surely add up
            values = fitting[0] if fitting else options[0]
            sure = len(options) == 1 and _one_division([names[c] for c in (before or after)])
            place = say("statements.place_cell", table=table.place, row=row + 1, column=total + 1)
            found.append(
                _relation(
                    report,
                    order,
                    row,
                    total,
                    stated,
                    values,
                    place,
                    f"{rows[row][0]} {names[total]}",
                    sure=sure,
                )
            )
    return found


def _one_division(names: list[str]) -> bool:
    sets = (r"男", r"女"), (r"小学", r"初中"), (r"公办", r"民办")
    if any(all(re.search(p, "".join(names)) for p in pair) and len(names) == 2 for pair in sets):
        return True
    return all(re.search(r"[一二三四五六七八九]年级", name) for name in names)


def _closes(stated: _Cell, values: list[_Cell]) -> bool:
    total = sum((cell.value for cell in values), Fraction(0))
    places = max(cell.decimals for cell in (stated, *values))
    slack = Fraction(len(values), 2 * 10**places) if places else Fraction(0)
    return abs(total - stated.value) <= slack


def _relation(
    report: Report,
    order: int,
    row: int,
    column: int,
    stated: _Cell,
    values: list[_Cell],
    place: str,
    quote: str,
    *,
    sure: bool = True,
    repeated: bool = False,
) -> Relation:
    total = sum((cell.value for cell in values), Fraction(0))
    holds = _closes(stated, values)
    grade, reason = HOLDS, say("statements.sum_closes")
    if not holds:
        grade, reason = CONTRADICTION, say("statements.table_differs")
        if not sure:
            grade, reason = CANNOT_TELL, say("statements.table_unsure")
        elif repeated:
            grade = PROBABLY
    terms = " + ".join(number(cell.value) for cell in values[:12])
    if len(values) > 12:
        terms += " + …"
    sign = "" if holds else f" ≠ {number(stated.value)}"
    return Relation(
        kind="sum",
        grade=grade,
        stated=number(stated.value),
        computed=number(total),
        arithmetic=f"{terms} = {number(total)}{sign}",
        reason=reason,
        quote=f"{quote} {number(stated.value)}",
        place=place,
        at=(len(report.text.blocks) + order, row * 1000 + column),
    )
