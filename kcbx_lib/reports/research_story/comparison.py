"""model_comparison: does a model find more children than the transparent rules?"""

from __future__ import annotations

import numpy as np
import pandas as pd
from IPython.display import HTML, Markdown

from kcbx_lib.messages import say
from kcbx_lib.reports import research_charts
from kcbx_lib.reports.charts import new_figure
from kcbx_lib.reports.research_story.opening import (
    bracketed,
    labelled,
    listed,
    name_of,
    number,
    percent,
    span,
    words,
)
from kcbx_lib.reports.story.shared import table
from kcbx_lib.risk import calibration
from kcbx_lib.risk.evaluation import (
    against_rules,
    arrays,
    evaluate,
    note_verdicts,
    strictest,
    validation_words,
)
from kcbx_lib.risk.folds import fold_table, folds_of
from kcbx_lib.risk.models import chosen_models, predictions_of
from kcbx_lib.risk.points import fit_points
from kcbx_lib.risk.study import Names, Study, as_names, check_share

METRICS = ("auc", "ap", "recall_at", "precision_at", "brier", "slope", "intercept")


def held_out(study: Study, models: Names = "", *, only_strictest: bool = False) -> pd.DataFrame:
    """Held-out chances of the models asked for, under every validation the table allows."""
    folds = folds_of(study)
    if only_strictest and folds:
        first = folds[0].validation
        folds = [fold for fold in folds if fold.validation == first]
    return predictions_of(study, folds, chosen_models(as_names(models), study))


def splits(study: Study) -> HTML:
    """Which rows taught and which judged, summed by validation and what was left out."""
    rows = fold_table(study, folds_of(study))
    rows["validation"] = rows["validation"].map(validation_words)
    both = rows.groupby(["validation", "label"], sort=False).agg(
        train=("train", "max"), test=("test", "sum"), test_events=("test_events", "sum")
    )
    return table(labelled(both.reset_index()), most=40)


def judge(
    study: Study, predictions: pd.DataFrame, *, capacity: float
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Every metric with its interval, and the models minus the rules; what must be said is noted."""
    check_share("capacity", capacity)
    metrics = evaluate(predictions, capacity=capacity, seed=study.seed)
    gains = against_rules(predictions, seed=study.seed, capacity=capacity)
    note_verdicts(study, metrics, gains, strictest(predictions))
    return metrics, gains


def metric_table(metrics: pd.DataFrame) -> HTML:
    """One row a validation and model, one column a metric with its interval."""
    shown = metrics.assign(
        text=[
            f"{number(r.value, '{:.3f}')} ({span(r.low, r.high, '{:.3f}')})"
            for r in metrics.itertuples()
        ]
    )
    wide = shown.pivot_table(
        index=["validation", "model"], columns="metric", values="text", aggfunc="first", sort=False
    )
    wide = wide[[metric for metric in METRICS if metric in wide.columns]].reset_index()
    wide["validation"] = wide["validation"].map(validation_words)
    wide["model"] = wide["model"].map(name_of)
    return table(labelled(wide), most=40)


def draw_metric(metrics: pd.DataFrame, metric: str, *, chance: float | None = None) -> None:
    """One metric of every model, the validations side by side."""
    rows = metrics[metrics["metric"].eq(metric)]
    shown = pd.DataFrame(
        {
            "label": rows["model"].map(name_of),
            "group": rows["validation"].map(validation_words),
            "value": rows["value"],
            "low": rows["low"],
            "high": rows["high"],
        }
    )
    first = rows["validation"].iloc[0]
    best = rows[rows["validation"].eq(first)].sort_values("value", kind="stable").iloc[-1]
    _, axis = new_figure(height=max(3.0, 0.62 * shown["label"].nunique() + 1.3))
    research_charts.model_dots(
        shown,
        axis,
        title=say(
            "research.metric_title",
            metric=say(f"research.col_{metric}"),
            validation=validation_words(first),
            model=name_of(best["model"]),
            value=f"{best['value']:.3f}",
        ),
        unit=say(f"research.col_{metric}"),
        chance=chance,
    )


def calibration_rows(study: Study, predictions: pd.DataFrame, *, bins: int = 6) -> pd.DataFrame:
    """Calibration curves under the strictest validation."""
    part = predictions[predictions["validation"].eq(strictest(predictions))]
    frames = []
    for model, rows in part.groupby("model", sort=False):
        curve = calibration.calibration_curve(*arrays(rows, seed=study.seed), bins=bins)
        frames.append(curve.assign(label=name_of(model)))
    return pd.concat(frames, ignore_index=True)


def miscalibration(rows: pd.DataFrame) -> pd.Series:
    """Mean distance between expected and observed share of each model's curve, weighted by rows."""
    distance = (rows["observed"] - rows["expected"]).abs() * rows["n"]
    sums = pd.DataFrame({"label": rows["label"], "distance": distance, "n": rows["n"]})
    both = sums.groupby("label", sort=False).sum()
    return (both["distance"] / both["n"]).sort_values(kind="stable")


def draw_calibration(rows: pd.DataFrame) -> None:
    """Observed against expected."""
    _, axis = new_figure(width=6.4, height=5.0)
    best = miscalibration(rows)
    research_charts.calibration(
        rows, axis,
        title=say("research.calibration_title", model=best.index[0], points=f"{best.iloc[0] * 100:.1f}"),
        x=say("research.expected_axis"), y=say("research.observed_axis"),
    )  # fmt: skip


def decision_rows(study: Study, predictions: pd.DataFrame) -> pd.DataFrame:
    """Net benefit over thresholds up to three times the prevalence, per 1,000 children."""
    part = predictions[predictions["validation"].eq(strictest(predictions))]
    top = min(0.6, 3 * study.prevalence)
    thresholds = np.linspace(top / 12, top, 12)
    frames = []
    for model, rows in part.groupby("model", sort=False):
        y, p, w = arrays(rows, seed=study.seed)
        curve = calibration.decision_curve(y, p, w, thresholds)
        frames.append(curve.assign(label=name_of(model)))
    everybody = frames[0].assign(
        label=say("research.visit_all"), net_benefit=frames[0]["all"], low=np.nan, high=np.nan
    )
    rows = pd.concat([*frames, everybody], ignore_index=True)
    for column in ("net_benefit", "low", "high"):
        rows[column] = rows[column] * 1000
    return rows.rename(columns={"threshold": "x", "net_benefit": "y"})


def calibration_answer(metrics: pd.DataFrame) -> Markdown:
    """Whose chances may be taken at their word, whose are too sure, whose too cautious."""
    first = metrics["validation"].iloc[0]
    slope = metrics[metrics["validation"].eq(first) & metrics["metric"].eq("slope")]

    def names(which: pd.Series) -> str:
        told = slope[which.fillna(False).to_numpy(bool)]
        return listed(bracketed(name_of(r.model), number(r.value)) for r in told.itertuples())

    return Markdown(
        say(
            "research.calibration_answer",
            right=names(slope["low"].le(1) & slope["high"].ge(1)),
            sure=names(slope["high"].lt(1)),
            cautious=names(slope["low"].gt(1)),
        )
    )


def paying_span(rows: pd.DataFrame) -> tuple[str, float, float]:
    """The model with the largest net benefit most often, and the thresholds at which the whole interval of
    its benefit lies above 0 and its benefit above visiting everybody; NaN where at none.
    """
    everybody = rows["label"].eq(say("research.visit_all"))
    whole = rows[everybody].set_index("x")["y"]
    models = rows[~everybody]
    best = models.loc[models.groupby("x")["y"].idxmax(), "label"].mode().iloc[0]
    part = models[models["label"].eq(best)].set_index("x")
    pays = part.index[part["low"].gt(0) & part["y"].gt(whole.reindex(part.index))]
    return (
        (str(best), float(pays.min()), float(pays.max()))
        if len(pays)
        else (str(best), np.nan, np.nan)
    )


def decision_words(rows: pd.DataFrame) -> str:
    """Between which thresholds a list pays."""
    model, low, high = paying_span(rows)
    if np.isnan(low):
        return say("research.decision_never", model=model)
    return say("research.decision_pays", model=model, low=percent(low, 0), high=percent(high, 0))


def draw_decision(rows: pd.DataFrame) -> None:
    """The decision curve."""
    _, axis = new_figure()
    shown = rows.assign(x=rows["x"] * 100)
    models = rows[rows["label"].ne(say("research.visit_all"))]
    research_charts.curves(
        shown, axis, title=decision_words(rows),
        x=say("research.threshold_axis"), y=say("research.benefit_axis"),
    )  # fmt: skip
    axis.axhline(0, color="#6b7785", linewidth=1)
    axis.set_ylim(min(-1.0, float(models["low"].min())), float(models["high"].max()) * 1.1 + 0.1)


def gains_table(gains: pd.DataFrame) -> HTML | Markdown:
    """Each model minus the best transparent rule, same rows, same replicates."""
    if gains.empty:
        return Markdown(say("research.no_gains"))
    shown = pd.DataFrame(
        {
            "validation": gains["validation"].map(validation_words),
            "model": gains["model"].map(name_of),
            "rule": gains["rule"].map(name_of),
            "metric": gains["metric"].map(lambda metric: say(f"research.col_{metric}")),
            "difference": [
                f"{r.difference:+.3f} ({span(r.low, r.high, '{:+.3f}')})"
                for r in gains.itertuples()
            ],
            "beats": gains["beats"].map(lambda yes: say("research.yes" if yes else "research.no")),
        }
    )
    return table(labelled(shown), most=40)


def answer(gains: pd.DataFrame, predictions: pd.DataFrame) -> Markdown:
    """Whether any model beats the rules where it counts."""
    validation = strictest(predictions)
    here = gains[gains["validation"].eq(validation) & gains["metric"].eq("auc")]
    won = here.loc[here["beats"], "model"]
    winners = listed(map(name_of, won))
    key = "research.some_beat" if len(won) else "research.none_beats"
    return Markdown(say(key, validation=validation_words(validation), models=winners))


def points_card(study: Study) -> HTML:
    """Whole points fitted to all rows: what a county would print. Its merit is what was measured held out."""
    card = fit_points(study.columns, study.y.to_numpy(), np.arange(study.n))
    shown = card.table()
    return table(labelled(shown.assign(term=shown["term"].map(words))), most=40)


def model_card(study: Study, metrics: pd.DataFrame, *, capacity: float) -> Markdown:
    """What the models are for, on what they learned, how well they did, and where they must not go."""
    first = metrics["validation"].iloc[0]
    here = metrics[metrics["validation"].eq(first)]
    lines = []
    for model, part in here.groupby("model", sort=False):
        rows = part.set_index("metric")
        auc, slope = rows.loc["auc"], rows.loc["slope"]
        lines.append(
            say(
                "research.card_line",
                model=name_of(model),
                auc=f"{number(auc['value'], '{:.3f}')} ({span(auc['low'], auc['high'], '{:.3f}')})",
                recall=percent(rows.loc["recall_at", "value"], 0),
                slope=f"{number(slope['value'])} ({span(slope['low'], slope['high'])})",
            )
        )
    return Markdown(
        say(
            "research.model_card",
            n=f"{study.n:,}",
            events=f"{study.events:,}",
            share=percent(study.prevalence),
            features=listed(map(words, study.features)),
            validation=validation_words(first),
            capacity=percent(capacity, 0),
            lines="\n".join(f"- {line}" for line in lines),
        )
    )
