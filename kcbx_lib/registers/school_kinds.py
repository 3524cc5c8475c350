"""Records at schools that are of a kind of their own: special schools, and kindergartens, which are none."""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts

SPECIAL_NAMES = r"特殊教育|特教|启智|培智|聋|盲人?学校"
KINDERGARTEN_NAMES = r"幼儿园|幼儿班|学前班|托儿所|托育"
"""A school's own name says what it is, where no directory of schools was handed in."""


def at_special_school(facts: Facts) -> set[str]:
    """Children with an open record at a special school."""
    rows = _open_records(facts)
    return set(rows.loc[_is_of(facts, rows, "special", SPECIAL_NAMES), "subject"])


def only_at_kindergarten(facts: Facts) -> set[str]:
    """Children whose open records are all at kindergartens: a child of age there has not entered school."""
    rows = _open_records(facts)
    is_kindergarten = _is_of(facts, rows, "kindergarten", KINDERGARTEN_NAMES)
    return set(rows.loc[is_kindergarten, "subject"]) - set(rows.loc[~is_kindergarten, "subject"])


def _open_records(facts: Facts) -> pd.DataFrame:
    if not facts.has("enrolment"):
        columns = ("subject", "school_code", "school_name")
        return pd.DataFrame({column: pd.Series(dtype="str") for column in columns})
    rows = facts["enrolment"]
    is_open = rows["status"].isna() | rows["status"].isin(["in_school", "transferred_in"])
    return rows[is_open & rows["subject"].notna()]


def _is_of(facts: Facts, rows: pd.DataFrame, stage: str, names: str) -> pd.Series:
    """Whether the record's school is of the stage, by the directory; by its name where it lists none."""
    name = rows["school_name"].astype("str")
    is_named = name.str.contains(names, regex=True).fillna(False).astype(bool)
    if not facts.has("schools"):
        return is_named
    schools = facts["schools"].dropna(subset=["school_code", "stage"])
    is_listed = rows["school_code"].isin(schools["school_code"])
    of_stage = schools.loc[schools["stage"].eq(stage), "school_code"]
    return is_named.where(~is_listed, rows["school_code"].isin(of_stage))
