"""What may be told: the limits of the policies that the run's counties use, the strictest of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kcbx_lib.policy import load_policy
from kcbx_lib.publication.run_tables import CountyOfRun

KEYS = ("publish.suppress_below", "publish.round_to", "publish.smallest_unit")


@dataclass(frozen=True)
class Limits:
    """``below``: the smallest count that is told; ``round_to``; ``smallest_unit`` in pupils.

    ``sources`` says for each key its value, document and status, for the note.
    """

    below: int
    round_to: int
    smallest_unit: int
    sources: tuple[tuple[str, int, str, str], ...]


def limits_of(counties: Sequence[CountyOfRun], *, policy: str | None = None) -> Limits:
    """The strictest value of each limit among the counties' policies on their audit dates.

    ``policy`` takes the place of the profiles that the run names (a profile of one's own may have
    moved since). Raises WrongUse for a profile that cannot be found.
    """
    found: dict[str, tuple[int, str, str]] = {}
    for county in counties:
        rules = load_policy(policy or county.policy, on=date.fromisoformat(county.as_of))
        for key in KEYS:
            value = rules.value(key)
            told = (int(rules[key]), str(value.document), str(value.status))
            found[key] = max(found.get(key, told), told)
    below, round_to, smallest_unit = (found[key][0] for key in KEYS)
    sources = tuple((key, *found[key]) for key in KEYS)
    return Limits(below=below, round_to=round_to, smallest_unit=smallest_unit, sources=sources)
