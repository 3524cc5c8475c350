"""A category of a verification list: a capital letter, or a letter and a digit (A, I, A2, B2).

Whether the list version knows the letter is for the rules to say, so J and K are read like any
other. A label behind the letter (A类, A-户籍原因) is dropped.
"""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from kcbx_lib.clean.cleaned import Cleaned
from kcbx_lib.clean.columns import clean_each_unique
from kcbx_lib.clean.reason import CleanError, Reading, Reason
from kcbx_lib.clean.text import plain, unread, written

_CATEGORY = re.compile(
    r"[(]?(?P<code>[A-Z][0-9]?)[)]?(?:[类项](?!.)|[类项]?[\W_].*|[^\x00-\x7f].*)?"
)


def compact(raw: Any) -> str:
    """The cell without spaces, in plain width and capitals."""
    return plain(raw).upper()


def read(raw: Any) -> Reading:
    """The category and the reason."""
    text = compact(raw)
    fault = unread(text)
    if fault is not None:
        return None, fault
    match = _CATEGORY.fullmatch(text)
    if match is None:
        return None, Reason.UNKNOWN_CODE
    return match["code"], written(match["code"], raw)


def validate(raw: Any) -> str:
    """The category. Raises CleanError where there is none."""
    value, reason = read(raw)
    if value is None:
        raise CleanError(reason, raw)
    return str(value)


def is_valid(raw: Any) -> bool:
    """Whether a category can be read."""
    return read(raw)[0] is not None


def clean_column(column: pd.Series) -> Cleaned:
    """A column of categories as text."""
    return clean_each_unique(column, read, dtype="str")
