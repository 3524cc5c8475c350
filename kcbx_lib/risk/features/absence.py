"""Absence: level, trend, pattern and streaks.

One row in is a recorded pupil-day (``subject, date, mark``); one value out a child, index ``subject``.
Marks: present, late and left_early are presence; sick, personal and official are excused; unexcused;
absent_unknown counts for rates, never for a streak. No row, no value: an unrecorded day is unknown.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kcbx_lib.risk.features.as_of import Day, known_by

PRESENT = ("present", "late", "left_early")
ABSENT = ("unexcused", "sick", "personal", "official", "absent_unknown")
RECENT_DAYS = 28
FEWEST_KEPT_DAYS = 10
"""Below this a rate says little: one cold is 20 % of a week."""


def absence_level(marks: pd.DataFrame, *, as_of: Day) -> pd.Series:
    """Share of kept school days absent, any reason; NA below ten kept days."""
    child, names, absent, _ = _coded(marks, as_of)
    kept = np.bincount(child, minlength=len(names))
    return _share(
        np.bincount(child, weights=absent, minlength=len(names)), kept, names, FEWEST_KEPT_DAYS
    )


def unexcused_level(marks: pd.DataFrame, *, as_of: Day) -> pd.Series:
    """Share of kept school days absent without excuse; NA below ten kept days."""
    rows = _kept(marks, as_of)
    child, names = pd.factorize(rows["subject"], sort=True)
    unexcused = rows["mark"].eq("unexcused").to_numpy("float64")
    kept = np.bincount(child, minlength=len(names))
    found = np.bincount(child, weights=unexcused, minlength=len(names))
    return _share(found, kept, names, FEWEST_KEPT_DAYS)


def absence_trend(marks: pd.DataFrame, *, as_of: Day, days: int = RECENT_DAYS) -> pd.Series:
    """Absence rate of the last ``days`` days minus the rate before; NA where either has < 10 kept days."""
    child, names, absent, day = _coded(marks, as_of)
    recent = day > np.datetime64(pd.Timestamp(as_of), "D") - np.timedelta64(days, "D")
    rates = []
    for rows in (recent, ~recent):
        kept = np.bincount(child[rows], minlength=len(names))
        gone = np.bincount(child[rows], weights=absent[rows], minlength=len(names))
        rates.append(_share(gone, kept, names, FEWEST_KEPT_DAYS))
    return (rates[0] - rates[1]).rename("absence_trend")


def weekend_edge_share(marks: pd.DataFrame, *, as_of: Day) -> pd.Series:
    """Share of absences that fall on a Monday or Friday; two fifths is chance. NA below three absences."""
    child, names, absent, day = _coded(marks, as_of)
    weekday = (day.astype("int64") + 3) % 7  # 1970-01-01 was a Thursday
    edge = ((weekday == 0) | (weekday == 4)) * absent
    return _share(
        np.bincount(child, weights=edge, minlength=len(names)),
        np.bincount(child, weights=absent, minlength=len(names)),
        names,
        3,
    )


def longest_unexcused_streak(
    marks: pd.DataFrame, *, as_of: Day, school_days: pd.Series
) -> pd.Series:
    """School days of the longest unbroken run of recorded unexcused days; 0 where there is none.

    ``school_days`` are the days on which school was kept: a weekend neither breaks nor lengthens a
    run, an unrecorded school day ends it.
    """
    rows = known_by(marks, as_of)
    subjects = pd.Index(np.sort(rows["subject"].dropna().unique()), name="subject")
    unexcused = rows[rows["mark"].eq("unexcused")]
    days = np.unique(school_days.to_numpy("datetime64[D]"))
    at = unexcused["date"].to_numpy("datetime64[D]")
    place = np.searchsorted(days, at)
    inside = (place < len(days)) & (days[np.minimum(place, len(days) - 1)] == at)
    child = subjects.get_indexer(unexcused["subject"])[inside]
    key = np.unique(child.astype("int64") * (len(days) + 1) + place[inside])
    breaks = np.r_[True, np.diff(key) != 1] if len(key) else np.zeros(0, dtype=bool)
    starts = np.flatnonzero(breaks)
    length = np.diff(np.r_[starts, len(key)])
    longest = np.zeros(len(subjects), dtype=np.int64)
    if len(starts):
        np.maximum.at(longest, key[starts] // (len(days) + 1), length)
    return pd.Series(longest, index=subjects, dtype="Int64", name="longest_unexcused_streak")


def absence_spells(marks: pd.DataFrame, *, as_of: Day) -> pd.Series:
    """How many times a child began to be absent: runs of absence over its recorded days."""
    child, names, absent, day = _coded(marks, as_of)
    order = np.lexsort((day, child))
    gone, of = absent[order].astype(bool), child[order]
    before = np.r_[False, gone[:-1] & (of[1:] == of[:-1])] if len(of) else gone
    began = np.bincount(of[gone & ~before], minlength=len(names))
    return pd.Series(began, index=names, dtype="Int64", name="absence_spells")


def _kept(marks: pd.DataFrame, as_of: Day) -> pd.DataFrame:
    rows = known_by(marks, as_of)
    return rows[rows["mark"].isin(PRESENT + ABSENT) & rows["subject"].notna()]


def _coded(
    marks: pd.DataFrame, as_of: Day
) -> tuple[NDArray[np.int64], pd.Index, NDArray[np.float64], NDArray]:
    """Child codes, names, whether absent, and days of the kept pupil-days."""
    rows = _kept(marks, as_of)
    child, names = pd.factorize(rows["subject"], sort=True)
    absent = rows["mark"].isin(ABSENT).to_numpy("float64")
    index = pd.Index(names, name="subject")
    return child, index, absent, rows["date"].to_numpy("datetime64[D]")


def _share(part: NDArray, whole: NDArray, names: pd.Index, least: int) -> pd.Series:
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(whole >= least, part / whole, np.nan)
    return pd.Series(share, index=pd.Index(names, name="subject")).astype("Float64")
