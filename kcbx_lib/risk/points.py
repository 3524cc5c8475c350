"""A scorecard fitted to local data: whole points that a supervisor can add up by hand.

Numbers are cut at training quantiles into below, middle and top; every term is a yes/no. A ridge
logistic regression gives weights, and the weights are divided by one unit and rounded to whole points
(−2…+8), so that the sum keeps the order of the model as well as whole numbers can. After Ustun &
Rudin 2019 (integer scores), with rounding instead of their search: simpler, slightly less exact.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from kcbx_lib.risk.columns import Column
from kcbx_lib.risk.encoding import MISSING, levels_of

LEAST_POINTS, MOST_POINTS = -2, 8
SMALLEST_EFFECT = 0.25
"""A term whose log odds are below this (odds ratio 1.28) earns no point."""
QUANTILES = (0.5, 0.75, 0.9)


@dataclass(frozen=True)
class Term:
    """A yes/no term: ``column`` at least ``above``, or equal to ``level``; with its whole points."""

    column: str
    above: float | None
    level: str
    points: int

    @property
    def label(self) -> str:
        """``absence_rate ≥ 0.12`` or ``sex = female``."""
        if self.above is not None:
            return f"{self.column} ≥ {self.above:g}"
        return f"{self.column} = {self.level}"


@dataclass(frozen=True)
class PointsCard:
    """Terms with whole points; ``score`` adds them up."""

    terms: tuple[Term, ...]

    def score(self, columns: dict[str, Column], rows: NDArray[np.int64]) -> NDArray[np.float64]:
        """The sum of points of each row; what is unknown adds nothing."""
        total = np.zeros(len(rows))
        for term in self.terms:
            total += term.points * holds(term, columns[term.column], rows)
        return total

    def table(self) -> pd.DataFrame:
        """One row a term: ``term, points``, heaviest first."""
        frame = pd.DataFrame(
            {"term": [t.label for t in self.terms], "points": [t.points for t in self.terms]}
        )
        return frame.sort_values(["points", "term"], ascending=[False, True], ignore_index=True)


def fit_points(columns: dict[str, Column], y: NDArray, rows: NDArray[np.int64]) -> PointsCard:
    """Whole points learned from the rows at these places. Cuts of a number add up: 12 % earns the points
    of every cut it reaches.
    """
    terms = [term for column in columns.values() for term in candidate_terms(column, rows)]
    if not terms:
        return PointsCard(())
    x = np.column_stack([holds(term, columns[term.column], rows) for term in terms])
    weights = LogisticRegression(C=0.5, max_iter=2000).fit(x, y).coef_[0]
    kept = np.abs(weights) >= SMALLEST_EFFECT
    if not kept.any():
        kept = np.abs(weights) == np.abs(weights).max()
    unit = max(float(np.abs(weights).max()) / MOST_POINTS, SMALLEST_EFFECT)
    points = np.clip(np.rint(weights / unit), LEAST_POINTS, MOST_POINTS).astype(int)
    return PointsCard(
        tuple(
            Term(term.column, term.above, term.level, int(points[n]))
            for n, term in enumerate(terms)
            if kept[n] and points[n]
        )
    )


def candidate_terms(column: Column, rows: NDArray[np.int64]) -> list[Term]:
    """The yes/no terms a column can give."""
    values = column.values.iloc[rows]
    if column.kind == "category":
        return [Term(column.name, None, level, 0) for level in levels_of(values)[1:]]
    known = values.dropna()
    distinct = np.sort(known.unique())
    if len(distinct) <= 4:
        cuts = [float(value) for value in distinct[1:]]
    else:
        cuts = sorted({float(f"{value:.3g}") for value in known.quantile(list(QUANTILES))})
        cuts = [cut for cut in cuts if known.min() < cut <= known.max()]
    return [Term(column.name, cut, "", 0) for cut in cuts]


def holds(term: Term, column: Column, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """1.0 where the term is known to hold, else 0.0."""
    values = column.values.iloc[rows]
    if term.above is not None:
        return np.asarray(values.ge(term.above).fillna(False), dtype="float64")
    if term.level == MISSING:
        return np.asarray(values.isna(), dtype="float64")
    return np.asarray(values.astype("str").fillna(MISSING).eq(term.level), dtype="float64")
