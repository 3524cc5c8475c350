"""CASE-03 and CASE-05: the ladder of persuasion, judged as of the audit date only."""

from __future__ import annotations

import pytest

from kcbx_lib.policy import Policy
from tests.spec.case.drawn import ATTEMPTS, assuming, attempts, case
from tests.spec.ledgers.county import conditions, facts_of, found, policy_of, state_of

NATIONAL, SUIYANG = policy_of("national"), policy_of("suiyang_2024")
SCHOOL = ("2024-10-08", "2024-10-10", "2024-10-12", "2024-10-15")
JOINT = ("2024-10-14", "2024-10-16", "2024-10-18", "2024-10-21")
OPENED = {"opened_on": "2024-10-07"}
FAILED = ATTEMPTS + attempts(*SCHOOL[:3])
FAILED_JOINTLY = ATTEMPTS + attempts(*JOINT[:3], level="joint")
TOLD = {"reported_township_on": "2024-10-13", "reported_bureau_on": "2024-10-13"}


def escalation(policy: Policy | str = "national", **tables: str) -> bool:
    drawn = {"cases": case(**OPENED), "persuasions": FAILED} | tables
    facts = facts_of(policy=policy, **drawn)
    return bool(found("CASE-03", facts, policy))


def undecided(policy: Policy | str = "national", **tables: str) -> bool:
    drawn = {"cases": case(**OPENED), "persuasions": FAILED_JOINTLY} | tables
    facts = facts_of(policy=policy, **drawn)
    return bool(found("CASE-05", facts, policy))


@pytest.mark.walks("CASE-03", "rule", "found", "clear")
@pytest.mark.parametrize(
    ("policy", "number", "is_found"),
    [
        pytest.param(NATIONAL, 2, False,
                     marks=pytest.mark.walks("CASE-03", "persuasion.school_attempts", "below")),
        pytest.param(NATIONAL, 3, True,
                     marks=pytest.mark.walks("CASE-03", "persuasion.school_attempts", "at")),
        pytest.param(NATIONAL, 4, True,
                     marks=pytest.mark.walks("CASE-03", "persuasion.school_attempts", "above")),
        (SUIYANG, 2, False),
        (SUIYANG, 3, True),
        (assuming(persuasion__school_attempts=2), 1, False),
        (assuming(persuasion__school_attempts=2), 2, True),
        (assuming(persuasion__school_attempts=4), 3, False),
        (assuming(persuasion__school_attempts=4), 4, True),
    ],
)  # fmt: skip
def test_the_school_tries_the_profiles_number_of_times(
    policy: Policy, number: int, is_found: bool
) -> None:
    rows = ATTEMPTS + attempts(*SCHOOL[:number])
    assert escalation(policy, persuasions=rows) is is_found


@pytest.mark.parametrize(
    ("policy", "as_of", "is_found"),
    [
        pytest.param(NATIONAL, "2024-10-18", False,
                     marks=pytest.mark.walks("CASE-03", "persuasion.report_within_days", "below")),
        pytest.param(NATIONAL, "2024-10-19", False,
                     marks=pytest.mark.walks("CASE-03", "persuasion.report_within_days", "at")),
        pytest.param(NATIONAL, "2024-10-20", True,
                     marks=pytest.mark.walks("CASE-03", "persuasion.report_within_days", "above")),
        (SUIYANG, "2024-10-19", False),
        (SUIYANG, "2024-10-20", True),
        (assuming(persuasion__report_within_days=1), "2024-10-13", False),
        (assuming(persuasion__report_within_days=1), "2024-10-14", True),
    ],
)  # fmt: skip
def test_the_report_is_due_the_profiles_days_after_the_attempt_that_made_up_the_number(
    policy: Policy, as_of: str, is_found: bool
) -> None:
    drawn = {"cases": case(**OPENED), "persuasions": FAILED}
    assert bool(found("CASE-03", facts_of(as_of=as_of, policy=policy, **drawn), policy)) is is_found
    # a fourth attempt puts nothing off
    later = drawn | {"persuasions": ATTEMPTS + attempts(*SCHOOL)}
    assert bool(found("CASE-03", facts_of(as_of=as_of, policy=policy, **later), policy)) is is_found


@pytest.mark.parametrize(
    ("told", "untold"),
    [
        pytest.param(TOLD, None, marks=pytest.mark.walks("CASE-03", "lawful", "both_told")),
        pytest.param({"reported_township_on": "2024-10-07", "reported_bureau_on": "2024-10-07"}, None,
                     marks=pytest.mark.walks("CASE-03", "lawful", "both_told")),
        pytest.param({"reported_township_on": "2024-11-15", "reported_bureau_on": "2024-11-15"}, None,
                     marks=pytest.mark.walks("CASE-03", "lawful", "both_told")),
        ({"reported_township_on": "2024-10-13"}, "the county bureau"),
        ({"reported_bureau_on": "2024-10-13"}, "the township"),
        ({}, "the township、the county bureau"),
    ],
)  # fmt: skip
def test_both_offices_must_have_been_told_and_an_earlier_report_counts(
    told: dict[str, str], untold: str | None
) -> None:
    facts = facts_of(cases=case(**OPENED, **told), persuasions=FAILED)
    texts = [text for _, text in conditions("CASE-03", facts)]
    assert len(texts) == (untold is not None)
    if untold:
        assert texts[0].replace(", ", "、").endswith(f"not told: {untold}")


@pytest.mark.walks("CASE-03", "lawful", "settled")
@pytest.mark.walks("CASE-03", "lawful", "back")
@pytest.mark.parametrize(
    "cells",
    [
        {"stage": "returned", "returned_on": "2024-11-15"},
        {"stage": "dropout", "returned_on": "2024-11-15"},
        {"stage": "deducted", "verified_on": "2024-10-15"},
        {"closed_on": "2024-10-16"},
        {"verified_on": "2024-10-09", "approval_no": "青政〔2024〕5号"},
    ],
)
def test_a_case_that_is_settled_by_the_audit_date_is_not_judged(cells: dict[str, str]) -> None:
    assert not escalation(cases=case(**(OPENED | cells)))
    assert escalation()


AGES = pytest.mark.parametrize(
    ("birth", "is_found"), [("2008-11-19", False), ("2008-11-20", False), ("2008-11-21", True)]
)
GONE = pytest.mark.parametrize(
    ("state", "is_found"),
    [
        *((state, False) for state in ("died", "graduated", "abroad", "moved_away")),
        *((state, True) for state in ("out_of_school", "enrolled_not_attending", "in_school")),
    ],
)


@pytest.mark.walks("CASE-03", "lawful", "came_of_age")
@pytest.mark.walks("CASE-05", "lawful", "came_of_age")
@AGES
def test_nobody_is_persuaded_from_the_sixteenth_birthday_on(birth: str, is_found: bool) -> None:
    children = f"name birth_date\n甲 {birth}"
    assert escalation(children=children) is is_found
    assert undecided(children=children) is is_found


@pytest.mark.walks("CASE-03", "lawful", "gone_for_good")
@pytest.mark.walks("CASE-05", "lawful", "gone_for_good")
@GONE
def test_a_child_gone_for_good_by_the_registers_is_persuaded_by_nobody(
    state: str, is_found: bool
) -> None:
    children = f"name state\n甲 {state}"
    assert escalation(children=children) is is_found
    assert undecided(children=children) is is_found


@pytest.mark.walks("CASE-03", "lawful", "last_result_says_back")
@pytest.mark.walks("CASE-05", "lawful", "last_result_says_back")
@pytest.mark.parametrize(
    ("result", "is_found"),
    [
        ("已返校", False),
        ("劝返成功", False),
        ("同意返校", True),
        ("未返校", True),
        ("没有复学", True),
    ],
)
def test_a_last_result_that_says_the_child_is_back_is_no_failure_but_a_promise_is(
    result: str, is_found: bool
) -> None:
    for level, days, judged in (("school", SCHOOL, escalation), ("joint", JOINT, undecided)):
        rows = ATTEMPTS + attempts(*days[:2], level=level)
        rows += f"\n甲 1 {level} 3 {days[2]} 家访 张老师 {result} 照片"
        assert judged(persuasions=rows) is is_found


@pytest.mark.walks("CASE-03", "lawful", "attempt_undated")
def test_joint_and_undated_attempts_do_not_make_up_the_schools_three() -> None:
    two = ATTEMPTS + attempts(*SCHOOL[:2])
    undated = two + "\n甲 1 school 3 - 家访 张老师 继续 照片"
    joint = two + "\n" + attempts("2024-10-12", level="joint")
    assert not escalation(persuasions=undated)
    assert not escalation(persuasions=joint)
    assert escalation(persuasions=undated.replace("3 -", "3 2024-10-12"))


def test_an_attempt_without_a_case_number_belongs_to_the_childs_open_case() -> None:
    assert escalation(persuasions=ATTEMPTS + attempts(*SCHOOL[:3], case_no="-"))


def test_a_number_that_two_townships_use_joins_by_child() -> None:
    cases = """
    name case_no opened_on  stage
    甲   1       2024-10-07 suspected
    乙   1       2024-10-07 suspected
    """
    assert found("CASE-03", facts_of(cases=cases, persuasions=FAILED)) == {"甲"}


@pytest.mark.walks("CASE-05", "rule", "found", "clear")
@pytest.mark.parametrize(
    ("policy", "number", "is_found"),
    [
        pytest.param(NATIONAL, 2, False,
                     marks=pytest.mark.walks("CASE-05", "persuasion.joint_attempts", "below")),
        pytest.param(NATIONAL, 3, True,
                     marks=pytest.mark.walks("CASE-05", "persuasion.joint_attempts", "at")),
        pytest.param(NATIONAL, 4, True,
                     marks=pytest.mark.walks("CASE-05", "persuasion.joint_attempts", "above")),
        (SUIYANG, 2, False),
        (SUIYANG, 3, True),
        (assuming(persuasion__joint_attempts=4), 3, False),
        (assuming(persuasion__joint_attempts=4), 4, True),
    ],
)  # fmt: skip
def test_the_offices_try_the_profiles_number_of_times(
    policy: Policy, number: int, is_found: bool
) -> None:
    rows = ATTEMPTS + attempts(*JOINT[:number], level="joint")
    facts = facts_of(as_of="2024-12-20", policy=policy, cases=case(**OPENED), persuasions=rows)
    assert bool(found("CASE-05", facts, policy)) is is_found


@pytest.mark.parametrize(
    ("policy", "as_of", "is_found"),
    [
        pytest.param(NATIONAL, "2024-11-16", False,
                     marks=pytest.mark.walks("CASE-05", "persuasion.decide_within_days", "below")),
        pytest.param(NATIONAL, "2024-11-17", False,
                     marks=pytest.mark.walks("CASE-05", "persuasion.decide_within_days", "at")),
        pytest.param(NATIONAL, "2024-11-18", True,
                     marks=pytest.mark.walks("CASE-05", "persuasion.decide_within_days", "above")),
        (SUIYANG, "2024-11-17", False),
        (SUIYANG, "2024-11-18", True),
        (assuming(persuasion__decide_within_days=5), "2024-10-23", False),
        (assuming(persuasion__decide_within_days=5), "2024-10-24", True),
    ],
)  # fmt: skip
def test_a_decision_is_due_the_profiles_days_after_the_joint_attempt_that_made_up_the_number(
    policy: Policy, as_of: str, is_found: bool
) -> None:
    drawn = {"cases": case(**OPENED), "persuasions": FAILED_JOINTLY}
    assert bool(found("CASE-05", facts_of(as_of=as_of, policy=policy, **drawn), policy)) is is_found


@pytest.mark.walks("CASE-05", "lawful", "decided")
@pytest.mark.parametrize(
    "cells",
    [
        {"approval_no": "青政〔2024〕5号"},
        {"stage": "returned", "returned_on": "2024-11-15"},
        {"stage": "dropout", "returned_on": "2024-11-15"},
        {"stage": "deducted"},
        {"closed_on": "2024-11-15", "closing_evidence": "证明"},
    ],
)
def test_an_approval_a_return_a_deduction_or_a_closing_decides(cells: dict[str, str]) -> None:
    assert not undecided(cases=case(**(OPENED | cells)))
    assert undecided()


@pytest.mark.parametrize(
    ("kind", "issued", "served", "is_found"),
    [
        *(pytest.param(kind, "2024-10-25", "-", False,
                       marks=pytest.mark.walks("CASE-05", "lawful", "legal_step"))
          for kind in ("correct_by", "penalty", "court")),
        ("penalty", "2024-10-18", "-", False),
        ("penalty", "2024-10-17", "-", True),  # before the joint attempts were made
        ("urge", "2024-10-25", "-", True),
        ("return_by", "2024-10-25", "-", True),
        pytest.param("penalty", "-", "-", False,
                     marks=pytest.mark.walks("CASE-05", "lawful", "legal_step_undated")),
        pytest.param("penalty", "-", "2024-10-18", False,
                     marks=pytest.mark.walks("CASE-05", "lawful", "legal_step_undated")),
        ("penalty", "-", "2024-10-17", True),
        ("urge", "-", "-", True),
    ],
)  # fmt: skip
def test_a_legal_step_after_the_joint_attempts_is_a_decision_and_an_urging_notice_is_none(
    kind: str, issued: str, served: str, is_found: bool
) -> None:
    notices = f"name case_no kind issued_on served_on\n甲 1 {kind} {issued} {served}"
    assert undecided(notices=notices) is is_found


def test_without_persuasion_records_the_ladder_is_not_tested() -> None:
    for rule in ("CASE-03", "CASE-04", "CASE-05"):
        assert state_of(rule, facts_of(cases=case())) == (
            "not_tested",
            "Not tested: missing Persuasion attempts.",
        )
    assert state_of("CASE-01", facts_of(cases=case()))[0] == "found"
