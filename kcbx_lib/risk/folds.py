"""Which rows teach and which rows judge: out of time, out of county, by groups of one child.

A fold is a pair of row places (train, test). No cluster stands on both sides of a fold: a child seen
in training would be recognised. Time goes forward only: training rows come from periods before the
test's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

from kcbx_lib.risk.periods import horizon_months, judged_by_then
from kcbx_lib.risk.study import FEWEST_EVENTS, Study

Rows = NDArray[np.int64]
LAST_PERIODS = 2
MOST_SITES = 10


@dataclass(frozen=True)
class Fold:
    """``validation``: out_of_time, leave_one_site_out or grouped_cv; ``label`` names what is left out."""

    validation: str
    label: str
    train: Rows
    test: Rows


def folds_of(study: Study, *, parts: int = 5) -> list[Fold]:
    """Every fold the table allows: out of time where there is time, sites left out where there are
    sites, and grouped cross-validation unless both stand. What is not possible is noted.
    """
    later, elsewhere = out_of_time(study), leave_one_site_out(study)
    both = bool(later) and bool(elsewhere)
    return later + elsewhere + ([] if both else grouped(study, parts=parts))


def out_of_time(study: Study, *, parts: int = 3) -> list[Fold]:
    """The last periods, each judged by what earlier periods taught about other children.

    Within a test period the clusters are dealt into ``parts``; each part is judged by a model that
    never saw its clusters. (Leaving the test's children out of one common training set instead would
    keep only those who have left school, and mislead.) Periods whose outcomes were not yet known when
    the test's began do not teach, and this is said.
    """
    period = study.period
    if period.nunique() < 2:
        return []
    deal = _deal(study, parts)
    folds = []
    for code in sorted(period.dropna().unique())[1:][-LAST_PERIODS:]:
        taught = judged_by_then(study.period_names, int(code), horizon_months(study.outcome))
        if len(taught) < int(code):
            study.warn(
                "not_known_then", test=study.period_names[int(code)],
                left_out="、".join(study.period_names[n] for n in range(int(code)) if n not in taught),
            )  # fmt: skip
        before = period.isin(taught).to_numpy()
        now = period.eq(code).to_numpy()
        shares = sorted(set(deal[now])) if study.is_clustered else [-1]
        for part in shares:
            inside = deal == part if study.is_clustered else np.zeros(study.n, dtype=bool)
            train = np.flatnonzero(before & ~inside)
            test = np.flatnonzero(now & inside) if study.is_clustered else np.flatnonzero(now)
            if can_learn(study, train) and len(test):
                folds.append(Fold("out_of_time", study.period_names[int(code)], train, test))
    if not folds:
        study.warn("no_out_of_time")
    return folds


def leave_one_site_out(study: Study) -> list[Fold]:
    """Each site (county) judged by a model that learned from the others and none of its clusters."""
    sites = sorted(study.site.unique())
    if len(sites) < 2:
        return []
    if len(sites) > MOST_SITES:
        study.warn("many_sites", n=len(sites), most=MOST_SITES)
        return []
    folds = []
    for site in sites:
        inside = study.site.eq(site)
        shared = study.cluster.isin(study.cluster[inside])
        train, test = np.flatnonzero(~inside & ~shared), np.flatnonzero(inside)
        if can_learn(study, train):
            folds.append(Fold("leave_one_site_out", str(site), train, test))
    return folds


def grouped(study: Study, *, parts: int = 5) -> list[Fold]:
    """Cross-validation in which all rows of a cluster are judged together."""
    deal = _deal(study, parts)
    folds = []
    for part in sorted(set(deal)):
        train, test = np.flatnonzero(deal != part), np.flatnonzero(deal == part)
        if can_learn(study, train) and len(test):
            folds.append(Fold("grouped_cv", str(part + 1), train, test))
    return folds


def can_learn(study: Study, train: Rows) -> bool:
    """Whether both classes occur often enough in the training rows."""
    events = int(study.y.iloc[train].sum())
    return min(events, len(train) - events) >= FEWEST_EVENTS - 1


def _deal(study: Study, parts: int) -> NDArray[np.int64]:
    """The part of each row; clusters whole, events spread evenly."""
    y = study.y.to_numpy()
    rarer = int(min(y.sum(), len(y) - y.sum()))
    clusters = study.cluster.to_numpy()
    parts = max(2, min(parts, rarer, len(np.unique(clusters))))
    deal = np.zeros(len(y), dtype=np.int64)
    if study.is_clustered:
        splitter = StratifiedGroupKFold(parts, shuffle=True, random_state=study.seed)
        splits = splitter.split(np.zeros(len(y)), y, clusters)
    else:
        splitter = StratifiedKFold(parts, shuffle=True, random_state=study.seed)
        splits = splitter.split(np.zeros(len(y)), y)
    for part, (_, test) in enumerate(splits):
        deal[test] = part
    return deal


def fold_table(study: Study, folds: list[Fold]) -> pd.DataFrame:
    """One row a fold: validation, label, rows and events on both sides."""
    return pd.DataFrame(
        {
            "validation": [fold.validation for fold in folds],
            "label": [fold.label for fold in folds],
            "train": [len(fold.train) for fold in folds],
            "train_events": [int(study.y.iloc[fold.train].sum()) for fold in folds],
            "test": [len(fold.test) for fold in folds],
            "test_events": [int(study.y.iloc[fold.test].sum()) for fold in folds],
        }
    )
