"""CASE-13: what the ledger says of a child and what the registers show disagree (人账不符).

Reading (S1: person and ledger agree). Found where

- the case is open and was verified (as dropout, or as still suspected), and the child's last five
  recorded marks since then are all presence: the child sits in class. A suspicion that nobody has
  verified yet is a question, not a statement; that it waits too long is CASE-01;
- the case is deducted as gone (untraceable, elsewhere, abroad, dead, over age) and the child sits in
  class here;
- the case says returned, and since the return the child was marked on at least three days, never
  present and not merely on leave; or the registers have the child out of school, or under a status
  of leaving. A streak at the limit since the return is CASE-08 instead.
- the case is open, and the registers have the child as dead, graduated or abroad.

A child under review, and one whose ledger is younger than five recorded days, is not judged.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.labels import label
from kcbx_lib.rules.selection import case_rows, looked_up, states_of

RULE = Rule(
    id="CASE-13",
    needs=("cases", "children", "enrolment"),
    uses=("case.category_lists",),
    serves=("S1", "D3"),
)
IN_CLASS_DAYS = 5  # a week of lessons: time to bring the ledger up to date
UNSEEN_DAYS = 3
PRESENCE = ("present", "late", "left_early")
LEAVE = ("sick", "personal", "official")
LEFT = (
    "dropped_out",
    "withdrawn",
    "auto_withdrawn",
    "persuaded_out",
    "expelled",
    "missing",
    "other_leave",
)
GONE = "户籍|省内|省外|失踪|失联|出国|出境|去世|死亡|超龄|延缓"


def find(facts: Facts, policy: Policy) -> Found:
    """One row per case that the registers contradict."""
    files = facts["case_files"].copy()
    state = looked_up(files["subject"], states_of(facts))
    status = looked_up(files["subject"], facts["children"]["status"])
    under_review = state.eq("to_review").fillna(False)
    closed = files["closed_on"].notna() & files["has_evidence"]
    still_open = files["is_open"] & ~files["is_returned"] & ~closed
    firm = files["verified_on"].notna() | files["stage"].eq("dropout").fillna(False)
    in_class, unseen, marks = _seen(facts, files)
    deducted_as_gone = files["stage"].eq("deducted").fillna(False) & _is_gone(files, policy)
    returned = files["is_returned"] & files["relapsed_on"].isna()
    out_again = state.isin(["out_of_school", "enrolled_not_attending"]) | status.isin(LEFT)
    reasons = {
        "open_in_class": still_open & firm & in_class,
        "deducted_in_class": deducted_as_gone & in_class,
        "returned_unseen": returned & unseen,
        "returned_out": returned & out_again & ~unseen,
        "open_but_left": still_open & state.isin(["died", "graduated", "abroad"]),
    }
    files["why"] = pd.Series(pd.NA, index=files.index, dtype="str")
    found = pd.Series(False, index=files.index)
    for name, holds in reasons.items():
        here = holds.fillna(False).astype(bool) & ~under_review
        files["why"] = files["why"].mask(here & ~found, label(f"rules_case.{name}"))
        found |= here
    rests_on_code = deducted_as_gone & in_class & found
    files["clause"] = pd.Series("case.category_lists", index=files.index).where(rests_on_code)
    return Found(case_rows(files, found, marks), len(files))


def _is_gone(files: pd.DataFrame, policy: Policy) -> pd.Series:
    """Deducted under a code that says the child is in no class of this county."""
    out = pd.Series(False, index=files.index)
    for name, codes in (policy["case.category_lists"] or {}).items():
        gone = [
            code
            for code, meaning in codes.items()
            if meaning["counts_as"] == "deducted"
            and pd.Series([meaning["zh"]]).str.contains(GONE).iloc[0]
        ]
        out |= files["list_name"].eq(name).fillna(False) & files["category_code"].isin(gone)
    return out


def _seen(facts: Facts, files: pd.DataFrame) -> tuple[pd.Series, pd.Series, pd.DataFrame]:
    """Per case: in class on each of the last recorded days since; never seen since the return.

    And the sheet rows (index ``row_id``, with ``case_row``) that hold those last days.
    """
    nothing = pd.Series(False, index=files.index)
    if not facts.has("attendance_marks"):
        return nothing, nothing, pd.DataFrame({"case_row": pd.Series(dtype="str")})
    marks = facts["attendance_marks"]
    marks = marks.loc[
        marks["subject"].isin(files["subject"].dropna()), ["row_id", "subject", "date", "mark"]
    ]
    since = files[["opened_on", "verified_on", "returned_on"]].max(axis=1)
    since = since.where(~files["is_returned"], files["returned_on"])
    keyed = pd.DataFrame({"subject": files["subject"], "since": since, "case": files.index})
    pairs = keyed.dropna(subset=["subject", "since"]).merge(
        marks.astype({"mark": "str"}), on="subject", how="inner", validate="many_to_many"
    )
    pairs = pairs[pairs["date"].gt(pairs["since"])].sort_values(["case", "date"], kind="stable")
    pairs["present"] = pairs["mark"].isin(PRESENCE)
    pairs["on_leave"] = pairs["mark"].isin(LEAVE)
    days = pairs.groupby("case").tail(IN_CLASS_DAYS)
    last = days.groupby("case")["present"].agg(["all", "size"])
    whole = pairs.groupby("case").agg(
        present=("present", "any"), on_leave=("on_leave", "all"), days=("date", "nunique")
    )
    in_class = last["all"] & last["size"].ge(IN_CLASS_DAYS)
    unseen = ~whole["present"] & ~whole["on_leave"] & whole["days"].ge(UNSEEN_DAYS)
    if facts.has("presence"):
        # Sheets that list only absences show presence in their totals, not in their marks.
        seen_on = files["subject"].map(facts["presence"]["last_present_on"])
        unseen = unseen.drop(unseen.index.intersection(files.index[seen_on.gt(since)]))
    told = [*in_class.index[in_class], *unseen.index[unseen]]
    return (
        pd.Series(files.index.isin(in_class.index[in_class]), index=files.index),
        pd.Series(files.index.isin(unseen.index[unseen]), index=files.index),
        days[days["case"].isin(told)].set_index("row_id")[["case"]].set_axis(["case_row"], axis=1),
    )
