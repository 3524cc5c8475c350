import datetime as dt

import numpy as np
import pandas as pd
import pytest

from kcbx_lib.clean import Reason, resident_id
from tests.unit.clean.invented_ids import WITH_X, WITHOUT_X, an_id, with_wrong_check

ID = WITHOUT_X
DIGITS_ONLY = [an for an in map(an_id, range(1, 900)) if an.isdigit()]


def test_the_published_example_of_the_standard_is_valid():
    assert resident_id.read("11010519491231002X") == ("11010519491231002X", Reason.OK)


@pytest.mark.parametrize(
    "raw",
    [
        f" {ID} ",
        f"'{ID}",
        f"\ufeff{ID}",
        f"{ID[:6]}\u200b{ID[6:]}",
        f"{ID[:6]}\xa0{ID[6:]}",
        f"{ID[:6]}　{ID[6:]}",
        f"{ID[:6]}-{ID[6:14]}-{ID[14:]}",
        ID.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
        f"{ID}\n",
        f"\u202d{ID}\u202c",
    ],
)
def test_marks_around_and_inside_an_id_change_nothing(raw):
    assert resident_id.read(raw) == (ID, Reason.NORMALISED)


@pytest.mark.parametrize(
    ("letter", "reason"),
    [
        ("x", Reason.NORMALISED),
        ("Ｘ", Reason.NORMALISED),
        ("×", Reason.REPAIRED),
        ("Ⅹ", Reason.REPAIRED),
        ("ⅹ", Reason.REPAIRED),
        ("*", Reason.REPAIRED),
        ("Х", Reason.REPAIRED),  # Cyrillic
    ],
)
def test_what_looks_like_the_check_letter_is_read_as_it(letter, reason):
    assert resident_id.read(WITH_X[:17] + letter) == (WITH_X, reason)


def test_a_lookalike_is_no_licence_for_a_wrong_check_letter():
    assert resident_id.read(ID[:17] + "×") == (None, Reason.BAD_CHECKSUM)


def test_fifteen_digits_are_proposed_as_eighteen():
    old = an_id(birth="19870612")
    fifteen = old[:6] + old[8:17]
    assert resident_id.read(fifteen) == (old, Reason.REPAIRED)
    assert resident_id.read(int(fifteen)) == (old, Reason.REPAIRED)
    assert resident_id.read(float(fifteen)) == (old, Reason.REPAIRED)


def test_a_disability_card_in_the_column_gives_its_first_eighteen():
    assert resident_id.read(ID + "42") == (ID, Reason.REPAIRED)
    assert resident_id.read(ID + "42B1") == (ID, Reason.REPAIRED)
    assert resident_id.read(ID + "92")[0] is None


def test_a_verified_student_number_in_the_column_gives_its_id():
    assert resident_id.read("G" + ID) == (ID, Reason.REPAIRED)
    assert resident_id.read("L" + ID) == (None, Reason.OTHER_DOCUMENT)
    assert resident_id.read("J" + ID) == (None, Reason.OTHER_DOCUMENT)


class TestPrecision:
    def test_a_number_of_more_than_fifteen_digits_has_lost_some(self):
        for raw in (float(ID), int(float(ID)), np.float64(ID), int(ID)):
            assert resident_id.read(raw) == (None, Reason.PRECISION_LOST)

    def test_a_float_that_passes_the_check_by_luck_is_still_lost(self):
        lucky = next(n for n in map(int, map(float, DIGITS_ONLY)) if resident_id.is_valid(str(n)))
        assert resident_id.read(float(lucky)) == (None, Reason.PRECISION_LOST)

    @pytest.mark.parametrize("raw", ["4.11E+17", "9.90101201209012E+17", "9.9e+17", "9.9E17"])
    def test_scientific_notation_is_lost(self, raw):
        assert resident_id.read(raw) == (None, Reason.PRECISION_LOST)

    def test_text_with_three_zeros_or_exactly_a_double_is_lost_if_it_fails_the_check(self):
        rounded = [ID[:15] + "000", str(int(float(ID)))]
        for raw in rounded:
            assert not resident_id.is_valid(raw)
            assert resident_id.read(raw) == (None, Reason.PRECISION_LOST)

    def test_text_with_three_zeros_and_a_right_check_is_an_id(self):
        ends_in_000 = next(
            an
            for an in (an_id(0, birth, area) for birth in ("20120901", "20120902", "20130304")
                       for area in ("990101", "990102", "990103", "990104", "990105"))
            if an.endswith("0000")
        )  # fmt: skip
        assert resident_id.read(ends_in_000) == (ends_in_000, Reason.OK)

    def test_nothing_is_repaired_but_fifteen_digits_survive(self):
        column = pd.Series([float(ID), ID[:15] + "000", "9.90E+17", ID, None], dtype=object)
        prefixes = resident_id.surviving_prefix(column)
        assert prefixes.iloc[0] == ID[:15]
        assert prefixes.iloc[1] == ID[:15]
        assert prefixes.iloc[2] == "990"
        assert prefixes.iloc[3:].isna().all()

    def test_an_exact_integer_column_keeps_its_ids(self):
        exact = pd.Series([int(an) for an in DIGITS_ONLY[:60]], dtype="int64")
        assert resident_id.clean_column(exact).value.tolist() == DIGITS_ONLY[:60]

    def test_an_integer_column_that_was_once_a_double_is_lost(self):
        once = pd.Series([int(float(an)) for an in DIGITS_ONLY[:60]], dtype="int64")
        assert resident_id.clean_column(once).reason.eq(Reason.PRECISION_LOST).all()


@pytest.mark.parametrize(
    "raw", ["", None, "  ", "0", 0, 0.0, "无", "-", "——", "/", "000000000000000000", "无身份证", "暂无",
            float("nan"), pd.NA, pd.NaT, "N/A", "null", "未上户"]
)  # fmt: skip
def test_no_id_is_blank_and_not_wrong(raw):
    assert resident_id.read(raw) == (None, Reason.BLANK)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (with_wrong_check(ID), Reason.BAD_CHECKSUM),
        (ID[:17], Reason.BAD_LENGTH),
        (ID + "1", Reason.BAD_LENGTH),
        ("12345678", Reason.BAD_LENGTH),
        (an_id(birth="20130229"), Reason.BAD_DATE),
        (an_id(birth="20121301"), Reason.BAD_DATE),
        (an_id(birth="18991231"), Reason.OUT_OF_RANGE),
        (an_id(birth="29990101"), Reason.OUT_OF_RANGE),
        (ID[:10] + "年" + ID[11:], Reason.BAD_CHARACTER),
        ("张三", Reason.BAD_CHARACTER),
        (True, Reason.BAD_CHARACTER),
        ("#REF!", Reason.UNPARSEABLE),
        ("#N/A", Reason.UNPARSEABLE),
        (object(), Reason.UNPARSEABLE),
        ([ID], Reason.UNPARSEABLE),
        (ID[:6] + "********" + ID[14:], Reason.INCOMPLETE),
    ],
)
def test_what_is_wrong_is_named(raw, reason):
    assert resident_id.read(raw) == (None, reason)


@pytest.mark.parametrize(
    "raw",
    ["H12345678", "M1234567801", "E12345678", "EA1234567", "A123456(7)", "C1234567", "A123456789"],
)
def test_a_permit_or_passport_is_no_invalid_id(raw):
    assert resident_id.read(raw) == (None, Reason.OTHER_DOCUMENT)


def test_a_residence_permit_of_hong_kong_is_an_id_of_a_known_region():
    assert resident_id.read(an_id(area="810000"))[1] is Reason.OK
    assert resident_id.read(an_id(area="830000"))[1] is Reason.OK


def test_a_foreigners_permanent_residence_card_is_known():
    assert resident_id.read(an_id(area="911124"))[1] is Reason.OK


def test_an_unknown_province_is_a_warning_and_the_id_stays():
    odd = an_id(area="770101")
    assert resident_id.read(odd) == (odd, Reason.UNKNOWN_REGION)
    cleaned = resident_id.clean_column(pd.Series([odd, ID]))
    assert cleaned.value.tolist() == [odd, ID]
    assert cleaned.reason.tolist() == [Reason.UNKNOWN_REGION, Reason.OK]


def test_a_birth_after_the_audit_date_is_out_of_range():
    raw = an_id(birth="20120901")
    assert resident_id.read(raw, as_of=dt.date(2012, 9, 1))[1] is Reason.OK
    assert resident_id.read(raw, as_of=dt.date(2012, 8, 31)) == (None, Reason.OUT_OF_RANGE)
    column = resident_id.clean_column(pd.Series([raw]), as_of=dt.date(2012, 8, 31))
    assert column.reason.tolist() == [Reason.OUT_OF_RANGE]


def test_birth_sex_and_region_are_read_from_clean_ids_only():
    ids = pd.Series(
        [an_id(1, "20120229"), an_id(2, "19991231"), None, "1234", WITH_X.lower()],
        index=list("abcde"),
    )
    births = resident_id.birth_dates(ids)
    assert births.dtype == "datetime64[s]"
    assert births.iloc[:2].tolist() == [pd.Timestamp("2012-02-29"), pd.Timestamp("1999-12-31")]
    assert births.iloc[2:].isna().all()
    assert resident_id.sexes(ids).iloc[:2].tolist() == ["male", "female"]
    assert resident_id.sexes(ids).iloc[2:].isna().all()
    assert resident_id.region_codes(ids).iloc[:2].tolist() == ["990101", "990101"]
    assert resident_id.region_codes(ids).iloc[2:].isna().all()


def test_helpers_take_columns_without_any_id():
    for column in (
        pd.Series([], dtype="str"),
        pd.Series([None, None], dtype=object),
        pd.Series([1.0]),
    ):
        assert resident_id.birth_dates(column).isna().all()
        assert resident_id.sexes(column).isna().all()
        assert resident_id.region_codes(column).isna().all()
        assert resident_id.surviving_prefix(column).isna().all()


def test_check_letters_of_a_column():
    bodies = pd.Series([ID[:17], WITH_X[:17], "12", None])
    assert resident_id.check_letters(bodies).iloc[:2].tolist() == [ID[17], "X"]
    assert resident_id.check_letters(bodies).iloc[2:].isna().all()


def test_a_column_of_mixed_cells_is_read_as_its_cells_are():
    cells = [ID, float(ID), f" {ID}", None, True, dt.date(2012, 9, 1), "\ud800", WITH_X, 15, b"1"]
    cleaned = resident_id.clean_column(pd.Series(cells, dtype=object, index=range(100, 110)))
    for cell, value, reason in zip(cells, cleaned.value, cleaned.reason, strict=True):
        expected, why = resident_id.read(cell)
        assert reason == why
        assert pd.isna(value) if expected is None else value == expected


def test_a_slice_of_a_column_is_read_like_the_column():
    column = pd.Series([f"{n}" if n % 7 == 0 else an_id(n) for n in range(1, 500)], dtype="str")
    part = resident_id.clean_column(column.iloc[123:321])
    whole = resident_id.clean_column(column)
    pd.testing.assert_series_equal(part.value, whole.value.iloc[123:321])
    pd.testing.assert_series_equal(part.reason, whole.reason.iloc[123:321])
    births = resident_id.birth_dates(whole.value)
    pd.testing.assert_series_equal(
        resident_id.birth_dates(whole.value.iloc[123:321]), births.iloc[123:321]
    )


def test_a_single_cell_is_not_written_over():
    # The vector path works on a view of the column's own bytes; one row is contiguous either way.
    column = pd.Series([ID], dtype="str")
    for ask in (resident_id.clean_column, resident_id.birth_dates, resident_id.sexes):
        ask(column)
        assert column.tolist() == [ID]


def test_categories_and_chunks_are_columns_too():
    texts = pd.Series([ID, f" {ID}", None] * 3)
    expected = resident_id.clean_column(texts)
    pd.testing.assert_series_equal(
        resident_id.clean_column(texts.astype("category")).value, expected.value
    )
    chunked = pd.concat([texts.iloc[:4], texts.iloc[4:]])
    pd.testing.assert_series_equal(resident_id.clean_column(chunked).value, expected.value)
