"""CASE-03, CASE-04, CASE-05 and CASE-09: the ladder of persuasion, judged as of the audit date only."""

from __future__ import annotations

import pytest

from tests.spec.ledgers.county import conditions, facts_of, found, state_of


def attempts(
    name: str, *dates: str, level: str = "school", case: str = "1", result: str = "继续动员"
) -> str:
    return "\n".join(
        f"{name} {case} {level} {number} {day} 家访 张老师 {result} 照片"
        for number, day in enumerate(dates, start=1)
    )


HEADER = "name case_no level attempt_no date method people result evidence\n"
THREE = ("2024-10-08", "2024-10-10", "2024-10-12")


def case(**cells: str) -> str:
    row = {"name": "甲", "case_no": "1", "opened_on": "2024-10-07", "stage": "suspected"} | cells
    return " ".join(row) + "\n" + " ".join(row.values())


@pytest.mark.parametrize(
    ("as_of", "is_overdue"), [("2024-10-18", False), ("2024-10-19", False), ("2024-10-20", True)]
)
def test_the_report_is_due_seven_days_after_the_third_attempt(as_of: str, is_overdue: bool) -> None:
    facts = facts_of(as_of=as_of, cases=case(), persuasions=HEADER + attempts("甲", *THREE))
    assert bool(found("CASE-03", facts)) is is_overdue


def test_two_attempts_are_below_and_four_above_the_number() -> None:
    two = facts_of(cases=case(), persuasions=HEADER + attempts("甲", *THREE[:2]))
    four = facts_of(cases=case(), persuasions=HEADER + attempts("甲", *THREE, "2024-11-18"))
    assert found("CASE-03", two) == set()
    assert found("CASE-03", four) == {"甲"}


@pytest.mark.parametrize(
    ("told", "untold"),
    [
        ({"reported_township_on": "2024-10-13", "reported_bureau_on": "2024-10-13"}, None),
        ({"reported_township_on": "2024-10-07", "reported_bureau_on": "2024-10-07"}, None),
        ({"reported_township_on": "2024-11-15", "reported_bureau_on": "2024-11-15"}, None),
        ({"reported_township_on": "2024-10-13"}, "the county bureau"),
        ({"reported_bureau_on": "2024-10-13"}, "the township"),
        ({}, "the township、the county bureau"),
    ],
)
def test_both_offices_must_have_been_told_and_an_earlier_report_counts(
    told: dict[str, str], untold: str | None
) -> None:
    facts = facts_of(cases=case(**told), persuasions=HEADER + attempts("甲", *THREE))
    texts = [text for _, text in conditions("CASE-03", facts)]
    assert len(texts) == (untold is not None)
    if untold:
        assert texts[0].replace(", ", "、").endswith(f"not told: {untold}")


@pytest.mark.parametrize(
    "cells",
    [
        {"stage": "returned", "returned_on": "2024-11-15"},
        {"stage": "deducted", "verified_on": "2024-10-15"},
        {"closed_on": "2024-10-16"},
        {"verified_on": "2024-10-09", "approval_no": "青政〔2024〕5号"},
    ],
)
def test_a_case_that_is_settled_by_the_audit_date_is_not_judged(cells: dict[str, str]) -> None:
    facts = facts_of(cases=case(**cells), persuasions=HEADER + attempts("甲", *THREE))
    assert found("CASE-03", facts) == set()


def test_a_last_result_that_says_the_child_is_back_is_no_failure_but_a_promise_is() -> None:
    back = (
        HEADER + attempts("甲", *THREE[:2]) + "\n甲 1 school 3 2024-10-12 家访 张老师 已返校 照片"
    )
    promise = (
        HEADER + attempts("甲", *THREE[:2]) + "\n甲 1 school 3 2024-10-12 家访 张老师 同意返校 照片"
    )
    not_back = (
        HEADER + attempts("甲", *THREE[:2]) + "\n甲 1 school 3 2024-10-12 家访 张老师 未返校 照片"
    )
    assert found("CASE-03", facts_of(cases=case(), persuasions=back)) == set()
    assert found("CASE-03", facts_of(cases=case(), persuasions=promise)) == {"甲"}
    assert found("CASE-03", facts_of(cases=case(), persuasions=not_back)) == {"甲"}


def test_joint_and_undated_attempts_do_not_make_up_the_schools_three() -> None:
    rows = HEADER + attempts("甲", *THREE[:2]) + "\n甲 1 school 3 - 家访 张老师 继续 照片\n"
    rows += attempts("甲", "2024-10-12", level="joint")
    assert found("CASE-03", facts_of(cases=case(), persuasions=rows)) == set()


def test_an_attempt_without_a_case_number_belongs_to_the_childs_open_case() -> None:
    rows = HEADER + attempts("甲", *THREE, case="-")
    assert found("CASE-03", facts_of(cases=case(), persuasions=rows)) == {"甲"}


def test_a_number_that_two_townships_use_joins_by_child() -> None:
    cases = """
    name case_no opened_on  stage
    甲   1       2024-10-07 suspected
    乙   1       2024-10-07 suspected
    """
    rows = HEADER + attempts("甲", *THREE)
    assert found("CASE-03", facts_of(cases=cases, persuasions=rows)) == {"甲"}


@pytest.mark.parametrize("blank", ["date", "method", "people", "result", "evidence"])
def test_an_attempt_lacks_one_of_its_five_parts(blank: str) -> None:
    cells = {
        "date": "2024-10-08",
        "method": "家访",
        "people": "张老师",
        "result": "继续",
        "evidence": "照片",
    }
    full = " ".join(cells.values())
    lacking = " ".join((cells | {blank: "-"}).values())
    rows = HEADER + f"全 1 school 1 {full}\n缺 2 school 1 {lacking}"
    facts = facts_of(
        cases="name case_no opened_on stage\n全 1 2024-10-07 suspected\n缺 2 2024-10-07 suspected",
        persuasions=rows,
    )
    assert found("CASE-04", facts) == {"缺"}


@pytest.mark.parametrize(
    ("numbers", "has_gap"),
    [
        ("school1 school2 school3", False),
        ("school1 school3", True),
        ("school2 school3", True),
        ("school1", False),
        ("school1 school1 school2", False),
        ("school1 school2 joint1 joint2", False),
        ("school1 school2 joint3 joint4", False),
        ("school1 school2 joint1 joint3", True),
        ("school1 school2 joint5", True),
        ("school1 school- school3", False),
    ],
)
def test_the_numbering_leaves_none_out_within_its_level(numbers: str, has_gap: bool) -> None:
    rows = HEADER
    for day, entry in enumerate(numbers.split(), start=8):
        level = "joint" if entry.startswith("joint") else "school"
        rows += f"甲 1 {level} {entry.removeprefix(level)} 2024-10-{day:02d} 家访 张 继续 照片\n"
    assert bool(found("CASE-04", facts_of(cases=case(), persuasions=rows))) is has_gap


def test_how_many_attempts_there_are_is_not_judged_by_completeness() -> None:
    facts = facts_of(cases=case(), persuasions=HEADER + attempts("甲", "2024-10-08"))
    assert found("CASE-04", facts) == set()


JOINT = ("2024-10-14", "2024-10-16", "2024-10-18")


@pytest.mark.parametrize(("as_of", "is_undecided"), [("2024-11-17", False), ("2024-11-18", True)])
def test_a_decision_is_due_thirty_days_after_the_third_joint_attempt(
    as_of: str, is_undecided: bool
) -> None:
    rows = HEADER + attempts("甲", *JOINT, level="joint")
    facts = facts_of(as_of=as_of, cases=case(), persuasions=rows)
    assert bool(found("CASE-05", facts)) is is_undecided


def test_two_joint_attempts_are_not_enough_to_need_a_decision() -> None:
    rows = HEADER + attempts("甲", *JOINT[:2], level="joint")
    assert found("CASE-05", facts_of(cases=case(), persuasions=rows)) == set()


@pytest.mark.parametrize(
    "cells",
    [
        {"approval_no": "青政〔2024〕5号"},
        {"stage": "returned", "returned_on": "2024-11-15"},
        {"stage": "deducted"},
        {"closed_on": "2024-11-15", "closing_evidence": "证明"},
    ],
)
def test_an_approval_a_return_a_deduction_or_a_closing_decides(cells: dict[str, str]) -> None:
    rows = HEADER + attempts("甲", *JOINT, level="joint")
    assert found("CASE-05", facts_of(cases=case(**cells), persuasions=rows)) == set()


def test_a_legal_step_after_the_joint_attempts_is_a_decision_and_an_urging_notice_is_none() -> None:
    rows = HEADER + attempts("甲", *JOINT, level="joint")
    penalty = "name case_no kind issued_on\n甲 1 penalty 2024-10-25"
    urge = "name case_no kind issued_on\n甲 1 urge 2024-10-25"
    assert found("CASE-05", facts_of(cases=case(), persuasions=rows, notices=penalty)) == set()
    assert found("CASE-05", facts_of(cases=case(), persuasions=rows, notices=urge)) == {"甲"}


DELAYED = {
    "stage": "deducted",
    "list_version": "第一阶段",
    "category_code": "E",
    "verified_on": "2024-10-10",
}


def test_delayed_entry_needs_an_approval_number() -> None:
    assert found("CASE-09", facts_of(cases=case(**DELAYED))) == {"甲"}
    approved = case(**DELAYED, approval_no="东河政〔2024〕3号")
    assert found("CASE-09", facts_of(cases=approved)) == set()


def test_an_approved_change_of_enrolment_stands_in_for_the_number() -> None:
    with_number = "name kind date document\n甲 delayed_entry 2024-09-01 东河政〔2024〕3号"
    without = "name kind date document\n甲 delayed_entry 2024-09-01 -"
    assert found("CASE-09", facts_of(cases=case(**DELAYED), movements=with_number)) == set()
    assert found("CASE-09", facts_of(cases=case(**DELAYED), movements=without)) == {"甲"}


def test_other_deductions_need_no_approval() -> None:
    cells = DELAYED | {"category_code": "H"}
    assert found("CASE-09", facts_of(cases=case(**cells))) == set()


CLOSED = {
    "stage": "dropout",
    "verified_on": "2024-10-10",
    "closed_on": "2024-11-10",
    "closing_evidence": "材料",
}


def test_where_a_body_may_count_a_pupil_as_met_closing_without_return_needs_its_approval() -> None:
    def facts(**cells: str) -> set[str]:
        drawn = facts_of(cases=case(**(CLOSED | cells)), policy="suiyang_2024")
        return found("CASE-09", drawn, "suiyang_2024")

    assert facts() == {"甲"}
    assert facts(approval_no="睢政〔2024〕8号") == set()
    assert facts(stage="returned", returned_on="2024-11-01") == set()
    assert found("CASE-09", facts_of(cases=case(**CLOSED))) == set()


@pytest.mark.parametrize(("birth", "is_found"), [("2008-11-10", False), ("2008-11-11", True)])
def test_a_child_of_age_on_the_day_of_closing_needs_no_approval(birth: str, is_found: bool) -> None:
    drawn = facts_of(
        cases=case(**CLOSED), children=f"name birth_date\n甲 {birth}", policy="suiyang_2024"
    )
    assert bool(found("CASE-09", drawn, "suiyang_2024")) is is_found


def test_without_persuasion_records_the_ladder_is_not_tested() -> None:
    for rule in ("CASE-03", "CASE-04", "CASE-05"):
        assert state_of(rule, facts_of(cases=case())) == (
            "not_tested",
            "Not tested: missing Persuasion attempts.",
        )
    assert state_of("CASE-01", facts_of(cases=case()))[0] == "found"
