"""How well an order finds the events: ROC-AUC, average precision, and what a list of a given length holds.

Every function takes y, p and a matrix of row weights (a column a replicate; a column of ones for the
value itself) and answers one number a column.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def _steps(y: Floats, p: Floats, w: Floats) -> tuple[Floats, Floats]:
    """Weights of events and of others at each distinct score, from the highest."""
    order = np.argsort(-p, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(p[order]) != 0])
    events = np.add.reduceat(w[order] * y[order, None], starts, axis=0)
    both = np.add.reduceat(w[order], starts, axis=0)
    return events, both - events


def auc(y: Floats, p: Floats, w: Floats) -> Floats:
    """Chance that an event ranks above a non-event, ties half. NaN where a class is missing."""
    events, others = _steps(y, p, w)
    below = others.sum(axis=0) - np.cumsum(others, axis=0)
    wins = (events * (below + others / 2)).sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return wins / (events.sum(axis=0) * others.sum(axis=0))


def average_precision(y: Floats, p: Floats, w: Floats) -> Floats:
    """Σ (recall gained) × precision over distinct scores, without interpolation (as scikit-learn's)."""
    events, others = _steps(y, p, w)
    found = np.cumsum(events, axis=0)
    listed = np.cumsum(events + others, axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        precision = np.where(listed > 0, found / listed, 0.0)
        return (precision * events).sum(axis=0) / events.sum(axis=0)


def found_in_list(y: Floats, p: Floats, w: Floats, share: float) -> dict[str, Floats]:
    """Events among the first ``share`` of the list: expected, fewest and most over orders of the tied.

    Where scores tie at the cut, no order is right: ``expected`` deals the places by lot, ``fewest`` and
    ``most`` are the bounds. Also ``length`` and ``events`` in all.
    """
    events, others = _steps(y, p, w)
    length = np.maximum(1.0, np.round(share * w.sum(axis=0)))
    both = events + others
    before = np.cumsum(both, axis=0) - both
    room = np.clip(length - before, 0.0, both)
    with np.errstate(invalid="ignore", divide="ignore"):
        part = np.where(both > 0, room / both, 0.0)
    return {
        "expected": (events * part).sum(axis=0),
        "fewest": np.maximum(0.0, room - others).sum(axis=0),
        "most": np.minimum(room, events).sum(axis=0),
        "length": length,
        "events": events.sum(axis=0),
    }
