"""Sheets that list only absences, with totals.

Where a class-month marks no presence and a pupil's due days less the days present equal the absences
listed, every unlisted school day was presence. Where they do not, the totals still tell how many days
were missed, never which: they count for the absence rate, not for a streak.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from kcbx_lib.attendance.records import ABSENT, MEANING, PRESENT, Records
from kcbx_lib.facts import Facts

MARK_PRESENT = list(MEANING).index("present")


def unfold_totals(facts: Facts, records: Records) -> tuple[Records, pd.DataFrame]:
    """The records with proven presence added, and the totals that could not be unfolded.

    Totals: one row per child and month: ``child, month`` (codes), ``room, due, present, listed``.
    """
    totals = _totals_of(facts, records)
    if totals.empty:
        return records, totals
    days = pd.DataFrame({"child": records.child, "month": records.months[records.day]})
    listed = days[np.isin(records.kind, ABSENT)].value_counts()
    place = pd.MultiIndex.from_frame(totals[["child", "month"]])
    totals["listed"] = listed.reindex(place).fillna(0).to_numpy(dtype=np.int64)
    code = totals["room"] * records.month_count + totals["month"]
    totals = totals[~code.isin(records.shows_presence)]
    closes = (totals["due"] - totals["present"]).eq(totals["listed"]) & totals["due"].gt(0)
    unfolded = _presence(records, totals[closes])
    rest = totals[~closes & (totals["due"] - totals["present"]).gt(totals["listed"])]
    return unfolded, rest.reset_index(drop=True)


def _totals_of(facts: Facts, records: Records) -> pd.DataFrame:
    rows = facts["attendance"]
    present = rows["present_days"].astype("Float64")
    if "absent_days" in rows:
        present = present.fillna(
            rows["due_days"].astype("Float64") - rows["absent_days"].astype("Float64")
        )
    frame = pd.DataFrame(
        {
            "child": records.children.get_indexer(pd.Index(rows["subject"])),
            "month": pd.Index(records.month_starts()).get_indexer(
                pd.DatetimeIndex(rows["month"]).astype("datetime64[us]")
            ),
            "room": records.room_of_row,
            "due": rows["due_days"].astype("Float64").to_numpy(dtype=float, na_value=np.nan),
            "present": present.to_numpy(dtype=float, na_value=np.nan),
        }
    )
    frame = frame[frame["child"].ge(0) & frame["month"].ge(0) & frame["due"].notna()]
    frame = frame[frame["present"].between(0, frame["due"])]
    by_child = frame.groupby(["child", "month"], as_index=False)
    return by_child.agg(room=("room", "min"), due=("due", "max"), present=("present", "max"))


def _presence(records: Records, closing: pd.DataFrame) -> Records:
    """Presence on every unlisted school day of the child-months that close."""
    days_of_month = [
        np.flatnonzero(records.months == month) for month in range(records.month_count)
    ]
    parts = []
    for month in sorted(closing["month"].unique()):
        rows, days = closing[closing["month"] == month], days_of_month[month]
        parts.append(
            (
                np.repeat(rows["child"].to_numpy(np.int64), len(days)),
                np.tile(days, len(rows)).astype(np.int64),
                np.repeat(rows["room"].to_numpy(np.int64), len(days)),
            )
        )
    if not parts:
        return records
    child, day, room = (np.concatenate(part) for part in zip(*parts, strict=True))
    return records.with_days(child, day, PRESENT, room, MARK_PRESENT)
