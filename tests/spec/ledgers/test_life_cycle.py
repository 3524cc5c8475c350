"""The life cycle of a case: an explicit transition table, and events in the order of their days."""

from __future__ import annotations

import pandas as pd
import pytest

from kcbx_lib.ledgers.life_cycle import EVENTS, OPEN_STATES, STATES, TRANSITIONS, follow
from tests.spec.ledgers.county import facts_of


def day(text: str) -> pd.Timestamp:
    return pd.Timestamp(f"2024-{text}")


def walk(*events: str) -> tuple[str, tuple[str, ...]]:
    """The state after ``event@MM-DD`` steps, and what was irregular."""
    pairs = [(one.partition("@")[0], day(one.partition("@")[2])) for one in events]
    standing = follow(pairs)
    return standing.state, standing.irregular


def test_every_transition_names_known_states_and_events_and_every_state_is_reached() -> None:
    assert {event for _, event in TRANSITIONS} == set(EVENTS)
    assert {state for state, _ in TRANSITIONS} - {""} <= set(STATES)
    assert set(TRANSITIONS.values()) == set(STATES)
    assert set(OPEN_STATES) < set(STATES)


def test_the_ladder_climbs_step_by_step_to_the_closing() -> None:
    climb = ["open@09-10", "verify@09-12", "escalate@09-20", "approve@10-20", "come_of_age@10-30"]
    climb += ["close@11-01"]
    states = [walk(*climb[: n + 1])[0] for n in range(len(climb))]
    assert states == ["opened", "verified", "escalated", "approved", "over_age", "closed"]


def test_an_approval_brings_no_child_back_and_closes_no_case() -> None:
    approved = ["open@09-10", "verify@09-12", "escalate@09-20", "approve@10-20"]
    assert walk(*approved, "close@11-01") == ("approved", ("close",))
    assert walk(*approved, "close@11-01", "come_of_age@11-10") == ("over_age", ("close",))
    assert walk(*approved, "return@10-25", "close@11-01") == ("closed", ())


def test_the_order_is_that_of_the_days_not_of_the_records() -> None:
    assert walk("close@10-09", "return@10-08", "open@09-10") == ("closed", ())


def test_a_return_can_relapse_even_after_closing_and_return_again() -> None:
    closed = ["open@09-10", "return@09-20", "close@09-25"]
    assert walk(*closed, "relapse@10-20") == ("relapsed", ())
    assert walk("open@09-10", "return@09-20", "relapse@10-20") == ("relapsed", ())


@pytest.mark.parametrize(
    "before", [("open@09-10",), ("open@09-10", "verify@09-12"), ("open@09-10", "escalate@09-20")]
)
def test_a_case_that_was_not_settled_cannot_be_closed(before: tuple[str, ...]) -> None:
    state, irregular = walk(*before, "close@10-01")
    assert state != "closed"
    assert irregular == ("close",)


def test_a_deduction_that_holds_on_paper_only_stays_watched_after_closing() -> None:
    assert walk("open@09-10", "deduct_on_paper@09-12", "close@09-20")[0] == "watched"
    assert walk("open@09-10", "deduct@09-12", "close@09-20")[0] == "closed"


def test_a_watched_child_who_comes_back_or_comes_of_age_is_watched_no_longer() -> None:
    assert walk("open@09-10", "deduct_on_paper@09-12", "return@10-08")[0] == "returned"
    assert walk("open@09-10", "deduct_on_paper@09-12", "come_of_age@10-08")[0] == "over_age"


def test_coming_of_age_ends_what_is_open_and_nothing_else() -> None:
    assert walk("open@09-10", "verify@09-12", "come_of_age@10-08") == ("over_age", ())
    assert walk("open@09-10", "return@09-20", "come_of_age@10-08") == ("returned", ())
    assert walk("open@09-10", "verify@09-12", "come_of_age@10-08", "close@11-01")[0] == "closed"


def test_events_of_one_day_are_applied_in_the_order_of_the_procedure() -> None:
    assert walk("close@09-10", "return@09-10", "verify@09-10", "open@09-10") == ("closed", ())


COLUMNS = (
    "name case_no stage verified_on reported_township_on reported_bureau_on approval_no returned_on "
    "closed_on closing_evidence opened_on"
)
ROWS = """
立 1 suspected -          -          -          -       -          -          -
核 2 suspected 2024-10-05 -          -          -       -          -          -
报 3 suspected 2024-10-05 2024-10-12 2024-10-12 -       -          -          -
批 4 dropout   2024-10-05 2024-10-12 2024-10-12 青政5号 -          -          -
返 5 returned  2024-10-05 -          -          -       2024-10-08 -          -
销 6 returned  2024-10-05 -          -          -       2024-10-08 2024-10-20 证明
空 7 returned  2024-10-05 -          -          -       2024-10-08 2024-10-20 -
龄 8 dropout   2024-10-05 -          -          -       -          -          -
"""
CASES = "\n".join([COLUMNS, *(f"{row} 2024-10-01" for row in ROWS.strip().splitlines())])
ATTEMPTS = "name case_no level attempt_no date method people result evidence\n" + "\n".join(
    f"{name} {case} school {n} 2024-10-{6 + n:02d} 家访 张 继续 照片"
    for name, case in (("报", "3"), ("批", "4"))
    for n in (1, 2, 3)
)


def test_the_records_of_a_case_put_it_in_its_state() -> None:
    facts = facts_of(cases=CASES, persuasions=ATTEMPTS, children="name birth_date\n龄 2008-11-20")
    state = facts["case_files"].set_index("subject")["state"].to_dict()
    assert state == {
        "立": "opened", "核": "verified", "报": "escalated", "批": "approved", "返": "returned",
        "销": "closed", "空": "returned", "龄": "over_age",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("birth", "state"), [("2008-11-20", "over_age"), ("2008-11-21", "verified")]
)
def test_a_child_is_over_age_from_the_sixteenth_birthday_on(birth: str, state: str) -> None:
    cases = "name case_no opened_on stage verified_on\n甲 1 2024-10-01 dropout 2024-10-05"
    facts = facts_of(cases=cases, children=f"name birth_date\n甲 {birth}")
    assert facts["case_files"]["state"].tolist() == [state]


@pytest.mark.parametrize(
    ("code", "state"),
    [("C", "watched"), ("D", "watched"), ("G", "watched"), ("A", "deducted"), ("B", "deducted"),
     ("E", "deducted"), ("F", "deducted"), ("H", "deducted")],
)  # fmt: skip
def test_untraceable_other_county_and_other_province_are_deducted_on_paper(
    code: str, state: str
) -> None:
    cases = (
        "name case_no opened_on stage list_version category_code verified_on\n"
        f"甲 1 2024-10-01 deducted 第一阶段 {code} 2024-10-05"
    )
    assert facts_of(cases=cases)["case_files"]["state"].tolist() == [state]


def test_an_empty_list_of_cases_is_looked_at_and_holds_none() -> None:
    facts = facts_of(cases="name case_no opened_on stage", children="name\n甲")
    assert len(facts["case_files"]) == 0
    assert len(facts["ledger_suspected"]) == 0
