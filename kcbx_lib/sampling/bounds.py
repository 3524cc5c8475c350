"""How bad it can still be: confidence bounds that hold for every population, not on average.

Each function answers one question: so many were checked, so many of them showed a finding; up to
which rate would such a result still not be surprising? All bounds invert an exact test, so their
coverage is at least the stated confidence (``benchmarks/sampling_coverage.py`` measures it).

``upper_bound`` and ``two_sided`` are for units drawn with equal chances. ``trials_bound`` carries
the idea to strata and unequal chances. ``stringer`` bounds a mean of shares between 0 and 1.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

from kcbx_lib.errors import WrongUse
from kcbx_lib.messages import say

METHODS = ("hypergeometric", "binomial", "poisson")


def upper_bound(
    found: float,
    checked: int,
    *,
    confidence: float = 0.95,
    method: str = "binomial",
    population: int | None = None,
) -> float:
    """The one-sided upper bound of the rate, ``found`` of ``checked`` being known.

    ``binomial`` is Clopper and Pearson's (1934); ``poisson`` is Garwood's (1936) and may exceed 1
    for tiny samples, which is cut; ``hypergeometric`` is the largest number of cases in the
    population under which so few would still be found, divided by the population.
    """
    check_counts(found, checked, method=method, population=population)
    if method == "poisson":
        return min(1.0, float(special.gammaincinv(found + 1, confidence)) / checked)
    if method == "binomial":
        if found >= checked:
            return 1.0
        return float(stats.beta.ppf(confidence, found + 1, checked - found))
    units = int(population or 0)
    return _most_cases(int(found), checked, units, 1 - confidence) / units


def lower_bound(
    found: float,
    checked: int,
    *,
    confidence: float = 0.95,
    method: str = "binomial",
    population: int | None = None,
) -> float:
    """The one-sided lower bound of the rate: the mirror image of ``upper_bound``."""
    check_counts(found, checked, method=method, population=population)
    if found <= 0:
        return 0.0
    if method == "poisson":
        return float(special.gammaincinv(found, 1 - confidence)) / checked
    if method == "binomial":
        return float(stats.beta.ppf(1 - confidence, found, checked - found + 1))
    sound = upper_bound(
        checked - found, checked, confidence=confidence, method=method, population=population
    )
    return 1 - sound


def two_sided(
    found: float,
    checked: int,
    *,
    confidence: float = 0.95,
    method: str = "binomial",
    population: int | None = None,
) -> tuple[float, float]:
    """The exact interval: half of the risk on either side."""
    side = (1 + confidence) / 2
    return (
        lower_bound(found, checked, confidence=side, method=method, population=population),
        upper_bound(found, checked, confidence=side, method=method, population=population),
    )


def _most_cases(found: int, checked: int, population: int, alpha: float) -> int:
    """The largest number of cases under which at most ``found`` would still be found, by bisection.

    The more cases, the less likely so few; at least the number found is always possible.
    """
    possible, impossible = found, population - (checked - found) + 1
    while impossible - possible > 1:
        middle = (possible + impossible) // 2
        if stats.hypergeom.cdf(found, population, middle, checked) > alpha:
            possible = middle
        else:
            impossible = middle
    return possible


def trials_risk(found: int, cases: NDArray, expected: NDArray, *, draws: int) -> NDArray:
    """At most this probability has a result of ``found`` or fewer, for each number of cases.

    The schools of a stratified or unequal draw are not alike, so the number found follows no
    binomial. But for the draw used here (``draw.py``) it is distributed as a sum of independent
    yes/no trials with unequal chances: at most ``min(draws, cases)`` of them, their chances adding
    up to ``expected``. Hoeffding (1956, Annals of Mathematical Statistics 27:713-721)
    showed that among all such sums with the same mean, equal chances make small results most
    likely, as long as ``found`` is at most the mean less one (for none found: always). So the
    binomial with that mean bounds the risk whatever the cases' places: it may be too cautious,
    never too bold. Where the condition fails the risk is taken as 1.
    """
    trials = np.minimum(draws, np.asarray(cases))
    chance = np.divide(expected, trials, out=np.zeros(len(trials)), where=trials > 0)
    risk = stats.binom.cdf(found, trials, np.clip(chance, 0, 1))
    holds = (np.asarray(expected) >= found + 1) if found else np.ones(len(trials), bool)
    return np.where(holds & (trials > found), risk, 1.0)


def trials_bound(found: int, *, draws: int, confidence: float) -> float:
    """The largest expected number of findings under which ``found`` or fewer is no surprise.

    The inverse of ``trials_risk`` in its mean, for at most ``draws`` trials.
    """
    if found >= draws:
        return float(draws)
    share = float(stats.beta.ppf(confidence, found + 1, draws - found))
    # Below found + 1 Hoeffding's comparison says nothing, so that much always stays possible.
    return min(float(draws), max(draws * share, found + 1.0 if found else 0.0))


def stringer(taints: Sequence[float] | NDArray, *, draws: int, confidence: float = 0.95) -> float:
    """The Stringer bound of a mean of shares: auditors' bound for draws proportional to size.

    ``taints`` are the non-zero shares found in ``draws`` draws, each between 0 and 1: of a school,
    the share of its pupils with a finding. With none found it is the binomial bound; with every
    taint 1 it is the binomial bound of their number. Stringer (1963). No general proof of its
    caution is known; it is proved for large samples (Pap and van Zuijlen 1996) and has held in
    the simulations of the literature, which the benchmark repeats for our own draws.
    """
    shares = np.sort(np.asarray(taints, dtype=float))[::-1]
    shares = shares[shares > 0]
    if shares.size > draws or (shares > 1 + 1e-12).any():
        raise WrongUse(say("sampling.bad_taints", draws=draws, found=int(shares.size)))
    counts = np.arange(shares.size + 1)
    steps = np.ones(shares.size + 1)
    below = counts < draws
    steps[below] = stats.beta.ppf(confidence, counts[below] + 1, draws - counts[below])
    return float(min(1.0, steps[0] + (np.diff(steps) * shares).sum()))


def check_counts(found: float, checked: int, *, method: str, population: int | None) -> None:
    """Raise WrongUse unless the counts can be true together."""
    if method not in METHODS:
        raise WrongUse(say("sampling.unknown_method", found=method, known="、".join(METHODS)))
    if method == "hypergeometric" and population is None:
        raise WrongUse(say("sampling.population_missing"))
    if not 0 <= found <= checked or checked < 1:
        raise WrongUse(say("sampling.bad_counts", found=found, checked=checked))
    if population is not None and checked > population:
        raise WrongUse(say("sampling.more_than_population", checked=checked, population=population))
