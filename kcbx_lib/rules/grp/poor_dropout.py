"""GRP-05: a dropout in a poor household; the year's assessment is vetoed.

Reading (H3, Z10, S2: dropouts ∩ poor households): a dropout that a person verified (never a suspicion
or a register) and that is not over, of a child whose household is proved poor: on the list, or ticked
by the school where the list is not here.
"""

from __future__ import annotations

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule, evidence_of

RULE = Rule(
    id="GRP-05",
    needs=("cases", "children"),
    uses=("veto.poor_dropout",),
    serves=("H3", "Z10", "S2", "Z1"),
    demands=("veto.poor_dropout",),
)


def find(facts: Facts, policy: Policy) -> Found:
    """One row per poor child in the dropout ledger."""
    if not facts.has("poverty") and not facts["children"]["is_poor"].notna().any():
        return Found.untested("rules_grp.no_poverty_list")
    ledger = facts["ledger_dropout"].drop_duplicates("subject")
    poor = facts["proved_groups"]["is_poor"]
    rows = ledger[ledger["subject"].isin(poor.index[poor])].reset_index(drop=True)
    rows = rows[["subject", "case_no", "verified_on", "opened_on"]]
    sources = [facts["cases"], *([facts["poverty"]] if facts.has("poverty") else [])]
    rows["evidence"] = rows["subject"].map(
        evidence_of(*(frame[frame["subject"].isin(rows["subject"])] for frame in sources))
    )
    return Found(rows, int(poor.sum()))
