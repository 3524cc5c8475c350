"""The list of children to visit, cut to the people available: pseudonymous outside, names in ``restricted/``.

A score orders visits and decides nothing: the workbook has room for what the visitor found, and the
children who tie at the cut stand on a sheet of their own, for people to choose from.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.messages import say
from kcbx_lib.privacy.release import ReleaseCheck
from kcbx_lib.reports.workbooks import Sheet, titled, write_workbook
from kcbx_lib.reports.writer import private_folder, write_csv
from kcbx_lib.risk.capacity import VisitList, school_order, visit_list, visit_order, ways_compared

PLAN_COLUMNS = (
    "list", "week", "first_week", "last_week", "subject", "school_code", "grade", "score", "band",
    "reasons",
)  # fmt: skip
PERSON_COLUMNS = (
    "name", "sex", "school_name", "grade", "class_no", "guardian", "phone", "township", "village",
    "address",
)  # fmt: skip
TO_FILL = ("visited_on", "visitor", "found_by_visit", "next_step")
SURE, TIED, LATER = "sure", "tied", "later"


@dataclass(frozen=True)
class VisitPlan:
    """``rows`` one a child with a point (``PLAN_COLUMNS``); ``schools`` and ``ways`` the comparator."""

    rows: pd.DataFrame
    listed: VisitList
    schools: pd.DataFrame
    ways: pd.DataFrame
    places: int

    def summary(self) -> dict[str, Any]:
        """Counts, without a child."""
        return {
            "places": self.places,
            "sure": len(self.listed.sure),
            "tied": len(self.listed.tied),
            "places_for_tied": self.listed.places_left if len(self.listed.tied) else 0,
            "cut_score": self.listed.cut_score,
            "with_points": len(self.rows),
        }


def plan_visits(risk: pd.DataFrame, *, visits_a_week: int, weeks: int) -> VisitPlan:
    """The visits of ``risk`` (``subject, school_code, grade, score, band, reasons``).

    ``list`` is ``sure`` (within the capacity whatever the order of ties), ``tied`` (at the cut: only
    some fit), ``later``. ``week`` follows score, then pseudonym; ``first_week`` and ``last_week``
    bound it over orders of the tied. Raises WrongUse for a capacity below one visit.
    """
    listed = visit_list(risk, visits_a_week=visits_a_week, weeks=weeks)
    rows = visit_order(risk, visits_a_week=visits_a_week)
    where = pd.Series(LATER, index=rows.index, dtype="str")
    where = where.mask(rows["subject"].isin(listed.sure["subject"]), SURE)
    rows["list"] = where.mask(rows["subject"].isin(listed.tied["subject"]), TIED)
    places = visits_a_week * weeks
    return VisitPlan(
        rows.reindex(columns=list(PLAN_COLUMNS)),
        listed,
        school_order(risk, visits=places),
        ways_compared(risk, visits=places),
        places,
    )


def write_visits(
    folder: Path, plan: VisitPlan, facts: Facts, *, check: ReleaseCheck
) -> dict[str, Path]:
    """``visits.csv`` and ``schools.csv`` without names, and ``restricted/visits.xlsx`` for the visitors.

    Raises PrivacyBreach, before anything is written, where a table outside holds a person.
    """
    check.check_frame(plan.rows, where="visits.csv")
    check.check_frame(plan.schools, where="schools.csv")
    restricted = private_folder(private_folder(folder) / "restricted")
    return {
        "visits": write_csv(folder / "visits.csv", plan.rows),
        "schools": write_csv(folder / "schools.csv", plan.schools),
        "workbook": write_workbook(
            restricted / "visits.xlsx",
            sheets_of(plan, facts),
            created=datetime.combine(facts.county.as_of, datetime.min.time()),
        ),
    }


def sheets_of(plan: VisitPlan, facts: Facts) -> list[Sheet]:
    """Who is visited, who ties at the cut, who comes later, and what visiting whole schools would reach."""
    named = with_persons(plan.rows, facts)
    sheets = []
    for which in (SURE, TIED, LATER):
        part = named[named["list"].eq(which)].drop(columns="list")
        # The order of the tied says nothing, so neither may a week that follows from it.
        part = part.drop(
            columns=["week"] if which == TIED else list(TO_FILL) if which == LATER else []
        )
        sheets.append(
            Sheet(
                say(f"risk.sheet_{which}"),
                say("risk.visits_title", county=facts.county.name, which=say(f"risk.sheet_{which}")),
                say(
                    f"risk.note_{which}", n=len(part), places=plan.places,
                    left=plan.listed.places_left, score=plan.listed.cut_score,
                ),
                titled(part.drop(columns="subject")),
            )
        )  # fmt: skip
    schools = school_names(plan.schools, facts)
    sheets.append(
        Sheet(
            say("risk.sheet_schools"),
            say("risk.visits_title", county=facts.county.name, which=say("risk.sheet_schools")),
            ways_in_words(plan.ways),
            titled(schools.assign(mean_score=schools["mean_score"].round(2))),
        )
    )
    return sheets


def ways_in_words(ways: pd.DataFrame) -> str:
    """How many children of the high band the same visits reach by score, by school and by lot."""
    high = ways.set_index("way")["high"]
    return say(
        "risk.ways",
        visits=int(ways["visits"].iloc[0]),
        **{way: f"{high[way]:.1f}".removesuffix(".0") for way in ("children", "schools", "lot")},
    )


def with_persons(rows: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """The plan with each child's name, class, guardian, telephone and address, and room to write.

    Telephone and address are those of the child's first enrolment record that has them.
    """
    children = facts["children"].reindex(
        columns=[column for column in PERSON_COLUMNS if column not in ("phone", "address", "grade")]
    )
    at_home = contact_of(facts, rows["subject"])
    joined = rows.merge(
        children, left_on="subject", right_index=True, how="left", validate="one_to_one"
    ).merge(at_home, left_on="subject", right_index=True, how="left", validate="one_to_one")
    order = ["list", "week", "first_week", "last_week", "subject", "score", "band"]
    out = joined.reindex(columns=[*order, *PERSON_COLUMNS, "reasons", *TO_FILL])
    out["band"] = out["band"].map(lambda band: say(f"story.band_{band}"))
    out["sex"] = out["sex"].map(
        lambda sex: say(f"risk.sex_{sex}") if sex in ("male", "female") else sex,
        na_action="ignore",
    )
    return out


def contact_of(facts: Facts, subjects: pd.Series) -> pd.DataFrame:
    """Telephone and address of each child from its enrolment: index ``subject``, ``phone, address``."""
    if not facts.has("enrolment"):
        return pd.DataFrame(columns=["phone", "address"], index=pd.Index([], dtype="str"))
    rows = facts["enrolment"].reindex(columns=["subject", "phone", "address"])
    rows = rows[rows["subject"].isin(subjects)].sort_values(
        ["subject", "phone", "address"], kind="stable"
    )
    return rows.groupby("subject").first()


def school_names(schools: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """The comparator's schools with their names, where the children's records give one."""
    known = facts["children"].dropna(subset=["school_code", "school_name"])
    names = known.groupby("school_code")["school_name"].agg(lambda names: names.mode().iloc[0])
    shown = schools.assign(school_name=schools["school_code"].map(names))
    return shown[["school_code", "school_name", "pupils", "mean_score", "is_visited"]]
