"""A school term (学期): 2024-2025-1 is the autumn term of the school year 2024-2025, 2024-2025-2 the
spring term after it.

第一学期, 上学期 and 秋季 are the first term, 第二学期, 下学期 and 春季 the second. Without a year, from the
cell or from the column 学年 beside it, the term is ``1`` or ``2`` and INCOMPLETE; 全年 is ``year``.
"""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from kcbx_lib.clean import period, school_year
from kcbx_lib.clean.cleaned import Cleaned
from kcbx_lib.clean.columns import clean_each_pair, clean_each_unique
from kcbx_lib.clean.reason import CleanError, Reading, Reason
from kcbx_lib.clean.text import unread, written

WHOLE_YEAR = "year"

_FIRST = re.compile(r"第?[一1上]学?期?|(?:上|第一)半?学年|秋季?(?:学期|期)?|AUTUMN|FALL")
_SECOND = re.compile(r"第?[二2下]学?期?|(?:下|第二)半?学年|春季?(?:学期|期)?|SPRING")
_WHOLE_YEAR = re.compile(r"全年|全学年|学年|年度|YEAR")
_NORMAL = re.compile(r"([0-9]{4})-([0-9]{4})-([12])")

compact = period.compact


def read(raw: Any, year: Any = None) -> Reading:
    """The term and the reason. ``year``: the cell of the column 学年 on the same row."""
    text = compact(raw)
    fault = unread(text)
    if fault is not None:
        return None, fault
    found = _with_year(text)
    if found is not None:
        return found, written(found, raw)
    half = _half_of(text)
    if half is None or half == WHOLE_YEAR:
        return half, Reason.UNKNOWN_CODE if half is None else written(half, raw)
    begun, _ = school_year.read(year)
    return (half, Reason.INCOMPLETE) if begun is None else (f"{begun}-{half}", Reason.NORMALISED)


def _with_year(text: str) -> str | None:
    normal = _NORMAL.fullmatch(text)
    if normal is not None:
        return text if int(normal[2]) == int(normal[1]) + 1 else None
    value, _ = period.read(text)
    year, _, season = (value or "").partition("-")
    if season == "autumn":
        return f"{year}-{int(year) + 1}-1"
    return f"{int(year) - 1}-{year}-2" if season == "spring" else None


def _half_of(text: str) -> str | None:
    halves = {"1": _FIRST, "2": _SECOND, WHOLE_YEAR: _WHOLE_YEAR}
    return next((name for name, form in halves.items() if form.fullmatch(text)), None)


def validate(raw: Any, year: Any = None) -> str:
    """The term. Raises CleanError where there is none."""
    value, reason = read(raw, year)
    if value is None:
        raise CleanError(reason, raw)
    return str(value)


def is_valid(raw: Any, year: Any = None) -> bool:
    """Whether a term can be read."""
    return read(raw, year)[0] is not None


def clean_column(column: pd.Series, *, years: pd.Series | None = None) -> Cleaned:
    """A column of terms as text. ``years``: the column 学年 on the same index, raw or clean."""
    if years is None:
        return clean_each_unique(column, read, dtype="str")
    return clean_each_pair(column, years, read, dtype="str")
