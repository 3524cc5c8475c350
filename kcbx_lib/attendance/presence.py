"""How much of the kept school days each child was there."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kcbx_lib.attendance.keeping import Keeping
from kcbx_lib.attendance.records import (
    AWAY,
    EXCUSED,
    NO_SCHOOL,
    PRESENT,
    UNEXCUSED,
    UNKNOWN,
    Codes,
    Records,
)
from kcbx_lib.attendance.totals import WHOLE_TERM


def presence_of(records: Records, totals: pd.DataFrame, keeping: Keeping) -> pd.DataFrame:
    """One row per child in the sheets (index ``subject``); columns in ``attendance_facts``.

    Kept days run from the child's first recorded day (a pupil may join late) to the audit date, in each
    class for the time the child was in it. Days on which nothing was recorded of the child count as
    kept, not as absent, so that a rate is never too high. Days of suspension are not due.
    """
    count = len(records.children)
    total_months = _mask_of_totals(records, totals)
    counted = keeping.kept[records.room, records.day] & ~total_months
    kinds = {
        kind: np.bincount(records.child[counted & (records.kind == kind)], minlength=count)
        for kind in (PRESENT, EXCUSED, AWAY, UNEXCUSED, UNKNOWN, NO_SCHOOL)
    }
    kept = _kept_days(records, totals, keeping) - kinds[AWAY] - kinds[NO_SCHOOL]
    recorded = sum(kinds[kind] for kind in (PRESENT, EXCUSED, UNEXCUSED, UNKNOWN))
    by_totals = _sums(totals, count)
    listed = _listed_in_totals(records, total_months, count)
    last_room = _last(records, records.room)
    window_start = np.where(last_room >= 0, keeping.window_start[last_room], 0)
    in_window = records.day >= window_start[records.child]
    frame = pd.DataFrame(
        {
            "kept_days": kept + by_totals["due"],
            "present_days": kinds[PRESENT] + by_totals["present"],
            "unexcused_days": kinds[UNEXCUSED] + listed[UNEXCUSED],
            "excused_days": kinds[EXCUSED] + listed[EXCUSED],
            "unknown_reason_days": kinds[UNKNOWN]
            + by_totals["due"]
            - by_totals["present"]
            - listed[UNEXCUSED]
            - listed[EXCUSED],
            "unrecorded_days": kept - recorded,
        },
        index=records.children,
    ).astype("Int64")
    frame["absent_days"] = frame[["unexcused_days", "excused_days", "unknown_reason_days"]].sum(
        axis=1
    )
    rate = frame["absent_days"].astype("Float64") / frame["kept_days"].astype("Float64")
    frame["absence_rate"] = rate.where(frame["kept_days"] > 0)
    frame["last_present_on"] = _last_present(records)
    seen = np.bincount(records.child[in_window & (records.kind == PRESENT)], minlength=count) > 0
    frame["present_in_last_kept"] = seen | _maybe_in_window(records, totals, window_start)
    frame["kept_in_last"] = np.where(last_room >= 0, keeping.in_window[last_room], 0)
    excused = in_window & np.isin(records.kind, (EXCUSED, AWAY))
    frame["excused_in_last"] = np.bincount(records.child[excused], minlength=count)
    places = records.rooms.reindex(last_room)
    for column in ("school_code", "grade", "class_no"):
        frame[column] = places[column].array
    return frame.sort_index()


def _mask_of_totals(records: Records, totals: pd.DataFrame) -> np.ndarray:
    """Which records lie in a child-month that only its totals tell about."""
    if totals.empty:
        return np.zeros(len(records.child), dtype=bool)
    months = max(records.month_count, 1)
    code = records.child * months + records.months[records.day]
    monthly = totals[totals["month"].ne(WHOLE_TERM)]
    of_term = np.isin(records.child, totals.loc[totals["month"].eq(WHOLE_TERM), "child"])
    return of_term | np.isin(code, monthly["child"] * months + monthly["month"])


def _kept_days(records: Records, totals: pd.DataFrame, keeping: Keeping) -> Codes:
    """Kept days of each child's classes while it was in them, months known by totals left out."""
    count = len(records.children)
    stays = pd.DataFrame({"child": records.child, "room": records.room, "day": records.day})
    stays = stays.groupby(["child", "room"], as_index=False)["day"].agg(["min", "max"])
    latest = stays.sort_values(["child", "max", "room"]).drop_duplicates("child", keep="last").index
    end = stays["max"].to_numpy().copy()
    end[stays.index.isin(latest)] = records.size - 1
    first, room = stays["min"].to_numpy(), stays["room"].to_numpy()
    days = keeping.days_between(room, first, end)
    kept = np.bincount(stays["child"], weights=days, minlength=count).astype(np.int64)
    if totals.empty:
        return kept
    month_first = np.searchsorted(records.months, np.arange(records.month_count))
    month_last = np.searchsorted(records.months, np.arange(records.month_count), side="right") - 1
    stays["end"] = end
    by_term = totals.loc[totals["month"].eq(WHOLE_TERM), "child"].to_numpy(np.int64)
    totals = totals[totals["month"].ne(WHOLE_TERM)]
    known = totals.merge(stays, on=["child", "room"], how="inner")
    from_day = np.maximum(month_first[known["month"]], known["min"].to_numpy())
    to_day = np.minimum(month_last[known["month"]], known["end"].to_numpy())
    overlap = to_day >= from_day
    known, from_day, to_day = known[overlap], from_day[overlap], to_day[overlap]
    double = keeping.days_between(
        known["room"].to_numpy(), from_day.astype(np.int64), to_day.astype(np.int64)
    )
    kept = kept - np.bincount(known["child"], weights=double, minlength=count).astype(np.int64)
    kept[by_term] = 0
    return kept


def _sums(totals: pd.DataFrame, count: int) -> dict[str, Codes]:
    """Due and present days of each child's totals."""
    child = totals["child"].to_numpy(np.int64) if len(totals) else np.empty(0, dtype=np.int64)
    return {
        column: np.bincount(
            child, weights=totals[column] if len(totals) else None, minlength=count
        ).astype(np.int64)
        for column in ("due", "present")
    }


def _listed_in_totals(records: Records, mask: np.ndarray, count: int) -> dict[int, Codes]:
    """Absences with a reason listed in the months known by totals."""
    return {
        kind: np.bincount(records.child[mask & (records.kind == kind)], minlength=count)
        for kind in (UNEXCUSED, EXCUSED)
    }


def _last(records: Records, values: Codes) -> Codes:
    """The value of each child's last record; −1 for a child without one."""
    last = np.full(len(records.children), -1, dtype=np.int64)
    last[records.child] = values
    return last


def _last_present(records: Records) -> pd.Series:
    day = np.full(len(records.children), -1, dtype=np.int64)
    present = records.kind == PRESENT
    day[records.child[present]] = records.day[present]
    dates = np.full(len(day), np.datetime64("NaT", "us"))
    dates[day >= 0] = records.days.to_numpy()[day[day >= 0]]
    return pd.Series(dates, index=records.children)


def _maybe_in_window(records: Records, totals: pd.DataFrame, window_start: Codes) -> np.ndarray:
    """Children whose totals show presence in a month that reaches into the last kept days."""
    maybe = np.zeros(len(records.children), dtype=bool)
    if len(totals):
        month = totals["month"].replace(WHOLE_TERM, max(records.month_count - 1, 0))
        month_last = np.searchsorted(records.months, month, side="right") - 1
        child = totals["child"].to_numpy(np.int64)
        reaches = (totals["present"].to_numpy() > 0) & (month_last >= window_start[child])
        maybe[child[reaches]] = True
    return maybe
