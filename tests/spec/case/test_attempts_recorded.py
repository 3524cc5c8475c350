"""CASE-04: every attempt with its five parts, and no number left out. How many there are is CASE-03's."""

from __future__ import annotations

import pytest

from tests.spec.case.drawn import ATTEMPTS, attempts, case, noted
from tests.spec.ledgers.county import conditions, facts_of, found

FULL = {
    "date": "2024-10-08",
    "method": "家访",
    "people": "张老师",
    "result": "继续",
    "evidence": "照片",
}


def one_attempt(**cells: str) -> str:
    return ATTEMPTS + "甲 1 school 1 " + " ".join((FULL | cells).values())


@pytest.mark.walks("CASE-04", "rule", "found", "clear")
@pytest.mark.parametrize("part", list(FULL))
@pytest.mark.parametrize("cell", ["-", "无", "/"])
def test_an_attempt_lacks_one_of_its_five_parts(part: str, cell: str) -> None:
    if part == "date" and cell != "-":
        cell = "-"  # a date is a date or blank
    facts = facts_of(cases=case(), persuasions=one_attempt(**{part: cell}))
    [(subject, text)] = conditions("CASE-04", facts)
    assert subject == "甲"
    assert text.endswith(f"no {part}")
    assert found("CASE-04", facts_of(cases=case(), persuasions=one_attempt())) == set()


@pytest.mark.walks("CASE-04", "lawful", "unreadable_cell")
@pytest.mark.parametrize(("raw", "is_found"), [("国庆后", False), ("", True)])
def test_a_cell_that_could_not_be_read_is_no_blank(raw: str, is_found: bool) -> None:
    facts = facts_of(
        cases=case(),
        persuasions=one_attempt(date="-"),
        further=noted("persuasions", "date", raw),
    )
    assert bool(found("CASE-04", facts)) is is_found


@pytest.mark.walks("CASE-04", "rule", "found", "clear")
@pytest.mark.parametrize(
    ("numbers", "has_gap"),
    [
        ("school1 school2 school3", False),
        ("school1 school3", True),
        ("school2 school3", True),
        ("school1", False),
        pytest.param("school1 school1 school2", False,
                     marks=pytest.mark.walks("CASE-04", "lawful", "written_twice")),
        ("school1 school1 school3", True),
        ("school1 school2 joint1 joint2", False),
        pytest.param("school1 school2 joint3 joint4", False,
                     marks=pytest.mark.walks("CASE-04", "lawful", "joint_goes_on")),
        pytest.param("blank1 school2 school3", False,
                     marks=pytest.mark.walks("CASE-04", "lawful", "level_blank")),
        ("school1 school2 joint4", True),
        ("school1 school2 joint1 joint3", True),
        ("school1 school2 joint5", True),
        pytest.param("school1 school- school3", False,
                     marks=pytest.mark.walks("CASE-04", "lawful", "number_blank")),
    ],
)  # fmt: skip
def test_the_numbering_leaves_none_out_within_its_level(numbers: str, has_gap: bool) -> None:
    rows = ATTEMPTS
    for day, entry in enumerate(numbers.split(), start=8):
        level = entry.rstrip("0123456789-")
        number = entry.removeprefix(level)
        rows += f"甲 1 {level.replace('blank', '-')} {number} 2024-10-{day:02d} 家访 张 继续 照片\n"
    assert bool(found("CASE-04", facts_of(cases=case(), persuasions=rows))) is has_gap


@pytest.mark.walks("CASE-04", "lawful", "few_attempts")
def test_how_many_attempts_there_are_is_not_judged_by_completeness() -> None:
    for number in (1, 2, 3):
        days = [f"2024-10-{8 + day:02d}" for day in range(number)]
        facts = facts_of(cases=case(), persuasions=ATTEMPTS + attempts(*days))
        assert found("CASE-04", facts) == set()


def test_only_the_case_with_the_fault_is_found_and_its_faulty_rows_are_counted() -> None:
    cases = "name case_no opened_on stage\n全 1 2024-10-07 suspected\n缺 2 2024-10-07 suspected"
    full, blank = " ".join(FULL.values()), " ".join((FULL | {"people": "-"}).values())
    rows = ATTEMPTS + f"全 1 school 1 {full}\n缺 2 school 1 {full}\n缺 2 school 2 {blank}"
    [(subject, text)] = conditions("CASE-04", facts_of(cases=cases, persuasions=rows))
    assert (subject, "2 attempts recorded, 1 incomplete" in text) == ("缺", True)
