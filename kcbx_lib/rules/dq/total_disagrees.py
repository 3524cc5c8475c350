"""DQ-08: a total that is not the sum of the rows above it.

Judged on reading, before totals rows are set aside. A total holds where any fair reading makes it so:
rounded or cut off at its last place, of its own block, of the sheet or of the file; means and maxima are
no totals, and rows with an amount that cannot be read have no sum. Not tested where no sheet has a total.
"""

from __future__ import annotations

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.quality_notes import noted, totals_read

RULE = Rule(id="DQ-08", needs=("quality",), serves=("X2", "D7"))


def find(facts: Facts, policy: Policy) -> Found:
    """One row per file, table and column."""
    return noted(facts, RULE.id, tested=totals_read(facts))
