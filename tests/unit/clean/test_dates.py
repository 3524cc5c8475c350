import datetime as dt

import pandas as pd
import pytest

from kcbx_lib.clean import Reason, dates, months
from kcbx_lib.clean.dates import DateRules

DAY = dt.date(2012, 9, 1)
MIDNIGHT = dt.datetime(2012, 9, 1)  # noqa: DTZ001 - a cell has no time zone
MORNING = MIDNIGHT.replace(hour=8, minute=30)


@pytest.mark.parametrize(
    "raw",
    ["2012.9.1", "2012/9/1", "2012-9-1", "20120901", 20120901, 20120901.0, "20120901.0", "2012年9月1日",
     "2012年09月01号", "２０１２．９．１", "２０１２年９月１日", "二〇一二年九月一日", "二○一二年九月一日",
      "2012-09-01 00:00:00",
     "2012-09-01T08:30:00", "2012-09-01T00:00:00Z", "2012/9/1 0:00", "2012 9 1", "2012,9,1", "2012.09.01.",
     "'2012-09-01", "2012年9月1日星期六", "2012年9月1日（周六）", "20120901083000", 41153, "41153", 41153.75,
     "Sep 1, 2012", "1-Sep-2012", "2012年 9月 1日", MORNING,
     "2012年9月1日10时30分"],
)  # fmt: skip
def test_every_way_of_writing_a_day(raw):
    assert dates.read(raw) == (DAY, Reason.NORMALISED)


@pytest.mark.parametrize("raw", ["2012-09-01", DAY, MIDNIGHT, pd.Timestamp("2012-09-01")])
def test_a_date_cell_and_the_standard_form_need_nothing(raw):
    assert dates.read(raw) == (DAY, Reason.OK)


@pytest.mark.parametrize(
    "raw",
    [
        "2012-09",
        "2012年9月",
        "2012.9",
        "2012/09",
        "201209",
        201209,
        2012.9,
        2012.09,
        "二〇一二年九月",
        "2012年9月份",
    ],
)
def test_a_month_is_its_first_day_and_incomplete(raw):
    assert dates.read(raw) == (DAY, Reason.INCOMPLETE)


def test_a_number_may_have_lost_the_zero_of_october():
    assert dates.read(2012.1) == (None, Reason.AMBIGUOUS)
    assert dates.read("2012.10") == (dt.date(2012, 10, 1), Reason.INCOMPLETE)
    assert dates.read(2012.11) == (dt.date(2012, 11, 1), Reason.INCOMPLETE)


@pytest.mark.parametrize(
    "raw", ["12.9.1", "12-09-01", "12/9/1", "12年9月1日", "120901", "01-Sep-12"]
)
def test_a_year_of_two_digits_has_no_century(raw):
    assert dates.read(raw) == (None, Reason.AMBIGUOUS)


def test_day_and_month_are_told_apart_only_where_one_order_is_possible():
    assert dates.read("9/1/2012") == (None, Reason.AMBIGUOUS)
    assert dates.read("01092012") == (None, Reason.AMBIGUOUS)
    assert dates.read("13/9/2012") == (dt.date(2012, 9, 13), Reason.NORMALISED)
    assert dates.read("9/13/2012") == (dt.date(2012, 9, 13), Reason.NORMALISED)
    assert dates.read("9/9/2012") == (dt.date(2012, 9, 9), Reason.NORMALISED)
    assert dates.read("13/13/2012") == (None, Reason.BAD_DATE)


@pytest.mark.parametrize(
    "raw", ["2012-02-30", "2013-02-29", "2012-13-01", "2012年9月31日", "20120932"]
)
def test_a_day_that_never_was(raw):
    assert dates.read(raw) == (None, Reason.BAD_DATE)


@pytest.mark.parametrize("raw", ["9999-12-31", "1899-12-31", "99991231", dt.date(1899, 12, 31)])
def test_out_of_range(raw):
    assert dates.read(raw) == (None, Reason.OUT_OF_RANGE)


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("2024年9月30日前", dt.date(2024, 9, 30)),
        ("2024.9.30之前", dt.date(2024, 9, 30)),
        ("截至2024年9月30日", dt.date(2024, 9, 30)),
        ("2024年2月底", dt.date(2024, 2, 29)),
        ("2024年9月末前", dt.date(2024, 9, 30)),
        ("9月底前", None),
    ],
)
def test_a_limit_is_its_day_and_incomplete(raw, day):
    assert dates.read(raw)[0] == day
    assert dates.read(raw)[1] in {Reason.INCOMPLETE, Reason.UNPARSEABLE}


def test_the_bounds_belong_to_the_range():
    rules = DateRules(earliest=DAY, latest=DAY)
    assert dates.read("2012-09-01", rules=rules)[0] == DAY
    assert dates.read("2012-08-31", rules=rules) == (None, Reason.OUT_OF_RANGE)
    assert dates.read("2012-09-02", rules=rules) == (None, Reason.OUT_OF_RANGE)


def test_serial_numbers_of_both_epochs():
    assert dates.read(41153)[0] == DAY
    assert dates.read(41153 - 1462, rules=DateRules(epoch_1904=True))[0] == DAY
    assert dates.read(dates.SERIALS[0] - 1) == (None, Reason.OUT_OF_RANGE)
    assert dates.read(dates.SERIALS[0])[0] == dt.date(1954, 10, 3)
    early = DateRules(serials=(1, 100))
    assert dates._from_serial(1, early)[0] == dt.date(1900, 1, 1)
    assert dates._from_serial(59, early)[0] == dt.date(1900, 2, 28)
    assert dates._from_serial(60, early) == (
        None,
        Reason.BAD_DATE,
    )  # the 29 February that never was
    assert dates._from_serial(61, early)[0] == dt.date(1900, 3, 1)


@pytest.mark.parametrize("raw", ["农历2012年八月初一", "2012年正月初一"])
def test_a_lunar_day_is_another_day(raw):
    assert dates.read(raw) == (None, Reason.AMBIGUOUS)


def test_midnight_in_china_written_in_utc_is_the_next_day():
    assert dates.read("2012-08-31T16:00:00Z")[0] == DAY
    assert dates.read("2012-08-31T15:59:59Z")[0] == dt.date(2012, 8, 31)
    aware = dt.datetime(2012, 8, 31, 16, tzinfo=dt.UTC)
    assert dates.read(aware)[0] == DAY


@pytest.mark.parametrize(
    ("raw", "reason"),
    [("", Reason.BLANK), ("无", Reason.BLANK), ("至今", Reason.UNPARSEABLE), (True, Reason.UNPARSEABLE),
     ("#VALUE!", Reason.UNPARSEABLE), ("2012", Reason.INCOMPLETE), ("2012年", Reason.INCOMPLETE),
     ("9月1日", Reason.INCOMPLETE), (float("inf"), Reason.UNPARSEABLE), (-1, Reason.UNPARSEABLE),
     (dt.time(8, 0), Reason.UNPARSEABLE), ("2012.9.1-2013.9.1", Reason.UNPARSEABLE)],
)  # fmt: skip
def test_what_is_no_day_says_why(raw, reason):
    assert dates.read(raw) == (None, reason)


def test_a_column_of_days():
    cleaned = dates.clean_column(pd.Series(["2012.9.1", None, "9/1/2012", 41153], dtype=object))
    assert cleaned.value.dtype == "datetime64[s]"
    assert cleaned.value.tolist() == [pd.Timestamp(DAY), pd.NaT, pd.NaT, pd.Timestamp(DAY)]
    typed = dates.clean_column(pd.Series(pd.to_datetime(["2012-09-01", None])))
    assert typed.reason.tolist() == [Reason.OK, Reason.BLANK]
    old = dates.clean_column(pd.Series([41153 - 1462]), epoch_1904=True)
    assert old.value.tolist() == [pd.Timestamp(DAY)]


class TestMonths:
    @pytest.mark.parametrize(
        "raw", ["2012年9月", 201209, "2012-09-15", dt.date(2012, 9, 1), 2012.9]
    )
    def test_a_month_is_complete_without_its_day(self, raw):
        assert months.read(raw) == (DAY, Reason.NORMALISED)

    def test_the_standard_form_needs_nothing(self):
        assert months.read("2012-09") == (DAY, Reason.OK)

    def test_a_month_without_a_year_is_incomplete(self):
        assert months.read("9月") == (None, Reason.INCOMPLETE)
        assert months.read(2012.1) == (None, Reason.AMBIGUOUS)
