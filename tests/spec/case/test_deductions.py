"""CASE-14: what bears a deduction out, by what its code means in its own list."""

from __future__ import annotations

import pytest

from tests.spec.case.drawn import assuming, case, exchange_of
from tests.spec.ledgers.county import facts_of, found

OUT = "name in_enrolment status state\n甲 no ? out_of_school\n乙 yes in_school in_school"
DEDUCTED = {"stage": "deducted", "list_version": "第一阶段", "verified_on": "2024-10-10"}


def unsupported(
    code: str, *, version: str = "第一阶段", evidence: str = "-", **drawn: object
) -> bool:
    cells = DEDUCTED | {
        "list_version": version,
        "category_code": code,
        "closing_evidence": evidence,
    }
    tables = {"cases": case(**cells), "children": OUT, "population": "name\n甲\n乙"} | drawn
    return bool(found("CASE-14", facts_of(**tables)))


@pytest.mark.walks("CASE-14", "rule", "found", "clear")
@pytest.mark.walks("CASE-14", "lawful", "evidence")
@pytest.mark.parametrize(
    ("version", "code"),
    [
        *(("第一阶段", code) for code in "ABCDEGH"),
        ("第三阶段", "A8"),
        ("第三阶段", "B2"),
        ("-", "-"),
    ],
)
@pytest.mark.parametrize(
    ("evidence", "is_found"), [("-", True), ("无", True), ("户口簿复印件", False)]
)
def test_a_deduction_rests_on_paper_or_a_register(
    version: str, code: str, evidence: str, is_found: bool
) -> None:
    assert unsupported(code, version=version, evidence=evidence) is is_found


def test_only_deductions_are_judged() -> None:
    for stage in ("suspected", "dropout", "returned"):
        facts = facts_of(cases=case(stage=stage, category_code="G"), children=OUT)
        assert found("CASE-14", facts) == set()


def moved(kind: str, document: str = "-") -> dict[str, str]:
    return {"movements": f"name kind date document\n甲 {kind} 2024-08-20 {document}"}


def cancelled(reason: str) -> dict[str, str]:
    return {"population": f"name cancelled_on cancel_reason\n甲 2024-08-01 {reason}\n乙 - -"}


def record(status: str) -> dict[str, str]:
    return {"children": OUT.replace("甲 no ?", f"甲 yes {status}")}


ENROLLED = {"children": OUT.replace("甲 no ?", "甲 yes in_school")}
DEAD = {"children": OUT.replace("甲 no ?", "甲 yes dead")}
IN_CLASS = {"children": OUT.replace("out_of_school", "attends_no_record")}
ABSENT_FROM_REGISTER = {"population": "name\n乙"}
NUMBERED = "东河政〔2024〕3号"
APPROVED = {"cases": case(**DEDUCTED, category_code="E", approval_no=NUMBERED)}


@pytest.mark.walks("CASE-14", "rule", "found", "clear")
@pytest.mark.parametrize(
    ("code", "tables", "is_found"),
    [
        pytest.param("B", ENROLLED, False, marks=pytest.mark.walks("CASE-14", "lawful", "enrolled")),
        pytest.param("B", {"further": exchange_of("enrolled")}, False,
                     marks=pytest.mark.walks("CASE-14", "lawful", "enrolled")),
        ("B", {"further": exchange_of("attending")}, True),
        ("B", record("transferred_out"), False),
        ("B", record("dropped_out"), True),
        ("B", record("other_leave"), True),
        ("G", ENROLLED, True),
        pytest.param("A", cancelled("moved_away"), False,
                     marks=pytest.mark.walks("CASE-14", "lawful", "not_registered_here")),
        pytest.param("A", ABSENT_FROM_REGISTER, False,
                     marks=pytest.mark.walks("CASE-14", "lawful", "not_registered_here")),
        ("G", ABSENT_FROM_REGISTER, True),
        pytest.param("E", moved("delayed_entry", NUMBERED), False,
                     marks=pytest.mark.walks("CASE-14", "lawful", "approved_delay")),
        pytest.param("E", APPROVED, False,
                     marks=pytest.mark.walks("CASE-14", "lawful", "approved_delay")),
        ("E", moved("delayed_entry"), True),
        pytest.param("H", moved("abroad"), False,
                     marks=pytest.mark.walks("CASE-14", "lawful", "gone_in_registers")),
        pytest.param("H", cancelled("abroad"), False,
                     marks=pytest.mark.walks("CASE-14", "lawful", "gone_in_registers")),
        pytest.param("H", DEAD, False,
                     marks=pytest.mark.walks("CASE-14", "lawful", "gone_in_registers")),
        ("H", cancelled("-"), False),
        ("H", cancelled("moved_away"), True),  # into another county: no emigration
        ("H", cancelled("duplicate"), True),
        ("H", moved("transfer_out"), True),
        pytest.param("D", {"further": exchange_of("attending")}, False,
                     marks=pytest.mark.walks("CASE-14", "lawful", "known_elsewhere")),
        pytest.param("C", {"further": exchange_of("enrolled")}, False,
                     marks=pytest.mark.walks("CASE-14", "lawful", "known_elsewhere")),
        pytest.param("C", IN_CLASS, False,
                     marks=pytest.mark.walks("CASE-14", "lawful", "known_elsewhere")),
        ("D", IN_CLASS, True),
        ("G", {"further": exchange_of("enrolled")}, True),
    ],
)  # fmt: skip
def test_a_register_that_bears_the_category_out_supports_it_and_no_other(
    code: str, tables: dict[str, object], is_found: bool
) -> None:
    assert unsupported(code, **tables) is is_found


@pytest.mark.walks("CASE-14", "lawful", "match_pending")
@pytest.mark.parametrize(("pending", "is_found"), [("yes", False), ("no", True)])
def test_a_match_that_awaits_a_human_is_not_judged(pending: str, is_found: bool) -> None:
    kids = f"name in_enrolment status has_possible_match\n甲 no ? {pending}\n乙 yes in_school no"
    assert unsupported("G", children=kids) is is_found


def of_age(
    birth: str, *, until: int = 16, evidence: str = "-", verified_on: str = "2024-10-10"
) -> bool:
    policy = assuming(age__until=until)
    cells = DEDUCTED | {
        "category_code": "F",
        "closing_evidence": evidence,
        "verified_on": verified_on,
    }
    children = f"name birth_date in_enrolment status\n甲 {birth} no ?\n乙 2011-03-01 yes in_school"
    facts = facts_of(cases=case(**cells), children=children, policy=policy)
    return not found("CASE-14", facts, policy)


@pytest.mark.walks("CASE-14", "lawful", "of_age")
@pytest.mark.parametrize(
    ("until", "birth", "is_borne_out"),
    [
        pytest.param(16, "2008-10-11", False, marks=pytest.mark.walks("CASE-14", "age.until", "below")),
        pytest.param(16, "2008-10-10", True, marks=pytest.mark.walks("CASE-14", "age.until", "at")),
        pytest.param(16, "2008-10-09", True, marks=pytest.mark.walks("CASE-14", "age.until", "above")),
        (15, "2009-10-11", False),
        (15, "2009-10-10", True),
        (17, "2008-10-09", False),
    ],
)  # fmt: skip
@pytest.mark.parametrize("evidence", ["-", "户口簿"])
def test_over_age_is_judged_by_the_birthday_on_the_day_of_verification_whatever_the_paper_says(
    until: int, birth: str, is_borne_out: bool, evidence: str
) -> None:
    assert of_age(birth, until=until, evidence=evidence) is is_borne_out


def test_where_no_verification_is_dated_the_audit_date_stands_in() -> None:
    assert of_age("2008-11-20", verified_on="-")
    assert not of_age("2008-11-21", verified_on="-")
