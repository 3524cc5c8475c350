"""What has to be done next in a case, by which office, and by when.

The step follows from the state; its deadline from the profile. A step without a deadline in the
profile has none here: the kit invents no date.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.messages import say
from kcbx_lib.policy import Policy

STEPS = (
    "open", "verify", "persuade", "report", "joint", "decide", "keep_persuading", "place", "close",
    "start_again", "recheck", "account",
)  # fmt: skip
OWNERS = {
    "open": "township_and_school",
    "verify": "school",
    "persuade": "school",
    "report": "school",
    "joint": "township_and_bureau",
    "decide": "township_and_bureau",
    "keep_persuading": "township_and_school",
    "place": "school",
    "close": "bureau",
    "start_again": "school",
    "recheck": "township_and_school",
    "account": "bureau",
}


def with_next_step(entries: pd.DataFrame, policy: Policy, as_of: pd.Timestamp) -> pd.DataFrame:
    """The entries with ``next_step``, ``owner`` (an office), ``due`` and ``is_overdue``.

    Columns used where there: ``case_state, verified_on, school_attempts, joint_attempts,
    reported_township_on, reported_bureau_on, verify_due, report_due, decide_due``.
    """
    frame = entries.reset_index(drop=True)
    step = next_step(frame, policy)
    due = pd.Series(pd.NaT, index=frame.index, dtype="datetime64[us]")
    for name, column in (
        ("verify", "verify_due"),
        ("report", "report_due"),
        ("decide", "decide_due"),
    ):
        if column in frame:
            due = due.mask(step.eq(name), frame[column])
    if policy["report.quarterly_recheck"] is not None:
        due = due.mask(step.eq("recheck"), quarter_end(as_of))
    words = {name: say(f"ledgers.step_{name}") for name in STEPS}
    offices = {name: say(f"ledgers.owner_{office}") for name, office in OWNERS.items()}
    return frame.assign(
        next_step=step.map(words).astype("str"),
        owner=step.map(offices).astype("str"),
        due=due,
        is_overdue=due.lt(as_of).where(due.notna()).astype("boolean"),
    )


def next_step(frame: pd.DataFrame, policy: Policy) -> pd.Series:
    """The name of the step each entry waits for, one of ``STEPS``."""
    state = _column(frame, "case_state", "str")
    school = _column(frame, "school_attempts", "Int64").fillna(0)
    joint = _column(frame, "joint_attempts", "Int64").fillna(0)
    told = _column(frame, "reported_township_on", "datetime64[us]").notna()
    told &= _column(frame, "reported_bureau_on", "datetime64[us]").notna()
    enough = school.ge(int(policy["persuasion.school_attempts"] or 0)).to_numpy(dtype=bool)
    all_joint = joint.ge(int(policy["persuasion.joint_attempts"] or 0)).to_numpy(dtype=bool)
    unverified = _column(frame, "verified_on", "datetime64[us]").isna()
    step = pd.Series("open", index=frame.index, dtype="str")
    working = state.isin(["opened", "verified", "escalated"])
    step = step.mask(working, "persuade")
    step = step.mask(working & enough, "joint")
    step = step.mask(working & enough & ~told, "report")
    step = step.mask(working & all_joint, "decide")
    step = step.mask(working & unverified & ~enough & ~all_joint, "verify")
    for name, follows in (
        ("approved", "keep_persuading"),
        ("relapsed", "start_again"),
        ("returned", "close"),
        ("deducted", "close"),
        ("over_age", "close"),
        ("watched", "recheck"),
        ("unaccounted", "account"),
    ):
        step = step.mask(state.eq(name), follows)
    return step


def _column(frame: pd.DataFrame, name: str, dtype: str) -> pd.Series:
    values = frame[name] if name in frame else pd.Series(pd.NA, index=frame.index)
    return pd.to_datetime(values) if dtype.startswith("datetime") else values.astype(dtype)


def quarter_end(day: pd.Timestamp) -> pd.Timestamp:
    """The last day of the quarter that holds the day."""
    return day.to_period("Q").end_time.normalize()
