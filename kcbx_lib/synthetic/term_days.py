"""The days of a fictional county's term: school days, and the days on which offices act.

Offices of these counties act on Mondays and Tuesdays up to the 19th of a month, and their reports
leave after that day: so every event of a week is in the week's report and every event of a month in
the month's, whichever deadline the profile sets.
"""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import pandas as pd

from kcbx_lib.county import Term

REPORT_DAY = 19


def term_with_holidays(start: date, end: date) -> Term:
    """The term with its statutory holidays as ``no_school`` and make-up days as ``extra_school``."""
    days = [start + timedelta(days=n) for n in range((end - start).days + 1)]
    return Term(
        start=start,
        end=end,
        no_school=tuple(d for d in days if d.weekday() < 5 and chinese_calendar.is_holiday(d)),
        extra_school=tuple(d for d in days if d.weekday() >= 5 and chinese_calendar.is_workday(d)),
    )


def school_days(term: Term, as_of: date) -> pd.DatetimeIndex:
    """The school days of the term up to the audit date, both ends included."""
    last = min(term.end, as_of)
    days = pd.date_range(term.start, last, freq="D", unit="us")
    kept = (days.day_of_week < 5) & ~days.isin(pd.to_datetime(list(term.no_school)))
    kept |= days.isin(pd.to_datetime(list(term.extra_school)))
    return days[kept]


def office_days(term: Term, as_of: date) -> pd.DatetimeIndex:
    """The Mondays and Tuesdays of the term, up to a month's report day, on which school is kept."""
    days = school_days(term, as_of)
    return days[(days.day_of_week < 2) & (days.day <= REPORT_DAY - 1)]


def report_dates(term: Term, as_of: date) -> dict[pd.Period, pd.Timestamp]:
    """Month → day its report leaves: the last weekday up to the 19th, if that day has come."""
    dates = {}
    for month in pd.period_range(term.start, min(term.end, as_of), freq="M"):
        day = pd.Timestamp(month.year, month.month, REPORT_DAY)
        while day.weekday() >= 5:
            day -= pd.Timedelta(days=1)
        if term.start <= day.date() <= as_of:
            dates[month] = day
    return dates


def report_weeks(term: Term, as_of: date) -> dict[str, tuple[pd.Timestamp, pd.Timestamp]]:
    """ISO week ``2024-W37`` → (its Monday, the Wednesday on which its report leaves)."""
    weeks = {}
    monday = pd.Timestamp(term.start) - pd.Timedelta(days=term.start.weekday())
    while (monday + pd.Timedelta(days=2)).date() <= min(as_of, term.end):
        year, week, _ = monday.isocalendar()
        weeks[f"{year}-W{week:02d}"] = (monday, monday + pd.Timedelta(days=2))
        monday += pd.Timedelta(days=7)
    return weeks
