"""DQ-01: a resident id that cannot be right.

Wrong check digit, impossible date, letters among the digits. A number merely written untidily is
read as it is; a passport or a permit is another document, not a wrong id; a blank is unknown.
Source: GB 11643.
"""

from __future__ import annotations

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.quality_notes import noted, rows_with

RULE = Rule(id="DQ-01", needs=("quality",), serves=("D3", "Z6"))


def find(facts: Facts, policy: Policy) -> Found:
    """One row per child and column."""
    return noted(facts, RULE.id, tested=rows_with(facts, "resident_id"))
