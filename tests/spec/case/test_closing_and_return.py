"""CASE-06, CASE-07, CASE-11 and CASE-12: closed with evidence, back with a record and a placement."""

from __future__ import annotations

import pytest

from tests.spec.case.drawn import case, exchange_of, noted
from tests.spec.ledgers.county import conditions, facts_of, found

CLOSED = {"stage": "returned", "returned_on": "2024-09-20", "closed_on": "2024-09-25"}
BACK = {"stage": "returned", "returned_on": "2024-10-08"}
RETURNED = case(**BACK, placement="guided")
OTHER = "乙 yes in_school in_school no"


@pytest.mark.walks("CASE-06", "rule", "found", "clear")
@pytest.mark.parametrize(
    ("evidence", "is_found"),
    [
        *((word, True) for word in ("-", "无", "/", "暂无", "待补充", "（无）", "未提供", "——")),
        *((word, False) for word in ("返校证明", "见附件3", "√", "无法联系的村委会证明")),
    ],
)
@pytest.mark.parametrize(
    "cells", [CLOSED, CLOSED | {"stage": "deducted"}, CLOSED | {"stage": "dropout"}]
)
def test_closing_needs_evidence_that_names_something(
    cells: dict[str, str], evidence: str, is_found: bool
) -> None:
    facts = facts_of(cases=case(**cells, closing_evidence=evidence))
    assert bool(found("CASE-06", facts)) is is_found


def test_a_case_closed_since_the_child_came_of_age_needs_evidence_too() -> None:
    of_age = facts_of(cases=case(closed_on="2024-10-01"), children="name birth_date\n甲 2008-09-01")
    assert found("CASE-06", of_age) == {"甲"}


@pytest.mark.walks("CASE-06", "lawful", "not_closed")
def test_an_open_case_needs_no_closing_evidence() -> None:
    assert found("CASE-06", facts_of(cases=case(**(CLOSED | {"closed_on": "-"})))) == set()
    assert found("CASE-06", facts_of(cases=case(**CLOSED))) == {"甲"}


@pytest.mark.walks("CASE-06", "lawful", "unreadable_cell")
@pytest.mark.parametrize(("raw", "is_found"), [("#REF!", False), ("", True)])
def test_evidence_that_could_not_be_read_is_unknown(raw: str, is_found: bool) -> None:
    # a blank is noted as nothing; a broken formula is noted with what stood there
    further = noted("cases", "closing_evidence", raw) if raw else {}
    facts = facts_of(cases=case(**CLOSED), further=further)
    assert bool(found("CASE-06", facts)) is is_found


@pytest.mark.walks("CASE-07", "rule", "found", "clear")
@pytest.mark.walks("CASE-07", "lawful", "explained_by_register", "outside_compulsory_age")
@pytest.mark.parametrize(
    ("state", "is_found"),
    [
        *((state, True) for state in (
            "out_of_school", "to_review", "attends_no_record", "home_teaching", "unknown",
        )),
        *((state, False) for state in (
            "transfer_in_progress", "special_school", "studying_elsewhere", "abroad", "died",
            "graduated", "moved_away", "over_age", "under_age",
        )),
    ],
)  # fmt: skip
def test_a_returned_child_without_any_record_is_found_unless_a_register_explains_it(
    state: str, is_found: bool
) -> None:
    children = f"name in_enrolment status state has_possible_match\n甲 no ? {state} no\n{OTHER}"
    facts = facts_of(cases=RETURNED, children=children)
    assert found("CASE-07", facts) == ({"甲"} if is_found else set())


@pytest.mark.walks("CASE-07", "lawful", "has_record", "match_pending")
@pytest.mark.parametrize(
    ("cells", "is_found"),
    [
        ("yes in_school in_school no", False),
        ("no ? to_review yes", False),
        ("no ? to_review no", True),
    ],
)
def test_a_record_or_a_pending_match_explains_the_return(cells: str, is_found: bool) -> None:
    children = f"name in_enrolment status state has_possible_match\n甲 {cells}\n{OTHER}"
    facts = facts_of(cases=RETURNED, children=children)
    assert bool(found("CASE-07", facts)) is is_found


@pytest.mark.walks("CASE-07", "lawful", "record_in_other_county")
@pytest.mark.parametrize(("how", "is_found"), [("enrolled", False), ("attending", True)])
def test_a_record_in_another_county_of_the_run_counts_and_a_seat_there_does_not(
    how: str, is_found: bool
) -> None:
    children = (
        "name in_enrolment status state\n甲 no ? attends_elsewhere\n乙 yes in_school in_school"
    )
    facts = facts_of(cases=RETURNED, children=children, further=exchange_of(how))
    assert bool(found("CASE-07", facts)) is is_found


def test_a_return_date_says_that_the_child_is_back_whatever_the_stage() -> None:
    children = (
        f"name in_enrolment status state has_possible_match\n甲 no ? out_of_school no\n{OTHER}"
    )
    for cells, is_found in (
        (BACK | {"stage": "dropout"}, True),
        ({"stage": "dropout"}, False),
        (BACK | {"stage": "suspected", "returned_on": "2024-09-01"}, False),  # of an earlier case
    ):
        facts = facts_of(cases=case(**cells), children=children)
        assert bool(found("CASE-07", facts)) is is_found


@pytest.mark.walks("CASE-11", "rule", "found", "clear")
@pytest.mark.walks("CASE-11", "lawful", "any_placement")
@pytest.mark.parametrize("stage", ["returned", "dropout", "suspected"])
@pytest.mark.parametrize(
    ("placement", "is_found"),
    [
        ("-", True),
        ("无", True),
        *((one, False) for one in ("guided", "inclusive", "own_class", "individual", "vocational")),
    ],
)
def test_a_returned_pupil_has_a_placement(stage: str, placement: str, is_found: bool) -> None:
    facts = facts_of(cases=case(**(BACK | {"stage": stage, "placement": placement})))
    assert bool(found("CASE-11", facts)) is is_found


@pytest.mark.walks("CASE-11", "rule", "found", "clear")
@pytest.mark.parametrize(
    ("raw", "is_found"),
    [
        ("未安置", True),
        ("暂未落实", True),
        ("待定", True),
        ("未成年人学校安置", False),
        ("见附件", False),
    ],
)
def test_words_for_no_placement_name_none(raw: str, is_found: bool) -> None:
    facts = facts_of(cases=case(**BACK), further=noted("cases", "placement", raw))
    assert bool(found("CASE-11", facts)) is is_found


@pytest.mark.walks("CASE-11", "lawful", "not_returned")
def test_only_returned_pupils_are_placed() -> None:
    for stage in ("dropout", "suspected", "deducted"):
        assert found("CASE-11", facts_of(cases=case(stage=stage))) == set()
    assert found("CASE-11", facts_of(cases=case(**BACK))) == {"甲"}


@pytest.mark.walks("CASE-11", "lawful", "relapsed")
@pytest.mark.parametrize(("limit", "is_found"), [("2024-10-22", False), ("-", True)])
def test_a_pupil_who_relapsed_is_placed_no_longer(limit: str, is_found: bool) -> None:
    streaks = f"name start end limit open\n甲 2024-10-18 2024-10-24 {limit} no"
    facts = facts_of(cases=case(**BACK), streaks=streaks)
    assert bool(found("CASE-11", facts)) is is_found


@pytest.mark.walks("CASE-11", "lawful", "gone_for_good")
@pytest.mark.parametrize(
    ("state", "is_found"),
    [
        *((state, False) for state in ("died", "graduated", "abroad", "moved_away")),
        *((state, True) for state in ("in_school", "out_of_school", "home_teaching")),
    ],
)
def test_nobody_places_a_child_who_is_gone_for_good(state: str, is_found: bool) -> None:
    facts = facts_of(cases=case(**BACK), children=f"name state\n甲 {state}")
    assert bool(found("CASE-11", facts)) is is_found


@pytest.mark.walks("CASE-11", "lawful", "over_age")
@pytest.mark.parametrize(
    ("birth", "is_found"),
    [("2008-11-19", False), ("2008-11-20", False), ("2008-11-21", True), ("?", True)],
)
def test_nobody_is_placed_from_the_sixteenth_birthday_on(birth: str, is_found: bool) -> None:
    facts = facts_of(cases=case(**BACK), children=f"name birth_date\n甲 {birth}")
    assert bool(found("CASE-11", facts)) is is_found


@pytest.mark.walks("CASE-11", "lawful", "unreadable_cell")
@pytest.mark.walks("CASE-12", "lawful", "unreadable_cell")
@pytest.mark.parametrize(("raw", "is_found"), [("单独辅导班", False), ("", True)])
def test_a_cell_that_could_not_be_read_is_no_blank(raw: str, is_found: bool) -> None:
    placed = facts_of(cases=case(**BACK), further=noted("cases", "placement", raw))
    assert bool(found("CASE-11", placed)) is is_found
    dropout = case(stage="dropout", destination="在家")
    caused = facts_of(cases=dropout, further=noted("cases", "cause", raw))
    assert bool(found("CASE-12", caused)) is is_found


@pytest.mark.walks("CASE-12", "rule", "found", "clear")
@pytest.mark.parametrize(
    ("cause", "destination", "lacking"),
    [
        ("厌学", "在家", None),
        ("厌学", "外出打工", None),
        ("厌学", "失联，家人不知其址", None),
        ("-", "在家", "the cause"),
        ("无", "在家", "the cause"),
        ("不详", "在家", "the cause"),
        ("原因不明", "在家", "the cause"),
        ("待核实", "在家", "the cause"),
        ("尚不清楚", "在家", "the cause"),
        ("厌学", "-", "the destination"),
        ("厌学", "去向不明", "the destination"),
        ("厌学", "待查", "the destination"),
        ("-", "-", "the cause、the destination"),
    ],
)
@pytest.mark.parametrize("code", ["-", "A2"])
def test_a_dropout_has_a_cause_and_a_destination(
    cause: str, destination: str, lacking: str | None, code: str
) -> None:
    """A code that means weary of school is a class for counting, no cause of this child."""
    cells = {"cause": cause, "destination": destination, "category_code": code}
    facts = facts_of(cases=case(stage="dropout", list_version="第三阶段", **cells))
    texts = [text.replace(", ", "、") for _, text in conditions("CASE-12", facts)]
    assert [text.rpartition("lacks: ")[2] for text in texts] == ([lacking] if lacking else [])


@pytest.mark.walks("CASE-12", "lawful", "only_suspected")
def test_a_suspected_case_may_still_lack_its_cause() -> None:
    for stage in ("suspected", "-", "returned", "deducted"):
        assert found("CASE-12", facts_of(cases=case(stage=stage))) == set()
    assert found("CASE-12", facts_of(cases=case(stage="dropout"))) == {"甲"}


@pytest.mark.walks("CASE-12", "lawful", "back_at_school")
@pytest.mark.parametrize(
    ("cause", "destination", "is_found"),
    [("厌学", "-", False), ("-", "-", True), ("-", "在家", True)],
)
def test_the_destination_of_a_dropout_who_is_back_is_the_school(
    cause: str, destination: str, is_found: bool
) -> None:
    cells = {"stage": "dropout", "cause": cause, "destination": destination}
    assert (
        bool(found("CASE-12", facts_of(cases=case(**cells, returned_on="2024-10-08")))) is is_found
    )
    if destination == "-":
        assert found("CASE-12", facts_of(cases=case(**cells))) == {"甲"}
