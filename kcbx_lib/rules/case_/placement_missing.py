"""CASE-11: a returned pupil has no placement.

Reading: the case says the child is back and names no placement. Any placement named counts, the four
of the profile or another; one that could not be read is a fault of data quality. A child who relapsed
or whose case was opened again is no longer placed, so only standing returns are judged. Source: X3,
Z9.
"""

from __future__ import annotations

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.selection import case_rows, is_written

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
    returned = files["is_returned"] & files["stage"].fillna("returned").eq("returned")
    placed = is_written(facts, files, "placement").astype(bool)
    return Found(case_rows(files, returned & ~placed), int(returned.sum()))
