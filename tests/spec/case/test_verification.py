"""CASE-01 and CASE-02: verified in time, and under a code that its own list defines."""

from __future__ import annotations

import pytest

from tests.spec.ledgers.county import conditions, facts_of, found, outcome


def test_a_case_is_due_on_the_fourteenth_day_and_found_on_the_fifteenth() -> None:
    cases = """
    name case_no opened_on  stage
    昨   1       2024-11-07 suspected
    今   2       2024-11-06 suspected
    明   3       2024-11-05 suspected
    """
    assert found("CASE-01", facts_of(cases=cases)) == {"明"}


def test_a_verification_recorded_too_late_is_found_and_one_on_the_day_is_not() -> None:
    cases = """
    name case_no opened_on  stage     verified_on
    准   1       2024-09-10 dropout   2024-09-24
    迟   2       2024-09-10 dropout   2024-09-25
    减   3       2024-09-10 deducted  2024-10-30
    """
    assert found("CASE-01", facts_of(cases=cases)) == {"迟", "减"}


def test_a_result_explains_a_missing_verification() -> None:
    cases = """
    name case_no opened_on  stage     returned_on closed_on  approval_no
    返   1       2024-09-10 returned  2024-09-20  -          -
    销   2       2024-09-10 suspected -           2024-09-12 -
    减   3       2024-09-10 deducted  -           -          -
    批   4       2024-09-10 suspected -           -          青政〔2024〕5号
    """
    assert found("CASE-01", facts_of(cases=cases)) == set()


def test_a_child_who_came_of_age_before_the_day_is_not_found() -> None:
    cases = """
    name case_no opened_on  stage
    满   1       2024-09-10 suspected
    未   2       2024-09-10 suspected
    """
    children = """
    name birth_date
    满   2008-09-24
    未   2008-09-25
    """
    assert found("CASE-01", facts_of(cases=cases, children=children)) == {"未"}


def test_a_case_without_an_opening_date_cannot_be_judged() -> None:
    facts = facts_of(cases="name case_no stage\n甲 1 suspected")
    assert outcome("CASE-01", facts).tested == 0


def test_the_finding_says_by_when_and_how_late() -> None:
    facts = facts_of(cases="name case_no opened_on stage\n甲 7 2024-11-01 suspected")
    [(subject, text)] = conditions("CASE-01", facts)
    assert subject == "甲"
    assert "2024-11-15" in text
    assert "5 days late" in text


@pytest.mark.parametrize(
    ("version", "code", "is_wrong"),
    [
        ("第一阶段", "A", False),
        ("第一阶段", "L", False),
        ("第一阶段", "J", True),
        ("第一阶段", "K", True),
        ("第一阶段", "A2", True),
        ("第三阶段", "A2", False),
        ("第三阶段", "B2", False),
        ("第三阶段", "A", True),
        ("第三阶段", "A5", True),
        ("2019年国家平台第三阶段", "A8", False),
        ("2019年国家平台第三阶段", "G", True),
        ("-", "A2", False),
        ("-", "J", True),
        ("第二阶段", "J", False),
        ("第一阶段", "-", False),
    ],
)
def test_a_code_is_checked_against_its_own_list(version: str, code: str, is_wrong: bool) -> None:
    cases = f"name case_no opened_on stage list_version category_code\n甲 1 2024-11-18 suspected {version} {code}"
    assert (found("CASE-02", facts_of(cases=cases)) == {"甲"}) is is_wrong


def test_codes_of_a_list_the_profile_does_not_know_are_said_to_be_untested() -> None:
    cases = """
    name case_no opened_on  stage     list_version category_code
    甲   1       2024-11-18 suspected 第二阶段     C
    """
    result = outcome("CASE-02", facts_of(cases=cases))
    assert result.tested == 0
    assert result.note == ("rules_case.other_list", {"count": 1})
