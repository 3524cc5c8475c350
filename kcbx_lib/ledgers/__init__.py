"""The three ledgers and the life cycle of a case, kept from run to run."""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.ledgers.attempts import with_case
from kcbx_lib.ledgers.case_files import build_case_files
from kcbx_lib.ledgers.changes import CASE_LEDGERS, carry_over, ledger_changes, unaccounted
from kcbx_lib.ledgers.entries import (
    dropout_ledger,
    school_age_ledger,
    suspected_ledger,
    with_states,
)
from kcbx_lib.ledgers.follow_up import follow_up
from kcbx_lib.ledgers.groups import proved_groups
from kcbx_lib.ledgers.lookup import looked_up
from kcbx_lib.ledgers.next_steps import with_next_step
from kcbx_lib.ledgers.support import support_terms
from kcbx_lib.policy import Policy

__all__ = ["build_ledgers", "follow_up"]


def build_ledgers(facts: Facts, policy: Policy) -> dict[str, pd.DataFrame]:
    """The ledgers of one county, and what the rules on cases and support stand on.

    ``ledger_school_age``, ``ledger_suspected``, ``ledger_dropout`` always; ``proved_groups``;
    ``case_files``, ``case_persuasions`` and ``case_notices`` where those tables were handed in;
    ``support_terms`` where aid was; ``ledger_changes`` with an earlier run.

    Needs ``children``; uses ``cases``, ``persuasions``, ``streaks``, ``register_states``, the offices'
    lists and ``previous_ledger_*`` where they are.
    """
    case_files = build_case_files(facts, policy) if facts.has("cases") else None
    children = with_states(facts)
    now = {
        "ledger_school_age": school_age_ledger(facts, children, case_files),
        "ledger_suspected": suspected_ledger(facts, policy, children, case_files),
        "ledger_dropout": dropout_ledger(facts, policy, children, case_files),
    }
    frames = {"proved_groups": proved_groups(facts)}
    if case_files is not None:
        frames["case_files"] = case_files
        for name, day in (("persuasions", "date"), ("notices", "issued_on")):
            if facts.has(name):
                frames[f"case_{name}"] = with_case(facts[name], case_files, day=day)
    support = support_terms(facts, policy)
    if support is not None:
        frames["support_terms"] = support
    before = {name: facts[f"previous_{name}"] for name in now if facts.has(f"previous_{name}")}
    if before:
        now = {name: carry_over(ledger, before.get(name)) for name, ledger in now.items()}
        states = children["state"]
        now["ledger_suspected"] = _with_unaccounted(facts, policy, now, before, case_files, states)
        frames["ledger_changes"] = ledger_changes(now, before, case_files, states)
    return {**frames, **now}


def _with_unaccounted(
    facts: Facts,
    policy: Policy,
    now: dict[str, pd.DataFrame],
    before: dict[str, pd.DataFrame],
    case_files: pd.DataFrame | None,
    states: pd.Series,
) -> pd.DataFrame:
    suspected = now["ledger_suspected"]
    earlier = [before[name] for name in CASE_LEDGERS if name in before]
    if not earlier:
        return suspected
    listed = {name: now[name] for name in CASE_LEDGERS}
    gone = unaccounted(pd.concat(earlier), listed, case_files, states)
    gone = gone.reindex(columns=suspected.columns).assign(
        case_state="unaccounted", listed_because="unaccounted"
    )
    gone["state"] = looked_up(gone["subject"], states)
    gone = with_next_step(gone, policy, facts.as_of).astype(suspected.dtypes.to_dict())
    return (
        pd.concat([suspected, gone])
        .sort_values(["subject", "opened_on", "case_no"], kind="stable")
        .reset_index(drop=True)
    )
