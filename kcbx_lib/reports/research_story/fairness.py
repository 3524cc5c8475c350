"""fairness: whom does the list miss?"""

from __future__ import annotations

import numpy as np
import pandas as pd
from IPython.display import HTML, Markdown

from kcbx_lib.messages import say
from kcbx_lib.reports import research_charts
from kcbx_lib.reports.charts import new_figure
from kcbx_lib.reports.research_results import published_groups
from kcbx_lib.reports.research_story.comparison import held_out
from kcbx_lib.reports.research_story.opening import (
    labelled,
    level_words,
    listed,
    percent,
    span,
    with_span,
    words,
)
from kcbx_lib.reports.story.shared import table
from kcbx_lib.risk.fairness import (
    GAP,
    GROUP_COLUMNS,
    INSUFFICIENT,
    WITHIN,
    fairness_table,
    largest_gap,
    select_top,
)
from kcbx_lib.risk.outcome import outcome_of
from kcbx_lib.risk.study import Study, check_share


def measure(
    study: Study, *, decision: str = "", model: str = "logistic", capacity: float = 0.1
) -> pd.DataFrame:
    """Error rates by group of a decision in the table (a column or an expression), or of a model's list.

    The model's chances are held out; the list is cut at the capacity.
    """
    check_share("capacity", capacity)
    if not len(study.groups.columns):
        study.warn("no_groups")
        return pd.DataFrame(columns=list(GROUP_COLUMNS))
    if decision:
        chosen, _ = outcome_of(study.raw, decision)
        known = chosen.notna().to_numpy()
        return fairness_table(
            study.groups[known],
            study.y.to_numpy()[known],
            chosen[known].to_numpy() == 1,
            cluster=study.cluster.to_numpy()[known],
        )
    rows = held_out(study, [model], only_strictest=True)
    at = rows["row"].to_numpy()
    p = rows["p"].to_numpy()
    return fairness_table(
        study.groups.iloc[at],
        rows["y"].to_numpy(),
        select_top(p, capacity),
        p=p,
        cluster=rows["cluster"].to_numpy(),
    )


def group_table(groups: pd.DataFrame, metric: str) -> HTML | Markdown:
    """One metric by group, for the page: small groups blank."""
    if groups.empty:
        return Markdown(say("research.no_groups"))
    part = published_groups(groups)
    part = part[part["metric"].eq(metric)]
    shown = pd.DataFrame(
        {
            "column": part["column"].map(words),
            "group": [level_words(r.column, r.group) for r in part.itertuples()],
            "n": part["n"],
            "denominator": part["denominator"],
            "rate": [f"{percent(r.value)} ({span(r.low, r.high, '{:.1%}')})" for r in part.itertuples()],
            "difference": [
                with_span(r.difference, r.difference_low, r.difference_high, "{:+.1%}")
                for r in part.itertuples()
            ],
            "state": part["state"].map(state_words),
        }
    )  # fmt: skip
    return table(labelled(shown), most=60)


def state_words(state: str) -> str:
    """What may be said of a group, in words."""
    return say("research.fair_" + state.replace(" ", "_"))


def dot_rows(groups: pd.DataFrame, metric: str) -> pd.DataFrame:
    """What the picture draws, in percent."""
    part = published_groups(groups)
    part = part[part["metric"].eq(metric) & part["value"].notna()]
    rows = pd.DataFrame(
        {
            "label": [
                f"{words(r.column)} · {level_words(r.column, r.group)}" for r in part.itertuples()
            ],
            "state": part["state"].to_numpy(),
        }
    )
    for column in ("value", "low", "high"):
        rows[column] = part[column].astype("float64").to_numpy() * 100
    return rows.reset_index(drop=True)


def draw(groups: pd.DataFrame, metric: str) -> Markdown | None:
    """One metric by group with its interval."""
    rows = dot_rows(groups, metric) if len(groups) else pd.DataFrame()
    if rows.empty:
        return Markdown(say("research.nothing_to_draw"))
    rows = rows.head(30)
    _, axis = new_figure(height=max(3.0, 0.32 * len(rows) + 1.5))
    counts = rows["state"].value_counts()
    research_charts.group_dots(
        rows,
        axis,
        title=say(
            "research.fair_title",
            metric=say(f"research.col_{metric}"),
            gaps=int(counts.get(GAP, 0)),
            unsure=int(counts.get(INSUFFICIENT, 0)),
        ),
        unit="%",
        states={state: state_words(state) for state in rows["state"].unique()},
    )
    return None


def gap_table(groups: pd.DataFrame) -> HTML | Markdown:
    """The largest gap of each column and metric, and whether it may be believed."""
    if groups.empty:
        return Markdown(say("research.no_groups"))
    rows = pd.concat([largest_gap(groups, m) for m in ("fnr", "fpr", "ppv")], ignore_index=True)
    shown = rows.assign(
        column=rows["column"].map(words),
        highest=[level_words(r.column, r.highest) for r in rows.itertuples()],
        lowest=[level_words(r.column, r.lowest) for r in rows.itertuples()],
        gap=rows["gap"].map(percent),
        metric=rows["metric"].map(lambda metric: say(f"research.col_{metric}")),
        state=rows["state"].map(state_words),
    )
    return table(labelled(shown), most=60)


def answer(groups: pd.DataFrame) -> Markdown:
    """Who is missed more often, who is not, and of whom nothing can be said."""
    part = groups[groups["metric"].eq("fnr")]

    def names(state: str, more: bool | None = None) -> str:
        rows = part[part["state"].eq(state)]
        if more is not None:
            rows = rows[np.sign(rows["difference"]).eq(1 if more else -1)]
        return listed(
            f"{words(r.column)}={level_words(r.column, r.group)}" for r in rows.itertuples()
        )

    return Markdown(
        say(
            "research.fair_answer",
            more=names(GAP, True),
            less=names(GAP, False),
            within=names(WITHIN),
            unsure=names(INSUFFICIENT),
        )
    )
