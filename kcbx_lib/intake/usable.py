"""Which rows can be used at all: a row is set aside only when nothing could ever come of it.

A child's row with neither name nor any number, a dated row whose day cannot be read, a report of no
organisation. Everything else is kept, its doubtful cells logged: calling a right row wrong is the
worse mistake.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from kcbx_lib.intake.quality import QualityLog
from kcbx_lib.intake.stack import Stack

TOTAL, FOOTER, HEADER, GROUP = "total_row", "footer", "repeated_header", "group_label"
NOBODY, NO_KEY, BAD_DATE, NO_MONTH, DUPLICATE = (
    "nobody", "key_missing", "unreadable_date", "month_unknown", "duplicate_row",
)  # fmt: skip
_KIND_REASONS = {
    "example": "example_row",
    "total": TOTAL,
    "footer": FOOTER,
    "repeated_header": HEADER,
    "group": GROUP,
}
_CASE_TABLES = frozenset({"cases", "persuasions", "notices", "plans"})
# Any one column of each group must be filled, or the row says nothing.
_KEYS: dict[str, tuple[tuple[str, ...], ...]] = {
    "reports": (("org",), ("period", "submitted_on")),
    "schools": (("school_code", "school_name"),),
    "surveys": (("asked",), ("aware",)),
    "agreements": (("link", "party_a", "party_b"),),
    "activities": (("kind",),),
    "inspections": (("org",),),
    "tasks": (("item",),),
    "cohorts": (("intake_year",), ("intake", "graduates")),
}
_DATED = {"home_teaching": "date"}


def set_aside(stack: Stack, frame: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """For each row the reason why it is set aside ('' to keep it), and the column that is to blame."""
    reason = stack.place["kind"].map(_KIND_REASONS).fillna("").astype(object).copy()
    column = pd.Series("", index=reason.index, dtype=object)

    def mark(rows: np.ndarray, why: str, which: str) -> None:
        hits = rows & reason.eq("").to_numpy()
        reason[hits] = why
        column[hits] = which

    if stack.table.person:
        identity = ["name", "resident_id", "student_no", "disability_no"]
        if stack.table.name in _CASE_TABLES:
            identity.append("case_no")
        nobody = np.logical_and.reduce([stack.blank(name) for name in identity])
        mark(nobody, NOBODY, "name")
    for group in _KEYS.get(stack.table.name, ()):
        missing = np.logical_and.reduce([stack.blank(name) for name in group])
        mark(missing, NO_KEY, group[0])
    dated = _DATED.get(stack.table.name)
    if dated:
        mark(frame[dated].isna().to_numpy(), BAD_DATE, dated)
    return reason, column


def log_blanks(stack: Stack, frame: pd.DataFrame, kept: np.ndarray, log: QualityLog) -> None:
    """DQ-07 for required cells left blank in a sheet that has the column."""
    for column in stack.table.columns:
        required = column.required or (
            column.name == "name" and stack.table.name not in _CASE_TABLES
        )
        if required and column.name in stack.raw.columns:
            blank = frame[column.name].isna().to_numpy() & stack.blank(column.name)
            rows = blank & stack.has_in_sheet(column.name) & kept
            log.add(stack, rows, column=column.name, code="DQ-07", reason="required_blank")
    if stack.table.name == "enrolment":
        rows = stack.blank("school_code") & stack.blank("school_name") & kept
        log.add(stack, rows, column="school_name", code="DQ-07", reason="required_blank")
