"""GRP-05: a dropout in a poor household; the year's assessment is vetoed.

Reading (H3, Z10, S2: dropouts ∩ poor households): a dropout that a person verified (never a suspicion
or a register) and that is not over, of a child whose household is proved poor: on the list, or ticked
by the school where the list is not here. No dropout is called a child whom the registers explain or have
under review, or who has sat in class on each of the last five recorded days since (the ledger is then
wrong, CASE-13), nor one whom an approval settles: where the profile lets a body count an unreturned pupil
as met, or where the case was closed on it.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule, evidence_of
from kcbx_lib.rules.selection import looked_up, states_of
from kcbx_lib.rules.since_the_case import GONE_FOR_GOOD, is_in_class, marks_since

RULE = Rule(
    id="GRP-05",
    needs=("cases", "children"),
    uses=("veto.poor_dropout", "approval.met_though_not_returned"),
    serves=("H3", "Z10", "S2", "Z1"),
    demands=("veto.poor_dropout",),
)
EXPLAINED = (
    *GONE_FOR_GOOD, "attends_elsewhere", "attends_no_record", "studying_elsewhere", "home_teaching",
    "special_school", "transfer_in_progress", "suspended", "delayed_entry", "to_review", "over_age",
)  # fmt: skip


def find(facts: Facts, policy: Policy) -> Found:
    """One row per poor child in the dropout ledger."""
    if not facts.has("poverty") and not facts["children"]["is_poor"].notna().any():
        return Found.untested("rules_grp.no_poverty_list")
    files = facts["case_files"]
    poor = facts["proved_groups"]["is_poor"]
    dropout = files["is_open"] & files["stage"].eq("dropout") & files["verified_on"].notna()
    standing = dropout & ~_is_settled(files, policy) & ~_is_explained(files, facts)
    rows = files[standing.fillna(False) & files["subject"].isin(poor.index[poor])]
    rows = rows.sort_values(["subject", "opened_on", "case_no"], kind="stable")
    rows = rows[["subject", "case_no", "verified_on", "opened_on"]].drop_duplicates("subject")
    rows = rows.reset_index(drop=True)
    sources = [facts["cases"], *([facts["poverty"]] if facts.has("poverty") else [])]
    rows["evidence"] = rows["subject"].map(
        evidence_of(*(frame[frame["subject"].isin(rows["subject"])] for frame in sources))
    )
    return Found(rows, int(poor.sum()))


def _is_settled(files: pd.DataFrame, policy: Policy) -> pd.Series:
    """Whether an approval settles the case, by the profile or because the case was closed on it."""
    counts_as_met = policy["approval.met_though_not_returned"] is not None
    closed = files["closed_on"].notna() & files["has_evidence"]
    return files["approval_no"].notna() & (closed | counts_as_met)


def _is_explained(files: pd.DataFrame, facts: Facts) -> pd.Series:
    """Whether the registers say where the child is, or the child sits in class since the verification."""
    state = looked_up(files["subject"], states_of(facts))
    in_class = is_in_class(marks_since(facts, files, files["verified_on"]), files)
    return in_class | state.isin(EXPLAINED).fillna(False).astype(bool)
