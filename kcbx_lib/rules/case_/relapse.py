"""CASE-08: the child came back and then stayed away again, up to the absence limit.

Reading: a streak of recorded unexcused school days that began on or after the return and reached the
profile's limit. Presence, leave or an unrecorded day ends a streak, so none of them makes a relapse.
A streak belongs to the latest return before it. A lawful departure recorded by the day of the limit or
within the week after explains it, as it does under ATT-01. Source: §4 (return rate reports relapses), Z4, H1.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.selection import case_rows
from kcbx_lib.rules.streaks import is_explained, marked_between

RULE = Rule(
    id="CASE-08",
    needs=("cases", "attendance_marks", "streaks", "children"),
    uses=("absence.report_streak_days",),
    serves=("S4", "S8", "Z4", "H1"),
    demands=("absence.report_streak_days",),
)


def find(facts: Facts, policy: Policy) -> Found:
    """One row per returned case with a streak at the limit since."""
    files = facts["case_files"]
    returned = files["is_returned"] & files["returned_on"].notna()
    away = files[["subject", "relapsed_on"]].rename(columns={"relapsed_on": "limit_reached_on"})
    streaks = facts["streaks"].drop_duplicates(["subject", "limit_reached_on"])
    began = streaks.set_index(["subject", "limit_reached_on"])["start"]
    away["start"] = pd.Series(
        began.reindex(pd.MultiIndex.from_frame(away)).to_numpy(), index=files.index
    ).astype("datetime64[us]")
    left = is_explained(away, facts).astype(bool)
    rows = case_rows(files.assign(away_since=away["start"]), files["relapsed_on"].notna() & ~left)
    marks = marked_between(facts, rows, first="away_since", last="relapsed_on")
    rows["evidence"] = [[*own, *seen] for own, seen in zip(rows["evidence"], marks, strict=True)]
    return Found(rows, int(returned.sum()))
