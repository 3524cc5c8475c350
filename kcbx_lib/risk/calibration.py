"""Whether a chance of 10 % means one in ten: Brier, slope and intercept, the curve, net benefit.

Computed on held-out predictions only. Sources: Van Calster et al. 2019 (slope; intercept as
calibration-in-the-large with the slope held at 1); Vickers & Elkin 2006 (decision curve).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit, logit

Floats = NDArray[np.float64]
EDGE = 1e-6
STEPS = 50


def brier(y: Floats, p: Floats, w: Floats) -> Floats:
    """Mean squared distance of chance and outcome; smaller is better."""
    return (w * ((p - y) ** 2)[:, None]).sum(axis=0) / w.sum(axis=0)


def slope(y: Floats, p: Floats, w: Floats) -> Floats:
    """Slope of the outcome on the log odds of p: 1 is right, below 1 overconfident."""
    x = logit(np.clip(p, EDGE, 1 - EDGE))
    if np.ptp(x) == 0:
        return np.full(w.shape[1], np.nan)
    x = x - x.mean()
    if w.shape[1] > 1:
        # The replicates start where the data themselves end: a few steps instead of many.
        a, b = (np.full(w.shape[1], end) for end in _line(y, x, np.ones((len(y), 1))))
        a, b = _climb(y, x, w, a, b)
    else:
        a, b = (np.full(1, end) for end in _line(y, x, w))
    return np.where((np.abs(b) < 50) & _both_classes(y, w), b, np.nan)


def _line(y: Floats, x: Floats, w: Floats) -> tuple[float, float]:
    start = np.full(1, logit(np.clip(y.mean(), EDGE, 1 - EDGE)))
    a, b = _climb(y, x, w, start, np.zeros(1))
    return float(a[0]), float(b[0])


def _climb(y: Floats, x: Floats, w: Floats, a: Floats, b: Floats) -> tuple[Floats, Floats]:
    """Newton steps of a logistic line, a column a replicate."""
    for _ in range(STEPS):
        mu = expit(a + x[:, None] * b)
        v = w * mu * (1 - mu)
        r = w * (y[:, None] - mu)
        s0, s1, s2 = v.sum(0), (v * x[:, None]).sum(0), (v * (x**2)[:, None]).sum(0)
        g0, g1 = r.sum(0), (r * x[:, None]).sum(0)
        det = s0 * s2 - s1**2
        with np.errstate(invalid="ignore", divide="ignore"):
            da, db = (s2 * g0 - s1 * g1) / det, (s0 * g1 - s1 * g0) / det
        da, db = np.clip(np.nan_to_num(da), -2, 2), np.clip(np.nan_to_num(db), -2, 2)
        a, b = a + da, b + db
        if max(np.abs(da).max(), np.abs(db).max()) < 1e-5:
            break
    return a, b


def intercept(y: Floats, p: Floats, w: Floats) -> Floats:
    """Calibration in the large: the shift of log odds that makes expected and observed events equal.

    0 is right; below 0 the chances are too high.
    """
    x = logit(np.clip(p, EDGE, 1 - EDGE))[:, None]
    start = 0.0 if w.shape[1] == 1 else float(intercept(y, p, np.ones((len(y), 1)))[0])
    a = np.full(w.shape[1], np.nan_to_num(start))
    for _ in range(STEPS):
        mu = expit(a + x)
        with np.errstate(invalid="ignore", divide="ignore"):
            step = (w * (y[:, None] - mu)).sum(0) / (w * mu * (1 - mu)).sum(0)
        step = np.clip(np.nan_to_num(step), -2, 2)
        a = a + step
        if np.abs(step).max() < 1e-6:
            break
    return np.where(_both_classes(y, w), a, np.nan)


def _both_classes(y: Floats, w: Floats) -> NDArray[np.bool_]:
    events = (w * y[:, None]).sum(0)
    return (events > 0) & (events < w.sum(0))


def calibration_curve(y: Floats, p: Floats, w: Floats, *, bins: int = 10) -> pd.DataFrame:
    """One row a bin of equal numbers of rows: ``bin, n, expected, observed, low, high``.

    Ties of p are never split; the intervals come from the replicates in ``w``.
    """
    edges = np.unique(np.quantile(p, np.linspace(0, 1, bins + 1)[1:-1]))
    place = np.searchsorted(edges, p, side="left")
    rows = []
    for number, code in enumerate(np.unique(place), start=1):
        inside = place == code
        with np.errstate(invalid="ignore", divide="ignore"):
            rates = (w[inside] * y[inside, None]).sum(0) / w[inside].sum(0)
        low, high = np.nanquantile(rates, [0.025, 0.975])
        rows.append(
            (number, int(inside.sum()), float(p[inside].mean()), float(y[inside].mean()), low, high)
        )
    return pd.DataFrame(rows, columns=["bin", "n", "expected", "observed", "low", "high"])


def decision_curve(y: Floats, p: Floats, w: Floats, thresholds: Floats) -> pd.DataFrame:
    """Net benefit at each threshold: ``threshold, net_benefit, low, high, all`` (visiting everybody).

    Net benefit = found events − (false alarms) × odds of the threshold, per row.
    """
    prevalence = float(y.mean())
    rows = []
    for threshold in thresholds:
        listed = (p >= threshold).astype("float64")[:, None]
        odds = threshold / (1 - threshold)
        gain = (w * listed * (y[:, None] - (1 - y[:, None]) * odds)).sum(0) / w.sum(0)
        value = float((listed[:, 0] * (y - (1 - y) * odds)).mean())
        low, high = np.quantile(gain, [0.025, 0.975])
        rows.append((threshold, value, low, high, prevalence - (1 - prevalence) * odds))
    return pd.DataFrame(rows, columns=["threshold", "net_benefit", "low", "high", "all"])
