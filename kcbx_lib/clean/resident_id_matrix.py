"""The vector path of ``resident_id``: a verdict on every text of 18 bytes, many at a time.

The texts lie side by side in one Arrow buffer, so they are one matrix of bytes. It is turned, block
by block, into 18 planes, and every check is arithmetic on whole planes. Most rows pass everything;
the few that do not are asked once more what is wrong with them. A text of another form is left
undecided: what it may be, only the scalar reader says.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from kcbx_lib.clean.cleaned import code_of
from kcbx_lib.clean.reason import Reason
from kcbx_lib.clean.region import FICTIONAL, PROVINCES

WIDTH = 18
# GB 11643-1999, 6.1: the weights 2^(18-i) mod 11 of the 17 digits; the check character weighs 1.
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_LETTERS = "10X98765432"

UNDECIDED = -1

_TEN, _NO_DIGIT = 10, 255
_BLOCK = 1 << 15  # rows at a time: 18 planes of a block stay in the cache

Planes = NDArray[np.uint8]
Mask = NDArray[np.bool_]

_SUM_IS_VALID = np.arange(9 * sum(WEIGHTS) + 256, dtype=np.uint16) % 11 == 1
_REGION_IS_KNOWN = np.zeros(256, dtype=bool)
_REGION_IS_KNOWN[[int(code) for code in (*PROVINCES, FICTIONAL)]] = True
_LAST_DAY = np.zeros(256, dtype=np.uint8)
_LAST_DAY[1:13] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]


def arrow_texts(column: pd.Series) -> pa.Array | None:
    """The column as one Arrow array of texts, without a copy where it already is one; None if a
    cell is no text.
    """
    try:
        texts = pa.array(column.array if isinstance(column.dtype, pd.StringDtype) else column)
    except (pa.ArrowException, UnicodeError, TypeError, ValueError, OverflowError):
        return None
    if isinstance(texts, pa.ChunkedArray):
        texts = texts.combine_chunks()
    if pa.types.is_null(texts.type) or not (
        pa.types.is_string(texts.type) or pa.types.is_large_string(texts.type)
    ):
        return None
    return texts.cast(pa.large_string())


def verdicts(texts: pa.Array, *, earliest: dt.date, latest: dt.date) -> NDArray[np.int8]:
    """For each text the code of its reason (as in ``cleaned.REASONS``), or UNDECIDED where it is not
    17 digits and a check character.
    """
    found = np.full(len(texts), UNDECIDED, dtype=np.int8)
    lengths = pc.binary_length(texts).fill_null(0).to_numpy(zero_copy_only=False)
    has_width = lengths == WIDTH
    if has_width.any():
        wide = texts if has_width.all() else texts.filter(pa.array(has_width))
        found[has_width] = matrix_verdicts(byte_matrix(wide), earliest=earliest, latest=latest)
    return found


def byte_matrix(texts: pa.Array) -> NDArray[np.uint8]:
    """Texts of 18 bytes each, none missing, as a matrix of bytes: a view, not a copy."""
    start = np.frombuffer(texts.buffers()[1], dtype=np.int64, count=1, offset=8 * texts.offset)[0]
    size = len(texts) * WIDTH
    data = np.frombuffer(texts.buffers()[2], dtype=np.uint8, count=size, offset=int(start))
    return data.reshape(len(texts), WIDTH)


def matrix_verdicts(
    matrix: NDArray[np.uint8], *, earliest: dt.date, latest: dt.date
) -> NDArray[np.int8]:
    """The verdict on each row of a matrix of 18 bytes a row."""
    found = np.empty(len(matrix), dtype=np.int8)
    for start in range(0, len(matrix), _BLOCK):
        block = slice(start, start + _BLOCK)
        digits = _planes(matrix[block])
        good = (
            _has_form(digits)
            & _REGION_IS_KNOWN[_pair(digits, 0)]
            & _sum_is_valid(digits)
            & _is_day(digits)
            & _is_between(digits, earliest, latest)
        )
        found[block] = np.where(good, code_of(Reason.OK), UNDECIDED)
        if not good.all():
            bad = ~good
            found[block][bad] = _what_is_wrong(digits[:, bad], earliest, latest)
    return found


def _what_is_wrong(digits: Planes, earliest: dt.date, latest: dt.date) -> NDArray[np.int8]:
    """The verdicts in the order of the scalar reader: the first that applies."""
    return np.select(
        [
            ~_has_form(digits) | (digits == 0).all(axis=0),  # all zeros: left blank
            ~_is_day(digits),
            ~_is_between(digits, earliest, latest),
            ~_sum_is_valid(digits) & _looks_rounded(digits),
            ~_sum_is_valid(digits),
            _REGION_IS_KNOWN[_pair(digits, 0)],
        ],
        [
            UNDECIDED,
            code_of(Reason.BAD_DATE),
            code_of(Reason.OUT_OF_RANGE),
            code_of(Reason.PRECISION_LOST),
            code_of(Reason.BAD_CHECKSUM),
            code_of(Reason.OK),
        ],
        UNDECIDED,  # an unknown region, or a foreigner's card: left to the scalar reader
    ).astype(np.int8)


def _planes(matrix: NDArray[np.uint8]) -> Planes:
    """The rows as 18 planes of digits; X in the last place is 10, anything else above that."""
    # Always a copy: a single row is contiguous either way, and the matrix is the caller's own data.
    digits: Planes = np.array(matrix.T, order="C", copy=True)
    is_x = digits[17] == ord("X")
    digits -= ord("0")  # what lies below '0' wraps around, and so is above 9 as well
    digits[17][digits[17] == _TEN] = _NO_DIGIT  # a colon, the character after '9'
    digits[17][is_x] = _TEN
    return digits


def _has_form(digits: Planes) -> Mask:
    return (digits[:17] < _TEN).all(axis=0) & (digits[17] <= _TEN)


def birth_days(matrix: NDArray[np.uint8]) -> NDArray:
    """The birth dates in the rows of a matrix of valid ids, as days."""
    digits = np.ascontiguousarray(matrix[:, 6:14].T) - np.uint8(ord("0"))
    year = _pair(digits, 0).astype(np.int64) * 100 + _pair(digits, 2)
    months = (year - 1970) * 12 + _pair(digits, 4) - 1
    first = months.astype("datetime64[M]").astype("datetime64[D]")
    return first + (_pair(digits, 6).astype(np.int64) - 1)


def _pair(digits: Planes, place: int) -> NDArray[np.uint8]:
    return digits[place] * np.uint8(10) + digits[place + 1]


def _sum_is_valid(digits: Planes) -> Mask:
    total = digits[17].astype(np.uint16)
    for place, weight in enumerate(WEIGHTS):
        total += digits[place] * np.uint8(weight)  # at most 90, so it fits a byte
    return _SUM_IS_VALID.take(total, mode="clip")


def _is_day(digits: Planes) -> Mask:
    month, day = _pair(digits, 10), _pair(digits, 12)
    is_day = (day >= 1) & (day <= _LAST_DAY[month])
    leap_day = (month == 2) & (day == 29)
    if leap_day.any():
        year = _year(digits)
        is_day &= ~leap_day | (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    return is_day & ((_pair(digits, 6) > 0) | (_pair(digits, 8) > 0))  # no year 0000


def _is_between(digits: Planes, earliest: dt.date, latest: dt.date) -> Mask:
    day = _year(digits) * 10_000 + _pair(digits, 10) * np.int32(100) + _pair(digits, 12)
    return (day >= _as_number(earliest)) & (day <= _as_number(latest))


def _year(digits: Planes) -> NDArray[np.int32]:
    return _pair(digits, 6) * np.int32(100) + _pair(digits, 8)


def _looks_rounded(digits: Planes) -> Mask:
    """As ``precision.looks_rounded``, for rows of digits only."""
    number = np.zeros(digits.shape[1], dtype=np.int64)
    for plane in digits:
        number = number * 10 + plane
    is_double = number.astype(np.float64).astype(np.int64) == number
    return ((digits[15:] == 0).all(axis=0) | is_double) & (digits[17] < _TEN)


def _as_number(day: dt.date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day
