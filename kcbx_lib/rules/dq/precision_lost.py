"""DQ-02: an id of which the spreadsheet kept fifteen digits.

The last digits are gone and are never guessed; the row is known by other means or left for review.
"""

from __future__ import annotations

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.quality_notes import noted, rows_with

RULE = Rule(id="DQ-02", needs=("quality",), serves=("D3", "Z6"))


def find(facts: Facts, policy: Policy) -> Found:
    """One row per child and column."""
    tested = rows_with(facts, "resident_id", "student_no", "disability_no")
    return noted(facts, RULE.id, tested=tested)
