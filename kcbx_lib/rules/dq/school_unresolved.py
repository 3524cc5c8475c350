"""DQ-06: a school that neither its code, its name nor an alias tells.

Listed, never guessed: an alias in ``county.yml`` or in the schools' table settles it.
"""

from __future__ import annotations

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.quality_notes import noted, rows_with

RULE = Rule(id="DQ-06", needs=("quality",), serves=("Z6",))


def find(facts: Facts, policy: Policy) -> Found:
    """One row per child and column."""
    return noted(facts, RULE.id, tested=rows_with(facts, "school_code", "school_name"))
