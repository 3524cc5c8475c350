"""Whether a gap is one that a mistake would make.

People mistype: a digit, two digits swapped, a place too many; or they carry an old number over that lies
near. A gap that none of these explains, and that is large, more often means that the reader took figures
for parts of each other that are not. Then what it says is “probably” at most.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

from kcbx_lib.statements.figures import Figure
from kcbx_lib.statements.relation import Relation
from kcbx_lib.statements.slip import changes_of

NEAR = Fraction(1, 10)
"""A gap of so small a share of what is stated needs no explanation."""
ROUNDED = Fraction(1, 100)
_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
_PLACES = {"亿": 10**8, "万": 10**4}


def is_plain(relation: Relation, members: Iterable[Figure]) -> bool:
    """Whether stated and computed lie near each other, or one mistyped figure parts them."""
    stated, computed = value_of(relation.stated), value_of(relation.computed)
    if stated is None or computed is None or not stated or not computed:
        return True  # nothing to compare: the relation says by itself why it cannot be
    if abs(computed - stated) <= NEAR * max(abs(stated), abs(computed)):
        return True
    times = max(abs(computed / stated), abs(stated / computed))
    if any(abs(times - factor) <= factor * ROUNDED for factor in (10, 100)):
        return True
    return any(
        abs(figure.value + change - value) <= figure.step
        for figure in members
        if figure.step
        for change in changes_of(figure)
        for value in _wanted(relation, figure, stated, computed)
    )


def is_padded(relation: Relation) -> bool:
    """Whether a percentage is right to one place fewer than it shows: 66.70% of 66.67%."""
    if relation.kind not in ("rate", "difference") or not relation.stated.endswith("%"):
        return False
    stated, computed = value_of(relation.stated), value_of(relation.computed)
    places = len(relation.stated.rstrip("%").rstrip("0").partition(".")[2])
    if stated is None or computed is None or not relation.stated.rstrip("%").endswith("0"):
        return False
    return "." in relation.stated and abs(computed - stated) <= Fraction(1, 2 * 10**places)


def _wanted(
    relation: Relation, figure: Figure, stated: Fraction, computed: Fraction
) -> tuple[Fraction, Fraction]:
    """What the figure would have to be: a sum closes by adding the gap, a rate in proportion."""
    if relation.kind == "rate":
        return figure.value * computed / stated, figure.value * stated / computed
    return figure.value - abs(computed - stated), figure.value + abs(computed - stated)


def value_of(written: str) -> Fraction | None:
    """The number a relation states or computes, its 万 and 亿 counted."""
    hit = _NUMBER.search(written)
    if hit is None:
        return None
    value = Fraction(hit[0].replace(",", ""))
    return value * _PLACES.get(written[hit.end() : hit.end() + 1], 1)
