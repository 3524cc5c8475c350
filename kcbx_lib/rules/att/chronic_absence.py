"""ATT-04: chronic absence, for whatever reason.

Reading: absent on at least a tenth of the kept school days, severe from a fifth; excused leave and
absences without a reason count, lateness does not. Fewer than ten kept days prove nothing. A child
suspended, taught at home or gone is not judged. A warning sign to follow up, no accusation. The share
is cut off, never rounded up to a limit that was not reached; of the reasons only those that some day
bears are named, for "0 unexcused" would say more than a sheet without reasons does.
Source: attendance literature (10 %, 20 %).
"""

from __future__ import annotations

from collections.abc import Hashable

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule, evidence_of
from kcbx_lib.rules.labels import joined, label

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
REASONS = ("unexcused_days", "excused_days", "unknown_reason_days")
DAYS = ("absent_days", "kept_days", *REASONS)
ABSENCE = ("sick", "personal", "official", "unexcused", "absent_unknown")
ROUNDING = 1e-9


def find(facts: Facts, policy: Policy) -> Found:
    """One row per child absent at least the chronic share of kept days."""
    presence = facts["presence"]
    state = facts["children"]["state"].reindex(presence.index)
    judged = presence[presence["kept_days"].ge(FEWEST_KEPT_DAYS) & state.isin(AT_SCHOOL)]
    absent, kept = judged["absent_days"].astype("float64"), judged["kept_days"].astype("float64")
    chronic = absent + ROUNDING >= float(policy["absence.chronic_rate"]) * kept
    rows = judged.loc[chronic, [*DAYS]]
    rows = rows.assign(
        percent=[_percent(*days) for days in rows[["absent_days", "kept_days"]].to_numpy(int)],
        reasons=[_reasons(days) for days in rows[list(REASONS)].to_dict("records")],
    )
    if policy["absence.severe_rate"] is not None:
        severe = absent + ROUNDING >= float(policy["absence.severe_rate"]) * kept
        rows["severity"] = pd.Series("high", index=rows.index).where(severe[chronic])
    rows = rows.rename_axis(index="subject").reset_index()
    if facts.has("attendance"):
        proof = evidence_of(_telling(facts, rows["subject"]))
        rows["evidence"] = rows["subject"].map(proof)
    return Found(rows, len(judged))


def _percent(absent: int, kept: int) -> str:
    """The share to a tenth of a per cent, cut off."""
    tenths = absent * 1000 // kept
    return f"{tenths // 10}.{tenths % 10}"


def _reasons(days: dict[Hashable, int]) -> str:
    """The days by reason, those without a day left out; where no reason was recorded, that."""
    said = [(str(name), int(count)) for name, count in days.items() if count > 0]
    if [name for name, _ in said] == ["unknown_reason_days"]:
        return label("att.no_reason_recorded")
    return joined(label(f"att.{name}", count=count) for name, count in said)


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
