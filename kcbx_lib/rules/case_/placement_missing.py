"""CASE-11: a returned pupil has no placement.

Reading: the case says the child is back and names no placement. Any placement named counts, the four
of the profile or another; one that could not be read is a fault of data quality. A child who relapsed
is no longer placed, and one gone for good by the registers (died, graduated, abroad, moved away) or past
compulsory age is placed by nobody, so only standing returns are judged. The stage may still say dropout:
the return date says that the child is back. Source: X3, Z9.
"""

from __future__ import annotations

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.selection import case_rows, is_written
from kcbx_lib.rules.since_the_case import is_gone_for_good

RULE = Rule(
    id="CASE-11",
    needs=("cases", "children"),
    uses=("case.placements",),
    serves=("X3", "Z9"),
    demands=("case.placements",),
)


def find(facts: Facts, policy: Policy) -> Found:
    """One row per returned case without a placement."""
    files = facts["case_files"]
    over_age = files["of_age_until"].le(facts.as_of)
    returned = files["is_returned"] & files["relapsed_on"].isna() & ~over_age
    returned &= ~is_gone_for_good(files, facts)
    placed = is_written(facts, files, "placement").astype(bool)
    return Found(case_rows(files, returned & ~placed), int(returned.sum()))
