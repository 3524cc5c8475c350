"""Who may leave and why: bands by grade, and the reasons."""

from __future__ import annotations

import re

import pandas as pd
from IPython.display import Markdown

from kcbx_lib.messages import language, say
from kcbx_lib.reports import charts
from kcbx_lib.risk.scorecard import Factor, load_scorecard


def risk_by_grade(risk: pd.DataFrame) -> pd.DataFrame:
    """Children by grade and band: one row a grade, one column a band."""
    bands = [band for band in ("high", "medium", "low") if band in set(risk["band"])]
    counts = pd.crosstab(risk["grade"], risk["band"]).reindex(columns=bands, fill_value=0)
    counts.index = pd.Index([say("story.grade", grade=grade) for grade in counts.index])
    return counts


def risk_reasons(risk: pd.DataFrame) -> pd.Series:
    """How many children of the high and medium bands have each factor, most frequent first.

    A reason carries the child's own figure (absent 17 %), so sentences are counted by their factor.
    """
    shown = risk[risk["band"].isin(["high", "medium"])]
    lang = language()
    counts = {
        factor.title[lang]: int(shown["reasons"].fillna("").str.contains(_pattern(factor)).sum())
        for factor in load_scorecard().factors
    }
    whole = pd.Series(counts, dtype="int64").sort_values(ascending=False, kind="stable")
    return whole[whole > 0]


def _pattern(factor: Factor) -> str:
    """The sentence of a factor, whatever figures it carries."""
    sentence = say("risk.reason", reason=factor.reason[language()], points=factor.points)
    parts = re.split(r"\{[^}]*\}", sentence)
    return ".+?".join(re.escape(part) for part in parts)


def draw_risk(risk: pd.DataFrame) -> None:
    """Bands by grade."""
    counts = risk_by_grade(risk)
    _, axis = charts.new_figure(height=max(2.8, 0.36 * len(counts) + 1.2))
    high = int(counts["high"].sum()) if "high" in counts else 0
    charts.stacked_bars(
        counts,
        axis,
        title=say("story.risk_title", high=high),
        unit=say("story.unit_children"),
        colours=charts.BAND_COLOURS,
        labels={band: say(f"story.band_{band}") for band in counts.columns},
    )


def draw_reasons(risk: pd.DataFrame) -> None:
    """The most frequent reasons."""
    reasons = risk_reasons(risk)
    _, axis = charts.new_figure(height=max(2.4, 0.36 * len(reasons) + 1))
    title = (
        say("story.reasons_title", reason=reasons.index[0])
        if len(reasons)
        else say("story.no_reasons")
    )
    charts.bars(reasons, axis, title=title, unit=say("story.unit_children"), colours=charts.ORANGE)


def risk_answer(risk: pd.DataFrame) -> Markdown:
    """How many children at each band, and what the list asks of the visitors."""
    bands = risk["band"].value_counts()
    return Markdown(
        say(
            "story.risk_answer",
            scored=f"{len(risk):,}",
            high=int(bands.get("high", 0)),
            medium=int(bands.get("medium", 0)),
        )
    )
