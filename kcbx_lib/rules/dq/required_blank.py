"""DQ-07: a field that the table cannot do without is blank.

The row is kept and the blank stays unknown, which is not "no".
"""

from __future__ import annotations

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.quality_notes import noted, rows_with

RULE = Rule(id="DQ-07", needs=("quality",), serves=("X2", "Z6"))


def find(facts: Facts, policy: Policy) -> Found:
    """One row per child and column."""
    return noted(facts, RULE.id, tested=rows_with(facts, "file"))
