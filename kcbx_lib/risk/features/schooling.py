"""The school career so far: over-age, grade and change of stage, transfers, earlier suspension or dropout.

One row in is a child or a dated event; one value out a child.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.risk.features.as_of import Day, known_by

FIRST_JUNIOR_GRADE, LAST_JUNIOR_GRADE = 7, 9


def years_over_age(children: pd.DataFrame, *, offset: int, tolerance: int) -> pd.Series:
    """Years above the grade's age, from the tolerance on; 0 below it, NA where age or grade is unknown."""
    above = children["age_on_cutoff"] - (children["grade"] + offset)
    return above.where(above.ge(tolerance) | above.isna(), 0).astype("Float64")


def junior_grade(children: pd.DataFrame) -> pd.Series:
    """The grade where it is junior secondary, else 0; NA where unknown."""
    grade = children["grade"]
    junior = grade.between(FIRST_JUNIOR_GRADE, LAST_JUNIOR_GRADE)
    return grade.where(junior | grade.isna(), 0).astype("Float64")


def changes_stage(children: pd.DataFrame) -> pd.Series:
    """Whether the child has just come to junior school (grade 7): the first year after the change."""
    return children["grade"].eq(FIRST_JUNIOR_GRADE).astype("boolean").mask(children["grade"].isna())


def transfers(movements: pd.DataFrame, children: pd.Index, *, as_of: Day) -> pd.Series:
    """How often the child changed school up to the day (arrivals; a departure is the same move)."""
    rows = known_by(movements, as_of)
    moved = rows[rows["kind"].eq("transfer_in")].groupby("subject").size()
    return moved.reindex(children).fillna(0).astype("Int64")


def was_suspended(movements: pd.DataFrame, children: pd.Index, *, as_of: Day) -> pd.Series:
    """Whether a suspension (休学) is on record up to the day."""
    rows = known_by(movements, as_of)
    return pd.Series(
        children.isin(rows.loc[rows["kind"].eq("suspend"), "subject"]),
        index=children,
        dtype="boolean",
    )


def earlier_case(cases: pd.DataFrame, children: pd.Index, *, as_of: Day) -> pd.Series:
    """Whether a suspected or verified case was opened up to the day."""
    rows = known_by(cases, as_of, column="opened_on")
    told = rows.loc[rows["stage"].isin(["suspected", "dropout", "returned"]), "subject"]
    return pd.Series(children.isin(told), index=children, dtype="boolean")
