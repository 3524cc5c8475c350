"""Held-out predictions judged: every metric with a bootstrap interval, and models against the rules.

The replicates resample clusters of the test rows; they do not refit the models, so the intervals
leave out the luck of the training rows and are somewhat narrow. Said in every model card.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kcbx_lib.messages import say
from kcbx_lib.risk import calibration, ranking
from kcbx_lib.risk.bootstrap import cluster_weights, interval, replicates_for
from kcbx_lib.risk.models import RULES
from kcbx_lib.risk.study import Study

Floats = NDArray[np.float64]
CAPACITY = 0.10
"""Share of the children whom the visitors can reach, where nothing else is said."""
METRIC_COLUMNS = ("model", "validation", "metric", "value", "low", "high")
SIMPLE: dict[str, Callable[[Floats, Floats, Floats], Floats]] = {
    "auc": ranking.auc,
    "ap": ranking.average_precision,
    "brier": calibration.brier,
    "slope": calibration.slope,
    "intercept": calibration.intercept,
}
OVERCONFIDENT_SLOPE = 0.8


def evaluate(predictions: pd.DataFrame, *, capacity: float, seed: int) -> pd.DataFrame:
    """One row a model, validation and metric: ``value, low, high`` and, where scores tie at the cut of
    the list, ``tie_low, tie_high``. Order: validation, model, metric.
    """
    rows = []
    for (validation, model), part in predictions.groupby(["validation", "model"], sort=False):
        y, p, w = arrays(part, seed=seed)
        one = np.ones((len(y), 1))
        for metric, measure in SIMPLE.items():
            low, high = interval(measure(y, p, w))
            rows.append(
                (model, validation, metric, float(measure(y, p, one)[0]), low, high, None, None)
            )
        rows += at_capacity(model, validation, y, p, w, capacity)
    columns = [*METRIC_COLUMNS, "tie_low", "tie_high"]
    return pd.DataFrame(rows, columns=columns)


def arrays(part: pd.DataFrame, *, seed: int) -> tuple[Floats, Floats, Floats]:
    """y, p and cluster weights of predictions, in the order of rows."""
    part = part.sort_values(["row", "label"], kind="stable")
    w = cluster_weights(part["cluster"].to_numpy(), replicates=replicates_for(len(part)), seed=seed)
    return part["y"].to_numpy("float64"), part["p"].to_numpy("float64"), w


def at_capacity(
    model: object, validation: object, y: Floats, p: Floats, w: Floats, capacity: float
) -> list[tuple]:
    """Precision and recall of the list cut at the capacity."""
    value = ranking.found_in_list(y, p, np.ones((len(y), 1)), capacity)
    drawn = ranking.found_in_list(y, p, w, capacity)
    rows = []
    for metric, per in (("precision_at", "length"), ("recall_at", "events")):
        with np.errstate(invalid="ignore", divide="ignore"):
            low, high = interval(drawn["expected"] / drawn[per])
        whole = {
            key: float(value[key][0] / value[per][0]) for key in ("expected", "fewest", "most")
        }
        rows.append(
            (
                model,
                validation,
                metric,
                whole["expected"],
                low,
                high,
                whole["fewest"],
                whole["most"],
            )
        )
    return rows


def against_rules(predictions: pd.DataFrame, *, seed: int, capacity: float) -> pd.DataFrame:
    """Each model minus the best transparent rule on the same rows and replicates.

    ``validation, model, rule, metric, difference, low, high, beats``: a model beats the rules where the
    interval of the difference lies above 0. Metrics: auc, ap, recall_at.
    """
    rows = []
    for validation, part in predictions.groupby("validation", sort=False):
        sides = {
            name: arrays(rows_of, seed=seed) for name, rows_of in part.groupby("model", sort=False)
        }
        rules = [name for name in RULES if name in sides]
        if not rules:
            continue
        for metric in ("auc", "ap", "recall_at"):
            value = {name: _metric(metric, *side, capacity) for name, side in sides.items()}
            rule = max(rules, key=lambda name: value[name][0])
            for model in sides:
                if model in RULES:
                    continue
                low, high = interval(value[model][1] - value[rule][1])
                gain = value[model][0] - value[rule][0]
                rows.append((validation, model, rule, metric, gain, low, high, bool(low > 0)))
    return pd.DataFrame(
        rows,
        columns=["validation", "model", "rule", "metric", "difference", "low", "high", "beats"],
    )


def _metric(metric: str, y: Floats, p: Floats, w: Floats, capacity: float) -> tuple[float, Floats]:
    both = np.column_stack([np.ones(len(y)), w])
    if metric == "recall_at":
        found = ranking.found_in_list(y, p, both, capacity)
        with np.errstate(invalid="ignore", divide="ignore"):
            values = found["expected"] / found["events"]
    else:
        values = SIMPLE[metric](y, p, both)
    return float(values[0]), values[1:]


def strictest(predictions: pd.DataFrame) -> str:
    """The validation that says most: out of time, else sites left out, else grouped cross-validation."""
    there = set(predictions["validation"])
    return next(v for v in ("out_of_time", "leave_one_site_out", "grouped_cv") if v in there)


def note_verdicts(
    study: Study, metrics: pd.DataFrame, gains: pd.DataFrame, validation: str
) -> None:
    """Say which models are overconfident and which do not beat the transparent rules."""
    here = metrics[metrics["validation"].eq(validation)]
    slope = here[here["metric"].eq("slope")]
    sure = slope["high"].isna() | slope["high"].lt(1)
    for row in slope[slope["value"].lt(OVERCONFIDENT_SLOPE) & sure].itertuples():
        study.warn("overconfident", model=model_words(row.model), slope=f"{row.value:.2f}")
    auc = here[here["metric"].eq("auc")]
    for row in auc[auc["low"].le(0.5) | auc["low"].isna()].itertuples():
        study.warn("no_better_than_chance", model=model_words(row.model), auc=f"{row.value:.2f}")
    judged = gains[gains["validation"].eq(validation) & gains["metric"].eq("auc")]
    for row in judged[~judged["beats"]].itertuples():
        study.warn(
            "not_beaten",
            model=model_words(row.model),
            rule=model_words(row.rule),
            validation=validation_words(validation),
            difference=f"{row.difference:+.3f}",
            low=f"{row.low:+.3f}",
            high=f"{row.high:+.3f}",
        )


def validation_words(validation: str) -> str:
    """The validation's name in words."""
    return say(f"research.{validation}")


def model_words(model: object) -> str:
    """The model's name in words."""
    return say(f"research.model_{model}")
