"""The worst-case test against full enumeration: no arrangement of cases is forgotten."""

from itertools import product

import numpy as np
import pytest
from scipy import stats

from kcbx_lib.sampling.bounds import trials_risk
from kcbx_lib.sampling.worst_case import (
    Visits,
    affected_lower,
    affected_upper,
    cases_upper,
    pupils_upper,
)

# Strata as (schools, visits); chances differ between strata in the second and third county.
COUNTIES = [
    [(4, 2), (4, 2), (6, 3)],
    [(3, 1), (5, 2), (8, 2)],
    [(2, 1), (2, 1), (2, 1), (2, 1)],
    [(9, 1), (3, 2), (4, 4)],
]


def enumerated_risk(strata, cases, found):
    """The probability of at most ``found``, by convolving the strata's own distributions."""
    total = np.array([1.0])
    for (schools, visits), bad in zip(strata, cases, strict=True):
        part = stats.hypergeom.pmf(np.arange(visits + 1), schools, bad, visits)
        total = np.convolve(total, part)
    return total[: found + 1].sum()


@pytest.mark.parametrize("strata", COUNTIES)
@pytest.mark.parametrize("found", [0, 1, 2])
def test_no_arrangement_over_strata_is_likelier_than_the_risk_says(strata, found):
    open_strata = [(schools, visits) for schools, visits in strata if visits < schools]
    draws = sum(visits for _, visits in open_strata)
    for cases in product(*(range(schools + 1) for schools, _ in open_strata)):
        expected = sum(
            visits * bad / schools
            for (schools, visits), bad in zip(open_strata, cases, strict=True)
        )
        if not sum(cases):
            continue
        risk = trials_risk(found, np.array([sum(cases)]), np.array([expected]), draws=draws)[0]
        assert enumerated_risk(open_strata, cases, found) <= risk + 1e-12


def visits_of(strata, found_in, pupils=None):
    """The schools of each stratum in turn: the first visited, of them the first with a case."""
    chance, visited, affected = [], [], []
    for (schools, visits), bad in zip(strata, found_in, strict=True):
        chance += [visits / schools] * schools
        visited += [n < visits for n in range(schools)]
        affected += [n < bad for n in range(schools)]
    count = len(chance)
    size = np.full(count, 100.0) if pupils is None else np.array(pupils, float)
    seen = np.array(visited)
    return Visits(
        chance=np.array(chance),
        pupils=size,
        visited=seen,
        affected=np.array(affected),
        missing=np.zeros(count, bool),
        found=np.where(affected, 1.0, 0.0),
        checked=np.where(seen, size, 0.0),
    )


@pytest.mark.parametrize("strata", COUNTIES)
def test_the_bound_covers_every_county_of_these_strata(strata):
    """Exact coverage: for every true arrangement, the probability of a result whose bound fails."""
    for truth in product(*(range(schools + 1) for schools, _ in strata)):
        missed = missed_low = 0.0
        for seen in product(*(range(visits + 1) for _, visits in strata)):
            chances = [
                stats.hypergeom.pmf(x, schools, bad, visits)
                for (schools, visits), bad, x in zip(strata, truth, seen, strict=True)
            ]
            likely = float(np.prod(chances))
            if likely <= 0:
                continue
            result = visits_of(strata, seen)
            missed += likely * (affected_upper(result, 0.9, is_simple=False) < sum(truth))
            missed_low += likely * (affected_lower(result, 0.9, is_simple=False) > sum(truth))
        assert missed <= 0.1 + 1e-9
        assert missed_low <= 0.1 + 1e-9


def test_a_plain_lottery_uses_the_exact_test():
    result = visits_of([(20, 8)], [0])
    exact = affected_upper(result, 0.95, is_simple=True)
    assert exact == 5
    assert affected_upper(result, 0.95, is_simple=False) >= exact


def test_the_most_pupils_are_those_of_the_largest_unseen_schools():
    pupils = [50, 50, 50, 50, 10, 20, 30, 40, 500, 600]
    result = visits_of([(10, 4)], [0], pupils)
    assert pupils_upper(result, 2, 0.95, is_simple=True) == 1100


def test_a_school_with_a_case_counts_with_its_cases_once_it_was_checked_whole():
    result = visits_of([(10, 4)], [1], [50] * 10)
    held = pupils_upper(result, 3, 0.95, is_simple=True)
    assert held == 150
    assert cases_upper(result, held) == 101  # one case seen, and two unseen schools of 50


def test_unequal_chances_fill_up_with_the_most_pupils_for_the_chance():
    # Ten small unlikely schools and ten large likely ones, ten pupils to a tenth of a chance.
    chance = np.array([0.1] * 10 + [0.5] * 10)
    pupils = np.array([10.0] * 10 + [50.0] * 10)
    visited = np.array([True] + [False] * 9 + [True] * 5 + [False] * 5)
    result = Visits(
        chance=chance,
        pupils=pupils,
        visited=visited,
        affected=np.zeros(20, bool),
        missing=np.zeros(20, bool),
        found=np.zeros(20),
        checked=np.where(visited, pupils, 0),
    )
    most = affected_upper(result, 0.95, is_simple=False)
    # Nine unlikely ones and two likely ones expect 1.9 visits: (1 - 1.9 / 6) ** 6 is 10 %.
    # With a third likely one it is 4.7 %.
    assert most == 11
    held = pupils_upper(result, most, 0.95, is_simple=False)
    # 100 pupils an expected visit, and at most 6 * (1 - 0.05 ** (1 / 6)) = 2.36 expected visits.
    assert held == pytest.approx(100 * 6 * (1 - 0.05 ** (1 / 6)))
