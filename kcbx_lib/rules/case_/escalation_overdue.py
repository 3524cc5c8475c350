"""CASE-03: the school's attempts failed, and an office was never told.

Reading (contract): at least the profile's number of dated school attempts failed, the days to report
have passed since the attempt that made up the number, and the township, the county bureau or both
were never told; an earlier report counts. Judged as of the audit date, on open cases only: not where
the child is back, the case is closed, deducted or approved, the child has come of age or is gone for
good by the registers (died, graduated, abroad, moved away), or the last attempt's result says the child
came back. Attempts before a relapse do not count towards the next
round. Source: S4, and S7 for the two offices.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.labels import joined, label
from kcbx_lib.rules.selection import case_rows
from kcbx_lib.rules.since_the_case import is_gone_for_good

RULE = Rule(
    id="CASE-03",
    needs=("cases", "persuasions", "children"),
    uses=("persuasion.school_attempts", "persuasion.report_within_days"),
    serves=("S4", "S7"),
    demands=("persuasion.school_attempts", "persuasion.report_within_days"),
)


def find(facts: Facts, policy: Policy) -> Found:
    """One row per open case with enough failed school attempts that somebody was not told of."""
    files = facts["case_files"]
    days = int(policy["persuasion.report_within_days"])
    due = files["school_met_on"] + pd.Timedelta(days=days)
    judged = (
        files["is_open"]
        & files["closed_on"].isna()
        & files["state"].ne("approved")
        & ~files["is_returned"].where(files["state"].ne("relapsed"), False)
        & ~files["has_persuaded"].fillna(False).astype(bool)
        & ~is_gone_for_good(files, facts)
    )
    no_township = files["reported_township_on"].isna()
    no_bureau = files["reported_bureau_on"].isna()
    overdue = due.lt(facts.as_of) & (no_township | no_bureau)
    rows = case_rows(files.assign(report_by=due), judged & overdue, facts["case_persuasions"])
    rows["untold"] = [
        joined(
            [label("rules_case.township")] * bool(pd.isna(township))
            + [label("rules_case.bureau")] * bool(pd.isna(bureau))
        )
        for township, bureau in zip(
            rows["reported_township_on"], rows["reported_bureau_on"], strict=True
        )
    ]
    return Found(rows, int(judged.sum()))
