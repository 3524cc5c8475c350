"""Payments drawn beside 己, whose payment shows that the term's sheet was handed in."""

from __future__ import annotations

from typing import Any

from kcbx_lib.policy import Policy
from tests.spec.ledgers.county import facts_of, found

PAID = "name term school_year amount_yuan paid_on program\n"
OTHER = "己 2024-2025-1 2024-2025 375 2024-10-20 生活补助"
POOR = "name household_kind\n甲 lifted\n己 lifted"


def children(**cells: str) -> str:
    """甲 with these cells and 己, both of poor households and in school unless said otherwise."""
    row = {
        "is_poor": "yes",
        "state": "in_school",
        "in_enrolment": "yes",
        "has_possible_match": "no",
    }
    lines = [("甲", row | cells), ("己", row)]
    head = list(row | cells)
    body = [" ".join([name, *(line.get(key, "-") for key in head)]) for name, line in lines]
    return "\n".join([" ".join(["name", *head]), *body])


def unaided(
    *payments: str,
    as_of: str = "2024-11-20",
    policy: str | Policy = "national",
    further: dict[str, Any] | None = None,
    **tables: str,
) -> bool:
    """Whether 甲 is found entitled and not aided."""
    drawn = {"poverty": POOR, "children": children()} | tables
    aid = PAID + "\n".join((OTHER, *payments))
    facts = facts_of(as_of=as_of, policy=policy, aid=aid, further=further, **drawn)
    return "甲" in found("GRP-02", facts, policy)


def short(
    amount: str,
    *,
    term: str = "2024-2025-1",
    as_of: str = "2024-11-20",
    policy: str | Policy = "national",
    movements: str = "",
    enrolled_on: str = "2020-09-01",
    more: str = "",
    **cells: str,
) -> bool:
    """Whether 甲 is found paid too little: ``amount`` in instalments, ``375+100``."""
    row = {"name": "甲", "is_poor": "yes", "grade": "8", "boarding": "boarder"} | cells
    enrolment = (
        "name grade school_code status enrolled_on boarding\n"
        f"甲 {row['grade']} S1 in_school {enrolled_on} {row['boarding']}"
    )
    paid = [f"甲 {term} - {part} 2024-10-20 生活补助" for part in amount.split("+")]
    facts = facts_of(
        as_of=as_of,
        policy=policy,
        enrolment=enrolment,
        children=" ".join(row) + "\n" + " ".join(row.values()),
        poverty="name household_kind\n甲 lifted",
        aid=PAID + "\n".join([*paid, *([more] if more else [])]),
        **({"movements": movements} if movements else {}),
    )
    return bool(found("GRP-03", facts, policy))
