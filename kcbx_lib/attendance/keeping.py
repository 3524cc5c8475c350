"""On which school days was a class's attendance kept?

A day counts as kept where at least half of the pupils on the class's sheets of the month are recorded
that day, and the sheets are more than a list of absences: they mark presence, or they are filled in for
at least half of the month's pupil-days. Of the pupils whom a list of absences does not name, nothing is
known.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kcbx_lib.attendance.records import NO_SCHOOL, PRESENT, Codes, Records

HALF = 0.5


@dataclass(frozen=True)
class Keeping:
    """``kept[class, day]``; ``before[class, n]``: kept days among the first n; the last ``window`` kept
    days of a class begin at ``window_start`` (ordinal) and are ``in_window`` many.
    """

    kept: NDArray[np.bool_]
    before: Codes
    window_start: Codes
    in_window: Codes

    def days_between(self, room: Codes, first: Codes, last: Codes) -> Codes:
        """Kept days of each class from ``first`` to ``last``, both included."""
        return self.before[room, last + 1] - self.before[room, first]


def keeping_of(records: Records, *, window_days: int) -> Keeping:
    """Which class-days were kept."""
    shape = (len(records.rooms), records.size)
    cells = shape[0] * shape[1]
    told = records.kind != NO_SCHOOL
    place = records.room * records.size + records.day
    recorded = np.bincount(place[told], minlength=cells).reshape(shape)
    roster = np.zeros((shape[0], max(records.month_count, 1)), dtype=np.int64)
    sizes = records.roster.groupby(["room", "month"]).size()
    at = sizes.index.to_frame(index=False)
    roster[at["room"], at["month"]] = sizes.to_numpy()
    shows = np.zeros_like(roster, dtype=bool)
    shown = np.unique(
        (records.room * max(records.month_count, 1) + records.months[records.day])[
            (records.kind == PRESENT) & np.isin(records.mark, PLAIN)
        ]
    )
    shows.ravel()[shown] = True
    shows |= _is_filled_in(recorded, roster, records.months)
    by_day = records.months
    kept = (recorded >= HALF * roster[:, by_day]) & (recorded > 0) & shows[:, by_day]
    before = np.zeros((shape[0], shape[1] + 1), dtype=np.int64)
    before[:, 1:] = np.cumsum(kept, axis=1)
    total = before[:, -1]
    in_window = np.minimum(total, window_days)
    # The n-th last kept day is the first day with (total - n) kept days before it.
    left = total - in_window
    later = (before[:, 1:] > left[:, None]) if records.size else np.zeros(shape, dtype=bool)
    window_start = np.where(total > 0, later.argmax(axis=1) if records.size else 0, records.size)
    return Keeping(kept, before, window_start.astype(np.int64), in_window)


def _is_filled_in(recorded: Codes, roster: Codes, months: Codes) -> NDArray[np.bool_]:
    """By class and month: whether half of the pupil-days carry a mark of whatever kind."""
    filled = np.zeros(roster.shape, dtype=bool)
    for month in range(roster.shape[1]):
        days = months == month
        due = roster[:, month] * int(days.sum())
        filled[:, month] = (recorded[:, days].sum(axis=1) >= HALF * due) & (due > 0)
    return filled


PLAIN = (0,)
"""The mark ``present`` itself: a list of exceptions may hold latecomers too."""


def class_keeping_of(records: Records, keeping: Keeping) -> pd.DataFrame:
    """One row per class: ``school_code, grade, class_no, kept_days, kept_in_last, window_start``."""
    start = keeping.window_start.clip(0, max(records.size - 1, 0))
    days = records.days.to_numpy()
    known = keeping.in_window > 0
    dates = np.full(len(known), np.datetime64("NaT", "us"))
    dates[known] = days[start[known]]
    return records.rooms.assign(
        kept_days=keeping.before[:, -1], kept_in_last=keeping.in_window, window_start=dates
    )
