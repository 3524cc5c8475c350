"""The panel: one row is a pupil at the audit date of a term, with what happened in the next 12 months.

Built from several audits of the same county, earliest first. Everything but the outcome is what the
audit of that day knew; the outcome is looked up in later audits alone. Where no later audit reaches 12
months, and no dropout was seen before, the outcome is NA: unknown, not no.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from kcbx_lib.errors import WrongUse
from kcbx_lib.facts import Facts
from kcbx_lib.messages import say
from kcbx_lib.policy import Policy
from kcbx_lib.risk.features import feature_table, scored_children
from kcbx_lib.risk.features.missing import missing_share
from kcbx_lib.risk.features.of_panel import panel_features

HORIZON = pd.DateOffset(months=12)
SLACK = pd.Timedelta(days=45)
"""Audits are not a year apart to the day: one within 45 days of the horizon counts as reaching it."""
OUT_STATES = ("out_of_school",)
FORBIDDEN_STATUSES = ("dropped_out", "withdrawn", "persuaded_out", "auto_withdrawn", "expelled")
OUTCOME = "dropout_12m"
FOLLOWS = ("severe_absence", "chronic_absence", "junior_grade")
"""Factors that follow from ``absence_rate`` and ``grade``."""
CONTEXT = (
    "school_code", "township", "grade", "stage", "sex", "birth_date", "boarding", "hukou_kind",
)  # fmt: skip


def build_panel(audits: Sequence[tuple[Facts, Policy]], *, alone: bool = False) -> pd.DataFrame:
    """One row a child at school on an audit date, every audit of one county.

    Columns: ``subject, county, term`` (the audit date), context, the scorecard's factors, the further
    features of ``features.of_panel``, ``missing_share`` and ``dropout_12m`` (1, 0, NA). Raises WrongUse for several
    counties, and for a single date unless ``alone`` (then every outcome is unknown).
    """
    ordered = sorted(audits, key=lambda pair: pair[0].as_of)
    dates = [facts.as_of for facts, _ in ordered]
    if len(set(dates)) < 2 and not alone:
        raise WrongUse(say("risk.one_term", found="、".join(f"{day:%Y-%m-%d}" for day in dates)))
    if len({facts.county.code for facts, _ in ordered}) > 1:
        raise WrongUse(say("risk.several_counties"))
    events = pd.concat([events_of(facts) for facts, _ in ordered], ignore_index=True)
    seen = pd.concat([seen_of(facts) for facts, _ in ordered], ignore_index=True)
    rows = [snapshot(facts, policy, events, seen) for facts, policy in ordered]
    return pd.concat(rows, ignore_index=True).sort_values(["subject", "term"], ignore_index=True)


def snapshot(
    facts: Facts, policy: Policy, events: pd.DataFrame, seen: pd.DataFrame
) -> pd.DataFrame:
    """The rows of one audit, their outcome from what later audits know.

    A child already out, or with a case already verified as dropout, is not at risk and not here.
    """
    children = scored_children(facts)
    values = feature_table(facts, policy).reindex(children.index)
    start, end = facts.as_of, facts.as_of + HORIZON
    known_out = events[events["on"].le(start)]["subject"]
    returned = seen[seen["on"].eq(start)]["subject"]
    at_risk = ~children.index.isin(known_out) | children.index.isin(returned)
    children, values = children[at_risk], values[at_risk]
    rows = children.reindex(columns=list(CONTEXT)).copy()
    rows.insert(0, "subject", children.index)
    rows.insert(1, "county", facts.county.code)
    rows.insert(2, "term", f"{start:%Y-%m-%d}")
    for name in values.columns.difference(list(FOLLOWS)):
        rows[name] = values[name]
    further = panel_features(facts, policy).reindex(children.index)
    for name in sorted(map(str, further.columns)):
        rows[name] = further[name]
    rows["missing_share"] = missing_share(values)
    rows[OUTCOME] = outcome_after(children.index, start, end, events, seen)
    return rows.reset_index(drop=True)


def outcome_after(
    subjects: pd.Index,
    start: pd.Timestamp,
    end: pd.Timestamp,
    events: pd.DataFrame,
    seen: pd.DataFrame,
) -> pd.Series:
    """1 where a dropout is dated in (start, end]; 0 where an audit at the end or later accounts for the
    child; NA otherwise. Bias: a child who left untraced and is on no later list is unknown, so the rate
    is too low rather than too high.
    """
    left = events[events["on"].gt(start) & events["on"].le(end)]["subject"]
    accounted = seen[seen["on"].ge(end - SLACK)]["subject"]
    out = pd.Series(pd.NA, index=subjects, dtype="Int64")
    out[subjects.isin(accounted)] = 0
    out[subjects.isin(left)] = 1
    return out


def events_of(facts: Facts) -> pd.DataFrame:
    """Dropouts an audit knows: ``subject, on``. Verified cases by their date, forbidden statuses and
    children found out of school by the audit's day (the latest day by which they had left).
    """
    parts = []
    if facts.has("cases"):
        cases = facts["cases"]
        verified = cases[cases["stage"].eq("dropout")]
        on = verified["opened_on"].fillna(verified["verified_on"]).fillna(facts.as_of)
        parts.append(pd.DataFrame({"subject": verified["subject"], "on": on}))
    children = facts["children"]
    out = children["state"].isin(OUT_STATES) | children["status"].isin(FORBIDDEN_STATUSES)
    parts.append(pd.DataFrame({"subject": children.index[out], "on": facts.as_of}))
    return pd.concat(parts, ignore_index=True).drop_duplicates()


def seen_of(facts: Facts) -> pd.DataFrame:
    """Children an audit accounts for in a lawful state (at school, graduated, abroad …): ``subject, on``."""
    children = facts["children"]
    lawful = ~children["state"].isin([*OUT_STATES, "unknown", "to_review"])
    return pd.DataFrame({"subject": children.index[lawful], "on": facts.as_of})
