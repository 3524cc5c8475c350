"""Sheets that list only absences, with totals.

Where a class-month marks no presence and a pupil's due days less the days present equal the absences
listed, every unlisted school day was presence. Where they do not, the totals still tell how many days
were missed, never which: they count for the absence rate, not for a streak. Totals without a month are
those of the term so far. Totals that miss fewer days than the absences listed contradict the sheet and
tell nothing. Totals that hold more days than there were school days by the audit date, in a
month (or term) that was not over, tell of later days as well: where they close on the absences listed by
then, nothing was missed later and the unlisted days were presence; else they are left out.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from kcbx_lib.attendance.records import ABSENT, MEANING, PRESENT, Records
from kcbx_lib.facts import Facts

MARK_PRESENT = list(MEANING).index("present")
WHOLE_TERM = -1
"""The month code of totals that name no month."""


def unfold_totals(facts: Facts, records: Records) -> tuple[Records, pd.DataFrame]:
    """The records with proven presence added, and the totals that could not be unfolded.

    Totals: one row per child and month: ``child, month`` (codes, or ``WHOLE_TERM``), ``room, due,
    present, listed``.
    """
    totals = _totals_of(facts, records)
    if totals.empty:
        return records, totals
    whole = _of_the_term(records, totals)
    totals = totals[totals["month"].ne(WHOLE_TERM)]
    days = pd.DataFrame({"child": records.child, "month": records.months[records.day]})
    listed = days[np.isin(records.kind, ABSENT)].value_counts()
    place = pd.MultiIndex.from_frame(totals[["child", "month"]])
    totals["listed"] = listed.reindex(place).fillna(0).to_numpy(dtype=np.int64)
    code = totals["room"] * records.month_count + totals["month"]
    totals = totals[~code.isin(records.shows_presence)]
    closes = (totals["due"] - totals["present"]).eq(totals["listed"]) & totals["due"].gt(0)
    unfolded = _presence(records, totals[closes])
    rest = totals[~closes & (totals["due"] - totals["present"]).gt(totals["listed"])]
    rest = pd.concat([rest, whole], ignore_index=True)
    return unfolded, rest[~rest["is_later"].astype(bool)].reset_index(drop=True)


def _of_the_term(records: Records, totals: pd.DataFrame) -> pd.DataFrame:
    """The term's totals of children of whom neither monthly totals nor sheets with presence tell more."""
    months = max(records.month_count, 1)
    shown = np.unique(records.shows_presence // months)
    whole = totals[totals["month"].eq(WHOLE_TERM)]
    by_month = totals.loc[totals["month"].ne(WHOLE_TERM), "child"]
    whole = whole[~whole["child"].isin(by_month) & ~whole["room"].isin(shown)]
    listed = pd.Series(records.child[np.isin(records.kind, ABSENT)]).value_counts()
    whole = whole.assign(listed=listed.reindex(whole["child"]).fillna(0).to_numpy(dtype=np.int64))
    return whole[(whole["due"] - whole["present"]).ge(whole["listed"])]


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
            "is_dated": rows["month"].notna().to_numpy(),
            "room": records.room_of_row,
            "due": rows["due_days"].astype("Float64").to_numpy(dtype=float, na_value=np.nan),
            "present": present.to_numpy(dtype=float, na_value=np.nan),
        }
    )
    in_term = frame["month"].ge(0) | ~frame["is_dated"]
    frame = frame[frame["child"].ge(0) & in_term & frame["due"].gt(0)]
    frame = frame[frame["present"].between(0, frame["due"])]
    by_child = frame.groupby(["child", "month"], as_index=False)
    whole = by_child.agg(room=("room", "min"), due=("due", "max"), present=("present", "max"))
    return whole.assign(is_later=_tells_of_later_days(facts, records, whole))


def _tells_of_later_days(facts: Facts, records: Records, frame: pd.DataFrame) -> pd.Series:
    """Whether a period that was not over by the audit date has more days due than had passed."""
    so_far = np.append(np.bincount(records.months, minlength=records.month_count), records.size)
    ends = records.month_starts() + pd.offsets.MonthEnd(0)
    term = facts.county.term
    term_end = pd.Timestamp(term.end) if term is not None else facts.as_of
    is_over = np.append(ends <= facts.as_of, term_end <= facts.as_of)
    month = frame["month"].to_numpy()
    return pd.Series(frame["due"].to_numpy() > so_far[month], index=frame.index) & ~is_over[month]


def _presence(records: Records, closing: pd.DataFrame) -> Records:
    """Presence on every unlisted school day of the child-months that close.

    A make-up day that only other classes kept is none of this class's school days.
    """
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
    kept = np.unique(records.room * max(records.size, 1) + records.day)
    off = records.make_up[day] & ~np.isin(room * max(records.size, 1) + day, kept)
    return records.with_days(child[~off], day[~off], PRESENT, room[~off], MARK_PRESENT)
