"""Odds ratios against statsmodels, the truth of the synthetic panel, and separation."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from kcbx_lib.risk.odds import estimates_of, interactions_of
from kcbx_lib.risk.robust import fit_logistic, independent, separated_columns
from kcbx_lib.risk.study import study_of


def table(n=600, seed=0):
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {"a": rng.normal(size=n), "b": rng.integers(0, 2, n), "c": rng.choice(["u", "v", "w"], n)}
    )
    p = 1 / (1 + np.exp(1 - 0.8 * frame["a"] - 0.7 * frame["b"]))
    frame["y"] = (rng.random(n) < p).astype(int)
    frame["school"] = rng.integers(0, 60, n)
    return frame


def test_estimates_are_statsmodels_and_errors_nearly_so():
    frame = table()
    study = study_of(frame, outcome="y", cluster="school")
    estimates = estimates_of(study).set_index("term")
    x = sm.add_constant(
        pd.DataFrame(
            {t: frame[t] if t in frame else (frame["c"] == t[2:]) * 1.0 for t in estimates.index}
        )
    )
    fit = sm.Logit(frame["y"], x).fit(
        disp=0, cov_type="cluster", cov_kwds={"groups": frame["school"]}
    )
    assert np.log(estimates["odds_ratio"]).tolist() == pytest.approx(
        fit.params[1:].tolist(), abs=1e-6
    )
    error = (np.log(estimates["high"]) - np.log(estimates["low"])) / 2 / 2.001
    ratio = error.to_numpy() / fit.bse[1:].to_numpy()
    assert ((ratio > 0.97) & (ratio < 1.15)).all()  # the jackknife is never more certain


def test_perfect_separation_is_found_said_and_finite():
    frame = table(200)
    frame["gives_away"] = np.where(frame["y"].eq(1), np.arange(200) % 2, 0)
    study = study_of(frame, outcome="y")
    estimates = estimates_of(study).set_index("term")
    assert estimates.loc["gives_away", "state"] == "separated"
    assert np.isfinite(estimates["odds_ratio"]).all()
    assert estimates.loc["a", "state"] == "ok"
    assert estimates.loc["a", "odds_ratio"] > 1.5
    assert any("Firth" in warning for warning in study.warnings)


def test_data_that_overlap_are_not_called_separated():
    frame = table(100)
    z = np.column_stack([np.ones(100), frame[["a", "b"]]])
    assert not separated_columns(z, frame["y"].to_numpy(float)).any()


def test_a_repeated_column_is_left_out_and_said():
    frame = table()
    frame["again"] = 2 * frame["a"] + 1
    study = study_of(frame, outcome="y")
    assert "again" not in estimates_of(study)["term"].tolist()
    assert any("again" in warning for warning in study.warnings)
    assert independent(np.array([[1.0, 2, 4], [1, 3, 6], [1, 5, 10]])).tolist() == [
        True,
        True,
        False,
    ]


def test_blank_numbers_leave_rows_out_and_are_counted():
    frame = table()
    frame.loc[:29, "a"] = np.nan
    study = study_of(frame, outcome="y")
    assert estimates_of(study)["n"].unique().tolist() == [570]
    assert any("30" in warning for warning in study.warnings)


def test_the_emptiest_column_gives_way_and_the_last_one_stays():
    frame = table()
    frame.loc[::2, "b"] = np.nan
    study = study_of(frame.drop(columns=["c", "school"]), outcome="y")
    assert estimates_of(study)["term"].tolist() == ["a"]
    alone = study_of(frame[["b", "y"]], outcome="y")
    assert estimates_of(alone)["n"].tolist() == [300]


def test_interactions_are_corrected_over_the_pairs():
    study = study_of(table(), outcome="y")
    rows = interactions_of(study, [("a", "b"), ("a", "nowhere")])
    assert rows["term"].tolist() == ["a × b"]
    assert rows["p_holm"].tolist() == rows["p"].tolist()


def test_the_panels_truth_lies_in_the_intervals():
    from kcbx_lib.synthetic.panel import TRUE_LOG_ODDS, default_panel

    given = default_panel(11)
    study = study_of(
        given.frame, outcome=given.outcome, features=given.features, cluster="school", seed=11
    )
    estimates = estimates_of(study)
    names = estimates["term"].str.replace("sex=female", "female", regex=False)
    truth = np.exp(names.map(TRUE_LOG_ODDS))
    inside = estimates["low"].le(truth) & truth.le(estimates["high"])
    assert inside.mean() >= 0.8
    assert truth.notna().all()


def test_few_clusters_widen_the_interval():
    frame = table()
    x = np.column_stack([np.ones(len(frame)), frame[["a", "b"]]])
    y = frame["y"].to_numpy(float)
    wide = fit_logistic(x, y, frame["school"].to_numpy() % 6)
    assert wide.degrees == 5
    low, high, _ = wide.limits()
    assert (high - low > 2 * 2.5 * np.sqrt(np.diag(wide.covariance))).all()
