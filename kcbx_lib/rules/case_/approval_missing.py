"""CASE-09: the case rests on an approval that is not there.

Reading: (1) a case deducted as delayed entry (its code says so, or its cause or destination names
delayed entry or suspension) without an approval number, where no enrolment change of that kind with a
document number stands in for it: compulsory education law, article 11. (2) Where the profile lets a
body count an unreturned pupil as met (Suiyang, part three): a case closed as suspected or dropout,
the child neither returned nor over age by then, without an approval number.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.labels import label
from kcbx_lib.rules.selection import case_rows, subjects_where

RULE = Rule(
    id="CASE-09",
    needs=("cases", "children"),
    uses=("approval.bodies", "approval.met_though_not_returned"),
    serves=("S4", "S5", "H9"),
    demands=("approval.bodies",),
)
DELAY_WORDS = r"延缓|缓学|休学"
APPROVED_MOVES = ("delayed_entry", "suspend")


def find(facts: Facts, policy: Policy) -> Found:
    """One row per case that needs an approval and names none."""
    files = facts["case_files"]
    unapproved = files["approval_no"].isna()
    delayed = _is_delay(files, policy)
    if facts.has("movements"):
        moves = facts["movements"]
        approved = subjects_where(
            moves, moves["kind"].isin(APPROVED_MOVES) & moves["document"].notna()
        )
        delayed_unapproved = delayed & unapproved & ~files["subject"].isin(approved)
    else:
        delayed_unapproved = delayed & unapproved
    met = pd.Series(False, index=files.index)
    if policy["approval.met_though_not_returned"] is not None:
        met = (
            files["closed_on"].notna()
            & files["stage"].isin(["suspected", "dropout"])
            & ~files["is_returned"]
            & ~files["of_age_until"].le(files["closed_on"])
        )
    found = delayed_unapproved | (met & unapproved)
    why = pd.Series(label("rules_case.approval_of_delay"), index=files.index, dtype="str")
    why = why.mask(~delayed_unapproved, label("rules_case.approval_as_met"))
    clause = pd.Series("approval.bodies", index=files.index, dtype="str")
    clause = clause.mask(~delayed_unapproved, "approval.met_though_not_returned")
    rows = case_rows(files.assign(why=why, clause=clause), found)
    return Found(rows, int((delayed | met).sum()))


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
