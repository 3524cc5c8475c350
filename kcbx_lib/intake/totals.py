"""A total that disagrees with the rows above it (DQ-08).

Each 合计 or 小计 row is compared, column by column, with the sum of the rows it may stand for. A column
counts only where every cell that holds something holds a number; a cell such as 25人 beside 合计, or a
bare 25 under a name, an id or a student number, is compared with the number of rows, or of different
people. A total holds where any fair reading of it does: rounded or cut off at the place it is written
to, of its own block, of the sheet, or of the whole file. Means, maxima and pass rates are no totals.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kcbx_lib.clean import numbers
from kcbx_lib.clean.cells import as_text
from kcbx_lib.intake.quality import QualityLog
from kcbx_lib.intake.stack import Stack

_SUMMED_KINDS = frozenset({"integer", "number", "money"})
_NOT_SUMMED = frozenset({"attempt_no", "disability_grade", "intake_year", "full_score"})
_NEVER_A_NUMBER = ("name", "resident_id", "student_no")
_CENT = 0.005
_SLACK = 1e-6  # of a sum of doubles
_SUM = re.compile(r"合计|小计|总计|共计|累计|总数")
_OF_A_PART = re.compile(r"小计|本页")
_COUNT = re.compile(r"(?:共|计|合计|总计)?[:：]?([0-9]+)(人|名|条|户|所|份|项)")
_DISTINCT = {
    "人": ("name", "resident_id", "student_no"),
    "名": ("name", "resident_id", "student_no"),
    "户": ("household_no",),
    "所": ("school_code", "school_name", "org"),
}
"""What else than rows a unit may count; a table without any such column does not count in it."""
_WRITTEN = re.compile(r"[0-9]+(?:\.(?P<places>[0-9]+))?\D*?(?P<scale>[百千万亿]?)\D*")
_SCALES = {"": 1.0, "百": 1e2, "千": 1e3, "万": 1e4, "亿": 1e8}

Rows = NDArray[np.intp]
Readings = Callable[[], Iterator[Rows]]


def log_totals(stack: Stack, frame: pd.DataFrame, log: QualityLog) -> None:
    """Entries under DQ-08 for totals that no reading makes the sum of their rows."""
    if not stack.place["kind"].eq("total").any():
        return
    summed = [
        column.name
        for column in stack.table.columns
        if column.kind in _SUMMED_KINDS
        and column.name not in _NOT_SUMMED
        and column.name in stack.raw.columns
    ]
    for at, texts, readings in _totals(stack):
        for name in summed:
            _check_column(stack, frame, name, at, readings, log)
        own = {as_text(stack.raw[name].iloc[at]).strip() for name in summed}
        counts = [text for text in texts if text not in own] + _bare_count(stack, at)
        _check_count(stack, counts, at, readings, log)


def _totals(stack: Stack) -> Iterator[tuple[int, list[str], Readings]]:
    """Each total row: its place, its texts, and the sets of rows it may be the total of."""
    data = stack.is_data
    for start, stop in zip(stack.starts[:-1].tolist(), stack.starts[1:].tolist(), strict=True):
        since_any = since_whole = start
        kinds = stack.place["kind"].to_numpy()[start:stop]
        for at in (np.flatnonzero(kinds == "total") + start).tolist():
            texts = _row_texts(stack, at)
            if not any(_SUM.search(text) for text in texts):
                continue
            if any(_OF_A_PART.search(text) for text in texts):
                yield at, texts, partial(_blocks, data, [since_any], at)
            else:
                yield at, texts, partial(_blocks, data, [start, since_whole], at, stack.place)
                since_whole = at + 1
            since_any = at + 1


def _blocks(
    data: NDArray[np.bool_], starts: list[int], at: int, place: pd.DataFrame | None = None
) -> Iterator[Rows]:
    """The rows from each start to the total, then those of its file: asked for only in doubt, since a
    workbook may have a thousand sheets with a total each.
    """
    for first in dict.fromkeys(starts):
        rows = np.flatnonzero(data[first:at]) + first
        if len(rows):
            yield rows
    if place is not None:
        files = place["file"].to_numpy()
        yield np.flatnonzero(data & (files == files[at]))


def _check_column(
    stack: Stack, frame: pd.DataFrame, name: str, at: int, readings: Readings, log: QualityLog
) -> None:
    cell = stack.raw[name].iloc[at]
    stated = numbers.read(cell)[0]
    if stated is None:
        return
    unit, first = unit_of(cell), None
    for rows in readings():
        computed = _sum_of(stack, frame, name, rows)
        if computed is None and first is not None:
            continue  # another sheet of the file cannot be summed: this one can, and disagrees
        if computed is None or agrees(float(stated), computed, unit):
            return
        first = computed if first is None else first
    if first is None:
        return
    cleaned = pd.Series(None, index=stack.raw.index, dtype=object)
    cleaned.iloc[at] = int(first) if first.is_integer() else round(first, 2)
    log.add(
        stack,
        _only(stack, at),
        column=name,
        code="DQ-08",
        reason="total_disagrees",
        cleaned=cleaned,
    )


def _sum_of(stack: Stack, frame: pd.DataFrame, name: str, rows: Rows) -> float | None:
    """The sum; None where no row has a number, or one holds something that could not be read."""
    values = frame[name].iloc[rows]
    unread = values.isna().to_numpy() & ~stack.blank(name)[rows]
    if unread.any() or not values.notna().any():
        return None
    return float(values.sum())


def agrees(stated: float, computed: float, unit: float) -> bool:
    """Whether a total is the sum, to half a cent, or rounded or cut off at the unit it is written to."""
    over = computed - stated
    if abs(over) < _CENT - _SLACK:
        return True
    return unit > 2 * _CENT and -unit / 2 - _SLACK <= over < unit - _SLACK


def unit_of(cell: Any) -> float:
    """The last place a number is written to: 1 for 851, 0.1 for 850.5, 100 for 0.75万元."""
    written = _WRITTEN.search(as_text(cell).replace(",", ""))
    if written is None:
        return 0.0
    return float(_SCALES[written["scale"]]) * 10.0 ** -len(written["places"] or "")


def _check_count(
    stack: Stack, texts: list[str], at: int, readings: Readings, log: QualityLog
) -> None:
    found = [_COUNT.fullmatch(text) for text in texts]
    counts = {(int(count[1]), count[2]) for count in found if count}
    if len({number for number, _ in counts}) != 1:
        return
    number, unit = min(counts)
    first = None
    for rows in readings():
        possible = _possible_counts(stack, unit, rows)
        if not possible or number in possible:
            return
        first = len(rows) if first is None else first
    if first is None:
        return
    raw = pd.Series(None, index=stack.raw.index, dtype=object)
    cleaned = raw.copy()
    raw.iloc[at], cleaned.iloc[at] = number, first
    log.add(
        stack,
        _only(stack, at),
        column="name",
        code="DQ-08",
        reason="count_disagrees",
        raw=raw,
        cleaned=cleaned,
    )


def _possible_counts(stack: Stack, unit: str, rows: Rows) -> set[int]:
    """How many rows there are, and how many different people, households or schools in them.

    Empty where the table's rows are no such things: 2500人 below a list of schools is no count of rows.
    """
    columns = [name for name in _DISTINCT.get(unit, ()) if name in stack.raw.columns]
    if unit in _DISTINCT and not columns:
        return set()
    different = {int(stack.raw[name].iloc[rows].map(as_text).nunique()) for name in columns}
    return {len(rows), *different}


def _bare_count(stack: Stack, at: int) -> list[str]:
    """A number without its unit where only a count can stand: under a name or an identity number."""
    cells = [
        re.sub(r"\s", "", as_text(stack.raw[name].iloc[at]))
        for name in _NEVER_A_NUMBER
        if name in stack.raw.columns
    ]
    return [f"{cell}人" for cell in cells if re.fullmatch(r"[0-9]{1,6}", cell)]


def _row_texts(stack: Stack, at: int) -> list[str]:
    part = int(stack.place["part"].to_numpy()[at])
    aside = stack.sheets[part].cells_aside(at - int(stack.starts[part]))
    texts = (as_text(cell) for cell in [*stack.raw.iloc[at].to_list(), *aside.values()])
    return [re.sub(r"\s", "", text) for text in texts if text.strip()]


def _only(stack: Stack, at: int) -> NDArray[np.bool_]:
    hits = np.zeros(len(stack.raw), dtype=bool)
    hits[at] = True
    return hits
