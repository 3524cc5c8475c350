"""Bare names on a class's sheets that belong to two pupils of that name on the class's roll.

Nobody can say which line is whose, so no line is given to either. But the lines are no further child:
two pupils called 王小明 on the roll and two lines 王小明 on the sheet are two children, not three.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts

CLASS = ["school_code", "grade", "class_no"]
PRESENT = ("present", "late", "left_early")
LINE = ["file", "sheet", "month", "date", "half"]
"""Within these a pupil has one line."""


def lines_of_namesakes(facts: Facts, children: pd.DataFrame) -> set[str]:
    """Subjects that are only such lines: as many at most as the roll has pupils of the name.

    One line more than the roll has pupils may be a child without a record, and stays.
    """
    if not (facts.has("attendance") and facts.has("enrolment")):
        return set()
    bare = children[
        children["in_attendance"]
        & ~children[["in_population", "in_enrolment", "in_poverty", "in_disability", "in_welfare"]].any(axis=1)
        & children["resident_id"].isna()
        & children["student_no"].isna()
    ]  # fmt: skip
    if bare.empty:
        return set()
    roll = _placed(facts["enrolment"], children["name"])
    bearers = roll.groupby(["name", *CLASS])["subject"].nunique().rename("bearers")
    rows = facts["attendance"]
    sheet = _placed(rows[rows["subject"].isin(bare.index)], children["name"])
    keys = [column for column in LINE if column in sheet]
    lines = sheet.groupby(["subject", "name", *CLASS, *keys], dropna=False).size()
    most = lines.groupby(level=["subject", "name", *CLASS]).max().rename("lines").reset_index()
    told = most.merge(
        bearers.reset_index(), on=["name", *CLASS], how="left", validate="many_to_one"
    )
    fits = told["bearers"].ge(2) & told["lines"].le(told["bearers"])
    return set(told["subject"]) - set(told.loc[~fits.fillna(False).astype(bool), "subject"])


def _placed(rows: pd.DataFrame, names: pd.Series) -> pd.DataFrame:
    """The rows with their child's name and a class in which blanks are equal."""
    rows = rows[rows["subject"].notna()]
    place = rows[CLASS].astype("str").fillna("")
    return rows.assign(name=rows["subject"].map(names), **{name: place[name] for name in CLASS})


def namesakes_all_seen(facts: Facts, children: pd.DataFrame) -> set[str]:
    """Pupils on a roll who share a name, where as many lines of that name show presence as there are of
    them in the latest month of the sheets: whichever line is whose, each of them was seen.
    """
    lines = children.index[children["in_attendance"] & ~children["in_registers"]]
    if lines.empty or not facts.has("attendance_marks"):
        return set()
    rows = facts["attendance"]
    rows = _placed(rows[rows["subject"].isin(lines) & rows["month"].notna()], children["name"])
    if rows.empty:
        return set()
    latest = rows.groupby(["name", *CLASS])["month"].transform("max")
    marks = facts["attendance_marks"]
    came = marks.loc[marks["mark"].isin(PRESENT) & marks["date"].le(facts.as_of), "row_id"]
    seen = rows[rows["month"].eq(latest) & rows.index.isin(came)]
    shown = seen.groupby(["name", *CLASS]).size().rename("shown").reset_index()
    roll = _placed(facts["enrolment"], children["name"])
    roll = roll[["subject", "name", *CLASS]].drop_duplicates()
    of_name = roll.merge(shown, on=["name", *CLASS], how="inner", validate="many_to_one")
    bearers = of_name.groupby(["name", *CLASS])["subject"].transform("nunique")
    return set(of_name.loc[of_name["shown"].ge(bearers), "subject"])
