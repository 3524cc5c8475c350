"""The draw itself: exactly the promised chances, spread over the strata, for any chances.

Units meet in duels. In a duel two units with chances ``p`` and ``q`` throw a coin, after which one
of them is decided: below 1 together, the loser is out and the winner carries ``p + q`` on; above 1
together, the winner is drawn and the other carries ``p + q - 1`` on. The coin is weighted so that
each keeps its own chance (the pivotal method of Deville and Tillé 1998, Biometrika 85:89-101; in
tournament form Srinivasan 2001). Duels are fought inside a stratum first and only the last
undecided unit of each goes up a level, so every stratum, and every level above, gets its expected
number of units rounded down or up: a sample of 29 spreads over 40 strata without a stratum being
merged or left out, and no chance is bent by rounding.

Why this method: the draw of a tournament has the strong Rayleigh property (its generating
polynomial stays real stable through every duel: each is a product, a substitution and a truncated
derivative; see Borcea, Brändén and Liggett 2009, Journal of the AMS 22:521-567). Hence the number
of drawn units in any fixed set is distributed as a sum of independent trials, which is what
``bounds.trials_risk`` needs. Systematic selection, the usual choice, has no such property.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

# A chance this near to 0 or 1 is decided; duels of doubles lose about 1e-15 each.
DECIDED = 1e-9


def draw_tournament(
    chances: NDArray, levels: Sequence[NDArray], rng: np.random.Generator
) -> NDArray:
    """Which units are drawn: a boolean for each, ``True`` with exactly its own chance.

    ``levels`` are the strata codes from the outermost to the innermost, one array a level, each as
    long as ``chances``. The number drawn is the sum of the chances if that is whole. The result
    depends on the order of the units, so the caller sorts them by content first; within a stratum
    the order is shuffled, so that any two units of a stratum can be drawn together. (Each shuffle
    gives a draw with the property above, and the bounds hold for each, so they hold for the mix.)
    """
    count = len(chances)
    carried = np.array(chances, dtype=float)
    shuffled = np.argsort(rng.random(count), kind="stable")
    order = shuffled
    if levels:
        # lexsort takes the least significant key first: shuffle, innermost, …, outermost.
        rank = np.empty(count)
        rank[shuffled] = np.arange(count)
        order = np.lexsort((rank, *reversed(levels)))
    paths = [tuple(level[unit] for level in levels) for unit in range(count)]
    _fight(list(order), 0, len(levels), paths, carried, rng)
    return carried > 1 - DECIDED


def _fight(
    units: list[int],
    depth: int,
    deepest: int,
    paths: list[tuple[object, ...]],
    carried: NDArray,
    rng: np.random.Generator,
) -> int | None:
    """Decide all units of one branch but at most one, which is returned undecided."""
    if depth == deepest:
        contestants = units
    else:
        branches: dict[object, list[int]] = {}
        for unit in units:
            branches.setdefault(paths[unit][depth], []).append(unit)
        leaders = [
            _fight(branch, depth + 1, deepest, paths, carried, rng) for branch in branches.values()
        ]
        contestants = [leader for leader in leaders if leader is not None]
    pending: int | None = None
    for unit in contestants:
        if not DECIDED < carried[unit] < 1 - DECIDED:
            continue
        pending = unit if pending is None else _duel(pending, unit, carried, rng)
    return pending


def _duel(one: int, other: int, carried: NDArray, rng: np.random.Generator) -> int | None:
    """One coin, after which one of the two is decided; the other is returned, unless both are."""
    p, q = carried[one], carried[other]
    both = p + q
    coin = rng.random()
    if both < 1 + DECIDED:
        winner, loser = (one, other) if coin * both < p else (other, one)
        carried[winner], carried[loser] = min(both, 1.0), 0.0
        return winner if both < 1 - DECIDED else None
    # `one` is drawn now with probability (1 - q) / (2 - p - q), and so keeps its chance p.
    drawn, left = (one, other) if coin * (2 - both) < 1 - q else (other, one)
    carried[drawn], carried[left] = 1.0, both - 1
    return left
