"""time_to_dropout: at which grade do children leave, and how many are left at the end?"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
from IPython.display import HTML, Markdown

from kcbx_lib.messages import say
from kcbx_lib.reports import research_charts
from kcbx_lib.reports.charts import new_figure
from kcbx_lib.reports.research_results import published_life
from kcbx_lib.reports.research_story.opening import (
    labelled,
    level_words,
    percent,
    span,
    with_span,
    words,
)
from kcbx_lib.reports.story.shared import table
from kcbx_lib.risk.hazard import clock_of, hazard_estimates, life_table, life_tables_by
from kcbx_lib.risk.odds import estimates_of
from kcbx_lib.risk.study import Study, asked_name, group_texts


def tables(study: Study, clock: str = "") -> tuple[pd.DataFrame, str]:
    """The life table, and the column that served as clock ('' where there is none)."""
    step, names, column = clock_of(study, clock)
    if not column:
        return pd.DataFrame(), ""
    return published_life(life_table(study, step, names)), column


def hazard_table(life: pd.DataFrame) -> HTML | Markdown:
    """The life table for the page; counts of 1 to 7 events are blank."""
    if life.empty:
        return Markdown(say("research.no_clock"))
    shown = pd.DataFrame(
        {
            "step": life["label"],
            "at_risk": life["at_risk"],
            "hazard": [with_span(r.hazard, r.low, r.high, "{:.1%}") for r in life.itertuples()],
            "survival": [
                with_span(r.survival, r.survival_low, r.survival_high, "{:.1%}")
                for r in life.itertuples()
            ],
        }
    )
    return table(labelled(shown), most=30)


def draw_hazard(life: pd.DataFrame, clock: str) -> Markdown | None:
    """The hazard of each step."""
    if life.empty:
        return Markdown(say("research.no_clock"))
    known = life.dropna(subset=["hazard"])
    if known.empty:
        return Markdown(say("research.nothing_to_draw"))
    top = known.loc[known["hazard"].idxmax()]
    _, axis = new_figure()
    research_charts.rates(
        life.rename(columns={"hazard": "rate"}).astype({"rate": "float64", "low": "float64", "high": "float64"}), axis,
        title=say("research.hazard_title", step=step_words(clock, top["label"]), rate=percent(top["hazard"])),
        unit=say("research.rate_axis"),
    )  # fmt: skip
    axis.set_xlabel(words(clock))
    return None


def survival_rows(study: Study, clock: str = "", group: str = "") -> pd.DataFrame:
    """Survival curves: all, and the groups of one column. ``label, x, y, low, high`` in percent."""
    step, names, column = clock_of(study, clock)
    if not column:
        return pd.DataFrame()
    life = published_life(life_table(study, step, names))
    if life.empty:
        return pd.DataFrame()
    if group and group not in study.groups:
        asked_name("by", group, list(study.raw.columns))
        study = replace(study, groups=group_texts(study.raw, [group]))
    group = group or next(iter(study.groups.columns), "")
    parts = [life.assign(label=say("research.everyone"))]
    if group in study.groups:
        by = life_tables_by(study, step, names, group)
        if len(by):
            tables = [published_life(part) for _, part in by.groupby("group", sort=False)]
            by = pd.concat(tables, ignore_index=True)
            parts = [
                by.assign(label=[f"{words(group)} = {level_words(group, g)}" for g in by["group"]])
            ]
    rows = pd.concat(parts, ignore_index=True)
    return pd.DataFrame(
        {
            "label": rows["label"],
            "x": rows["step"].astype("float64"),
            "y": rows["survival"] * 100,
            "low": rows["survival_low"] * 100,
            "high": rows["survival_high"] * 100,
            "step": rows["label"] if "step" not in rows else [names[int(s)] for s in rows["step"]],
        }
    )


def draw_survival(rows: pd.DataFrame, clock: str) -> Markdown | None:
    """The share still at school after each step."""
    if rows.empty:
        return Markdown(say("research.no_clock"))
    _, axis = new_figure()
    end = rows.groupby("label", sort=False)["y"].last()
    research_charts.curves(
        rows, axis, title=say("research.survival_title", low=f"{end.min():.0f}", high=f"{end.max():.0f}"),
        x=words(clock), y=say("research.survival_axis"), legend="lower left",
    )  # fmt: skip
    ticks = rows.drop_duplicates("x").sort_values("x")
    axis.set_xticks(ticks["x"], ticks["step"])
    return None


def estimate(study: Study, clock: str = "") -> pd.DataFrame:
    """Odds ratios of the discrete-time hazard; without a clock those of the plain model."""
    step, names, column = clock_of(study, clock)
    if not column or len(names) < 2:
        return estimates_of(study)
    return hazard_estimates(study, step, names, clock=column)


def answer(life: pd.DataFrame, clock: str) -> Markdown:
    """The riskiest step, and the share left at the end of the synthetic cohort."""
    known = life.dropna(subset=["hazard"]) if len(life) else life
    if life.empty or known.empty:
        return Markdown(say("research.no_clock" if life.empty else "research.nothing_to_draw"))
    top, last = known.loc[known["hazard"].idxmax()], life.dropna(subset=["survival"]).iloc[-1]
    return Markdown(
        say(
            "research.timing_answer",
            step=step_words(clock, top["label"]),
            rate=percent(top["hazard"]),
            interval=span(top["low"], top["high"], "{:.1%}"),
            left=percent(last["survival"]),
            left_interval=span(last["survival_low"], last["survival_high"], "{:.1%}"),
        )
    )


def step_words(clock: str, label: object) -> str:
    """A step as people say it: 年级 7."""
    return f"{words(clock)} {label}"
