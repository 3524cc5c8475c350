"""Picking the rows a rule finds: cases with their evidence, and cells that hold something after all."""

from __future__ import annotations

import pandas as pd

from kcbx_lib.clean.lists import holds
from kcbx_lib.facts import Facts, is_unreadable
from kcbx_lib.indicators.dropout import verified_dropouts
from kcbx_lib.ledgers.lookup import looked_up

__all__ = [
    "case_rows",
    "holds",
    "is_unreadable",
    "is_written",
    "looked_up",
    "states_of",
    "subjects_where",
    "verified_dropouts",
]

PERSON = (
    "name",
    "resident_id",
    "student_no",
    "sex",
    "birth_date",
    "guardian",
    "file",
    "sheet",
    "row",
)


def case_rows(files: pd.DataFrame, mask: pd.Series, *further: pd.DataFrame) -> pd.DataFrame:
    """One row per case under the mask, without person columns, with ``case_key`` and ``evidence``.

    ``further`` are frames with a ``case_row`` (attempts, notices): their rows of the case are
    evidence too. The key is the case number and its list, so that two lists of one number differ.
    """
    chosen = files[mask.eq(True).fillna(False).to_numpy(dtype=bool)]
    chosen = chosen[chosen["subject"].notna()]
    number = chosen["case_no"].fillna("").astype("str")
    version = chosen["list_version"].fillna("").astype("str")
    rows = chosen.drop(columns=[column for column in PERSON if column in chosen])
    rows = rows.assign(case_key=(number + "|" + version).astype("str"))
    own = {case: [case] for case in chosen.index}
    for frame in further:
        of_cases = frame[frame["case_row"].isin(list(own))]
        for case, row_id in zip(of_cases["case_row"], of_cases.index, strict=True):
            own[case].append(row_id)
    rows["evidence"] = [sorted(set(own[case])) for case in chosen.index]
    return rows.sort_index().drop_duplicates(["subject", "case_key"]).reset_index(drop=True)


def is_written(facts: Facts, rows: pd.DataFrame, column: str) -> pd.Series:
    """Whether the sheet held something in this column, even if it could not be read.

    A date in words or an unknown placement is a fault of its own (data quality), not a blank.
    """
    filled = rows[column].notna()
    if pd.api.types.is_string_dtype(rows[column]) or rows[column].dtype == object:
        filled &= rows[column].map(_is_text).astype(bool)
    if not facts.has("quality") or "row_id" not in facts["quality"]:
        return filled
    quality = facts["quality"]
    noted = quality[quality["column"].eq(column).fillna(False) & quality["raw"].notna()]
    noted = noted[noted["raw"].astype("str").str.strip().ne("")]
    return filled | rows.index.isin(noted["row_id"].dropna())


def _is_text(value: object) -> bool:
    if isinstance(value, (list, tuple)):
        return len(value) > 0
    return pd.notna(value) and str(value).strip() not in (
        "",
        "无",
        "/",
        "\\",
        "-",
        "—",
        "[]",
        "nan",
    )


def subjects_where(frame: pd.DataFrame, mask: pd.Series) -> set[str]:
    """The children of the rows under the mask."""
    return set(frame.loc[mask.eq(True).fillna(False), "subject"].dropna())


def states_of(facts: Facts) -> pd.Series:
    """What the registers made of each child: the state, by child."""
    return facts["children"]["state"]
