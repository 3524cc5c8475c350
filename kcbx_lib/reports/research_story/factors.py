"""risk_factors: what goes with the outcome, crude and adjusted."""

from __future__ import annotations

import numpy as np
import pandas as pd
from IPython.display import HTML, Markdown
from numpy.typing import NDArray

from kcbx_lib.errors import WrongUse
from kcbx_lib.messages import say
from kcbx_lib.reports import research_charts
from kcbx_lib.reports.charts import new_figure
from kcbx_lib.reports.research_results import published_prevalence, published_slices
from kcbx_lib.reports.research_story.opening import (
    bracketed,
    labelled,
    level_words,
    listed,
    number,
    p_value,
    percent,
    span,
    words,
)
from kcbx_lib.reports.story.shared import table
from kcbx_lib.risk.odds import (
    default_pairs,
    dose_response,
    estimates_of,
    interactions_of,
    prevalence_by,
    term_matrix,
)
from kcbx_lib.risk.study import Study, as_names, asked_name, asked_number
from kcbx_lib.risk.what_if import default_rule

MOST_DRAWN = 30

estimate = estimates_of


def prevalence(study: Study) -> pd.DataFrame:
    """The outcome's rate by level, small counts blank."""
    return published_prevalence(prevalence_by(study))


def prevalence_table(rows: pd.DataFrame) -> HTML:
    """The rates for the page."""
    shown = rows.assign(
        column=rows["column"].map(words),
        level=[level_words(r.column, r.level) for r in rows.itertuples()],
        rate=rows["rate"].map(percent),
    )
    return table(labelled(shown), most=60)


def prevalence_answer(study: Study, rows: pd.DataFrame) -> Markdown:
    """The overall rate, and the kinds of children with the highest and the lowest."""
    known = rows.dropna(subset=["rate"])
    if known.empty:
        return Markdown(say("research.prevalence_unknown", rate=percent(study.prevalence)))
    ends = {
        end: known.loc[known["rate"].astype("float64").sort_values(kind="stable").index[at]]
        for end, at in (("highest", -1), ("lowest", 0))
    }
    told = {
        end: bracketed(
            f"{words(row['column'])}={level_words(row['column'], row['level'])}",
            percent(row["rate"]),
        )
        for end, row in ends.items()
    }
    return Markdown(say("research.prevalence_answer", rate=percent(study.prevalence), **told))


def estimate_table(estimates: pd.DataFrame) -> HTML:
    """Crude and adjusted odds ratios with intervals, p and Holm's p."""
    shown = pd.DataFrame(
        {
            "term": estimates["term"].map(words),
            "crude": [
                f"{number(r.crude_odds_ratio)} ({span(r.crude_low, r.crude_high)})"
                for r in estimates.itertuples()
            ],
            "adjusted": [
                f"{number(r.odds_ratio)} ({span(r.low, r.high)})" for r in estimates.itertuples()
            ],
            "p": estimates["p"].map(p_value),
            "p_holm": estimates["p_holm"].map(p_value),
            "state": estimates["state"].map(lambda state: say(f"research.state_{state}")),
        }
    )
    return table(labelled(shown), most=60)


def forest_rows(study: Study, estimates: pd.DataFrame) -> pd.DataFrame:
    """What the forest plot draws: numbers per standard deviation, so that rows can be compared."""
    scale = []
    for term in estimates["term"]:
        column = study.columns.get(term)
        is_number = column is not None and column.kind == "number" and column.values.nunique() > 2
        scale.append(float(column.values.std()) if column is not None and is_number else 1.0)
    power = np.array(scale)
    rows = pd.DataFrame({"label": estimates["term"]})
    rows["label"] = [
        say("research.per_sd", term=words(term)) if by != 1.0 else words(term)
        for term, by in zip(estimates["term"], power, strict=True)
    ]
    for figure in ("odds_ratio", "low", "high", "crude_odds_ratio"):
        rows[figure] = estimates[figure].to_numpy(float) ** power
    rows["clear"] = stands_out(estimates)
    return rows


def stands_out(estimates: pd.DataFrame) -> NDArray[np.bool_]:
    """Terms that stand out after Holm's correction and have a finite estimate."""
    return (estimates["p_holm"].lt(0.05) & estimates["state"].eq("ok")).to_numpy()


def draw_forest(study: Study, estimates: pd.DataFrame) -> None:
    """The forest plot."""
    rows = forest_rows(study, estimates)
    key = "forest_title"
    if len(rows) > MOST_DRAWN:
        rows = rows.loc[estimates["p"].sort_values(kind="stable").index[:MOST_DRAWN]]
        key = "forest_title_of_many"
    _, axis = new_figure(height=max(3.0, 0.32 * len(rows) + 1.6))
    clear = int(stands_out(estimates).sum())
    research_charts.forest(
        rows,
        axis,
        title=say(f"research.{key}", clear=clear, terms=len(estimates), drawn=MOST_DRAWN),
        unit=say("research.odds_ratio_axis"),
        crude=say("research.crude"),
        adjusted=say("research.adjusted"),
    )


def answer(study: Study, estimates: pd.DataFrame) -> Markdown:
    """Which terms stand out, which do not, in words; numbers per standard deviation."""
    rows = forest_rows(study, estimates)
    told = rows[rows["clear"]]
    said = listed(f"{r.label} {number(r.odds_ratio)}" for r in told.itertuples())
    loose = estimates[estimates["p"].lt(0.05) & estimates["p_holm"].ge(0.05)]
    return Markdown(
        say(
            "research.factors_answer",
            clear=said,
            loose=listed(loose["term"].map(words)),
            terms=len(estimates),
        )
    )


def dose_column(study: Study, dose: str = "") -> str:
    """The number whose slices are shown: as asked, else the kit's choice; '' where there is none."""
    return asked_number(study, "dose", dose) if dose else default_rule(study)


def doses(study: Study, column: str) -> pd.DataFrame:
    """Slices with labels; empty where no number is there."""
    if not column or study.columns[column].kind == "category":
        return pd.DataFrame()
    rows = published_slices(dose_response(study, column))
    label = [f"{low:.3g}–{high:.3g}" if low != high else f"{low:.3g}"
             for low, high in zip(rows["low_value"], rows["high_value"], strict=True)]  # fmt: skip
    return rows.assign(label=label)


def draw_doses(rows: pd.DataFrame, column: str) -> Markdown | None:
    """The dose–response picture, or a sentence where there is nothing to draw."""
    if rows.empty:
        return Markdown(say("research.no_dose"))
    known = rows.dropna(subset=["rate"])
    if len(known) < 2:
        return Markdown(say("research.nothing_to_draw"))
    _, axis = new_figure()
    first, last = percent(known["rate"].iloc[0]), percent(known["rate"].iloc[-1])
    research_charts.rates(
        rows, axis, title=say("research.dose_title", column=words(column), first=first, last=last),
        unit=say("research.rate_axis"),
    )  # fmt: skip
    axis.set_xlabel(words(column))
    return None


def dose_answer(rows: pd.DataFrame, column: str) -> Markdown:
    """Whether the rate rises or falls from slice to slice, and by how much between the ends."""
    if rows.empty:
        return Markdown(say("research.no_dose"))
    known = rows.dropna(subset=["rate"])
    if len(known) < 2:
        return Markdown(say("research.nothing_to_draw"))
    first, last = known.iloc[0], known.iloc[-1]
    steps = np.sign(np.diff(known["rate"]))
    shape = "rises" if (steps >= 0).all() else "falls" if (steps <= 0).all() else "wavers"
    apart = first["high"] < last["low"] or last["high"] < first["low"]
    return Markdown(
        say(
            "research.dose_answer",
            column=words(column),
            shape=say(f"research.dose_{shape}"),
            first=bracketed(percent(first["rate"]), span(first["low"], first["high"], "{:.1%}")),
            last=bracketed(percent(last["rate"]), span(last["low"], last["high"], "{:.1%}")),
            apart=say("research.dose_apart" if apart else "research.dose_overlap"),
        )
    )


def interactions(study: Study, pairs: str = "") -> pd.DataFrame:
    """The interactions stated in advance: ``a*b, c*d`` as asked, else the kit's own."""
    asked = [tuple(part.strip() for part in pair.split("*")) for pair in as_names(pairs)]
    known = list(term_matrix(study).columns)
    for pair in asked:
        if len(pair) != 2:
            raise WrongUse(say("research.not_a_pair", found="*".join(pair)))
        for term in pair:
            asked_name("interactions", term, known)
    wanted = [(pair[0], pair[1]) for pair in asked]
    return interactions_of(study, wanted or default_pairs(study))


def interaction_answer(rows: pd.DataFrame) -> Markdown:
    """Which of the pairs stated in advance stand out."""
    if rows.empty:
        return Markdown(say("research.no_pairs"))
    clear = rows[rows["p_holm"].lt(0.05)]
    told = listed(f"{words(r.term)} {number(r.odds_ratio)}" for r in clear.itertuples())
    key = "interactions_found" if len(clear) else "interactions_none"
    return Markdown(say(f"research.{key}", pairs=len(rows), found=told))


def interaction_table(rows: pd.DataFrame) -> HTML | Markdown:
    """The ratio of odds ratios of each pair."""
    if rows.empty:
        return Markdown(say("research.no_pairs"))
    shown = pd.DataFrame(
        {
            "term": rows["term"].map(words),
            "ratio": [f"{number(r.odds_ratio)} ({span(r.low, r.high)})" for r in rows.itertuples()],
            "p": rows["p"].map(p_value),
            "p_holm": rows["p_holm"].map(p_value),
        }
    )
    return table(labelled(shown))
