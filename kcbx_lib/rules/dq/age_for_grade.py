"""DQ-05: an age that does not fit the grade, too old or too young beyond the tolerance.

The grade's age is grade + offset in completed years on 31 August. Often a wrong birth date or grade;
where both are right, an over-age pupil is a risk of its own (see the scorecard). Senior grades and
children whose age or grade is unknown are not judged. What is on record explains the gap: a year for
each suspension, a year for each grade skipped; disabled children, pupils of special schools and children
whose entry was delayed may be any number of years older. An id that only a grown-up can bear, typed for one child
whose age is not known otherwise, gives the age of its owner: nothing on record explains that.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule, evidence_of

RULE = Rule(
    id="DQ-05",
    needs=("children", "enrolment"),
    uses=("grade.age_offset", "grade.age_tolerance"),
    serves=("X2", "Z6"),
)


def find(facts: Facts, policy: Policy) -> Found:
    """One row per enrolled child whose age misses the grade's by more than the tolerance."""
    children = facts["children"]
    enrolled = children[children["in_enrolment"].eq(True).fillna(False)]
    foreign = enrolled["age_on_cutoff"].isna()
    enrolled = enrolled.assign(
        age_on_cutoff=enrolled["age_on_cutoff"].fillna(enrolled["age_by_foreign_id"])
    )
    judged = enrolled[enrolled["grade"].between(1, 9) & enrolled["age_on_cutoff"].notna()]
    usual = judged["grade"] + int(policy["grade.age_offset"])
    gap = (judged["age_on_cutoff"] - usual).astype("Int64")
    tolerance = int(policy["grade.age_tolerance"])
    explained = ~foreign[judged.index] & _may_be_older(facts, judged)
    too_old = gap.gt(tolerance + _years_lost(facts, judged)) & ~explained
    too_young = gap.lt(-tolerance - _times(facts, judged, "skip"))
    odd = (too_old | too_young).fillna(False).astype(bool)
    rows = judged.loc[odd, ["grade", "age_on_cutoff"]].assign(usual_age=usual[odd], gap=gap[odd])
    rows = rows.rename_axis(index="subject").reset_index()
    evidence = evidence_of(facts["enrolment"].dropna(subset=["subject"]))
    rows["evidence"] = rows["subject"].map(evidence)
    return Found(rows, len(judged))


def _years_lost(facts: Facts, children: pd.DataFrame) -> pd.Series:
    """Years of suspension on record; a child suspended now without a dated change has lost one."""
    now = children["status"].eq("suspended").fillna(False).astype("int64")
    return _times(facts, children, "suspend").clip(lower=now)


def _may_be_older(facts: Facts, children: pd.DataFrame) -> pd.Series:
    """Children whom the law lets begin late or stay longer."""
    disabled = children["is_disabled"].eq(True).fillna(False).astype(bool)
    special = children["state"].isin(["special_school", "delayed_entry"]).fillna(False).astype(bool)
    return disabled | special | _times(facts, children, "delayed_entry").gt(0)


def _times(facts: Facts, children: pd.DataFrame, kind: str) -> pd.Series:
    """How often an enrolment change of a kind is on record for each child."""
    if not facts.has("movements"):
        return pd.Series(0, index=children.index)
    moves = facts["movements"]
    of_kind = moves[moves["kind"].eq(kind).fillna(False)].drop_duplicates(["subject", "date"])
    return of_kind["subject"].value_counts().reindex(children.index).fillna(0).astype("int64")
