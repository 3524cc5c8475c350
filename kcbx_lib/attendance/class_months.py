"""How attendance was kept, class by class and month by month."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kcbx_lib.attendance.records import MEANING, NO_SCHOOL, Records
from kcbx_lib.attendance.totals import WHOLE_TERM
from kcbx_lib.facts import Facts

TELLING_ABSENCE = ("sick", "personal", "unexcused", "absent_unknown")
FEWEST_DAYS_TO_COMPARE = 5
"""A month with fewer recorded days gives too short a string to call a copy."""
IN_CLASS = ("in_school", "transferred_in")
"""Statuses that put a child on a class's sheets; one taught at home has no desk to be missed at."""


def class_months_of(facts: Facts, records: Records, totals: pd.DataFrame) -> pd.DataFrame:
    """One row per class and month of the term so far.

    ``school_code, grade, class_no, month, pupils`` (on the sheets, else enrolled), ``school_days``,
    ``due_pupil_days``, ``recorded_pupil_days`` (those that only a pupil's monthly totals tell of
    included; of a class without a sheet of the month those of its pupils on other sheets),
    ``shows_presence`` (the sheets mark presence or give totals),
    ``in_sheets`` (the class is on any sheet of the term), ``identical_rows`` (pupils whose month is
    the same string, presence and absence in it), ``full_rows`` (pupils with enough days to compare),
    ``marks_on_no_school_days``, ``is_over`` (the month had ended by the audit date).
    """
    months = records.month_starts()
    grid = _all_class_months(facts, records, len(months))
    grid["month"] = months.to_numpy()[grid["month_code"]]
    grid["school_days"] = np.bincount(records.months, minlength=len(months))[grid["month_code"]]
    key = ["room", "month_code"]
    by_month = pd.DataFrame({"room": records.room, "month_code": records.months[records.day]})
    told = by_month[records.kind != NO_SCHOOL].value_counts().rename("recorded_pupil_days")
    roster = records.roster.rename(columns={"month": "month_code"}).groupby(key).size()
    grid = grid.join(told, on=key).join(roster.rename("on_sheets"), on=key)
    grid = grid.join(_identical(records), on=key)
    grid["pupils"] = grid["on_sheets"].fillna(grid["enrolled"]).fillna(0)
    grid["due_pupil_days"] = grid["pupils"] * grid["school_days"]
    off = records.off_days.rename("marks_on_no_school_days")
    grid = grid.join(off, on=["room", "month"])
    code = grid["room"] * max(records.month_count, 1) + grid["month_code"]
    monthly = totals[totals["month"].ne(WHOLE_TERM)]
    with_totals = set(monthly["room"] * max(records.month_count, 1) + monthly["month"])
    by_term = totals.loc[totals["month"].eq(WHOLE_TERM), "room"]
    grid["shows_presence"] = (
        code.isin(records.shows_presence) | code.isin(with_totals) | grid["room"].isin(by_term)
    )
    if len(monthly):
        days = monthly["due"] - monthly["listed"]
        told_of = days.groupby([monthly["room"], monthly["month"]]).sum().rename_axis(key)
        further = grid.join(told_of.rename("told"), on=key)["told"].fillna(0)
        grid["recorded_pupil_days"] = grid["recorded_pupil_days"].fillna(0) + further
    elsewhere = _on_other_sheets(facts, records, monthly)
    place = ["school_code", "grade", "class_no", "month_code"]
    grid = grid.merge(elsewhere, on=place, how="left", validate="one_to_one")
    own = grid["recorded_pupil_days"]
    grid["recorded_pupil_days"] = own.where(grid["on_sheets"].notna(), grid["found"].fillna(0))
    grid["in_sheets"] = grid["room"] >= 0
    grid["is_over"] = grid["month"] + pd.offsets.MonthEnd(0) < facts.as_of
    whole = ["pupils", "due_pupil_days", "recorded_pupil_days", "identical_rows", "full_rows",
             "marks_on_no_school_days", "school_days"]  # fmt: skip
    grid[whole] = grid[whole].fillna(0).astype("int64")
    columns = ["school_code", "grade", "class_no", "month", *whole,
               "shows_presence", "in_sheets", "is_over"]  # fmt: skip
    return grid[columns].sort_values(
        ["school_code", "grade", "class_no", "month"], kind="stable", ignore_index=True
    )


def _on_other_sheets(facts: Facts, records: Records, monthly: pd.DataFrame) -> pd.DataFrame:
    """``school_code, grade, class_no, month_code, found``: days recorded of a class's pupils on any sheet.

    Classes are merged and divided in the course of a term, and some sheets do not name the class: a
    class that no sheet bears the name of was kept all the same where its pupils stand on one.
    """
    months = max(records.month_count, 1)
    code = records.child * months + records.months[records.day]
    days = np.bincount(code[records.kind != NO_SCHOOL], minlength=len(records.children) * months)
    if len(monthly):
        further = (monthly["due"] - monthly["listed"]).to_numpy(np.int64)
        np.add.at(days, (monthly["child"] * months + monthly["month"]).to_numpy(np.int64), further)
    seen = np.flatnonzero(days)
    recorded = pd.DataFrame(
        {
            "subject": records.children.take(seen // months),
            "month_code": seen % months,
            "found": days[seen],
        }
    )
    place = ["school_code", "grade", "class_no"]
    pupils = _in_class(facts)[["subject", *place]].drop_duplicates()
    pupils = pupils.astype({"school_code": "str", "grade": "Int64", "class_no": "str"})
    found = pupils.merge(recorded, on="subject", how="inner", validate="many_to_many")
    return found.groupby([*place, "month_code"], dropna=False)["found"].sum().reset_index()


def _in_class(facts: Facts) -> pd.DataFrame:
    """The enrolment records of pupils who have a desk in a class."""
    if not facts.has("enrolment"):
        return pd.DataFrame(columns=["subject", "school_code", "grade", "class_no"])
    rows = facts["enrolment"]
    active = rows["status"].isna() | rows["status"].isin(IN_CLASS)
    return rows[active & rows["school_code"].notna()]


def _all_class_months(facts: Facts, records: Records, month_count: int) -> pd.DataFrame:
    """Every class of the sheets and of the enrolment system, once for each month."""
    place = ["school_code", "grade", "class_no"]
    rooms = records.rooms.assign(room=np.arange(len(records.rooms)))
    if facts.has("enrolment"):
        sizes = (
            _in_class(facts).groupby(place, dropna=False).size().rename("enrolled").reset_index()
        )
        rooms = rooms.astype({"school_code": "str", "class_no": "str"}).merge(
            sizes.astype({"school_code": "str", "class_no": "str"}),
            on=place,
            how="outer",
            validate="one_to_one",
        )
    else:
        rooms["enrolled"] = np.nan
    rooms["room"] = rooms["room"].fillna(-1).astype("int64")
    return rooms.merge(pd.DataFrame({"month_code": np.arange(month_count)}), how="cross")


def _identical(records: Records) -> pd.DataFrame:
    """By class and month: ``identical_rows`` and ``full_rows``.

    A child's month is summed up in one random number per day and mark: equal strings give equal sums.
    """
    numbers = np.random.default_rng(20240901).integers(
        1, 1 << 62, size=(records.size, len(MEANING) + 1), dtype=np.int64
    )
    absent = np.array([word in TELLING_ABSENCE for word in MEANING] + [False])
    frame = pd.DataFrame(
        {
            "room": records.room,
            "month_code": records.months[records.day],
            "child": records.child,
            "text": numbers[records.day, records.mark],
            "absent": absent[records.mark].astype(np.int64),
            "days": 1,
        }
    )
    strings = frame.groupby(["room", "month_code", "child"], as_index=False).sum()
    full = strings[strings["days"] >= FEWEST_DAYS_TO_COMPARE]
    key = ["room", "month_code"]
    # pupils who never came all month are alike without anybody having copied
    mixed = full[full["absent"].between(1, full["days"] - 1)]
    copies = mixed.groupby([*key, "text"]).size()
    out = full.groupby(key).size().rename("full_rows").to_frame()
    out["identical_rows"] = copies.groupby(level=key).max()
    return out
