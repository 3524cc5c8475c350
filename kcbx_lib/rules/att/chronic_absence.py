"""ATT-04: chronic absence, for whatever reason.

Reading: absent on at least a tenth of the kept school days, severe from a fifth; excused leave and
absences without a reason count, lateness does not. Fewer than ten kept days prove nothing. A child
suspended, taught at home or gone is not judged. A warning sign to follow up, no accusation.
Source: attendance literature (10 %, 20 %).
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule, evidence_of

RULE = Rule(
    id="ATT-04",
    needs=("presence", "children"),
    uses=("absence.chronic_rate", "absence.severe_rate"),
    serves=("S6", "Z5"),
    demands=("absence.chronic_rate",),
)
FEWEST_KEPT_DAYS = 10
AT_SCHOOL = (
    "in_school", "attends_elsewhere", "attends_no_record", "enrolled_not_attending", "to_review", "special_school",
)  # fmt: skip
DAYS = ("absent_days", "kept_days", "unexcused_days", "excused_days", "unknown_reason_days")
ABSENCE = ("sick", "personal", "official", "unexcused", "absent_unknown")
ROUNDING = 1e-9


def find(facts: Facts, policy: Policy) -> Found:
    """One row per child absent at least the chronic share of kept days."""
    presence = facts["presence"]
    state = facts["children"]["state"].reindex(presence.index)
    judged = presence[presence["kept_days"].ge(FEWEST_KEPT_DAYS) & state.isin(AT_SCHOOL)]
    absent, kept = judged["absent_days"].astype("float64"), judged["kept_days"].astype("float64")
    rate = absent / kept
    chronic = absent + ROUNDING >= float(policy["absence.chronic_rate"]) * kept
    severe = absent + ROUNDING >= float(policy["absence.severe_rate"]) * kept
    rows = judged.loc[chronic, [*DAYS]]
    rows = rows.assign(
        percent=(rate[chronic] * 100).map("{:.1f}".format),
        severity=pd.Series("high", index=rows.index).where(severe[chronic]),
    )
    rows = rows.rename_axis(index="subject").reset_index()
    if facts.has("attendance"):
        proof = evidence_of(_telling(facts, rows["subject"]))
        rows["evidence"] = rows["subject"].map(proof)
    return Found(rows, len(judged))


def _telling(facts: Facts, subjects: pd.Series) -> pd.DataFrame:
    """The sheet rows that hold an absence of the children, or their totals."""
    attendance = facts["attendance"]
    own = attendance[attendance["subject"].isin(subjects)]
    totals = own.reindex(columns=["due_days"])["due_days"].notna()
    if not facts.has("attendance_marks"):
        return own[totals]
    marks = facts["attendance_marks"]
    absent = marks.loc[marks["mark"].isin(ABSENCE), "row_id"]
    return own[totals | own.index.isin(absent)]
