"""CASE-01: a suspected case was not verified in time.

Reading: the days run from the day the case was opened. Found where they have passed without a
verification date, or where the recorded one is later. Not found: a case already returned, closed,
approved, deducted (its result is recorded) or over age by then; a case that still waits while the
registers have the child gone for good (the ledger keeps it until somebody says so); a case without an opening date
cannot be judged. A case verified late is a fault of the past; one still to be verified is a task.
Source: D3, S8; the number of days is the profile's.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.selection import case_rows
from kcbx_lib.rules.since_the_case import is_gone_for_good

RULE = Rule(
    id="CASE-01",
    needs=("cases", "children"),
    uses=("case.verify_within_days",),
    serves=("D3", "S8"),
    demands=("case.verify_within_days",),
)


def find(facts: Facts, policy: Policy) -> Found:
    """One row per case verified late or not at all."""
    files = facts["case_files"]
    days = int(policy["case.verify_within_days"])
    due = files["opened_on"] + pd.Timedelta(days=days)
    testable = files["opened_on"].notna()
    undecided = files["stage"].isna() | files["stage"].isin(["suspected", "dropout"])
    in_time = (
        files["returned_on"].le(due) | files["closed_on"].le(due) | files["of_age_until"].le(due)
    )
    waiting = (
        files["verified_on"].isna()
        & undecided
        & ~files["is_returned"]
        & files["closed_on"].isna()
        & files["approval_no"].isna()
        & due.lt(facts.as_of)
        & ~is_gone_for_good(files, facts)
    )
    late = files["verified_on"].gt(due)
    rows = case_rows(
        files.assign(
            verify_by=due,
            days_late=(files["verified_on"].fillna(facts.as_of) - due).dt.days,
            is_past=files["verified_on"].notna(),
        ),
        testable & (waiting | late) & ~in_time,
    )
    return Found(rows, int(testable.sum()))
