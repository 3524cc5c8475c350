"""On which days was there school?

A school day is Monday to Friday within the term, less the county's ``no_school`` and the statutory
holidays, plus its ``extra_school``. A make-up workday at a weekend counts only where the county lists
it or where the sheets carry marks for most of a class's pupils. The county's calendar always wins.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import pandas as pd

from kcbx_lib.county import CountySettings, Term
from kcbx_lib.facts import Facts

SATURDAY = 5
REASONS = (
    "school",
    "school_holidays_unknown",  # a weekday of a year whose holidays the library does not know
    "extra_school",
    "make_up_marked",
    "weekend",
    "make_up_unmarked",
    "statutory_holiday",
    "no_school",
)
SCHOOL_REASONS = ("school", "school_holidays_unknown", "extra_school", "make_up_marked")
MOST_PUPILS = 0.5
"""A make-up day counts if more than this share of one class's pupils is marked on it."""
STRUCK_OUT = ("no_school", "absent_unknown", "suspended")
"""Marks that a column struck through would be read as: they do not say that school was kept."""


def school_days(facts: Facts) -> pd.DataFrame:
    """One row per day of the term: ``date, is_school_day, reason, basis``.

    ``basis`` says where the term comes from: ``declared`` in county.yml; ``derived`` from the first and
    last day in the attendance sheets; ``assumed`` where there is neither (September to January,
    mid-February to mid-July). Columns used: ``attendance_marks.date, row_id`` and
    ``attendance.school_code``.
    """
    term, basis = term_of(facts)
    days = calendar_of(term, marked_days=marked_make_up_days(facts))
    return days.assign(basis=basis)


def term_of(facts: Facts) -> tuple[Term, str]:
    """The term under audit, and whether it was ``declared``, ``derived`` or ``assumed``."""
    settings = facts.county
    if settings.term is not None:
        return settings.term, "declared"
    if facts.has("attendance_marks"):
        marked = facts["attendance_marks"]["date"].dropna()
        marked = marked[marked <= facts.as_of]
        if len(marked):
            return Term(marked.min().date(), marked.max().date()), "derived"
    if facts.has("attendance"):
        months = facts["attendance"]["month"].dropna()
        months = months[months <= facts.as_of]
        if len(months):
            last = months.max() + pd.offsets.MonthEnd(0)
            return Term(months.min().date(), last.date()), "derived"
    return assumed_term(settings), "assumed"


def assumed_term(settings: CountySettings) -> Term:
    """The usual term around the audit date, for a county that declares none and kept no attendance."""
    year, month = settings.as_of.year, settings.as_of.month
    if 2 <= month <= 8:
        return Term(date(year, 2, 15), date(year, 7, 15))
    autumn = year if month > 8 else year - 1
    return Term(date(autumn, 9, 1), date(autumn + 1, 1, 20))


def calendar_of(term: Term, *, marked_days: Iterable[date] = ()) -> pd.DataFrame:
    """One row per day of ``term``, both ends included: ``date, is_school_day, reason``.

    ``marked_days`` are make-up workdays on which the sheets show that school was kept.

    >>> calendar_of(Term(date(2024, 9, 13), date(2024, 9, 16)))["reason"].tolist()
    ['school', 'make_up_unmarked', 'statutory_holiday', 'statutory_holiday']
    """
    marked = set(marked_days)
    days = [term.start + timedelta(days=n) for n in range((term.end - term.start).days + 1)]
    reasons = [_reason(day, term, marked) for day in days]
    return pd.DataFrame(
        {
            "date": pd.DatetimeIndex(days).astype("datetime64[us]"),
            "is_school_day": [reason in SCHOOL_REASONS for reason in reasons],
            "reason": pd.array(reasons, dtype="str"),
        }
    )


def _reason(day: date, term: Term, marked: set[date]) -> str:
    if day in term.extra_school:
        return "extra_school"
    if day in term.no_school:
        return "no_school"
    national = national_reason(day)
    if national == "make_up_unmarked" and day in marked:
        return "make_up_marked"
    return national


def national_reason(day: date) -> str:
    """What the national arrangement of holidays says of a day, without any county's calendar.

    Trap: the days off that are exchanged for make-up workdays are no school days either.
    """
    is_weekend = day.weekday() >= SATURDAY
    off = _is_day_off(day)
    if off is None:
        return "weekend" if is_weekend else "school_holidays_unknown"
    if off:
        return "statutory_holiday" if _has_holiday_name(day) else "weekend"
    return "make_up_unmarked" if is_weekend else "school"


def _is_day_off(day: date) -> bool | None:
    """None beyond the years that chinesecalendar knows (2004 to 2026): it raises there."""
    import chinese_calendar

    try:
        return bool(chinese_calendar.is_holiday(day))
    except NotImplementedError:
        return None


def _has_holiday_name(day: date) -> bool:
    import chinese_calendar

    return chinese_calendar.get_holiday_detail(day)[1] is not None


def marked_make_up_days(facts: Facts) -> list[date]:
    """Weekend days that the nation worked and on which most of one class's pupils are marked."""
    if not (facts.has("attendance_marks") and facts.has("attendance")):
        return []
    marks = facts["attendance_marks"]
    distinct = pd.Series(marks["date"].dropna().unique())
    candidates = [
        day
        for day in distinct[distinct.dt.day_of_week >= SATURDAY]
        if national_reason(day.date()) == "make_up_unmarked"
    ]
    if not candidates:
        return []
    rows = facts["attendance"]
    place = rows.reindex(columns=["school_code", "grade", "class_no"]).astype("str").fillna("")
    room = place["school_code"] + "\x1f" + place["grade"] + "\x1f" + place["class_no"]
    pupil = rows["name"].fillna("") + "\x1f" + rows["student_no"].fillna("")
    size = pupil.groupby(room).nunique()
    on_day = marks[marks["date"].isin(candidates) & ~marks["mark"].isin(STRUCK_OUT)]
    marked = pd.DataFrame(
        {
            "date": on_day["date"].to_numpy(),
            "room": room.reindex(on_day["row_id"]).to_numpy(),
            "pupil": pupil.reindex(on_day["row_id"]).to_numpy(),
        }
    )
    counts = marked.groupby(["date", "room"])["pupil"].nunique()
    share = counts / size.reindex(counts.index.get_level_values("room")).to_numpy()
    kept = share[share > MOST_PUPILS].index.get_level_values("date").unique()
    return sorted(day.date() for day in kept)
