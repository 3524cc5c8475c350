"""REG-12: the states do not add up to the registers.

Each child of the union of the registers has exactly one state; the sums over the union and over the
population must close. Source: Y2, X2, D3 (counts must close).
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule

RULE = Rule(id="REG-12", needs=("states_total", "register_states"), serves=("Y2", "X2", "D3", "S1"))


def find(facts: Facts, policy: Policy) -> Found:
    """One row for the county if a sum does not close."""
    total = facts["states_total"].iloc[0]
    twice = int(facts["register_states"]["subject"].duplicated().sum())
    closes = (
        total["sum_of_states"] == total["union"]
        and total["sum_in_population"] == total["population"]
        and total["population_without_child"] == 0
        and twice == 0
    )
    if closes:
        return Found.nothing(1)
    row = {"subject_kind": "county", "subject": facts.county.code, **total.to_dict()}
    return Found(pd.DataFrame([row]), 1)
