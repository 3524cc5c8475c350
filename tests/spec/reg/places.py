"""王小明 and where the registers may say the child is: one line a situation, drawn as tables.

Every situation is set into the same county: 李丽 and 王芳 of school S1 are in class on every school day.
``{who}`` stands for 王小明's name, birth date and id.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import pandas as pd

from tests.spec_helpers import Drawn

CHILD = "name birth_date resident_id"
RECORD = f"{CHILD} school_code grade class_no status"
SHEET = f"{CHILD} school_code grade class_no marks"
MOVE = f"{CHILD} kind date document from_school_code to_school to_school_code"
CASE = f"{CHILD} case_no list_version stage category_code opened_on"
SCORE = f"{CHILD} school_code term course score"
LIST = f"{CHILD} schooling school_name"
SCHOOLS = """school_code school_name stage
             S1 第一小学 primary
             S2 第二小学 primary
             S9 青禾县特殊教育学校 special
             K1 阳光幼儿园 kindergarten"""
OTHERS = "李丽 2014-01-01 birth S1 4 1"
FRIEND = "王芳 2014-02-01 birth S1 4 1"
ENROLLED = f"{RECORD}\n{OTHERS} in_school\n{FRIEND} in_school"
IN_CLASS = f"{SHEET}\n{OTHERS} √*50\n{FRIEND} √*50"


def who(born: str) -> str:
    return f"王小明 {born} birth"


def drawn(
    told: Mapping[str, str], *, born: str = "2014-03-05", record: str | None = None, **more: str
) -> Drawn:
    """The county with 王小明 in the household register, ``told`` said of the child, and a ``record`` or none.

    ``told`` holds whole tables; ``enrolment`` and ``attendance`` are lines added to those of the county.
    ``exchange`` names what another county of the run knows (``enrolled,attending``).
    """
    tables = {"schools": SCHOOLS, "population": f"{CHILD}\n{{who}}"} | more | dict(told)
    how = tables.pop("exchange", "")
    lines = [line for line in (record, tables.get("enrolment")) if line]
    tables["enrolment"] = "\n".join([ENROLLED, *lines])
    tables["attendance"] = "\n".join(filter(None, [IN_CLASS, tables.get("attendance")]))
    texts = {name: text.replace("{who}", who(born)) for name, text in tables.items()}
    exchange = None
    if how:
        rows = {"subject": subject_of(born), "other_county": "990102", "how": how.split(",")}
        exchange = pd.DataFrame(rows | {"date": pd.NaT, "school_name": "河东小学"})
    return Drawn(exchange=exchange, **texts)


@cache
def subject_of(born: str) -> str:
    """王小明's pseudonym."""
    return Drawn(population=f"{CHILD}\n{who(born)}").facts["children"].index[0]


def moved(
    kind: str, day: str = "2024-09-10", *, to: str = "- -", number: str = "-"
) -> dict[str, str]:
    """A movement out of S1."""
    return {"movements": f"{MOVE}\n{{who}} {kind} {day} {number} S1 {to}"}


def case(
    stage: str, code: str = "-", version: str = "第一阶段", opened: str = "2024-09-10"
) -> dict[str, str]:
    return {"cases": f"{CASE}\n{{who}} K1 {version} {stage} {code} {opened}"}


def listed(schooling: str, school: str = "-", table: str = "poverty") -> dict[str, str]:
    return (
        {table: f"{LIST.rsplit(' ', 1)[0]}\n{{who}} {schooling}"}
        if table == "disability"
        else {table: f"{LIST}\n{{who}} {schooling} {school}"}
    )


def cancelled(reason: str, day: str = "2024-05-01") -> dict[str, str]:
    return {"population": f"{CHILD} cancelled_on cancel_reason\n{{who}} {day} {reason}"}


def scored(school: str, term: str = "2024-2025-1") -> dict[str, str]:
    return {"scores": f"{SCORE}\n{{who}} {school} {term} 语文 81"}


def visited(day: str) -> dict[str, str]:
    return {"home_teaching": f"{CHILD} date\n{{who}} {day}"}
