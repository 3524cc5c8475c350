"""Who may leave and why: bands by grade, and the reasons."""

from __future__ import annotations

import pandas as pd
from IPython.display import Markdown

from kcbx_lib.messages import say
from kcbx_lib.reports import charts


def risk_by_grade(risk: pd.DataFrame) -> pd.DataFrame:
    """Children by grade and band: one row a grade, one column a band."""
    bands = [band for band in ("high", "medium", "low") if band in set(risk["band"])]
    counts = pd.crosstab(risk["grade"], risk["band"]).reindex(columns=bands, fill_value=0)
    counts.index = pd.Index([say("story.grade", grade=grade) for grade in counts.index])
    return counts


def risk_reasons(risk: pd.DataFrame) -> pd.Series:
    """How many children of the high and medium bands have each reason, most frequent first."""
    shown = risk[risk["band"].isin(["high", "medium"])]
    reasons = shown["reasons"].fillna("").str.split("；|; ").explode().str.strip()
    return reasons[reasons.ne("")].value_counts().head(10)


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
