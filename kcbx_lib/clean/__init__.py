"""The cleaners: one kind of value, one file, the same verbs everywhere.

``compact(raw)`` is the shortest way of writing the cell, ``read(raw)`` the value and a reason,
``validate(raw)`` the value or a CleanError, ``is_valid(raw)`` yes or no, and
``clean_column(column)`` a ``Cleaned``: the values and the reasons of a whole column. A cell may hold
anything; the raw column is never changed, and the caller keeps it beside the clean one.

``COLUMN_CLEANERS`` names the cleaner of each kind of column in the data dictionary.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from kcbx_lib.clean import (
    address,
    category,
    class_no,
    codes,
    dates,
    disability_no,
    flags,
    grade,
    left_behind,
    lists,
    months,
    numbers,
    period,
    person_name,
    phone,
    region,
    resident_id,
    school,
    school_code,
    school_year,
    student_no,
    term,
    text,
)
from kcbx_lib.clean.cleaned import Cleaned
from kcbx_lib.clean.reason import FAULTS, QUIET, WARNINGS, CleanError, Reason

# Options go to the cleaner: grade takes as_of= and stage=, code needs aliases=, dates epoch_1904=.
COLUMN_CLEANERS: dict[str, Callable[..., Cleaned]] = {
    "resident_id": resident_id.clean_column,
    "student_no": student_no.clean_column,
    "disability_no": disability_no.clean_column,
    "name": person_name.clean_column,
    "date": dates.clean_column,
    "month": months.clean_column,
    "grade": grade.clean_column,
    "class_no": class_no.clean_column,
    "flag": flags.clean_column,
    "left_behind": left_behind.clean_column,
    "code": codes.clean_column,
    "day_mark": codes.clean_column,
    "category": category.clean_column,
    "number": numbers.clean_column,
    "subject_score": numbers.clean_column,
    "money": numbers.clean_column,
    "integer": partial(numbers.clean_column, integer=True),
    "phone": phone.clean_column,
    "address": address.clean_column,
    "text": text.clean_column,
    "list": lists.clean_column,
    "school_code": school_code.clean_column,
    "school_name": school.clean_column,
    "township": region.clean_column,
    "period": period.clean_column,
    "school_year": school_year.clean_column,
    "term": term.clean_column,
}

__all__ = [
    "COLUMN_CLEANERS",
    "FAULTS",
    "QUIET",
    "WARNINGS",
    "CleanError",
    "Cleaned",
    "Reason",
]
