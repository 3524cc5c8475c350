"""An address as text: spaces between Chinese characters and line breaks removed, digits in plain
width. It is not parsed: 现住址 and 户籍地址 are compared by people, and never merged.
"""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from kcbx_lib.clean.cleaned import Cleaned
from kcbx_lib.clean.columns import clean_each_unique
from kcbx_lib.clean.reason import CleanError, Reading
from kcbx_lib.clean.text import compact as compact_text
from kcbx_lib.clean.text import unread, written

_GAP = re.compile(r"(?<![A-Za-z0-9]) +| +(?![A-Za-z0-9])|\n")


def compact(raw: Any) -> str:
    """The address in one line."""
    return _GAP.sub("", compact_text(raw))


def read(raw: Any) -> Reading:
    """The address and the reason."""
    text = compact(raw)
    fault = unread(text)
    if fault is not None:
        return None, fault
    return text, written(text, raw)


def validate(raw: Any) -> str:
    """The clean address. Raises CleanError where there is none."""
    value, reason = read(raw)
    if value is None:
        raise CleanError(reason, raw)
    return str(value)


def is_valid(raw: Any) -> bool:
    """Whether there is an address."""
    return read(raw)[0] is not None


def clean_column(column: pd.Series) -> Cleaned:
    """A column of addresses."""
    return clean_each_unique(column, read, dtype="str")
