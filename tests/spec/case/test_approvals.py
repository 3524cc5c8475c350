"""CASE-09: delayed entry, suspension, and counting an unreturned pupil as met need an approval."""

from __future__ import annotations

import pytest

from tests.spec.case.drawn import case
from tests.spec.ledgers.county import facts_of, found

DELAYED = {
    "stage": "deducted",
    "list_version": "第一阶段",
    "category_code": "E",
    "verified_on": "2024-10-10",
}
CLOSED = {
    "stage": "dropout",
    "verified_on": "2024-10-10",
    "closed_on": "2024-11-10",
    "closing_evidence": "材料",
}


def delayed(**drawn: str) -> bool:
    return bool(found("CASE-09", facts_of(**({"cases": case(**DELAYED)} | drawn))))


def closed(policy: str = "suiyang_2024", **drawn: object) -> bool:
    facts = facts_of(policy=policy, **({"cases": case(**CLOSED)} | drawn))
    return bool(found("CASE-09", facts, policy))


@pytest.mark.walks("CASE-09", "rule", "found", "clear")
@pytest.mark.walks("CASE-09", "lawful", "approval_number")
@pytest.mark.parametrize("policy", ["national", "suiyang_2024", "hanzhong_2018"])
def test_delayed_entry_needs_an_approval_number(policy: str) -> None:
    for approval, is_found in (("-", True), ("东河政〔2024〕3号", False)):
        facts = facts_of(cases=case(**DELAYED, approval_no=approval), policy=policy)
        assert bool(found("CASE-09", facts, policy)) is is_found


@pytest.mark.walks("CASE-09", "rule", "found", "clear")
@pytest.mark.parametrize(
    ("cells", "is_found"),
    [
        ({"category_code": "-", "cause": "因病休学"}, True),
        ({"category_code": "-", "destination": "在家（缓学）"}, True),
        ({"category_code": "-", "cause": "随父母出国"}, False),
        ({"category_code": "B", "cause": "原休学，已在校"}, False),  # the code decides
    ],
)
def test_without_a_code_the_words_say_what_the_deduction_is(
    cells: dict[str, str], is_found: bool
) -> None:
    assert delayed(cases=case(**(DELAYED | cells))) is is_found


@pytest.mark.walks("CASE-09", "lawful", "approved_change")
@pytest.mark.parametrize("kind", ["delayed_entry", "suspend"])
@pytest.mark.parametrize(("document", "is_found"), [("东河政〔2024〕3号", False), ("-", True)])
def test_an_approved_change_of_enrolment_stands_in_for_the_number(
    kind: str, document: str, is_found: bool
) -> None:
    moves = f"name kind date document\n甲 {kind} 2024-09-01 {document}"
    assert delayed(movements=moves) is is_found
    away = "suspended" if kind == "suspend" else "delayed_entry"
    assert closed(movements=moves, children=f"name state\n甲 {away}") is is_found
    # one that is over explains nothing of a child who is out again
    assert closed(movements=moves, children="name state\n甲 out_of_school")


@pytest.mark.walks("CASE-09", "lawful", "other_category")
@pytest.mark.parametrize("code", list("ABCDFGH"))
def test_other_deductions_need_no_approval(code: str) -> None:
    assert not delayed(cases=case(**(DELAYED | {"category_code": code})))


def test_a_suspicion_or_a_dropout_is_no_deduction() -> None:
    for stage in ("suspected", "dropout"):
        assert not delayed(cases=case(**(DELAYED | {"stage": stage})))


@pytest.mark.walks("CASE-09", "lawful", "returned", "no_body_named")
def test_where_a_body_may_count_a_pupil_as_met_closing_without_return_needs_its_approval() -> None:
    assert closed()
    assert closed(cases=case(**(CLOSED | {"stage": "suspected"})))
    assert not closed(cases=case(**CLOSED, approval_no="睢政〔2024〕8号"))
    assert not closed(cases=case(**(CLOSED | {"stage": "returned", "returned_on": "2024-11-01"})))
    assert not closed(
        cases=case(**CLOSED, returned_on="2024-11-01")
    )  # the stage still says dropout
    assert not closed(cases=case(**(CLOSED | {"closed_on": "-"})))
    assert not closed("national")


@pytest.mark.walks("CASE-09", "approval.met_though_not_returned", "day_before", "day_of")
@pytest.mark.parametrize(
    ("as_of", "is_found"), [("2024-09-17", False), ("2024-09-18", True), ("2024-09-19", True)]
)
def test_the_notice_asks_for_it_from_its_own_day_on(as_of: str, is_found: bool) -> None:
    early = CLOSED | {"verified_on": "2024-09-11", "closed_on": "2024-09-12"}
    assert closed(as_of=as_of, cases=case(**early)) is is_found


@pytest.mark.walks("CASE-09", "lawful", "of_age_at_closing", "birth_unknown")
@pytest.mark.parametrize(
    ("birth", "is_found"),
    [("2008-11-09", False), ("2008-11-10", False), ("2008-11-11", True), ("?", False)],
)
def test_a_child_of_age_on_the_day_of_closing_needs_no_approval(birth: str, is_found: bool) -> None:
    assert closed(children=f"name birth_date\n甲 {birth}") is is_found


@pytest.mark.walks("CASE-09", "lawful", "in_class")
@pytest.mark.parametrize(
    ("marks", "is_found"),
    [("旷*7√*4", True), ("旷*7√*5", False), ("旷*7√*6", False), ("旷*7√*5旷", True)],
)
def test_an_unfounded_suspicion_needs_nobodys_approval(marks: str, is_found: bool) -> None:
    # 2024-09-10, when the case was opened, is the seventh school day of the term
    unfounded = case(**(CLOSED | {"stage": "suspected"}))
    assert closed(cases=unfounded, attendance=f"name marks\n甲 {marks}\n乙 √*20") is is_found


@pytest.mark.walks("CASE-09", "lawful", "explained_by_register")
@pytest.mark.parametrize(
    ("state", "is_found"),
    [
        *((state, False) for state in (
            "died", "graduated", "abroad", "moved_away", "attends_elsewhere", "attends_no_record",
            "studying_elsewhere", "home_teaching", "special_school", "transfer_in_progress", "to_review",
        )),
        *((state, True) for state in (
            "out_of_school", "enrolled_not_attending", "unknown", "suspended", "delayed_entry",
        )),
    ],
)  # fmt: skip
def test_what_the_registers_explain_nobody_has_to_approve(state: str, is_found: bool) -> None:
    assert closed(children=f"name state\n甲 {state}") is is_found
