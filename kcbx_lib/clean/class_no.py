"""A class within its grade, as text: 3班, (3)班, 三班, 七(3), 703 and 03 are all "3".

A class with a name (实验班, A班) keeps it, without 班. What stands before the class in a combined
label is the grade's business (``grade``).
"""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from kcbx_lib.clean import grade_label
from kcbx_lib.clean.cells import date_in
from kcbx_lib.clean.chinese_numerals import NUMERALS, number_of
from kcbx_lib.clean.cleaned import Cleaned
from kcbx_lib.clean.columns import clean_each_unique
from kcbx_lib.clean.grade import is_number_cell
from kcbx_lib.clean.reason import CleanError, Reading, Reason
from kcbx_lib.clean.text import unread

_NUMBER = re.compile(rf"第?\(?(?P<number>[0-9]{{1,2}}|[{NUMERALS}]{{1,4}})\)?(?:班级?)?")
_NAME = re.compile(r"(?P<name>[0-9A-Z\u3400-\u9fff]{1,12}?)(?:班级?)?")
_GRADE_ALONE = re.compile(r"年级|[级届]$|^(?:小学|初中|高中|中学)$")

compact = grade_label.compact


def read(raw: Any) -> Reading:
    """The class (text) and the reason."""
    if date_in(raw) is not None:
        return None, Reason.AMBIGUOUS  # 7-3 typed into a cell becomes the third of July
    text = compact(raw)
    fault = unread(text)
    if fault is not None:
        return None, fault
    name, reason = _read_label(text)
    if is_number_cell(raw) and name == "1":
        return name, Reason.AMBIGUOUS  # 7.10 typed as a number loses its zero
    return name, Reason.OK if name is not None and raw == name else reason


def _read_label(text: str) -> Reading:
    two = grade_label.inside_and_outside(text)
    if two is not None:
        text = two[0]  # 七年级(初一): the bracket holds the grade once more
    alone = _NUMBER.fullmatch(text)
    label = None if alone is not None else grade_label.parse(text)
    if alone is not None:
        return _named(alone["number"])
    if label is not None:
        return _named(label.class_part) if label.class_part else (None, Reason.INCOMPLETE)
    if _GRADE_ALONE.search(text):
        return None, Reason.INCOMPLETE
    named = _NAME.fullmatch(text)
    return _named(named["name"]) if named is not None else (None, Reason.UNPARSEABLE)


def _named(part: str) -> Reading:
    number = number_of(part)
    if number is None:
        return part, Reason.NORMALISED
    return (str(number), Reason.NORMALISED) if number else (None, Reason.OUT_OF_RANGE)


def validate(raw: Any) -> str:
    """The class. Raises CleanError where there is none."""
    value, reason = read(raw)
    if value is None:
        raise CleanError(reason, raw)
    return str(value)


def is_valid(raw: Any) -> bool:
    """Whether a class can be read."""
    return read(raw)[0] is not None


def clean_column(column: pd.Series) -> Cleaned:
    """A column of classes as text."""
    return clean_each_unique(column, read, dtype="str")
