"""GOV-06: a task or rectification whose day has passed and that is not done.

On its last day a task is still in time. One that was done late is done, and a closed one is
judged by GOV-07.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.organisations import with_owner

RULE = Rule(
    id="GOV-06",
    needs=("tasks",),
    uses=("tasks.done_in_time",),
    serves=("X4", "T6", "S9", "T7"),
    demands=("tasks.done_in_time",),
)


def find(facts: Facts, policy: Policy) -> Found:
    """One finding a task overdue on the audit date."""
    tasks = facts["tasks"]
    dated = tasks[tasks["due"].notna()]
    is_open = dated["done_on"].isna() & dated["closed_on"].isna()
    late = dated[is_open & dated["due"].lt(facts.as_of)]
    late = late.assign(
        days_late=(facts.as_of - late["due"]).dt.days,
        case_key=late["due"].dt.strftime("%Y-%m-%d") + "-" + late["item"].fillna("").astype("str"),
        due_on=late["due"].dt.strftime("%Y-%m-%d"),
        evidence=pd.Series([[row_id] for row_id in late.index], index=late.index, dtype=object),
    )
    named = with_owner(late, facts)
    # `due` would be read as the finding's own deadline, `item` is free text of the sheet.
    return Found(named.drop(columns=["due", "item"]), len(dated))
