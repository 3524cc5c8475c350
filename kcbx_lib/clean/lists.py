"""Several values in one cell: 张三、李四；王五. They are parted at 、 ; , and line breaks, but not
inside brackets: 张三(班主任、数学) is one person.
"""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from kcbx_lib.clean.cleaned import Cleaned
from kcbx_lib.clean.columns import clean_each_unique
from kcbx_lib.clean.reason import CleanError, Reading, Reason
from kcbx_lib.clean.text import compact as compact_text
from kcbx_lib.clean.text import unread

SEPARATOR = "、"

_PART = re.compile(r"(?:[(（\[【][^()（）\[\]【】]*[)）\]】]|[^、;；,，\n|｜])+")


def compact(raw: Any) -> str:
    """The values joined by 、."""
    return SEPARATOR.join(split(raw))


def split(raw: Any) -> list[str]:
    """The values of one cell, each once, in the order written; placeholders are left out."""
    parts = (part.strip() for part in _PART.findall(compact_text(raw)))
    return list(dict.fromkeys(part for part in parts if unread(part) is None))


def read(raw: Any) -> Reading:
    """The values joined by 、 and the reason."""
    text = compact_text(raw)
    fault = unread(text)
    if fault is not None:
        return None, fault
    clean = SEPARATOR.join(split(text))
    if not clean:
        return None, Reason.BLANK
    return clean, Reason.OK if isinstance(raw, str) and raw == clean else Reason.NORMALISED


def validate(raw: Any) -> str:
    """The values joined by 、. Raises CleanError where there is none."""
    value, reason = read(raw)
    if value is None:
        raise CleanError(reason, raw)
    return str(value)


def is_valid(raw: Any) -> bool:
    """Whether there is any value."""
    return read(raw)[0] is not None


def clean_column(column: pd.Series) -> Cleaned:
    """A column of lists as text, the values joined by 、."""
    return clean_each_unique(column, read, dtype="str")


def explode(column: pd.Series) -> pd.Series:
    """One row a value, on the index of its cell (repeated); a cell without values gives no row."""
    values = column.map(split, na_action="ignore").explode()
    return values.dropna().astype("str")


def holds(column: pd.Series, *values: str) -> pd.Series:
    """Whether a cleaned cell names one of the values, alone or among others; a blank names none."""
    text = SEPARATOR + column.astype("str").fillna("") + SEPARATOR
    found = pd.Series(False, index=column.index)
    for value in values:
        found |= text.str.contains(f"{SEPARATOR}{value}{SEPARATOR}", regex=False).astype(bool)
    return found
