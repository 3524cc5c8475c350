"""CASE-10: issued, served, deadline, and each step after the earlier one was served."""

from __future__ import annotations

import pytest

from tests.spec.ledgers.county import conditions, facts_of, found

HEADER = "name case_no kind issued_on served_on deadline\n"


@pytest.mark.parametrize(
    ("issued", "served", "deadline", "is_wrong"),
    [
        ("2024-10-08", "2024-10-08", "2024-10-08", False),
        ("2024-10-08", "2024-10-09", "2024-10-15", False),
        ("2024-10-08", "2024-10-07", "2024-10-15", True),
        ("2024-10-08", "2024-10-16", "2024-10-15", True),
        ("2024-10-08", "-", "2024-10-07", True),
        ("2024-10-08", "-", "2024-10-15", False),
        ("-", "2024-10-16", "-", False),
    ],
)
def test_a_notice_is_issued_then_served_by_its_deadline(
    issued: str, served: str, deadline: str, is_wrong: bool
) -> None:
    facts = facts_of(notices=HEADER + f"甲 1 return_by {issued} {served} {deadline}")
    assert bool(found("CASE-10", facts)) is is_wrong


@pytest.mark.parametrize(
    ("issued_next", "is_wrong"),
    [("2024-10-09", True), ("2024-10-10", False), ("2024-10-11", False)],
)
def test_a_later_step_waits_for_the_service_of_the_earlier_one(
    issued_next: str, is_wrong: bool
) -> None:
    rows = f"甲 1 urge 2024-10-08 2024-10-10 2024-10-17\n甲 1 return_by {issued_next} 2024-10-20 2024-10-27"
    assert bool(found("CASE-10", facts_of(notices=HEADER + rows))) is is_wrong


def test_a_missing_step_and_an_unrecorded_service_are_no_fault() -> None:
    skipped = "甲 1 urge 2024-10-08 2024-10-08 2024-10-15\n甲 1 court 2024-11-01 2024-11-01 -"
    unserved = "甲 1 urge 2024-10-08 - 2024-10-15\n甲 1 return_by 2024-10-16 2024-10-16 2024-10-23"
    assert found("CASE-10", facts_of(notices=HEADER + skipped)) == set()
    assert found("CASE-10", facts_of(notices=HEADER + unserved)) == set()


def test_the_order_is_the_profiles() -> None:
    # national: urge before the order to correct; Zhuozi: the order to correct comes first
    rows = "甲 1 correct_by 2024-10-08 2024-10-08 2024-10-15\n甲 1 urge 2024-10-09 2024-10-09 2024-10-16"
    drawn = facts_of(notices=HEADER + rows)
    assert found("CASE-10", drawn) == {"甲"}
    assert found("CASE-10", drawn, "zhuozi_2022") == set()


def test_the_steps_of_two_cases_are_not_mixed() -> None:
    rows = "甲 1 urge 2024-10-08 2024-10-10 2024-10-17\n甲 2 return_by 2024-10-01 2024-10-02 2024-10-09"
    assert found("CASE-10", facts_of(notices=HEADER + rows)) == set()


def test_one_finding_a_case_names_everything_wrong_with_it() -> None:
    rows = (
        "甲 1 urge 2024-10-08 2024-10-07 2024-10-17\n甲 1 penalty 2024-10-01 2024-10-02 2024-10-01"
    )
    [(_, text)] = conditions("CASE-10", facts_of(notices=HEADER + rows))
    assert "urging notice served before it was issued" in text
    assert "penalty notice served after its deadline" in text
