"""A school's code (学校标识码) as text: ten digits in the national system. Other codes are kept as
they stand, since a county may number its teaching points itself; ``school.resolve`` compares them
with the directory.
"""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from kcbx_lib.clean.cells import number_in
from kcbx_lib.clean.cleaned import Cleaned
from kcbx_lib.clean.columns import clean_each_unique
from kcbx_lib.clean.precision import is_rounded_number, is_scientific
from kcbx_lib.clean.reason import CleanError, Reading, Reason
from kcbx_lib.clean.text import tidy, unread, written

_MARKS = re.compile(r"[\s'’‘`\"“”_\-]+|\.0+$")
_CODE = re.compile(r"[0-9A-Z]{1,24}")


def compact(raw: Any) -> str:
    """The code without spaces, hyphens and quotes, in capitals."""
    return _MARKS.sub("", tidy(raw)).upper()


def read(raw: Any) -> Reading:
    """The code and the reason."""
    number = number_in(raw)
    text = compact(raw)
    if is_scientific(text) or (number is not None and is_rounded_number(number)):
        return None, Reason.PRECISION_LOST
    fault = unread(text)
    if fault is not None:
        return None, fault
    if not text.strip("0"):
        return None, Reason.BLANK
    if not _CODE.fullmatch(text):
        return None, Reason.BAD_CHARACTER
    return text, written(text, raw)


def validate(raw: Any) -> str:
    """The clean code. Raises CleanError where there is none."""
    value, reason = read(raw)
    if value is None:
        raise CleanError(reason, raw)
    return str(value)


def is_valid(raw: Any) -> bool:
    """Whether a code can be read."""
    return read(raw)[0] is not None


def clean_column(column: pd.Series) -> Cleaned:
    """A column of schools' codes as text."""
    return clean_each_unique(column, read, dtype="str")
