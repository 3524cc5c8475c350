"""How many must be visited: the smallest sample whose exact risk is small enough.

A sample *proves* a tolerable rate when a population just that bad would show so few findings with
a probability of at most ``1 - confidence``. With no finding expected this is the discovery sample;
with some expected it is the attribute sample. The size is found by trying every size in turn on
the exact distribution, so no approximation stands between the number and its meaning.

The criteria are those of the audit literature (AICPA Audit Guide: Audit Sampling, appendices A
and C; Touw & Hoogduin 2011), and the sizes agree with ``planning()`` of the R package jfa.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special, stats

from kcbx_lib.errors import WrongUse
from kcbx_lib.messages import say
from kcbx_lib.sampling.bounds import METHODS, upper_bound

# Beyond this no team visits anything; an expected rate close to the tolerable one ends up here.
LARGEST_SIZE = 1_000_000
# 0.035 * 400 is 14.000000000000002 in floating point; without this hair its ceiling would be 15.
HAIR = 1e-9


@dataclass(frozen=True, slots=True)
class Plan:
    """One sample size and what it proves.

    ``size`` units are drawn; if at most ``accept_up_to`` of them show a finding, the rate in the
    population is below ``tolerable`` with ``confidence`` (-1: not even none would prove it).
    ``expected_count`` is the number of findings allowed for at planning; ``bound_if_expected`` the
    upper bound if just that many are found.
    """

    size: int
    tolerable: float
    expected: float
    expected_count: float
    accept_up_to: int
    confidence: float
    method: str
    population: int | None
    bound_if_expected: float


def plan_sample(
    *,
    tolerable: float,
    expected: float = 0,
    confidence: float = 0.95,
    method: str = "hypergeometric",
    population: int | None = None,
) -> Plan:
    """The smallest sample that proves a rate below ``tolerable``.

    ``expected`` is a count of findings (a whole number) or a rate (below 1). A rate becomes a
    count by rounding up, as visits find whole cases; the Poisson plan keeps the fraction, as the
    published tables do. ``hypergeometric`` draws without replacement from ``population`` units;
    ``binomial`` and ``poisson`` are for a population that is large or not known.

    Raises WrongUse when a value is out of range, the population is missing, or the expected rate
    is so near the tolerable one that no sample of reasonable size tells them apart.
    """
    check_rate("tolerable", tolerable)
    check_rate("confidence", confidence)
    _check_method(method, population)
    _check_expected(expected, tolerable)
    largest = min(population or LARGEST_SIZE, LARGEST_SIZE)
    start = 1
    while start <= largest:
        # Blocks that double: a sample of 60 costs a vector of 64, not one of a million.
        sizes = np.arange(start, min(2 * start, largest + 1))
        allowed = _allowed(expected, sizes, method)
        risk = accept_risk(
            allowed, sizes, tolerable=tolerable, method=method, population=population
        )
        enough = np.flatnonzero((risk <= 1 - confidence) & (allowed < sizes))
        if enough.size:
            return _plan(
                int(sizes[enough[0]]),
                expected=expected,
                expected_count=float(allowed[enough[0]]),
                tolerable=tolerable,
                confidence=confidence,
                method=method,
                population=population,
            )
        start *= 2
    raise WrongUse(
        say("sampling.plan_impossible", expected=expected, tolerable=tolerable, largest=largest)
    )


def plan_of_size(
    size: int,
    *,
    confidence: float = 0.95,
    population: int | None = None,
    tolerable: float | None = None,
    expected: float = 0,
) -> Plan:
    """What a sample of a given size proves: for teams whose days are counted.

    Without ``tolerable`` the plan names the rate that the size rules out if just the ``expected``
    findings (a count or a rate) turn up.
    """
    check_rate("confidence", confidence)
    method = "binomial" if population is None else "hypergeometric"
    count = min(float(size), float(_allowed(expected, np.array([size]), method)[0]))
    if tolerable is None:
        bound = upper_bound(
            count, size, confidence=confidence, method=method, population=population
        )
        # The bound is the largest rate that stays possible; the next case up is ruled out.
        tolerable = bound if population is None else min(1.0, bound + 1 / population)
    return _plan(
        size,
        expected=expected,
        expected_count=count,
        tolerable=tolerable,
        confidence=confidence,
        method=method,
        population=population,
    )


def accept_risk(
    allowed: ArrayLike,
    sizes: ArrayLike,
    *,
    tolerable: float,
    method: str,
    population: int | None = None,
) -> NDArray:
    """The probability of at most ``allowed`` findings where the rate is just the tolerable one."""
    if method == "poisson":
        # The gamma form of the Poisson sum also takes the fractional counts of the tables.
        return np.asarray(special.gammaincc(np.asarray(allowed) + 1, np.asarray(sizes) * tolerable))
    if method == "binomial":
        return np.asarray(stats.binom.cdf(allowed, sizes, tolerable))
    cases = intolerable(tolerable, population or 0)
    return np.asarray(stats.hypergeom.cdf(allowed, population, cases, sizes))


def intolerable(tolerable: float, population: int) -> int:
    """The smallest number of cases that is no longer tolerable in a population of this size.

    Rounded up: of 30 schools 5 % is one and a half, so one is tolerable and two are not.
    """
    return max(1, math.ceil(tolerable * population - HAIR))


def check_rate(name: str, value: float) -> None:
    """Raise WrongUse unless the value lies strictly between 0 and 1."""
    if not isinstance(value, (int, float)) or not 0 < value < 1:
        raise WrongUse(say("sampling.not_a_rate", name=name, found=value))


def _plan(
    size: int,
    *,
    expected: float,
    expected_count: float,
    tolerable: float,
    confidence: float,
    method: str,
    population: int | None,
) -> Plan:
    """The plan for a size, with the number of findings up to which it still proves its rate."""
    risk = accept_risk(
        np.arange(size), size, tolerable=tolerable, method=method, population=population
    )
    bound = upper_bound(
        expected_count, size, confidence=confidence, method=method, population=population
    )
    return Plan(
        size=size,
        tolerable=tolerable,
        expected=expected,
        expected_count=expected_count,
        accept_up_to=int((risk <= 1 - confidence).sum()) - 1,
        confidence=confidence,
        method=method,
        population=population,
        bound_if_expected=bound,
    )


def _allowed(expected: float, sizes: NDArray, method: str) -> NDArray:
    """How many findings each size allows for."""
    if expected >= 1 or expected == 0:
        return np.full(len(sizes), float(expected))
    if method == "poisson":
        return sizes * expected
    return np.ceil(sizes * expected - HAIR)


def _check_method(method: str, population: int | None) -> None:
    if method not in METHODS:
        raise WrongUse(say("sampling.unknown_method", found=method, known="、".join(METHODS)))
    if method == "hypergeometric" and population is None:
        raise WrongUse(say("sampling.population_missing"))
    if population is not None and population < 1:
        raise WrongUse(say("sampling.bad_population", found=population))


def _check_expected(expected: float, tolerable: float) -> None:
    if expected < 0 or (expected > 1 and expected != int(expected)):
        raise WrongUse(say("sampling.bad_expected", found=expected))
    if 0 < expected < 1 and expected >= tolerable:
        raise WrongUse(say("sampling.expected_not_below", expected=expected, tolerable=tolerable))
