"""Left-behind children (留守儿童): the enrolment system codes 0 no, 1 one parent away, 2 both; sheets
write 非留守儿童, 单亲留守, 双亲留守, or only 是.

``clean_column`` answers yes or no; ``parents_away`` counts, where the cell says how many.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd

from kcbx_lib.clean import flags
from kcbx_lib.clean.cleaned import Cleaned
from kcbx_lib.clean.columns import clean_each_unique, distinct_cells
from kcbx_lib.clean.reason import CleanError, Reading, Reason

_NOBODY = re.compile(r"(?:非|不是|不属于?|未|无)留守|^[非否无]|未外出|均在家|都在家")
_BOTH = re.compile(r"双亲|双方|父母(?:均|都|双方|全|皆|共同)|父母亲?(?:外出|不在)|两人|2人")
_ONE = re.compile(r"单亲|单方|一方|[父母]亲?(?:外出|在外|务工|不在|离家)|1人|一人")
_LEFT_BEHIND = re.compile(r"留守")

compact = flags.compact


def _degree(raw: Any) -> tuple[int | None, bool | None, Reason]:
    """Parents away, left behind or not, and the reason."""
    text = compact(raw)
    # The one cell in which 无 is a list of nobody, and 1 and 2 are codes of the enrolment system.
    if text in {"0", "1", "2"} and not isinstance(raw, bool | np.bool_):
        return int(text), int(text) > 0, Reason.NORMALISED
    answer, reason = flags.read(raw)
    if answer is not None or reason is Reason.BLANK:
        return (0 if answer is False else None), answer, reason
    away = None
    if _NOBODY.search(text):
        away = 0
    elif _BOTH.search(text):
        away = 2
    elif _ONE.search(text):
        away = 1
    is_known = away is not None or _LEFT_BEHIND.search(text) is not None
    if not is_known:
        return None, None, reason
    return away, away != 0, Reason.NORMALISED


def read(raw: Any) -> Reading:
    """True, False or None, and the reason."""
    _, answer, reason = _degree(raw)
    return answer, reason


def validate(raw: Any) -> bool:
    """Whether the child is left behind. Raises CleanError where the cell does not say."""
    value, reason = read(raw)
    if value is None:
        raise CleanError(reason, raw)
    return bool(value)


def is_valid(raw: Any) -> bool:
    """Whether the cell says yes or no."""
    return read(raw)[0] is not None


def clean_column(column: pd.Series) -> Cleaned:
    """A column of 是否留守儿童 as nullable ``boolean``."""
    return clean_each_unique(column, read, dtype="boolean")


def parents_away(column: pd.Series) -> pd.Series:
    """How many parents are away (0, 1, 2) as ``Int64``; NA where the cell only says yes."""
    codes, cells = distinct_cells(column)
    away = pd.array([_degree(cell)[0] for cell in cells], dtype="Int64")
    return pd.Series(away.take(codes), index=column.index, name=column.name)
