"""A panel made fit to leave the office: pseudonyms renewed, places and dates coarsened, rare children blanked.

What a neighbour may know of a child (its sex, age, grade, school, household register, whether it boards, is
disabled, an orphan, a migrant, too old for its grade) is coarsened until at least ``k`` children of the
county are alike in all of it, in every term at once: a child's rows stand under one pseudonym, so what is
blank in one term and filled in another would be no secret, and neither would a move between schools. The
school is one of these things though it bears a pseudonym: its number of pupils gives it away. After Sweeney
2002. This hides who is in a row, not what is common to all who are alike: the table stays internal.
"""

from __future__ import annotations

import hashlib
import hmac

import pandas as pd

QUASI = (
    "sex", "birth_year", "grade", "school_code", "hukou_kind", "boarding", "disability", "orphan",
    "migrant", "over_age", "changes_stage",
)  # fmt: skip
BLANKED_IN_TURN = (
    "birth_year", "school_code", "changes_stage", "boarding", "hukou_kind", "migrant", "over_age",
    "grade", "orphan", "disability", "sex",
)  # fmt: skip
"""What research can best do without comes first. Without its school a child is a cluster of its own."""
DROPPED = {
    "township": "place",
    "village": "place",
    "birth_date": "date",
    "school_name": "place",
    "stage": "repeats",
}
STEPS = {
    "absence_rate": 0.02, "absence_trend": 0.02, "weekend_edge_share": 0.1,
    "score_against_class": 0.25, "score_against_own_past": 0.25,
}  # fmt: skip
MOST = {
    "unexcused_streak": 10, "longest_unexcused_streak": 10, "absence_spells": 10, "transfers": 2,
    "over_age": 3,
}  # fmt: skip
"""Counts are cut at the top: a streak of 23 days is one child's, one of ten or more is several's."""


def coarsened(panel: pd.DataFrame, *, k: int, key: bytes) -> tuple[pd.DataFrame, list[dict]]:
    """The table that may leave and its log: ``[{column, what, why, rows}]``.

    ``subject`` and ``school_code`` get new keyed pseudonyms, so that the table does not join to the
    audit's own files; a child keeps one pseudonym over its terms.
    """
    out, log = panel.copy(), []
    if "birth_date" in out:
        year = pd.to_datetime(out["birth_date"]).dt.year.astype("Int64")
        out["birth_year"] = year.astype("str")
        log.append(_entry("birth_date", "coarsened_to_year", "date", len(out)))
    for column, why in DROPPED.items():
        if column in out:
            out = out.drop(columns=column)
            log.append(_entry(column, "dropped", why, len(panel)))
    for column, mark in (("subject", "r"), ("school_code", "s")):
        if column in out:
            out[column] = renamed(out[column], key=key, mark=mark)
            log.append(_entry(column, "renamed", "identifier", int(out[column].notna().sum())))
    out, steps = rounded(out)
    log += steps
    out, steps = anonymous(out, k=k)
    order = ["subject", "county", "term"]
    out = out.sort_values([c for c in order if c in out], ignore_index=True)
    kept = [_entry(str(column), "kept", "needed", int(out[column].notna().sum())) for column in out]
    return out, [*log, *steps, *kept]


def rounded(panel: pd.DataFrame) -> tuple[pd.DataFrame, list[dict]]:
    """Figures in steps and counts cut at the top, so that an exact figure points at nobody."""
    out, log = panel.copy(), []
    for column, step in STEPS.items():
        if column in out:
            figures = out[column].astype("Float64")
            out[column] = figures.div(step).round().mul(step).round(4)
            log.append(_entry(column, "rounded", "detail", int(figures.notna().sum())))
    for column, most in MOST.items():
        if column in out:
            high = out[column].gt(most).fillna(False).astype(bool)
            out[column] = out[column].mask(high, most)
            log.append(_entry(column, "cut_at_the_top", "detail", int(high.sum())))
    return out, log


def anonymous(panel: pd.DataFrame, *, k: int) -> tuple[pd.DataFrame, list[dict]]:
    """Every child alike with at least ``k`` − 1 others of its county, over all of its terms.

    Birth years become pairs of years and grades bands of grades where the county at large asks for
    it; of children still rare one column after another is blanked, in all of their rows; who is rare
    by the very terms in which it appears is left out.
    """
    out, log = panel.copy(), []
    quasi = [column for column in QUASI if column in out]
    at_large = [column for column in quasi if column != "school_code"]
    if "birth_year" in out and is_rare(out, at_large, k).any():
        year = pd.to_numeric(out["birth_year"], errors="coerce")
        even = (year // 2 * 2).astype("Int64")
        pairs = even.astype("str") + "–" + (even + 1).astype("str")
        out["birth_year"] = pairs.mask(year.isna())
        log.append(_entry("birth_year", "pairs_of_years", "k", int(year.notna().sum())))
    if "grade" in out and is_rare(out, at_large, k).mean() > 0.05:
        out["grade"] = grade_bands(out["grade"])
        log.append(_entry("grade", "bands_of_grades", "k", int(out["grade"].notna().sum())))
    for column in (name for name in BLANKED_IN_TURN if name in quasi):
        rare = is_rare(out, quasi, k)
        hidden = int((rare & out[column].notna()).sum())
        out[column] = out[column].mask(rare)
        if hidden:
            log.append(_entry(column, "blanked", "k", hidden))
    rare = is_rare(out, quasi, k)
    if rare.any():
        log.append(_entry("*", "rows_dropped", "k", int(rare.sum())))
        out = out[~rare]
    return out, log


def grade_bands(grades: pd.Series) -> pd.Series:
    """Grades 1–3, 4–6 and 7–9 as bands."""
    grade = pd.to_numeric(grades, errors="coerce")
    bands = pd.cut(grade.astype("float64"), [0, 3, 6, 9], labels=["1-3", "4-6", "7-9"])
    return bands.astype("str").mask(bands.isna())


def is_rare(panel: pd.DataFrame, quasi: list[str], k: int) -> pd.Series:
    """Rows of children who are alike with fewer than ``k``, themselves counted, in all of their rows."""
    by = [column for column in ("county", "term") if column in panel]
    text = panel[[*by, *quasi]].astype("object").where(panel[[*by, *quasi]].notna(), "")
    of_row = pd.util.hash_pandas_object(text.astype("str"), index=False)
    # Sums of hashes name a set of rows whatever their order; they wrap round, which does no harm.
    of_child = of_row.groupby(panel["subject"].to_numpy()).sum()
    alike = of_child.map(of_child.value_counts())
    return panel["subject"].map(alike).lt(k)


def renamed(values: pd.Series, *, key: bytes, mark: str) -> pd.Series:
    """New keyed pseudonyms, one a distinct value."""
    distinct = values.dropna().unique()
    names = {
        value: mark
        + hmac.new(key, f"panel|{mark}|{value}".encode(), hashlib.sha256).hexdigest()[:12]
        for value in distinct
    }
    return values.map(names).astype("str")


def _entry(column: str, what: str, why: str, rows: int) -> dict:
    return {"column": column, "what": what, "why": why, "rows": rows}
