"""The list to draw from, out of an audited county: its schools, classes and children on the roll."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from kcbx_lib.errors import WrongUse
from kcbx_lib.facts import Facts
from kcbx_lib.messages import say
from kcbx_lib.tables.codes import load_codes

# Statuses with which a child has left the roll for good. Every other one, a blank too, is to be
# found at the school or to be explained by it, and so belongs to what a visitor counts.
LEFT_THE_ROLL = ("transferred_out", "graduated", "dead")
HIGHEST_COMPULSORY_GRADE = 9


@dataclass(frozen=True)
class SchoolList:
    """One row a school to draw from, and what had to be left out.

    ``schools``: ``school_code, school_name, stage, township, pupils`` and, if risk was scored,
    ``risk_score``; sorted by code. ``without_pupils`` names schools of the register without a pupil
    of grades 1 to 9; ``pupils_without_school`` counts children whose school could not be resolved.
    """

    schools: pd.DataFrame
    without_pupils: tuple[str, ...]
    pupils_without_school: int


def schools_from_facts(facts: Facts) -> SchoolList:
    """The schools of a county with their pupils on the roll.

    Frames used: ``enrolment`` (``subject, school_code, school_name, status, grade``) and, where
    there are any, ``schools`` (``school_code, school_name, stage, township, pupils``) and ``risk``
    (``school_code, score``). Pupils are counted from the enrolment; the school register's own
    figure stands in where the enrolment names none. The risk score of a school is the sum of its
    pupils' scores: what a visit may be expected to meet. Stages are written in Chinese whatever the
    language, as the draw must not hang on it. Raises WrongUse without an enrolment.
    """
    roll = children_from_facts(facts)
    placed = roll[roll["school_code"].notna()]
    counts = placed.groupby("school_code").size().rename("enrolled")
    stages = placed.groupby("school_code")["grade"].agg(["min", "max"])
    names = _first_names(facts["enrolment"])
    schools = pd.DataFrame(index=pd.Index(sorted(counts.index), name="school_code"))
    registered = _registered(facts)
    if registered is not None:
        schools = schools.reindex(sorted({*schools.index, *registered.index}))
        schools.index.name = "school_code"
    else:
        registered = pd.DataFrame(
            columns=["school_name", "stage", "township", "pupils"], index=schools.index[:0]
        )
    known = registered.reindex(schools.index)
    schools["school_name"] = known["school_name"].fillna(names.reindex(schools.index))
    schools["school_name"] = schools["school_name"].fillna(pd.Series(schools.index, schools.index))
    schools["stage"] = known["stage"].fillna(_stage_of(stages).reindex(schools.index))
    schools["township"] = known["township"]
    enrolled = counts.reindex(schools.index).astype("Int64")
    schools["pupils"] = enrolled.fillna(pd.to_numeric(known["pupils"]).astype("Int64")).fillna(0)
    if facts.has("risk"):
        totals = facts["risk"].groupby("school_code")["score"].sum()
        schools["risk_score"] = totals.reindex(schools.index).astype("Float64").fillna(0.0)
    empty = schools["pupils"] <= 0
    text = dict.fromkeys(("school_name", "stage", "township"), "str")
    return SchoolList(
        schools=schools[~empty].reset_index().astype({"school_code": "str", **text}),
        without_pupils=tuple(schools.index[empty].astype(str)),
        pupils_without_school=int(roll["school_code"].isna().sum()),
    )


def children_from_facts(facts: Facts, people: pd.DataFrame | None = None) -> pd.DataFrame:
    """One row a child and school on whose roll it stands: ``subject, school_code, grade, class_no``.

    A child on the rolls of two schools stands at both, as both must account for it. ``people``
    (index ``subject``, column ``name``; restricted) adds the name for the visitors' lists.
    """
    if not facts.has("enrolment"):
        raise WrongUse(say("sampling.no_enrolment"))
    rows = facts["enrolment"].reindex(
        columns=["subject", "school_code", "grade", "class_no", "status"]
    )
    grade = pd.to_numeric(rows["grade"], errors="coerce").astype("Int64")
    left = rows["status"].isin(LEFT_THE_ROLL) | (grade > HIGHEST_COMPULSORY_GRADE).fillna(False)
    kept = rows.assign(grade=grade)[~left].sort_values(
        ["school_code", "subject", "grade", "class_no"], kind="stable"
    )
    children = kept.drop_duplicates(["subject", "school_code"]).drop(columns="status")
    if people is not None:
        children = children.merge(
            people["name"], left_on="subject", right_index=True, how="left", validate="many_to_one"
        )
    return children.reset_index(drop=True)


def classes_from_facts(facts: Facts) -> pd.DataFrame:
    """One row a class: ``school_code, grade, class_no, enrolled``, for the roll call."""
    placed = children_from_facts(facts).dropna(subset=["school_code"])
    sizes = placed.groupby(["school_code", "grade", "class_no"], dropna=False, sort=True).size()
    return sizes.rename("enrolled").reset_index()


def _registered(facts: Facts) -> pd.DataFrame | None:
    """The school register by code; of a school listed twice the first in order of content."""
    if not facts.has("schools"):
        return None
    columns = ["school_code", "school_name", "stage", "township", "pupils"]
    rows = facts["schools"].reindex(columns=columns).dropna(subset=["school_code"])
    rows = rows.sort_values(columns, kind="stable").drop_duplicates("school_code")
    labels = {code.code: code.zh for code in load_codes("school_stage").entries}
    rows["stage"] = rows["stage"].map(lambda stage: labels.get(stage, stage))
    return rows.set_index("school_code")


def _first_names(enrolment: pd.DataFrame) -> pd.Series:
    """The commonest name of each school in the enrolment, ties in order of the text."""
    rows = enrolment.reindex(columns=["school_code", "school_name"]).dropna()
    counts = rows.value_counts().rename("n").reset_index()
    ordered = counts.sort_values(["n", "school_name"], ascending=[False, True], kind="stable")
    return ordered.drop_duplicates("school_code").set_index("school_code")["school_name"]


def _stage_of(grades: pd.DataFrame) -> pd.Series:
    """The stage by the grades a school has, where the register does not say."""
    labels = load_codes("school_stage")
    stage = pd.Series(pd.NA, index=grades.index, dtype="object")
    stage[(grades["max"] <= 6).fillna(False)] = labels.label("primary", "zh")
    stage[(grades["min"] >= 7).fillna(False)] = labels.label("junior", "zh")
    both = (grades["min"] <= 6) & (grades["max"] >= 7)
    stage[both.fillna(False)] = labels.label("nine_year", "zh")
    return stage
