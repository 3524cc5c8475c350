"""Little counties with a month grid: 王小明 in S1, grade 4, class 1, beside 李丽 who is always there."""

from __future__ import annotations

from tests.spec_helpers import Drawn

CHILD = "name birth_date resident_id"
RECORD = f"{CHILD} school_code grade class_no status"
SHEET = "name school_code grade class_no marks"
PUPIL = f"{RECORD}\n王小明 2014-03-05 birth S1 4 1 in_school"
NO_CASES = f"{CHILD} case_no stage opened_on\n赵敏 2013-01-01 birth K9 suspected 2024-10-01"


def drawn(
    marks: str, *, cases: str = NO_CASES, as_of: str = "2024-09-10", grade: int = 4, **tables
) -> Drawn:
    """The county of one pupil whose marks begin on Monday 2 September 2024."""
    tables.setdefault("enrolment", PUPIL)
    return Drawn(
        as_of=as_of,
        attendance=f"{SHEET}\n王小明 S1 {grade} 1 {marks}\n李丽 S1 {grade} 1 √*50",
        cases=cases,
        **tables,
    )


def a_class(
    *marks: str, other: str = "√*40", as_of: str = "2024-11-05", enrolled: bool = True, **tables
) -> Drawn:
    """A class in S1 with a pupil for each string of marks, beside 李丽 in S2."""
    names = [f"学生{chr(0x4E00 + 50 * number)}" for number in range(len(marks))]
    roll = [f"{name} 2014-03-{day:02d} birth S1 4 1 in_school" for day, name in enumerate(names, 1)]
    lines = [f"{name} S1 4 1 {own}" for name, own in zip(names, marks, strict=True)]
    return Drawn(
        as_of=as_of,
        enrolment="\n".join(
            [RECORD, *(roll if enrolled else []), "李丽 2014-01-01 birth S2 4 1 in_school"]
        ),
        attendance="\n".join([SHEET, *lines, f"李丽 S2 4 1 {other}"]),
        **tables,
    )
