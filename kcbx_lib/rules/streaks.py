"""What explains a streak of absence, and what was done about it."""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.rules.labels import label

LEAVING = ("suspend", "transfer_out", "death", "abroad", "study_elsewhere", "home_teaching", "special_school",
           "graduate", "complete", "move_away", "delayed_entry")  # fmt: skip
COMING_BACK = ("resume", "transfer_in", "return_abroad")
GONE = ("suspended", "transfer_in_progress", "studying_elsewhere", "home_teaching", "special_school",
        "abroad", "died", "graduated", "moved_away", "delayed_entry")  # fmt: skip


def is_followed(streaks: pd.DataFrame, cases: pd.DataFrame) -> pd.Series:
    """Whether a case of the child was on file at the streak or opened since, or a report was dated since.

    A return does not take a case off the file, its closing does: the child still followed has a case.
    """
    known = cases[
        ["subject", "opened_on", "closed_on", "reported_township_on", "reported_bureau_on"]
    ]
    known = known[known["subject"].notna()]
    pairs = streaks[["subject", "start"]].rename_axis(index="streak").reset_index()
    pairs = pairs.merge(known, on="subject", how="inner", validate="many_to_many")
    ended = pairs["closed_on"]
    still_open = pairs["opened_on"].isna() | ended.isna() | ended.ge(pairs["start"])
    since = pairs[["opened_on", "reported_township_on", "reported_bureau_on"]].max(axis=1)
    followed = pairs.loc[still_open | since.ge(pairs["start"]), "streak"]
    return pd.Series(streaks.index.isin(followed), index=streaks.index)


def is_explained(streaks: pd.DataFrame, facts: Facts) -> pd.Series:
    """Whether a lawful departure was recorded by the day the limit was reached and a week after.

    A departure without a date explains it too: nothing proves that it came later.
    """
    explained = pd.Series(False, index=streaks.index)
    if facts.has("children"):
        state = streaks["subject"].map(facts["children"]["state"])
        explained |= state.isin(GONE).to_numpy(bool)
    if not facts.has("movements"):
        return explained
    first = _leaving_not_undone(streaks, facts["movements"])
    late = first.gt(streaks["limit_reached_on"] + pd.Timedelta(days=7))
    return explained & ~late.fillna(False) | first.le(streaks["limit_reached_on"]).fillna(False)


def _leaving_not_undone(streaks: pd.DataFrame, movements: pd.DataFrame) -> pd.Series:
    """The day each streak's child first left, leavings left out from which it was back by the first day."""
    moves = movements[movements["subject"].notna() & movements["date"].notna()]
    pairs = streaks[["subject", "start"]].rename_axis(index="streak").reset_index()
    pairs = pairs.merge(
        moves[["subject", "kind", "date"]], on="subject", how="inner", validate="many_to_many"
    )
    back = pairs[pairs["kind"].isin(COMING_BACK) & pairs["date"].le(pairs["start"])]
    back_on = back.groupby("streak")["date"].max().rename("back_on")
    left = pairs[pairs["kind"].isin(LEAVING)].join(back_on, on="streak")
    left = left[~left["date"].le(left["back_on"]).fillna(False)]
    return left.groupby("streak")["date"].min().reindex(streaks.index)


def may_be_longer(rows: pd.DataFrame) -> pd.Series:
    """What is said of a streak beside which a day was not recorded; nothing of the others."""
    longer = rows["may_be_longer"].astype(bool)
    words = pd.Series("", index=rows.index, dtype="str")
    return words.mask(longer, label("att.may_be_longer"))


def marked_between(facts: Facts, rows: pd.DataFrame, *, first: str, last: str) -> pd.Series:
    """For each row the sheet rows that hold its child's marks of the days ``first`` to ``last``."""
    empty: list[list[str]] = [[] for _ in range(len(rows))]
    nothing = pd.Series(empty, index=rows.index, dtype=object)
    if not facts.has("attendance_marks") or rows.empty:
        return nothing
    marks = facts["attendance_marks"][["subject", "date", "row_id"]]
    spans = rows[["subject", first, last]].assign(at=range(len(rows)))
    pairs = spans.merge(marks, on="subject", how="inner", validate="many_to_many")
    pairs = pairs[pairs["date"].between(pairs[first], pairs[last])]
    lists = pairs.groupby("at")["row_id"].agg(lambda ids: sorted(set(ids)))
    found = lists.reindex(range(len(rows)))
    return pd.Series(
        [ids if isinstance(ids, list) else [] for ids in found], index=rows.index, dtype=object
    )
