"""What holds of every cleaner, whatever stands in the cell."""

import datetime as dt
from functools import partial

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kcbx_lib.clean import (
    FAULTS,
    CleanError,
    Reason,
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
from tests.property.clean.cells_of_all_kinds import cells

LABELS = {"肢体": "limb", "智力": "mind", "4": "limb", "无": "none", "是": "yes"}
AS_OF = dt.date(2024, 11, 20)

# name: (the module, its options)
CLEANERS = {
    "address": (address, {}),
    "category": (category, {}),
    "class_no": (class_no, {}),
    "codes": (codes, {"aliases": LABELS}),
    "codes containing": (codes, {"aliases": LABELS, "contains": True}),
    "dates": (dates, {}),
    "disability_no": (disability_no, {}),
    "flags": (flags, {}),
    "flags with words": (
        flags,
        {"labels": ["孤儿"], "yes": ["有"], "no": ["未签"], "text_means": True},
    ),
    "grade": (grade, {"as_of": AS_OF}),
    "left_behind": (left_behind, {}),
    "lists": (lists, {}),
    "months": (months, {}),
    "numbers": (numbers, {}),
    "whole numbers": (numbers, {"integer": True, "minimum": 0}),
    "period": (period, {}),
    "person_name": (person_name, {}),
    "phone": (phone, {}),
    "region": (region, {}),
    "resident_id": (resident_id, {"as_of": AS_OF}),
    "school": (school, {}),
    "school_code": (school_code, {}),
    "school_year": (school_year, {}),
    "student_no": (student_no, {}),
    "term": (term, {}),
    "text": (text, {}),
}
# Where a clean value, read again, may be the same value with another reason: it was kept although
# it is doubtful, or its short form says less than the cell did.
STAYS_DOUBTFUL = {Reason.AMBIGUOUS, Reason.INCOMPLETE, Reason.UNKNOWN_REGION}
NO_VALUE = FAULTS | {Reason.BLANK, Reason.OTHER_DOCUMENT}

every_cleaner = pytest.mark.parametrize("name", sorted(CLEANERS))


@every_cleaner
@given(raw=cells)
@settings(max_examples=120)
def test_any_cell_gives_a_value_or_says_why_not(name, raw):
    cleaner, options = CLEANERS[name]
    value, reason = cleaner.read(raw, **options)
    assert isinstance(reason, Reason)
    if reason in NO_VALUE:
        assert value is None
    if value is None:
        assert reason not in {Reason.OK, Reason.NORMALISED, Reason.REPAIRED}
    assert cleaner.is_valid(raw, **options) == (value is not None)
    if value is None:
        with pytest.raises(CleanError):
            cleaner.validate(raw, **options)
    else:
        assert cleaner.validate(raw, **options) == value


@every_cleaner
@given(raw=cells)
@settings(max_examples=60)
def test_a_clean_value_is_clean(name, raw):
    cleaner, options = CLEANERS[name]
    value, _ = cleaner.read(raw, **options)
    if value is not None:
        again, reason = cleaner.read(value, **options)
        assert again == value
        assert reason in {Reason.OK, Reason.NORMALISED} | STAYS_DOUBTFUL


@every_cleaner
@given(raw=cells)
@settings(max_examples=40)
def test_a_compact_text_is_compact(name, raw):
    compact = CLEANERS[name][0].compact
    assert compact(compact(raw)) == compact(raw)


@every_cleaner
@given(column=st.lists(cells, max_size=12))
@settings(max_examples=20)
def test_the_column_and_the_cell_agree(name, column):
    cleaner, options = CLEANERS[name]
    series = pd.Series(column, dtype=object, index=range(5, 5 + len(column)))
    cleaned = cleaner.clean_column(series, **options)
    assert cleaned.value.index.equals(series.index)
    assert cleaned.reason.index.equals(series.index)
    for raw, value, reason in zip(column, cleaned.value, cleaned.reason, strict=True):
        expected, why = cleaner.read(raw, **options)
        assert reason == why
        if expected is None:
            assert pd.isna(value)
        elif isinstance(expected, dt.date):
            assert value == pd.Timestamp(expected)
        else:
            assert value == expected


@every_cleaner
@given(column=st.lists(st.text(max_size=20), max_size=12))
@settings(max_examples=12)
def test_texts_and_objects_are_read_alike(name, column):
    cleaner, options = CLEANERS[name]
    clean = partial(cleaner.clean_column, **options)
    sound = [cell for cell in column if cell.isprintable()]
    as_objects = clean(pd.Series(sound, dtype=object))
    as_texts = clean(pd.Series(sound, dtype="str"))
    pd.testing.assert_series_equal(as_objects.value, as_texts.value)
    pd.testing.assert_series_equal(as_objects.reason, as_texts.reason)
