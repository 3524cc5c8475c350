"""A telephone number in China: 11 digits of a mobile, or a landline with or without its area code.

Several numbers in one cell: the first is kept and the cell is AMBIGUOUS. A number with stars is
INCOMPLETE.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import pandas as pd

from kcbx_lib.clean.cells import date_in, number_in
from kcbx_lib.clean.cleaned import Cleaned
from kcbx_lib.clean.columns import clean_each_unique
from kcbx_lib.clean.precision import is_scientific
from kcbx_lib.clean.reason import CleanError, Reading, Reason
from kcbx_lib.clean.text import PLACEHOLDERS, unread
from kcbx_lib.clean.text import compact as compact_text

_NO_PHONE = PLACEHOLDERS | frozenset("无电话 没有电话 无手机 无联系方式 联系不上".split())
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_ELEVEN = re.compile(r"1[0-2][0-9]{9}")  # no such mobile prefix is in use; kept, flagged
_LANDLINE = re.compile(
    r"(?:(?P<area>0[1-9][0-9]{1,2})-?)?(?P<local>[2-9][0-9]{6,7})(?:转|-)?(?P<ext>[0-9]{1,6})?"
)
_COUNTRY = re.compile(r"^(?:\+|00)?86(?=1[3-9][0-9]{9}|0[1-9])")
_PARTS = re.compile(r"[、;；,，/|或\n]+|(?<=[0-9]{7}) +(?=[0-9]{7})")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−_", "-"))


def compact(raw: Any) -> str:
    """The number in plain digits, without spaces, brackets and country code."""
    text = unicodedata.normalize("NFKC", compact_text(raw)).translate(_DASHES)
    return _bare(text)


def _bare(text: str) -> str:
    text = re.sub(r"\.0+$", "", re.sub(r"[(（)）]", "-", text))
    text = re.sub(r"[\s.]+", "", text).strip("-+:：") if "*" not in text else text
    text = re.sub(r"^[\u4e00-\u9fff]{1,6}[:：]?", "", re.sub(r"-+", "-", text))
    mobile = re.sub(r"-", "", text)
    text = mobile if re.fullmatch(r"(?:\+|00)?(?:86)?1[3-9][0-9]{9}", mobile) else text
    return _COUNTRY.sub("", text)


def read(raw: Any) -> Reading:
    """The number and the reason."""
    if date_in(raw) is not None:
        return None, Reason.UNPARSEABLE
    text = unicodedata.normalize("NFKC", compact_text(raw)).translate(_DASHES)
    fault = Reason.PRECISION_LOST if is_scientific(text) else unread(text, _NO_PHONE)
    if fault is not None:
        return None, fault
    readings = [_read_one(_bare(part)) for part in _PARTS.split(text) if part.strip()]
    found = [value for value, _ in readings if value is not None]
    if not found:
        return None, readings[0][1] if readings else Reason.BLANK
    if len(set(found)) > 1 or len(readings) > len(found):
        return found[0], Reason.AMBIGUOUS
    is_plain = (isinstance(raw, str) and raw == found[0]) or number_in(raw) is not None
    reason = next(reason for value, reason in readings if value is not None)
    return found[0], Reason.OK if is_plain and reason is Reason.NORMALISED else reason


def _read_one(text: str) -> Reading:
    if _MOBILE.fullmatch(text):
        return text, Reason.NORMALISED
    if _ELEVEN.fullmatch(text):
        return text, Reason.AMBIGUOUS
    landline = _LANDLINE.fullmatch(text)
    if landline is not None:
        parts = [landline["area"], landline["local"], landline["ext"]]
        return "-".join(part for part in parts if part), Reason.NORMALISED
    return None, _what_is_wrong(text)


def _what_is_wrong(text: str) -> Reason:
    digits = text.replace("-", "")
    if re.search(r"[*×xX]{2,}", text):
        return Reason.INCOMPLETE
    if not digits.isdigit():
        return Reason.BAD_CHARACTER
    if not digits.strip("0"):
        return Reason.BLANK
    return Reason.UNKNOWN_CODE if len(digits) in {7, 8, 11} else Reason.BAD_LENGTH


def validate(raw: Any) -> str:
    """The clean number. Raises CleanError where there is none."""
    value, reason = read(raw)
    if value is None:
        raise CleanError(reason, raw)
    return str(value)


def is_valid(raw: Any) -> bool:
    """Whether a telephone number can be read."""
    return read(raw)[0] is not None


def clean_column(column: pd.Series) -> Cleaned:
    """A column of telephone numbers."""
    return clean_each_unique(column, read, dtype="str")
