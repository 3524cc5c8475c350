"""policy_what_if: what does another threshold cost, and whom does it find?"""

from __future__ import annotations

import pandas as pd
from IPython.display import HTML, Markdown

from kcbx_lib.messages import say
from kcbx_lib.reports import research_charts
from kcbx_lib.reports.charts import new_figure
from kcbx_lib.reports.research_results import published_rule
from kcbx_lib.reports.research_story.comparison import held_out
from kcbx_lib.reports.research_story.opening import (
    labelled,
    name_of,
    percent,
    span,
    with_span,
    words,
)
from kcbx_lib.reports.story.shared import table
from kcbx_lib.risk.study import Study, asked_number
from kcbx_lib.risk.what_if import by_capacity, by_rule, default_rule, weeks_needed

MODELS = ("scorecard", "points", "logistic")


def capacities(study: Study) -> pd.DataFrame:
    """Workload and recall of lists of growing length, from held-out chances."""
    models = [*MODELS, "site_rate"] if study.is_clustered else list(MODELS)
    from kcbx_lib.risk.known_factors import scorecard_score

    if scorecard_score(study.raw) is None:
        models.remove("scorecard")
    return by_capacity(held_out(study, models, only_strictest=True), seed=study.seed)


def capacity_table(rows: pd.DataFrame, *, visits_a_week: int) -> HTML:
    """Lists of growing length: visits, weeks, found, recall, visits for each one found."""
    shown = pd.DataFrame(
        {
            "model": rows["model"].map(name_of),
            "share": rows["share"].map(lambda share: percent(share, 0)),
            "visits": rows["visits"].astype(int),
            "weeks": weeks_needed(rows["visits"], visits_a_week),
            "recall": [
                f"{percent(r.recall)} ({span(r.low, r.high, '{:.0%}')})" for r in rows.itertuples()
            ],
            "precision": rows["precision"].map(percent),
            "visits_each": rows["visits_each"].map(lambda n: "—" if pd.isna(n) else f"{n:.0f}"),
        }
    )
    return table(labelled(shown), most=60)


def draw_capacity(rows: pd.DataFrame) -> None:
    """Recall against the share visited."""
    _, axis = new_figure(height=4.0)
    shown = pd.DataFrame(
        {
            "label": rows["model"].map(name_of),
            "x": rows["share"] * 100,
            "y": rows["recall"] * 100,
            "low": rows["low"] * 100,
            "high": rows["high"] * 100,
        }
    )
    at = rows[rows["share"].eq(0.1)].sort_values("recall", kind="stable").iloc[-1]
    research_charts.curves(
        shown, axis, title=say("research.capacity_title", model=name_of(at["model"]), recall=percent(at["recall"], 0)),
        x=say("research.share_axis"), y=say("research.recall_axis"), legend="lower right",
    )  # fmt: skip
    axis.plot([0, 50], [0, 50], color="#6b7785", linestyle="--", linewidth=1)


def rules(study: Study, rule: str = "") -> tuple[pd.DataFrame, str]:
    """Thresholds of one number and what each would list; empty where the table has no number."""
    column = asked_number(study, "rule", rule) if rule else default_rule(study)
    if not column or study.columns[column].kind == "category":
        return pd.DataFrame(), ""
    return published_rule(by_rule(study, column)), column


def rule_table(rows: pd.DataFrame, *, visits_a_week: int) -> HTML | Markdown:
    """Each threshold: children listed, weeks, recall, precision."""
    if rows.empty:
        return Markdown(say("research.no_dose"))
    shown = pd.DataFrame(
        {
            "threshold": rows["threshold"].map("{:.3g}".format),
            "visits": rows["visits"],
            "weeks": weeks_needed(rows["visits"], visits_a_week),
            "recall": [with_span(r.recall, r.low, r.high, "{:.0%}") for r in rows.itertuples()],
            "precision": rows["precision"].map(percent),
        }
    )
    return table(labelled(shown), most=30)


def draw_rule(rows: pd.DataFrame, column: str) -> Markdown | None:
    """Workload and recall as the threshold moves."""
    rows = rows.dropna(subset=["recall"]) if len(rows) else rows
    if rows.empty:
        return Markdown(say("research.no_dose"))
    _, axis = new_figure()
    both = [
        rows.assign(label=say("research.recall_axis"), y=rows["recall"] * 100,
                    low=rows["low"] * 100, high=rows["high"] * 100),
        rows.assign(label=say("research.share_axis"), y=rows["share"] * 100, low=None, high=None),
    ]  # fmt: skip
    shown = pd.concat(
        [
            part[["label", "threshold", "y", "low", "high"]].astype({"low": float, "high": float})
            for part in both
        ]
    ).rename(columns={"threshold": "x"})
    first, last = rows.iloc[0], rows.iloc[-1]
    research_charts.curves(
        shown, axis,
        title=say("research.rule_title", column=words(column), first=f"{first['threshold']:.3g}",
                  last=f"{last['threshold']:.3g}", high=percent(first["recall"], 0), low=percent(last["recall"], 0)),
        x=words(column), y="%",
    )  # fmt: skip
    return None


def answer(rows: pd.DataFrame, *, visits_a_week: int) -> Markdown:
    """What doubling the list from 5 % to 10 % brings, for the first model."""
    part = rows[rows["model"].eq(rows["model"].iloc[0])].set_index("share")
    small, large = part.loc[0.05], part.loc[0.10]
    return Markdown(
        say(
            "research.what_if_answer",
            model=name_of(rows["model"].iloc[0]),
            small=f"{small['visits']:,.0f}",
            large=f"{large['visits']:,.0f}",
            from_recall=percent(small["recall"], 0),
            to_recall=percent(large["recall"], 0),
            weeks=int(
                weeks_needed(pd.Series([large["visits"] - small["visits"]]), visits_a_week)[0]
            ),
            each=f"{large['visits_each']:.0f}",
        )
    )


def rule_answer(rows: pd.DataFrame, column: str, *, visits_a_week: int) -> Markdown:
    """What moving the limit from its strictest step to the one nearest a tenth of the children brings."""
    rows = rows.dropna(subset=["recall"]) if len(rows) else rows
    if rows.empty:
        return Markdown(say("research.no_dose"))
    strict = rows.iloc[-1]
    tenth = rows.loc[(rows["share"] - 0.1).abs().idxmin()]
    return Markdown(
        say(
            "research.rule_answer",
            column=words(column),
            strict=f"{strict['threshold']:.3g}",
            tenth=f"{tenth['threshold']:.3g}",
            from_visits=f"{strict['visits']:,.0f}",
            to_visits=f"{tenth['visits']:,.0f}",
            weeks=int(weeks_needed(pd.Series([tenth["visits"]]), visits_a_week)[0]),
            from_recall=percent(strict["recall"], 0),
            to_recall=percent(tenth["recall"], 0),
            precision=percent(tenth["precision"], 0),
        )
    )
