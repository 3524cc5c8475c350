"""A month: 入学年月, or the month of an attendance sheet, as the first of that month.

It reads what ``dates`` reads; a month alone is complete here, and a day loses its day.
"""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

import pandas as pd

from kcbx_lib.clean import dates
from kcbx_lib.clean.cleaned import Cleaned
from kcbx_lib.clean.columns import clean_each_unique
from kcbx_lib.clean.dates import EARLIEST, LATEST, SERIALS, DateRules
from kcbx_lib.clean.reason import CleanError, Reading, Reason

compact = dates.compact
_DEFAULT = DateRules()


def read(raw: Any, *, rules: DateRules = _DEFAULT) -> Reading:
    """The first of the month (``datetime.date``) and the reason."""
    day, reason = dates.read(raw, rules=rules)
    if day is None:
        return None, reason
    if isinstance(raw, str) and raw == f"{day:%Y-%m}":
        return day, Reason.OK
    return day.replace(day=1), Reason.NORMALISED


def validate(raw: Any, *, rules: DateRules = _DEFAULT) -> dt.date:
    """The first of the month. Raises CleanError where there is none."""
    value, reason = read(raw, rules=rules)
    if value is None:
        raise CleanError(reason, raw)
    month: dt.date = value
    return month


def is_valid(raw: Any, *, rules: DateRules = _DEFAULT) -> bool:
    """Whether a month with its year can be read."""
    return read(raw, rules=rules)[0] is not None


def clean_column(
    column: pd.Series,
    *,
    epoch_1904: bool = False,
    earliest: dt.date = EARLIEST,
    latest: dt.date = LATEST,
    serials: tuple[int, int] = SERIALS,
) -> Cleaned:
    """A column of months as ``datetime64[s]``, each the first of its month."""
    rules = DateRules(epoch_1904, earliest.replace(day=1), latest, serials)
    return clean_each_unique(column, partial(read, rules=rules), dtype="datetime64[s]")
