"""DQ-08: a total that is not the sum of the rows above it."""

from __future__ import annotations

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.quality_notes import noted, rows_with

RULE = Rule(id="DQ-08", needs=("quality",), serves=("X2", "D7"))


def find(facts: Facts, policy: Policy) -> Found:
    """One row per child and column."""
    return noted(facts, RULE.id, tested=rows_with(facts, "file"))
