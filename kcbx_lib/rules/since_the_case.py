"""What became of a child since its case: gone for good by the registers, or seen in class again."""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.rules.selection import looked_up, states_of

IN_CLASS_DAYS = 5  # a week of lessons: time to bring the ledger up to date
PRESENCE = ("present", "late", "left_early")
LEAVE = ("sick", "personal", "official")
GONE_FOR_GOOD = ("died", "graduated", "abroad", "moved_away")
"""Register states of whom nobody here is to persuade, place or teach any more."""


def is_gone_for_good(files: pd.DataFrame, facts: Facts) -> pd.Series:
    """Whether the registers have each case's child as dead, graduated, abroad or moved away."""
    state = looked_up(files["subject"], states_of(facts))
    return state.isin(GONE_FOR_GOOD).fillna(False).astype(bool)


def marks_since(facts: Facts, files: pd.DataFrame, since: pd.Series) -> pd.DataFrame:
    """One row a case (index of ``files``) and recorded mark of its child after the day ``since``.

    Columns ``case, date, present, on_leave, row_id``, by case and date; empty without attendance.
    """
    columns = ["case", "date", "present", "on_leave", "row_id"]
    if not facts.has("attendance_marks"):
        return pd.DataFrame(columns=columns)
    marks = facts["attendance_marks"]
    marks = marks.loc[
        marks["subject"].isin(files["subject"].dropna()), ["row_id", "subject", "date", "mark"]
    ]
    keyed = pd.DataFrame({"subject": files["subject"], "since": since, "case": files.index})
    pairs = keyed.dropna(subset=["subject", "since"]).merge(
        marks.astype({"mark": "str"}), on="subject", how="inner", validate="many_to_many"
    )
    pairs = pairs[pairs["date"].gt(pairs["since"])].sort_values(["case", "date"], kind="stable")
    pairs["present"] = pairs["mark"].isin(PRESENCE)
    pairs["on_leave"] = pairs["mark"].isin(LEAVE)
    return pairs[columns].reset_index(drop=True)


def is_in_class(marks: pd.DataFrame, files: pd.DataFrame) -> pd.Series:
    """Whether each of the case's last five recorded days is presence; False with fewer days."""
    if marks.empty:
        return pd.Series(False, index=files.index)
    last = marks.groupby("case").tail(IN_CLASS_DAYS).groupby("case")["present"]
    sits = last.all() & last.size().ge(IN_CLASS_DAYS)
    return pd.Series(files.index.isin(sits.index[sits]), index=files.index)
