"""Attendance: rows of three forms, and one row per recorded pupil-day.

In: the raw sheets (a row a day, a month grid with a column a day, or totals). Out: the ``form`` and
``month`` of each row, and the marks: ``row_id, date, mark``. A blank cell is no mark. What × ○ △ mean
is taken from the sheet's own legend, else they are absences for an unknown reason.

Five million marks pass through numpy: each sheet's distinct cells are read once.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kcbx_lib.clean.cells import as_text
from kcbx_lib.county import CountySettings
from kcbx_lib.intake.aliases import Dictionary
from kcbx_lib.intake.half_days import BELIEVED, first_halves, mark_of_two, one_a_day
from kcbx_lib.intake.quality import QualityLog
from kcbx_lib.intake.stack import Stack
from kcbx_lib.read.halves import HALF
from kcbx_lib.read.headers import DayHeader
from kcbx_lib.read.sheet_table import SheetTable
from kcbx_lib.tables import CodeList
from kcbx_lib.tables.wording import compact_code

# Not recorded as marks: the day was no school day, or the pupil was not on the roll that day.
_NO_MARK = frozenset({"no_school", "suspended"})
_BLANK, _UNKNOWN = -1, -2
# A dash strikes a cell out: nothing was recorded. (/ does not: it is a mark of its own.)
_NOTHING = frozenset({"", "—"})
_MONTH_AND_DAY = re.compile(r"(?:(1[0-2]|0?[1-9])[月./-])?(3[01]|[12][0-9]|0?[1-9])[日号]?")


@dataclass(frozen=True)
class Marks:
    """Marks as arrays: position of the row in the stack, day, code of the mark."""

    row: NDArray[np.int64]
    date: NDArray[Any]
    mark: NDArray[np.int8]


def attendance_rows(
    stack: Stack,
    frame: pd.DataFrame,
    settings: CountySettings,
    dictionary: Dictionary,
    log: QualityLog,
) -> tuple[pd.DataFrame, Marks, NDArray[np.bool_], list[str]]:
    """The frame with ``form`` and ``month``; the marks; rows whose month nobody knows; the marks'
    names by code.
    """
    codes = dictionary.code_list("attendance_mark")
    names = [name for name in codes.codes if name not in _NO_MARK]
    readers = _Readers(codes, names)
    grid = np.array([bool(sheet.days) for sheet in stack.sheets])[stack.place["part"].to_numpy()]
    day = frame["date"].notna().to_numpy() | (~stack.blank("date"))
    form = np.where(grid, "grid", np.where(day, "day", "totals"))
    frame = frame.assign(
        form=pd.Series(form, index=frame.index, dtype="str"),
        date=_with_year(stack, frame["date"], settings),
    )
    frame["month"] = _months(stack, frame, settings)
    long = _long_marks(stack, frame, readers, log)
    undated = np.zeros(len(frame), dtype=bool)
    pieces = [long]
    months = frame["month"].to_numpy()
    for (days, year), sheets in _grids_alike(stack).items():
        rows = np.concatenate([np.arange(*stack.starts[n : n + 2]) for n in sheets])
        read = [_grid_numbers(stack, number, readers, log) for number in sheets]
        marks, lost = _grid_marks(np.concatenate(read), rows, days, year, months[rows])
        pieces.append(marks)
        undated[rows] = lost
    whole = Marks(
        np.concatenate([piece.row for piece in pieces]),
        np.concatenate([piece.date for piece in pieces]),
        np.concatenate([piece.mark for piece in pieces]),
    )
    return frame, whole, undated & stack.is_data, names


def marks_frame(
    marks: Marks, names: list[str], stack: Stack, kept: NDArray[np.bool_]
) -> tuple[pd.DataFrame, int]:
    """One row per mark of the kept rows: ``row_id, date, mark``, one a day; and the half days.

    An afternoon's marks go to the row of its morning.
    """
    hold = kept[marks.row]
    row, date, mark = marks.row[hold], marks.date[hold], marks.mark[hold]
    if HALF in stack.raw.columns:
        morning = first_halves(stack)
        row = np.where(kept[morning[row]], morning[row], row)
    if not _in_order(row, date):
        order = np.lexsort((mark, date, row))
        row, date, mark = row[order], date[order], mark[order]
    halves = 0
    if len(row):
        same = (row[1:] == row[:-1]) & (date[1:] == date[:-1])
        if same.any():
            row, date, mark, halves = one_a_day(row, date, mark, names)
    frame = pd.DataFrame(
        {
            "row_id": pd.array(stack.row_id.array, dtype="str").take(row),
            "date": date.astype("datetime64[us]"),
            "mark": pd.array(names, dtype="str").take(mark),
        }
    )
    return frame, halves


def _in_order(row: NDArray[np.int64], date: NDArray[Any]) -> bool:
    """Whether marks stand by row and date, no day of a row twice."""
    later = (row[1:] > row[:-1]) | ((row[1:] == row[:-1]) & (date[1:] > date[:-1]))
    return bool(later.all())


class _Readers:
    """Reads mark cells by the sheet's legend and the code list; one reader per legend."""

    def __init__(self, codes: CodeList, names: list[str]) -> None:
        self.codes = codes
        self.numbers = {name: number for number, name in enumerate(names)}
        self._read: dict[tuple[Any, ...], dict[Any, int]] = {}

    def numbers_of(self, cells: list[Any], legend: dict[str, str]) -> NDArray[np.int8]:
        """Each distinct cell's code: a mark's number, blank, or unknown."""
        memory = self._read.setdefault(tuple(sorted(legend.items())), {})
        out = np.empty(len(cells), dtype=np.int8)
        for place, cell in enumerate(cells):
            key = (cell.__class__, cell) if isinstance(cell, str | float | int) else None
            if key is None or key not in memory:
                number = self._number(cell, legend)
                if key is not None:
                    memory[key] = number
            else:
                number = memory[key]
            out[place] = number
        return out

    def _number(self, cell: Any, legend: dict[str, str]) -> int:
        text = as_text(cell).strip()
        plain = compact_code(text)
        if plain in _NOTHING:
            return _BLANK
        code = legend.get(plain) or self._found(plain) or self._halves(plain, legend)
        if code is None:
            return _UNKNOWN
        return _BLANK if code in _NO_MARK else self.numbers[code]

    def _halves(self, plain: str, legend: dict[str, str]) -> str | None:
        """√× or 旷/√: the two halves of a day in one cell."""
        parts = [part for part in re.split(r"[/+&|]", plain) if part]
        parts = parts if len(parts) == 2 else list(plain)
        codes = [legend.get(part) or self.codes.find(part) for part in parts]
        if len(codes) != 2 or any(code not in BELIEVED for code in codes):
            return None
        return mark_of_two(str(codes[0]), str(codes[1]))

    def _found(self, plain: str) -> str | None:
        code = self.codes.find(plain)
        if code is None and len(set(plain)) == 1:
            code = self.codes.find(plain[0])  # √√: morning and afternoon
        if code is None:
            inside = {self.codes.find(part) for part in re.split(r"[/+&|]", plain) if part}
            code = inside.pop() if len(inside) == 1 else None
        return code


def _months(stack: Stack, frame: pd.DataFrame, settings: CountySettings) -> pd.Series:
    """The month of each row: its own cell's, else the one the sheet's words give."""
    supplied = np.array(
        [_month_start(sheet.month, settings) for sheet in stack.sheets], dtype="datetime64[us]"
    )[stack.place["part"].to_numpy()]
    month = frame["month"]
    if "month" in stack.raw.columns:
        bare = month.isna() & ~stack.blank("month")
        if bare.any():  # 9 or 9月 in the column, without its year
            texts = stack.raw["month"].where(bare, None)
            month = month.where(
                ~bare, texts.map(lambda cell: _bare_month(cell, settings)).astype("datetime64[us]")
            )
    fill = month.isna().to_numpy() & (frame["form"].ne("day").to_numpy())
    return month.where(~fill, pd.Series(supplied, index=frame.index))


def _with_year(stack: Stack, dates: pd.Series, settings: CountySettings) -> pd.Series:
    """9月2日 or 9.2 written as text, its year taken from the sheet's month or from the term.

    A number 9.1 stays unread: it may be the first or the tenth.
    """
    if "date" not in stack.raw.columns or not (dates.isna() & ~stack.blank("date")).any():
        return dates
    cells = stack.raw["date"].where(dates.isna().to_numpy(), None)
    months = [sheet.month for sheet in stack.sheets]
    part = stack.place["part"].to_numpy()
    found = [
        _day_of_term(cell, months[number], settings) if isinstance(cell, str) else pd.NaT
        for cell, number in zip(cells, part, strict=True)
    ]
    return dates.where(dates.notna(), pd.Series(found, index=dates.index, dtype="datetime64[us]"))


def _day_of_term(cell: str, month: tuple[int | None, int] | None, settings: CountySettings) -> Any:
    match = _MONTH_AND_DAY.fullmatch("".join(cell.split()))
    if match is None:
        return pd.NaT
    number = int(match[1]) if match[1] else (month[1] if month else 0)
    if not 1 <= number <= 12:
        return pd.NaT
    year = month[0] if month and month[1] == number else None
    first = pd.Timestamp(_month_start((year, number), settings))
    day = first + pd.Timedelta(days=int(match[2]) - 1)
    return day if day.month == first.month else pd.NaT


def _bare_month(cell: Any, settings: CountySettings) -> Any:
    found = (
        re.fullmatch(r"(1[0-2]|0?[1-9])月?份?", as_text(cell).strip()) if cell is not None else None
    )
    return _month_start((None, int(found[1])), settings) if found else pd.NaT


def _month_start(month: tuple[int | None, int] | None, settings: CountySettings) -> Any:
    """First day of a month; without its year, the one in the term, else the last before ``as_of``."""
    if month is None:
        return np.datetime64("NaT", "us")
    year, number = month
    if year is None:
        if settings.term is not None:
            start, end = settings.term.start, settings.term.end
            for candidate in range(start.year, end.year + 1):
                if dt.date(start.year, start.month, 1) <= dt.date(candidate, number, 1) <= end:
                    return np.datetime64(dt.date(candidate, number, 1), "us")
        year = settings.as_of.year if number <= settings.as_of.month else settings.as_of.year - 1
    return np.datetime64(dt.date(year, number, 1), "us")


def _long_marks(stack: Stack, frame: pd.DataFrame, readers: _Readers, log: QualityLog) -> Marks:
    """The marks of rows that are a pupil's day, of its afternoon too where that has a column."""
    dated = frame["date"].notna().to_numpy() & stack.is_data
    rows, numbers = [np.empty(0, np.int64)], [np.empty(0, np.int8)]
    for column in ("mark", "mark_afternoon"):
        if column in stack.raw.columns:
            found = _long_numbers(stack, column, readers)
            unknown = (found == _UNKNOWN) & stack.is_data & frame["form"].ne("grid").to_numpy()
            log.add(stack, unknown, column=column, code="DQ-09", reason="unknown_code")
            rows.append(np.flatnonzero((found >= 0) & dated))
            numbers.append(found[rows[-1]])
    row = np.concatenate(rows)
    return Marks(
        row, frame["date"].to_numpy()[row].astype("datetime64[D]"), np.concatenate(numbers)
    )


def _long_numbers(stack: Stack, column: str, readers: _Readers) -> NDArray[np.int8]:
    """The code of each cell of a column of marks, by the legend of its sheet."""
    cells = stack.raw[column]
    codes, uniques = pd.factorize(
        cells.where(cells.notna(), None) if cells.dtype == object else cells.fillna(""),
        use_na_sentinel=False,
    )
    part = stack.place["part"].to_numpy()
    numbers = np.empty(len(cells), dtype=np.int8)
    legends: dict[tuple[Any, ...], list[int]] = {}
    for number, sheet in enumerate(stack.sheets):
        legends.setdefault(tuple(sorted(sheet.legend.items())), []).append(number)
    for legend, own in legends.items():
        read = readers.numbers_of(list(uniques), dict(legend))[codes]
        numbers = np.where(np.isin(part, own), read, numbers) if len(legends) > 1 else read
    return numbers


def _grids_alike(stack: Stack) -> dict[tuple[tuple[DayHeader, ...], int | None], list[int]]:
    """The grids by their day columns and the year their words give: a county's thousand class sheets
    of one month are dated at once.
    """
    alike: dict[tuple[tuple[DayHeader, ...], int | None], list[int]] = {}
    for number, sheet in enumerate(stack.sheets):
        if sheet.marks is not None and sheet.marks.size:
            year = sheet.month[0] if sheet.month else None
            alike.setdefault((sheet.days, year), []).append(number)
    return alike


def _grid_numbers(
    stack: Stack, number: int, readers: _Readers, log: QualityLog
) -> NDArray[np.int8]:
    """The code of each cell of one grid; unknown marks are logged."""
    sheet = stack.sheets[number]
    assert sheet.marks is not None
    rows = slice(*stack.starts[number : number + 2].tolist())
    codes, uniques = sheet.mark_codes
    numbers = readers.numbers_of(list(uniques), dict(sheet.legend))[codes]
    numbers[~stack.is_data[rows]] = _BLANK
    if (numbers == _UNKNOWN).any():
        _log_unknown(sheet.marks, numbers, sheet, rows, stack, log)
    return numbers


def _grid_marks(
    numbers: NDArray[np.int8],
    rows: NDArray[np.intp],
    days: tuple[DayHeader, ...],
    year: int | None,
    months: NDArray[Any],
) -> tuple[Marks, NDArray[np.bool_]]:
    """The marks of grids with the same days and, per row, whether its marks have no date."""
    dates, sound = _grid_dates(days, year, months)
    undated = np.isnat(dates)
    marked = numbers >= 0
    dated = marked & ~undated
    lost = (marked & undated & sound[None, :]).any(axis=1) & ~dated.any(axis=1)
    row, column = np.nonzero(dated)
    return Marks(rows[row], dates[row, column], numbers[row, column]), lost


def _grid_dates(
    days: tuple[DayHeader, ...], year: int | None, months: NDArray[Any]
) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """The date of each cell (NaT where the month is unknown or has no such day), and whether each
    column is a day that some month has. A row's dates follow from its month: each is made once.
    """
    start, of_row = np.unique(months.astype("datetime64[M]"), return_inverse=True)
    since = np.array([day.day - 1 for day in days], dtype="timedelta64[D]")
    dates = start.astype("datetime64[D]")[:, None] + since[None, :]
    for place, day in enumerate(days):
        if day.month is None:
            continue
        first = _header_month(day.year or year, day.month, start)
        dates[:, place] = first.astype("datetime64[D]") + since[place]
        wrong = dates[:, place].astype("datetime64[M]") != first
        dates[wrong, place] = np.datetime64("NaT")
    bare = np.array([day.month is None for day in days])
    spilt = (dates.astype("datetime64[M]") != start[:, None]) & bare[None, :]
    dates[spilt] = np.datetime64("NaT")
    return dates[of_row], np.array([day.day <= 28 or day.month is None for day in days])


def _header_month(year: int | None, month: int, start: NDArray[Any]) -> NDArray[Any]:
    """The month that a header such as 9/1 names, in its own year or in the row's."""
    if year is not None:
        return np.full(len(start), np.datetime64(f"{year:04d}-{month:02d}", "M"))
    years = start.astype("datetime64[Y]")
    named = years.astype("datetime64[M]") + np.timedelta64(month - 1, "M")
    behind = named < start - np.timedelta64(6, "M")  # 1月 on a sheet that begins in the autumn
    return np.where(behind, named + np.timedelta64(12, "M"), named)


def _log_unknown(
    cells: NDArray[Any],
    numbers: NDArray[np.int8],
    sheet: SheetTable,
    rows: slice,
    stack: Stack,
    log: QualityLog,
) -> None:
    """One entry per row and unknown mark, not per cell: the mark is what a person must explain."""
    found = numbers == _UNKNOWN
    told = pd.DataFrame(
        {"at": np.nonzero(found)[0] + rows.start, "mark": [as_text(cell) for cell in cells[found]]}
    )
    told = told.drop_duplicates().sort_values(["at", "mark"], kind="stable")
    for _, turn in told.groupby(told.groupby("at").cumcount()):
        hits = np.zeros(len(stack.raw), dtype=bool)
        hits[turn["at"]] = True
        raw = pd.Series(None, index=stack.raw.index, dtype=object)
        raw.iloc[turn["at"].to_numpy()] = turn["mark"].to_numpy(dtype=object)
        log.add(stack, hits, column="mark", code="DQ-09", reason="unknown_code", raw=raw)
