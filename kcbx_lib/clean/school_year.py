"""A school year (学年), written 2024-2025: from 1 September to 31 August.

2024学年, 2024-2025学年度, 2024/25 are the same; a bare 2024 may be the calendar year in which it
begins or ends, and is AMBIGUOUS.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pandas as pd

from kcbx_lib.clean import period
from kcbx_lib.clean.cells import date_in
from kcbx_lib.clean.cleaned import Cleaned
from kcbx_lib.clean.columns import clean_each_unique
from kcbx_lib.clean.reason import CleanError, Reading, Reason
from kcbx_lib.clean.text import unread, written

_TWO_YEARS = re.compile(
    r"(?P<year>[0-9]{4})年?[-—/~至到.]+(?P<next>[0-9]{4}|[0-9]{2})年?(?:学年度?|年度)?"
    r"(?:[(]?第?[一二上下12]学?期[)]?|[春秋]季?(?:学期)?)?"
)
_ONE_YEAR = re.compile(r"(?P<year>[0-9]{4})学年度?(?:第?[一二上下12]学?期)?")
_BARE_YEAR = re.compile(r"[0-9]{4}年?度?")

compact = period.compact


def read(raw: Any) -> Reading:
    """The school year and the reason."""
    if date_in(raw) is not None:
        return None, Reason.AMBIGUOUS
    text = compact(raw)
    fault = unread(text)
    if fault is not None:
        return None, fault
    match = _TWO_YEARS.fullmatch(text) or _ONE_YEAR.fullmatch(text)
    if match is None:
        return None, Reason.AMBIGUOUS if _BARE_YEAR.fullmatch(text) else Reason.UNPARSEABLE
    year, following = int(match["year"]), match.groupdict().get("next")
    is_next = following is None or int(following) in {year + 1, (year + 1) % 100}
    if not is_next or not period.EARLIEST_YEAR <= year <= period.LATEST_YEAR:
        return None, Reason.OUT_OF_RANGE
    value = f"{year}-{year + 1}"
    return value, written(value, raw)


def of_day(day: dt.date) -> str:
    """The school year in which a day lies."""
    year = day.year if day.month >= 9 else day.year - 1
    return f"{year}-{year + 1}"


def span(school_year: str) -> tuple[dt.date, dt.date]:
    """First and last day of a school year such as 2024-2025."""
    year = int(validate(school_year)[:4])
    return dt.date(year, 9, 1), dt.date(year + 1, 8, 31)


def validate(raw: Any) -> str:
    """The school year. Raises CleanError where there is none."""
    value, reason = read(raw)
    if value is None:
        raise CleanError(reason, raw)
    return str(value)


def is_valid(raw: Any) -> bool:
    """Whether a school year can be read."""
    return read(raw)[0] is not None


def clean_column(column: pd.Series) -> Cleaned:
    """A column of school years as text."""
    return clean_each_unique(column, read, dtype="str")
