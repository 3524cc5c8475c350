"""A student number (学籍号) of the national system: a letter and 18 characters.

G and a verified resident id; J for a child without a usable id; L for a temporary number, which is
not linked to any true id. "LG" is no number. Older local numbers exist and are kept as they stand.
"""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from kcbx_lib.clean import resident_id
from kcbx_lib.clean.cells import number_in
from kcbx_lib.clean.cleaned import Cleaned
from kcbx_lib.clean.columns import clean_each_unique, distinct_cells
from kcbx_lib.clean.precision import is_rounded_number, is_scientific, looks_rounded
from kcbx_lib.clean.reason import CleanError, Reading, Reason
from kcbx_lib.clean.text import PLACEHOLDERS, unread, written

LOCAL = "local"

_NO_NUMBER = PLACEHOLDERS | frozenset(
    "无学籍 无学籍号 暂无学籍 未建 未建学籍 未办理 办理中".split()
)
_NATIONAL = re.compile(r"([GJL])([0-9]{17}[0-9X]|[0-9A-Z]{18})")
_BEGINS_NATIONAL = re.compile(r"[GJL][0-9]")
_LOCAL = re.compile(r"[0-9A-Z]{4,30}")
_TWO_LETTERS = re.compile(r"[GJL]{2}[0-9]")

compact = resident_id.compact


def read(raw: Any) -> Reading:
    """The number and the reason. Kept and AMBIGUOUS: a G number whose id does not check, and a bare
    resident id in its place.
    """
    number = number_in(raw)
    if number is not None and is_rounded_number(number):
        return None, Reason.PRECISION_LOST
    text, reason = _with_check_letter(compact(raw))
    fault = unread(text, _NO_NUMBER)
    if fault is not None:
        return None, fault
    if not text.strip("0"):
        return None, Reason.BLANK
    if reason is Reason.OK:
        reason = written(text, raw)
    national = _NATIONAL.fullmatch(text)
    if national is not None:
        is_doubtful = national[1] == "G" and not resident_id.is_valid(national[2])
        return text, Reason.AMBIGUOUS if is_doubtful else reason
    return _read_local(text, reason)


def _with_check_letter(text: str) -> tuple[str, Reason]:
    """A G number ends in an id's check character, so × in its place is read as X."""
    if _BEGINS_NATIONAL.match(text) and len(text) == 19:
        repaired = text[0] + resident_id.compact(text[1:])
        return repaired, Reason.OK if repaired == text else Reason.REPAIRED
    return text, Reason.OK


def _read_local(text: str, reason: Reason) -> Reading:
    if is_scientific(text):
        return None, Reason.PRECISION_LOST
    if _TWO_LETTERS.match(text) or not _LOCAL.fullmatch(text):
        return None, Reason.BAD_CHARACTER
    if _BEGINS_NATIONAL.match(text):
        return None, Reason.BAD_LENGTH
    if resident_id.is_valid(text):
        return text, Reason.AMBIGUOUS
    if text.isdigit() and len(text) >= 18 and looks_rounded(text):
        return None, Reason.PRECISION_LOST
    return text, reason


def validate(raw: Any) -> str:
    """The clean number. Raises CleanError where there is none."""
    value, reason = read(raw)
    if value is None:
        raise CleanError(reason, raw)
    return str(value)


def is_valid(raw: Any) -> bool:
    """Whether a number can be read."""
    return read(raw)[0] is not None


def clean_column(column: pd.Series) -> Cleaned:
    """A column of student numbers."""
    return clean_each_unique(column, read, dtype="str")


def kind_of(raw: Any) -> str | None:
    """G, J, L or local; None for a cell that gives no number."""
    value, _ = read(raw)
    if value is None:
        return None
    return str(value)[0] if _NATIONAL.fullmatch(value) else LOCAL


def kinds(column: pd.Series) -> pd.Series:
    """``kind_of`` of a column."""
    return _per_cell(column, kind_of)


def embedded_id(raw: Any) -> str | None:
    """The valid resident id inside a G number; None for every other cell. The 18 characters of J and
    L numbers may look like an id and are none.
    """
    value, _ = read(raw)
    if value is None or not str(value).startswith("G") or not _NATIONAL.fullmatch(value):
        return None
    found: str | None = resident_id.read(value[1:])[0]
    return found


def embedded_ids(column: pd.Series) -> pd.Series:
    """``embedded_id`` of a column."""
    return _per_cell(column, embedded_id)


def _per_cell(column: pd.Series, ask: Any) -> pd.Series:
    codes, cells = distinct_cells(column)
    answers = pd.array([ask(cell) for cell in cells], dtype="str")
    return pd.Series(answers.take(codes), index=column.index, name=column.name)
