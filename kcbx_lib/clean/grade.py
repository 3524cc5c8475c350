"""A grade as a number from 1 to 12: 七年级, 初一, 7, G7, 七(3)班, and cohorts such as 2023级.

2023级 is the year of intake and 2023届 the year of graduation: never the same. Both need the audit
date and the stage (a cohort of 2023 is in grade 2 of a primary and grade 8 of a junior school in the
school year 2024/25); without them they are AMBIGUOUS. Grades 10 to 12 are read, so that pupils who
have gone on are seen; pre-school is out of range.

Simplification: six years primary, three junior. In a county of the five-four system 初一 is grade 6:
such a county should write 六年级. 初四, which only exists there, is read as 9 and flagged.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import partial
from typing import Any

import pandas as pd

from kcbx_lib.clean import grade_label
from kcbx_lib.clean.cells import date_in, number_in
from kcbx_lib.clean.chinese_numerals import NUMERALS
from kcbx_lib.clean.cleaned import Cleaned
from kcbx_lib.clean.columns import clean_each_pair, clean_each_unique
from kcbx_lib.clean.grade_label import JUNIOR, PRIMARY, Label, Stage, stage_of
from kcbx_lib.clean.reason import CleanError, Reading, Reason
from kcbx_lib.clean.text import unread

HIGHEST = 12
SCHOOL_YEAR_BEGINS = 9  # September: 义务教育法 speaks of the autumn intake

_BELOW_OR_ABOVE_SCHOOL = re.compile(r"学前|幼儿|[大中小托]班|大[一二三四]|大学|本科|研究生")
# A stage, or a class of several grades: 小学, 一、二年级, 1-3年级.
_SEVERAL = re.compile(
    r"(?:小学|初级中学|初中|高级中学|高中|中学)(?:部|生|阶段)?$"
    rf"|(?:[0-9{NUMERALS}](?:年级)?[、,，和与\-~至到])+[0-9{NUMERALS}]年级"
)
_WORDS = {f"{numeral}年级": n for n, numeral in enumerate("一二三四五六七八九", start=1)}

compact = grade_label.compact


def school_year_of(day: dt.date) -> int:
    """The calendar year in which the school year of a day began."""
    return day.year if day.month >= SCHOOL_YEAR_BEGINS else day.year - 1


def read(raw: Any, stage: Any = None, *, as_of: dt.date | None = None) -> Reading:
    """The grade (1 to 12) and the reason. ``stage``: 小学 or 初中, where the school is known to have
    only that one; ``as_of``: the day on which a cohort's grade is wanted.
    """
    if date_in(raw) is not None:
        return None, Reason.AMBIGUOUS  # 7-3 typed into a cell becomes the third of July
    text = compact(raw)
    fault = unread(text)
    if fault is not None:
        return None, fault
    if _BELOW_OR_ABOVE_SCHOOL.search(text):
        return None, Reason.OUT_OF_RANGE
    value, reason = _read_label(text, stage_of(stage), as_of)
    if reason is Reason.NORMALISED and _is_standard(raw, value):
        reason = Reason.OK
    return value, reason


def _is_standard(raw: Any, value: int) -> bool:
    if isinstance(raw, str):
        return raw == str(value) or _WORDS.get(raw) == value
    return number_in(raw) == value


def _read_label(text: str, stage: Stage | None, as_of: dt.date | None) -> Reading:
    two = grade_label.inside_and_outside(text)
    if two is not None:
        return _agree(_read_label(two[0], stage, as_of), _read_label(two[1], stage, as_of))
    if grade_label.is_bare_two_digit_cohort(text) or _SEVERAL.match(text):
        return None, Reason.AMBIGUOUS
    label = grade_label.parse(text)
    if label is None:
        return None, Reason.UNPARSEABLE if text.isascii() else Reason.UNKNOWN_CODE
    if label.cohort_year is not None:
        return _grade_of_cohort(label, label.stage or stage, as_of)
    return _grade_of_number(label.number or 0, label.stage, stage)


def _agree(outside: Reading, inside: Reading) -> Reading:
    """七年级(2024级): one of the two may be unreadable, but both may not say different grades."""
    values = {value for value, _ in (outside, inside) if value is not None}
    if len(values) == 1:
        return values.pop(), Reason.NORMALISED
    return (None, Reason.AMBIGUOUS) if values else outside


def _grade_of_number(number: int, named: Stage | None, hint: Stage | None) -> Reading:
    """初一 counts within the stage, 初中七年级 does not; so does 一年级 in a junior school, but that is
    only a proposal.
    """
    counts_within = 1 <= number <= 3
    if named is not None and named is not PRIMARY and counts_within:
        return named.first + number - 1, Reason.NORMALISED
    if named is JUNIOR and number == 4:
        return JUNIOR.last, Reason.AMBIGUOUS
    if not 1 <= number <= HIGHEST or (named is not None and not _is_in(number, named)):
        return None, Reason.OUT_OF_RANGE
    if named is None and hint is not None and hint is not PRIMARY and counts_within:
        return hint.first + number - 1, Reason.REPAIRED
    return number, Reason.NORMALISED


def _is_in(number: int, stage: Stage) -> bool:
    return stage.first <= number <= stage.last


def _grade_of_cohort(label: Label, stage: Stage | None, as_of: dt.date | None) -> Reading:
    if stage is None or as_of is None or label.cohort_year is None:
        return None, Reason.AMBIGUOUS
    this_year = school_year_of(as_of)
    if label.is_graduation_year:
        grade = stage.last - (label.cohort_year - this_year - 1)
    else:
        grade = stage.first + this_year - label.cohort_year
    return (grade, Reason.NORMALISED) if _is_in(grade, stage) else (None, Reason.OUT_OF_RANGE)


def validate(raw: Any, stage: Any = None, *, as_of: dt.date | None = None) -> int:
    """The grade. Raises CleanError where there is none."""
    value, reason = read(raw, stage, as_of=as_of)
    if value is None:
        raise CleanError(reason, raw)
    return int(value)


def is_valid(raw: Any, stage: Any = None, *, as_of: dt.date | None = None) -> bool:
    """Whether a grade can be read."""
    return read(raw, stage, as_of=as_of)[0] is not None


def clean_column(
    column: pd.Series, *, as_of: dt.date | None = None, stage: pd.Series | str | None = None
) -> Cleaned:
    """A column of grades as ``Int64``. ``stage``: one hint for all rows, or a column of hints on the
    same index; a blank hint says nothing.
    """
    read_one = partial(read, as_of=as_of)
    if isinstance(stage, pd.Series):
        return clean_each_pair(column, stage, read_one, dtype="Int64")
    return clean_each_unique(column, lambda cell: read_one(cell, stage), dtype="Int64")


def is_number_cell(raw: Any) -> bool:
    """Whether a label was typed as a number, so that 7.10 has become 7.1."""
    number = number_in(raw)
    return number is not None and not isinstance(number, int)
