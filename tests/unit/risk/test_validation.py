"""Held-out validation: no child on both sides, time forward only, near a plain scikit-learn pipeline."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import load_breast_cancer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from kcbx_lib.errors import WrongUse
from kcbx_lib.messages import say
from kcbx_lib.risk.evaluation import against_rules, evaluate, note_verdicts
from kcbx_lib.risk.folds import Fold, folds_of
from kcbx_lib.risk.models import chosen_models, predictions_of
from kcbx_lib.risk.periods import judged_by_then
from kcbx_lib.risk.study import check_share, study_of
from kcbx_lib.synthetic.panel import default_panel


@pytest.fixture(scope="module")
def panel_study():
    given = default_panel(2)
    return study_of(
        given.frame, outcome=given.outcome, features=given.features, groups=given.groups,
        time="term", cluster="school", site="county", seed=2,
    )  # fmt: skip


def test_no_cluster_stands_on_both_sides_and_time_goes_forward(panel_study):
    folds = folds_of(panel_study)
    assert {fold.validation for fold in folds} == {"out_of_time", "leave_one_site_out"}
    for fold in folds:
        clusters = panel_study.cluster.to_numpy()
        assert not set(clusters[fold.train]) & set(clusters[fold.test])
        if fold.validation == "out_of_time":
            period = panel_study.period.to_numpy()
            assert period[fold.train].max() < period[fold.test].min()


def test_an_in_sample_fold_is_refused(panel_study):
    rows = np.arange(100)
    with pytest.raises(WrongUse, match="样本内"):
        predictions_of(panel_study, [Fold("grouped_cv", "1", rows, rows)], ["logistic"])


@pytest.mark.parametrize("model", ["logistic", "boosting"])
def test_models_are_within_a_hundredth_of_a_plain_pipeline(model):
    data = load_breast_cancer(as_frame=True)
    rng = np.random.default_rng(0)
    frame = (
        data.data.iloc[:, :8] + rng.normal(size=(569, 8)) * data.data.iloc[:, :8].std().to_numpy()
    )
    study = study_of(frame.assign(y=data.target), outcome="y")
    plain = {
        "logistic": make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000)),
        "boosting": HistGradientBoostingClassifier(random_state=1),
    }[model]
    folds = folds_of(study)
    ours = predictions_of(study, folds, [model])
    theirs = np.concatenate(
        [
            plain.fit(frame.iloc[f.train], data.target.iloc[f.train]).predict_proba(
                frame.iloc[f.test]
            )[:, 1]
            for f in folds
        ]
    )
    gap = roc_auc_score(ours["y"], ours["p"]) - roc_auc_score(ours["y"], theirs)
    assert abs(gap) < 0.01


def test_boosting_on_few_events_is_called_overconfident_and_unbeaten_rules_are_named(panel_study):
    study = replace(panel_study, warnings=[])
    folds = [fold for fold in folds_of(study) if fold.validation == "leave_one_site_out"]
    predictions = predictions_of(study, folds, ["scorecard", "boosting"])
    metrics = evaluate(predictions, capacity=0.1, seed=1)
    gains = against_rules(predictions, seed=1, capacity=0.1)
    note_verdicts(study, metrics, gains, "leave_one_site_out")
    assert any("过度自信" in warning for warning in study.warnings)
    assert any("没有胜过" in warning for warning in study.warnings)
    assert metrics["low"].le(metrics["value"] + 1e-9).all()
    assert metrics["high"].ge(metrics["value"] - 1e-9).all()


def test_a_useful_signal_beats_the_rules():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(1500, 3))
    y = (rng.random(1500) < 1 / (1 + np.exp(1 - 4 * x[:, 0] * x[:, 1]))).astype(int)
    study = study_of(pd.DataFrame(x, columns=list("abc")).assign(y=y), outcome="y")
    predictions = predictions_of(study, folds_of(study), ["points", "boosting"])
    gains = against_rules(predictions, seed=1, capacity=0.1)
    assert gains.loc[gains["metric"].eq("auc"), "beats"].all()


def test_tiny_tables_still_fold():
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"a": rng.normal(size=30), "y": [1] * 6 + [0] * 24})
    study = study_of(frame, outcome="y")
    assert len(predictions_of(study, folds_of(study), ["logistic"])) == 30
    assert any("6" in warning for warning in study.warnings)


def test_the_same_seed_gives_the_same_figures(panel_study):
    folds = folds_of(panel_study)[-1:]
    once, again = (predictions_of(panel_study, folds, ["points", "logistic"]) for _ in range(2))
    pd.testing.assert_frame_equal(once, again)


def curved(n: int = 900, seed: int = 5) -> pd.DataFrame:
    """A risk that rises at both ends of a number, a category with blanks, a flag."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=n)
    place = rng.choice(["城", "乡", "镇"], n)
    y = rng.random(n) < 1 / (1 + np.exp(2 - 1.5 * x**2 - (place == "乡")))
    frame = pd.DataFrame({"x": x, "地": place, "f": rng.integers(0, 2, n), "y": y.astype(int)})
    frame.loc[rng.random(n) < 0.05, ["x", "地"]] = None
    return frame


def test_the_glass_box_learns_a_curve_that_the_line_misses_and_repeats_itself():
    pytest.importorskip(
        "interpret", reason="EBM is the extra kcbx[ebm]: interpret is not installed"
    )
    study = study_of(curved(), outcome="y")
    folds = folds_of(study, parts=3)
    once = predictions_of(study, folds, ["ebm", "logistic"])
    again = predictions_of(study, folds, ["ebm", "logistic"])
    pd.testing.assert_frame_equal(once, again)
    area = {
        name: roc_auc_score(part["y"], part["p"])
        for name, part in once.groupby("model", sort=False)
    }
    assert once["p"].between(0, 1).all()
    assert area["ebm"] > area["logistic"] + 0.05


def test_the_glass_box_is_near_the_plain_one():
    glass = pytest.importorskip(
        "interpret.glassbox", reason="EBM is the extra kcbx[ebm]: interpret is not installed"
    )
    frame = curved().drop(columns="地").dropna(ignore_index=True)
    study = study_of(frame, outcome="y")
    folds = folds_of(study, parts=3)
    ours = predictions_of(study, folds, ["ebm"])
    x, y = frame[["x", "f"]], frame["y"]
    theirs = [
        glass.ExplainableBoostingClassifier(interactions=0, n_jobs=1, random_state=1)
        .fit(x.iloc[fold.train], y.iloc[fold.train])
        .predict_proba(x.iloc[fold.test])[:, 1]
        for fold in folds
    ]
    gap = roc_auc_score(ours["y"], ours["p"]) - roc_auc_score(ours["y"], np.concatenate(theirs))
    assert abs(gap) < 0.01


def test_without_interpret_the_reason_is_said_and_the_others_run(monkeypatch):
    monkeypatch.setattr("kcbx_lib.risk.models.find_spec", lambda _: None)
    study = study_of(curved(), outcome="y")
    assert chosen_models(["ebm", "logistic"], study) == ["logistic"]
    assert say("research.no_ebm") in study.warnings
    with pytest.raises(WrongUse, match="interpret"):
        chosen_models(["ebm"], study_of(curved(), outcome="y"))


def test_a_model_nobody_knows_names_those_there_are():
    with pytest.raises(WrongUse, match="site_rate"):
        chosen_models(["forest"], study_of(curved(), outcome="y"))


@pytest.mark.parametrize("share", [0, -0.1, 1.5])
def test_a_capacity_is_a_share(share):
    with pytest.raises(WrongUse, match="capacity"):
        check_share("capacity", share)


def half_year_panel() -> pd.DataFrame:
    rng = np.random.default_rng(2)
    terms = np.repeat(["2021-03-01", "2021-09-01", "2022-03-01", "2022-09-01"], 200)
    x = rng.normal(size=800)
    y = (rng.random(800) < 1 / (1 + np.exp(1.5 - x))).astype(int)
    return pd.DataFrame({"x": x, "term": terms, "dropout_12m": y, "gone": y})


def test_outcomes_that_were_not_known_yet_do_not_teach():
    frame = half_year_panel()
    study = study_of(frame.drop(columns="gone"), outcome="dropout_12m", time="term")
    taught = {
        fold.label: sorted(
            {study.period_names[int(code)] for code in study.period.iloc[fold.train]}
        )
        for fold in folds_of(study)
        if fold.validation == "out_of_time"
    }
    assert taught == {"2022-03-01": ["2021-03-01"], "2022-09-01": ["2021-03-01", "2021-09-01"]}
    assert any("2022-03-01" in warning and "2021-09-01" in warning for warning in study.warnings)


def test_an_outcome_without_a_horizon_is_taught_by_every_earlier_period():
    study = study_of(half_year_panel().drop(columns="dropout_12m"), outcome="gone", time="term")
    last = next(fold for fold in folds_of(study) if fold.label == "2022-09-01")
    assert study.period.iloc[last.train].nunique() == 3


@pytest.mark.parametrize(
    ("names", "known"),
    [
        (["2020年秋", "2021年秋", "2022年秋"], [0, 1]),
        (["2021年春", "2021年秋", "2022年春"], [0]),
        (["2020-2021-1", "2020-2021-2", "2021-2022-1"], [0]),
        (["2020", "2021", "2022"], [0, 1]),
        (["甲", "乙", "丙"], [0, 1]),
        (["2021-09-01", "2021-11-20", "2022-10-20"], [0, 1]),
    ],
)
def test_which_periods_are_known_when_the_last_begins(names, known):
    assert judged_by_then(names, 2, 12) == known
