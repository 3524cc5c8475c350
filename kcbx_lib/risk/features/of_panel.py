"""What research may ask of a child beyond the scorecard: absence, learning, career and home on the audit date.

One row a scored child, one column a feature; NA where the table it rests on was not handed in, or tells too
little. Facts are cut to the audit date, and every function is asked for that day besides.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.risk.features import absence, circumstances, learning, of_facts, schooling

FULLY_MARKED = 0.9
"""Sheets that hold absences only say nothing of trend or pattern: marks must stand for this share of the
days that were kept."""
CLASS_KEYS = [
    "subject",
    "term",
    "course",
    "score",
    "full_score",
    "school_code",
    "grade",
    "class_no",
]


def panel_features(facts: Facts, policy: Policy) -> pd.DataFrame:
    """Every feature of ``absence``, ``learning``, ``schooling`` and ``circumstances`` that the facts allow."""
    children = of_facts.scored_children(facts)
    out = pd.DataFrame(index=children.index)
    out["absence_rate"] = of_facts.absence_rate(facts, policy)
    parts = (_absence(facts), _learning(facts), _career(facts), _home(facts))
    for part in parts:
        out = out.join(part)
    return out


def _absence(facts: Facts) -> pd.DataFrame:
    if not (facts.has("attendance_marks") and facts.has("school_days") and facts.has("presence")):
        return pd.DataFrame()
    marks = facts["attendance_marks"].dropna(subset=["subject"])
    kept = facts["presence"]["kept_days"]
    known = marks.groupby("subject").size().reindex(kept.index).ge(FULLY_MARKED * kept)
    marks = marks[marks["subject"].isin(kept.index[known.fillna(False) & kept.gt(0)])]
    days = facts["school_days"]
    table = absence.absence_features(
        marks, as_of=facts.as_of, school_days=days.loc[days["is_school_day"], "date"]
    )
    return table.drop(columns="absence_rate")


def _learning(facts: Facts) -> pd.DataFrame:
    if not facts.has("scores"):
        return pd.DataFrame()
    scores = facts["scores"].reindex(columns=[*CLASS_KEYS, "absent"])
    scores = scores[~scores["absent"].eq(True).fillna(False)]
    scores = scores.assign(term_end=term_ends(scores["term"], facts.as_of))
    return pd.DataFrame(
        {
            "score_against_class": learning.score_against_class(scores, as_of=facts.as_of),
            "score_against_own_past": learning.score_against_own_past(scores, as_of=facts.as_of),
        }
    )


def term_ends(terms: pd.Series, as_of: pd.Timestamp) -> pd.Series:
    """The end of each term (``2023-2024-2``): 31 January of its second year, or 31 July; at the latest the
    audit date, as a term that is not over ends there for what is known of it. NaT for another label.
    """
    parts = terms.astype("str").str.extract(r"^\\d{4}-(\\d{4})-([12])$")
    ends = pd.to_datetime(parts[0] + parts[1].map({"1": "-01-31", "2": "-07-31"}))
    return ends.clip(upper=as_of)


def _career(facts: Facts) -> pd.DataFrame:
    children = of_facts.scored_children(facts)
    out = pd.DataFrame({"changes_stage": schooling.changes_stage(children)})
    if facts.has("movements"):
        moves = facts["movements"]
        out["transfers"] = schooling.transfers(moves, children.index, as_of=facts.as_of)
        out["was_suspended"] = schooling.was_suspended(moves, children.index, as_of=facts.as_of)
    return out


def _home(facts: Facts) -> pd.DataFrame:
    everybody, index = facts["children"], of_facts.scored_children(facts).index
    out = pd.DataFrame(
        {"sibling_out_of_school": circumstances.sibling_out_of_school(everybody).reindex(index)}
    )
    if facts.has("enrolment"):
        out["left_behind_by_school"] = circumstances.left_behind_by_school(facts["enrolment"])
    if facts.has("welfare"):
        out["left_behind_by_civil_affairs"] = circumstances.left_behind_by_civil_affairs(
            facts["welfare"], index
        )
    if facts.has("aid"):
        out["support_yuan"] = circumstances.support_received(facts["aid"], index, as_of=facts.as_of)
    return out
