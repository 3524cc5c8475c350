"""CASE-06 to CASE-08 and CASE-11 to CASE-14: what became of the child, on paper and in class."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.spec.ledgers.county import conditions, facts_of, found, outcome

BASE = {"name": "甲", "case_no": "1", "opened_on": "2024-09-10", "stage": "suspected"}


def case(**cells: str) -> str:
    row = BASE | cells
    return " ".join(row) + "\n" + " ".join(row.values())


@pytest.mark.parametrize(
    ("evidence", "is_found"),
    [
        ("-", True),
        ("无", True),
        ("/", True),
        ("暂无", True),
        ("返校证明", False),
        ("见附件3", False),
    ],
)
def test_closing_needs_evidence_that_names_something(evidence: str, is_found: bool) -> None:
    facts = facts_of(
        cases=case(
            stage="returned",
            returned_on="2024-09-20",
            closed_on="2024-09-25",
            closing_evidence=evidence,
        )
    )
    assert bool(found("CASE-06", facts)) is is_found


def test_an_open_case_needs_no_closing_evidence() -> None:
    assert found("CASE-06", facts_of(cases=case())) == set()


RETURNED = case(stage="returned", returned_on="2024-10-08", placement="guided")


def test_a_returned_child_without_any_record_is_found() -> None:
    for state in ("out_of_school", "to_review", "attends_no_record"):
        children = f"name in_enrolment status state\n甲 no - {state}\n乙 yes in_school in_school"
        assert found("CASE-07", facts_of(cases=RETURNED, children=children)) == {"甲"}


@pytest.mark.parametrize(
    "cells",
    [
        "yes in_school in_school no",
        "no - to_review yes",
        "no - special_school no",
        "no - transfer_in_progress no",
    ],
)
def test_a_record_a_pending_match_or_a_register_explains_the_return(cells: str) -> None:
    children = f"name in_enrolment status state has_possible_match\n甲 {cells}\n乙 yes in_school in_school no"
    assert found("CASE-07", facts_of(cases=RETURNED, children=children)) == set()


def test_a_record_in_another_county_of_the_run_counts() -> None:
    import pandas as pd

    exchange = pd.DataFrame(
        {"subject": ["甲"], "other_county": ["990102"], "how": ["enrolled"]}, dtype="str"
    )
    children = (
        "name in_enrolment status state\n甲 no - attends_elsewhere\n乙 yes in_school in_school"
    )
    facts = facts_of(cases=RETURNED, children=children, further={"exchange": exchange})
    assert found("CASE-07", facts) == set()


@pytest.mark.parametrize(
    ("start", "limit", "is_relapse"),
    [
        ("2024-10-07", "2024-10-09", False),
        ("2024-10-08", "2024-10-10", True),
        ("2024-10-20", "2024-10-22", True),
        ("2024-10-20", "-", False),
    ],
)
def test_a_streak_at_the_limit_after_the_return_is_a_relapse(
    start: str, limit: str, is_relapse: bool
) -> None:
    streaks = f"name start end limit open\n甲 {start} 2024-10-24 {limit} no"
    facts = facts_of(cases=RETURNED, streaks=streaks, attendance="name marks\n甲 √*40")
    assert bool(found("CASE-08", facts)) is is_relapse
    assert facts["case_files"]["state"].eq("relapsed").any() == is_relapse


def test_a_streak_belongs_to_the_latest_return_before_it() -> None:
    cases = """
    name case_no opened_on  stage    returned_on
    甲   1       2024-09-05 returned 2024-09-10
    甲   2       2024-09-20 returned 2024-10-08
    """
    streaks = "name start end limit open\n甲 2024-10-20 2024-10-24 2024-10-22 no"
    facts = facts_of(cases=cases, streaks=streaks, attendance="name marks\n甲 √*40")
    [(_, text)] = conditions("CASE-08", facts)
    assert "Case 2" in text


@pytest.mark.parametrize(
    ("placement", "is_found"),
    [("-", True), ("guided", False), ("inclusive", False), ("vocational", False)],
)
def test_a_returned_pupil_has_a_placement(placement: str, is_found: bool) -> None:
    facts = facts_of(cases=case(stage="returned", returned_on="2024-10-08", placement=placement))
    assert bool(found("CASE-11", facts)) is is_found


def test_only_returned_pupils_are_placed() -> None:
    assert found("CASE-11", facts_of(cases=case(stage="dropout"))) == set()


@pytest.mark.parametrize(
    ("cause", "destination", "is_found"),
    [
        ("厌学", "在家", False),
        ("-", "在家", True),
        ("厌学", "-", True),
        ("无", "在家", True),
        ("厌学", "去向不明", True),
        ("不详", "在家", True),
        ("厌学", "外出打工", False),
    ],
)
def test_a_dropout_has_a_cause_and_a_destination(
    cause: str, destination: str, is_found: bool
) -> None:
    facts = facts_of(cases=case(stage="dropout", cause=cause, destination=destination))
    assert bool(found("CASE-12", facts)) is is_found


def test_a_suspected_case_may_still_lack_its_cause() -> None:
    assert found("CASE-12", facts_of(cases=case())) == set()


def test_the_days_in_class_and_the_days_away_are_evidence_beside_the_case() -> None:
    in_class = facts_of(
        cases=case(stage="dropout", verified_on="2024-09-10", cause="厌学", destination="在家"),
        attendance="name marks\n甲 旷*7√*5\n乙 √*20",
    )
    back_again = facts_of(
        cases=RETURNED,
        streaks="name start end limit open\n甲 2024-10-20 2024-10-24 2024-10-22 no",
        attendance="name marks\n甲 √*40",
    )
    for rule, facts in (("CASE-13", in_class), ("CASE-08", back_again)):
        [evidence] = outcome(rule, facts).rows["evidence"]
        sheet = facts["attendance"].index[0]
        assert set(evidence) == {facts["case_files"].index[0], sheet}


# 2024-09-10 is the seventh school day of the term, 2024-09-11 the eighth
@pytest.mark.parametrize(
    ("marks", "is_found"),
    [
        ("旷*7√*5", True),
        ("旷*7√*4", False),
        ("旷*7√*5旷", False),
        ("旷*7√*4迟", True),
        ("旷*7病*5", False),
        ("", False),
    ],
)
def test_a_dropout_on_paper_who_sits_in_class_disagrees(marks: str, is_found: bool) -> None:
    facts = facts_of(
        cases=case(stage="dropout", verified_on="2024-09-10", cause="厌学", destination="在家"),
        attendance=f"name marks\n甲 {marks or '.'}\n乙 √*20",
    )
    assert bool(found("CASE-13", facts)) is is_found


@pytest.mark.parametrize(("verified_on", "is_found"), [("-", False), ("2024-09-10", True)])
def test_a_suspicion_disagrees_only_once_a_person_has_verified_it(
    verified_on: str, is_found: bool
) -> None:
    facts = facts_of(
        cases=case(verified_on=verified_on), attendance="name marks\n甲 旷*7√*5\n乙 √*20"
    )
    assert bool(found("CASE-13", facts)) is is_found


@pytest.mark.parametrize(
    ("marks", "is_found"),
    [("旷*7旷旷×", True), ("旷*7病病病", False), ("旷*7旷旷√", False), ("旷*7旷旷", False)],
)
def test_returned_but_never_seen_since_disagrees_and_sick_leave_does_not(
    marks: str, is_found: bool
) -> None:
    facts = facts_of(
        cases=case(
            opened_on="2024-09-05", stage="returned", returned_on="2024-09-10", placement="guided"
        ),
        attendance=f"name marks\n甲 {marks}\n乙 √*20",
    )
    assert bool(found("CASE-13", facts)) is is_found


@pytest.mark.parametrize(
    ("last_present_on", "is_found"), [("2024-10-31", False), ("2024-09-04", True)]
)
def test_presence_that_only_the_totals_of_a_sheet_show_is_presence(
    last_present_on: str, is_found: bool
) -> None:
    presence = pd.DataFrame(
        {"last_present_on": pd.to_datetime([last_present_on])}, index=pd.Index(["甲"], dtype="str")
    )
    facts = facts_of(
        cases=case(
            opened_on="2024-09-05", stage="returned", returned_on="2024-09-10", placement="guided"
        ),
        attendance="name marks\n甲 旷*7旷旷×\n乙 √*20",
        further={"presence": presence},
    )
    assert bool(found("CASE-13", facts)) is is_found


def test_returned_on_paper_and_out_of_school_in_the_registers_disagrees() -> None:
    children = "name state status\n甲 enrolled_not_attending in_school"
    assert found("CASE-13", facts_of(cases=RETURNED, children=children)) == {"甲"}
    children = "name state status\n甲 to_review in_school"
    assert found("CASE-13", facts_of(cases=RETURNED, children=children)) == set()


@pytest.mark.parametrize(
    ("code", "is_found"), [("G", True), ("D", True), ("H", True), ("B", False)]
)
def test_deducted_as_gone_but_in_class_disagrees(code: str, is_found: bool) -> None:
    facts = facts_of(
        cases=case(
            stage="deducted", list_version="第一阶段", category_code=code, verified_on="2024-09-10",
            closing_evidence="证明",
        ),
        attendance="name marks\n甲 旷*7√*8\n乙 √*20",
    )  # fmt: skip
    assert bool(found("CASE-13", facts)) is is_found


def deducted(code: str, **cells: str) -> str:
    return case(
        **(
            {
                "stage": "deducted",
                "list_version": "第一阶段",
                "category_code": code,
                "verified_on": "2024-10-10",
            }
            | cells
        )
    )


OUT = "name in_enrolment status state\n甲 no - out_of_school\n乙 yes in_school in_school"


@pytest.mark.parametrize("code", list("ABCDEFGH"))
def test_a_deduction_with_neither_paper_nor_register_is_unsupported(code: str) -> None:
    facts = facts_of(cases=deducted(code), children=OUT, population="name\n甲\n乙")
    assert found("CASE-14", facts) == {"甲"}


@pytest.mark.parametrize("code", list("ABCDEGH"))
def test_evidence_supports_a_deduction(code: str) -> None:
    facts = facts_of(
        cases=deducted(code, closing_evidence="户口簿复印件"),
        children=OUT,
        population="name\n甲\n乙",
    )
    assert found("CASE-14", facts) == set()


@pytest.mark.parametrize(
    ("code", "tables"),
    [
        ("B", {}),
        ("A", {"population": "name cancelled_on\n甲 2024-08-01\n乙 -"}),
        (
            "E",
            {"movements": "name kind date document\n甲 delayed_entry 2024-08-20 东河政〔2024〕3号"},
        ),
        ("H", {"movements": "name kind date\n甲 abroad 2024-08-20"}),
    ],
)
def test_a_register_that_bears_the_category_out_supports_it(
    code: str, tables: dict[str, str]
) -> None:
    assert found("CASE-14", facts_of(cases=deducted(code), **tables)) == set()


@pytest.mark.parametrize(
    ("birth", "evidence", "is_found"),
    [
        ("2008-10-10", "-", False),
        ("2008-10-11", "-", True),
        ("2008-10-11", "户口簿", True),
        ("2008-10-10", "户口簿", False),
    ],
)
def test_over_age_is_judged_by_the_sixteenth_birthday_on_the_day_of_verification(
    birth: str, evidence: str, is_found: bool
) -> None:
    facts = facts_of(
        cases=deducted("F", closing_evidence=evidence),
        children=f"name birth_date in_enrolment status\n甲 {birth} no -\n乙 2011-03-01 yes in_school",
    )
    assert bool(found("CASE-14", facts)) is is_found
