"""CASE-05: the joint attempts failed and nothing was decided.

Reading: the profile's number of dated joint attempts was made and the days to decide have passed.
A decision is an approval (its number), a return, a deduction or a closing; legal steps taken after
the joint attempts (an order to correct, a penalty, an application to the court) are one too, and one
whose day is not written may have been taken then. Judged as of the audit date on open cases only, and
not where the registers have the child gone for good. Source: S4.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.selection import case_rows, looked_up
from kcbx_lib.rules.since_the_case import is_gone_for_good

RULE = Rule(
    id="CASE-05",
    needs=("cases", "persuasions", "children"),
    uses=("persuasion.joint_attempts", "persuasion.decide_within_days"),
    serves=("S4",),
    demands=("persuasion.joint_attempts", "persuasion.decide_within_days"),
)
LEGAL_STEPS = ("correct_by", "penalty", "court")


def find(facts: Facts, policy: Policy) -> Found:
    """One row per open case with enough joint attempts and no decision in time."""
    files = facts["case_files"]
    days = int(policy["persuasion.decide_within_days"])
    due = files["joint_met_on"] + pd.Timedelta(days=days)
    judged = (
        files["is_open"]
        & files["closed_on"].isna()
        & files["approval_no"].isna()
        & ~files["is_returned"].where(files["state"].ne("relapsed"), False)
        & ~files["has_persuaded"].fillna(False).astype(bool)
        & ~is_gone_for_good(files, facts)
    )
    overdue = due.lt(facts.as_of)
    if facts.has("case_notices"):
        overdue &= ~files.index.isin(_with_legal_step(facts["case_notices"], files["joint_met_on"]))
    rows = case_rows(files.assign(decide_by=due), judged & overdue, facts["case_persuasions"])
    return Found(rows, int(judged.sum()))


def _with_legal_step(notices: pd.DataFrame, met_on: pd.Series) -> list[str]:
    """Cases with a legal step issued on or after the last joint attempt that was needed, or undated."""
    steps = notices[notices["kind"].isin(LEGAL_STEPS) & notices["case_row"].notna()]
    taken_on = steps["issued_on"].fillna(steps["served_on"])
    after = taken_on.isna() | taken_on.ge(looked_up(steps["case_row"], met_on))
    return sorted(set(steps.loc[after, "case_row"]))
