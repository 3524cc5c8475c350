"""Who counts for which rate: the nine official-age cohorts and what each register state means.

Rates use nine cohorts, six of primary and three of junior secondary, by completed years on the
cut-off day; the duty to attend reaches further, to the sixteenth birthday, and is not what a rate
measures.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.policy import Policy

PRIMARY_YEARS = 6
JUNIOR_YEARS = 3

IN_SCHOOL = (
    "in_school",
    "attends_elsewhere",
    "attends_no_record",
    "transfer_in_progress",
    "suspended",
    "home_teaching",
    "special_school",
    "studying_elsewhere",
    "graduated",
)
"""States that count as in school; a higher level counts, and a suspended pupil keeps the place."""

LEFT_OUT = ("abroad", "died", "moved_away", "delayed_entry")
"""States that leave the denominator: not resident any more, or an approved delay, which the sources
count as met. Leaving a delay out raises the rate slightly."""

UNDECIDED = ("to_review", "unknown")
"""States in which the child may be in school or not: counted as unknown, never as out of school."""


def official_stage(children: pd.DataFrame, policy: Policy) -> pd.Series:
    """``primary`` or ``junior`` by the age on the cut-off day; NA outside the nine cohorts."""
    first = int(policy["age.from"])
    age = children["age_on_cutoff"]
    stage = pd.Series(pd.NA, index=children.index, dtype="str")
    primary = age.between(first, first + PRIMARY_YEARS - 1).fillna(False)
    junior = age.between(first + PRIMARY_YEARS, first + PRIMARY_YEARS + JUNIOR_YEARS - 1).fillna(
        False
    )
    return stage.mask(primary, "primary").mask(junior, "junior")


def counted_as(children: pd.DataFrame) -> pd.DataFrame:
    """The children with ``counted`` (in school), ``unknown`` and ``is_left_out`` by register state."""
    state = children["state"]
    return children.assign(
        counted=state.isin(IN_SCHOOL),
        unknown=state.isin(UNDECIDED),
        is_left_out=state.isin(LEFT_OUT),
    )
