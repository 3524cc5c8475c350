"""Reports, activities, six pupils of one school and the records they are set against, drawn as small text tables."""

from __future__ import annotations

import pandas as pd

from tests.spec.indicators.county_of_text import children, table

COUNTS = (
    "start_count",
    "moved_in",
    "moved_out",
    "suspended",
    "resumed",
    "died",
    "end_count",
    "suspected_new",
    "dropout_new",
    "returned",
    "outstanding",
    "checked",
    "deducted",
)
SCHOOLS = table(
    """
    school_code | school_name | stage   | township
    A           | 一小        | primary | 青山镇
    B           | 二小        | primary | 青山镇
    C           | 三中        | junior  | 白水乡
    """
)
CHILDREN = children(
    "subject | age_on_cutoff | state | school_code\n"
    + "\n".join(f"{name} | 9 | in_school | A" for name in "abcdef")
)


def reports(text: str) -> pd.DataFrame:
    """A table of reports; every column a county's form may have is there, blank where not drawn."""
    frame = table(text, **{name: "Int64" for name in COUNTS if name in text.strip().split("\n")[0]})
    for name in COUNTS:
        if name not in frame:
            frame[name] = pd.Series(pd.NA, index=frame.index, dtype="Int64")
    for name in ("period_kind", "recipients"):
        if name not in frame:
            frame[name] = pd.Series(pd.NA, index=frame.index, dtype="str")
    return frame


def activities(*lines: str) -> pd.DataFrame:
    """Activities as ``kind | date | org`` or with ``| recipients``."""
    padded = [line if line.count("|") == 3 else f"{line} | -" for line in lines]
    return table("kind | date | org | recipients\n" + "\n".join(padded))
