"""On which days there was school."""

from datetime import date

from kcbx_lib.county import Term
from kcbx_lib.facts import Facts
from kcbx_lib.school_calendar import calendar_of, school_days
from tests.helpers import AUTUMN, county_of


def reason_of(day: date, term: Term = AUTUMN, **options) -> str:
    days = calendar_of(term, **options).set_index("date")["reason"]
    return days[str(day)]


def test_monday_to_friday_is_school():
    assert [reason_of(date(2024, 9, day)) for day in (2, 6, 7, 8)] == [
        "school",
        "school",
        "weekend",
        "weekend",
    ]


def test_a_statutory_holiday_is_not():
    assert reason_of(date(2024, 10, 1)) == "statutory_holiday"
    assert reason_of(date(2024, 9, 30)) == "school"


def test_a_day_off_in_exchange_for_a_make_up_day_is_not_either():
    assert reason_of(date(2024, 10, 7)) == "statutory_holiday"


def test_the_countys_calendar_wins():
    term = Term(AUTUMN.start, AUTUMN.end, (date(2024, 9, 3),), (date(2024, 10, 1),))
    assert reason_of(date(2024, 9, 3), term) == "no_school"
    assert reason_of(date(2024, 10, 1), term) == "extra_school"


def test_a_make_up_saturday_counts_only_if_listed_or_marked():
    saturday = date(2024, 10, 12)
    assert reason_of(saturday) == "make_up_unmarked"
    assert reason_of(saturday, marked_days=[saturday]) == "make_up_marked"
    listed = Term(AUTUMN.start, AUTUMN.end, extra_school=(saturday,))
    assert reason_of(saturday, listed) == "extra_school"


def test_an_ordinary_saturday_does_not_count_even_if_marked():
    saturday = date(2024, 9, 7)
    assert reason_of(saturday, marked_days=[saturday]) == "weekend"


def test_beyond_the_known_years_a_weekday_is_school_and_says_so():
    term = Term(date(2031, 9, 29), date(2031, 10, 3))
    assert reason_of(date(2031, 10, 1), term) == "school_holidays_unknown"


def test_without_a_declared_term_it_is_derived_from_the_sheets():
    county = county_of(
        term=None,
        attendance="""name school_code grade class_no since marks
                      张伟 S1 4 1 2024-09-09 √√√""",
    )
    days = school_days(Facts(county.settings, county.tables))
    assert set(days["basis"]) == {"derived"}
    assert days["date"].iloc[0].date() == date(2024, 9, 9)


def test_without_term_and_sheets_the_usual_term_is_assumed():
    county = county_of(term=None, enrolment="name\n张伟")
    days = school_days(Facts(county.settings, county.tables))
    assert set(days["basis"]) == {"assumed"}
    assert days["date"].iloc[0].date() == date(2024, 9, 1)
