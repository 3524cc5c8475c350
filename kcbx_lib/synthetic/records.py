"""A county's lawful records: every table that holds them, drawn from the truth about its children."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from kcbx_lib.county import Term
from kcbx_lib.policy import Policy
from kcbx_lib.synthetic import lists, paper, procedure, schooling


def staff_of_schools(
    rng: np.random.Generator, truth: pd.DataFrame, schools: pd.DataFrame
) -> dict[str, list[str]]:
    """School code → its teachers' names, all different: enough that each helped child finds one."""
    pupils = truth.groupby("school_code").size()
    sizes = {
        code: max(4, int(pupils.get(code, 0)) // 12 + 2)
        for code in schools["school_code"].astype(str)
    }
    names = lists.staff_names(rng, sum(sizes.values()))
    staff, taken = {}, 0
    for code, size in sizes.items():
        staff[code] = names[taken : taken + size]
        taken += size
    return staff


def lawful_records(
    rng: np.random.Generator,
    truth: pd.DataFrame,
    *,
    policy: Policy,
    offices: paper.Offices,
    schools: pd.DataFrame,
    staff: dict[str, list[str]],
    days: pd.DatetimeIndex,
    term: Term,
    as_of: date,
) -> dict[str, pd.DataFrame]:
    """Table name → clean rows, for every table but those derived from records (reports, schools)."""
    start, today = pd.Timestamp(term.start), pd.Timestamp(as_of)
    year = start.year if start.month >= 7 else start.year - 1
    second_week = start + pd.Timedelta(days=7)
    enrolled = schooling.enrolment(truth, schools, year=year)
    marks = schooling.attendance_marks(rng, truth, days)
    cases = procedure.cases(truth, year=today.year)
    return {
        "population": lists.population(truth),
        "enrolment": enrolled,
        "attendance_marks": marks,
        "attendance": schooling.attendance(marks, truth, schools),
        "scores": schooling.scores(rng, truth, (f"{year - 1}-{year}-2", f"{year}-{year + 1}-1")),
        "exam_entries": schooling.exam_entries(enrolled),
        "poverty": lists.poverty(truth),
        "disability": lists.disability(truth),
        "welfare": lists.welfare(truth),
        "aid": lists.aid(
            truth, standards=policy["aid.standards"], term_start=start, as_of=today, year=year
        ),
        "movements": procedure.movements(
            truth, schools, county=offices.county, year=year, as_of=today
        ),
        "cases": cases,
        "persuasions": procedure.persuasions(cases, truth, staff),
        "notices": procedure.notices(cases),
        "home_teaching": procedure.home_teaching(truth, staff, days),
        "plans": lists.plans(truth, staff, made_on=second_week),
        "helpers": lists.helpers(truth, staff, since=second_week),
        "agreements": paper.agreements(
            offices, schools, staff, truth, signed_on=start + pd.Timedelta(days=3)
        ),
        "activities": paper.activities(offices, schools, year=year, as_of=today),
        "inspections": paper.inspections(offices, schools, year=year, as_of=today),
        "tasks": paper.tasks(offices, year=year, as_of=today),
        "cohorts": paper.cohorts(schools, enrolled, year=year),
        "surveys": paper.surveys(term=term, as_of=today),
    }
