"""CASE-01 and CASE-02: verified in time, and under a code that its own list defines."""

from __future__ import annotations

import pytest

from kcbx_lib.policy import Policy
from tests.spec.case.drawn import assuming, case
from tests.spec.ledgers.county import (
    conditions,
    facts_of,
    found,
    outcome,
    policy_of,
    results_of,
)

NATIONAL = policy_of("national")
THREE_DAYS = assuming(case__verify_within_days=3)


@pytest.mark.walks("CASE-01", "rule", "found", "clear")
@pytest.mark.parametrize(
    ("policy", "opened_on", "is_found"),
    [
        pytest.param(NATIONAL, "2024-11-07", False,
                     marks=pytest.mark.walks("CASE-01", "case.verify_within_days", "below")),
        pytest.param(NATIONAL, "2024-11-06", False,
                     marks=pytest.mark.walks("CASE-01", "case.verify_within_days", "at")),
        pytest.param(NATIONAL, "2024-11-05", True,
                     marks=pytest.mark.walks("CASE-01", "case.verify_within_days", "above")),
        (THREE_DAYS, "2024-11-18", False),
        (THREE_DAYS, "2024-11-17", False),
        (THREE_DAYS, "2024-11-16", True),
    ],
)  # fmt: skip
def test_a_case_may_wait_the_profiles_days_and_not_one_more(
    policy: Policy, opened_on: str, is_found: bool
) -> None:
    facts = facts_of(cases=case(opened_on=opened_on), policy=policy)
    assert bool(found("CASE-01", facts, policy)) is is_found


@pytest.mark.parametrize("stage", ["suspected", "dropout", "deducted"])
@pytest.mark.parametrize(
    ("verified_on", "is_found"),
    [("2024-09-23", False), ("2024-09-24", False), ("2024-09-25", True)],
)
def test_a_verification_recorded_too_late_is_found_and_one_on_the_day_is_not(
    stage: str, verified_on: str, is_found: bool
) -> None:
    facts = facts_of(cases=case(stage=stage, verified_on=verified_on))
    assert bool(found("CASE-01", facts)) is is_found


@pytest.mark.walks("CASE-01", "lawful", "result_recorded")
@pytest.mark.parametrize(
    "cells",
    [
        {"stage": "returned", "returned_on": "2024-10-30"},
        {"stage": "deducted"},
        {"approval_no": "青政〔2024〕5号"},
        {"closed_on": "2024-10-30"},
    ],
)
def test_a_result_explains_a_missing_verification(cells: dict[str, str]) -> None:
    assert found("CASE-01", facts_of(cases=case(**cells))) == set()
    assert found("CASE-01", facts_of(cases=case())) == {"甲"}


@pytest.mark.walks("CASE-01", "lawful", "returned_in_time", "closed_in_time")
@pytest.mark.parametrize("event", ["returned_on", "closed_on"])
@pytest.mark.parametrize(
    ("day", "is_found"), [("2024-09-23", False), ("2024-09-24", False), ("2024-09-25", True)]
)
def test_back_or_closed_by_the_last_day_a_late_verification_delayed_nothing(
    event: str, day: str, is_found: bool
) -> None:
    facts = facts_of(cases=case(verified_on="2024-10-20", **{event: day}))
    assert bool(found("CASE-01", facts)) is is_found


@pytest.mark.walks("CASE-01", "lawful", "of_age_in_time")
@pytest.mark.parametrize(
    ("birth", "is_found"), [("2008-09-23", False), ("2008-09-24", False), ("2008-09-25", True)]
)
def test_a_child_who_came_of_age_by_the_last_day_is_not_found(birth: str, is_found: bool) -> None:
    facts = facts_of(cases=case(), children=f"name birth_date\n甲 {birth}")
    assert bool(found("CASE-01", facts)) is is_found


@pytest.mark.walks("CASE-01", "lawful", "gone_for_good")
@pytest.mark.parametrize(
    ("state", "waits_in_vain"),
    [
        *((state, False) for state in ("died", "graduated", "abroad", "moved_away")),
        *((state, True) for state in ("out_of_school", "in_school", "to_review", "suspended")),
    ],
)
def test_nobody_is_looked_for_at_home_whom_the_registers_have_gone_for_good(
    state: str, waits_in_vain: bool
) -> None:
    children = f"name state\n甲 {state}"
    assert bool(found("CASE-01", facts_of(cases=case(), children=children))) is waits_in_vain
    late = case(verified_on="2024-10-20")
    assert found("CASE-01", facts_of(cases=late, children=children)) == {"甲"}


@pytest.mark.walks("CASE-01", "lawful", "no_opening_date")
def test_a_case_without_an_opening_date_cannot_be_judged() -> None:
    facts = facts_of(cases=case(opened_on="-"))
    assert outcome("CASE-01", facts).tested == 0
    assert found("CASE-01", facts) == set()


def test_the_finding_says_by_when_and_how_late() -> None:
    facts = facts_of(cases="name case_no opened_on stage\n甲 7 2024-11-01 suspected")
    [(subject, text)] = conditions("CASE-01", facts)
    assert subject == "甲"
    assert "2024-11-15" in text
    assert "5 days late" in text


@pytest.mark.walks("CASE-01", "rule", "found")
@pytest.mark.parametrize(("verified_on", "is_past"), [("2024-10-20", True), ("-", False)])
def test_what_was_verified_late_is_past_and_what_was_not_verified_is_a_task(
    verified_on: str, is_past: bool
) -> None:
    results = results_of("CASE-01", facts_of(cases=case(verified_on=verified_on)))
    assert results.past == (frozenset(results.findings["finding_id"]) if is_past else frozenset())


@pytest.mark.walks("CASE-02", "rule", "found", "clear")
@pytest.mark.parametrize("policy", ["national", "district_2019", "suiyang_2024"])
@pytest.mark.parametrize(
    ("version", "code", "is_wrong"),
    [
        *(("第一阶段", code, False) for code in "ABCDEFGHIL"),
        *(("第一阶段", code, True) for code in ("J", "K", "M", "A2", "B2")),
        *(("第三阶段", code, False) for code in ("A2", "A3", "A4", "A8", "B2")),
        *(("第三阶段", code, True) for code in ("A", "A5", "B1", "J", "K")),
        ("第1阶段", "A", False),
        ("第1阶段", "J", True),
        ("2019年国家平台第三阶段", "A8", False),
        ("2019年国家平台第三阶段", "G", True),
        ("-", "J", True),
        pytest.param("-", "A2", False, marks=pytest.mark.walks("CASE-02", "lawful", "list_unnamed")),
        pytest.param("-", "A", False, marks=pytest.mark.walks("CASE-02", "lawful", "list_unnamed")),
        pytest.param("第二阶段", "J", False,
                     marks=pytest.mark.walks("CASE-02", "lawful", "list_unknown")),
        pytest.param("第一阶段", "-", False,
                     marks=pytest.mark.walks("CASE-02", "lawful", "code_blank")),
        ("-", "-", False),
    ],
)  # fmt: skip
def test_a_code_is_checked_against_its_own_list(
    policy: str, version: str, code: str, is_wrong: bool
) -> None:
    facts = facts_of(cases=case(list_version=version, category_code=code), policy=policy)
    assert (found("CASE-02", facts, policy) == {"甲"}) is is_wrong


def test_a_profile_that_defines_a_further_code_has_it_valid() -> None:
    lists = dict(policy_of("national")["case.category_lists"])
    further = {"J": {"zh": "其他", "en": "other", "counts_as": "suspected", "keep_tracking": True}}
    own = assuming(case__category_lists={**lists, "第一阶段": {**lists["第一阶段"], **further}})
    cases = case(list_version="第一阶段", category_code="J")
    assert found("CASE-02", facts_of(cases=cases, policy=own), own) == set()
    assert found("CASE-02", facts_of(cases=cases)) == {"甲"}


def test_the_finding_names_the_codes_that_the_list_defines() -> None:
    facts = facts_of(cases=case(list_version="第三阶段", category_code="A"))
    [row] = outcome("CASE-02", facts).rows.to_dict("records")
    assert row["known_codes"] == "A2、A3、A4、A8、B2"
    nameless = facts_of(cases=case(category_code="J"))
    [row] = outcome("CASE-02", nameless).rows.to_dict("records")
    assert {"A", "L", "A2", "B2"} <= set(row["known_codes"].split("、"))


def test_codes_of_a_list_the_profile_does_not_know_are_said_to_be_untested() -> None:
    result = outcome("CASE-02", facts_of(cases=case(list_version="第二阶段", category_code="C")))
    assert result.tested == 0
    assert result.note == ("rules_case.other_list", {"count": 1})
