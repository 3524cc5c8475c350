"""ATT-03: an absence or suspected dropout was reported to one recipient only.

Reading: where the profile names township and county bureau, a case whose report to one of them is dated
and to the other is not is found once the time to report has passed, counted from the case's opening
(or from the report that was made). A case with neither report is another rule's (CASE-03).
Source: H1, Z3, S7: written report to both.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.labels import label
from kcbx_lib.rules.selection import is_written

RULE = Rule(
    id="ATT-03",
    needs=("cases",),
    uses=("absence.report_recipients", "absence.report_within_days"),
    serves=("H1", "Z3", "S7"),
    demands=("absence.report_recipients", "absence.report_within_days"),
)
RECIPIENTS = {"township": "reported_township_on", "county_bureau": "reported_bureau_on"}


def find(facts: Facts, policy: Policy) -> Found:
    """One row per case that only one of the two recipients was told of."""
    demanded = [name for name in RECIPIENTS if name in policy["absence.report_recipients"]]
    cases = facts["cases"]
    judged = cases[
        cases["stage"].isin(["suspected", "dropout", "returned"]) & cases["subject"].notna()
    ]
    if len(demanded) < len(RECIPIENTS):
        return Found.untested("att.one_recipient_asked")
    told = pd.DataFrame({n: is_written(facts, judged, column) for n, column in RECIPIENTS.items()})
    first = judged[[*RECIPIENTS.values(), "opened_on"]].min(axis=1)
    deadline = first + pd.Timedelta(days=int(policy["absence.report_within_days"]))
    one_only = told.sum(axis=1).eq(1) & deadline.lt(facts.as_of)
    chosen = judged[one_only]
    rows = chosen[["subject", "case_no"]].assign(
        missing=[label(f"att.{name}") for name in told[one_only].idxmin(axis=1)],
        told=[label(f"att.{name}") for name in told[one_only].idxmax(axis=1)],
        case_key=chosen["case_no"].fillna("").astype("str"),
        evidence=pd.Series([[row_id] for row_id in chosen.index], index=chosen.index, dtype=object),
    )
    return Found(rows.reset_index(drop=True), len(judged))
