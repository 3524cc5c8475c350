"""GOV-07: a task was closed without evidence, or without an acceptor other than its owner.

Closing needs both: something that shows it was done, and somebody who looked and is not the one who
did it.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.labels import joined, label
from kcbx_lib.rules.organisations import placed, with_owner

RULE = Rule(
    id="GOV-07",
    needs=("tasks",),
    uses=("tasks.accepted",),
    serves=("X4", "S9", "T7"),
    demands=("tasks.accepted",),
)


def find(facts: Facts, policy: Policy) -> Found:
    """One finding a closed task that nobody else accepted, or that shows no evidence."""
    tasks = facts["tasks"]
    closed = tasks[tasks["closed_on"].notna()]
    faults = pd.DataFrame(
        {
            "not_accepted": closed["accepted_by"].isna(),
            "accepted_by_owner": _is_same(closed, "person", facts)
            | _is_same(closed, "owner", facts),
            "no_evidence": closed["evidence"].isna(),
        },
        index=closed.index,
    )
    wrong = closed[faults.any(axis=1)]
    lacking = [
        joined(label(f"rules_gov.{name}") for name in faults.columns if faults.at[row_id, name])
        for row_id in wrong.index
    ]
    rows = wrong.assign(
        lacking=lacking,
        closed=wrong["closed_on"].dt.strftime("%Y-%m-%d"),
        case_key=wrong["closed_on"].dt.strftime("%Y-%m-%d")
        + "-"
        + wrong["item"].fillna("").astype("str"),
        evidence=pd.Series([[row_id] for row_id in wrong.index], index=wrong.index, dtype=object),
    )
    return Found(with_owner(rows, facts).drop(columns=["due", "item"]), len(closed))


def _is_same(closed: pd.DataFrame, column: str, facts: Facts) -> pd.Series:
    """Whether the acceptor is the one this column names, however either is written."""
    acceptor, other = _who(closed, "accepted_by", facts), _who(closed, column, facts)
    return acceptor.eq(other).fillna(False).astype(bool)


def _who(closed: pd.DataFrame, column: str, facts: Facts) -> pd.Series:
    """The key of the school or office named, or the name itself; missing where none is."""
    named = placed(closed[[column]], facts, column=column)
    return named["org_key"].reindex(closed.index)
