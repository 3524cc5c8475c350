"""Flow rates and the reconstructed cohort, as the UNESCO Institute for Statistics defines them.

Promotion  p_g = (E_{g+1,t+1} − R_{g+1,t+1}) / E_{g,t}; in the last grade graduates / E
Repetition r_g = R_{g,t+1} / E_{g,t}
Dropout    d_g = 1 − p_g − r_g

A cohort of 1,000 walks through the grades at these rates. How often a pupil may repeat is a choice
that moves every result, so it is an explicit parameter and no default hides it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from kcbx_lib.errors import WrongUse
from kcbx_lib.messages import say

Number = int | Fraction


@dataclass(frozen=True)
class ReconstructedCohort:
    """What a cohort comes to at one year's flow rates; every figure an exact fraction.

    ``survival`` is the share that reaches each grade, the first being 1; ``completion`` the share
    that graduates; ``pupil_years`` what one entrant uses; ``years_per_graduate`` and ``efficiency``
    are None where nobody graduates.
    """

    promotion: tuple[Fraction, ...]
    repetition: tuple[Fraction, ...]
    dropout: tuple[Fraction, ...]
    survival: tuple[Fraction, ...]
    completion: Fraction
    pupil_years: Fraction
    years_per_graduate: Fraction | None
    efficiency: Fraction | None


def reconstructed_cohort(
    pupils: Sequence[int],
    pupils_next_year: Sequence[int],
    repeaters_next_year: Sequence[int],
    graduates: int,
    *,
    most_repetitions: int | None,
) -> ReconstructedCohort:
    """The cohort that two years' enrolment and repeaters by grade imply.

    most_repetitions
        how often a pupil may repeat in all; None for no limit. A pupil who would repeat once more
        leaves.

    Raises WrongUse where the grades do not match, a grade is empty, or every pupil repeats.
    """
    grades = len(pupils)
    if not grades or {len(pupils_next_year), len(repeaters_next_year)} != {grades}:
        raise WrongUse(say("indicators.uis_grades", found=grades))
    if min(pupils) <= 0:
        raise WrongUse(say("indicators.uis_empty_grade", grade=list(pupils).index(min(pupils)) + 1))
    promoted = [
        pupils_next_year[grade + 1] - repeaters_next_year[grade + 1] for grade in range(grades - 1)
    ] + [graduates]
    promotion = tuple(Fraction(up, there) for up, there in zip(promoted, pupils, strict=True))
    repetition = tuple(
        Fraction(again, there) for again, there in zip(repeaters_next_year, pupils, strict=True)
    )
    dropout = tuple(1 - p - r for p, r in zip(promotion, repetition, strict=True))
    if max(repetition) >= 1:
        raise WrongUse(say("indicators.uis_all_repeat"))
    arrivals, years = (
        _without_limit(promotion, repetition)
        if most_repetitions is None
        else _with_limit(promotion, repetition, most_repetitions)
    )
    completion = arrivals[-1]
    return ReconstructedCohort(
        promotion=promotion,
        repetition=repetition,
        dropout=dropout,
        survival=tuple(arrivals[:-1]),
        completion=completion,
        pupil_years=years,
        years_per_graduate=years / completion if completion else None,
        efficiency=grades * completion / years if completion else None,
    )


def _without_limit(
    promotion: Sequence[Fraction], repetition: Sequence[Fraction]
) -> tuple[list[Fraction], Fraction]:
    """Share reaching each grade and graduation, and pupil-years: a stay in a grade lasts 1/(1−r)."""
    arrivals = [Fraction(1)]
    years = Fraction(0)
    for up, again in zip(promotion, repetition, strict=True):
        years += arrivals[-1] / (1 - again)
        arrivals.append(arrivals[-1] * up / (1 - again))
    return arrivals, years


def _with_limit(
    promotion: Sequence[Fraction], repetition: Sequence[Fraction], most: int
) -> tuple[list[Fraction], Fraction]:
    """The same when a pupil may repeat at most ``most`` times in all, kept apart by repetitions used."""
    used = [Fraction(1)] + [Fraction(0)] * most
    arrivals = [Fraction(1)]
    years = Fraction(0)
    for up, again in zip(promotion, repetition, strict=True):
        here = list(used)
        for repeats in range(most):
            here[repeats + 1] += here[repeats] * again
        years += sum(here, Fraction(0))
        used = [share * up for share in here]
        arrivals.append(sum(used, Fraction(0)))
    return arrivals, years
