"""Which of a child's enrolment records is the present one."""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.link.status import OPEN, PAUSED

COLUMNS = ("school_code", "school_name", "grade", "class_no", "status", "boarding", "hukou_kind")


def current_enrolment(facts: Facts) -> pd.DataFrame:
    """Per subject, the columns of the record that counts now.

    An open record (or one whose status is blank) before a paused one, that before one that ended; the
    latest entry among equals, then the school's code.
    """
    if not facts.has("enrolment"):
        return pd.DataFrame({column: pd.Series(dtype="str") for column in COLUMNS})
    rows = facts["enrolment"].dropna(subset=["subject"])
    rank = pd.Series(2, index=rows.index).mask(rows["status"].isin(PAUSED), 1)
    rank = rank.mask(rows["status"].isna() | rows["status"].isin(OPEN), 0)
    entered = -rows["enrolled_on"].fillna(pd.Timestamp("1900-01-01")).astype("int64")
    keyed = rows.assign(rank=rank, entered=entered)
    order = ["subject", "rank", "entered", "school_code", "grade", "class_no", "status"]
    keyed = keyed.sort_values(order, kind="stable")
    return keyed.drop_duplicates("subject").set_index("subject")[list(COLUMNS)]
