"""What falls due again and again: which period of which organisation is missing.

A period is expected of an organisation when its deadline has passed by the audit date and it lies in
the county's term; a period before or between terms only if at least half of the organisations have
it, for then it was asked for. Nothing is expected before the first period in the data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import period_of, period_span, periods_between
from kcbx_lib.rules.organisations import school_roster

Due = Callable[[str], date | None]


def expected_orgs(done: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """The organisations of whom the series is expected, index ``org_key``: who they are.

    Those that ever appear in it; and every school of the county once at least half of the schools do,
    so that a school that never reported is missed and a county where only the bureau reports is not
    blamed for its schools.
    """
    columns = ["subject_kind", "subject", "school_code", "township"]
    ordered = done.sort_values(["org_key", "subject"], kind="stable")
    seen = ordered.drop_duplicates("org_key").set_index("org_key")[columns]
    roster = school_roster(facts)
    if roster.empty or 2 * roster.index.isin(seen.index).sum() < len(roster):
        return seen
    silent = roster[~roster.index.isin(seen.index)]
    added = pd.DataFrame(
        {
            "subject_kind": "school",
            "subject": silent.index,
            "school_code": silent.index,
            "township": silent["township"],
        },
        index=silent.index,
    ).astype("str")
    return pd.concat([seen, added]).sort_index()


def missing_periods(
    done: pd.DataFrame,
    facts: Facts,
    *,
    kind: str,
    due: Due,
    counts: Callable[[str], bool] = lambda period: True,
    orgs: pd.DataFrame | None = None,
) -> tuple[pd.DataFrame, int]:
    """One row an expected period that an organisation has not, and how many were expected in all.

    ``done`` holds ``org_key, period`` and the organisation's columns, one row or more each. ``due``
    gives a period's deadline or None; ``counts`` may leave out periods (weeks without school).
    Returned columns: ``period, due_on`` and the organisation's.
    """
    who = expected_orgs(done, facts) if orgs is None else orgs
    have = done[["org_key", "period"]].drop_duplicates()
    parts: list[pd.DataFrame] = []
    expected = len(have)
    for period in due_periods(have["period"], facts, kind=kind, due=due):
        day = due(period)
        present = have.loc[have["period"].eq(period), "org_key"]
        asked = in_term(period, facts) or 2 * who.index.isin(present).sum() >= len(who)
        if not asked or not counts(period):
            continue
        absent = who[~who.index.isin(present)]
        expected += len(absent)
        parts.append(absent.assign(period=period, due_on=pd.Timestamp(str(day))))
    columns = [*who.columns, "period", "due_on"]
    whole = pd.concat(parts) if parts else pd.DataFrame(columns=columns)
    return whole.rename_axis("org_key").reset_index(), expected


def due_periods(periods: Iterable[str], facts: Facts, *, kind: str, due: Due) -> list[str]:
    """The periods of a kind from the first in the data to the last whose deadline has passed.

    On the day a document names there is still time, so it has passed from the day after.
    """
    starts = {period: period_span(period) for period in set(periods)}
    known = sorted((span[0], period) for period, span in starts.items() if span is not None)
    if not known:
        return []
    as_of = facts.as_of.date()
    found = []
    for period in periods_between(known[0][1], period_of(as_of, kind)):
        day = due(period)
        if day is not None and day < as_of:
            found.append(period)
    return found


def in_term(period: str, facts: Facts) -> bool:
    """Whether a period overlaps the county's term; False where no term is declared."""
    span, term = period_span(period), facts.county.term
    return span is not None and term is not None and span[0] <= term.end and span[1] >= term.start
