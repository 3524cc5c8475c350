"""CASE-06: a case was closed and no evidence is named.

Reading: a closing date with a blank in the evidence column, or with a word for nothing (无, /). A cell
that could not be read (#REF!) is unknown, not blank. The case stays open in the ledger. Source: S8; closing needs
evidence (form of the rectification ledger).
"""

from __future__ import annotations

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.selection import case_rows, is_unreadable

RULE = Rule(
    id="CASE-06",
    needs=("cases", "children"),
    serves=("S8", "S1"),
)


def find(facts: Facts, policy: Policy) -> Found:
    """One row per case closed on paper only."""
    files = facts["case_files"]
    closed = files["closed_on"].notna()
    unread = is_unreadable(facts, files, "closing_evidence")
    return Found(case_rows(files, closed & ~files["has_evidence"] & ~unread), int(closed.sum()))
