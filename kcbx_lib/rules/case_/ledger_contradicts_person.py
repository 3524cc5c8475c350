"""CASE-13: what the ledger says of a child and what the registers show disagree (人账不符).

Reading (S1: person and ledger agree). Found where

- the case is open and was verified (as dropout, or as still suspected), and the child's last five
  recorded marks since then are all presence: the child sits in class. A suspicion that nobody has
  verified yet is a question, not a statement; that it waits too long is CASE-01;
- the case is deducted as gone (untraceable, elsewhere, abroad, dead, over age) and the child sits in
  class here. A deduction for household registration says nothing of where the child is taught, and one
  as taught in the province without a record fits a child in class here who has none;
- the case says returned, and since the return the child was marked on at least three days, never
  present and not merely on leave; or the registers have the child out of school (not seen in class, only
  where the school kept at least three days since), or under a status of leaving. A streak at the limit
  since the return is CASE-08 instead.
- the case is open, and the registers have the child as dead, graduated or abroad.

A child under review, and one whose ledger is younger than five recorded days, is not judged.
"""

from __future__ import annotations

import re

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.labels import label
from kcbx_lib.rules.selection import case_rows, looked_up, states_of
from kcbx_lib.rules.since_the_case import IN_CLASS_DAYS, is_in_class, marks_since

RULE = Rule(
    id="CASE-13",
    needs=("cases", "children", "enrolment"),
    uses=("case.category_lists",),
    serves=("S1", "D3"),
)
UNSEEN_DAYS = 3
LEFT = (
    "dropped_out",
    "withdrawn",
    "auto_withdrawn",
    "persuaded_out",
    "expelled",
    "missing",
    "other_leave",
)
GONE = "省外|失踪|失联|出国|出境|去世|死亡|超龄|延缓"
IN_THE_PROVINCE = "省内.*无学籍"


def find(facts: Facts, policy: Policy) -> Found:
    """One row per case that the registers contradict."""
    files = facts["case_files"].copy()
    state = looked_up(files["subject"], states_of(facts))
    status = looked_up(files["subject"], facts["children"]["status"])
    enrolled = looked_up(files["subject"], facts["children"]["in_enrolment"]).eq(True).fillna(False)
    under_review = state.eq("to_review").fillna(False)
    closed = files["closed_on"].notna() & files["has_evidence"]
    still_open = files["is_open"] & ~files["is_returned"] & ~closed
    firm = files["verified_on"].notna() | files["stage"].eq("dropout").fillna(False)
    in_class, unseen, marks = _seen(facts, files)
    deducted_as_gone = files["stage"].eq("deducted").fillna(False) & (
        _means(files, policy, GONE) | (_means(files, policy, IN_THE_PROVINCE) & enrolled)
    )
    returned = files["is_returned"] & files["relapsed_on"].isna()
    missed = state.eq("enrolled_not_attending").fillna(False) & _was_class_kept(facts, files)
    out_again = state.eq("out_of_school").fillna(False) | missed | status.isin(LEFT)
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


def _means(files: pd.DataFrame, policy: Policy, words: str) -> pd.Series:
    """Deducted under a code whose meaning in its own list holds one of the words."""
    out = pd.Series(False, index=files.index)
    for name, codes in (policy["case.category_lists"] or {}).items():
        gone = [
            code
            for code, meaning in codes.items()
            if meaning["counts_as"] == "deducted" and re.search(words, meaning["zh"])
        ]
        out |= files["list_name"].eq(name).fillna(False) & files["category_code"].isin(gone)
    return out


def _seen(facts: Facts, files: pd.DataFrame) -> tuple[pd.Series, pd.Series, pd.DataFrame]:
    """Per case: in class on each of the last recorded days since; never seen since the return.

    And the sheet rows (index ``row_id``, with ``case_row``) that hold those last days.
    """
    since = files[["opened_on", "verified_on", "returned_on"]].max(axis=1)
    since = since.where(~files["is_returned"], files["returned_on"])
    marks = marks_since(facts, files, since)
    in_class = is_in_class(marks, files)
    whole = marks.groupby("case").agg(
        present=("present", "any"), on_leave=("on_leave", "all"), days=("date", "nunique")
    )
    away = ~whole["present"].astype(bool) & ~whole["on_leave"].astype(bool)
    away &= whole["days"].ge(UNSEEN_DAYS)
    if facts.has("presence"):
        # Sheets that list only absences show presence in their totals, not in their marks.
        seen_on = files["subject"].map(facts["presence"]["last_present_on"])
        away = away.drop(away.index.intersection(files.index[seen_on.gt(since)]))
    unseen = pd.Series(files.index.isin(away.index[away]), index=files.index)
    told = files.index[in_class | unseen]
    days = marks[marks["case"].isin(told)].groupby("case").tail(IN_CLASS_DAYS)
    return (
        in_class,
        unseen,
        days.set_index("row_id")[["case"]].set_axis(["case_row"], axis=1),
    )


def _was_class_kept(facts: Facts, files: pd.DataFrame) -> pd.Series:
    """Whether the child's school kept attendance on enough days since the return to miss it on them.

    Sheets that end before the return say nothing of what came after it.
    """
    if not facts.has("attendance_marks"):
        return pd.Series(True, index=files.index)
    school = looked_up(files["subject"], facts["children"]["school_code"])
    kept = facts["attendance_marks"][["school_code", "date"]].drop_duplicates()
    pairs = pd.DataFrame(
        {"school_code": school, "since": files["returned_on"], "case": files.index}
    )
    pairs = pairs.dropna(subset=["school_code"]).merge(
        kept, on="school_code", how="inner", validate="many_to_many"
    )
    since = pairs["since"].isna() | pairs["date"].gt(pairs["since"])
    days = pairs[since].groupby("case")["date"].nunique().reindex(files.index).fillna(0)
    return days.ge(UNSEEN_DAYS)
