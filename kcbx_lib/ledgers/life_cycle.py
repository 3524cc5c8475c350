"""The life cycle of a case: its states, and the only ways from one to the next.

A case moves by dated events that its records prove. An event that the table below does not allow in
the state reached so far changes nothing and is kept as *irregular*: a case closed on paper before
anybody verified it stays open, and the ledger says why.

    opened ─▶ verified ─▶ escalated ─▶ approved
       │         │            │           │
       │         └────────────┴───────────┴─▶ returned ─▶ closed ─▶ relapsed ─▶ …
       ├─▶ deducted ─▶ closed
       └─▶ watched (a deduction that holds only on paper: it is never closed)
    any of them but closed ─▶ over_age ─▶ closed

An approval lets a child stay away, it does not bring it back: the notice has persuasion go on and closes
the case when the child is over age. A closing before that day is irregular, the case stays approved, and
the child stays in its ledger instead of being listed anew as one nobody knew of.

Source: the ladder of the Suiyang notice (part three) and the three ledgers it asks for (part two);
the codes that stay watched are those of the district report's first-phase list (C, D, G).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd

STATES = (
    "opened",
    "verified",
    "escalated",
    "approved",
    "returned",
    "relapsed",
    "deducted",
    "watched",
    "over_age",
    "closed",
)
EVENTS = (
    "open",
    "verify",
    "deduct",
    "deduct_on_paper",
    "escalate",
    "return",
    "relapse",
    "approve",
    "come_of_age",
    "close",
)
"""In the order in which events of one day are applied: a case is closed last."""

OPEN_STATES = ("opened", "verified", "escalated", "approved", "relapsed")
"""States in which the child is still to be brought back; persuasion goes on after an approval."""

TRANSITIONS: dict[tuple[str, str], str] = {
    ("", "open"): "opened",
    ("opened", "verify"): "verified",
    ("opened", "deduct"): "deducted",
    ("opened", "deduct_on_paper"): "watched",
    ("opened", "escalate"): "escalated",
    ("opened", "return"): "returned",
    ("verified", "deduct"): "deducted",
    ("verified", "deduct_on_paper"): "watched",
    ("verified", "escalate"): "escalated",
    ("verified", "return"): "returned",
    ("verified", "approve"): "approved",
    ("escalated", "verify"): "escalated",
    ("escalated", "deduct"): "deducted",
    ("escalated", "deduct_on_paper"): "watched",
    ("escalated", "return"): "returned",
    ("escalated", "approve"): "approved",
    ("approved", "return"): "returned",
    ("returned", "verify"): "returned",
    ("returned", "relapse"): "relapsed",
    ("returned", "close"): "closed",
    ("relapsed", "verify"): "relapsed",
    ("relapsed", "escalate"): "escalated",
    ("relapsed", "return"): "returned",
    ("relapsed", "approve"): "approved",
    ("closed", "relapse"): "relapsed",
    ("deducted", "return"): "returned",
    ("deducted", "close"): "closed",
    ("watched", "return"): "returned",
    ("watched", "close"): "watched",
    ("over_age", "close"): "closed",
    **{
        (state, "come_of_age"): "over_age"
        for state in (
            "opened",
            "verified",
            "escalated",
            "approved",
            "relapsed",
            "deducted",
            "watched",
        )
    },
}


@dataclass(frozen=True)
class Standing:
    """Where a case stands: its state, since when, and the events that had no place in its life."""

    state: str
    since: pd.Timestamp | None
    irregular: tuple[str, ...] = field(default_factory=tuple)


def follow(events: Iterable[tuple[str, pd.Timestamp | None]]) -> Standing:
    """The standing after ``(event, day)`` pairs, applied by day, then in the order of ``EVENTS``.

    An event without a day comes after the dated ones. Coming of age is never irregular: time passes
    in every state, it only ends those in which something is still due.
    """
    state, since = "", None
    irregular: list[str] = []
    for event, day in sorted(events, key=_order):
        reached = TRANSITIONS.get((state, event))
        if reached is None:
            if event != "come_of_age":
                irregular.append(event)
        elif reached != state:
            state, since = reached, day if day is not None else since
    return Standing(state or "opened", since, tuple(irregular))


def _order(event: tuple[str, pd.Timestamp | None]) -> tuple[int, pd.Timestamp, int]:
    name, day = event
    if day is not None:
        return (0, day, EVENTS.index(name))
    return (1, pd.Timestamp.min, EVENTS.index(name))
