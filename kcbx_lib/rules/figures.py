"""Findings from the relations that were checked in a report's text."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kcbx_lib.rules.finding import Found
from kcbx_lib.rules.labels import label

# rows that are no relations: what was not read of a report
UNREAD, PARTLY_READ = "unread", "partly_read"
WRONG = ("contradiction", "probably")
SEVERITY = {"contradiction": "medium", "probably": "low"}


def figure_rows(figures: pd.DataFrame, rule: str) -> Found:
    """One row per wrong relation of a rule; ``tested`` counts the relations of the rule that were checked.

    In: ``file, rule, kind, grade, stated, computed, quote, place`` and, where known, ``reason``; one
    row a relation, those that hold included. A report that holds no relation of the kind was still looked
    at, so at least every file that could be read counts as tested once; the others are named, as are those
    read only in part.
    """
    unread = figures[figures["grade"].eq(UNREAD).fillna(False)]
    read = set(figures["file"].dropna()) - set(unread["file"])
    if not read:
        return Found.untested("rules_srf.unread", files=_listed(unread["file"]))
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
            "against": [_in_words("rules_srf.against", text) for text in wrong["computed"]],
            "why": [_in_words("rules_srf.why", text) for text in _reasons(wrong)],
            "quote": wrong["quote"],
            "place": wrong["place"],
        }
    )
    return Found(rows.reset_index(drop=True), max(len(own), len(read)), _note(figures, unread))


def _reasons(wrong: pd.DataFrame) -> pd.Series:
    """Why the text check calls each relation wrong."""
    return wrong.reindex(columns=["reason"])["reason"]


def _in_words(key: str, text: Any) -> str:
    """A clause of the sentence that is left out where there is nothing to say: two figures of one list
    have no third to be held against.
    """
    return label(key, text=text) if isinstance(text, str) and text else ""


def _note(figures: pd.DataFrame, unread: pd.DataFrame) -> tuple[str, dict[str, Any]] | None:
    """Which reports were not read, or not in one piece."""
    if len(unread):
        return "rules_srf.some_unread", {"files": _listed(unread["file"])}
    partly = figures[figures["grade"].eq(PARTLY_READ).fillna(False)]
    return ("rules_srf.partly_read", {"files": _listed(partly["file"])}) if len(partly) else None


def _listed(files: pd.Series) -> str:
    return "、".join(sorted(set(files.dropna())))
