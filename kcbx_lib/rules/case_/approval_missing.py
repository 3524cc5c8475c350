"""CASE-09: the case rests on an approval that is not there.

Reading: (1) a case deducted as delayed entry (its code says so, or its cause or destination names
delayed entry or suspension) without an approval number, where no enrolment change of that kind with a
document number stands in for it: compulsory education law, article 11. (2) Where the profile lets a
body count an unreturned pupil as met (Suiyang, part three): a case closed as suspected or dropout,
the child neither returned nor over age by then, without an approval number; where the birth date is not
known, neither is that. Nobody has to approve what
the registers explain: the child sits in class (the suspicion was unfounded), is taught elsewhere, at home
or at a special school, left lawfully, or stays away on an approved change of enrolment.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.labels import label
from kcbx_lib.rules.selection import case_rows, looked_up, states_of, subjects_where
from kcbx_lib.rules.since_the_case import GONE_FOR_GOOD, is_in_class, marks_since

RULE = Rule(
    id="CASE-09",
    needs=("cases", "children"),
    uses=("approval.bodies", "approval.met_though_not_returned"),
    serves=("S4", "S5", "H9"),
    demands=("approval.bodies",),
)
DELAY_WORDS = r"延缓|缓学|休学"
APPROVED_MOVES = ("delayed_entry", "suspend")
EXPLAINED = (
    *GONE_FOR_GOOD, "attends_elsewhere", "attends_no_record", "studying_elsewhere", "home_teaching",
    "special_school", "transfer_in_progress", "to_review",
)  # fmt: skip


def find(facts: Facts, policy: Policy) -> Found:
    """One row per case that needs an approval and names none."""
    files = facts["case_files"]
    unapproved = files["approval_no"].isna()
    delayed = _is_delay(files, policy)
    by_change = files["subject"].isin(_approved_by_change(facts))
    delayed_unapproved = delayed & unapproved & ~by_change
    closed_as_met = pd.Series(False, index=files.index)
    if policy["approval.met_though_not_returned"] is not None:
        closed_as_met = (
            files["closed_on"].notna()
            & files["stage"].isin(["suspected", "dropout"])
            & ~files["is_returned"]
            & files["of_age_until"].gt(files["closed_on"])
        )
    found = delayed_unapproved | (
        closed_as_met & unapproved & ~_is_explained(facts, files, by_change)
    )
    why = pd.Series(label("rules_case.approval_of_delay"), index=files.index, dtype="str")
    why = why.mask(~delayed_unapproved, label("rules_case.approval_as_met"))
    clause = pd.Series("approval.bodies", index=files.index, dtype="str")
    clause = clause.mask(~delayed_unapproved, "approval.met_though_not_returned")
    rows = case_rows(files.assign(why=why, clause=clause), found)
    return Found(rows, int((delayed | closed_as_met).sum()))


def _approved_by_change(facts: Facts) -> set[str]:
    """Children with a change of enrolment to delayed entry or suspension that bears a document number."""
    if not facts.has("movements"):
        return set()
    moves = facts["movements"]
    return subjects_where(moves, moves["kind"].isin(APPROVED_MOVES) & moves["document"].notna())


def _is_explained(facts: Facts, files: pd.DataFrame, by_change: pd.Series) -> pd.Series:
    """Whether the child is where it may be: in class since the case was opened, or explained."""
    state = looked_up(files["subject"], states_of(facts))
    in_class = is_in_class(marks_since(facts, files, files["opened_on"]), files)
    away = by_change & state.isin(["suspended", "delayed_entry"])
    return (in_class | away | state.isin(EXPLAINED)).fillna(False).astype(bool)


def _is_delay(files: pd.DataFrame, policy: Policy) -> pd.Series:
    """A deduction for delayed entry or suspension, by its code or by its words."""
    by_code = pd.Series(False, index=files.index)
    for name, codes in (policy["case.category_lists"] or {}).items():
        delays = [code for code, meaning in codes.items() if "延缓" in meaning["zh"]]
        by_code |= files["list_name"].eq(name).fillna(False) & files["category_code"].isin(delays)
    words = files["cause"].fillna("") + " " + files["destination"].fillna("")
    by_words = words.astype("str").str.contains(DELAY_WORDS, regex=True).astype(bool)
    coded = files["is_known_code"].eq(True).fillna(False)
    return files["stage"].eq("deducted").fillna(False) & (by_code | (by_words & ~coded))
