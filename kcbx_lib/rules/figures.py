"""Findings from the relations that were checked in a report's text."""

from __future__ import annotations

import pandas as pd

from kcbx_lib.rules.finding import Found

WRONG = ("contradiction", "probably")
SEVERITY = {"contradiction": "medium", "probably": "low"}


def figure_rows(figures: pd.DataFrame, rule: str) -> Found:
    """One row per wrong relation of a rule; ``tested`` counts the relations of the rule that were checked.

    In: ``file, rule, kind, grade, stated, computed, quote, place``, one row a relation, those that hold
    included. A report that holds no relation of the kind was still looked at, so at least every file
    counts as tested once.
    """
    own = figures[figures["rule"].eq(rule).fillna(False)]
    wrong = own[own["grade"].isin(WRONG)].sort_values(
        ["file", "place", "quote", "kind", "stated", "computed"], kind="stable"
    )
    wrong = wrong.drop_duplicates(["file", "place", "quote", "stated", "computed"])
    order = wrong.groupby(["file", "place", "quote"]).cumcount().astype("str")
    rows = pd.DataFrame(
        {
            "subject_kind": "report",
            "subject": wrong["file"],
            "severity": wrong["grade"].map(SEVERITY),
            "case_key": wrong["place"].fillna("") + "|" + wrong["quote"].fillna("") + "|" + order,
            "stated": wrong["stated"],
            "computed": wrong["computed"],
            "quote": wrong["quote"],
            "place": wrong["place"],
        }
    )
    return Found(rows.reset_index(drop=True), max(len(own), figures["file"].nunique()))
