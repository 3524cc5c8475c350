"""ATT-05: attendance was not kept for a class in a month.

Reading: of a month that is over, less than half of the class's pupil-days carry any record. A month of
which no class of the county has a record was not handed in, which is no proof that it was not kept.
Pupils without a grade (special schools) form no class that can be judged.
A sheet that lists absences only, without totals, leaves presence unproved and is found.
Source: S6 (monthly attendance totals by class).
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule

RULE = Rule(id="ATT-05", needs=("class_months",), serves=("S6",))
KEPT_SHARE = 0.5


def find(facts: Facts, policy: Policy) -> Found:
    """One row per class and month without enough records."""
    months = facts["class_months"]
    months = months[months["is_over"] & months["due_pupil_days"].gt(0)]
    handed_in = months.groupby("month")["recorded_pupil_days"].transform("sum").gt(0)
    judged = months[handed_in & months["school_code"].notna() & months["grade"].notna()]
    share = judged["recorded_pupil_days"] / judged["due_pupil_days"]
    short = judged[share.lt(KEPT_SHARE) & ~_told_by_totals(judged)]
    rows = short.assign(
        subject_kind="school",
        subject=short["school_code"],
        percent=(share[short.index] * 100).map("{:.0f}".format),
        month=short["month"].dt.strftime("%Y-%m"),
        class_no=short["class_no"].fillna("—"),
    )
    parts = [rows["grade"].astype("str"), rows["class_no"].astype("str"), rows["month"]]
    rows["case_key"] = parts[0] + "|" + parts[1] + "|" + parts[2]
    return Found(rows.reset_index(drop=True), len(judged))


def _told_by_totals(months: pd.DataFrame) -> pd.Series:
    """Months whose presence is shown by marks or totals though few days were marked one by one."""
    return months["shows_presence"] & months["in_sheets"] & months["recorded_pupil_days"].eq(0)
