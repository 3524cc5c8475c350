"""One raw cell as text. A cell may hold anything that a spreadsheet, a parquet file or a caller's
own frame can hold; nothing here raises.
"""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from numbers import Integral, Real
from typing import Any

import numpy as np
import pandas as pd

UNREADABLE = "\ufffd"  # stands for an object that has no text, and for half a surrogate pair

# Excel and WPS show these where a formula failed. The reader keeps them as codes: such a cell is
# broken, not blank.
FORMULA_ERRORS = frozenset(
    "#REF! #N/A #VALUE! #DIV/0! #NAME? #NUM! #NULL! #SPILL! #CALC! #FIELD! #GETTING_DATA".split()
)

# A double holds every integer of 15 digits; Excel keeps no more than 15 digits of any number.
MOST_DIGITS_OF_A_NUMBER = 15
_CHINA = dt.timezone(dt.timedelta(hours=8))
_MOST_DIGITS = 400  # longer than any double


def is_missing(cell: Any) -> bool:
    """Whether the cell is None, NaN, NaT or NA."""
    if cell is None or cell is pd.NA or cell is pd.NaT:
        return True
    if isinstance(cell, float | np.floating):
        return bool(cell != cell)  # NaN differs from itself
    if isinstance(cell, np.datetime64 | np.timedelta64):
        return bool(np.isnat(cell))
    return isinstance(cell, Decimal) and cell.is_nan()


def number_in(cell: Any) -> int | float | None:
    """The cell's number when the cell is number-typed, integral floats as int; None for text,
    dates and True/False.
    """
    if isinstance(cell, str | bool | np.bool_) or is_missing(cell):
        return None
    if isinstance(cell, Integral):
        return int(cell)
    if not isinstance(cell, Real | Decimal):
        return None
    if isinstance(cell, Decimal) and cell.is_finite() and abs(cell.adjusted()) < _MOST_DIGITS:
        return int(cell) if cell == cell.to_integral_value() else float(cell)
    try:
        number = float(cell)
    except (ArithmeticError, ValueError, TypeError):
        return math.inf
    return int(number) if math.isfinite(number) and number.is_integer() else number


def date_in(cell: Any) -> dt.date | None:
    """The cell's day when the cell is date-typed; a moment loses its time of day, and one with a
    time zone is first told in China's.
    """
    if is_missing(cell):
        return None
    if isinstance(cell, dt.datetime):
        if cell.tzinfo is not None:
            cell = _in_china(cell)
        return dt.date(cell.year, cell.month, cell.day)
    if isinstance(cell, dt.date):
        return cell
    if isinstance(cell, np.datetime64):
        day = cell.astype("datetime64[D]").astype(object)
        return day if isinstance(day, dt.date) else None  # numpy gives an int beyond year 9999
    return None


def _in_china(moment: dt.datetime) -> dt.datetime:
    try:
        return moment.astimezone(_CHINA)
    except (OverflowError, ValueError):
        return moment  # within a day of year 1 or 9999


def as_text(cell: Any) -> str:
    """The cell's text as it stands: '' for a missing cell, integral numbers without '.0', days as
    YYYY-MM-DD. An object that is no cell gives one replacement character.
    """
    if isinstance(cell, str):
        return cell if _is_well_formed(cell) else _without_surrogates(cell)
    if is_missing(cell):
        return ""
    day = date_in(cell)
    if day is not None or isinstance(cell, dt.time):
        return (day or cell).isoformat()
    if isinstance(cell, bool | np.bool_):
        return str(bool(cell))
    number = number_in(cell)
    return UNREADABLE if number is None else _number_text(number)


def _is_well_formed(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _without_surrogates(text: str) -> str:
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def _number_text(number: int | float) -> str:
    if isinstance(number, int) and abs(number) >= 10**_MOST_DIGITS:
        return UNREADABLE  # str() refuses a number of some thousand digits
    return str(number)
