"""A township above the dropout limit is interviewed or publicly named."""

from __future__ import annotations

import pytest

from kcbx_lib.indicators import compute_indicators
from kcbx_lib.policy import Policy
from kcbx_lib.rules.gov import interview_due
from tests.spec.gov.offices_of_text import (
    INSPECTION,
    NATIONAL,
    SCHOOLS,
    SUIYANG,
    ZHUOZI,
    activities,
)
from tests.spec.indicators.county_of_text import children, facts, subjects, table

PUPILS = children(
    """
    subject | age_on_cutoff | state         | stage  | status    | township
    a       | 13            | out_of_school | junior | in_school | 青山镇
    b       | 13            | out_of_school | junior | in_school | 青山镇
    c       | 13            | in_school     | junior | in_school | 白水乡
    """
)
CASE = "subject | case_no | stage | category_code | opened_on | verified_on | returned_on | closed_on\n"
A_OUT = "a | 1 | dropout | A2 | 2024-09-10 | 2024-09-20 | - | -"
B_OUT = "b | 2 | dropout | A2 | 2024-09-12 | 2024-10-08 | - | -"
NO_ANSWER = "home_visit | 2024-09-25 | 青山镇人民政府"


def due(
    *cases: str, answer: str = NO_ANSWER, policy: Policy = ZHUOZI, inspection: str = ""
) -> list[str]:
    """The townships found."""
    tables = {"inspections": table(INSPECTION + inspection)} if inspection else {}
    made = facts(
        children=PUPILS,
        case_files=table(CASE + "\n".join(cases)),
        activities=activities(answer),
    )
    made = made.with_frames(indicators=compute_indicators(made, policy), schools=SCHOOLS, **tables)
    return subjects(interview_due, made, policy)


@pytest.mark.walks("GOV-09", "rule", "found", "clear")
@pytest.mark.parametrize("policy", [ZHUOZI, SUIYANG])
@pytest.mark.parametrize(
    ("answer", "is_found"),
    [
        (NO_ANSWER, True),
        pytest.param(
            "interview | 2024-09-25 | 青山镇人民政府",
            False,
            marks=pytest.mark.walks("GOV-09", "lawful", "answered_since"),
        ),
        ("public_notice | 2024-09-25 | 青山镇人民政府", False),
        ("interview | 2024-09-25 | 青山镇党委政府", False),
        ("interview | 2024-09-19 | 青山镇人民政府", True),
        ("interview | 2024-09-20 | 青山镇人民政府", False),
        ("interview | 2024-09-25 | 白水乡人民政府", True),
        pytest.param(
            "interview | 2024-09-25 | 青禾县教育局",
            False,
            marks=pytest.mark.walks("GOV-09", "lawful", "county_says_not_whom"),
        ),
        ("interview | 2024-09-19 | 青禾县教育局", True),
        # a school that talks with parents
        ("interview | 2024-09-25 | 一小", True),
    ],
)
def test_a_township_with_dropouts_is_interviewed_or_named(
    answer: str, is_found: bool, policy: Policy
) -> None:
    assert due(A_OUT, answer=answer, policy=policy) == (["青山镇"] if is_found else [])


@pytest.mark.walks("GOV-09", "target.dropout", "below", "at", "above")
@pytest.mark.walks("GOV-09", "lawful", "within_the_limit")
@pytest.mark.parametrize(
    ("limit", "out", "is_found"),
    [
        (0, [], False),
        (0, [A_OUT], True),
        (50, [], False),
        (50, [A_OUT], False),  # one of two is 50 %
        (50, [A_OUT, B_OUT], True),
        (49.9, [A_OUT], True),
    ],
)
def test_the_limit_of_the_dropout_rate_is_the_limit(
    limit: float, out: list[str], is_found: bool
) -> None:
    own = ZHUOZI.with_values({"target.dropout": limit})
    elsewhere = "c | 9 | suspected | A2 | 2024-09-10 | - | - | -"

    assert due(elsewhere, *out, policy=own) == (["青山镇"] if is_found else [])


@pytest.mark.walks("GOV-09", "lawful", "not_verified")
@pytest.mark.parametrize(
    "case",
    [
        "a | 1 | suspected | A2 | 2024-09-10 | -          | -          | -",
        "a | 1 | deducted  | A8 | 2024-09-10 | 2024-09-20 | -          | -",
        "a | 1 | returned  | A2 | 2024-09-10 | 2024-09-20 | 2024-10-10 | -",
        # the year before's
        "a | 1 | dropout   | A2 | 2024-03-10 | 2024-07-31 | -          | -",
    ],
)
def test_only_dropouts_verified_this_school_year_and_still_out_are_answered_for(case: str) -> None:
    assert due(case) == []
    assert due(A_OUT) == ["青山镇"]


@pytest.mark.walks("GOV-09", "rule", "found")
def test_the_year_before_s_interview_does_not_answer_for_this_year_s_dropouts() -> None:
    earlier = "b | 2 | dropout | A2 | 2024-03-12 | 2024-03-20 | - | -"

    assert due(A_OUT, earlier, answer="interview | 2024-04-02 | 青山镇人民政府") == ["青山镇"]


@pytest.mark.walks("GOV-09", "lawful", "measure_of_an_inspection")
@pytest.mark.parametrize(
    ("org", "measure", "is_found"),
    [
        ("一小", "criticism", True),
        ("青山镇人民政府", "criticism", False),
        ("青山镇人民政府", "yellow_card", False),
        ("青山镇人民政府", "accountability", False),
        ("青山镇人民政府", "rectify", True),
        ("白水乡人民政府", "criticism", True),
    ],
)
def test_a_measure_against_a_school_does_not_answer_for_its_township(
    org: str, measure: str, is_found: bool
) -> None:
    inspection = f"{org} | 2024-10-01 | not_met | {measure} | 2024-10-02 | -"

    assert due(A_OUT, inspection=inspection) == (["青山镇"] if is_found else [])


def test_a_profile_that_asks_for_no_interviews_tests_none() -> None:
    assert NATIONAL["interview.required"] is None
    assert interview_due.RULE.demands == ("interview.required",)
    off = interview_due.find(facts(), ZHUOZI.with_values({"interview.required": False}))
    assert off.tested == 0
    assert off.note is not None


@pytest.mark.walks("GOV-09", "lawful", "answered_since")
@pytest.mark.parametrize(("day", "is_found"), [("2024-09-19", True), ("2024-09-25", False)])
def test_an_interview_after_the_first_dropout_answers_for_those_that_follow(
    day: str, is_found: bool
) -> None:
    answer = f"interview | {day} | 青山镇人民政府"

    assert due(A_OUT, B_OUT, answer=answer) == (["青山镇"] if is_found else [])
