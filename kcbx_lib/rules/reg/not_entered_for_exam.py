"""REG-14: a grade-9 pupil not entered for the senior entrance exam.

Reading: the roll of grade 9 against the entries, by child. A pupil lawfully away (suspended, abroad,
taught at home …) is not due. Entries made before this school year belong to last year's grade 9 and
test nobody; a school of which no entry at all was handed in is counted, not found, unless it is small.
Source: Z12 (no pupil is kept from the exam: a hidden-dropout check).
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule

Note = tuple[str, dict[str, object]] | None

RULE = Rule(id="REG-14", needs=("exam_entries", "enrolment", "children"), serves=("Z12",))
GRADE = 9
DUE = ("in_school", "attends_elsewhere", "enrolled_not_attending")
SMALL_SCHOOL = 5
"""With so few pupils, no entry at all may be a fact and not a missing list."""


def find(facts: Facts, policy: Policy) -> Found:
    """One row per grade-9 pupil whom the entries do not name."""
    entries = facts["exam_entries"]
    entries = entries[~entries["entered_on"].lt(_school_year(facts))]
    if entries.empty:
        return Found.untested("reg.entries_of_another_year")
    children = facts["children"]
    due = children[
        children["in_enrolment"]
        & children["grade"].eq(GRADE).fillna(False).astype(bool)
        & children["state"].isin(DUE)
        & ~children["has_possible_match"]
    ]
    entered = due.index.isin(entries["subject"].dropna())
    some = pd.Series(entered, index=due.index).groupby(due["school_code"]).transform("any")
    size = due.groupby("school_code")["grade"].transform("size")
    handed_in = some.astype(bool) | size.lt(SMALL_SCHOOL) | due["school_code"].isna()
    missing = due[~entered & handed_in]
    rows = missing[["record_rows"]].rename(columns={"record_rows": "evidence"})
    left_out = int((~handed_in).sum())
    note: Note = ("reg.schools_without_entries", {"count": left_out}) if left_out else None
    return Found(rows.rename_axis(index="subject").reset_index(), int(handed_in.sum()), note)


def _school_year(facts: Facts) -> pd.Timestamp:
    """1 September of the school year under audit."""
    start = facts.county.term.start if facts.county.term is not None else facts.county.as_of
    year = start.year if start.month >= 7 else start.year - 1
    return pd.Timestamp(year=year, month=9, day=1)
