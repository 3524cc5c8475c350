"""Models that stand beside the scorecard: each learns on training rows and answers a chance a row.

``scorecard`` the kit's own points, where the table has its columns; ``points`` whole points fitted
locally; ``logistic`` with interpretable terms; ``boosting`` gradient-boosted trees; ``ebm`` a glass-box
additive model (needs the extra ``kcbx[ebm]``); ``site_rate`` targets whole schools by their past rate.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from importlib.util import find_spec

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from kcbx_lib.errors import WrongUse
from kcbx_lib.messages import say
from kcbx_lib.risk.encoding import Encoder, Floats, at_levels, levels_of
from kcbx_lib.risk.folds import Fold
from kcbx_lib.risk.known_factors import scorecard_score
from kcbx_lib.risk.points import fit_points
from kcbx_lib.risk.study import Study

Model = Callable[[Study, Fold], Floats]
RULES = ("scorecard", "points")
"""The transparent rules that a model has to beat."""
DEFAULT_MODELS = ("scorecard", "points", "logistic", "boosting")


def logistic(study: Study, fold: Fold) -> Floats:
    """Ridge logistic regression (C = 1) on standardised terms."""
    encoder = Encoder(study.columns).fit(fold.train)
    model = LogisticRegression(C=1.0, max_iter=2000)
    model.fit(encoder.matrix(fold.train), study.y.iloc[fold.train])
    return model.predict_proba(encoder.matrix(fold.test))[:, 1]


def boosting(study: Study, fold: Fold) -> Floats:
    """Histogram gradient boosting with scikit-learn's own settings; blanks stay blank."""
    train, categorical = tree_matrix(study, fold.train, fold.train)
    test, _ = tree_matrix(study, fold.test, fold.train)
    model = HistGradientBoostingClassifier(
        categorical_features=categorical, early_stopping=False, random_state=study.seed
    )
    model.fit(train, study.y.iloc[fold.train])
    return model.predict_proba(test)[:, 1]


def tree_matrix(
    study: Study, rows: NDArray[np.int64], train: NDArray[np.int64]
) -> tuple[Floats, NDArray[np.bool_]]:
    """Numbers as they are, categories as codes of the training levels; and which are categories."""
    parts, categorical = [], []
    for column in study.columns.values():
        values = column.values.iloc[rows]
        if column.kind == "category":
            levels = levels_of(column.values.iloc[train])
            codes = at_levels(values, levels).map({level: n for n, level in enumerate(levels)})
            parts.append(codes.to_numpy("float64"))
        else:
            parts.append(values.to_numpy("float64"))
        categorical.append(column.kind == "category")
    return np.column_stack(parts), np.array(categorical)


def points(study: Study, fold: Fold) -> Floats:
    """Whole points fitted to the training rows, turned into chances on the same rows."""
    card = fit_points(study.columns, study.y.iloc[fold.train].to_numpy(), fold.train)
    return chance_of_score(
        card.score(study.columns, fold.train),
        study.y.iloc[fold.train].to_numpy(),
        card.score(study.columns, fold.test),
    )


def scorecard(study: Study, fold: Fold) -> Floats:
    """The kit's default points; only the curve from points to chances is learned."""
    score = scorecard_score(study.raw)
    if score is None:
        raise WrongUse(say("research.no_scorecard_columns"))
    values = score.to_numpy("float64")
    y = study.y.iloc[fold.train].to_numpy()
    return chance_of_score(values[fold.train], y, values[fold.test])


def ebm(study: Study, fold: Fold) -> Floats:
    """Explainable boosting machine (Lou, Caruana & Gehrke 2013), one curve a column, no pairs."""
    from interpret.glassbox import ExplainableBoostingClassifier

    train, categorical = tree_matrix(study, fold.train, fold.train)
    test, _ = tree_matrix(study, fold.test, fold.train)
    kinds = ["nominal" if is_category else "continuous" for is_category in categorical]
    model = ExplainableBoostingClassifier(
        feature_names=study.features, feature_types=kinds, interactions=0, outer_bags=4,
        n_jobs=1, random_state=study.seed,
    )  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of blanks, which it handles
        model.fit(train, study.y.iloc[fold.train].to_numpy())
        return np.asarray(model.predict_proba(test)[:, 1])


def site_rate(study: Study, fold: Fold) -> Floats:
    """Every child of a cluster (school) the same: its past rate, drawn towards the mean by ten rows.

    The comparator for school-level targeting. A cluster not seen in training gets the mean.
    """
    y, cluster = study.y.iloc[fold.train], study.cluster.iloc[fold.train]
    mean = float(y.mean())
    sums = y.groupby(cluster).agg(["sum", "size"])
    rate = (sums["sum"] + 10 * mean) / (sums["size"] + 10)
    return study.cluster.iloc[fold.test].map(rate).fillna(mean).to_numpy("float64")


MODELS: dict[str, Model] = {
    "scorecard": scorecard,
    "points": points,
    "logistic": logistic,
    "boosting": boosting,
    "ebm": ebm,
    "site_rate": site_rate,
}


def chosen_models(names: list[str], study: Study) -> list[str]:
    """The models to run. A missing extra is noted, and fatal only where no model is left.

    Raises WrongUse for an unknown one.
    """
    for name in names:
        if name not in MODELS:
            raise WrongUse(say("research.no_model", found=name, known="、".join(MODELS)))
    chosen = list(names or DEFAULT_MODELS)
    why = ""
    if "ebm" in chosen and find_spec("interpret") is None:
        why = study.warn("no_ebm")
        chosen.remove("ebm")
    if "scorecard" in chosen and scorecard_score(study.raw) is None:
        chosen.remove("scorecard")
        if names:
            why = study.warn("no_scorecard_columns")
    if not chosen:
        raise WrongUse(why)
    return chosen


def predictions_of(study: Study, folds: list[Fold], names: list[str]) -> pd.DataFrame:
    """Held-out chances: one row a test row of a fold and model.

    ``model, validation, label, row, y, p, cluster``; a row never meets a model that saw it or its
    cluster.
    """
    parts = []
    for fold in folds:
        check_held_out(study, fold)
        for name in names:
            with threadpool_limits(1):  # small tables: threads cost more than they give
                p = MODELS[name](study, fold)
            here = {"model": name, "validation": fold.validation, "label": fold.label}
            there = {
                "row": fold.test,
                "y": study.y.to_numpy()[fold.test],
                "p": p,
                "cluster": study.cluster.to_numpy()[fold.test],
            }
            parts.append(pd.DataFrame({**here, **there}))
    if not parts:
        raise WrongUse(say("research.no_fold"))
    return pd.concat(parts, ignore_index=True)


def check_held_out(study: Study, fold: Fold) -> None:
    """Refuse in-sample evaluation: a test row or its cluster among the training rows.

    Out of time without clusters a later row may be the same child unnoticed; that needs ``cluster``.
    """
    clusters = study.cluster.to_numpy()
    if np.intersect1d(clusters[fold.train], clusters[fold.test]).size:
        raise WrongUse(say("research.in_sample", validation=fold.validation, label=fold.label))


def chance_of_score(train_score: Floats, y: NDArray, score: Floats) -> Floats:
    """A score turned into a chance by a one-variable logistic curve learned on the training rows."""
    if np.ptp(train_score) == 0:
        return np.full(len(score), float(np.mean(y)))
    scale = float(np.std(train_score))
    model = LogisticRegression(C=1e4, max_iter=2000).fit(train_score[:, None] / scale, y)
    return expit(model.intercept_[0] + model.coef_[0, 0] * score / scale)
