"""CASE-06: a case was closed and no evidence is named.

Reading: a closing date with a blank in the evidence column, or with a word for nothing (无, /). The
case stays open in the ledger. Source: S8; closing needs evidence (form of the rectification ledger).
"""

from __future__ import annotations

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.selection import case_rows

RULE = Rule(
    id="CASE-06",
    needs=("cases", "children"),
    uses=("case.verify_within_days",),
    serves=("S8", "S1"),
)


def find(facts: Facts, policy: Policy) -> Found:
    """One row per case closed on paper only."""
    files = facts["case_files"]
    closed = files["closed_on"].notna()
    return Found(case_rows(files, closed & ~files["has_evidence"]), int(closed.sum()))
