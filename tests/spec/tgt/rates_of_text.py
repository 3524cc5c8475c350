"""Invented counties with their rates computed, for the specifications of the targets."""

from __future__ import annotations

from datetime import date

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.indicators import compute_indicators
from kcbx_lib.policy import Policy, load_policy
from tests.spec.indicators.county_of_text import children, facts, table

ON = date(2024, 11, 20)
REGISTER = table("name\nx")
HEAD = "subject | age_on_cutoff | state | is_poor\n"
CASE = "subject | case_no | stage | category_code | opened_on | verified_on | returned_on | closed_on\n"
COHORT = "school_code | school_name | stage | intake_year | intake | moved_in | moved_out | died | graduates\n"
NUMBERS = dict.fromkeys(
    ("intake_year", "intake", "moved_in", "moved_out", "died", "graduates"), "Int64"
)
EMPTY = children("subject | age_on_cutoff | state\na | 8 | in_school")


def profile(name: str, **values: object) -> Policy:
    """A profile on the day of the audit, some values assumed (``target_dropout`` for target.dropout)."""
    policy = load_policy(name, on=ON)
    return policy.with_values({key.replace("_", ".", 1): value for key, value in values.items()})


def county(policy: Policy, **frames: pd.DataFrame) -> Facts:
    """An invented county with its indicators computed."""
    made = facts(**frames)
    return made.with_frames(indicators=compute_indicators(made, policy))


def of_whom(
    out: int, *, of: int, age: int = 8, flag: str = "", state: str = "out_of_school"
) -> str:
    """Lines of ``of`` children, the first ``out`` of them in ``state``, the others in school."""
    return "\n".join(
        f"{age}-{flag or 'x'}-{n} | {age} | {state if n < out else 'in_school'} | {flag}"
        for n in range(of)
    )


def intakes(text: str) -> pd.DataFrame:
    return table(COHORT + text, **NUMBERS)
