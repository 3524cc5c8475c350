"""Work that an organisation records as an activity or hands in as a report: when, and to whom."""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.rules.organisations import placed

WHO = ["subject_kind", "subject", "school_code", "township"]
COLUMNS = ["org_key", *WHO, "date", "recipients", "period", "row_id"]
EARLIEST_BEFORE_TERM = pd.Timedelta(days=31)


def work_records(facts: Facts, *, activity: str, report: str) -> pd.DataFrame:
    """One row a dated record of the work, from activities and from reports of the kind.

    ``date`` is when it was done or submitted, ``period`` the period a report names (NA for an
    activity), ``row_id`` its evidence.
    """
    parts = []
    if facts.has("activities"):
        activities = facts["activities"]
        done = activities[
            activities["kind"].eq(activity).fillna(False) & activities["date"].notna()
        ]
        parts.append(
            placed(done, facts).assign(period=pd.Series(pd.NA, index=done.index, dtype="str"))
        )
    if facts.has("reports"):
        reports = facts["reports"]
        sent = reports[
            reports["period_kind"].eq(report).fillna(False) & reports["submitted_on"].notna()
        ]
        parts.append(placed(sent, facts).assign(date=sent["submitted_on"]))
    rows = [
        part.reset_index(names="row_id").reindex(columns=COLUMNS) for part in parts if len(part)
    ]
    if not rows:
        return pd.DataFrame({name: pd.Series(dtype="str") for name in COLUMNS}).astype(
            {"date": "datetime64[us]"}
        )
    return pd.concat(rows, ignore_index=True).astype({"row_id": "str"})


def term_work(facts: Facts, *, activity: str, report: str) -> pd.DataFrame:
    """The records of the county's term: from a month before its first day to its last."""
    rows = work_records(facts, activity=activity, report=report)
    term = facts.county.term
    if term is None:
        return rows.iloc[:0]
    first = pd.Timestamp(term.start) - EARLIEST_BEFORE_TERM
    return rows[rows["date"].between(first, pd.Timestamp(term.end))]
