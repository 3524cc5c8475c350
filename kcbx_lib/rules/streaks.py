"""What explains a streak of absence, and what was done about it."""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.rules.labels import label

LEAVING = ("suspend", "transfer_out", "death", "abroad", "study_elsewhere", "home_teaching", "special_school",
           "move_away")  # fmt: skip
WHILE_THE_STATE_SAYS_SO = ("graduate", "complete", "delayed_entry")
"""Whoever completed primary school or entered late is a pupil afterwards, and no movement says so."""
COMING_BACK = ("resume", "transfer_in", "return_abroad")
GONE = ("suspended", "transfer_in_progress", "studying_elsewhere", "home_teaching", "special_school",
        "abroad", "died", "graduated", "moved_away", "delayed_entry")  # fmt: skip
SEEN = ("present", "late", "left_early")
PAPERS = pd.Timedelta(days=7)
"""Papers follow a child, or go before it, by some days."""


def is_followed(streaks: pd.DataFrame, cases: pd.DataFrame) -> pd.Series:
    """Whether a case of the child was on file at the streak or opened since, or a report was dated since.

    A return does not take a case off the file, its closing does: the child still followed has a case. A
    case deducted after verification is off the file from that day, for nobody follows the child any more.
    """
    known = cases.reindex(
        columns=[
            "subject", "stage", "opened_on", "verified_on", "closed_on",
            "reported_township_on", "reported_bureau_on",
        ]
    )  # fmt: skip
    known = known[known["subject"].notna()]
    pairs = streaks[["subject", "start"]].rename_axis(index="streak").reset_index()
    pairs = pairs.merge(known, on="subject", how="inner", validate="many_to_many")
    deducted = pairs["verified_on"].where(pairs["stage"].eq("deducted").fillna(False))
    ended = pairs["closed_on"].fillna(deducted)
    still_open = pairs["opened_on"].isna() | ended.isna() | ended.ge(pairs["start"])
    since = pairs[["opened_on", "reported_township_on", "reported_bureau_on"]].max(axis=1)
    followed = pairs.loc[still_open | since.ge(pairs["start"]), "streak"]
    return pd.Series(streaks.index.isin(followed), index=streaks.index)


def is_explained(streaks: pd.DataFrame, facts: Facts) -> pd.Series:
    """Whether a lawful departure was recorded by a week after the day the limit was reached.

    A departure without a date explains it too: nothing proves that it came later.
    """
    explained = pd.Series(False, index=streaks.index)
    if facts.has("children"):
        state = streaks["subject"].map(facts["children"]["state"])
        explained |= state.isin(GONE).to_numpy(bool)
    if not facts.has("movements"):
        return explained
    latest = streaks["limit_reached_on"] + PAPERS
    left = _leavings(streaks, facts, (*LEAVING, *WHILE_THE_STATE_SAYS_SO))
    first = left.groupby("streak")["date"].min().reindex(streaks.index)
    gone = left[left["kind"].isin(LEAVING) & ~_was_seen_since(left, facts)]
    gone_on = gone.groupby("streak")["date"].min().reindex(streaks.index)
    return explained & ~first.gt(latest).fillna(False) | gone_on.le(latest).fillna(False)


def _leavings(streaks: pd.DataFrame, facts: Facts, kinds: tuple[str, ...]) -> pd.DataFrame:
    """``streak, subject, start, kind, date``: leavings, but those the child was back from by the first day."""
    movements = facts["movements"]
    moves = movements[movements["subject"].notna() & movements["date"].notna()]
    pairs = streaks[["subject", "start"]].rename_axis(index="streak").reset_index()
    pairs = pairs.merge(
        moves[["subject", "kind", "date"]], on="subject", how="inner", validate="many_to_many"
    )
    back = pairs[pairs["kind"].isin(COMING_BACK) & pairs["date"].le(pairs["start"])]
    back_on = back.groupby("streak")["date"].max().rename("back_on")
    left = pairs[pairs["kind"].isin(kinds)].join(back_on, on="streak")
    return left[~left["date"].le(left["back_on"]).fillna(False)].reset_index(drop=True)


def _was_seen_since(left: pd.DataFrame, facts: Facts) -> pd.Series:
    """Whether the child sat in class more than a week after it left and before the streak: it was back."""
    if not facts.has("attendance_marks") or left.empty:
        return pd.Series(False, index=left.index)
    marks = facts["attendance_marks"][["subject", "date", "mark"]]
    marks = marks[marks["subject"].isin(left["subject"])]
    seen = marks.loc[marks["mark"].isin(SEEN), ["subject", "date"]]
    seen = seen.rename(columns={"date": "seen_on"})
    spans = left[["subject", "start", "date"]].rename_axis(index="leaving").reset_index()
    pairs = spans.merge(seen, on="subject", how="inner", validate="many_to_many")
    since = pairs["seen_on"].gt(pairs["date"] + PAPERS) & pairs["seen_on"].lt(pairs["start"])
    return pd.Series(left.index.isin(pairs.loc[since, "leaving"]), index=left.index)


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
