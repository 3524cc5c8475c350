"""One value per child out of several tables: the first table that says anything has the word."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from kcbx_lib.facts import Facts


def first_known(facts: Facts, column: str, tables: Sequence[str]) -> pd.Series:
    """Per subject, the first known ``column`` in the order of ``tables``.

    Where one table says two things of a child, the smaller one in the order of the alphabet: any rule
    will do that does not depend on the order of rows.
    """
    parts = []
    for rank, table in enumerate(tables):
        if facts.has(table) and column in facts[table]:
            rows = facts[table]
            said = pd.DataFrame({"subject": rows["subject"], "rank": rank, "value": rows[column]})
            parts.append(said[said["value"].notna() & said["subject"].notna()])
    if not parts:
        return pd.Series(dtype="object")
    whole = pd.concat(parts, ignore_index=True)
    whole = whole.sort_values(["subject", "rank", "value"], kind="stable")
    return whole.drop_duplicates("subject").set_index("subject")["value"]


def latest_attended(facts: Facts) -> pd.DataFrame:
    """Per subject, ``school_code, school_name, grade, class_no`` of the latest attendance.

    The latest row on which anything is recorded up to the audit date; without marks, the latest month.
    """
    columns = ["school_code", "school_name", "grade", "class_no"]
    if not facts.has("attendance"):
        return pd.DataFrame({column: pd.Series(dtype="object") for column in columns})
    rows = facts["attendance"].dropna(subset=["subject"])
    last = pd.Series(pd.NaT, index=rows.index, dtype="datetime64[us]")
    if facts.has("attendance_marks"):
        marks = facts["attendance_marks"]
        marks = marks[marks["date"] <= facts.as_of]
        last = marks.groupby("row_id")["date"].max().reindex(rows.index)
    rows = rows.assign(last=last.fillna(rows["month"]))
    order = ["subject", "last", *columns]
    rows = rows.sort_values(order, kind="stable", na_position="first")
    return rows.drop_duplicates("subject", keep="last").set_index("subject")[columns]
