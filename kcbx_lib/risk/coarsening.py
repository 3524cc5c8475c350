"""A panel made fit to leave the office: pseudonyms renewed, places and dates coarsened, rare rows blanked.

Quasi-identifiers (what a neighbour may know of a child) are coarsened step by step until every
combination occurs for at least ``k`` children, or is blanked. After Sweeney 2002; k-anonymity hides who
is in a row, not what is common to all rows of a group: the table stays internal to research.
"""

from __future__ import annotations

import hashlib
import hmac

import pandas as pd

QUASI = ("sex", "birth_year", "grade", "hukou_kind", "boarding")
DROPPED = {
    "township": "place",
    "village": "place",
    "birth_date": "date",
    "school_name": "place",
    "stage": "repeats",
}


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
    if "absence_rate" in out:
        out["absence_rate"] = out["absence_rate"].astype("Float64").mul(50).round().div(50)
        log.append(_entry("absence_rate", "rounded_2_percent", "detail", len(out)))
    out, steps = anonymous(out, k=k)
    order = ["subject", "county", "term"]
    out = out.sort_values([c for c in order if c in out], ignore_index=True)
    kept = [_entry(str(column), "kept", "needed", int(out[column].notna().sum())) for column in out]
    return out, [*log, *steps, *kept]


def anonymous(panel: pd.DataFrame, *, k: int) -> tuple[pd.DataFrame, list[dict]]:
    """Every combination of quasi-identifiers in a county shared by at least ``k`` children.

    First birth years become pairs of years, then grades become stages; what is still rare is blanked,
    column by column in the order birth year, hukou, boarding, grade, sex.
    """
    out, log = panel.copy(), []
    quasi = [column for column in QUASI if column in out]
    for column in quasi:
        out[column] = out[column].astype("str").fillna("")
    if "birth_year" in out and _rare(out, quasi, k).any():
        year = pd.to_numeric(out["birth_year"], errors="coerce")
        even = (year // 2 * 2).astype("Int64")
        pairs = even.astype("str") + "–" + (even + 1).astype("str")
        out["birth_year"] = pairs.where(year.notna(), "")
        log.append(_entry("birth_year", "pairs_of_years", "k", len(out)))
    if "grade" in out and _rare(out, quasi, k).mean() > 0.05:
        grade = pd.to_numeric(out["grade"], errors="coerce")
        stage = grade.map(
            lambda g: "1-3" if g <= 3 else "4-6" if g <= 6 else "7-9", na_action="ignore"
        )
        out["grade"] = stage.fillna("").astype("str")
        log.append(_entry("grade", "bands_of_grades", "k", len(out)))
    for column in ("birth_year", "hukou_kind", "boarding", "grade", "sex"):
        if column not in quasi:
            continue
        rare = _rare(out, quasi, k)
        blanked = int((rare & out[column].ne("")).sum())
        out.loc[rare, column] = ""
        if blanked:
            log.append(_entry(column, "blanked", "k", blanked))
    rare = _rare(out, quasi, k)
    if rare.any():
        log.append(_entry("*", "rows_dropped", "k", int(rare.sum())))
        out = out[~rare]
    for column in quasi:
        out[column] = out[column].mask(out[column].eq(""))
    return out, log


def _rare(panel: pd.DataFrame, quasi: list[str], k: int) -> pd.Series:
    by = [column for column in ("county", "term") if column in panel] + quasi
    counted = panel.groupby(by, dropna=False)["subject"].transform("nunique")
    return counted.lt(k)


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
