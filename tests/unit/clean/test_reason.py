import pickle
import traceback

import pandas as pd
import pytest

from kcbx_lib.clean import (
    COLUMN_CLEANERS,
    FAULTS,
    QUIET,
    WARNINGS,
    CleanError,
    Reason,
    dates,
    grade,
    numbers,
    person_name,
    resident_id,
)
from kcbx_lib.clean.reason import explain
from kcbx_lib.tables.dictionary import KINDS


def test_every_reason_is_quiet_a_warning_or_a_fault():
    assert frozenset(Reason) == QUIET | WARNINGS | FAULTS
    assert not QUIET & WARNINGS
    assert not QUIET & FAULTS
    assert not WARNINGS & FAULTS


def test_a_blank_cell_is_no_fault():
    assert Reason.BLANK not in FAULTS


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_is_explained_in_both_languages(reason):
    assert explain(reason, lang="zh") != explain(reason, lang="en")


@pytest.mark.parametrize(
    ("cleaner", "raw"),
    [
        (resident_id, "990101201209019999"),
        (dates, "2012-02-30"),
        (grade, "十三年级"),
        (numbers, "三点五人"),
        (person_name, "12345"),
    ],
)
def test_an_error_never_shows_the_cell(cleaner, raw):
    with pytest.raises(CleanError) as caught:
        cleaner.validate(raw)
    error = caught.value
    shown = str(error) + repr(error) + "".join(traceback.format_exception_only(error))
    assert raw not in shown
    assert isinstance(error, ValueError)
    assert error.reason in FAULTS
    assert pickle.loads(pickle.dumps(error)).reason is error.reason


def test_every_kind_of_the_dictionary_has_a_cleaner():
    assert not KINDS - set(COLUMN_CLEANERS)


@pytest.mark.parametrize("kind", sorted(set(COLUMN_CLEANERS)))
def test_a_column_keeps_its_index_and_is_not_changed(kind):
    options = {"aliases": {"男": "male"}} if kind in {"code", "day_mark"} else {}
    raw = pd.Series(["无", None, "2024-09", 7.0], index=["r9", "r2", "r7", "r1"], dtype=object)
    before = raw.copy()
    cleaned = COLUMN_CLEANERS[kind](raw, **options)
    assert list(cleaned.value.index) == list(raw.index)
    assert list(cleaned.reason.index) == list(raw.index)
    pd.testing.assert_series_equal(raw, before)


@pytest.mark.parametrize("kind", sorted(set(COLUMN_CLEANERS)))
def test_an_empty_column_has_the_type_of_a_full_one(kind):
    options = {"aliases": {"男": "male"}} if kind in {"code", "day_mark"} else {}
    full = COLUMN_CLEANERS[kind](pd.Series(["男", None], dtype=object), **options)
    for dtype in (object, "str"):
        empty = COLUMN_CLEANERS[kind](pd.Series([], dtype=dtype), **options)
        assert empty.value.dtype == full.value.dtype
        assert empty.reason.dtype == full.reason.dtype
        assert len(empty.value) == 0


def test_reasons_can_be_asked_for_by_their_names():
    reasons = resident_id.clean_column(pd.Series(["", "1234", None])).reason
    assert reasons.eq(Reason.BLANK).tolist() == [True, False, True]
    assert reasons.isin(FAULTS).tolist() == [False, True, False]
    assert (reasons == "bad_length").tolist() == [False, True, False]
