"""One recognised sheet as raw rows of its table: canonical columns, raw cells, provenance.

In: a sheet as it stands. Out: its rows with what each is, the cells by canonical column, the columns
kept aside by their own header, the day columns of a month grid, and what the words around it say.
Columns of denied kinds are dropped here and counted; nothing later sees them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kcbx_lib.read import context
from kcbx_lib.read.halves import SEARCHED, with_second_halves
from kcbx_lib.read.headers import DayHeader, HeaderIndex, day_header, header_text
from kcbx_lib.read.layout import Layout, lay_out
from kcbx_lib.read.recognise import (
    Heading,
    Recognised,
    as_table,
    headings_of,
    names_of,
    recognise,
)
from kcbx_lib.read.sheet import Cells, RawSheet, blank_cells

_OF_LISTS: dict[str, dict[str, Callable[[list[str]], str | None]]] = {
    "cases": {"list_version": context.list_version_in},
    "welfare": {"child_kind": context.welfare_kind_in},
    "poverty": {"household_kind": context.household_kind_in},
    "reports": {
        "org": lambda texts: context.unit_in(texts) or context.school_in(texts),
        "period": context.period_in,
        "period_kind": context.report_kind_in,
        "submitted_on": context.submitted_in,
    },
}
# Tables whose sheets are kept by a school, so that the title's school is every row's.
_KEPT_BY_SCHOOLS = frozenset(
    "enrolment attendance scores aid exam_entries home_teaching helpers plans".split()
)


@dataclass(frozen=True)
class SheetTable:
    """One sheet as raw rows.

    rows
        non-blank rows below the header; columns of the table that the sheet has, raw cells; index =
        row number in the sheet.
    kinds
        what each row is: data, total, footer, repeated_header, group, example.
    rest
        the other columns by their header, as positions in ``body``.
    marks, days
        a month grid: cells of the rows and the day of each column; ``mark_codes`` says which of its
        distinct cells each cell is.
    courses
        a wide table of scores: raw cells, one column a course.
    supplied
        columns that the sheet does not have (or has wholly blank), from its title or a name.
    """

    table: str
    sheet: RawSheet
    rows: pd.DataFrame
    kinds: NDArray[Any]
    body: pd.DataFrame
    rest: Mapping[str, int]
    headings: tuple[Heading, ...]
    found: Recognised
    days: tuple[DayHeader, ...] = ()
    marks: NDArray[Any] | None = None
    courses: pd.DataFrame | None = None
    full_scores: Mapping[str, str] = field(default_factory=dict)
    legend: Mapping[str, str] = field(default_factory=dict)
    month: tuple[int | None, int] | None = None
    supplied: Mapping[str, str] = field(default_factory=dict)
    denied: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def mark_codes(self) -> tuple[NDArray[np.intp], NDArray[Any]]:
        """The place of each mark in the array of distinct marks, in the matrix's form."""
        assert self.marks is not None
        if self.sheet.cells is None:
            codes, uniques = pd.factorize(self.marks.ravel(), use_na_sentinel=False)
            return codes.reshape(self.marks.shape), uniques
        # No cell is missing, so a dict tells them apart as pandas does, in a third of the time.
        flat = self.marks.ravel().tolist()
        places = {cell: place for place, cell in enumerate(dict.fromkeys(flat))}
        codes = np.fromiter(map(places.__getitem__, flat), dtype=np.intp, count=len(flat))
        uniques = np.empty(len(places), dtype=object)
        uniques[:] = list(places)
        return codes.reshape(self.marks.shape), uniques

    def cells_aside(self, place: int) -> dict[str, Any]:
        """The cells of one row (by place) that are no column of the table, by their headers."""
        return {header: self.body.iat[place, position] for header, position in self.rest.items()}


@dataclass(frozen=True)
class Unrecognised:
    """A sheet that is no table the kit knows, and the headers that were seen."""

    sheet: RawSheet
    headings: tuple[Heading, ...] = ()


def read_sheet(
    sheet: RawSheet, index: HeaderIndex, *, table: str | None = None
) -> SheetTable | Unrecognised:
    """The sheet's raw rows. ``table`` is what ``county.yml`` says the sheet is; else it is
    recognised.
    """
    layout = lay_out(sheet, index)
    if layout is None:
        return Unrecognised(sheet)
    if table is not None:
        found: Recognised | None = as_table(layout, table, index)
    else:
        found = recognise(layout, names_of(sheet.file, sheet.name, layout.texts), index)
    if found is None:
        return Unrecognised(sheet, headings_of(layout, found, index))
    return _raw_rows(sheet, layout, found, index)


def _raw_rows(sheet: RawSheet, layout: Layout, found: Recognised, index: HeaderIndex) -> SheetTable:
    keep = (layout.kinds != "blank") & _says_something(layout, found, index)
    body, cells, kinds = layout.body, layout.cells, layout.kinds
    if not keep.all():
        body, kinds = body[keep], kinds[keep]
        cells = None if cells is None else cells[keep]
    names = index.remember(("names", layout.headers, found.table), lambda: _column_names(found))
    rows = _columns_of(body, cells, sorted(found.columns)).set_axis(names, axis=1)
    days: tuple[DayHeader, ...] = ()
    marks = None
    if found.table == "attendance" and layout.day_columns:
        days = index.remember(
            ("days", layout.headers, layout.day_columns),
            lambda: tuple(_day(layout, position) for position in layout.day_columns),
        )
        marks = _matrix_of(body, cells, list(layout.day_columns))
    courses, full_scores = _courses(body, found, layout)
    texts = _surroundings(sheet, layout)
    rows = _with_groups(rows, kinds, layout, index, found.table)
    if found.table == "attendance":
        first = list(range(min(SEARCHED, body.shape[1])))
        rows = with_second_halves(rows, _matrix_of(body, cells, first))
    supplied = _supplied(found.table, rows, texts, index)
    return SheetTable(
        table=found.table,
        sheet=sheet,
        rows=rows,
        kinds=kinds,
        body=body,
        rest=index.remember(
            ("rest", layout.headers, layout.day_columns, found.table),
            lambda: _rest(found, layout, index),
        ),
        headings=headings_of(layout, found, index),
        found=found,
        days=days,
        marks=marks,
        courses=courses,
        full_scores=full_scores,
        legend=context.legend_of([*layout.texts, *_long_headers(layout)])
        if found.table == "attendance"
        else {},
        month=context.month_in(texts) if found.table in {"attendance", "reports"} else None,
        supplied=supplied,
        denied=_denied(body, layout, index),
    )


def _columns_of(body: pd.DataFrame, cells: Cells | None, positions: list[int]) -> pd.DataFrame:
    """Some columns of the body, from its matrix where it has one: pandas is slow to pick columns."""
    if cells is None:
        return body.iloc[:, positions]
    return pd.DataFrame(cells[:, positions], index=body.index, dtype=object, copy=False)


def _matrix_of(body: pd.DataFrame, cells: Cells | None, positions: list[int]) -> Cells:
    if cells is None:
        return body.iloc[:, positions].to_numpy(dtype=object)
    return cells[:, positions]


def _column_names(found: Recognised) -> pd.Index:
    names = [found.columns[position].column for position in sorted(found.columns)]
    return pd.Index(names, dtype="str")


def _says_something(layout: Layout, found: Recognised, index: HeaderIndex) -> NDArray[np.bool_]:
    """Rows with more than a running number: lines numbered in advance and left empty are blank."""
    own = [
        position
        for position, parts in enumerate(layout.headers)
        if position in found.columns or (parts and not index.is_serial(parts))
    ]
    unheaded = [position for position, parts in enumerate(layout.headers) if not parts]
    return (layout.kinds != "data") | ~layout.empty[:, own + unheaded].all(axis=1)


def _day(layout: Layout, position: int) -> DayHeader:
    day = day_header(layout.headers[position][-1])
    assert day is not None  # a day column is one whose header is a day
    if day.month is None and len(layout.headers[position]) > 1:
        month = context.month_in(layout.headers[position][:1])
        if month:
            return DayHeader(day.day, month[1], month[0])
    return day


def _long_headers(layout: Layout) -> list[str]:
    return [part for parts in layout.headers for part in parts if len(part) > 6]


def _surroundings(sheet: RawSheet, layout: Layout) -> list[str]:
    """Title and unit line first, then the sheet's name, the file's, the folders' from the inside."""
    *folders, file = sheet.file.split("/")
    return [*layout.texts, sheet.name, file.rsplit(".", 1)[0], *reversed(folders)]


def _supplied(
    table: str, rows: pd.DataFrame, texts: list[str], index: HeaderIndex
) -> dict[str, str]:
    """Columns that the sheet does not have, or has wholly blank, from the words around it."""
    places = {name: place for place, name in enumerate(rows.columns)}
    cells = rows.to_numpy(dtype=object)

    def absent(column: str) -> bool:
        if not index.tables[table].has(column):
            return False
        return column not in places or not any(map(header_text, cells[:, places[column]]))

    supplied: dict[str, str | None] = {}
    if table in _KEPT_BY_SCHOOLS:
        if absent("school_name") and absent("school_code"):
            supplied["school_name"] = context.school_in(texts)
        if absent("grade"):
            supplied["grade"] = context.grade_in(texts)
        if absent("class_no"):
            supplied["class_no"] = context.class_in(texts)
    if absent("term"):
        supplied["term"] = context.term_in(texts)
    for column, find in _OF_LISTS.get(table, {}).items():
        if absent(column):
            supplied[column] = find(texts)
    return {column: text for column, text in supplied.items() if text}


def _with_groups(
    rows: pd.DataFrame, kinds: NDArray[Any], layout: Layout, index: HeaderIndex, table: str
) -> pd.DataFrame:
    """A line such as 七年级（1）班 between the rows names the grade and class of those below it."""
    group = kinds == "group"
    if not group.any() or table not in _KEPT_BY_SCHOOLS:
        return rows
    lines = layout.body.loc[rows.index[group]]
    texts = ["".join(header_text(cell) for cell in line) for line in lines.to_numpy(dtype=object)]
    rows = rows.copy()
    for column, find in (("grade", context.grade_in), ("class_no", context.class_in)):
        if column in rows.columns or not index.tables[table].has(column):
            continue
        named = pd.Series([find([text]) for text in texts], index=lines.index, dtype=object)
        rows[column] = named.reindex(rows.index).ffill()
    return rows


def _courses(
    body: pd.DataFrame, found: Recognised, layout: Layout
) -> tuple[pd.DataFrame | None, dict[str, str]]:
    if not found.courses:
        return None, {}
    frame = pd.DataFrame(
        {course: body.iloc[:, position] for position, course in sorted(found.courses.items())},
        index=body.index,
    )
    full = {}
    for position, course in found.courses.items():
        points = context.full_score_in("".join(layout.headers[position]))
        if points:
            full[course] = points
    return frame, full


def _rest(found: Recognised, layout: Layout, index: HeaderIndex) -> dict[str, int]:
    taken = {*found.columns, *found.courses, *layout.day_columns}
    kept: dict[str, int] = {}
    for position, parts in enumerate(layout.headers):
        if position in taken or not parts or index.denied(parts) is not None:
            continue
        header = "/".join(parts)
        kept[header if header not in kept else f"{header}#{position + 1}"] = position
    return kept


def _denied(body: pd.DataFrame, layout: Layout, index: HeaderIndex) -> dict[str, int]:
    """Cells dropped by denied kind."""
    counts: dict[str, int] = {}
    for position, parts in enumerate(layout.headers):
        kind = index.denied(parts) if parts else None
        if kind is not None:
            cells = blank_cells(body.iloc[:, [position]].to_numpy(dtype=object))
            counts[kind] = counts.get(kind, 0) + int(np.count_nonzero(~cells))
    return counts
