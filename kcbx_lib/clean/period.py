"""A period of reporting: a month, an ISO week, a quarter, a term, in one written form.

    2024年9月, 202409, 2024.9      2024-09
    2024年第37周                    2024-W37 (Monday to Sunday, ISO 8601)
    2024年第三季度, 2024Q3          2024-Q3
    2024年秋季, 2024-2025学年第一学期  2024-autumn

A period without its year (第37周, 9月) is AMBIGUOUS. ``bounds`` gives first and last day. The autumn
term is taken to run from 1 September to the end of February and the spring term from 1 March to 31
August, so that every day lies in one: wider than any county's calendar, which decides school days.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import Any

import numpy as np
import pandas as pd

from kcbx_lib.clean import dates, months
from kcbx_lib.clean.cells import date_in, number_in
from kcbx_lib.clean.chinese_numerals import NUMERALS, number_of
from kcbx_lib.clean.cleaned import Cleaned
from kcbx_lib.clean.columns import clean_each_unique, distinct_cells
from kcbx_lib.clean.reason import CleanError, Reading, Reason
from kcbx_lib.clean.text import plain, unread, written

EARLIEST_YEAR, LATEST_YEAR = 1950, 2100

_YEAR = r"(?P<year>[0-9]{4})"
_N = rf"(?P<number>[0-9]{{1,2}}|[{NUMERALS}]{{1,3}})"
_GAP = r"(?:年度?|[-/.])?"
_TERM = r"(?P<term>秋季?|春季?|AUTUMN|FALL|SPRING)(?:学期|开学|期)?"
_ORDER = r"第?(?P<order>[一二12上下])学?期"

_WEEK = re.compile(rf"{_YEAR}{_GAP}(?:第?{_N}周|W(?P<digits>[0-9]{{1,2}}))")
_QUARTER = re.compile(rf"{_YEAR}{_GAP}(?:第?{_N}季度|Q(?P<digits>[1-4]))")
_SEASON = re.compile(rf"{_YEAR}{_GAP}{_TERM}")
_SCHOOL_YEAR_TERM = re.compile(
    rf"{_YEAR}(?:[-/~—至到]+(?P<next>[0-9]{{4}}|[0-9]{{2}}))?(?:学年度?|年度?)?[,.(]?"
    rf"(?:{_ORDER}|{_TERM})\)?"
)
_RANGE = re.compile(r"(?P<first>.{6,}?)(?:至|到|[~—]+|--+)(?P<last>.{6,})")
_DASHED_RANGE = re.compile(
    r"(?P<first>[0-9]{4}[.年/][0-9]+[.月/][0-9]+日?)-(?P<last>[0-9]{4}[.年/][0-9]+[.月/][0-9]+日?)"
)
_WITHOUT_YEAR = re.compile(rf"第?(?:{_N})(?:周|季度|月份?)|W[0-9]{{1,2}}|Q[1-4]|{_TERM}|{_ORDER}")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–−﹣", "-") | {"～": "~", "―": "—"})

_NORMAL = re.compile(r"([0-9]{4})-(?:(W|Q)?([0-9]{1,2})|(autumn|spring))")


def compact(raw: Any) -> str:
    """The period without spaces, in plain digits, marks and capitals."""
    return plain(raw).upper().translate(_DASHES)


def read(raw: Any) -> Reading:
    """The period in its normal form and the reason."""
    day = date_in(raw)
    if day is not None:  # 2024年9月 typed into a cell becomes 2024-09-01
        return _in_range(day.year, f"{day:%Y-%m}") if day.day == 1 else (None, Reason.AMBIGUOUS)
    text = compact(raw)
    fault = unread(text)
    if fault is not None:
        return None, fault
    value, reason = _read_text(text) if number_in(raw) is None else _read_month(raw)
    return (value, written(value, raw)) if reason is Reason.NORMALISED else (value, reason)


def _read_text(text: str) -> Reading:
    for form, reading in _FORMS:
        match = form.fullmatch(text)
        if match is not None:
            return reading(match)
    if _WITHOUT_YEAR.fullmatch(text):
        return None, Reason.AMBIGUOUS
    return _read_month(text)


def _read_month(cell: Any) -> Reading:
    month, reason = months.read(cell)
    if month is None:
        return None, Reason.AMBIGUOUS if reason is Reason.INCOMPLETE else reason
    if _is_full_day(str(cell)):
        return None, Reason.AMBIGUOUS  # a day is no period
    return _in_range(month.year, f"{month:%Y-%m}")


def _is_full_day(text: str) -> bool:
    return re.search(r"[日号]|[0-9]{8}|[-/.月][0-9]{1,2}[-/.][0-9]", text) is not None


def _number(match: re.Match[str]) -> int:
    return number_of(match["number"] or match["digits"]) or 0


def _read_week(match: re.Match[str]) -> Reading:
    year, week = int(match["year"]), _number(match)
    try:
        dt.date.fromisocalendar(year, week, 1)
    except ValueError:
        return None, Reason.BAD_DATE
    return _in_range(year, f"{year}-W{week:02d}")


def _read_quarter(match: re.Match[str]) -> Reading:
    year, quarter = int(match["year"]), _number(match)
    return _in_range(year, f"{year}-Q{quarter}") if 1 <= quarter <= 4 else (None, Reason.BAD_DATE)


def _read_season(match: re.Match[str]) -> Reading:
    year = int(match["year"])
    return _in_range(year, f"{year}-{_season_of(match['term'])}")


def _season_of(word: str) -> str:
    return "autumn" if word[:1] in "秋AF一1上" else "spring"


def _read_school_year_term(match: re.Match[str]) -> Reading:
    """2024-2025学年第一学期 is the autumn of 2024, 第二学期 the spring of 2025."""
    year, following = int(match["year"]), match["next"]
    if following is not None and int(following[-2:]) != (year + 1) % 100:
        return None, Reason.OUT_OF_RANGE
    season = _season_of(match["order"] or match["term"])
    if match["order"] is None and following is None and "学年" not in match[0]:
        return _in_range(year, f"{year}-{season}")
    return _in_range(year, f"{year if season == 'autumn' else year + 1}-{season}")


def _read_range(match: re.Match[str]) -> Reading:
    """Two days that are exactly a month or an ISO week."""
    first, _ = dates.read(match["first"])
    last, _ = dates.read(match["last"])
    if first is None or last is None:
        return None, Reason.UNPARSEABLE
    year, week, weekday = first.isocalendar()
    if weekday == 1 and last - first == dt.timedelta(days=6):
        return _in_range(year, f"{year}-W{week:02d}")
    if first.day == 1 and last == _month_end(first.year, first.month):
        return _in_range(first.year, f"{first:%Y-%m}")
    return None, Reason.AMBIGUOUS


_FORMS: tuple[tuple[re.Pattern[str], Any], ...] = (
    (_WEEK, _read_week),
    (_QUARTER, _read_quarter),
    (_SEASON, _read_season),
    (_SCHOOL_YEAR_TERM, _read_school_year_term),
    (_DASHED_RANGE, _read_range),
    (_RANGE, _read_range),
)


def _in_range(year: int, period: str) -> Reading:
    if EARLIEST_YEAR <= year <= LATEST_YEAR:
        return period, Reason.NORMALISED
    return None, Reason.OUT_OF_RANGE


def _month_end(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def span(period: str) -> tuple[dt.date, dt.date]:
    """First and last day of a period in its normal form. Raises ValueError for another form."""
    match = _NORMAL.fullmatch(period)
    if match is None:
        raise ValueError("expected a period such as 2024-09, 2024-W37, 2024-Q3 or 2024-autumn")
    year, kind, number, season = int(match[1]), match[2], int(match[3] or 0), match[4]
    if season is not None:
        autumn = season == "autumn"
        first = dt.date(year, 9 if autumn else 3, 1)
        return first, _month_end(year + 1, 2) if autumn else dt.date(year, 8, 31)
    if kind == "W":
        monday = dt.date.fromisocalendar(year, number, 1)
        return monday, monday + dt.timedelta(days=6)
    if kind == "Q":
        return dt.date(year, 3 * number - 2, 1), _month_end(year, 3 * number)
    return dt.date(year, number, 1), _month_end(year, number)


def validate(raw: Any) -> str:
    """The period in its normal form. Raises CleanError where there is none."""
    value, reason = read(raw)
    if value is None:
        raise CleanError(reason, raw)
    return str(value)


def is_valid(raw: Any) -> bool:
    """Whether a period with its year can be read."""
    return read(raw)[0] is not None


def clean_column(column: pd.Series) -> Cleaned:
    """A column of periods in their normal form, as text."""
    return clean_each_unique(column, read, dtype="str")


def bounds(column: pd.Series) -> pd.DataFrame:
    """``start`` and ``end`` (``datetime64[s]``) of each period, read from any form; NaT where none."""
    codes, cells = distinct_cells(column)
    values = [read(cell)[0] for cell in cells]
    spans = [(None, None) if value is None else span(value) for value in values]
    days = np.array(spans, dtype="datetime64[s]").reshape(-1, 2)[codes]
    return pd.DataFrame({"start": days[:, 0], "end": days[:, 1]}, index=column.index)
