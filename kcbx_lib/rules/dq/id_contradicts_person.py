"""DQ-03: the sheet's birth date or sex is not the one its own id states.

Both are kept; the id's birth date is not put over the sheet's. Source: GB 11643.
"""

from __future__ import annotations

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.quality_notes import noted, rows_with

RULE = Rule(id="DQ-03", needs=("quality",), serves=("D3", "X2"))


def find(facts: Facts, policy: Policy) -> Found:
    """One row per child and column."""
    return noted(facts, RULE.id, tested=rows_with(facts, "resident_id"))
