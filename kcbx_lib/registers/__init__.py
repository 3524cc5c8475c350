"""The comparison of the registers: each child in exactly one state, explanations first."""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.messages import say
from kcbx_lib.policy import Policy
from kcbx_lib.registers.evidence import gather_evidence
from kcbx_lib.registers.states import STATES, decide

__all__ = ["STATES", "register_states"]

EXPLANATION_SOURCES = {
    "attendance": "tried_attendance",
    "movements": "tried_movements",
    "population": "tried_population",
    "home_teaching": "tried_home_teaching",
    "disability": "tried_disability",
    "poverty": "tried_poverty",
    "cases": "tried_cases",
    "exchange": "tried_exchange",
}
"""Which table can give which explanations, as messages of this room."""


def register_states(facts: Facts, policy: Policy) -> dict[str, pd.DataFrame]:
    """``children`` with their state, ``register_states``, ``states_total``, ``state_evidence`` and
    ``explanations_tried``.

    register_states
        one row per child of the registers: ``subject, state, explanation, in_population``; the
        explanation is a key of the catalogue's room ``registers``.
    states_total
        one row: ``union, population, sum_of_states, sum_in_population, population_rows,
        population_without_child``.
    state_evidence
        index ``subject``: what the decision rested on, for the rules that name it.
    explanations_tried
        one row, two sentences: which lawful explanations were ``tried``, and which ``not_tried`` for
        want of a table.
    """
    evidence = gather_evidence(facts, policy)
    decision = decide(evidence)
    children = facts["children"].assign(
        state=decision["state"], explanation=decision["explanation"]
    )
    listed = children[children["in_registers"]]
    states = pd.DataFrame(
        {
            "subject": listed.index.astype("str"),
            "state": listed["state"].array,
            "explanation": listed["explanation"].array,
            "in_population": listed["in_population"].array,
        }
    ).sort_values("subject", ignore_index=True)
    return {
        "children": children,
        "register_states": states,
        "states_total": totals(facts, states, nobody=children.index[~children["in_registers"]]),
        "state_evidence": evidence,
        "explanations_tried": explanations_tried(facts),
    }


def totals(facts: Facts, states: pd.DataFrame, *, nobody: pd.Index) -> pd.DataFrame:
    """Whether each child is counted once: the union of the registers, and the population in it.

    ``nobody``: subjects that are no child of the registers (lines that are one of two namesakes').
    """
    union: set[str] = set()
    for table in ("population", "enrolment", "attendance", "poverty", "disability", "welfare"):
        if facts.has(table):
            union |= set(facts[table]["subject"].dropna()) - set(nobody)
    population = (
        facts["population"]["subject"] if facts.has("population") else pd.Series(dtype="str")
    )
    return pd.DataFrame(
        {
            "union": [len(union)],
            "population": [population.nunique()],
            "sum_of_states": [int(states["state"].isin(STATES).sum())],
            "sum_in_population": [int(states["in_population"].sum())],
            "population_rows": [len(population)],
            "population_without_child": [int(population.isna().sum())],
        }
    )


def explanations_tried(facts: Facts) -> pd.DataFrame:
    """What can be said of a child that no explanation fits: which were looked for, and which not."""
    tried = [
        say(f"registers.{key}") for table, key in EXPLANATION_SOURCES.items() if facts.has(table)
    ]
    lacking = [
        say(f"registers.{key}")
        for table, key in EXPLANATION_SOURCES.items()
        if not facts.has(table)
    ]
    joined = say("registers.joined")
    return pd.DataFrame(
        {
            "tried": [say("registers.tried", list=joined.join(tried)) if tried else ""],
            "not_tried": [say("registers.not_tried", list=joined.join(lacking)) if lacking else ""],
        }
    )
