"""A resident id (公民身份号码, GB 11643-1999): six digits of area, eight of birth, three of sequence
(odd for a man), one check character.

>>> read("990101 2012-09-01 0014")
('990101201209010014', <Reason.NORMALISED: 'normalised'>)

What is never done: an id whose last digits a spreadsheet rounded away is not completed, and a wrong
check character is not corrected. A repair (15 digits made 18, × read as X) is a proposal: REPAIRED.
The checks go from characters over birth to the check character: a broken date explains more than a
broken sum.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache, partial
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from kcbx_lib.clean import resident_id_matrix as matrix
from kcbx_lib.clean.cells import as_text, number_in
from kcbx_lib.clean.cleaned import Cleaned, code_of, reason_codes, reason_series
from kcbx_lib.clean.columns import clean_each_unique, distinct_cells
from kcbx_lib.clean.precision import (
    is_rounded_number,
    is_scientific,
    looks_rounded,
    surviving_digits,
)
from kcbx_lib.clean.reason import FAULTS, CleanError, Reading, Reason
from kcbx_lib.clean.region import is_known_region
from kcbx_lib.clean.text import PLACEHOLDERS, tidy, unread, written

EARLIEST = dt.date(1900, 1, 1)  # nobody alive was born before; 15 digits mean 19xx
LATEST = dt.date(2100, 12, 31)  # no clock here: pass as_of to refuse births after the audit date

NO_ID = PLACEHOLDERS | frozenset(
    "无身份证 无身份证号 无身份证件 无证件 无证件号 无证 无号 没有身份证 暂无身份证 未办 未办理 未办证 "
    "未上户 未落户 未登记 无户口 无户籍 办理中 正在办理".split()
)

# People type these for the check letter: the multiplication sign, the Roman ten, a star, a Cyrillic
# or Greek letter of the same shape. Only in the last place; elsewhere a star hides a digit.
_CHECK_LOOKALIKES = "×✕╳ⅩХΧ*＊"
_SEPARATORS = dict.fromkeys(map(ord, " \n-‐‑‒–—―−－﹣_'’‘`´＇\"“”″,，"))

_DROPPED_IN_ASCII = r"[\x00-\x20\x7f\-_'`\",]"  # separators, and what tidy() drops or makes a space

_EIGHTEEN = re.compile(r"[0-9]{17}[0-9X]")
_DISABILITY_NO = re.compile(r"([0-9]{17}[0-9X])[1-7][1-4](?:B[0-9]?)?")
_STUDENT_NO = re.compile(r"([GJL])([0-9A-Z]{18})")
_MASKED = re.compile(r"(?=.{15,18}$)[0-9]{1,14}(?:\*{2,}|×{2,}|X{3,})[0-9]{0,8}[0-9X*×]?")
_TRAILING_ZERO = re.compile(r"\.0+$")
_OTHER_DOCUMENT = re.compile(
    r"[HM][0-9]{8}(?:[0-9]{2})?"  # travel permit of residents of Hong Kong and Macau
    r"|[A-Z]{1,2}[0-9]{6,9}"  # passports, birth certificates, travel permits, identity cards
    r"|[A-Z]{1,2}[0-9]{6}[(（]?[0-9A][)）]?"  # Hong Kong identity card
    r"|[157][0-9]{6}[(（][0-9][)）]"  # Macau identity card
    r"|(?:[0-9]{8}|[0-9]{10})[(（][A-Z][)）]"  # travel permit of residents of Taiwan
    r"|[A-Z]{3}[0-9]{12}"  # permanent residence card of foreigners, until 2023
)

_CHECK_LETTERS = matrix.CHECK_LETTERS
_OK, _NORMALISED = code_of(Reason.OK), code_of(Reason.NORMALISED)
_FAULTS = [code_of(reason) for reason in FAULTS]


def compact(raw: Any) -> str:
    """The id without spaces, hyphens and quotes, in capitals, a lookalike of X as X."""
    text = _bare(raw)
    if len(text) == matrix.WIDTH and text[-1] in _CHECK_LOOKALIKES:
        return text[:-1] + "X"
    return text


def _bare(raw: Any) -> str:
    text = tidy(raw)
    return (text if text.isalnum() else text.translate(_SEPARATORS)).upper()


def check_letter(body: str) -> str:
    """The check character of 17 digits. The weights are powers of 2 modulo 11, and so are those of
    a number in base 13: one conversion gives the whole sum.
    """
    return _CHECK_LETTERS[2 * int(body, 13) % 11]


def read(raw: Any, *, as_of: dt.date | None = None) -> Reading:
    """The id (18 characters) and the reason. ``as_of``: births after this day are out of range.

    A number-typed cell of more than 15 digits is lost whatever its check character says: one in
    eleven of the rounded numbers passes that by luck.
    """
    if not isinstance(raw, str):
        number = number_in(raw)
        if number is not None and is_rounded_number(number):
            return None, Reason.PRECISION_LOST
    bare = _bare(raw)
    text = compact(bare) if bare[-1:] in _CHECK_LOOKALIKES else bare
    latest = as_of or LATEST
    if _EIGHTEEN.fullmatch(text) and text.strip("0"):
        quality = written(text, raw) if text == bare else Reason.REPAIRED
        return _read_eighteen(text, quality, latest)
    return _read_other(text, latest)


def _read_eighteen(text: str, quality: Reason, latest: dt.date) -> Reading:
    fault = _birth_fault(text[6:14], latest)
    if fault is not None:
        return None, fault
    if text[17] != check_letter(text[:17]):
        return None, Reason.PRECISION_LOST if looks_rounded(text) else Reason.BAD_CHECKSUM
    if quality is not Reason.REPAIRED and not is_known_region(text[:3]):
        quality = Reason.UNKNOWN_REGION
    return text, quality


@lru_cache(maxsize=1 << 16)
def _birth_fault(digits: str, latest: dt.date) -> Reason | None:
    try:
        birth = dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return Reason.BAD_DATE
    return None if EARLIEST <= birth <= latest else Reason.OUT_OF_RANGE


def _read_other(text: str, latest: dt.date) -> Reading:
    """A text that is not 18 characters of the right kind: blank, repairable, another document or
    plainly wrong.
    """
    if text.isascii() and text.isdigit():
        return _read_digits(text, latest)
    fault = unread(text, NO_ID)
    if fault is not None:
        return None, fault
    proposal = _proposal(text)
    if proposal:
        return _read_eighteen(proposal, Reason.REPAIRED, latest)
    return None, _what_is_wrong(text)


def _read_digits(digits: str, latest: dt.date) -> Reading:
    if not digits.strip("0"):
        return None, Reason.BLANK
    if len(digits) == len("410101900101001"):
        # GB 11643-1989 numbers have no century and no check character; all were born in 19xx.
        body = digits[:6] + "19" + digits[6:]
        return _read_eighteen(body + check_letter(body), Reason.REPAIRED, latest)
    disabled = _DISABILITY_NO.fullmatch(digits)
    if disabled is not None:
        return _read_eighteen(disabled[1], Reason.REPAIRED, latest)
    return None, Reason.PRECISION_LOST if looks_rounded(digits) else Reason.BAD_LENGTH


def _proposal(text: str) -> str:
    """The 18 characters that a text of another form most plainly holds, else ''."""
    if _TRAILING_ZERO.search(text):
        text = _TRAILING_ZERO.sub("", text)
        # Printed from a double: right only if a double could not have printed it.
        return text if _EIGHTEEN.fullmatch(text) and not looks_rounded(text) else ""
    disabled = _DISABILITY_NO.fullmatch(text)
    if disabled is not None:
        return disabled[1]
    student = _STUDENT_NO.fullmatch(text)
    is_verified = student is not None and student[1] == "G" and _EIGHTEEN.fullmatch(student[2])
    return student[2] if student is not None and is_verified else ""


def _what_is_wrong(text: str) -> Reason:
    if is_scientific(text) or looks_rounded(_TRAILING_ZERO.sub("", text)):
        return Reason.PRECISION_LOST
    if _MASKED.fullmatch(text):
        return Reason.INCOMPLETE
    if _STUDENT_NO.fullmatch(text) or _OTHER_DOCUMENT.fullmatch(text):
        return Reason.OTHER_DOCUMENT
    is_of_the_kind = text.isascii() and text[:-1].isdigit() and text[-1] == "X"
    return Reason.BAD_LENGTH if is_of_the_kind else Reason.BAD_CHARACTER


def validate(raw: Any, *, as_of: dt.date | None = None) -> str:
    """The clean id. Raises CleanError where there is none."""
    value, reason = read(raw, as_of=as_of)
    if value is None:
        raise CleanError(reason, raw)
    return str(value)


def is_valid(raw: Any, *, as_of: dt.date | None = None) -> bool:
    """Whether an id can be read, repaired ones included."""
    return read(raw, as_of=as_of)[0] is not None


def clean_column(column: pd.Series, *, as_of: dt.date | None = None) -> Cleaned:
    """A column of ids as a spreadsheet gave them (texts, numbers, blanks): 18 characters or NA.

    Columns of texts go through the byte matrix, and only what is not valid as it stands is read
    cell by cell. A column of whole integers (int64, from parquet) is read as text unless all its
    long values are exactly doubles: then it has been one, and its last digits are gone.
    """
    column = _exact_integers_as_text(column)
    texts = matrix.arrow_texts(column)
    if texts is not None:
        return _clean_texts(texts, column, as_of)
    is_text = np.fromiter((isinstance(cell, str) for cell in column), bool, len(column))
    if not is_text.any():
        return clean_each_unique(column, partial(read, as_of=as_of), dtype="str")
    return _rejoin(
        clean_column(column[is_text].map(as_text).astype("str"), as_of=as_of),
        clean_each_unique(column[~is_text], partial(read, as_of=as_of), dtype="str"),
        is_text,
        column,
    )


def _clean_texts(texts: pa.Array, column: pd.Series, as_of: dt.date | None) -> Cleaned:
    """Most texts are ids as they stand; the others go through two finer sieves."""
    codes = matrix.verdicts(texts, earliest=EARLIEST, latest=as_of or LATEST)
    is_other = codes != _OK
    if is_other.any():
        found, values = codes[is_other], np.full(is_other.sum(), None, dtype=object)
        undecided = found == matrix.UNDECIDED
        rest = texts.filter(pa.array(is_other)).filter(pa.array(undecided))
        found[undecided], values[undecided] = _read_texts(rest, as_of)
        codes[is_other] = found
        texts = pc.replace_with_mask(
            texts, pa.array(is_other), pa.array(values, type=pa.large_string())
        )
    return Cleaned(
        pd.Series(_strings(texts), index=column.index, name=column.name),
        reason_series(codes, column.index),
    )


def _read_texts(
    texts: pa.Array, as_of: dt.date | None
) -> tuple[NDArray[np.int8], NDArray[np.object_]]:
    """Reason codes and values of texts that are no ids as they stand: those that are ids once bare
    of separators, and then, one by one, the rest.
    """
    bare = _bare_texts(texts)
    found = matrix.verdicts(bare, earliest=EARLIEST, latest=as_of or LATEST)
    found[found == _OK] = _NORMALISED
    values = bare.to_numpy(zero_copy_only=False)
    values[np.isin(found, _FAULTS)] = None
    undecided = found == matrix.UNDECIDED
    rows, cells = distinct_cells(pd.Series(_strings(texts.filter(pa.array(undecided)))))
    readings = [read(cell, as_of=as_of) for cell in cells]
    one_by_one = np.array([value for value, _ in readings], dtype=object)
    values[undecided] = one_by_one[rows]
    found[undecided] = reason_codes([reason for _, reason in readings])[rows]
    return found, values


def _bare_texts(texts: pa.Array) -> pa.Array:
    """``_bare`` of many texts: in ASCII the marks to drop are a class of characters."""
    is_plain = pc.and_(pc.string_is_ascii(texts), pc.invert(pc.match_substring(texts, "_x000")))
    is_odd = pc.invert(is_plain).fill_null(False)
    bare = pc.ascii_upper(pc.replace_substring_regex(texts, _DROPPED_IN_ASCII, ""))
    odd = [_bare(cell) for cell in texts.filter(is_odd).to_pylist()]
    return pc.replace_with_mask(bare, is_odd, pa.array(odd, type=pa.large_string()))


def _rejoin(
    texts: Cleaned, others: Cleaned, is_text: NDArray[np.bool_], column: pd.Series
) -> Cleaned:
    """The two parts of a column back in their rows."""
    place = np.empty(len(column), dtype=np.intp)
    place[is_text] = np.arange(len(texts.value))
    place[~is_text] = np.arange(len(texts.value), len(column))
    value = pd.concat([texts.value, others.value], ignore_index=True).iloc[place]
    codes = np.concatenate([part.reason.cat.codes.to_numpy() for part in (texts, others)])
    value.index = column.index
    return Cleaned(value, reason_series(codes[place].astype(np.int8), column.index))


def _exact_integers_as_text(column: pd.Series) -> pd.Series:
    if not pd.api.types.is_integer_dtype(column.dtype):
        return column
    numbers = column.dropna().astype("object")
    long = [number for number in numbers if is_rounded_number(number)]
    if all(int(float(number)) == number for number in long):
        return column
    return column.astype("str")


def _strings(texts: pa.Array) -> pd.api.extensions.ExtensionArray:
    text_type: Any = pd.StringDtype(na_value=np.nan)
    return text_type.__from_arrow__(texts)


def surviving_prefix(column: pd.Series) -> pd.Series:
    """For each cell whose precision is lost, the leading digits that are still right (at most 15);
    NA for every other cell. Enough to offer a reviewer candidates, never to join two rows.
    """
    cleaned = clean_column(column)
    lost = column[cleaned.reason.eq(Reason.PRECISION_LOST)]
    prefixes = [_digits_left(cell) for cell in lost]
    return pd.Series(prefixes, index=lost.index, dtype="str").reindex(column.index)


def _digits_left(cell: Any) -> str:
    text = _bare(cell)
    if is_scientific(text):
        text = text.partition("E")[0].replace(".", "")
    return surviving_digits(text)


def birth_dates(ids: pd.Series) -> pd.Series:
    """The birth date in each clean id; NaT for a cell that is no valid id as it stands."""
    days = np.full(len(ids), "NaT", dtype="datetime64[s]")
    rows, block = _valid_block(ids)
    days[rows] = matrix.birth_days(block)
    return pd.Series(days, index=ids.index, name="birth_date")


def sexes(ids: pd.Series, *, male: str = "male", female: str = "female") -> pd.Series:
    """The sex in each clean id (17th digit odd: male); NA for a cell that is no valid id."""
    rows, block = _valid_block(ids)
    sex = np.full(len(ids), None, dtype=object)
    sex[rows] = np.where(block[:, 16] % 2 == 1, male, female)
    return pd.Series(sex, index=ids.index, name="sex", dtype="str")


def region_codes(ids: pd.Series) -> pd.Series:
    """The six digits of area in each clean id: where it was first issued, which is no address."""
    rows, _ = _valid_block(ids)
    texts = ids.astype("str").where(rows)
    return texts.str.slice(0, 6).rename("region_code")


def check_letters(bodies: pd.Series) -> pd.Series:
    """The check character of each body of 17 digits; NA for a cell of another form."""
    texts = bodies.astype("str")
    is_body = texts.str.fullmatch(r"[0-9]{17}").eq(True)
    letters = texts[is_body].map(check_letter)
    return letters.reindex(bodies.index).astype("str").rename("check_letter")


def _valid_block(ids: pd.Series) -> tuple[NDArray[np.bool_], NDArray[np.uint8]]:
    texts = matrix.arrow_texts(ids)
    if texts is None:
        texts = matrix.arrow_texts(ids.where(ids.map(lambda cell: isinstance(cell, str))))
    if texts is None or not len(texts):
        return np.zeros(len(ids), dtype=bool), np.empty((0, matrix.WIDTH), dtype=np.uint8)
    rows = matrix.verdicts(texts, earliest=EARLIEST, latest=LATEST) == _OK
    wide = texts if rows.all() else texts.filter(pa.array(rows))
    return rows, matrix.byte_matrix(wide)
