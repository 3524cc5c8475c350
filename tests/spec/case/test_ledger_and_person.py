"""CASE-13: what the ledger says of a child and what the registers and the class show (人账不符)."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.spec.case.drawn import case
from tests.spec.ledgers.county import facts_of, found, outcome

# 2024-09-10 is the seventh school day of the term, 2024-09-11 the eighth
DROPOUT = {"stage": "dropout", "verified_on": "2024-09-10", "cause": "厌学", "destination": "在家"}
BACK = {
    "opened_on": "2024-09-05", "stage": "returned", "returned_on": "2024-09-10", "placement": "guided",
}  # fmt: skip


def disagrees(cells: dict[str, str], marks: str = "", **drawn: object) -> bool:
    sheet = {"attendance": f"name marks\n甲 {marks or '.'}\n乙 √*20"} if marks else {}
    facts = facts_of(cases=case(**cells), **(sheet | drawn))
    return "甲" in found("CASE-13", facts)


@pytest.mark.walks("CASE-13", "rule", "found", "clear")
@pytest.mark.parametrize(
    ("marks", "is_found"),
    [
        pytest.param("旷*7√*4", False, marks=pytest.mark.walks("CASE-13", "rule", "below")),
        pytest.param("旷*7√*5", True, marks=pytest.mark.walks("CASE-13", "rule", "at")),
        pytest.param("旷*7√*6", True, marks=pytest.mark.walks("CASE-13", "rule", "above")),
        ("旷*7√*4迟", True),
        ("旷*7旷√*5", True),
        ("旷*7病*5", False),
        (".", False),
        pytest.param("旷*7√*5旷", False,
                     marks=pytest.mark.walks("CASE-13", "lawful", "absent_again")),
        pytest.param("√*7√*4", False, marks=pytest.mark.walks("CASE-13", "lawful", "too_new")),
    ],
)  # fmt: skip
def test_a_dropout_on_paper_who_sits_in_class_for_five_days_disagrees(
    marks: str, is_found: bool
) -> None:
    assert disagrees(DROPOUT, marks) is is_found


@pytest.mark.walks("CASE-13", "lawful", "unverified_suspicion")
@pytest.mark.parametrize(("verified_on", "is_found"), [("-", False), ("2024-09-10", True)])
def test_a_suspicion_disagrees_only_once_a_person_has_verified_it(
    verified_on: str, is_found: bool
) -> None:
    assert disagrees({"verified_on": verified_on}, "旷*7√*5") is is_found


@pytest.mark.walks("CASE-13", "lawful", "closed_with_evidence")
@pytest.mark.parametrize(("evidence", "is_found"), [("返校证明", False), ("-", True)])
def test_a_case_closed_with_evidence_says_nothing_any_more(evidence: str, is_found: bool) -> None:
    closed = DROPOUT | {"closed_on": "2024-09-20", "closing_evidence": evidence}
    assert disagrees(closed, "旷*7√*8") is is_found


@pytest.mark.parametrize(
    ("marks", "is_found"),
    [
        pytest.param("旷*7旷旷", False, marks=pytest.mark.walks("CASE-13", "rule", "below")),
        pytest.param("旷*7旷旷×", True, marks=pytest.mark.walks("CASE-13", "rule", "at")),
        pytest.param("旷*7旷旷××", True, marks=pytest.mark.walks("CASE-13", "rule", "above")),
        pytest.param("旷*7病病病", False, marks=pytest.mark.walks("CASE-13", "lawful", "on_leave")),
        pytest.param("旷*7事公病", False, marks=pytest.mark.walks("CASE-13", "lawful", "on_leave")),
        ("旷*7病病×", True),
        ("旷*7旷旷√", False),
    ],
)  # fmt: skip
def test_returned_and_not_seen_on_three_days_since_disagrees(marks: str, is_found: bool) -> None:
    assert disagrees(BACK, marks) is is_found


@pytest.mark.walks("CASE-13", "lawful", "totals_show_presence")
@pytest.mark.parametrize(
    ("last_present_on", "is_found"), [("2024-10-31", False), ("2024-09-04", True)]
)
def test_presence_that_only_the_totals_of_a_sheet_show_is_presence(
    last_present_on: str, is_found: bool
) -> None:
    presence = pd.DataFrame(
        {"last_present_on": pd.to_datetime([last_present_on])}, index=pd.Index(["甲"], dtype="str")
    )
    assert disagrees(BACK, "旷*7旷旷×", further={"presence": presence}) is is_found


@pytest.mark.walks("CASE-13", "lawful", "under_review")
@pytest.mark.parametrize(
    ("state", "status", "is_found"),
    [
        ("out_of_school", "in_school", True),
        ("enrolled_not_attending", "in_school", True),
        ("in_school", "dropped_out", True),
        ("in_school", "other_leave", True),
        ("in_school", "in_school", False),
        ("suspended", "suspended", False),
        ("to_review", "in_school", False),
        ("to_review", "dropped_out", False),
    ],
)
def test_returned_on_paper_and_out_of_school_in_the_registers_disagrees(
    state: str, status: str, is_found: bool
) -> None:
    assert disagrees(BACK, children=f"name state status\n甲 {state} {status}") is is_found


@pytest.mark.walks("CASE-13", "lawful", "sheet_ended")
@pytest.mark.parametrize(
    ("kept", "is_found"),
    [(".*7", False), ("√*7", False), ("√*9", False), ("√*10", True), ("√*11", True)],
)
def test_sheets_that_end_before_the_return_say_nothing_of_what_came_after(
    kept: str, is_found: bool
) -> None:
    """The child stands in none of them; its school kept seven days and so many since the return."""
    children = "name state\n甲 enrolled_not_attending"
    sheet = f"name marks\n乙 {kept}"
    assert disagrees(BACK, attendance=sheet, children=children) is is_found
    # the other registers do not hang on attendance
    assert disagrees(BACK, attendance=sheet, children="name state\n甲 out_of_school")


@pytest.mark.parametrize(
    ("state", "is_found"),
    [
        ("died", True),
        ("graduated", True),
        ("abroad", True),
        ("suspended", False),
        ("moved_away", False),
    ],
)
def test_an_open_case_of_a_child_who_is_gone_disagrees(state: str, is_found: bool) -> None:
    assert disagrees({}, children=f"name state\n甲 {state}") is is_found


@pytest.mark.walks("CASE-13", "lawful", "code_fits")
@pytest.mark.parametrize(
    ("version", "code", "enrolled", "is_found"),
    [
        *(("第一阶段", code, "yes", True) for code in "DEFGH"),
        *(("第一阶段", code, "no", True) for code in "DEFGH"),
        ("第三阶段", "A8", "yes", True),
        ("第一阶段", "A", "yes", False),
        ("第一阶段", "B", "yes", False),
        ("第三阶段", "B2", "yes", False),
        ("第一阶段", "C", "no", False),
        ("第一阶段", "C", "yes", True),
        ("第三阶段", "G", "yes", False),
    ],
)
def test_deducted_as_gone_but_in_class_disagrees(
    version: str, code: str, enrolled: str, is_found: bool
) -> None:
    cells = {"stage": "deducted", "list_version": version, "category_code": code,
             "verified_on": "2024-09-10", "closing_evidence": "证明"}  # fmt: skip
    children = f"name in_enrolment\n甲 {enrolled}\n乙 yes"
    assert disagrees(cells, "旷*7√*8", children=children) is is_found
    assert not disagrees(cells, "旷*7√*4", children=children)


def test_the_days_in_class_are_evidence_beside_the_case() -> None:
    facts = facts_of(cases=case(**DROPOUT), attendance="name marks\n甲 旷*7√*5\n乙 √*20")
    [evidence] = outcome("CASE-13", facts).rows["evidence"]
    assert set(evidence) == {facts["case_files"].index[0], facts["attendance"].index[0]}
