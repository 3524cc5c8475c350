"""Figures held against scikit-learn, statsmodels and hand counts."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy.special import expit, logit
from sklearn.metrics import average_precision_score, roc_auc_score

from kcbx_lib.risk import calibration, ranking
from kcbx_lib.risk.bootstrap import cluster_weights


def scored(n=500, seed=0, digits=1):
    rng = np.random.default_rng(seed)
    p = np.clip(np.round(rng.random(n), digits), 0.05, 0.95)
    return (rng.random(n) < p).astype(float), p, np.ones((n, 1))


@pytest.mark.parametrize("digits", [1, 2, 6])
def test_auc_and_average_precision_are_scikit_learns_with_and_without_ties(digits):
    y, p, one = scored(digits=digits)
    assert ranking.auc(y, p, one)[0] == pytest.approx(roc_auc_score(y, p))
    assert ranking.average_precision(y, p, one)[0] == pytest.approx(average_precision_score(y, p))


def test_weights_count_rows_as_often_as_drawn():
    y, p, _ = scored(60)
    w = cluster_weights(np.arange(60) // 3, replicates=5, seed=1)
    again = np.repeat(np.arange(60), w[:, 2].astype(int))
    assert ranking.auc(y, p, w)[2] == pytest.approx(roc_auc_score(y[again], p[again]))
    assert calibration.brier(y, p, w)[2] == pytest.approx(np.mean((p[again] - y[again]) ** 2))


def test_clusters_are_drawn_whole():
    w = cluster_weights(np.array([0, 0, 1, 1, 2]), replicates=50, seed=3)
    assert (w[0] == w[1]).all()
    assert (w.T @ np.array([1, 0, 1, 0, 1]) == 3).all()


def test_ties_at_the_cut_of_the_list_are_bounded():
    y = np.array([1, 0, 1, 1, 0, 0, 0, 0, 0, 0], dtype=float)
    p = np.array([0.9, 0.5, 0.5, 0.5, 0.5, 0.1, 0.1, 0.1, 0.1, 0.1])
    found = ranking.found_in_list(y, p, np.ones((10, 1)), 0.3)
    # One sure place (an event) and two of four tied, of whom two are events.
    assert found["expected"][0] == pytest.approx(1 + 2 * 2 / 4)
    assert found["fewest"][0] == 1
    assert found["most"][0] == 3


def test_slope_and_intercept_are_those_of_a_logistic_regression():
    y, p, one = scored(2000, digits=6)
    x = logit(p)
    slope = sm.Logit(y, sm.add_constant(x)).fit(disp=0).params[1]
    shift = sm.GLM(y, np.ones(len(y)), offset=x, family=sm.families.Binomial()).fit().params[0]
    assert calibration.slope(y, p, one)[0] == pytest.approx(slope, abs=1e-4)
    assert calibration.intercept(y, p, one)[0] == pytest.approx(shift, abs=1e-4)


def test_overconfident_chances_have_a_slope_below_one():
    rng = np.random.default_rng(5)
    x = rng.normal(size=4000)
    y = (rng.random(4000) < expit(x - 1)).astype(float)
    assert calibration.slope(y, expit(3 * x - 3), np.ones((4000, 1)))[0] == pytest.approx(
        1 / 3, abs=0.05
    )
    assert calibration.slope(y, expit(x - 1), np.ones((4000, 1)))[0] == pytest.approx(1, abs=0.1)


def test_visiting_everybody_and_nobody_bound_the_decision_curve():
    y, _, one = scored(300)
    curve = calibration.decision_curve(y, np.full(300, 0.9), one, np.array([0.2, 0.5]))
    assert curve["net_benefit"].tolist() == pytest.approx(curve["all"].tolist())
    nobody = calibration.decision_curve(y, np.zeros(300), one, np.array([0.2]))
    assert nobody["net_benefit"].iloc[0] == 0


def test_the_calibration_curve_counts_every_row_once():
    y, p, one = scored(400)
    curve = calibration.calibration_curve(y, p, one, bins=5)
    assert curve["n"].sum() == 400
    assert (curve["n"] * curve["observed"]).sum() == pytest.approx(y.sum())


def test_holm_and_benjamini_hochberg_are_statsmodels():
    from statsmodels.stats.multitest import multipletests

    from kcbx_lib.risk.odds import benjamini_hochberg, holm

    p = pd.Series([0.04, 0.001, 0.2, 0.03, 0.9])
    assert holm(p).tolist() == pytest.approx(multipletests(p, method="holm")[1])
    assert benjamini_hochberg(p).tolist() == pytest.approx(multipletests(p, method="fdr_bh")[1])
