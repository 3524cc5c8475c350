"""Logistic regression for estimates: maximum likelihood, cluster-robust errors, separation found.

Errors: linearised cluster jackknife (CV3L; MacKinnon, Nielsen & Webb 2023), which stays honest with
few clusters, with t on G − 1; with very many clusters the usual sandwich × G/(G−1) · (n−1)/(n−k),
which is then the same. Without clusters every row is its own. Separation is found by linear
programming (Konis 2007); then Firth's penalised likelihood (1993) answers in place of infinity.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats
from scipy.special import expit

Floats = NDArray[np.float64]
MOST_JACKKNIFED = 3000
STEPS = 60
STEEPEST = 12.0
"""Log odds beyond this on the data's own scale are looked at for separation."""


@dataclass(frozen=True)
class Fit:
    """Coefficients with their covariance; ``separated`` marks those that have no finite estimate."""

    beta: Floats
    covariance: Floats
    degrees: float
    separated: NDArray[np.bool_]
    penalised: bool

    def limits(self) -> tuple[Floats, Floats, Floats]:
        """Lower and upper 95 % limits and p-values of every coefficient."""
        error = np.sqrt(np.clip(np.diag(self.covariance), 0, None))
        t = stats.t(self.degrees)
        with np.errstate(divide="ignore", invalid="ignore"):
            p = 2 * t.sf(np.abs(self.beta / error))
        reach = t.ppf(0.975) * error
        return self.beta - reach, self.beta + reach, p


def fit_logistic(x: Floats, y: Floats, cluster: NDArray) -> Fit:
    """Fit ``y`` on ``x`` (first column ones). Columns must be of full rank (``independent``)."""
    scale = np.where(np.ptp(x, axis=0) > 0, x.std(axis=0), 1.0)
    z = x / scale
    beta, converged = _newton(z, y, firth=False)
    separated = np.zeros(x.shape[1], dtype=bool)
    if not converged or np.abs(z @ beta).max() > STEEPEST:
        separated = separated_columns(z, y)
    penalised = bool(separated.any()) or not converged
    if penalised:
        beta, _ = _newton(z, y, firth=True)
    covariance, degrees = robust_covariance(z, y, beta, cluster)
    if penalised:
        # Where a group has no events its residuals vanish and a sandwich would claim certainty.
        mu = expit(z @ beta)
        model = np.linalg.inv((z * (mu * (1 - mu))[:, None]).T @ z)
        weak = np.diag(covariance) < np.diag(model)
        covariance = model if weak.any() else covariance
    return Fit(beta / scale, covariance / np.outer(scale, scale), degrees, separated, penalised)


def _newton(z: Floats, y: Floats, *, firth: bool) -> tuple[Floats, bool]:
    beta = np.zeros(z.shape[1])
    for _ in range(STEPS):
        mu = expit(z @ beta)
        v = np.clip(mu * (1 - mu), 1e-12, None)
        information = (z * v[:, None]).T @ z
        residual = y - mu
        try:
            inverse = np.linalg.inv(information)
        except np.linalg.LinAlgError:
            return beta, False
        if firth:
            leverage = v * np.einsum("ij,jk,ik->i", z, inverse, z)
            residual = residual + leverage * (0.5 - mu)
        step = inverse @ (z.T @ residual)
        largest = np.abs(step).max()
        beta = beta + step * min(1.0, 3.0 / max(largest, 1e-12))
        if largest < 1e-8:
            return beta, True
        if np.abs(beta).max() > 200:
            return beta, False
    return beta, False


def separated_columns(z: Floats, y: Floats) -> NDArray[np.bool_]:
    """Columns along which the likelihood rises for ever: a direction that never errs and gains somewhere."""
    signed = z * np.where(y == 1, 1.0, -1.0)[:, None]
    signed = np.unique(np.round(signed, 9), axis=0)
    found = optimize.linprog(
        -signed.sum(axis=0),
        A_ub=-signed,
        b_ub=np.zeros(len(signed)),
        bounds=[(-1, 1)] * z.shape[1],
        method="highs",
    )
    if found.x is None or -found.fun < 1e-7:
        return np.zeros(z.shape[1], dtype=bool)
    at = np.abs(found.x) > 1e-7
    at[0] = False
    return at


def robust_covariance(z: Floats, y: Floats, beta: Floats, cluster: NDArray) -> tuple[Floats, float]:
    """Covariance by cluster and its degrees of freedom."""
    mu = expit(z @ beta)
    v = mu * (1 - mu)
    information = (z * v[:, None]).T @ z
    inverse = np.linalg.inv(information)
    _, code = np.unique(cluster, return_inverse=True)
    count, (n, k) = int(code.max()) + 1, z.shape
    scores = np.zeros((count, k))
    np.add.at(scores, code, z * (y - mu)[:, None])
    if count <= MOST_JACKKNIFED and count < n:
        order = np.argsort(code, kind="stable")
        edges = np.r_[0, np.cumsum(np.bincount(code, minlength=count))]
        away = np.empty((count, k))
        for g in range(count):
            rows = order[edges[g] : edges[g + 1]]
            own = (z[rows] * v[rows, None]).T @ z[rows]
            away[g] = -np.linalg.lstsq(information - own, scores[g], rcond=None)[0]
        return (count - 1) / count * away.T @ away, float(count - 1)
    correction = count / (count - 1) * (n - 1) / max(n - k, 1)
    degrees = float(count - 1) if count < n else float(max(n - k, 1))
    return correction * inverse @ (scores.T @ scores) @ inverse, degrees


def independent(x: Floats) -> NDArray[np.bool_]:
    """Which columns add something to those before them (the first column is always kept)."""
    kept: list[int] = []
    basis = np.empty((len(x), 0))
    for n in range(x.shape[1]):
        column = x[:, n] / (np.linalg.norm(x[:, n]) or 1.0)
        rest = column - basis @ (basis.T @ column)
        rest = rest - basis @ (basis.T @ rest)
        if np.linalg.norm(rest) > 1e-7:
            basis = np.column_stack([basis, rest / np.linalg.norm(rest)])
            kept.append(n)
    out = np.zeros(x.shape[1], dtype=bool)
    out[kept] = True
    return out
