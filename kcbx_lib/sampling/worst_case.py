"""How many schools can still have a case, and how many pupils: the most the visits leave open.

Everything here inverts one exact test over sets of schools: a set is still possible if the draw
would have met so few of it with a probability above ``1 - confidence``. The true set is wrongly
called impossible with at most that probability, so whatever holds for every possible set holds
with the stated confidence: their number, their pupils, their cases.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kcbx_lib.sampling.bounds import trials_bound, trials_risk, upper_bound


@dataclass(frozen=True)
class Visits:
    """The schools of a county as arrays, one element a school: its chance, and what is known.

    ``missing`` are drawn schools without a result. A chance of 1 means visited for certain.
    """

    chance: NDArray
    pupils: NDArray
    visited: NDArray
    affected: NDArray
    missing: NDArray
    found: NDArray
    checked: NDArray

    @classmethod
    def of(cls, schools: pd.DataFrame, *, is_random: bool) -> Visits:
        """From the design's schools with the columns ``pupils_checked`` and ``pupils_found``."""
        found = schools["pupils_found"].to_numpy(dtype=float, na_value=0.0)
        checked = schools["pupils_checked"].to_numpy(dtype=float, na_value=0.0)
        pupils = schools["pupils"].to_numpy(dtype=float)
        selected = schools["is_selected"].eq(True).to_numpy(dtype=bool)
        has_result = schools["pupils_found"].notna().to_numpy(dtype=bool)
        # None checked is no visit, unless the school has no pupils to check.
        visited = selected & has_result & ((checked > 0) | (pupils <= 0))
        chance = schools["inclusion_probability"].to_numpy(dtype=float)
        if not is_random:
            # Chosen by hand: what was visited is known for certain, all the rest is open.
            chance = np.where(selected, 1.0, 0.5)
        return cls(
            chance=chance,
            pupils=pupils,
            visited=visited,
            affected=visited & (found > 0),
            missing=selected & ~visited,
            found=found,
            checked=checked,
        )

    @property
    def by_lot(self) -> NDArray:
        """Schools whose selection was a matter of chance."""
        return self.chance < 1

    @property
    def draws(self) -> int:
        """How many schools were drawn by lot."""
        return int((self.by_lot & (self.visited | self.missing)).sum())

    @property
    def counted_as_found(self) -> int:
        """Findings among the schools drawn by lot; one without a result counts as one of them."""
        return int((self.by_lot & (self.affected | self.missing)).sum())

    @property
    def unseen(self) -> NDArray:
        """Schools by lot of which nothing is known."""
        return self.by_lot & ~self.visited

    @property
    def known(self) -> NDArray:
        """Schools drawn by lot with a finding."""
        return self.by_lot & self.affected

    @property
    def certain(self) -> NDArray:
        """Schools visited for certain with a finding, or without a result."""
        return ~self.by_lot & (self.affected | self.missing)

    def part(self, inside: NDArray) -> Visits:
        """The same for some of the schools."""
        return Visits(**{field.name: getattr(self, field.name)[inside] for field in fields(self)})


def affected_upper(visits: Visits, confidence: float, *, is_simple: bool) -> int:
    """The largest number of schools with a case that the results leave possible.

    ``is_simple``: a plain lottery, where the hypergeometric test is exact. Otherwise the worst set
    is tried: beside the schools known, those with the smallest chances of being drawn.
    """
    certain = int(visits.certain.sum())
    if visits.draws == 0:
        return certain + int(visits.unseen.sum())
    found = visits.counted_as_found
    if is_simple:
        population = int(visits.by_lot.sum())
        share = upper_bound(
            found,
            visits.draws,
            confidence=confidence,
            method="hypergeometric",
            population=population,
        )
        return certain + round(share * population)
    smallest = np.sort(visits.chance[visits.unseen])
    known = visits.known
    expected = visits.chance[known].sum() + np.concatenate([[0.0], np.cumsum(smallest)])
    cases = int(known.sum()) + np.arange(len(expected))
    risk = trials_risk(found, cases, expected, draws=visits.draws)
    return certain + int(cases[risk > 1 - confidence].max(initial=found))


def affected_lower(visits: Visits, confidence: float, *, is_simple: bool) -> int:
    """The fewest schools with a case: all schools less the most that can be sound."""
    mirror = replace(visits, affected=visits.visited & ~visits.affected)
    return len(visits.chance) - affected_upper(mirror, confidence, is_simple=is_simple)


def pupils_upper(
    visits: Visits, schools_upper: int, confidence: float, *, is_simple: bool
) -> float:
    """The most pupils that the schools with a case can hold together.

    ``schools_upper`` is ``affected_upper`` at the same confidence. Filling up with the unseen
    schools that hold most pupils for their chance, the last of them in part, can only exceed what
    any possible set of schools holds.
    """
    known, unseen = visits.known, visits.unseen
    held = float(visits.pupils[visits.certain | known].sum())
    cases_by_lot = schools_upper - int(visits.certain.sum())
    open_cases = cases_by_lot - int(known.sum())
    if open_cases <= 0 or not unseen.any():
        return held
    pupils, chance = visits.pupils[unseen], visits.chance[unseen]
    largest = float(np.sort(pupils)[::-1][:open_cases].sum())
    if is_simple or visits.draws == 0:
        return held + largest
    draws = min(visits.draws, cases_by_lot)
    room = trials_bound(visits.counted_as_found, draws=draws, confidence=confidence)
    room -= float(visits.chance[known].sum())
    order = np.argsort(-pupils / chance, kind="stable")
    before = np.cumsum(chance[order]) - chance[order]
    filled = np.clip((room - before) / chance[order], 0, 1)
    return held + min(largest, float((filled * pupils[order]).sum()))


def cases_upper(visits: Visits, pupils_in_such_schools: float) -> float:
    """The most pupils with a case, if every pupil of the visited schools was checked.

    The cases seen, and every pupil of the unseen schools that can have one.
    """
    seen = visits.visited & visits.affected
    return float(visits.found[seen].sum() + pupils_in_such_schools - visits.pupils[seen].sum())
