"""REG-09 and REG-11: who left, for a school or for a reason nobody states, and where each may be."""

from __future__ import annotations

import pytest

from kcbx_lib.rules.reg import lost_in_transfer, out_of_school, unexplained_leave
from tests.spec.reg.places import (
    MOVE,
    cancelled,
    case,
    drawn,
    listed,
    moved,
    scored,
    visited,
)

OUT = "{who} S1 4 1 transferred_out"
OTHER_LEAVE = "{who} S1 4 1 other_leave"
TO_S2 = moved("transfer_out", to="第二小学 S2")


def and_then(first: dict[str, str], line: str) -> dict[str, str]:
    """A movement and a later one."""
    return {"movements": f"{first['movements']}\n{{who}} {line}"}


@pytest.mark.walks("REG-09", "rule", "found")
@pytest.mark.parametrize(
    "told",
    [
        TO_S2,
        moved("transfer_out"),  # no school named
        moved("transfer_out", to="滨江市育才学校 -") | {"exchange": "not_arrived"},
        TO_S2 | {"attendance": "{who} S1 4 1 √*5"},  # seen before the day of leaving alone
        TO_S2 | scored("S1"),  # the mark of the school left
        TO_S2 | scored("S2", term="2023-2024-2"),
        TO_S2 | case("suspected"),
        TO_S2 | listed("not_in_school"),
        TO_S2 | listed("preschool"),
        TO_S2 | visited("2024-08-30"),
        TO_S2 | cancelled("moved_away", "2024-11-21"),
        and_then(moved("transfer_in", "2023-09-01"), "transfer_out 2024-09-10 - S1 第二小学 S2"),
    ],
)
@pytest.mark.parametrize("record", [OUT, "{who} S1 4 1 in_school", None])
def test_a_child_who_left_and_arrived_nowhere_is_found(
    told: dict[str, str], record: str | None
) -> None:
    made = drawn(told, record=record)
    assert made.explanations()["王小明"] == "arrived_nowhere"
    assert made.found(lost_in_transfer) == ["王小明"]
    assert made.found(out_of_school) == []


@pytest.mark.walks("REG-09", "transfer.arrival_within_days", "below", "at", "above")
@pytest.mark.walks("REG-09", "lawful", "within_time")
@pytest.mark.parametrize("to", ["第二小学 S2", "- -"])
@pytest.mark.parametrize(
    ("day", "is_found"),
    [("2024-10-22", False), ("2024-10-21", False), ("2024-10-20", True), ("2024-10-19", True)],
)
def test_the_thirtieth_day_is_still_in_time(day: str, is_found: bool, to: str) -> None:
    made = drawn(moved("transfer_out", day, to=to), record=OUT)
    assert bool(made.found(lost_in_transfer)) is is_found


FOUND_AGAIN = [
    # a record or a class
    (TO_S2 | {"enrolment": "{who} S2 4 1 in_school"}, "attendance_not_kept"),
    (TO_S2 | {"enrolment": "{who} S2 4 1 -"}, "attendance_not_kept"),
    (TO_S2 | {"enrolment": "{who} S3 4 1 in_school"}, "attendance_not_kept"),
    (moved("transfer_out") | {"enrolment": "{who} S3 4 1 transferred_in"}, "attendance_not_kept"),
    (TO_S2 | {"attendance": "{who} S1 4 1 √*50"}, "attends_no_record"),
    (TO_S2 | {"attendance": "{who} S2 4 1 √*50"}, "attends_no_record"),
    (TO_S2 | scored("S2"), "left_but_scored"),
    (TO_S2 | {"exchange": "enrolled"}, "enrolled_in_other_county"),
    (TO_S2 | {"exchange": "attending"}, "attends_in_other_county"),
    # where nobody here can look
    (moved("transfer_out", to="滨江市育才学校 -"), "transferred_out_of_county"),
    # a later movement
    (and_then(TO_S2, "abroad 2024-10-01 - - - -"), "abroad"),
    (and_then(TO_S2, "death 2024-10-01 - - - -"), "died"),
    (and_then(TO_S2, "special_school 2024-10-01 - - - -"), "special_school_move"),
    # other registers
    (TO_S2 | cancelled("dead"), "died"),
    (TO_S2 | cancelled("abroad"), "abroad"),
    (TO_S2 | cancelled("moved_away"), "moved_away"),
    (TO_S2 | visited("2024-10-10"), "home_teaching"),
    (TO_S2 | listed("home_teaching"), "list_home_teaching"),
    (TO_S2 | listed("special_school", table="disability"), "list_special_school"),
    (TO_S2 | listed("in_school", "滨江市育才学校"), "list_names_outside_school"),
    (TO_S2 | case("deducted", "C"), "case_studies_elsewhere"),
    (TO_S2 | case("deducted", "H"), "abroad"),
    (
        moved("transfer_out", to="滨江市育才学校 -")
        | {"exchange": "not_arrived"}
        | listed("home_teaching"),
        "list_home_teaching",
    ),
]


@pytest.mark.walks("REG-09", "rule", "clear")
@pytest.mark.walks(
    "REG-09", "lawful", "arrived", "seen_since", "scored_since", "other_county", "beyond_sight",
    "explained",
)  # fmt: skip
@pytest.mark.parametrize(("told", "explanation"), FOUND_AGAIN)
def test_a_child_who_turned_up_or_is_explained_is_not(
    told: dict[str, str], explanation: str
) -> None:
    made = drawn(told, record=OUT)
    assert made.explanations()["王小明"] == explanation
    assert made.found(lost_in_transfer) == []


@pytest.mark.walks("REG-09", "lawful", "beyond_sight")
def test_transfers_beyond_sight_are_counted() -> None:
    made = drawn(moved("transfer_out", to="滨江市育才学校 -"), record=OUT)
    found = lost_in_transfer.find(made.facts, made.policy)
    assert (found.tested, found.note) == (0, ("reg.transfers_beyond_sight", {"count": 1}))


@pytest.mark.walks("REG-09", "lawful", "undated")
@pytest.mark.parametrize(("day", "is_found"), [("-", False), ("2024-09-10", True)])
def test_without_the_day_of_leaving_no_time_is_counted(day: str, is_found: bool) -> None:
    made = drawn(moved("transfer_out", day), record=OUT)
    assert made.explanations()["王小明"] == "arrived_nowhere"
    assert bool(made.found(lost_in_transfer)) is is_found


@pytest.mark.walks("REG-09", "lawful", "over_age", "senior")
@pytest.mark.walks("REG-11", "lawful", "over_age", "senior")
@pytest.mark.parametrize(
    ("born", "grade", "is_found"),
    [
        ("2008-11-21", "9", True),
        ("2008-11-20", "9", False),
        ("2008-11-21", "10", False),
        ("2008-11-21", "-", True),
    ],
)
def test_neither_a_grown_child_nor_a_senior_pupil_is_asked_for(
    born: str, grade: str, is_found: bool
) -> None:
    for rule, told, status in (
        (lost_in_transfer, TO_S2, "transferred_out"),
        (unexplained_leave, {}, "other_leave"),
    ):
        made = drawn(told, born=born, record=f"{{who}} S1 {grade} 1 {status}")
        assert bool(made.found(rule)) is is_found


@pytest.mark.walks("REG-11", "rule", "found")
@pytest.mark.parametrize(
    ("told", "record"),
    [
        ({}, OTHER_LEAVE),
        (moved("other_leave"), None),
        (moved("other_leave"), "{who} S1 4 1 in_school"),
        (moved("suspend", "2023-03-01"), OTHER_LEAVE),  # an old pause explains no later leave
        (moved("study_elsewhere", "2023-03-01"), OTHER_LEAVE),
        (moved("death", "2024-11-21"), OTHER_LEAVE),
        (case("suspected"), OTHER_LEAVE),
        (case("deducted", "J"), OTHER_LEAVE),
        (listed("not_in_school"), OTHER_LEAVE),
        (listed("in_school"), OTHER_LEAVE),
        (listed("preschool"), OTHER_LEAVE),
        (visited("2024-08-30"), OTHER_LEAVE),
        (scored("S1", term="2023-2024-2"), OTHER_LEAVE),
    ],
)
def test_a_leave_that_nothing_explains_is_found(told: dict[str, str], record: str | None) -> None:
    made = drawn(told, record=record)
    assert made.explanations()["王小明"] == "left_for_another_reason"
    assert made.found(unexplained_leave) == ["王小明"]
    assert made.found(out_of_school) == []


@pytest.mark.walks("REG-11", "rule", "clear")
@pytest.mark.walks(
    "REG-11", "lawful", "in_class", "enrolled_again", "other_county", "stated_by_movement",
    "explained",
)  # fmt: skip
@pytest.mark.parametrize(
    ("told", "explanation"),
    [
        ({"attendance": "{who} S1 4 1 √*50"}, "attends_though_ended"),
        ({"enrolment": "{who} S2 4 1 in_school"}, "attendance_not_kept"),
        ({"enrolment": "{who} S2 4 1 suspended"}, "suspended"),
        ({"exchange": "enrolled"}, "enrolled_in_other_county"),
        ({"exchange": "attending"}, "attends_in_other_county"),
        (moved("death"), "died"),
        (moved("abroad"), "abroad"),
        (moved("move_away"), "moved_away"),
        (moved("special_school"), "special_school_move"),
        (moved("transfer_out", "2024-11-01"), "transfer_within_time"),
        (moved("transfer_out", to="滨江市育才学校 -"), "transferred_out_of_county"),
        (TO_S2, "arrived_nowhere"),  # REG-09's
        (cancelled("dead"), "died"),
        (cancelled("abroad"), "abroad"),
        (cancelled("moved_away"), "moved_away"),
        (visited("2024-10-10"), "home_teaching"),
        (listed("home_teaching"), "list_home_teaching"),
        (listed("special_school", table="disability"), "list_special_school"),
        (listed("delayed"), "list_delayed"),
        (listed("suspended"), "list_suspended"),
        (listed("in_school", "滨江市育才学校"), "list_names_outside_school"),
        (case("deducted", "A"), "case_moved_away"),
        (case("deducted", "D"), "case_studies_elsewhere"),
        (case("deducted", "E"), "case_delayed"),
        (case("deducted", "G"), "cannot_be_traced"),
        (case("deducted", "H"), "abroad"),
    ],
)
def test_a_leave_that_a_register_explains_is_not(told: dict[str, str], explanation: str) -> None:
    made = drawn(told, record=OTHER_LEAVE)
    assert made.explanations()["王小明"] == explanation
    assert made.found(unexplained_leave) == []


@pytest.mark.walks("REG-11", "lawful", "graduated")
@pytest.mark.parametrize(("grade", "is_found"), [("9", False), ("8", True)])
def test_who_sat_the_last_exam_of_grade_nine_has_finished(grade: str, is_found: bool) -> None:
    moves = {"movements": f"{MOVE}\n{{who}} graduate 2024-07-01 - S1 - -"}
    made = drawn(moves, born="2009-03-05", record=f"{{who}} S1 {grade} 1 other_leave")
    assert bool(made.found(unexplained_leave)) is is_found
