"""Absence: level, trend, pattern and streaks.

One row in is a recorded pupil-day (``subject, date, mark``); one value out a child, index ``subject``.
Marks: present, late and left_early are presence; sick, personal and official are excused; unexcused;
absent_unknown counts for rates, never for a streak. No row, no value: an unrecorded day is unknown.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kcbx_lib.risk.features.as_of import Day, known_by

PRESENT = ("present", "late", "left_early")
ABSENT = ("unexcused", "sick", "personal", "official", "absent_unknown")
RECENT_DAYS = 28
FEWEST_KEPT_DAYS = 10
"""Below this a rate says little: one cold is 20 % of a week."""


@dataclass(frozen=True)
class Coded:
    """Kept pupil-days as arrays: ``child`` codes into ``names``, ``day``, ``is_absent``, ``is_unexcused``."""

    names: pd.Index
    child: NDArray[np.int64]
    day: NDArray
    is_absent: NDArray[np.bool_]
    is_unexcused: NDArray[np.bool_]

    def count(self, where: NDArray[np.bool_]) -> NDArray[np.int64]:
        """How many of these rows each child has."""
        return np.bincount(self.child[where], minlength=len(self.names))


def coded(marks: pd.DataFrame, *, as_of: Day) -> Coded:
    """The marks known on the day, coded once for every feature; marks of no known kind are left out."""
    rows = known_by(marks, as_of)
    child, names = pd.factorize(rows["subject"], sort=True)
    kind, kinds = pd.factorize(rows["mark"])
    told = np.isin(kind, np.flatnonzero(kinds.isin(PRESENT + ABSENT))) & (child >= 0)
    absent = np.append(np.asarray(kinds.isin(ABSENT)), False)
    unexcused = np.append(np.asarray(kinds == "unexcused"), False)
    every = bool(told.all())
    kept: slice | NDArray = slice(None) if every else told
    return Coded(
        pd.Index(names, name="subject"),
        child[kept],
        rows["date"].to_numpy("datetime64[D]")[kept],
        absent[kind][kept],
        unexcused[kind][kept],
    )


def absence_level(marks: pd.DataFrame, *, as_of: Day) -> pd.Series:
    """Share of kept school days absent, any reason; NA below ten kept days."""
    return _level(coded(marks, as_of=as_of))


def unexcused_level(marks: pd.DataFrame, *, as_of: Day) -> pd.Series:
    """Share of kept school days absent without excuse; NA below ten kept days."""
    rows = coded(marks, as_of=as_of)
    every = np.bincount(rows.child, minlength=len(rows.names))
    return _share(rows.count(rows.is_unexcused), every, rows.names, FEWEST_KEPT_DAYS)


def absence_trend(marks: pd.DataFrame, *, as_of: Day, days: int = RECENT_DAYS) -> pd.Series:
    """Absence rate of the last ``days`` days minus the rate before; NA where either has < 10 kept days."""
    return _trend(coded(marks, as_of=as_of), as_of, days)


def weekend_edge_share(marks: pd.DataFrame, *, as_of: Day) -> pd.Series:
    """Share of absences that fall on a Monday or Friday; two fifths is chance. NA below three absences."""
    return _edges(coded(marks, as_of=as_of))


def longest_unexcused_streak(
    marks: pd.DataFrame, *, as_of: Day, school_days: pd.Series
) -> pd.Series:
    """School days of the longest unbroken run of recorded unexcused days; 0 where there is none.

    ``school_days`` are the days on which school was kept: a weekend neither breaks nor lengthens a
    run, an unrecorded school day ends it.
    """
    return _streak(coded(marks, as_of=as_of), school_days)


def absence_spells(marks: pd.DataFrame, *, as_of: Day) -> pd.Series:
    """How many times a child began to be absent: runs of absence over its recorded days."""
    return _spells(coded(marks, as_of=as_of))


def absence_features(marks: pd.DataFrame, *, as_of: Day, school_days: pd.Series) -> pd.DataFrame:
    """Level, trend, pattern, spells and streak of every child: one row a child, the marks coded once.

    Same values as the single functions; five million marks must not be read five times.
    """
    rows = coded(marks, as_of=as_of)
    return pd.DataFrame(
        {
            "absence_rate": _level(rows),
            "absence_trend": _trend(rows, as_of, RECENT_DAYS),
            "weekend_edge_share": _edges(rows),
            "absence_spells": _spells(rows),
            "longest_unexcused_streak": _streak(rows, school_days),
        }
    )


def _level(rows: Coded) -> pd.Series:
    every = np.bincount(rows.child, minlength=len(rows.names))
    return _share(rows.count(rows.is_absent), every, rows.names, FEWEST_KEPT_DAYS)


def _trend(rows: Coded, as_of: Day, days: int) -> pd.Series:
    recent = rows.day > np.datetime64(pd.Timestamp(as_of), "D") - np.timedelta64(days, "D")
    rates = [
        _share(rows.count(part & rows.is_absent), rows.count(part), rows.names, FEWEST_KEPT_DAYS)
        for part in (recent, ~recent)
    ]
    return (rates[0] - rates[1]).rename("absence_trend")


def _edges(rows: Coded) -> pd.Series:
    weekday = (rows.day[rows.is_absent].astype("int64") + 3) % 7  # 1970-01-01 was a Thursday
    edge = rows.is_absent.copy()
    edge[rows.is_absent] = (weekday == 0) | (weekday == 4)
    return _share(rows.count(edge), rows.count(rows.is_absent), rows.names, 3)


def _streak(rows: Coded, school_days: pd.Series) -> pd.Series:
    days = np.unique(school_days.to_numpy("datetime64[D]"))
    at = rows.day[rows.is_unexcused]
    place = np.searchsorted(days, at)
    inside = (place < len(days)) & (days[np.minimum(place, len(days) - 1)] == at)
    child = rows.child[rows.is_unexcused][inside]
    key = np.unique(child.astype("int64") * (len(days) + 1) + place[inside])
    breaks = np.r_[True, np.diff(key) != 1] if len(key) else np.zeros(0, dtype=bool)
    starts = np.flatnonzero(breaks)
    length = np.diff(np.r_[starts, len(key)])
    longest = np.zeros(len(rows.names), dtype=np.int64)
    if len(starts):
        np.maximum.at(longest, key[starts] // (len(days) + 1), length)
    return pd.Series(longest, index=rows.names, dtype="Int64", name="longest_unexcused_streak")


def _spells(rows: Coded) -> pd.Series:
    key = rows.child * np.int64(1 << 20) + rows.day.astype("int64")
    sorted_already = bool((key[1:] >= key[:-1]).all())
    order = slice(None) if sorted_already else np.argsort(key, kind="stable")
    gone, of = rows.is_absent[order], rows.child[order]
    began = gone.copy()
    began[1:] &= ~(gone[:-1] & (of[1:] == of[:-1]))
    count = np.bincount(of[began], minlength=len(rows.names))
    return pd.Series(count, index=rows.names, dtype="Int64", name="absence_spells")


def _share(part: NDArray, whole: NDArray, names: pd.Index, least: int) -> pd.Series:
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(whole >= least, part / whole, np.nan)
    return pd.Series(share, index=names).astype("Float64")
