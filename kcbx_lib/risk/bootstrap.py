"""Resampling by cluster, as weights: how often each row counts in each replicate.

Whole clusters are drawn with replacement, so that children of one school, or terms of one child, stay
together. All metrics take the weights at once, a column a replicate.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
REPLICATES = 200
LEVEL = 0.95
LARGEST = 4_000_000
"""Rows × replicates beyond which replicates are cut (never below 100)."""


def replicates_for(rows: int, wanted: int = REPLICATES) -> int:
    """As many replicates as memory allows."""
    return int(max(100, min(wanted, LARGEST // max(rows, 1))))


def cluster_weights(cluster: NDArray, *, replicates: int, seed: int) -> Floats:
    """Rows × replicates: the number of times a row's cluster was drawn."""
    codes, names = pd.factorize(cluster, sort=True)
    rng = np.random.default_rng(seed)
    count = len(names)
    drawn = rng.multinomial(count, np.full(count, 1 / count), size=replicates)
    return drawn.T[codes].astype("float64")


def interval(values: Floats) -> tuple[float, float]:
    """The 2.5 % and 97.5 % points of the replicates that could be computed; NaN below half of them."""
    usable = values[np.isfinite(values)]
    if len(usable) < len(values) / 2 or len(usable) < 20:
        return np.nan, np.nan
    low, high = np.quantile(usable, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)
