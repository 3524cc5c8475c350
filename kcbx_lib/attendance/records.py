"""Every recorded pupil-day once, as plain numbers: child, school day, class, what was recorded.

Five million marks are worked on as numpy arrays; names, dates and codes come back at the end.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kcbx_lib.facts import Facts

Codes = NDArray[np.int64]

# In the order in which two sheets that differ are believed: whoever saw the child is right, a stated
# reason beats none, and "no school" says nothing of the child.
PRESENT, EXCUSED, AWAY, UNEXCUSED, UNKNOWN, NO_SCHOOL = range(6)
ABSENT = (EXCUSED, UNEXCUSED, UNKNOWN)
MEANING = {
    "present": PRESENT,
    "late": PRESENT,
    "left_early": PRESENT,
    "sick": EXCUSED,
    "personal": EXCUSED,
    "official": EXCUSED,
    "suspended": AWAY,
    "unexcused": UNEXCUSED,
    "absent_unknown": UNKNOWN,
    "no_school": NO_SCHOOL,
}
# On days without school, sheets strike the column out (/ or 休): that is no attendance.
SAYS_A_CHILD_CAME_OR_NOT = (
    "present",
    "late",
    "left_early",
    "sick",
    "personal",
    "unexcused",
    "official",
)


@dataclass(frozen=True)
class Records:
    """Recorded pupil-days, sorted by child and day, one each.

    ``child``, ``day`` (ordinal of the school day), ``kind``, ``room`` (class) and ``mark`` (code of
    the mark as written) are parallel arrays. ``days`` are the term's school days up to the audit date,
    ``make_up`` tells which of them are make-up days known only from sheets. ``children`` are the
    subjects, ``rooms`` the classes. ``shows_presence`` are the (class, month) codes whose sheets mark
    presence at all. ``off_days`` counts marks on days without school by (class, month).
    ``roster`` (``room, month, child``) is who stands on a class's sheets of a month; ``room_of_row``
    is the class of each attendance row.
    """

    child: Codes
    day: Codes
    kind: Codes
    room: Codes
    mark: Codes
    days: pd.DatetimeIndex
    make_up: NDArray[np.bool_]
    months: Codes
    children: pd.Index
    rooms: pd.DataFrame
    shows_presence: Codes
    off_days: pd.Series
    roster: pd.DataFrame
    room_of_row: Codes

    @property
    def size(self) -> int:
        """How many school days there were."""
        return len(self.days)

    @property
    def key(self) -> Codes:
        """Child and day as one number, in ascending order."""
        return self.child * self.size + self.day

    @property
    def month_count(self) -> int:
        """How many months the term has so far."""
        return int(self.months.max(initial=-1)) + 1

    def month_starts(self) -> pd.DatetimeIndex:
        """The first day of each month."""
        first = self.days.to_period("M").to_timestamp()
        return pd.DatetimeIndex(first.unique()).as_unit("us")

    def with_days(self, child: Codes, day: Codes, kind: int, room: Codes, mark: int) -> Records:
        """The records and further ones where nothing was recorded yet."""
        fresh = ~np.isin(child * self.size + day, self.key)
        child, day, room = child[fresh], day[fresh], room[fresh]
        whole = replace(
            self,
            child=np.concatenate([self.child, child]),
            day=np.concatenate([self.day, day]),
            kind=np.concatenate([self.kind, np.full(len(child), kind)]),
            room=np.concatenate([self.room, room]),
            mark=np.concatenate([self.mark, np.full(len(child), mark)]),
        )
        order = np.argsort(whole.key, kind="stable")
        return whole.taken(order)

    def taken(self, which: NDArray) -> Records:
        """The records at ``which`` positions."""
        return replace(
            self,
            child=self.child[which],
            day=self.day[which],
            kind=self.kind[which],
            room=self.room[which],
            mark=self.mark[which],
        )


def read_records(facts: Facts) -> Records:
    """The recorded school days of the term up to the audit date.

    Columns used: ``attendance.subject, school_code, school_name, grade, class_no, month``;
    ``attendance_marks.row_id, date, mark``; ``school_days``. Two marks on one day are settled as
    ``MEANING`` orders them.
    """
    rows, marks = facts["attendance"], facts["attendance_marks"]
    calendar = facts["school_days"]
    school = calendar[calendar["is_school_day"] & (calendar["date"] <= facts.as_of)]
    days = pd.DatetimeIndex(school["date"]).as_unit("us")
    child_of_row, children = pd.factorize(rows["subject"], sort=True)
    room_of_row, rooms = _rooms(rows)

    row = rows.index.get_indexer(pd.Index(marks["row_id"]))
    words = pd.Index(MEANING)
    mark_codes, distinct = pd.factorize(marks["mark"])
    mark = _lookup(mark_codes, words.get_indexer(distinct))
    number = marks["date"].to_numpy().astype("datetime64[D]").astype(np.int64)
    dated = marks["date"].notna().to_numpy()
    child = np.where(row >= 0, child_of_row[row], -1)
    usable = (child >= 0) & (mark >= 0) & dated
    child, mark, number = child[usable], mark[usable], number[usable]
    room = room_of_row[row[usable]]

    ordinal = _ordinals(number, days)
    off_days = _off_days(number, mark, room, calendar, facts.as_of)
    at_school = ordinal >= 0
    child, mark, room, day = child[at_school], mark[at_school], room[at_school], ordinal[at_school]
    kind = np.array(list(MEANING.values()), dtype=np.int64)[mark]
    months = _months(days)
    plain = mark == words.get_loc("present")
    shows = np.unique(room[plain] * (months.max(initial=0) + 1) + months[day[plain]])

    whole = (child * max(len(days), 1) + day) * len(MEANING) + kind
    # One number holds all that orders the records: 5 M of them sort in half a second.
    order = np.argsort((whole * len(rooms) + room) * len(MEANING) + mark, kind="stable")
    first = np.ones(len(order), dtype=bool)
    same_day = (whole // len(MEANING))[order]
    first[1:] = same_day[1:] != same_day[:-1]
    chosen = order[first]
    make_up = school["reason"].eq("make_up_marked").to_numpy()
    records = Records(
        child, day, kind, room, mark, days, make_up, months,
        pd.Index(children, dtype="str", name="subject"), rooms, shows, off_days, pd.DataFrame(), room_of_row,
    ).taken(chosen)  # fmt: skip
    roster = _roster(rows, child_of_row, room_of_row, records)
    return replace(records, roster=roster)


def _rooms(rows: pd.DataFrame) -> tuple[Codes, pd.DataFrame]:
    """Each row's class as a number, and the classes: ``school_code, grade, class_no``.

    A school that could not be resolved is kept apart by its name as written.
    """
    school = rows["school_code"].astype("str")
    named = ("name:" + rows["school_name"].astype("str")).where(rows["school_name"].notna(), "")
    place = pd.DataFrame(
        {
            "school": school.where(rows["school_code"].notna(), named),
            "grade": rows["grade"].astype("Float64").fillna(-1).astype("int64"),
            "class_no": rows["class_no"].fillna("").astype("str"),
        }
    )
    distinct = place.drop_duplicates().sort_values(
        ["school", "grade", "class_no"], ignore_index=True
    )
    room = pd.MultiIndex.from_frame(distinct).get_indexer(pd.MultiIndex.from_frame(place))
    is_code = ~distinct["school"].str.startswith("name:") & distinct["school"].ne("")
    rooms = pd.DataFrame(
        {
            "school_code": distinct["school"].where(is_code),
            "grade": distinct["grade"].where(distinct["grade"] >= 0).astype("Int64"),
            "class_no": distinct["class_no"].where(distinct["class_no"].ne("")),
        }
    )
    return room.astype(np.int64), rooms


def _lookup(codes: NDArray, table: NDArray) -> Codes:
    return np.append(table, -1)[codes].astype(np.int64)


def _ordinals(number: Codes, days: pd.DatetimeIndex) -> Codes:
    """The ordinal of each day (counted from 1970) among the school days; −1 for other days."""
    if not len(days):
        return np.full(len(number), -1, dtype=np.int64)
    school = days.to_numpy().astype("datetime64[D]").astype(np.int64)
    place = np.searchsorted(school, number).clip(0, len(school) - 1)
    return np.where(school[place] == number, place, -1).astype(np.int64)


def _months(days: pd.DatetimeIndex) -> Codes:
    whole = days.year.to_numpy() * 12 + days.month.to_numpy()
    return np.unique(whole, return_inverse=True)[1].astype(np.int64)


def _off_days(
    number: Codes, mark: Codes, room: Codes, calendar: pd.DataFrame, as_of: pd.Timestamp
) -> pd.Series:
    """Marks within the term on days without school, by class and month start.

    A make-up workday that only some classes kept is no fault of theirs and left out.
    """
    closed = calendar[
        ~calendar["is_school_day"]
        & calendar["reason"].ne("make_up_unmarked")
        & (calendar["date"] <= as_of)
    ]
    off = closed["date"].to_numpy().astype("datetime64[D]").astype(np.int64)
    telling = np.array([word in SAYS_A_CHILD_CAME_OR_NOT for word in MEANING])
    inside = np.isin(number, off) & telling[mark]
    month = number[inside].astype("datetime64[D]").astype("datetime64[M]").astype("datetime64[us]")
    frame = pd.DataFrame({"room": room[inside], "month": month})
    return frame.groupby(["room", "month"]).size()


def _roster(
    rows: pd.DataFrame, child_of_row: Codes, room_of_row: Codes, records: Records
) -> pd.DataFrame:
    """``room, month (code), child`` once: who is on the class's sheets of a month."""
    starts = records.month_starts()
    month = pd.Index(starts).get_indexer(pd.DatetimeIndex(rows["month"]).astype("datetime64[us]"))
    by_row = pd.DataFrame({"room": room_of_row, "month": month, "child": child_of_row})
    month_of = records.months[records.day]
    fresh = np.ones(len(month_of), dtype=bool)  # one child's month in one class stands together
    for part in (records.child, records.room, month_of):
        fresh[1:] &= part[1:] == part[:-1]
    fresh[1:] = ~fresh[1:]
    by_mark = pd.DataFrame(
        {"room": records.room[fresh], "month": month_of[fresh], "child": records.child[fresh]}
    )
    whole = pd.concat([by_row[(by_row["month"] >= 0) & (by_row["child"] >= 0)], by_mark])
    return whole.drop_duplicates(ignore_index=True)
