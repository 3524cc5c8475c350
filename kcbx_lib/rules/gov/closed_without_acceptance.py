"""GOV-07: a task was closed without evidence, or without an acceptor other than its owner.

Closing needs both: something that shows it was done, and somebody who looked and is not the one who
did it. Of several names one who did not do it is enough.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.labels import joined, label
from kcbx_lib.rules.organisations import named_in, placed, with_owner

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
            "accepted_by_owner": _by_its_owners(closed, facts),
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


def _by_its_owners(closed: pd.DataFrame, facts: Facts) -> pd.Series:
    """Whether all who accepted are among those responsible, however either is written."""
    keys = _keys(closed[["accepted_by", "person", "owner"]], facts)
    is_own = [
        bool(accepted) and accepted <= persons | owners
        for accepted, persons, owners in zip(
            *(
                closed[column].map(keys, na_action=None)
                for column in ("accepted_by", "person", "owner")
            ),
            strict=True,
        )
    ]
    return pd.Series(is_own, index=closed.index, dtype=bool)


def _keys(cells: pd.DataFrame, facts: Facts) -> Callable[[object], set[str]]:
    """For a cell, the keys of the people, schools and offices it names; none for a blank one."""
    texts = pd.Series(pd.unique(cells.to_numpy().ravel()), dtype="str").dropna()
    names = sorted({name for text in texts for name in named_in(text)})
    known = placed(pd.DataFrame({"name": pd.Series(names, dtype="str")}), facts, column="name")
    key_of = dict(zip(known["name"], known["org_key"], strict=True))
    return lambda cell: {key_of[name] for name in named_in(cell)}
