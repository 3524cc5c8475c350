"""The scorecard's weights fitted to a county's own labelled terms: still whole points.

Only the factors of the card are weighed; none is added. A contested factor gets more than one point
only where local data clearly say so. Nothing replaces the default by itself: the new card is printed
beside the old one, with the rows and events it rests on, for people to adopt.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from kcbx_lib.errors import WrongUse
from kcbx_lib.messages import say
from kcbx_lib.risk.known_factors import factor_values
from kcbx_lib.risk.robust import fit_logistic, independent
from kcbx_lib.risk.scorecard import Scorecard, points_table

FEWEST_EVENTS_A_FACTOR = 10
LEAST_HOLDING = 20
MOST_POINTS = 6


def reweighted(
    card: Scorecard, frame: pd.DataFrame, y: pd.Series, *, cluster: pd.Series | None = None
) -> tuple[Scorecard, pd.DataFrame]:
    """The card with local points, and a table ``factor, points_before, points_after, log_odds, low, high,
    holding, events``.

    ``frame`` has the factors' columns, ``y`` is 0/1. A factor that holds for fewer than 20 rows keeps
    its points (``holding`` says so). Raises WrongUse below ten events for each factor weighed.
    """
    values = factor_values(frame, card)
    # Holding or not after exclusions: the same yes/no that earns the points.
    holds = points_table(values, replace(card, factors=_ones(card))).astype("float64")
    target = y.to_numpy("float64")
    enough = [f.name for f in card.factors if holds[f.name].sum() >= LEAST_HOLDING]
    events = int(min(target.sum(), len(target) - target.sum()))
    if not enough or events < FEWEST_EVENTS_A_FACTOR * len(enough):
        raise WrongUse(
            say(
                "risk.too_few_to_reweigh",
                events=events,
                needed=FEWEST_EVENTS_A_FACTOR * max(len(enough), 1),
            )
        )
    x = np.column_stack([np.ones(len(holds)), holds[enough].to_numpy()])
    kept = independent(x)
    names = [name for name, keep in zip(enough, kept[1:], strict=True) if keep]
    clusters = np.arange(len(x)) if cluster is None else cluster.to_numpy()
    fit = fit_logistic(x[:, kept], target, clusters)
    low, high, _ = fit.limits()
    beta = pd.Series(fit.beta[1:], index=names)
    unit = max(float(beta.abs().max()) / MOST_POINTS, 0.2)
    points, rows = {}, []
    for n, name in enumerate(names, start=1):
        factor = next(f for f in card.factors if f.name == name)
        new = int(np.clip(np.rint(beta[name] / unit), 0, MOST_POINTS))
        if factor.status == "contested" and not low[n] > 0:
            new = min(new, factor.points)
        points[name] = new
        rows.append((name, factor.points, new, beta[name], low[n], high[n]))
    factors = tuple(
        replace(f, points=points[f.name], status="local_data") if f.name in points else f
        for f in card.factors
    )
    table = pd.DataFrame(
        rows, columns=["factor", "points_before", "points_after", "log_odds", "low", "high"]
    )
    table["holding"] = [int(holds[name].sum()) for name in table["factor"]]
    table["events"] = [int(target[holds[name].eq(1).to_numpy()].sum()) for name in table["factor"]]
    return replace(card, id=f"{card.id}+local", factors=factors), table


def _ones(card: Scorecard) -> tuple:
    return tuple(replace(factor, points=1) for factor in card.factors)
