"""The vector path of resident_id against its scalar twin, on ids made dirty."""

import datetime as dt

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from kcbx_lib.clean import Reason, resident_id
from kcbx_lib.clean.resident_id import check_letter

areas = st.sampled_from(["990101", "411403", "110105", "810000", "911124", "770101", "000000"])
births = st.one_of(
    st.dates(dt.date(1880, 1, 1), dt.date(2120, 1, 1)).map("{:%Y%m%d}".format),
    st.from_regex(r"\A[0-9]{8}\Z"),
    st.sampled_from(
        ["20120229", "20130229", "19000229", "20000229", "00000101", "20120001", "20120900"]
    ),
)
sequences = st.from_regex(r"\A[0-9]{3}\Z")


@st.composite
def ids(draw):
    body = draw(areas) + draw(births) + draw(sequences)
    return body + check_letter(body)


def _swap(text, place, mark):
    place %= max(len(text), 1)
    return text[:place] + mark + text[place + 1 :]


marks = st.sampled_from(
    [*list("0123456789Xx×Ⅹ*:;/@ -–'\u3000\xa0\u200b\ufeff０９年é"), "", "\t", "\x00"]
)
damage = st.one_of(
    st.just(lambda text: text),
    st.just(str.lower),
    st.builds(lambda place, mark: lambda text: _swap(text, place, mark), st.integers(0, 40), marks),
    st.builds(
        lambda place, mark: lambda text: text[: place % 19] + mark + text[place % 19 :],
        st.integers(0, 40),
        marks,
    ),
    st.sampled_from(
        [
            lambda text: text[:15] + "000",
            lambda text: str(int(float(text))) if text.isdigit() else text,
            lambda text: text[:6] + text[8:17],
            lambda text: text + "41",
            lambda text: "G" + text,
            lambda text: text + ".0",
            lambda text: text[:-1],
            lambda text: f"{text[:6]}-{text[6:14]}-{text[14:]}",
            lambda text: text[:6] + "********" + text[14:],
        ]
    ),
)


@st.composite
def dirty_ids(draw):
    text = draw(ids())
    for change in draw(st.lists(damage, max_size=3)):
        text = change(text)
    return text


limits = st.sampled_from([None, dt.date(2024, 11, 20), dt.date(2012, 2, 29), dt.date(1999, 12, 31)])


def assert_agree(column, as_of):
    cleaned = resident_id.clean_column(column, as_of=as_of)
    for raw, value, reason in zip(column, cleaned.value, cleaned.reason, strict=True):
        expected, why = resident_id.read(raw, as_of=as_of)
        assert reason == why, (raw, reason, why)
        assert (pd.isna(value) and expected is None) or value == expected, (raw, value, expected)


@given(column=st.lists(dirty_ids(), min_size=1, max_size=60), as_of=limits)
@settings(max_examples=80)
def test_many_dirty_ids_are_read_as_one_by_one(column, as_of):
    series = pd.Series(column, dtype="str")
    before = series.copy()
    assert_agree(series, as_of)
    assert series.equals(before)


@given(
    column=st.lists(
        st.one_of(dirty_ids(), st.none(), st.floats(1e14, 1e18), st.integers(10**14, 10**19)),
        min_size=1,
        max_size=30,
    )
)
@settings(max_examples=50)
def test_mixed_cells_are_read_as_one_by_one(column):
    assert_agree(pd.Series(column, dtype=object), None)


@given(ids())
@settings(max_examples=100)
def test_one_changed_digit_is_always_noticed(valid):
    for place in range(18):
        digits = "0123456789" if place < 17 else "0123456789X"
        for digit in digits:
            if digit != valid[place]:
                changed = valid[:place] + digit + valid[place + 1 :]
                if resident_id.check_letter(changed[:17]) == changed[17]:
                    raise AssertionError("the check letter let one wrong digit pass")


@given(ids())
def test_two_neighbours_exchanged_are_always_noticed(valid):
    for place in range(16):
        one, other = valid[place], valid[place + 1]
        if one != other:
            changed = valid[:place] + other + one + valid[place + 2 :]
            assert resident_id.check_letter(changed[:17]) != changed[17]


@given(st.lists(ids(), min_size=1, max_size=40))
def test_birth_and_sex_are_those_in_the_digits(column):
    series = pd.Series(column, dtype="str")
    valid = [resident_id.read(cell)[1] is Reason.OK for cell in column]
    birth_dates, sexes = resident_id.birth_dates(series), resident_id.sexes(series)
    for cell, is_ok, birth, sex in zip(column, valid, birth_dates, sexes, strict=True):
        if is_ok and cell[:2] != "91":
            assert f"{birth:%Y%m%d}" == cell[6:14]
            assert sex == ("male" if int(cell[16]) % 2 else "female")
        elif not is_ok:
            assert pd.isna(birth)
            assert pd.isna(sex)


def test_every_weight_counts():
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    rng = np.random.default_rng(11643)
    for digits in rng.integers(0, 10, (2000, 17)):
        expected = "10X98765432"[int(digits @ weights) % 11]
        assert check_letter("".join(map(str, digits))) == expected
