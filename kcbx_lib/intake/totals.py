"""A total that disagrees with the rows above it (DQ-08).

Each 合计 or 小计 row is compared, column by column, with the sum of the data rows since the previous
subtotal (小计) or since the top (合计). A column counts only where its rows hold numbers; a total cell
such as 25人 beside 合计, or a bare 25 under a name, an id or a student number, is compared with the
number of rows.
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from kcbx_lib.clean import numbers
from kcbx_lib.clean.cells import as_text
from kcbx_lib.intake.quality import QualityLog
from kcbx_lib.intake.stack import Stack

_SUMMED_KINDS = frozenset({"integer", "number", "money"})
_NOT_SUMMED = frozenset({"attempt_no", "disability_grade", "intake_year", "full_score"})
_NEVER_A_NUMBER = ("name", "resident_id", "student_no")
_CENT = 0.005
_COUNT = re.compile(r"(?:共|计|合计|总计)?[:：]?([0-9]+)(?:人|名|条|户|所|份|项)")


def log_totals(stack: Stack, frame: pd.DataFrame, log: QualityLog) -> None:
    """Entries under DQ-08 for totals that are not the sum of their rows."""
    if not stack.place["kind"].eq("total").any():
        return
    summed = [
        column.name
        for column in stack.table.columns
        if column.kind in _SUMMED_KINDS
        and column.name not in _NOT_SUMMED
        and column.name in stack.raw.columns
    ]
    start = 0
    for sheet in stack.sheets:
        stop = start + len(sheet.rows)
        kinds = stack.place["kind"].to_numpy()[start:stop]
        if (kinds == "total").any():
            _check_sheet(stack, frame, summed, start, kinds, log)
        start = stop


def _check_sheet(
    stack: Stack,
    frame: pd.DataFrame,
    summed: list[str],
    start: int,
    kinds: np.ndarray,
    log: QualityLog,
) -> None:
    data = kinds == "data"
    since = 0
    for at in np.flatnonzero(kinds == "total").tolist():
        texts = _row_texts(stack, start + at)
        partial = any("小计" in text or "本页" in text for text in texts)
        above = np.zeros(len(kinds), dtype=bool)
        above[since if partial else 0 : at] = True
        rows = np.flatnonzero(above & data) + start
        for name in summed:
            _check_column(stack, frame, name, start + at, rows, log)
        _check_count(stack, texts + _bare_count(stack, start + at), start + at, len(rows), log)
        if partial:
            since = at + 1


def _check_column(
    stack: Stack, frame: pd.DataFrame, name: str, at: int, rows: np.ndarray, log: QualityLog
) -> None:
    stated = numbers.read(stack.raw[name].iloc[at])[0]
    values = frame[name].iloc[rows]
    if stated is None or not values.notna().any():
        return
    computed = float(values.sum())
    if abs(float(stated) - computed) < _CENT:
        return
    hits = np.zeros(len(stack.raw), dtype=bool)
    hits[at] = True
    cleaned = pd.Series(None, index=stack.raw.index, dtype=object)
    cleaned.iloc[at] = int(computed) if computed.is_integer() else round(computed, 2)
    log.add(stack, hits, column=name, code="DQ-08", reason="total_disagrees", cleaned=cleaned)


def _check_count(stack: Stack, texts: list[str], at: int, rows: int, log: QualityLog) -> None:
    found = [_COUNT.fullmatch(text) for text in texts]
    counts = {int(count[1]) for count in found if count}
    if len(counts) != 1 or rows == 0 or counts == {rows}:
        return
    hits = np.zeros(len(stack.raw), dtype=bool)
    hits[at] = True
    raw = pd.Series(None, index=stack.raw.index, dtype=object)
    cleaned = raw.copy()
    raw.iloc[at], cleaned.iloc[at] = counts.pop(), rows
    log.add(
        stack, hits, column="name", code="DQ-08", reason="count_disagrees", raw=raw, cleaned=cleaned
    )


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
