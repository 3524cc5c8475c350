"""Runs of unexcused school days."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kcbx_lib.attendance.records import NO_SCHOOL, UNEXCUSED, UNKNOWN, Codes, Records


def streaks_of(records: Records, *, limit: int) -> pd.DataFrame:
    """One row per unbroken run of recorded unexcused school days.

    ``subject, school_code, grade, class_no, start, end, school_days, limit_reached_on`` (the day on
    which the run came to ``limit`` days, NaT where it did not), ``may_be_longer`` (the day before or
    after was not recorded, or an absence without a reason), ``is_open`` (nothing was recorded of the
    child after it).
    """
    records = _without_days_the_class_had_off(records)
    runs = longest_streaks(records.child, records.day, records.kind)
    at_limit = np.flatnonzero(runs["length"] >= limit)
    limit_day = np.full(len(runs["length"]), -1, dtype=np.int64)
    limit_day[at_limit] = runs["day"][runs["first"][at_limit] + limit - 1]
    child, start, end = runs["child"], runs["start"], runs["end"]
    days = records.days.to_numpy()
    places = records.rooms.take(runs["room_of"](records.room))
    last_day = np.zeros(len(records.children), dtype=np.int64)
    told = records.kind != NO_SCHOOL
    np.maximum.at(last_day, records.child[told], records.day[told])
    before = _open_side(records, child, start - 1)
    after = _open_side(records, child, end + 1)
    frame = pd.DataFrame(
        {
            "subject": records.children.take(child),
            "school_code": places["school_code"].array,
            "grade": places["grade"].array,
            "class_no": places["class_no"].array,
            "start": days[start],
            "end": days[end],
            "school_days": runs["length"],
            "limit_reached_on": np.where(
                limit_day >= 0, days[limit_day], np.datetime64("NaT", "us")
            ),
            "may_be_longer": before | after,
            "is_open": end == last_day[child],
        }
    )
    return frame.sort_values(["subject", "start"], kind="stable", ignore_index=True)


def longest_streaks(child: Codes, day: Codes, kind: Codes) -> dict:
    """The runs in records sorted by child and day, as arrays.

    ``child, start, end`` (ordinals), ``length``; ``first`` is each run's place in ``day``, the days of
    all unexcused records. A day marked "no school" for the child bridges a run without lengthening it.
    """
    inside = np.flatnonzero((kind == UNEXCUSED) | (kind == NO_SCHOOL))
    breaks = np.ones(len(inside), dtype=bool)
    if len(inside):
        same = child[inside][1:] == child[inside][:-1]
        next_day = day[inside][1:] - day[inside][:-1] == 1
        breaks[1:] = ~(same & next_day)
    run = np.cumsum(breaks)
    counted = kind[inside] == UNEXCUSED
    kept, run = inside[counted], run[counted]
    starts = np.ones(len(run), dtype=bool)
    starts[1:] = run[1:] != run[:-1]
    first = np.flatnonzero(starts)
    length = np.diff(np.append(first, len(run)))
    return {
        "child": child[kept][first],
        "start": day[kept][first],
        "end": day[kept][first + length - 1] if len(first) else first,
        "length": length,
        "first": first,
        "day": day[kept],
        "room_of": lambda rooms: rooms[kept][first],
    }


def _open_side(records: Records, child: Codes, day: Codes) -> NDArray[np.bool_]:
    """Whether the neighbouring school day leaves open that the run went on there."""
    exists = (day >= 0) & (day < records.size)
    wanted = child * records.size + day
    place = np.searchsorted(records.key, wanted).clip(0, max(len(records.key) - 1, 0))
    if not len(records.key):
        return exists
    recorded = records.key[place] == wanted
    return exists & (~recorded | (records.kind[place] == UNKNOWN))


def _without_days_the_class_had_off(records: Records) -> Records:
    """A make-up day that only some classes kept is no school day for the others."""
    whole = records
    unexcused = np.unique(records.child[records.kind == UNEXCUSED])
    for day in np.flatnonzero(records.make_up):
        at = records.day == day
        rooms_that_kept = np.unique(records.room[at])
        missing = np.setdiff1d(unexcused, records.child[at])
        room = _last_room(records)[missing]
        off = ~np.isin(room, rooms_that_kept)
        child = missing[off]
        whole = whole.with_days(
            child, np.full(len(child), day, dtype=np.int64), NO_SCHOOL, room[off], -1
        )
    return whole


def _last_room(records: Records) -> Codes:
    """The class of each child's last record."""
    room = np.full(len(records.children), -1, dtype=np.int64)
    room[records.child] = records.room  # in order of days: the last one stays
    return room
