"""Which counts must stay blank in a publication, so that no small one can be worked out.

A *cell* is a count of the publication, or one that follows from it without standing in it (how many
of a group are left when the counted ones are taken away). *Relations* say which cells add up. The
attacker is taken to know every relation and every published cell exactly, before rounding, and that
counts are whole and not negative: more than any reader of the rounded tables knows.

A small cell, 1 to ``below - 1``, is *safe* while every one of those numbers is still possible for it:
then the publication says no more than the blank itself does. ``protect`` blanks the small cells and,
one by one, the least costly further cells until all are safe. What is possible is asked of integer
programs over the cells that hang together; ``exposed`` asks again of the end result.

After OpenSAFELY's practice for the threshold; the model of the attacker is that of statistical
disclosure control (Fischetti and Salazar 2001, Management Science 47:1008-1027). The further cells
are chosen one after another, so they are few but not proved to be fewest.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, sparse


@dataclass(frozen=True)
class Relation:
    """Cells that add up: the sum of ``sign * count`` over ``terms`` is ``total``, which is known."""

    terms: tuple[tuple[str, int], ...]
    total: int = 0

    @classmethod
    def sum_of(cls, whole: str, parts: Iterable[str], rest: int = 0) -> Relation:
        """``whole`` is the sum of ``parts`` and of a ``rest`` that nobody needs to guess."""
        return cls(((whole, 1), *((part, -1) for part in parts)), rest)


def is_small(count: int, below: int) -> bool:
    """Whether a count is one that must not be told: 1 to ``below - 1``."""
    return 0 < count < below


def protect(
    counts: Mapping[str, int],
    *,
    published: Collection[str],
    relations: Sequence[Relation],
    below: int,
    first: Collection[str] = (),
    cost: Callable[[str], float] | None = None,
) -> frozenset[str]:
    """The published cells to blank. ``counts`` holds every cell, those never published too.

    ``first`` are cells blanked whatever the relations say. ``cost`` orders the further cells, the
    cheapest blanked first; by default the smallest count. Zeros stay: a blank that could be seen to
    be zero would hide nothing.
    """
    price = cost or (lambda cell: float(counts[cell]))
    hidden = {cell for cell in published if is_small(counts[cell], below)} | set(first)
    system = _System(counts, relations)
    safe: set[str] = set()
    while True:
        open_cells = _unknown(counts, published, hidden)
        told = system.exposed(open_cells, below, safe=safe)
        before = len(hidden)
        for cell in told:
            near = system.neighbours(cell, open_cells | hidden)
            choices = [
                one for one in near if one in published and counts[one] and one not in hidden
            ]
            if choices:
                hidden.add(min(choices, key=lambda one: (price(one), one)))
        if len(hidden) == before:
            # All are safe; or nothing published bears on the cell, which ``exposed`` will tell.
            return frozenset(hidden)


def exposed(
    counts: Mapping[str, int],
    *,
    published: Collection[str],
    hidden: Collection[str],
    relations: Sequence[Relation],
    below: int,
) -> list[str]:
    """Small cells of which an attacker can rule out a number from 1 to ``below - 1``."""
    open_cells = _unknown(counts, published, set(hidden))
    return _System(counts, relations).exposed(open_cells, below, safe=set())


def reach(
    cell: str,
    counts: Mapping[str, int],
    *,
    published: Collection[str],
    hidden: Collection[str],
    relations: Sequence[Relation],
) -> tuple[float, float]:
    """The smallest and the largest whole number that the publication leaves possible for a cell."""
    open_cells = _unknown(counts, published, set(hidden))
    if cell not in open_cells:
        return float(counts[cell]), float(counts[cell])
    system = _System(counts, relations)
    return system.reach(cell, system.components(open_cells)[cell])


def _unknown(
    counts: Mapping[str, int], published: Collection[str], hidden: Collection[str]
) -> set[str]:
    """Cells whose count the attacker has to work out."""
    shown = set(published) - set(hidden)
    return {cell for cell in counts if cell not in shown}


class _System:
    """The relations, and by each cell those it stands in."""

    def __init__(self, counts: Mapping[str, int], relations: Sequence[Relation]) -> None:
        self.counts = counts
        self.relations = list(dict.fromkeys(relations))
        self.of_cell: dict[str, list[int]] = {cell: [] for cell in counts}
        for number, relation in enumerate(self.relations):
            if sum(sign * counts[cell] for cell, sign in relation.terms) != relation.total:
                # Nothing would be possible then, and nothing could be said of what an attacker learns.
                raise ValueError(f"the counts contradict the relation {relation.terms}")
            for cell, _ in relation.terms:
                self.of_cell[cell].append(number)

    def neighbours(self, cell: str, open_cells: Collection[str]) -> list[str]:
        """Shown cells whose blanking could widen the reach of ``cell``: the nearest first tried.

        Those in its own relations; where none is left, those of all that hangs together with it.
        """
        own = {one for number in self.of_cell[cell] for one, _ in self.relations[number].terms}
        near = sorted(one for one in own if one not in open_cells and self.counts[one])
        if near:
            return near
        group = self.components(set(open_cells)).get(cell, ())
        far = {
            one
            for member in group
            for number in self.of_cell[member]
            for one, _ in self.relations[number].terms
        }
        return sorted(one for one in far if one not in open_cells)

    def components(self, open_cells: Collection[str]) -> dict[str, tuple[str, ...]]:
        """By each unknown cell, all unknown cells that hang together with it."""
        parent = {cell: cell for cell in open_cells}

        def root(cell: str) -> str:
            while parent[cell] != cell:
                parent[cell] = parent[parent[cell]]
                cell = parent[cell]
            return cell

        for relation in self.relations:
            inside = [cell for cell, _ in relation.terms if cell in parent]
            for other in inside[1:]:
                parent[root(other)] = root(inside[0])
        groups: dict[str, list[str]] = {}
        for cell in sorted(open_cells):
            groups.setdefault(root(cell), []).append(cell)
        return {cell: tuple(group) for group in groups.values() for cell in group}

    def exposed(self, open_cells: set[str], below: int, *, safe: set[str]) -> list[str]:
        """Small unknown cells that are not safe. Those found safe join ``safe`` and are not asked again:

        blanking more can only leave more possible.
        """
        left = self._after_plain_subtraction(open_cells)
        asked = [c for c in sorted(open_cells) if is_small(self.counts[c], below) and c not in safe]
        groups = self.components(left)
        told = [cell for cell in asked if cell not in left]
        by_group: dict[tuple[str, ...], list[str]] = {}
        for cell in asked:
            if cell in left:
                by_group.setdefault(groups[cell], []).append(cell)
        for group, cells in by_group.items():
            unsafe = _Possible(self, group).not_safe(cells, below)
            safe.update(set(cells) - set(unsafe))
            told += unsafe
        return sorted(told)

    def _after_plain_subtraction(self, open_cells: set[str]) -> set[str]:
        """The cells still unknown once every relation with a single unknown has been solved."""
        left = set(open_cells)
        waiting = list(range(len(self.relations)))
        while waiting:
            number = waiting.pop()
            unknown = [cell for cell, _ in self.relations[number].terms if cell in left]
            if len(unknown) == 1:
                left.discard(unknown[0])
                waiting += self.of_cell[unknown[0]]
        return left

    def reach(self, cell: str, group: Sequence[str]) -> tuple[float, float]:
        """The least and the most that the cell can be, the relations and the shown cells given."""
        possible = _Possible(self, group)
        low = possible.extreme([cell], 1)
        high = possible.extreme([cell], -1)
        at = possible.place[cell]
        return (
            float(low[at]) if low is not None else 0.0,
            float(high[at]) if high is not None else float("inf"),
        )


class _Possible:
    """The counts that one group of unknown cells can have: whole, not negative, adding up."""

    def __init__(self, system: _System, group: Sequence[str]) -> None:
        self.place = {one: number for number, one in enumerate(group)}
        rows: list[int] = []
        columns: list[int] = []
        signs: list[int] = []
        totals: list[int] = []
        for number in sorted({n for one in group for n in system.of_cell[one]}):
            known = 0
            for one, sign in system.relations[number].terms:
                if one in self.place:
                    rows.append(len(totals))
                    columns.append(self.place[one])
                    signs.append(sign)
                else:
                    known += sign * system.counts[one]
            totals.append(system.relations[number].total - known)
        shape = (len(totals), len(group))
        self.matrix = sparse.csr_matrix((signs, (rows, columns)), shape=shape)
        self.totals = np.array(totals, dtype=float)

    def extreme(
        self, cells: Sequence[str], direction: int, *, most: float = np.inf
    ) -> NDArray | None:
        """A possible set of counts with the least (1) or greatest (-1) sum of ``cells``.

        No cell of them goes beyond ``most``. None where there is no end to it.
        """
        goal = np.zeros(len(self.place))
        upper = np.full(len(self.place), np.inf)
        at = [self.place[cell] for cell in cells]
        goal[at] = direction
        upper[at] = most
        limits = [optimize.LinearConstraint(self.matrix, self.totals, self.totals)]
        found = optimize.milp(
            goal,
            integrality=np.ones(len(self.place)),
            bounds=optimize.Bounds(0, upper),
            constraints=limits if len(self.totals) else (),
        )
        return None if found.x is None else np.round(found.x)

    def not_safe(self, cells: Sequence[str], below: int) -> list[str]:
        """Cells for which 1 or ``below - 1`` is not possible.

        First all are pressed down or up together, which settles most of them: whatever any possible
        set of counts shows for a cell is possible for it. The others are tried one by one.
        """
        unsafe = set()
        for direction, reached in ((1, lambda x: x <= 1), (-1, lambda x: x >= below - 1)):
            waiting = list(cells)
            while waiting:
                found = self.extreme(waiting, direction, most=below - 1)
                kept = waiting
                if found is not None:
                    kept = [one for one in waiting if not reached(found[self.place[one]])]
                if len(kept) == len(waiting):
                    break
                waiting = kept
            for cell in waiting:
                found = self.extreme([cell], direction, most=below - 1)
                if found is None or not reached(found[self.place[cell]]):
                    unsafe.add(cell)
        return sorted(unsafe)
