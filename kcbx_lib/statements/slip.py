"""A gap that one mistyped figure explains: one digit wrong, or two digits swapped.

A list that leaves something out falls short of its total by any number; one with a typing mistake by
3000 or 180. How rare such gaps are among all gaps of about that size says how sure the mistake is: among
figures exact to the last person a gap of just 3000 is a digit; a gap of 3 may be anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from kcbx_lib.statements.figures import Figure

# shares of all gaps of about the size that a typing mistake in one of the figures could have made
SURE = Fraction(1, 50)
LIKELY = Fraction(1, 10)
LIKELY_NEAR = Fraction(1, 3)  # where the parts make nearly all of the total


@dataclass(frozen=True)
class Slip:
    """The figure that may have been mistyped, what it should be, how many gaps would look like this."""

    figure: Figure
    needed: Fraction
    chance: Fraction


def slip_of(total: Figure, parts: tuple[Figure, ...]) -> Slip | None:
    """The one mistyped figure that would make the parts close on the total; None without one."""
    figures = (total, *parts)
    unit = min(figure.step for figure in figures)
    if any(figure.approximate or not figure.countable for figure in figures) or unit <= 0:
        return None
    gap = total.value - sum((part.value for part in parts), Fraction(0))
    found: list[tuple[Figure, Fraction]] = []
    reachable: set[Fraction] = set()
    for figure in figures:
        sign = -1 if figure is total else 1
        changes = changes_of(figure)
        reachable.update(
            change for change in changes if gap and abs(gap) / 2 <= abs(change) <= abs(gap) * 2
        )
        if gap * sign in changes:
            found.append((figure, figure.value + gap * sign))
    if not found:
        return None
    alike = {abs(change) for change in reachable}
    chance = Fraction(len(alike)) / (abs(gap) * Fraction(3, 2) / unit)
    return Slip(*found[0], chance)


def changes_of(figure: Figure) -> set[Fraction]:
    """By how much a figure's value changes with one of its digits, or with two of them swapped."""
    if not figure.step or (figure.value / figure.step).denominator != 1:
        return set()
    digits = [int(digit) for digit in str(int(figure.value / figure.step))]
    places = [10 ** (len(digits) - 1 - at) for at in range(len(digits))]
    single = {
        (new - old) * place
        for at, (old, place) in enumerate(zip(digits, places, strict=True))
        for new in range(0 if at or len(digits) == 1 else 1, 10)
        if new != old
    }
    swapped = {
        (digits[b] - digits[a]) * (places[a] - places[b])
        for a, b in combinations(range(len(digits)), 2)
        if digits[a] != digits[b] and (a or digits[b])
    }
    return {change * figure.step for change in single | swapped}


def differ_by_a_slip(first: Figure, second: Figure) -> bool:
    """Whether one figure is the other with one digit wrong, or with two digits swapped."""
    return first.step == second.step and second.value - first.value in changes_of(first)
