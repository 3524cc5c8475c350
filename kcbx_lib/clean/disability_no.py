"""A disability card's number (残疾人证号): a resident id, a kind (1-7) and a grade (1-4).

>>> read("9901012012090100141" + "2")[1]
<Reason.OK: ''>

Replacement cards add B and a number; they belong to the same card and are dropped.
"""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from kcbx_lib.clean import resident_id
from kcbx_lib.clean.cells import number_in
from kcbx_lib.clean.cleaned import Cleaned
from kcbx_lib.clean.columns import clean_each_unique, distinct_cells
from kcbx_lib.clean.precision import is_rounded_number, is_scientific
from kcbx_lib.clean.reason import CleanError, Reading, Reason
from kcbx_lib.clean.text import PLACEHOLDERS, unread, written

# Third-generation cards (2018 rules of the China Disabled Persons' Federation).
KINDS = {
    "1": "视力",
    "2": "听力",
    "3": "言语",
    "4": "肢体",
    "5": "智力",
    "6": "精神",
    "7": "多重",
}
GRADES = {"1": "一级", "2": "二级", "3": "三级", "4": "四级"}

_NO_CARD = PLACEHOLDERS | frozenset("无证 未办 未办证 未办理 办理中 无残疾证 未持证".split())
_CARD = re.compile(r"(?P<id>[0-9]{17}[0-9X])(?P<kind>[0-9])(?P<grade>[0-9])(?P<copy>B[0-9]{0,2})?")

compact = resident_id.compact


def read(raw: Any) -> Reading:
    """The 20 characters and the reason. The reason for a bad id inside is the id's own."""
    number = number_in(raw)
    if number is not None and is_rounded_number(number):
        return None, Reason.PRECISION_LOST
    text = compact(raw)
    fault = unread(text, _NO_CARD)
    if fault is not None:
        return None, fault
    card = _CARD.fullmatch(_with_check_letter(text))
    return (None, _what_is_wrong(text)) if card is None else _read_card(card, text, raw)


def _read_card(card: re.Match[str], text: str, raw: Any) -> Reading:
    found, reason = resident_id.read(card["id"])
    if found is None:
        return None, reason
    if card["kind"] not in KINDS or card["grade"] not in GRADES:
        return None, Reason.UNKNOWN_CODE
    clean = card["id"] + card["kind"] + card["grade"]
    return clean, written(clean, raw) if card[0] == text else Reason.REPAIRED


def _with_check_letter(text: str) -> str:
    return resident_id.compact(text[:18]) + text[18:]


def _what_is_wrong(text: str) -> Reason:
    if not text.strip("0"):
        return Reason.BLANK
    if is_scientific(text):
        return Reason.PRECISION_LOST
    is_of_the_kind = text.isascii() and text.replace("X", "").isdigit()
    return Reason.BAD_LENGTH if is_of_the_kind else Reason.BAD_CHARACTER


def validate(raw: Any) -> str:
    """The clean number. Raises CleanError where there is none."""
    value, reason = read(raw)
    if value is None:
        raise CleanError(reason, raw)
    return str(value)


def is_valid(raw: Any) -> bool:
    """Whether a card's number can be read."""
    return read(raw)[0] is not None


def clean_column(column: pd.Series) -> Cleaned:
    """A column of card numbers."""
    return clean_each_unique(column, read, dtype="str")


def id_part(column: pd.Series) -> pd.Series:
    """The resident id in each card number (also in a bare id); NA where there is no valid one."""
    codes, cells = distinct_cells(column)
    ids = [_part(cell, 0, 18) or resident_id.read(cell)[0] for cell in cells]
    return pd.Series(pd.array(ids, dtype="str").take(codes), index=column.index, name="resident_id")


def kind(column: pd.Series) -> pd.Series:
    """The kind of disability in each card number, 1 to 7 as text."""
    return _parts(column, 18, "disability_kind")


def grade(column: pd.Series) -> pd.Series:
    """The grade of disability in each card number, 1 (heaviest) to 4 as text."""
    return _parts(column, 19, "disability_grade")


def _part(cell: Any, start: int, stop: int) -> str | None:
    value, _ = read(cell)
    return None if value is None else value[start:stop]


def _parts(column: pd.Series, place: int, name: str) -> pd.Series:
    codes, cells = distinct_cells(column)
    parts = [_part(cell, place, place + 1) for cell in cells]
    return pd.Series(pd.array(parts, dtype="str").take(codes), index=column.index, name=name)
