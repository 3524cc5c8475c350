"""REP-06: enrolment changes were not reviewed in time after term start.

Two records show the review: a school's line in the activities, and the review date of each change. A
school is found where its review came late, or never while other schools recorded theirs; a child where
a change made by the start of term was reviewed late, or never while reviews are recorded at all. A
change made in the first days of term has as many days of its own; a later one is the next term's. That a
whole year moves up or graduates is no change of a pupil's to be reviewed.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.labels import iso, label
from kcbx_lib.rules.series import expected_orgs
from kcbx_lib.rules.term_work import WHO, term_work

RULE = Rule(
    id="REP-06",
    needs=(),
    uses=("movements.review_within_days",),
    serves=("S3", "Z6", "H9"),
    demands=("movements.review_within_days",),
)
REACHES_BACK = pd.DateOffset(months=7)
"""Changes of the term before and the holidays between; older ones were another review's."""

OF_A_WHOLE_YEAR = ("promote", "graduate")


def find(facts: Facts, policy: Policy) -> Found:
    """One finding a school without a timely review, and one a child whose change was not reviewed."""
    term = facts.county.term
    if term is None or not (facts.has("activities") or facts.has("movements")):
        return Found.untested("rules_rep.no_term_or_tables")
    days = pd.Timedelta(days=int(policy["movements.review_within_days"]))
    start = pd.Timestamp(term.start)
    if facts.as_of <= start + days:
        return Found.untested("rules_rep.still_time", date=iso(start + days))
    schools, looked_at = _schools(facts, start + days)
    children, changes = _changes(facts, start, days)
    parts = [part for part in (schools, children) if len(part)]
    rows = pd.concat(parts, ignore_index=True) if parts else Found.nothing(0).rows
    asked = policy.text("movements.review_within_days")
    if not looked_at + changes:
        return Found.untested("rules_rep.no_review_recorded")
    return Found(rows.assign(asked=asked), looked_at + changes)


def _schools(facts: Facts, due: pd.Timestamp) -> tuple[pd.DataFrame, int]:
    work = term_work(facts, activity="movements_review", report="-")
    schools = work[work["subject_kind"].eq("school")]
    if schools.empty:
        return pd.DataFrame(), 0
    who = expected_orgs(schools, facts)
    first = schools.sort_values(["date", "row_id"]).drop_duplicates("org_key").set_index("org_key")
    rows = []
    for org_key, org in who.iterrows():
        day: Any = first.at[org_key, "date"] if org_key in first.index else pd.NaT
        if pd.notna(day) and day <= due:
            continue
        what = (
            label("rules_rep.not_reviewed")
            if pd.isna(day)
            else label("rules_rep.reviewed_on", date=iso(day))
        )
        evidence = [] if pd.isna(day) else [str(first.at[org_key, "row_id"])]
        row = {"deadline": due, "what": what, "evidence": evidence, "is_past": pd.notna(day)}
        rows.append({**dict(org[WHO]), **row})
    return pd.DataFrame(rows), len(who)


def _changes(facts: Facts, start: pd.Timestamp, days: pd.Timedelta) -> tuple[pd.DataFrame, int]:
    if not facts.has("movements"):
        return pd.DataFrame(), 0
    movements = facts["movements"]
    if movements["reviewed_on"].isna().all():
        return pd.DataFrame(), 0
    in_reach = movements["date"].between(start - REACHES_BACK, start + days)
    is_of_all = movements["kind"].isin(OF_A_WHOLE_YEAR)
    changes = movements[in_reach & ~is_of_all & movements["subject"].notna()]
    due = changes["date"].clip(lower=start) + days
    is_late = changes["reviewed_on"].gt(due).fillna(False)
    is_missing = changes["reviewed_on"].isna() & due.lt(facts.as_of)
    wrong = changes[is_late | is_missing]
    rows = pd.DataFrame(
        {
            "subject_kind": "child",
            "subject": wrong["subject"],
            "case_key": wrong["date"].dt.strftime("%Y-%m-%d") + "-" + wrong["kind"].astype("str"),
            "deadline": due.reindex(wrong.index),
            "is_past": wrong["reviewed_on"].notna(),
            "what": [
                label("rules_rep.not_reviewed")
                if pd.isna(day)
                else label("rules_rep.reviewed_on", date=iso(day))
                for day in wrong["reviewed_on"]
            ],
            "evidence": pd.Series(
                [[str(row_id)] for row_id in wrong.index], index=wrong.index, dtype=object
            ),
        }
    )
    return rows, len(changes)
