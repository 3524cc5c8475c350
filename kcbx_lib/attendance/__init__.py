"""What the attendance sheets prove: streaks, presence, and what was not kept.

Only recorded unexcused school days make a streak; an unrecorded day ends the provable streak; excused
leave or presence ends it; days without school neither break nor lengthen it.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.attendance.class_months import class_months_of
from kcbx_lib.attendance.keeping import class_keeping_of, keeping_of
from kcbx_lib.attendance.presence import presence_of
from kcbx_lib.attendance.records import read_records
from kcbx_lib.attendance.streaks import longest_streaks, streaks_of
from kcbx_lib.attendance.totals import unfold_totals
from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy

__all__ = ["attendance_facts", "longest_streaks", "streaks_of"]


def no_marks() -> pd.DataFrame:
    """The marks of a county whose sheets give totals only."""
    text = {
        column: pd.Series(dtype="str") for column in ("row_id", "mark", "subject", "school_code")
    }
    return pd.DataFrame({**text, "date": pd.Series(dtype="datetime64[us]")})


def attendance_facts(facts: Facts, policy: Policy) -> dict[str, pd.DataFrame]:
    """``presence``, ``streaks``, ``class_months`` and ``class_keeping``; nothing without attendance.

    presence
        one row per child in the sheets (index ``subject``): ``school_code, grade, class_no, kept_days,
        present_days, absent_days, unexcused_days, excused_days, unknown_reason_days,
        unrecorded_days, absence_rate, last_present_on, present_in_last_kept, kept_in_last,
        excused_in_last``. Kept days are school days on which the class's attendance was kept.
    streaks
        one row per unbroken run of unexcused school days, see ``streaks_of``.
    class_months
        one row per class and month of the term, see ``class_months_of``.
    class_keeping
        one row per class: ``school_code, grade, class_no, kept_days, kept_in_last, window_start``,
        so that a pupil missing from the sheets can be judged by the class.
    """
    if not facts.has("attendance"):
        return {}
    if not facts.has("attendance_marks"):
        facts = facts.with_frames(attendance_marks=no_marks())
    records = read_records(facts)
    records, totals = unfold_totals(facts, records)
    window = policy["phantom.no_presence_days"]
    keeping = keeping_of(records, window_days=window)
    return {
        "presence": presence_of(records, totals, keeping),
        "streaks": streaks_of(records, limit=policy["absence.report_streak_days"]),
        "class_months": class_months_of(facts, records, totals),
        "class_keeping": class_keeping_of(records, keeping),
    }
