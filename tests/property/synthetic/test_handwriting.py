"""Whatever hand writes a value, the cleaners read the same value back."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from kcbx_lib.clean import COLUMN_CLEANERS
from kcbx_lib.synthetic.files.handwriting import draw_hand, write_column
from kcbx_lib.synthetic.identifiers import resident_ids
from kcbx_lib.synthetic.names import draw_given_names, draw_minority_names, draw_surnames
from kcbx_lib.tables import Column, load_codes

HANDS = st.integers(min_value=0, max_value=10_000)
WORDS: dict[str, dict[str, str]] = {"full": {}, "alias": {}, "bare": {}}


def written(values: pd.Series, kind: str, seed: int, *, codes: str | None = None) -> pd.Series:
    rng = np.random.default_rng(seed)
    column = Column("any", "任意", kind, "internal", {"zh": "", "en": ""}, codes=codes)
    cells = write_column(values, column, draw_hand(rng), rng, school_words=WORDS)
    return pd.Series(cells, dtype=object)


def read_back(cells: pd.Series, kind: str, **options: Any) -> list[Any]:
    return COLUMN_CLEANERS[kind](cells, **options).value.to_list()


@given(HANDS, st.lists(st.dates(date(2005, 1, 1), date(2024, 11, 20)), min_size=1, max_size=12))
def test_dates_come_back(seed: int, days: list[date]) -> None:
    values = pd.Series(pd.to_datetime(days)).astype("datetime64[us]")
    assert read_back(written(values, "date", seed), "date") == values.to_list()


@given(HANDS, st.integers(2015, 2024), st.integers(1, 12))
def test_months_come_back(seed: int, year: int, month: int) -> None:
    values = pd.Series([pd.Timestamp(year, month, 1)]).astype("datetime64[us]")
    assert read_back(written(values, "month", seed), "month") == values.to_list()


@given(HANDS, st.lists(st.integers(1, 9), min_size=1, max_size=9))
def test_grades_come_back(seed: int, grades: list[int]) -> None:
    values = pd.Series(grades, dtype="Int64")
    cells = written(values, "grade", seed)
    assert read_back(cells, "grade", as_of=date(2024, 11, 20)) == grades


@given(HANDS, st.integers(1, 14))
def test_classes_come_back(seed: int, number: int) -> None:
    values = pd.Series([str(number)], dtype="str")
    assert read_back(written(values, "class_no", seed), "class_no") == [str(number)]


@given(HANDS, st.lists(st.sampled_from([True, False, None]), min_size=1, max_size=8))
def test_flags_come_back_and_a_blank_stays_blank(seed: int, flags: list[bool | None]) -> None:
    values = pd.Series(flags, dtype="boolean")
    back = read_back(written(values, "flag", seed), "flag")
    assert [None if pd.isna(flag) else bool(flag) for flag in back] == flags


@given(HANDS)
def test_ids_come_back_however_untidy(seed: int) -> None:
    rng = np.random.default_rng(seed)
    births = pd.Series(pd.date_range("2010-01-01", periods=30, freq="53D"))
    sexes = pd.Series(rng.random(30) < 0.5)
    ids = resident_ids(pd.Series(["990101"] * 30), births, sexes)
    assert read_back(written(ids, "resident_id", seed), "resident_id") == ids.to_list()


@given(HANDS)
def test_names_come_back(seed: int) -> None:
    rng = np.random.default_rng(seed)
    common = draw_surnames(rng, 20) + draw_given_names(rng, rng.random(20) < 0.5)
    names = pd.Series([*common, *draw_minority_names(rng, 5)], dtype="str")
    assert read_back(written(names, "name", seed), "name") == names.to_list()


@given(HANDS, st.sampled_from(["student_status", "movement_kind", "boarding", "case_stage", "sex"]))
def test_codes_come_back(seed: int, name: str) -> None:
    codes = load_codes(name)
    values = pd.Series(codes.codes, dtype="str")
    cells = written(values, "code", seed, codes=name)
    assert read_back(cells, "code", aliases=codes.aliases) == codes.codes


@given(HANDS, st.floats(0, 5000).map(lambda yuan: round(yuan * 2) / 2))
def test_amounts_come_back(seed: int, yuan: float) -> None:
    values = pd.Series([yuan], dtype="Float64")
    assert read_back(written(values, "money", seed), "money") == [yuan]


@given(HANDS, st.integers(2018, 2024), st.sampled_from(["1", "2"]))
def test_terms_come_back(seed: int, year: int, half: str) -> None:
    term = f"{year}-{year + 1}-{half}"
    assert read_back(written(pd.Series([term], dtype="str"), "term", seed), "term") == [term]


@given(HANDS, st.sampled_from(["2024-09", "2024-12", "2024-W37", "2024-autumn", "2024-Q3"]))
def test_periods_are_read_whatever_their_form(seed: int, period: str) -> None:
    cells = written(pd.Series([period], dtype="str"), "period", seed)
    plain = pd.Series([period], dtype="str")
    assert read_back(cells, "period") == read_back(plain, "period")
