"""The draw keeps every promised chance, and has the property on which the bounds rest."""

from itertools import combinations

import numpy as np
import pytest

from kcbx_lib.sampling.bounds import trials_bound, trials_risk
from kcbx_lib.sampling.draw import draw_tournament


def draws(chances, levels, times, seed=1):
    rng = np.random.default_rng(seed)
    return np.array([draw_tournament(np.array(chances), levels, rng) for _ in range(times)])


CHANCES = [0.1, 0.35, 0.55, 0.7, 0.3, 1.0, 0.2, 0.8]  # four in all
LEVELS = [np.array([0, 0, 0, 1, 1, 1, 2, 2])]


def test_every_unit_is_drawn_as_often_as_promised():
    often = draws(CHANCES, LEVELS, 20_000).mean(axis=0)
    error = np.sqrt(np.array(CHANCES) * (1 - np.array(CHANCES)) / 20_000)
    assert (np.abs(often - CHANCES) <= 4 * error + 1e-12).all()


def test_the_number_drawn_never_varies():
    assert set(draws(CHANCES, LEVELS, 500).sum(axis=1)) == {4}


def test_a_stratum_gets_its_due_number_rounded_up_or_down():
    seen = draws(CHANCES, LEVELS, 500)
    assert set(seen[:, :3].sum(axis=1)) == {1}  # due exactly 1
    assert set(seen[:, 3:6].sum(axis=1)) == {2}  # due exactly 2
    assert set(seen[:, 6:].sum(axis=1)) == {1}


def test_equal_chances_without_strata_make_every_set_equally_likely():
    seen = draws([0.4] * 5, [], 20_000)
    counts = [sum((row[list(pair)]).all() for row in seen) for pair in combinations(range(5), 2)]
    # Ten pairs, each due 2,000 times with an error of 42.
    assert max(abs(count - 2000) for count in counts) < 4 * 42.5


def test_certain_and_impossible_units_stay_so():
    seen = draws([1.0, 0.0, 0.5, 0.5], [], 200)
    assert seen[:, 0].all()
    assert not seen[:, 1].any()


@pytest.mark.parametrize("found", [0, 1])
def test_few_findings_are_never_likelier_than_the_bound_says(found):
    """Every set of three of the seven open units, by simulation of the draw itself."""
    open_units = [0, 1, 2, 3, 4, 6, 7]
    seen = draws(CHANCES, LEVELS, 20_000)
    for cases in combinations(open_units, 3):
        met = seen[:, list(cases)].sum(axis=1)
        likely = (met <= found).mean()
        expected = np.array([sum(CHANCES[unit] for unit in cases)])
        risk = trials_risk(found, np.array([3]), expected, draws=3)[0]
        assert likely <= risk + 4 * np.sqrt(0.25 / 20_000)


def test_trials_bound_is_the_inverse_of_trials_risk():
    for found, count in ((0, 20), (1, 20), (4, 12)):
        mean = trials_bound(found, draws=count, confidence=0.95)
        at = trials_risk(found, np.array([count]), np.array([mean]), draws=count)[0]
        assert at == pytest.approx(0.05, abs=1e-9)
    assert trials_bound(5, draws=5, confidence=0.95) == 5
