"""What an earlier run found and this one finds again although its day has passed.

An earlier run of the kit is an inspection with a day by which each fault was to be mended. Children are
counted under their school, township or county and never named; ``follow_up.csv`` lists every one.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.rules.finding import FOLLOW_UP
from kcbx_lib.rules.organisations import county_subject

OWN = ("school", "township")
COLUMNS = [
    "rule", "subject_kind", "subject", "school_code", "township", "is_own", "times", "severity_now",
    "due_before", "count_now",
]  # fmt: skip


def found_again(facts: Facts) -> pd.DataFrame:
    """Rows of the follow-up that are overdue; ``subject`` is who answers for them.

    That is the school, else the township, else the county. ``is_own``: the fault is the school's or
    township's itself, not a child's. Empty where there was no earlier run.
    """
    if not facts.has(FOLLOW_UP):
        return pd.DataFrame(columns=COLUMNS).astype({"is_own": bool})
    rows = facts[FOLLOW_UP]
    rows = rows[rows["is_overdue"].eq(True).fillna(False)]
    return rows.drop(columns=["subject_kind", "subject"]).join(_units(rows, facts))[COLUMNS]


def followed(facts: Facts) -> int:
    """How many findings of the earlier run were tested again."""
    if not facts.has(FOLLOW_UP):
        return 0
    rows = facts[FOLLOW_UP]
    was_found = rows["count_before"].gt(0).fillna(False)
    return int((was_found & ~rows["outcome"].isin(["not_tested", "not_seen"])).sum())


def _units(rows: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """``subject_kind, subject`` of who answers: a school or township itself, else where the child is."""
    county = county_subject(facts)
    is_own = rows["subject_kind"].isin(OWN)
    kind = rows["subject_kind"].where(is_own, county["subject_kind"])
    subject = rows["subject"].where(is_own, county["subject"])
    for unit, place in (("township", rows["township"]), ("school", rows["school_code"])):
        is_here = place.notna() & ~is_own
        kind, subject = kind.mask(is_here, unit), subject.mask(is_here, place)
    return pd.DataFrame({"subject_kind": kind, "subject": subject, "is_own": is_own})
