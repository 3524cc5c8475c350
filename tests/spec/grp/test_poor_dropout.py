"""GRP-05: a verified dropout of a poor household vetoes the year; nothing less does."""

from __future__ import annotations

import pytest

from kcbx_lib.policy import profile_names
from tests.spec.ledgers.county import facts_of, found, state_of

POVERTY = "name household_kind\n甲 lifted\n乙 monitored"
HEADER = (
    "name case_no opened_on stage verified_on returned_on approval_no closed_on closing_evidence\n"
)
DROPOUT = "1 2024-09-10 dropout 2024-09-20"


def veto(case: str = f"甲 {DROPOUT} - - - -", policy: str = "national", **drawn: object) -> bool:
    tables = {"cases": HEADER + case, "poverty": POVERTY} | drawn
    facts = facts_of(policy=policy, **tables)
    return bool(found("GRP-05", facts, policy))


@pytest.mark.walks("GRP-05", "rule", "found", "clear")
@pytest.mark.parametrize("policy", profile_names())
def test_a_verified_dropout_of_a_poor_household_is_a_veto_under_every_profile(policy: str) -> None:
    assert veto(policy=policy)
    assert veto(f"乙 {DROPOUT} - - - -", policy)
    assert not veto(f"丙 {DROPOUT} - - - -", policy)


@pytest.mark.parametrize(
    ("case", "is_veto"),
    [
        pytest.param("甲 1 2024-09-10 dropout - - - - -", False,
                     marks=pytest.mark.walks("GRP-05", "lawful", "unverified")),
        pytest.param("甲 1 2024-09-10 suspected 2024-09-20 - - - -", False,
                     marks=pytest.mark.walks("GRP-05", "lawful", "only_suspected")),
        pytest.param("甲 1 2024-09-10 returned 2024-09-20 2024-10-08 - - -", False,
                     marks=pytest.mark.walks("GRP-05", "lawful", "returned")),
        pytest.param("甲 1 2024-09-10 dropout 2024-09-20 2024-10-08 - - -", False,
                     marks=pytest.mark.walks("GRP-05", "lawful", "returned")),
        ("甲 1 2024-09-10 deducted 2024-09-20 - - - -", False),
        ("甲 1 2024-09-10 dropout 2024-09-20 - - 2024-10-20 证明", True),  # nothing settled it
    ],
)  # fmt: skip
def test_a_suspicion_a_return_and_a_word_nobody_verified_are_no_veto(
    case: str, is_veto: bool
) -> None:
    assert veto(case) is is_veto


@pytest.mark.walks("GRP-05", "lawful", "not_poor_by_list")
def test_a_school_flag_against_the_list_is_no_veto() -> None:
    flagged = {"children": "name is_poor in_population\n丙 yes {}"}
    case = f"丙 {DROPOUT} - - - -"
    here = {"population": "name\n丙", "children": flagged["children"].format("yes")}
    away = {"population": "name\n甲", "children": flagged["children"].format("no")}
    assert not veto(case, **here)
    assert veto(case, **away)  # registered elsewhere: the list is not here
    assert not veto(case, poverty="name household_kind\n丙 ordinary")


def test_without_a_list_the_schools_flag_says_who_is_poor() -> None:
    children = "name is_poor\n甲 {}"
    cases = HEADER + f"甲 {DROPOUT} - - - -"
    flagged = facts_of(cases=cases, children=children.format("yes"))
    assert found("GRP-05", flagged) == {"甲"}
    assert found("GRP-05", facts_of(cases=cases, children=children.format("no"))) == set()
    unknown = facts_of(cases=cases, children=children.format("?"))
    assert state_of("GRP-05", unknown)[0] == "not_tested"


@pytest.mark.walks("GRP-05", "lawful", "of_age")
@pytest.mark.parametrize(
    ("birth", "is_veto"), [("2008-11-19", False), ("2008-11-20", False), ("2008-11-21", True)]
)
def test_from_the_sixteenth_birthday_on_it_is_over(birth: str, is_veto: bool) -> None:
    assert veto(children=f"name birth_date\n甲 {birth}") is is_veto


@pytest.mark.walks("GRP-05", "lawful", "explained_by_register")
@pytest.mark.parametrize(
    ("state", "is_veto"),
    [
        *((state, False) for state in (
            "died", "graduated", "abroad", "moved_away", "attends_elsewhere", "attends_no_record",
            "studying_elsewhere", "home_teaching", "special_school", "transfer_in_progress",
            "suspended", "delayed_entry", "to_review", "over_age",
        )),
        *((state, True) for state in (
            "out_of_school", "enrolled_not_attending", "in_school", "unknown",
        )),
    ],
)  # fmt: skip
def test_a_child_whom_the_registers_explain_is_called_no_dropout(state: str, is_veto: bool) -> None:
    assert veto(children=f"name state\n甲 {state}") is is_veto


@pytest.mark.walks("GRP-05", "lawful", "in_class")
@pytest.mark.parametrize(
    ("marks", "is_veto"),
    [
        ("旷*13√*4", True),
        ("旷*13√*5", False),
        ("旷*13√*6", False),
        ("旷*13√*5旷", True),
        ("√*13旷*5", True),
        ("√*13", True),  # before the verification
    ],
)
def test_a_child_who_sits_in_class_since_is_called_no_dropout(marks: str, is_veto: bool) -> None:
    # verified on 20 September, the thirteenth school day of the term
    sheet = f"name marks\n甲 {marks}\n乙 √*25"
    assert veto(attendance=sheet) is is_veto
    facts = facts_of(cases=HEADER + f"甲 {DROPOUT} - - - -", poverty=POVERTY, attendance=sheet)
    assert bool(found("CASE-13", facts)) is not is_veto  # then the ledger is wrong


@pytest.mark.walks("GRP-05", "approval.met_though_not_returned", "day_before", "day_of")
@pytest.mark.parametrize(("as_of", "is_veto"), [("2024-09-17", True), ("2024-09-18", False)])
def test_an_approval_counts_from_the_day_of_the_notice_on(as_of: str, is_veto: bool) -> None:
    case = "甲 1 2024-09-03 dropout 2024-09-06 - 青政5号 - -"
    assert veto(case, "suiyang_2024", as_of=as_of) is is_veto


@pytest.mark.walks("GRP-05", "lawful", "counted_as_met", "closed_on_approval")
@pytest.mark.parametrize(
    ("approval", "closed", "policy", "is_veto"),
    [
        ("青政5号", "- -", "suiyang_2024", False),
        ("-", "- -", "suiyang_2024", True),
        ("青政5号", "- -", "national", True),
        ("青政5号", "2024-10-20 会议纪要", "national", False),
        ("青政5号", "2024-10-20 -", "national", True),
        ("-", "2024-10-20 会议纪要", "national", True),
    ],
)
def test_an_approval_settles_it_where_the_profile_says_so_or_the_case_was_closed_on_it(
    approval: str, closed: str, policy: str, is_veto: bool
) -> None:
    assert veto(f"甲 {DROPOUT} - {approval} {closed}", policy) is is_veto
