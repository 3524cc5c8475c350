"""model_comparison: what would these data do to the default scorecard's points?"""

from __future__ import annotations

import pandas as pd
from IPython.display import HTML, Markdown

from kcbx_lib.errors import WrongUse
from kcbx_lib.messages import language, say
from kcbx_lib.reports.research_results import published_changes
from kcbx_lib.reports.research_story.opening import (
    labelled,
    listed,
    number,
    span,
)
from kcbx_lib.reports.story.shared import table
from kcbx_lib.risk.card import load_scorecard
from kcbx_lib.risk.known_factors import knows_factors
from kcbx_lib.risk.reweighting import CHANGE_COLUMNS, reweighted
from kcbx_lib.risk.study import Study


def refit(study: Study) -> pd.DataFrame:
    """The default scorecard's points beside those fitted to this table; empty where they cannot be.

    Why they cannot is noted: the table lacks the card's columns, or holds too few events.
    """
    card = load_scorecard()
    if not knows_factors(study.raw, card):
        study.warn("no_scorecard_columns")
        return pd.DataFrame(columns=list(CHANGE_COLUMNS))
    try:
        _, changes = reweighted(card, study.raw, study.y, cluster=study.cluster)
    except WrongUse as problem:
        study.warnings.append(str(problem))
        return pd.DataFrame(columns=list(CHANGE_COLUMNS))
    return published_changes(changes)


def change_table(changes: pd.DataFrame) -> HTML | Markdown:
    """Points before and after, with what they rest on; small counts blank."""
    if changes.empty:
        return Markdown(say("research.no_local_points"))
    titles = factor_titles()
    shown = pd.DataFrame(
        {
            "term": changes["factor"].map(titles),
            "points_before": changes["points_before"],
            "points": changes["points_after"],
            "log_odds": [
                f"{number(r.log_odds)} ({span(r.low, r.high)})" for r in changes.itertuples()
            ],
            "n": changes["holding"],
            "events": changes["events"],
        }
    )
    return table(labelled(shown), most=40)


def answer(changes: pd.DataFrame) -> Markdown:
    """Which factors weigh more here than in the default card, and which less."""
    if changes.empty:
        return Markdown(say("research.no_local_points"))
    titles = factor_titles()

    def names(which: pd.Series) -> str:
        return listed(changes.loc[which, "factor"].map(titles))

    gain = changes["points_after"] - changes["points_before"]
    return Markdown(say("research.local_points_answer", more=names(gain > 0), less=names(gain < 0)))


def factor_titles() -> dict[str, str]:
    """The card's factors in the language in force."""
    return {factor.name: factor.title[language()] for factor in load_scorecard().factors}
