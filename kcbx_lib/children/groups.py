"""Key groups: the union of what the offices' lists and the school's own flags say.

True where any source says so; False where a source that would say so does not; NA where nobody was
asked. The definitions differ between offices: GRP-01 compares them, here nobody is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from kcbx_lib.clean.lists import holds
from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.policy.values import GROUPS

SCHOOL_FLAGS = {
    "is_poor": "poor",
    "is_low_income": "low_income",
    "is_destitute": "destitute",
    "is_orphan": "orphan",
    "is_unsupported": "unsupported",
    "is_left_behind": "left_behind",
    "is_migrant": "migrant",
    "has_learning_difficulty": "learning_difficulty",
    "is_single_parent": "single_parent",
}
WELFARE_KINDS = {
    "is_orphan": "orphan",
    "is_unsupported": "unsupported",
    "is_left_behind": "left_behind",
    "is_distressed": "distressed",
    "is_low_income": "low_income",
    "is_destitute": "destitute",
    "is_justice_involved": "justice_involved",
    "has_imprisoned_parent": "imprisoned_parent",
    "is_single_parent": "single_parent",
}
POVERTY_KINDS = {"is_low_income": ("low_income",), "is_destitute": ("destitute",)}
POOR = ("lifted", "monitored", "registered_poor")
NOT_POOR = ("ordinary", "low_income", "destitute")
"""Kinds that the poverty list may carry without the household being lifted or monitored."""


def focus_flags(facts: Facts, subjects: pd.Index, policy: Policy) -> pd.DataFrame:
    """One nullable boolean per child and group."""
    flags = pd.DataFrame(index=subjects)
    for group in GROUPS:
        flags[group] = pd.Series(pd.NA, index=subjects, dtype="boolean")
    if facts.has("enrolment"):
        for group, column in SCHOOL_FLAGS.items():
            if column in facts["enrolment"]:
                flags[group] = _either(flags[group], _flag_of(facts["enrolment"], column))
        kind = facts["enrolment"]["disability_kind"]
        stated = facts["enrolment"].assign(disabled=kind.ne("none").where(kind.notna()))
        flags["is_disabled"] = _either(flags["is_disabled"], _flag_of(stated, "disabled"))
    if facts.has("poverty"):
        rows = facts["poverty"]
        monitored = rows["monitor_kind"].notna() & rows["monitor_kind"].ne("none")
        kind = rows["household_kind"]
        poor = monitored | holds(kind, *POOR) | ~holds(kind, *NOT_POOR)
        flags["is_poor"] = _listed(flags["is_poor"], rows.loc[poor, "subject"])
        for group, kinds in POVERTY_KINDS.items():
            listed = rows.loc[holds(rows["household_kind"], *kinds), "subject"]
            flags[group] = _either(flags[group], pd.Series(True, index=listed.dropna().unique()))
    if facts.has("welfare"):
        rows = facts["welfare"]
        for group, code in WELFARE_KINDS.items():
            flags[group] = _listed(
                flags[group], rows.loc[holds(rows["child_kind"], code), "subject"]
            )
    if facts.has("disability"):
        flags["is_disabled"] = _listed(flags["is_disabled"], facts["disability"]["subject"])
    if facts.has("scores"):
        said = learning_difficulty(facts["scores"], policy)
        flags["has_learning_difficulty"] = _either(flags["has_learning_difficulty"], said)
    return flags.astype("boolean")


def learning_difficulty(scores: pd.DataFrame, policy: Policy) -> pd.Series:
    """Per subject with scores: True below the policy's rate in enough courses of enough successive terms.

    Terms follow one another by the calendar, not by the sheets handed in: a spring and the next spring do
    not. NA where every known term was failed and they are too few to say, or lie apart. Scores of exams
    missed are left out; full marks are 100 where the sheet does not say.
    """
    rows = scores[scores["subject"].notna() & scores["term"].notna() & scores["score"].notna()]
    rows = rows[~rows["absent"].eq(True).fillna(False)]
    full = rows["full_score"].astype("Float64").fillna(100)
    failed = rows[
        rows["score"].astype("Float64").lt(full * policy["learning.fail_rate"]).fillna(False)
    ]
    courses = failed.groupby(["subject", "term"])["course"].nunique()
    weak = courses[courses >= policy["learning.fail_courses"]].reset_index()
    known_terms = rows.groupby("subject")["term"].nunique()
    failed_terms = weak.groupby("subject").size().reindex(known_terms.index, fill_value=0)
    weak["number"] = weak["term"].map(_numbered(rows["term"])).astype("int64")
    weak = weak.sort_values(["subject", "number"])
    run = weak["number"] - weak.groupby("subject").cumcount()
    lengths = weak.groupby(["subject", run.rename("run")]).size()
    long = lengths[lengths >= policy["learning.fail_terms"]]
    said = pd.Series(False, index=known_terms.index, dtype="boolean")
    return said.mask(failed_terms.eq(known_terms)).mask(
        said.index.isin(long.index.get_level_values("subject")), True
    )


def _numbered(terms: pd.Series) -> dict[str, int]:
    """Each term's place: by the calendar where the label says it, else in the order of the labels."""
    labels = sorted(terms.astype("str").unique())
    dated = [label for label in labels if re.fullmatch(r"\d{4}-\d{4}-[12]", label)]
    others = [label for label in labels if label not in set(dated)]
    by_calendar = {label: 2 * int(label[:4]) + int(label[-1]) for label in dated}
    return by_calendar | {label: number for number, label in enumerate(others)}


def _flag_of(rows: pd.DataFrame, column: str) -> pd.Series:
    """Per subject: True if any record says yes, False if one says no, else missing."""
    said = rows.loc[rows["subject"].notna() & rows[column].notna(), ["subject", column]]
    return said.astype({column: "bool"}).groupby("subject")[column].max()


def _either(flag: pd.Series, said: pd.Series) -> pd.Series:
    """The union of two sources; no stays no only where nobody says yes."""
    other = said.reindex(flag.index).astype("boolean")
    return flag.fillna(other) | other.fillna(flag).astype("boolean")


def _listed(flag: pd.Series, subjects: Iterable[str]) -> pd.Series:
    """The union with a list that was handed in: who is not on it is not of the group by it."""
    on_list = pd.Series(flag.index.isin(list(subjects)), index=flag.index, dtype="boolean")
    return flag.fillna(False) | on_list
