"""A day: every way in which a spreadsheet writes 2012-09-01.

Year first is read as it stands. Where day and month could be exchanged (9/1/2012) or the century is
missing (12.9.1) the cell is AMBIGUOUS and has no value: a deadline or an age must not hang on a
guess. A date to the month becomes the first of the month and is INCOMPLETE.

A number-typed cell is an Excel serial number only within a plausible range; 20120901 and 201209 are
read as they look, and 2012.1 as a number may have been 2012.10, so it is AMBIGUOUS.
"""

from __future__ import annotations

import calendar
import datetime as dt
import math
import re
import unicodedata
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd

from kcbx_lib.clean.cells import date_in, number_in
from kcbx_lib.clean.chinese_numerals import DIGITS, NUMERALS, number_of
from kcbx_lib.clean.cleaned import Cleaned
from kcbx_lib.clean.columns import clean_each_unique
from kcbx_lib.clean.reason import CleanError, Reading, Reason
from kcbx_lib.clean.text import compact as compact_text
from kcbx_lib.clean.text import unread

EARLIEST = dt.date(1900, 1, 1)
LATEST = dt.date(2100, 12, 31)
SERIALS = (20_000, 60_000)  # 1954-10-03 to 2064-04-08 in Excel's 1900 system


@dataclass(frozen=True)
class DateRules:
    """How cells of one column are read; the options of ``clean_column``."""

    epoch_1904: bool = False
    earliest: dt.date = EARLIEST
    latest: dt.date = LATEST
    serials: tuple[int, int] = SERIALS


_DEFAULT = DateRules()

_N = f"[0-9{NUMERALS}]"
_YEAR = f"(?P<year>[0-9]{{4}}|[{DIGITS}]{{4}})"
_SEP = r"\s*[-./,，、。·—–－~]\s*|\s+"
_TIME = (
    r"(?:\s*[上下]午)?"
    r"(?:[T\s]*[0-9]{1,2}[:时点][0-9]{0,2}(?:[:分][0-9]{0,2})?(?:\.[0-9]+)?秒?"
    r"\s*(?:[AP]M|Z|[+-][0-9:]{2,6})?)?"
)
_WEEKDAY = r"(?:\s*[(（]?(?:星期|周|礼拜)[一二三四五六日天][)）]?)?"

_YEAR_MONTH_DAY = re.compile(
    rf"(?:公元|公历)?\s*{_YEAR}(?:\s*年\s*|{_SEP})(?P<month>{_N}{{1,3}})(?:\s*月\s*份?|{_SEP})"
    rf"(?P<day>{_N}{{1,3}})\s*[日号]?\s*[.。]?{_WEEKDAY}{_TIME}"
)
_YEAR_MONTH = re.compile(
    rf"(?:公元|公历)?\s*{_YEAR}(?:\s*年\s*|{_SEP})(?P<month>{_N}{{1,3}})\s*(?:月份?)?\s*[.。]?"
)
_YEAR_ALONE = re.compile(rf"{_YEAR}\s*年?")
_DAY_FIRST_OR_MONTH_FIRST = re.compile(
    rf"(?P<first>[0-9]{{1,2}})(?:{_SEP})(?P<second>[0-9]{{1,2}})(?:{_SEP})(?P<year>[0-9]{{4}}){_TIME}"
)
_TWO_DIGIT_YEAR = re.compile(
    rf"'?{_N}{{1,3}}(?:\s*年\s*|{_SEP}){_N}{{1,3}}(?:\s*月\s*|{_SEP}){_N}{{1,3}}\s*[日号]?{_TIME}"
    rf"|[0-9]{{2}}\s*年\s*{_N}{{1,3}}\s*月份?"
    rf"|[0-9]{{1,2}}[-\s]?[A-Z]{{3,9}}[-\s]?[0-9]{{2}}"
)
_BY_A_DAY = re.compile(
    r"(?=.*(?:前|底|末|截))(?:截[至止])?(?P<day>[^前底末]{6,}?)(?P<end>(?<=月)[底末])?(?:[之以]?前)?"
)
_WITHOUT_YEAR = re.compile(rf"{_N}{{1,3}}\s*月(?:份|{_N}{{1,3}}\s*[日号]?)?|{_N}{{1,3}}\s*[日号]")
_LUNAR = re.compile(r"农历|阴历|旧历|正月|腊月|冬月|初[一二三四五六七八九十]$")
_DIGITS = re.compile(r"(?P<digits>[0-9]{4,14})(?:\.0+)?")
_DAY_AND_TIME = re.compile(rf"(?P<digits>[0-9]{{8}}){_TIME}")
_DECIMAL = re.compile(r"[0-9]{5}\.[0-9]+")
_AFTER_16_UTC = re.compile(r"T(?:1[6-9]|2[0-3]):[0-9:.]+Z$")  # already tomorrow in China
_MONTH_NAMES = {
    name: place
    for place, name in enumerate("JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split(), start=1)
}
_ENGLISH = re.compile(
    rf"(?P<day>[0-9]{{1,2}})(?:ST|ND|RD|TH)?[-\s]+(?P<month>[A-Z]{{3,9}})\.?,?[-\s]+(?P<year>[0-9]{{4}}){_TIME}"
    rf"|(?P<month2>[A-Z]{{3,9}})\.?\s+(?P<day2>[0-9]{{1,2}})(?:ST|ND|RD|TH)?,?\s+(?P<year2>[0-9]{{4}}){_TIME}"
)


def compact(raw: Any) -> str:
    """The cell's text in one line, full-width marks as plain ones, Latin letters in capitals."""
    return unicodedata.normalize("NFKC", compact_text(raw)).replace("\n", " ").upper().strip()


def read(raw: Any, *, rules: DateRules = _DEFAULT) -> Reading:
    """The day (``datetime.date``) and the reason."""
    day = date_in(raw)
    if day is not None:
        reason = Reason.OK if _has_no_time(raw) else Reason.NORMALISED
        return _within(day, reason, rules)
    number = number_in(raw)
    if number is not None:
        return _read_number(number, rules)
    text = compact(raw)
    fault = unread(text)
    if fault is not None:
        return None, fault
    day, reason = _read_text(text, rules)
    if reason is Reason.NORMALISED and isinstance(raw, str) and raw == day.isoformat():
        reason = Reason.OK
    return day, reason


def _has_no_time(moment: Any) -> bool:
    if isinstance(moment, dt.datetime):
        return moment.time() == dt.time()
    return True


def _within(day: dt.date, reason: Reason, rules: DateRules) -> Reading:
    if rules.earliest <= day <= rules.latest:
        return day, reason
    return None, Reason.OUT_OF_RANGE


def _read_number(number: int | float, rules: DateRules) -> Reading:
    """A number-typed cell: a date written without separators, or a serial number."""
    if isinstance(number, int):
        return _read_digits(str(number), rules) if abs(number) < 10**14 else _NOT_READ
    if not math.isfinite(number):
        return _NOT_READ
    if rules.earliest.year <= number < rules.latest.year + 1:
        year, _, month = str(number).partition(".")
        if len(month) == 1 and month == "1":
            return None, Reason.AMBIGUOUS  # 2012.10 typed as a number loses its zero
        return _first_of_month(int(year), int(month), rules) if len(month) <= 2 else _NOT_READ
    return _from_serial(number, rules)


_NOT_READ: Reading = (None, Reason.UNPARSEABLE)


def _read_digits(digits: str, rules: DateRules) -> Reading:
    """Digits without separators: 20120901, 201209, 2012, a serial number."""
    if not digits.isdigit():
        return _NOT_READ
    has_year = _is_year(digits[:4], rules)
    if len(digits) in {8, 12, 14}:  # with a time of day, 20120901083000
        if not has_year and _is_year(digits[4:8], rules):
            return None, Reason.AMBIGUOUS  # 01092012
        return _day(int(digits[:4]), int(digits[4:6]), int(digits[6:8]), rules)
    if len(digits) == 6 and has_year and 1 <= int(digits[4:]) <= 12:
        return _first_of_month(int(digits[:4]), int(digits[4:]), rules)
    if len(digits) == 5:
        return _from_serial(int(digits), rules)
    reasons = {6: Reason.AMBIGUOUS, 4: Reason.INCOMPLETE if has_year else Reason.UNPARSEABLE}
    return None, reasons.get(len(digits), Reason.UNPARSEABLE)  # 120901 has no century


def _is_year(digits: str, rules: DateRules) -> bool:
    return rules.earliest.year <= int(digits or 0) <= rules.latest.year


def _from_serial(serial: float, rules: DateRules) -> Reading:
    """The day of an Excel serial number; the time of day is dropped.

    Excel's 1900 system counts a 29 February 1900 that never was, so that day 1 is 1 January 1900
    and, from day 61 on, day n is 30 December 1899 plus n.
    """
    low, high = rules.serials
    if not low <= serial <= high:
        return None, Reason.OUT_OF_RANGE
    days = math.floor(serial)
    if rules.epoch_1904:
        start = dt.date(1904, 1, 1)
    elif days == 60:
        return None, Reason.BAD_DATE
    else:
        start = dt.date(1899, 12, 31) if days < 60 else dt.date(1899, 12, 30)
    return _within(start + dt.timedelta(days=days), Reason.NORMALISED, rules)


def _read_text(text: str, rules: DateRules) -> Reading:
    if _LUNAR.search(text):
        return None, Reason.AMBIGUOUS  # a day of the lunar calendar is another day
    limit = _BY_A_DAY.fullmatch(text)
    if limit is not None:
        return _read_limit(limit, rules)
    for pattern, reading in _FORMS:
        match = pattern.fullmatch(text)
        if match is not None:
            day, reason = reading(match, rules)
            is_next_day = day is not None and _AFTER_16_UTC.search(text) is not None
            return (day + dt.timedelta(days=1) if is_next_day else day), reason
    return _NOT_READ


def _read_limit(match: re.Match[str], rules: DateRules) -> Reading:
    """9月30日前 is the 30th and 9月底 the last of the month: true as far as it goes, so INCOMPLETE."""
    day, reason = _read_text(match["day"], rules)
    if day is None:
        return None, reason
    if match["end"]:
        day = day.replace(day=calendar.monthrange(day.year, day.month)[1])
    return (day, Reason.INCOMPLETE) if day <= rules.latest else (None, Reason.OUT_OF_RANGE)


def _read_full(match: re.Match[str], rules: DateRules) -> Reading:
    year, month, day = (number_of(match[part]) for part in ("year", "month", "day"))
    return _day(year, month, day, rules)


def _read_month(match: re.Match[str], rules: DateRules) -> Reading:
    return _first_of_month(number_of(match["year"]), number_of(match["month"]), rules)


def _read_either_order(match: re.Match[str], rules: DateRules) -> Reading:
    """Day/month/year or month/day/year: read only where one order is possible."""
    year, first, second = int(match["year"]), int(match["first"]), int(match["second"])
    if first <= 12 and second <= 12 and first != second:
        return None, Reason.AMBIGUOUS
    month, day = (first, second) if first <= 12 else (second, first)
    return _day(year, month, day, rules)


def _read_english(match: re.Match[str], rules: DateRules) -> Reading:
    month = _MONTH_NAMES.get((match["month"] or match["month2"])[:3])
    if month is None:
        return _NOT_READ
    year, day = int(match["year"] or match["year2"]), int(match["day"] or match["day2"])
    return _day(year, month, day, rules)


_FORMS: tuple[tuple[re.Pattern[str], Any], ...] = (
    (_YEAR_MONTH_DAY, _read_full),
    (_YEAR_MONTH, _read_month),
    (_DIGITS, lambda match, rules: _read_digits(match["digits"], rules)),
    (_DAY_AND_TIME, lambda match, rules: _read_digits(match["digits"], rules)),
    (_DECIMAL, lambda match, rules: _read_number(float(match[0]), rules)),
    (_DAY_FIRST_OR_MONTH_FIRST, _read_either_order),
    (_ENGLISH, _read_english),
    (_TWO_DIGIT_YEAR, lambda _match, _rules: (None, Reason.AMBIGUOUS)),
    (_YEAR_ALONE, lambda _match, _rules: (None, Reason.INCOMPLETE)),
    (_WITHOUT_YEAR, lambda _match, _rules: (None, Reason.INCOMPLETE)),
)


def _day(year: int | None, month: int | None, day: int | None, rules: DateRules) -> Reading:
    if year is None or month is None or day is None:
        return _NOT_READ
    try:
        return _within(dt.date(year, month, day), Reason.NORMALISED, rules)
    except ValueError:
        return None, Reason.BAD_DATE


def _first_of_month(year: int | None, month: int | None, rules: DateRules) -> Reading:
    day, reason = _day(year, month, 1, rules)
    return (day, Reason.INCOMPLETE) if day is not None else (None, reason)


def validate(raw: Any, *, rules: DateRules = _DEFAULT) -> dt.date:
    """The day. Raises CleanError where there is none."""
    value, reason = read(raw, rules=rules)
    if value is None:
        raise CleanError(reason, raw)
    day: dt.date = value
    return day


def is_valid(raw: Any, *, rules: DateRules = _DEFAULT) -> bool:
    """Whether a day can be read, to the month at least."""
    return read(raw, rules=rules)[0] is not None


def clean_column(
    column: pd.Series,
    *,
    epoch_1904: bool = False,
    earliest: dt.date = EARLIEST,
    latest: dt.date = LATEST,
    serials: tuple[int, int] = SERIALS,
) -> Cleaned:
    """A column of days as ``datetime64[s]``. ``epoch_1904``: the workbook counts from 1904 (old
    files from a Mac); ``serials``: the numbers that are taken for serial numbers.
    """
    rules = DateRules(epoch_1904, earliest, latest, serials)
    return clean_each_unique(column, partial(read, rules=rules), dtype="datetime64[s]")
