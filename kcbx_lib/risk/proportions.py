"""Intervals of a share, and of the difference of two, for rows that may come in clusters."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Floats = NDArray[np.float64]
Z = float(stats.norm.ppf(0.975))


def wilson(count: float, n: float, *, z: float = Z) -> tuple[float, float]:
    """Wilson's interval of ``count`` in ``n`` (n may be an effective number). NaN for n = 0."""
    if n <= 0:
        return np.nan, np.nan
    p = count / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    reach = z / (1 + z * z / n) * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return max(0.0, float(middle - reach)), min(1.0, float(middle + reach))


def design_effect(y: Floats, cluster: NDArray) -> float:
    """How much clustering widens the variance of a mean; never below 1, so never narrower than by rows."""
    n, mean = len(y), float(np.mean(y)) if len(y) else 0.0
    _, code = np.unique(cluster, return_inverse=True)
    count = int(code.max()) + 1 if n else 0
    simple = mean * (1 - mean) / n if n else 0.0
    if count < 2 or count == n or simple == 0:
        return 1.0
    sums = np.bincount(code, weights=y - mean)
    between = count / (count - 1) * float((sums**2).sum()) / n**2
    return max(1.0, between / simple)


def clustered_wilson(y: Floats, cluster: NDArray) -> tuple[float, float]:
    """Wilson's interval at the effective number of rows (Korn & Graubard's idea)."""
    n = len(y) / design_effect(y, cluster)
    return wilson(float(np.mean(y)) * n if len(y) else 0.0, n)


def difference(
    one: tuple[float, float, float], other: tuple[float, float, float]
) -> tuple[float, float, float]:
    """Difference of two independent shares given as (value, low, high): Newcombe's interval (method 10)."""
    (p1, l1, u1), (p2, l2, u2) = one, other
    gap = p1 - p2
    low = gap - np.sqrt((p1 - l1) ** 2 + (u2 - p2) ** 2)
    high = gap + np.sqrt((u1 - p1) ** 2 + (p2 - l2) ** 2)
    return gap, float(low), float(high)
