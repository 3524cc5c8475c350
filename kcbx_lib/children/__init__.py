"""The ``children`` frame: every child of every table once, with what the tables say of it together.

Floor: above linking, below attendance and registers. It needs only who is who; what the sheets prove
and which state a child is in come later and are joined to it there.
"""

from __future__ import annotations

import json

import numpy as np
import pandas as pd

from kcbx_lib.children.ages import age_on_cutoff, is_before_birthday, school_year_cutoff
from kcbx_lib.children.first_words import first_known, latest_attended
from kcbx_lib.children.groups import focus_flags
from kcbx_lib.children.namesakes import lines_of_namesakes
from kcbx_lib.children.records import current_enrolment
from kcbx_lib.facts import Facts
from kcbx_lib.link import Linked
from kcbx_lib.policy import Policy
from kcbx_lib.policy.values import GROUPS

__all__ = ["build_children", "current_enrolment", "school_year_cutoff"]

REGISTERS = ("population", "enrolment", "attendance", "poverty", "disability", "welfare")
OTHER_LISTS = ("scores", "cases", "movements", "exam_entries", "aid")
EVIDENCE_TABLES = (*REGISTERS, "cases", "movements")
COMPLETED_GRADE = 9
COMPLETED_AGE = 14
"""Where a graduate's grade is blank: nobody completes nine years younger on 31 August."""


def build_children(facts: Facts, linked: Linked, policy: Policy) -> pd.DataFrame:
    """One row per child of any table, index ``subject``; columns as in docs/facts.md.

    Where tables differ, the household register's word comes first for who the child is, the enrolment
    system's for where it learns. ``is_of_age``: 6 completed on 31 August, until the 16th birthday
    (the audit date counts), unless graduated.
    """
    people = linked.people
    out = people[["name", "resident_id", "student_no", "sex", "birth_date", "guardian"]].copy()
    out["resident_id_state"] = people["id_state"]
    out["shared_id"] = shared_group(people["shared_id"])
    out["household_no"] = people["household_no"]
    record = current_enrolment(facts).reindex(out.index)
    attended = latest_attended(facts).reindex(out.index)
    for column in ("school_code", "school_name", "grade", "class_no"):
        elsewhere = first_known(facts, column, ("scores", "cases", "exam_entries", "movements"))
        kind = "Int64" if column == "grade" else "str"
        known = record[column].astype(kind).fillna(attended[column].astype(kind))
        out[column] = known.fillna(elsewhere.reindex(out.index).astype(kind))
    out["stage"] = stage_of(out["grade"])
    for column in ("status", "boarding", "hukou_kind"):
        out[column] = record[column].astype("str")
    out["attends_school_code"] = attended["school_code"].astype("str")
    lists = ("population", "poverty", "disability", "welfare", "cases")
    for column in ("township", "village"):
        out[column] = first_known(facts, column, lists).reindex(out.index).astype("str")
    of_school = out["school_code"].map(_township_of_school(facts)).astype("str")
    out["township"] = out["township"].fillna(of_school)
    for table in (*REGISTERS, *OTHER_LISTS):
        listed = facts[table]["subject"] if facts.has(table) else pd.Series(dtype="str")
        out[f"in_{table}"] = out.index.isin(listed.dropna())
    listed = out[[f"in_{table}" for table in REGISTERS]].any(axis=1)
    out["in_registers"] = listed & ~out.index.isin(lines_of_namesakes(facts, out))
    cutoff = school_year_cutoff(facts.county, policy["age.cutoff"])
    out["age_on_cutoff"] = age_on_cutoff(out["birth_date"], cutoff)
    out["age_by_foreign_id"] = _age_by_foreign_id(facts, out, cutoff)
    from_six = out["age_on_cutoff"].ge(policy["age.from"])
    young = is_before_birthday(out["birth_date"], policy["age.until"], facts.as_of)
    out["has_graduated"] = has_graduated(out, facts)
    out["is_of_age"] = (from_six & young) & ~out["has_graduated"].astype("boolean")
    flags = focus_flags(facts, out.index, policy)
    out[list(GROUPS)] = flags[list(GROUPS)]
    focus = [group for group in policy["focus.groups"] if group in GROUPS]
    out["is_focus"] = flags[focus].eq(True).fillna(False).any(axis=1)
    waiting = pd.concat([linked.review["subject_a"], linked.review["subject_b"]])
    out["has_possible_match"] = out.index.isin(waiting) | is_named_in(facts, out)
    out["record_rows"] = record_rows(linked.crosswalk, out.index)
    return out


STRUCTURE = (
    "example_row",
    "total_row",
    "footer",
    "repeated_header",
    "group_label",
    "duplicate_row",
)
"""Rows set aside that are about nobody, or say again what an accepted row says."""


def is_named_in(facts: Facts, children: pd.DataFrame) -> pd.Series:
    """Whether a row that was set aside holds the child's id or name: it may be what explains them."""
    if not facts.has("quarantined") or facts["quarantined"].empty:
        return pd.Series(False, index=children.index)
    rows = facts["quarantined"]
    told = rows.loc[~rows["reason"].isin(STRUCTURE), "raw"].dropna()
    cells: set[str] = set()
    for raw in told:
        values = json.loads(raw)
        held = values.values() if isinstance(values, dict) else values
        cells |= {str(value).strip() for value in held if value is not None}
    return children["name"].isin(cells) | children["resident_id"].isin(cells)


def _age_by_foreign_id(facts: Facts, children: pd.DataFrame, cutoff: pd.Timestamp) -> pd.Series:
    """The age that the id in the enrolment record states where linking left it to nobody: it is a grown-up's.

    NA for every child whose own age is known, and where another child bears the id too (DQ-04).
    """
    unknown = children["age_on_cutoff"].isna() & children["shared_id"].isna()
    if not facts.has("enrolment") or not unknown.any():
        return pd.Series(pd.NA, index=children.index, dtype="Int64")
    rows = facts["enrolment"][["subject", "birth_date"]].dropna()
    stated = rows.groupby("subject")["birth_date"].min().reindex(children.index)
    return age_on_cutoff(stated.astype("datetime64[us]"), cutoff).where(unknown)


def shared_group(shared: pd.Series) -> pd.Series:
    """A number for each id that several children bear (in the order of the ids); NA for the others."""
    return shared.rank(method="dense").astype("Int64")


def stage_of(grade: pd.Series) -> pd.Series:
    """``primary`` (1–6), ``junior`` (7–9), ``senior`` (10–12) or NA."""
    stage = pd.Series(pd.NA, index=grade.index, dtype="str")
    for name, low, high in (("primary", 1, 6), ("junior", 7, 9), ("senior", 10, 12)):
        stage = stage.mask(grade.between(low, high).fillna(False).astype(bool), name)
    return stage


def has_graduated(children: pd.DataFrame, facts: Facts) -> pd.Series:
    """Whether a register says the child completed nine years. Completing primary is not it."""
    said = children["status"].eq("graduated")
    if facts.has("movements"):
        moves = facts["movements"]
        moves = moves[moves["kind"].isin(["graduate", "complete"]) & ~moves["date"].gt(facts.as_of)]
        said |= children.index.isin(moves["subject"]) & ~children["status"].eq("in_school")
    for table in ("poverty", "disability"):
        if facts.has(table):
            rows = facts[table]
            listed = rows.loc[rows["schooling"].eq("graduated"), "subject"]
            said |= children.index.isin(listed) & ~children["in_enrolment"]
    said |= children.index.isin(_finished_last_year(facts)) & ~children["in_enrolment"]
    grade, age = children["grade"], children["age_on_cutoff"]
    by_grade = grade.ge(COMPLETED_GRADE).fillna(False).astype(bool)
    by_age = grade.isna() & age.ge(COMPLETED_AGE).fillna(False).astype(bool)
    return said & (by_grade | by_age)


def _finished_last_year(facts: Facts) -> set[str]:
    """Children in the final grade before this school year: entered for the exam, or with scores."""
    cutoff = school_year_cutoff(facts.county, "08-31")
    found: set[str] = set()
    if facts.has("exam_entries"):
        entries = facts["exam_entries"]
        found |= set(entries.loc[entries["entered_on"].le(cutoff), "subject"].dropna())
    if facts.has("scores"):
        scores = facts["scores"]
        last_spring = f"{cutoff.year - 1}-{cutoff.year}-2"
        final = scores["grade"].eq(COMPLETED_GRADE).fillna(False) & scores["term"].eq(last_spring)
        found |= set(scores.loc[final.astype(bool), "subject"].dropna())
    return found


def record_rows(crosswalk: pd.DataFrame, subjects: pd.Index) -> pd.Series:
    """Per child, the ids of its rows in the registers, sorted: the evidence of a comparison."""
    rows = crosswalk[crosswalk["table"].isin(EVIDENCE_TABLES)]
    rows = rows.sort_index().sort_values("subject", kind="stable")
    place = subjects.get_indexer(pd.Index(rows["subject"]))
    ids = rows.index.to_numpy(dtype=object)
    order = np.argsort(place, kind="stable")
    ends = np.searchsorted(place[order], np.arange(len(subjects)), side="right")
    starts = np.searchsorted(place[order], np.arange(len(subjects)), side="left")
    ordered = ids[order]
    lists = [list(ordered[a:b]) for a, b in zip(starts, ends, strict=True)]
    return pd.Series(lists, index=subjects, dtype="object")


def _township_of_school(facts: Facts) -> pd.Series:
    if not facts.has("schools"):
        return pd.Series(dtype="str")
    schools = (
        facts["schools"].dropna(subset=["school_code"]).sort_values(["school_code", "township"])
    )
    return schools.drop_duplicates("school_code").set_index("school_code")["township"]
