"""GRP-04: support to a child without a record here, or after the child had left."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.spec.case.drawn import exchange_of
from tests.spec.grp.aided import OTHER, PAID
from tests.spec.ledgers.county import facts_of, found, outcome, results_of

PAYMENT = "甲 2024-2025-1 - 375 2024-10-20 生活补助"
LEFT = "name in_enrolment status state\n甲 yes transferred_out attends_elsewhere\n己 yes in_school in_school"
LEAVING = "name kind date\n甲 transfer_out 2024-10-09"


def unrecorded(**cells: str) -> str:
    row = {"in_enrolment": "no", "status": "?", "state": "out_of_school",
           "has_possible_match": "no", "age_on_cutoff": "13"} | cells  # fmt: skip
    return f"name {' '.join(row)}\n甲 {' '.join(row.values())}\n己 yes in_school in_school no 13"


def wrongly(*payments: str, kids: str = "", **tables: object) -> bool:
    facts = facts_of(aid=PAID + "\n".join(payments), children=kids, **tables)
    return "甲" in found("GRP-04", facts)


@pytest.mark.walks("GRP-04", "rule", "found", "clear")
@pytest.mark.walks("GRP-04", "lawful", "match_pending")
def test_support_to_a_child_without_a_record_is_found() -> None:
    assert wrongly(PAYMENT, OTHER, kids=unrecorded())
    assert not wrongly(PAYMENT, OTHER, kids=unrecorded(in_enrolment="yes", status="in_school"))
    assert not wrongly(PAYMENT, OTHER, kids=unrecorded(has_possible_match="yes"))
    assert not wrongly(OTHER, kids=unrecorded())


@pytest.mark.walks("GRP-04", "lawful", "taught_elsewhere")
@pytest.mark.parametrize(
    ("state", "is_found"),
    [
        *((state, False) for state in (
            "attends_elsewhere", "special_school", "home_teaching", "studying_elsewhere",
            "transfer_in_progress", "to_review", "under_age", "over_age",
        )),
        *((state, True) for state in ("out_of_school", "attends_no_record", "unknown", "moved_away")),
    ],
)  # fmt: skip
def test_a_child_taught_elsewhere_is_the_other_schools_to_record(
    state: str, is_found: bool
) -> None:
    assert wrongly(PAYMENT, kids=unrecorded(state=state)) is is_found


@pytest.mark.walks("GRP-04", "lawful", "enrolled_in_other_county")
@pytest.mark.parametrize(("how", "is_found"), [("enrolled", False), ("attending", True)])
def test_a_record_in_another_county_of_the_run_is_a_record(how: str, is_found: bool) -> None:
    assert wrongly(PAYMENT, kids=unrecorded(), further=exchange_of(how)) is is_found


@pytest.mark.walks("GRP-04", "lawful", "other_stage")
@pytest.mark.parametrize(
    ("program", "is_found"),
    [
        *(
            (name, False)
            for name in ("学前教育资助", "普通高中国家助学金", "雨露计划", "中职助学金")
        ),
        *((name, True) for name in ("生活补助", "义务教育寄宿生补助")),
    ],
)
def test_support_for_another_stage_needs_no_record_of_this_one(
    program: str, is_found: bool
) -> None:
    assert wrongly(PAYMENT.replace("生活补助", program), kids=unrecorded()) is is_found


@pytest.mark.walks("GRP-04", "lawful", "past_grade_nine")
@pytest.mark.parametrize(
    ("age", "is_found"),
    [
        pytest.param("14", True, marks=pytest.mark.walks("GRP-04", "rule", "below")),
        pytest.param("15", False, marks=pytest.mark.walks("GRP-04", "rule", "at")),
        pytest.param("16", False, marks=pytest.mark.walks("GRP-04", "rule", "above")),
        ("?", True),
    ],
)
def test_a_child_of_fifteen_may_be_past_grade_nine(age: str, is_found: bool) -> None:
    assert wrongly(PAYMENT, kids=unrecorded(age_on_cutoff=age)) is is_found


@pytest.mark.walks("GRP-04", "lawful", "paid_by_the_leaving", "leaving_undated")
@pytest.mark.walks("GRP-04", "rule", "day_before", "day_of", "day_after")
@pytest.mark.parametrize("kids", [LEFT, LEFT.replace("甲 yes transferred_out", "甲 no ?")])
@pytest.mark.parametrize(
    ("paid_on", "is_found"),
    [("2024-10-08", False), ("2024-10-09", False), ("2024-10-10", True), ("-", False)],
)
def test_a_payment_after_the_day_of_leaving_is_found(
    kids: str, paid_on: str, is_found: bool
) -> None:
    """Whether the record stands as ended or was taken out of the list after the leaving."""
    payment = PAYMENT.replace("2024-10-20", paid_on)
    assert wrongly(payment, kids=kids, movements=LEAVING) is is_found
    assert not wrongly(payment, kids=LEFT, movements="name kind date\n甲 transfer_out -")
    assert not wrongly(payment, kids=LEFT)


@pytest.mark.walks("GRP-04", "lawful", "earned_before")
@pytest.mark.parametrize(
    ("term", "is_found"), [("2023-2024-2", False), ("2024-2025-1", True), ("-", True)]
)
def test_support_earned_before_leaving_may_be_paid_late(term: str, is_found: bool) -> None:
    moves = "name kind date\n甲 graduate 2024-07-05"
    kids = LEFT.replace("transferred_out attends_elsewhere", "graduated graduated")
    payment = f"甲 {term} - 375 2024-09-20 生活补助"
    assert wrongly(payment, kids=kids, movements=moves) is is_found


@pytest.mark.walks("GRP-04", "lawful", "moved_within_county")
@pytest.mark.parametrize(
    ("second", "is_found"), [("甲 8 S2 in_school", False), ("乙 8 S2 in_school", True)]
)
def test_a_move_within_the_county_is_no_leaving(second: str, is_found: bool) -> None:
    enrolment = (
        f"name grade school_code status\n甲 8 S1 transferred_out\n{second}\n己 8 S1 in_school"
    )
    assert wrongly(PAYMENT, enrolment=enrolment, movements=LEAVING) is is_found


def seen_until(day: str) -> dict[str, pd.DataFrame]:
    last = pd.Series(pd.to_datetime([day]), index=pd.Index(["甲"], dtype="str"))
    days = pd.array([30], dtype="Int64")
    seen = {
        "kept_days": days,
        "present_days": days,
        "last_present_on": last.astype("datetime64[us]"),
    }
    return {"presence": pd.DataFrame(seen, index=last.index)}


STILL_LISTED = "name school_code status\n甲 S1 in_school\n己 S1 in_school"


@pytest.mark.walks("GRP-04", "lawful", "back_or_seen")
@pytest.mark.parametrize(
    ("moves", "last_seen", "is_found"),
    [
        ("甲 transfer_out 2024-10-09", "2024-10-08", True),
        ("甲 transfer_out 2024-10-09", "2024-10-09", True),
        ("甲 transfer_out 2024-10-09", "2024-10-21", False),  # sits in class all the same
        ("甲 transfer_out 2024-10-09\n甲 transfer_in 2024-10-15", "2024-10-08", False),
        ("甲 transfer_out 2024-10-20", "2024-10-18", False),  # paid on the day of leaving
        ("甲 death 2024-10-09", "2024-10-08", True),
        ("甲 suspend 2024-10-09", "2024-10-08", False),
    ],
)
def test_a_record_nobody_took_out_of_the_list_hides_no_leaving(
    moves: str, last_seen: str, is_found: bool
) -> None:
    drawn = {"enrolment": STILL_LISTED, "movements": f"name kind date\n{moves}"}
    assert wrongly(PAYMENT, **drawn, further=seen_until(last_seen)) is is_found


@pytest.mark.walks("GRP-04", "lawful", "taken_back")
@pytest.mark.parametrize(
    ("back", "is_found"),
    [("-375", False), ("-400", False), ("-374", True), ("0", True), ("-", True)],
)
def test_money_taken_back_in_full_was_not_paid(back: str, is_found: bool) -> None:
    payments = (PAYMENT, f"甲 2024-2025-1 - {back} 2024-11-01 生活补助")
    assert wrongly(*payments, kids=unrecorded()) is is_found
    assert wrongly(*payments, kids=LEFT, movements=LEAVING) is is_found
    assert wrongly(PAYMENT.replace("375", "-"), kids=unrecorded())  # how much is not written


@pytest.mark.walks("GRP-04", "rule", "found")
def test_what_was_paid_after_the_leaving_is_past_and_a_record_can_still_be_made() -> None:
    for kids, is_past in ((LEFT, True), (unrecorded(), False)):
        moves = {"movements": LEAVING} if is_past else {}
        results = results_of("GRP-04", facts_of(aid=PAID + PAYMENT, children=kids, **moves))
        assert len(results.findings) == 1
        assert bool(results.past) is is_past


def test_how_many_children_were_looked_at_is_said() -> None:
    facts = facts_of(aid=PAID + OTHER, children="name is_poor\n己 yes")
    assert outcome("GRP-04", facts).tested == 1
