"""GOV-06: a task or rectification whose day has passed and that is not done.

On its last day a task is still in time. One that was done late is done, and a closed one is
judged by GOV-07. What an earlier run found is a task too, due on the day that run gave: found again
after it, it is overdue, one finding a rule and the school, township or county that answers.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.earlier import followed, found_again
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.labels import iso, label, rule_title
from kcbx_lib.rules.organisations import with_owner
from kcbx_lib.rules.selection import is_unreadable

RULE = Rule(
    id="GOV-06",
    needs=("tasks",),
    uses=("tasks.done_in_time",),
    serves=("X4", "T6", "S9", "T7"),
    demands=("tasks.done_in_time",),
    instead=("follow_up",),
)


def find(facts: Facts, policy: Policy) -> Found:
    """One finding a task overdue on the audit date, and one a rule and unit that an earlier run found."""
    parts, tested = [_not_mended(facts)], followed(facts)
    if facts.has("tasks"):
        tasks = facts["tasks"]
        dated = tasks[tasks["due"].notna()]
        parts.append(_not_done(dated, facts))
        tested += len(dated)
    filled = [part for part in parts if len(part)]
    return Found(pd.concat(filled, ignore_index=True) if filled else Found.nothing(0).rows, tested)


def _not_done(dated: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    is_open = dated["done_on"].isna() & dated["closed_on"].isna()
    for column in ("done_on", "closed_on"):
        is_open &= ~is_unreadable(facts, dated, column)
    late = dated[is_open & dated["due"].lt(facts.as_of)]
    late = late.assign(
        what="",
        days_late=(facts.as_of - late["due"]).dt.days,
        case_key=late["due"].dt.strftime("%Y-%m-%d") + "-" + late["item"].fillna("").astype("str"),
        due_on=late["due"].dt.strftime("%Y-%m-%d"),
        evidence=pd.Series([[row_id] for row_id in late.index], index=late.index, dtype=object),
    )
    named = with_owner(late, facts)
    # `due` would be read as the finding's own deadline, `item` is free text of the sheet.
    return named.drop(columns=["due", "item"])


def _not_mended(facts: Facts) -> pd.DataFrame:
    again = found_again(facts)
    rows = []
    for (rule, kind, subject), faults in again.groupby(
        ["rule", "subject_kind", "subject"], sort=True
    ):
        first = faults.iloc[0]
        due = faults["due_before"].min()
        count = int(faults["count_now"].sum())
        rows.append(
            {
                "subject_kind": kind,
                "subject": subject,
                "school_code": first["school_code"] if kind == "school" else None,
                "township": None if kind == "county" else first["township"],
                "case_key": f"found-again-{rule}",
                "what": label("rules_gov.found_again", title=rule_title(str(rule)), count=count),
                "due_on": iso(due),
                "days_late": (facts.as_of - due).days,
            }
        )
    return pd.DataFrame(rows)
