"""Periods that are reported and the day each falls due.

Periods are text in the normal forms of the data: ``2024-09`` a month, ``2024-W37`` an ISO week,
``2024-Q3`` a quarter, ``2024-spring`` or ``2024-autumn`` a season.

One rule for every deadline: the day a document names is never found against anyone. "By the 20th"
allows the 20th; "before the 20th" makes the 20th worth a note, and the 21st a finding.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

PERIOD = re.compile(
    r"(?P<year>\d{4})-(?:W(?P<week>\d{2})|Q(?P<quarter>[1-4])|(?P<season>spring|autumn)|(?P<month>\d{2}))"
)
KINDS = ("weekly", "monthly", "quarterly", "seasonal")


def period_kind(period: str) -> str | None:
    """``weekly``, ``monthly``, ``quarterly`` or ``seasonal``; None for anything else."""
    span = period_span(period)
    match = PERIOD.fullmatch(str(period))
    if span is None or match is None:
        return None
    if match["week"]:
        return "weekly"
    if match["quarter"]:
        return "quarterly"
    return "seasonal" if match["season"] else "monthly"


def period_span(period: str) -> tuple[date, date] | None:
    """First and last day of a period; None for text that names no period.

    A season is its school term by the calendar: spring February to July, autumn August to January.
    """
    match = PERIOD.fullmatch(str(period))
    if match is None:
        return None
    try:
        return _span(match)
    except ValueError:  # month 13, week 54
        return None


def _span(match: re.Match[str]) -> tuple[date, date]:
    year = int(match["year"])
    if match["week"]:
        monday = date.fromisocalendar(year, int(match["week"]), 1)
        return monday, monday + timedelta(days=6)
    if match["quarter"]:
        last = 3 * int(match["quarter"])
        return date(year, last - 2, 1), month_end(year, last)
    if match["season"]:
        spring = match["season"] == "spring"
        return (
            (date(year, 2, 1), date(year, 7, 31))
            if spring
            else (date(year, 8, 1), date(year + 1, 1, 31))
        )
    month = int(match["month"])
    return date(year, month, 1), month_end(year, month)


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def period_of(day: date, kind: str) -> str:
    """The period of a kind that holds the day."""
    if kind == "weekly":
        iso = day.isocalendar()
        return f"{iso.year}-W{iso.week:02d}"
    if kind == "monthly":
        return f"{day:%Y-%m}"
    if kind == "quarterly":
        return f"{day.year}-Q{(day.month + 2) // 3}"
    if kind == "seasonal":
        if 2 <= day.month <= 7:
            return f"{day.year}-spring"
        return f"{day.year - 1 if day.month == 1 else day.year}-autumn"
    raise ValueError(f"no such kind of period: {kind!r}")


def next_period(period: str) -> str:
    """The period that follows one of the same kind."""
    span, kind = period_span(period), period_kind(period)
    if span is None or kind is None:
        raise ValueError(f"no period: {period!r}")
    return period_of(span[1] + timedelta(days=1), kind)


def periods_between(first: str, last: str) -> list[str]:
    """Every period from ``first`` to ``last``, both included; none where ``last`` comes earlier."""
    end = period_span(last)
    if end is None or period_kind(first) != period_kind(last):
        raise ValueError(f"no two periods of one kind: {first!r}, {last!r}")
    periods: list[str] = []
    period = first
    while (span := period_span(period)) is not None and span[0] <= end[0]:
        periods.append(period)
        period = next_period(period)
    return periods


def due_day(deadline: Mapping[str, Any], period: str) -> date:
    """The day a deadline names for a period: later than this is late.

    ``{kind: end_of_month}`` the last day of the month reported; ``{kind: day_of_month, day: 20}`` the
    20th of that month (its last day where it is shorter); ``{kind: weekday, weekday: 4}`` Thursday
    of the week reported; ``{due: end_of_quarter}`` the quarter's last day.
    """
    span = period_span(period)
    if span is None:
        raise ValueError(f"no period: {period!r}")
    kind = deadline.get("kind", deadline.get("due"))
    if kind == "day_of_month":
        last = month_end(span[0].year, span[0].month)
        return min(last, span[0] + timedelta(days=int(deadline["day"]) - 1))
    if kind == "weekday":
        return span[0] + timedelta(days=int(deadline["weekday"]) - 1)
    if kind in ("end_of_month", "end_of_quarter"):
        return span[1]
    raise ValueError(f"no such deadline: {kind!r}")


def season_due_day(days: Sequence[str], period: str) -> date | None:
    """The day of the year among ``days`` that lies in a season, in that season's year.

    ``["03-31", "09-30"]``: spring is due on 31 March, autumn on 30 September.
    """
    span = period_span(period)
    if span is None:
        return None
    for text in days:
        day = date(span[0].year, int(text[:2]), int(text[3:]))
        if span[0] <= day <= span[1]:
            return day
    return None
