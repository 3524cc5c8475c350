"""Reports that fall due again and again: which came late, which never came."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import period_kind
from kcbx_lib.rules.finding import Found
from kcbx_lib.rules.labels import iso, label
from kcbx_lib.rules.organisations import placed
from kcbx_lib.rules.series import missing_periods

COUNTS = (
    "start_count",
    "moved_in",
    "moved_out",
    "suspended",
    "resumed",
    "died",
    "end_count",
    "suspected_new",
    "dropout_new",
    "returned",
    "outstanding",
)
WHO = ["subject_kind", "subject", "school_code", "township"]


def reports_of(facts: Facts, kind: str) -> pd.DataFrame:
    """The reports of a kind with their organisation; the kind is read off the period where it is blank.

    A line with neither a date of submission nor any count is a form not filled in, and no report.
    """
    reports = facts["reports"]
    read_off = reports["period"].map(lambda text: period_kind(str(text))).astype("str")
    named = reports["period_kind"].fillna(read_off)
    fits = named.eq(kind).fillna(False) & read_off.eq(kind).fillna(False)
    counts = [name for name in COUNTS if name in reports]
    is_made = reports["submitted_on"].notna() | reports[counts].notna().any(axis=1)
    return placed(reports[fits & is_made], facts)


def late_or_missing(
    facts: Facts,
    *,
    kind: str,
    due: Callable[[str], date | None],
    asked: str,
    none: str,
    counts: Callable[[str], bool] = lambda period: True,
) -> Found:
    """One finding an organisation and period whose report came after its day, or not at all."""
    reports = reports_of(facts, kind)
    if reports.empty:
        return Found.untested(none)
    missing, expected = missing_periods(reports, facts, kind=kind, due=due, counts=counts)
    parts = [
        missing.assign(
            case_key=missing["period"],
            deadline=missing["due_on"],
            what=label("rules_rep.not_sent"),
            evidence=pd.Series([[]] * len(missing), index=missing.index, dtype=object),
            is_past=False,  # it can still be sent; late it is for good
        ),
        _late(reports, due),
    ]
    filled = [part for part in parts if len(part)]
    rows = pd.concat(filled, ignore_index=True) if filled else Found.nothing(0).rows
    return Found(rows.assign(asked=asked), expected)


def _late(reports: pd.DataFrame, due: Callable[[str], date | None]) -> pd.DataFrame:
    """Reports whose first submission came after the day; a later correction makes nothing late."""
    dated = reports[reports["submitted_on"].notna()]
    first = (
        dated.reset_index(names="row_id")
        .sort_values(["org_key", "period", "submitted_on", "row_id"], kind="stable")
        .drop_duplicates(["org_key", "period"])
    )
    deadline = pd.to_datetime(first["period"].map(due))
    late = first[first["submitted_on"].gt(deadline).fillna(False)]
    return late.assign(
        case_key=late["period"],
        is_past=True,
        deadline=deadline.reindex(late.index),
        what=[label("rules_rep.sent_on", date=iso(day)) for day in late["submitted_on"]],
        evidence=pd.Series(
            [[str(row_id)] for row_id in late["row_id"]], index=late.index, dtype=object
        ),
    )[["org_key", *WHO, "period", "case_key", "deadline", "what", "evidence", "is_past"]]
