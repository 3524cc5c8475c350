"""CASE-10: issued, served, deadline, and each step after the earlier one was served."""

from __future__ import annotations

import pytest

from tests.spec.ledgers.county import conditions, facts_of, found

HEADER = "name case_no kind issued_on served_on deadline\n"


@pytest.mark.walks("CASE-10", "rule", "found", "clear", "day_before", "day_of", "day_after")
@pytest.mark.walks("CASE-10", "lawful", "day_blank")
@pytest.mark.parametrize(
    ("issued", "served", "deadline", "is_wrong"),
    [
        pytest.param("2024-10-08", "2024-10-08", "2024-10-08", False,
                     marks=pytest.mark.walks("CASE-10", "lawful", "one_day")),
        ("2024-10-08", "2024-10-09", "2024-10-15", False),
        ("2024-10-08", "2024-10-07", "2024-10-15", True),
        ("2024-10-08", "2024-10-14", "2024-10-15", False),
        ("2024-10-08", "2024-10-15", "2024-10-15", False),
        ("2024-10-08", "2024-10-16", "2024-10-15", True),
        ("2024-10-08", "-", "2024-10-07", True),
        ("2024-10-08", "-", "2024-10-08", False),
        ("2024-10-08", "-", "2024-10-15", False),
        ("-", "2024-10-16", "-", False),
        ("-", "2024-10-16", "2024-10-15", True),
        ("-", "-", "2024-10-15", False),
    ],
)  # fmt: skip
def test_a_notice_is_issued_then_served_by_its_deadline(
    issued: str, served: str, deadline: str, is_wrong: bool
) -> None:
    facts = facts_of(notices=HEADER + f"甲 1 return_by {issued} {served} {deadline}")
    assert bool(found("CASE-10", facts)) is is_wrong


@pytest.mark.walks("CASE-10", "rule", "day_before", "day_of", "day_after")
@pytest.mark.parametrize(
    ("issued_next", "is_wrong"),
    [("2024-10-09", True), ("2024-10-10", False), ("2024-10-11", False)],
)
def test_a_later_step_waits_for_the_service_of_the_earlier_one(
    issued_next: str, is_wrong: bool
) -> None:
    rows = f"甲 1 urge 2024-10-08 2024-10-10 2024-10-17\n甲 1 return_by {issued_next} 2024-10-20 2024-10-27"
    assert bool(found("CASE-10", facts_of(notices=HEADER + rows))) is is_wrong


@pytest.mark.walks("CASE-10", "lawful", "step_missing", "day_blank")
def test_a_missing_step_and_an_unrecorded_service_are_no_fault() -> None:
    skipped = "甲 1 urge 2024-10-08 2024-10-08 2024-10-15\n甲 1 court 2024-11-01 2024-11-01 -"
    unserved = "甲 1 urge 2024-10-08 - 2024-10-15\n甲 1 return_by 2024-10-16 2024-10-16 2024-10-23"
    assert found("CASE-10", facts_of(notices=HEADER + skipped)) == set()
    assert found("CASE-10", facts_of(notices=HEADER + unserved)) == set()
    served_late = unserved.replace("10-08 -", "10-08 2024-10-17").replace("10-15", "10-30")
    assert found("CASE-10", facts_of(notices=HEADER + served_late)) == {"甲"}


@pytest.mark.walks("CASE-10", "lawful", "earlier_may_be_served")
@pytest.mark.parametrize(
    ("first_issued", "first_served", "is_wrong"),
    [
        ("2024-10-01", "2024-10-02", False),
        ("2024-10-01", "-", False),  # it may have been served before the later notice
        ("-", "-", False),
        ("2024-10-05", "-", False),
        ("2024-10-06", "-", True),  # after the later notice
        ("2024-10-01", "2024-10-06", True),
    ],
)
def test_a_step_issued_twice_is_served_on_its_first_service(
    first_issued: str, first_served: str, is_wrong: bool
) -> None:
    rows = (
        f"甲 1 urge {first_issued} {first_served} -\n"
        "甲 1 urge 2024-10-10 2024-10-12 -\n甲 1 return_by 2024-10-05 - -"
    )
    assert bool(found("CASE-10", facts_of(notices=HEADER + rows))) is is_wrong


@pytest.mark.walks("CASE-10", "lawful", "kind_outside_order")
def test_the_order_is_the_profiles() -> None:
    # national: urge before the order to correct; Zhuozi: the order to correct comes first
    rows = "甲 1 correct_by 2024-10-08 2024-10-08 2024-10-15\n甲 1 urge 2024-10-09 2024-10-09 2024-10-16"
    drawn = facts_of(notices=HEADER + rows)
    assert found("CASE-10", drawn) == {"甲"}
    assert found("CASE-10", drawn, "zhuozi_2022") == set()
    # Yaosheng knows neither of the two
    assert found("CASE-10", drawn, "yaosheng_2022") == set()


@pytest.mark.walks("CASE-10", "lawful", "other_case")
def test_the_steps_of_two_cases_are_not_mixed() -> None:
    rows = "甲 1 urge 2024-10-08 2024-10-10 2024-10-17\n甲 {} return_by 2024-10-01 2024-10-02 2024-10-09"
    assert found("CASE-10", facts_of(notices=HEADER + rows.format(2))) == set()
    assert found("CASE-10", facts_of(notices=HEADER + rows.format(1))) == {"甲"}


@pytest.mark.parametrize(("day", "is_wrong"), [("2024-03-01", False), ("2024-10-01", True)])
def test_a_notice_without_a_number_belongs_to_the_case_of_its_day(day: str, is_wrong: bool) -> None:
    cases = "name case_no opened_on stage\n甲 1 2024-02-20 returned\n甲 2 2024-09-20 dropout"
    rows = f"甲 - urge 2024-10-08 2024-10-10 -\n甲 - return_by {day} {day} -"
    facts = facts_of(notices=HEADER + rows, cases=cases)
    assert bool(found("CASE-10", facts)) is is_wrong


def test_one_finding_a_case_names_everything_wrong_with_it() -> None:
    rows = (
        "甲 1 urge 2024-10-08 2024-10-07 2024-10-17\n甲 1 penalty 2024-10-01 2024-10-02 2024-10-01"
    )
    [(_, text)] = conditions("CASE-10", facts_of(notices=HEADER + rows))
    assert "urging notice served before it was issued" in text
    assert "penalty notice served after its deadline" in text
