"""A value written in any of its forms is read back as the same value."""

import datetime as dt

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from kcbx_lib.clean import (
    Reason,
    class_no,
    dates,
    flags,
    grade,
    months,
    numbers,
    period,
    phone,
    school_year,
    term,
)
from kcbx_lib.clean.chinese_numerals import number_of
from kcbx_lib.clean.dates import DateRules

WIDE = str.maketrans("0123456789./-", "０１２３４５６７８９．／－")
NUMERALS = "〇一二三四五六七八九"


def in_words(number: int) -> str:
    """Whole numbers up to 99 as they are spoken."""
    tens, ones = divmod(number, 10)
    text = (NUMERALS[tens] if tens > 1 else "") + ("十" if tens else "")
    return text + (NUMERALS[ones] if ones or not tens else "")


def digit_by_digit(number: int) -> str:
    return "".join(NUMERALS[int(digit)] for digit in str(number))


days = st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31))


@given(days)
@settings(max_examples=200)
def test_days(day):
    year, month, of_month = day.year, day.month, day.day
    for text in (
        f"{year}.{month}.{of_month}",
        f"{year}/{month}/{of_month}",
        f"{day:%Y-%m-%d}",
        f"{day:%Y%m%d}",
        f"{day:%Y.%m.%d}",
        f"{year}年{month}月{of_month}日",
        f"{day:%Y年%m月%d日}",
        f"{day:%Y-%m-%d} 00:00:00",
        f"{digit_by_digit(year)}年{in_words(month)}月{in_words(of_month)}日",
        f" {year}.{month}.{of_month}　",
        f"{year}.{month}.{of_month}".translate(WIDE),
        f"{day:%Y%m%d}".translate(WIDE),
    ):
        assert dates.read(text)[0] == day, text
    assert dates.read(int(f"{day:%Y%m%d}"))[0] == day
    assert dates.read(float(f"{day:%Y%m%d}"))[0] == day


@given(st.integers(*dates.SERIALS), st.floats(0, 0.999))
def test_serial_numbers_of_both_epochs(serial, time_of_day):
    day = dt.date(1899, 12, 30) + dt.timedelta(days=serial)
    assert dates.read(serial)[0] == day
    assert dates.read(str(serial))[0] == day
    if serial + time_of_day <= dates.SERIALS[1]:
        assert dates.read(serial + time_of_day)[0] == day
    later = dates.read(serial, rules=DateRules(epoch_1904=True))[0]
    assert later - day == dt.timedelta(days=1462)


@given(days)
def test_months(day):
    first = day.replace(day=1)
    for text in (f"{day:%Y-%m}", f"{day:%Y%m}", f"{day.year}年{day.month}月", f"{day:%Y.%m}"):
        assert months.read(text)[0] == first
        assert dates.read(text) == (first, Reason.INCOMPLETE)


@given(st.dates(dt.date(1952, 1, 1), dt.date(2099, 12, 31)))
def test_periods_hold_the_day_that_they_are_made_of(day):
    year, week, _ = day.isocalendar()
    quarter = (day.month - 1) // 3 + 1
    for text in (
        f"{day.year}年{day.month}月",
        f"{year}年第{week}周",
        f"{day.year}年第{in_words(quarter)}季度",
    ):
        first, last = period.span(period.validate(text))
        assert first <= day <= last
    first, last = school_year.span(school_year.of_day(day))
    assert first <= day <= last
    year = int(school_year.of_day(day)[:4])
    autumn, spring = (period.validate(f"{year}-{year + 1}学年第{n}学期") for n in "一二")
    assert period.span(autumn)[0] == first
    assert period.span(spring)[1] == last
    assert period.span(autumn)[1] + dt.timedelta(days=1) == period.span(spring)[0]
    assert term.read(autumn)[0] == f"{year}-{year + 1}-1"
    assert term.read(spring)[0] == f"{year}-{year + 1}-2"


@given(st.integers(1, 9), st.integers(1, 30))
@settings(max_examples=150)
def test_grades_and_classes(level, number):
    numeral, words = NUMERALS[level], in_words(number)
    for text in (
        f"{numeral}年级{number}班",
        f"{numeral}({number})班",
        f"{numeral}（{words}）班",
        f"{level}年级({number})班",
        f"{level}.{number}班",
        f"{level}{number:02d}",
        f"{level}{number:02d}班",
        f"{numeral}年级{words}班",
    ):
        assert grade.read(text)[0] == level, text
        assert class_no.read(text)[0] == str(number), text
    stage, place = ("小学", level) if level <= 6 else ("初中", level - 6)
    assert grade.read(f"{stage[0]}{NUMERALS[place]}")[0] == level
    assert grade.read(f"{stage}{NUMERALS[place]}年级")[0] == level


@given(st.integers(1, 9), st.dates(dt.date(2010, 1, 1), dt.date(2040, 12, 31)))
def test_cohorts_of_intake_and_graduation_meet_in_one_grade(level, as_of):
    stage, first, last = ("小学", 1, 6) if level <= 6 else ("初中", 7, 9)
    begun = grade.school_year_of(as_of)
    intake, graduation = begun - (level - first), begun + 1 + (last - level)
    assert grade.read(f"{intake}级", stage, as_of=as_of)[0] == level
    assert grade.read(f"{graduation}届", stage, as_of=as_of)[0] == level


@given(st.integers(-(10**12), 10**12))
@settings(max_examples=150)
def test_whole_numbers(number):
    for text in (
        f"{number}",
        f"{number:,}",
        f"{number:,}元",
        f"{number}.00",
        f" {number} ",
        f"{number}人",
    ):
        assert numbers.read(text, integer=True)[0] == number
    assert numbers.read(float(number))[0] == number


@given(st.decimals(0, 10**8, places=2))
def test_amounts(amount):
    for text in (f"{amount}", f"{amount:,}", f"￥{amount:,}", f"{amount}元"):
        assert numbers.read(text)[0] == float(amount)


@given(st.integers(0, 99))
def test_numbers_in_words(number):
    assert number_of(in_words(number)) == number
    assert number_of(str(number)) == number


@given(st.from_regex(r"\A1[3-9][0-9]{9}\Z"))
def test_mobiles(number):
    for text in (
        number,
        f"+86{number}",
        f"{number[:3]} {number[3:7]} {number[7:]}",
        f"{number[:3]}-{number[3:7]}-{number[7:]}",
    ):
        assert phone.read(text)[0] == number
    assert phone.read(float(number))[0] == number


@given(st.lists(st.sampled_from(sorted(flags.YES | flags.NO)), min_size=1))
def test_yes_and_no_are_never_confused(words):
    cleaned = flags.clean_column(pd.Series(words, dtype="str"))
    assert cleaned.value.tolist() == [word in flags.YES for word in words]
    assert not flags.YES & flags.NO
