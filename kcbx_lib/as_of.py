"""Only what was known on the audit date counts: later rows and later dates are taken out of the facts.

A county's files may have been filled in after the date it is audited for. A row that happened later is
left out whole; within a row that happened before, a later date is blanked, and a case's stage goes back
to what it was. Deadlines and due dates are plans, not events: they stay.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

ROW_DATES = {
    "attendance_marks": "date",
    "aid": "paid_on",
    "movements": "date",
    "cases": "opened_on",
    "persuasions": "date",
    "notices": "issued_on",
    "home_teaching": "date",
    "reports": "submitted_on",
    "plans": "made_on",
    "activities": "date",
    "inspections": "date",
    "surveys": "date",
    "helpers": "since",
}
"""The date on which a table's row happened; a row without it may have happened before and stays."""

TERM_OPENS = {"1": (0, 8), "2": (1, 2)}
"""A term's label (``2024-2025-2``) and the month from which it may have begun, early rather than late:
1 August of its first year, 1 February of its second."""

LATER_DATES = {
    "population": ("cancelled_on",),
    "cases": (
        "verified_on",
        "reported_township_on",
        "reported_bureau_on",
        "returned_on",
        "closed_on",
    ),
    "notices": ("served_on",),
    "movements": ("reviewed_on",),
    "agreements": ("signed_on",),
    "inspections": ("measure_on",),
    "tasks": ("done_on", "closed_on"),
    "helpers": ("until",),
}
"""Dates within a row that may lie after the audit date; then they were not known."""

WITH_DATE = {
    "population": {"cancelled_on": ("cancel_reason",)},
    "helpers": {"until": ("end_reason",)},
    "inspections": {"measure_on": ("measure",)},
}
"""Columns that say something only together with a date."""


def cut_to(
    tables: Mapping[str, pd.DataFrame],
    as_of: pd.Timestamp,
    *,
    entries_until: pd.Timestamp | None = None,
) -> tuple[dict[str, pd.DataFrame], dict[str, int]]:
    """The tables as known on ``as_of``, and how many rows of each were left out as later.

    ``entries_until``: the last day by which an entry to a school counts, where that is later than
    ``as_of`` (before its term opens, an intake is registered already).
    """
    known: dict[str, pd.DataFrame] = {}
    later: dict[str, int] = {}
    for name, table in tables.items():
        frame = table
        if name in ROW_DATES and ROW_DATES[name] in frame:
            keep = ~frame[ROW_DATES[name]].gt(as_of).fillna(False).astype(bool)
            if not keep.all():
                later[name] = int((~keep).sum())
                frame = frame[keep]
        if name == "scores" and "term" in frame:
            keep = ~opens_after(frame["term"], as_of)
            if not keep.all():
                later[name] = int((~keep).sum())
                frame = frame[keep]
        known[name] = _without_later_dates(name, frame, as_of)
    if "enrolment" in known and "enrolled_on" in known["enrolment"]:
        records = known["enrolment"]
        kept = entered_by(known, max(as_of, entries_until or as_of))
        if len(kept) < len(records):
            later["enrolment"] = len(records) - len(kept)
        known["enrolment"] = kept
    return known, later


def entered_by(tables: Mapping[str, pd.DataFrame], day: pd.Timestamp) -> pd.DataFrame:
    """The enrolment records whose pupil had entered the school by ``day``; a blank month may be before.

    Of a pupil who was on that school's sheets before the day, a later month is a slip of the pen: the
    record stays, without its month.
    """
    records = tables["enrolment"]
    is_later = records["enrolled_on"].gt(day).fillna(False).astype(bool)
    if not is_later.any():
        return records
    seen = _on_the_sheets(tables, day)
    place = pd.MultiIndex.from_frame(records[["subject", "school_code"]].astype("str").fillna(""))
    was_there = pd.Series(place.isin(seen), index=records.index) & records["subject"].notna()
    kept = records[~is_later | was_there]
    return kept.assign(enrolled_on=kept["enrolled_on"].mask(is_later))


def _on_the_sheets(tables: Mapping[str, pd.DataFrame], day: pd.Timestamp) -> pd.MultiIndex:
    """Who is named on which school's sheets of attendance, or of this school year's marks, by the day."""
    places = [
        pd.DataFrame({"subject": pd.Series(dtype="str"), "school_code": pd.Series(dtype="str")})
    ]
    if "attendance" in tables:
        rows = tables["attendance"]
        on_day = rows.index.isin(tables["attendance_marks"]["row_id"])
        in_month = rows["present_days"].notna() & rows["month"].le(day)
        places.append(rows.loc[on_day | in_month.to_numpy(), ["subject", "school_code"]])
    if "scores" in tables:
        rows = tables["scores"]
        places.append(rows.loc[~_of_another_year(rows["term"], day), ["subject", "school_code"]])
    named = pd.concat(places, ignore_index=True).dropna(subset=["subject"])
    return pd.MultiIndex.from_frame(named.astype("str").fillna("").drop_duplicates())


def _of_another_year(terms: pd.Series, day: pd.Timestamp) -> pd.Series:
    """Whether a term is surely not of the school year of the day."""
    year = day.year if day.month >= 8 else day.year - 1
    stated = terms.astype("str").str.extract(r"^(\d{4})-\d{4}-[12]$")[0]
    return stated.notna() & stated.ne(str(year))


def opens_after(terms: pd.Series, as_of: pd.Timestamp) -> pd.Series:
    """Whether a term had surely not begun on the day; a label that is no term may have been before."""
    parts = terms.astype("str").str.extract(r"^(\d{4})-\d{4}-([12])$")
    opens = {
        label: pd.Timestamp(int(label[:4]) + TERM_OPENS[label[-1]][0], TERM_OPENS[label[-1]][1], 1)
        for label in terms[parts[0].notna()].unique()
    }
    later = [label for label, day in opens.items() if day > as_of]
    return terms.isin(later)


def _without_later_dates(name: str, table: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    columns = [column for column in LATER_DATES.get(name, ()) if column in table]
    is_later = {column: table[column].gt(as_of).fillna(False).astype(bool) for column in columns}
    if not any(mask.any() for mask in is_later.values()):
        return table
    out = table.copy()
    for column, mask in is_later.items():
        out[column] = out[column].mask(mask)
        for other in WITH_DATE.get(name, {}).get(column, ()):
            if other in out:
                out[other] = out[other].mask(mask)
    if name == "cases":
        out["stage"] = _stage_then(table, out)
    return out


def _stage_then(recorded: pd.DataFrame, known: pd.DataFrame) -> pd.Series:
    """A case's stage before what came later: returned → dropout or suspected, verified → suspected."""
    not_yet_returned = recorded["returned_on"].notna() & known["returned_on"].isna()
    not_yet_verified = recorded["verified_on"].notna() & known["verified_on"].isna()
    was_verified = known["verified_on"].notna()
    before = pd.Series("suspected", index=recorded.index).mask(was_verified, "dropout")
    stage = recorded["stage"].mask(not_yet_returned & recorded["stage"].eq("returned"), before)
    return stage.mask(not_yet_verified & stage.isin(["dropout", "deducted"]), "suspected")
