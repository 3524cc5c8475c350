"""The scorecard's weights fitted to a county's own labelled terms: still whole points.

Only the factors of the card are weighed; none is added. A contested factor gets more than one point
only where local data clearly say so. Nothing replaces the default by itself: the new card is printed
beside the old one, with the rows and events it rests on, for people to adopt.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from kcbx_lib.errors import WrongUse
from kcbx_lib.messages import LANGUAGES, say
from kcbx_lib.risk.clusters import cluster_codes
from kcbx_lib.risk.columns import typed_column
from kcbx_lib.risk.known_factors import factor_values, knows_factors
from kcbx_lib.risk.outcome import outcome_of
from kcbx_lib.risk.robust import fit_logistic, independent
from kcbx_lib.risk.scorecard import Factor, Scorecard, points_table
from kcbx_lib.risk.study import check_columns
from kcbx_lib.risk.table_file import read_table

FEWEST_EVENTS_A_FACTOR = 10
LEAST_HOLDING = 20
MOST_POINTS = 6
CHANGE_COLUMNS = (
    "factor", "points_before", "points_after", "log_odds", "low", "high", "holding", "events",
)  # fmt: skip


@dataclass(frozen=True)
class LabelledRows:
    """The rows whose outcome is known: the factors' columns, 0/1, the clusters, and what must be said."""

    frame: pd.DataFrame
    y: pd.Series
    cluster: pd.Series
    notes: tuple[str, ...]


def rows_to_reweigh(
    path: Path, card: Scorecard, *, outcome: str, positive: str = "", cluster: str = ""
) -> LabelledRows:
    """A labelled table from a file, such as ``kcbx panel`` writes.

    Rows of one person, or of ``cluster``, are kept together. Raises WrongUse where the outcome is not
    two-valued, or the table has less than half of the card's columns.
    """
    notes: list[str] = []
    frame = read_table(path, notes=notes)
    check_columns(frame, cluster=cluster)
    y, _ = outcome_of(frame, outcome, positive)
    known = y.notna()
    if not known.all():
        notes.append(say("research.outcome_unknown", n=int((~known).sum())))
    frame, y = frame[known].reset_index(drop=True), y[known].astype("int64").reset_index(drop=True)
    if not knows_factors(frame, card):
        raise WrongUse(say("risk.no_factors", file=path.name))
    typed = {name: typed_column(name, frame[name]) for name in frame.columns}
    codes, _ = cluster_codes(frame, typed, cluster, notes)
    return LabelledRows(frame, y, codes, tuple(notes))


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
    by_name = {factor.name: factor for factor in card.factors}
    rows = []
    for n, name in enumerate(names, start=1):
        factor = by_name[name]
        new = int(np.clip(np.rint(beta[name] / unit), 0, MOST_POINTS))
        if factor.status == "contested" and not low[n] > 0:
            new = min(new, factor.points)
        held = holds[name].eq(1).to_numpy()
        rows.append(
            (name, factor.points, new, beta[name], low[n], high[n], int(held.sum()),
             int(target[held].sum()))
        )  # fmt: skip
    table = pd.DataFrame(rows, columns=list(CHANGE_COLUMNS))
    local = {row["factor"]: _local(by_name[row["factor"]], row) for row in table.to_dict("records")}
    factors = tuple(local.get(factor.name, factor) for factor in card.factors)
    return replace(card, id=f"{card.id}+local", factors=factors), table


def _local(factor: Factor, row: dict) -> Factor:
    """The factor with its local points. A contested one stays marked so: local data settle no dispute."""
    words = {
        "holding": row["holding"], "events": row["events"], "before": row["points_before"],
        "log_odds": f"{row['log_odds']:.2f}", "low": f"{row['low']:.2f}",
        "high": f"{row['high']:.2f}",
    }  # fmt: skip
    source = {lang: say("risk.source_local", lang=lang, **words) for lang in LANGUAGES}
    status = "contested" if factor.status == "contested" else "local_data"
    return replace(factor, points=row["points_after"], status=status, source=source)


def _ones(card: Scorecard) -> tuple:
    return tuple(replace(factor, points=1) for factor in card.factors)
