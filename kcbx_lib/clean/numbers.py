"""A number: 1,250.00元, 3.5万, 95%, 第3次, １２人. Units are dropped, 万 and % are reckoned in.

A word in place of a number (约50, 50-60, 缺考) is no number; 1,25 could be 1.25 or a mistyped 1,250
and is AMBIGUOUS. Amounts in words (壹仟贰佰元) are not read.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal
from functools import partial
from typing import Any

import pandas as pd

from kcbx_lib.clean.cells import date_in, number_in
from kcbx_lib.clean.chinese_numerals import NUMERALS, number_of
from kcbx_lib.clean.cleaned import Cleaned
from kcbx_lib.clean.columns import clean_each_unique
from kcbx_lib.clean.reason import CleanError, Reading, Reason
from kcbx_lib.clean.text import plain, unread

_UNIT = (
    r"(?:元|块|圆|人民币|RMB|人次|人|名|户|个|位|所|次|回|天|日|周|月|年|级|分钟|分|小时|课时|学时|时|节|班|例|份|项|岁|"
    r"公里|千米|KM|间|平方米|本|件|家|条|元/[年人月期学]+)?整?"
)
_NUMBER = re.compile(
    rf"第?(?:[¥￥$]|RMB|人民币)?(?P<sign>[+-]?)(?P<digits>[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
    rf"(?:E(?P<power>[+-]?[0-9]{{1,2}}))?(?P<scale>[百千万亿%‰]?){_UNIT}"
)
_IN_WORDS = re.compile(rf"第?(?P<numeral>[{NUMERALS}]{{1,6}}){_UNIT}")
_GROUPED = re.compile(r"[+-]?[¥￥$]?[0-9]{1,3}(?:,[0-9]{3})+(?![0-9,])")
_ABOUT = re.compile(r"[约近超]|左右|多|余|以[上下]|[<>≤≥~～±]|[0-9][-—–至到][0-9]|几")
_SCALES = {"": 1, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_SHARES = {"%": 100, "‰": 1_000}
_LARGEST_INTEGER = 2**63 - 1
_LONGEST = 60


def compact(raw: Any) -> str:
    """The number without spaces, in plain digits and capitals."""
    return plain(raw).upper().replace("−", "-").replace("、", ",")


def read(
    raw: Any,
    *,
    integer: bool = False,
    minimum: float | None = None,
    maximum: float | None = None,
) -> Reading:
    """The number (int with ``integer``, else float) and the reason."""
    if date_in(raw) is not None:
        return None, Reason.UNPARSEABLE
    number = number_in(raw)
    if number is not None:
        return _bounded(number, Reason.OK, integer, minimum, maximum)
    text = compact(raw)
    fault = unread(text)
    if fault is not None:
        return None, fault
    found, reason = _read_text(text)
    if found is None:
        return None, reason
    plain = isinstance(raw, str) and raw == text and text.lstrip("-").replace(".", "", 1).isdigit()
    return _bounded(found, Reason.OK if plain else reason, integer, minimum, maximum)


def _read_text(text: str) -> Reading:
    if "," in text:
        if not _GROUPED.match(text):
            return None, Reason.AMBIGUOUS if text[:1].isdigit() else Reason.UNPARSEABLE
        text = text.replace(",", "")
    match = _NUMBER.fullmatch(text) if len(text) <= _LONGEST else None
    if match is not None:
        return _reckoned(match), Reason.NORMALISED
    words = _IN_WORDS.fullmatch(text)
    number = number_of(words["numeral"]) if words is not None else None
    if number is not None:
        return number, Reason.NORMALISED
    return None, Reason.AMBIGUOUS if _ABOUT.search(text) else Reason.UNPARSEABLE


def _reckoned(match: re.Match[str]) -> int | float:
    """The exact value: 0.1 of a 万 is 1,000, not 1,000.0000000000001."""
    number = Decimal(match["sign"] + match["digits"]).scaleb(int(match["power"] or 0))
    scale = match["scale"]
    number = number / _SHARES[scale] if scale in _SHARES else number * _SCALES[scale]
    return int(number) if number == number.to_integral_value() else float(number)


def _bounded(
    number: int | float,
    reason: Reason,
    integer: bool,
    minimum: float | None,
    maximum: float | None,
) -> Reading:
    if isinstance(number, float) and not math.isfinite(number):
        return None, Reason.UNPARSEABLE
    is_beyond = abs(number) > _LARGEST_INTEGER
    is_below = minimum is not None and number < minimum
    is_above = maximum is not None and number > maximum
    if is_beyond or is_below or is_above:
        return None, Reason.OUT_OF_RANGE
    if not integer:
        return float(number), reason
    return (number, reason) if isinstance(number, int) else (None, Reason.UNPARSEABLE)


def validate(raw: Any, **options: Any) -> int | float:
    """The number. Raises CleanError where there is none."""
    value, reason = read(raw, **options)
    if value is None:
        raise CleanError(reason, raw)
    number: int | float = value
    return number


def is_valid(raw: Any, **options: Any) -> bool:
    """Whether a number can be read."""
    return read(raw, **options)[0] is not None


def clean_column(
    column: pd.Series,
    *,
    integer: bool = False,
    minimum: float | None = None,
    maximum: float | None = None,
) -> Cleaned:
    """A column of numbers as ``Float64``, or ``Int64`` with ``integer``."""
    read_one = partial(read, integer=integer, minimum=minimum, maximum=maximum)
    return clean_each_unique(column, read_one, dtype="Int64" if integer else "Float64")
