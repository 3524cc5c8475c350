"""REG-02: a record and nobody in class; and every reason why nobody need be there."""

from __future__ import annotations

import pytest

from kcbx_lib.rules.reg import phantom_enrolment
from tests.spec.reg.places import (
    RECORD,
    SCHOOLS,
    SHEET,
    cancelled,
    case,
    drawn,
    listed,
    moved,
    scored,
    visited,
)
from tests.spec_helpers import Drawn

RECORD_ONLY = "{who} S1 4 1 in_school"
NEVER_SEEN = "王小明 2014-03-05 birth S1 4 1 "


@pytest.mark.walks("REG-02", "rule", "found")
@pytest.mark.parametrize(
    "told",
    [
        {},
        {"attendance": "{who} S1 4 1 .*50"},
        {"attendance": "{who} S1 4 1 √*30旷*20"},
        {"attendance": "{who} S1 4 1 √*30×*20"},
        scored("S1", term="2023-2024-2"),
        moved("suspend", "2024-11-21"),
        moved("suspend", "2024-03-01") | {"movements": moved("suspend", "2024-03-01")["movements"]
            + "\n{who} resume 2024-09-02 - S1 - -"},
        visited("2024-08-30"),
        listed("in_school"),
        listed("preschool"),
        case("returned"),
        case("deducted", "G"),
        case("deducted", "J"),
    ],
)  # fmt: skip
def test_a_record_without_a_child_is_found(told: dict[str, str]) -> None:
    made = drawn(told, record=RECORD_ONLY)
    assert made.explanations()["王小明"] == "not_seen"
    assert made.found(phantom_enrolment) == ["王小明"]


AWAY = [
    # in class somewhere
    ({"attendance": "{who} S2 4 1 √*50"}, "attends_other_school"),
    ({"exchange": "attending"}, "attends_in_other_county"),
    ({"exchange": "enrolled"}, "enrolled_in_other_county"),
    # proof of a child
    (scored("S1"), "not_seen_but_scored"),
    ({"attendance": "{who} S1 4 1 √*30病*20"}, "on_leave"),
    ({"attendance": "{who} S1 4 1 √*30事旷*19"}, "on_leave"),
    ({"attendance": "{who} S1 4 1 √*30公旷*19"}, "on_leave"),
    (moved("transfer_in", "2024-11-11"), "new_in_class"),
    (moved("resume", "2024-11-11"), "new_in_class"),
    (moved("return_abroad", "2024-11-11"), "new_in_class"),
    # known and worked on
    (case("suspected"), "not_seen_open_case"),
    (case("dropout"), "not_seen_open_case"),
    # lawfully away, by movement, list or case
    (moved("suspend"), "suspended"),
    (listed("suspended"), "list_suspended"),
    (moved("delayed_entry"), "delayed"),
    (moved("study_elsewhere"), "studies_elsewhere"),
    (case("deducted", "D"), "case_studies_elsewhere"),
    (listed("in_school", "滨江市育才学校"), "list_names_outside_school"),
    (moved("home_teaching"), "home_teaching"),
    (visited("2024-10-10"), "home_teaching"),
    (listed("home_teaching", table="disability"), "home_teaching"),
    (moved("special_school"), "special_school_move"),
    (listed("special_school", table="disability"), "list_special_school"),
    (moved("transfer_out", "2024-10-21"), "transfer_within_time"),
    (moved("transfer_out", to="第二小学 S2"), "arrived_nowhere"),
    (moved("death"), "died"),
    (cancelled("dead"), "died"),
    (moved("abroad"), "abroad"),
    (cancelled("abroad"), "abroad"),
    (case("deducted", "H"), "abroad"),
    (cancelled("moved_away"), "moved_away"),
    (case("deducted", "A"), "moved_away"),
    (moved("missing"), "cannot_be_traced"),
    (moved("other_leave"), "left_for_another_reason"),
    (moved("dropout"), "dropped_out"),
    (moved("withdraw"), "forbidden_status"),
]


@pytest.mark.walks("REG-02", "rule", "clear")
@pytest.mark.walks(
    "REG-02", "lawful", "scored", "on_leave", "new_in_class", "open_case", "seen_elsewhere",
    "suspended", "delayed_entry", "studying_elsewhere", "home_teaching", "special_school",
    "transferred", "died", "abroad", "moved_away", "ended_record",
)  # fmt: skip
@pytest.mark.parametrize(("told", "explanation"), AWAY)
def test_a_child_who_need_not_be_there_is_not(told: dict[str, str], explanation: str) -> None:
    made = drawn(told, record=RECORD_ONLY)
    assert made.explanations()["王小明"] == explanation
    assert made.found(phantom_enrolment) == []


@pytest.mark.walks("REG-02", "lawful", "graduated", "ended_record")
@pytest.mark.parametrize(
    ("status", "is_found"),
    [("in_school", True), ("-", True), ("transferred_in", True)]
    + [(status, False) for status in (
        "graduated", "suspended", "home_teaching", "studying_elsewhere", "delayed", "dead", "abroad",
        "missing", "transferred_out", "transferring_out", "other_leave", "dropped_out", "expelled",
        "withdrawn", "persuaded_out", "auto_withdrawn",
    )],
)  # fmt: skip
def test_only_an_open_record_promises_a_child_in_class(status: str, is_found: bool) -> None:
    made = drawn(
        {"attendance": "赵敏 2009-05-05 birth S1 9 1 √*50"},
        born="2009-03-05",
        record=f"{{who}} S1 9 1 {status}",
    )
    assert bool(made.found(phantom_enrolment)) is is_found


@pytest.mark.walks("REG-02", "phantom.no_presence_days", "below", "at", "above")
@pytest.mark.walks("REG-02", "lawful", "seen_lately")
@pytest.mark.parametrize("mark", ["旷", "×", "."])
@pytest.mark.parametrize(
    ("limit", "unseen", "is_found"),
    [(20, 19, False), (20, 20, True), (20, 21, True), (15, 14, False), (15, 15, True)],
)
def test_a_pupil_is_missed_after_so_many_kept_days(
    limit: int, unseen: int, is_found: bool, mark: str
) -> None:
    marks = f"√*{50 - unseen}{mark}*{unseen}"
    made = Drawn(
        values={"phantom.no_presence_days": limit},
        enrolment=f"{RECORD}\n{NEVER_SEEN}in_school\n李丽 2014-01-01 birth S1 4 1 in_school",
        attendance=f"{SHEET}\n{NEVER_SEEN}{marks}\n李丽 2014-01-01 birth S1 4 1 √*50",
    )
    assert bool(made.found(phantom_enrolment)) is is_found


@pytest.mark.walks("REG-02", "lawful", "seen_lately")
@pytest.mark.parametrize(("mark", "is_found"), [("迟", False), ("旷", True), ("×", True)])
def test_late_is_present(mark: str, is_found: bool) -> None:
    made = drawn({"attendance": f"{{who}} S1 4 1 √*30{mark}旷*19"}, record=RECORD_ONLY)
    assert bool(made.found(phantom_enrolment)) is is_found


@pytest.mark.walks("REG-02", "phantom.no_presence_days", "below", "at", "above")
@pytest.mark.walks("REG-02", "lawful", "too_few_kept_days")
@pytest.mark.parametrize(
    ("kept", "explanation"),
    [
        (0, "attendance_not_kept"),
        (19, "too_few_kept_days"),
        (20, "not_seen"),
        (21, "not_seen"),
    ],
)
def test_a_class_must_have_kept_that_many_days(kept: int, explanation: str) -> None:
    made = Drawn(
        schools=SCHOOLS,
        enrolment=f"{RECORD}\n{NEVER_SEEN}in_school\n李丽 2014-01-01 birth S1 4 1 in_school",
        attendance=f"{SHEET}\n李丽 2014-01-01 birth S1 4 1 {f'√*{kept}' if kept else '.'}",
    )
    assert made.explanations()["王小明"] == explanation
    assert bool(made.found(phantom_enrolment)) is (explanation == "not_seen")


@pytest.mark.walks("REG-02", "lawful", "too_few_kept_days")
@pytest.mark.parametrize(
    ("class_no", "other", "is_found"),
    [("1", ".*50", True), ("2", ".*50", False), ("-", ".*50", False), ("-", "√*50", True)],
)
def test_without_a_class_the_class_that_kept_the_fewest_days_counts(
    class_no: str, other: str, is_found: bool
) -> None:
    """Class 1 kept every day; what class 2 kept is ``other``."""
    made = drawn(
        {"attendance": f"赵敏 2014-05-05 birth S1 4 2 {other}"},
        record=f"{{who}} S1 4 {class_no} in_school",
    )
    assert bool(made.found(phantom_enrolment)) is is_found


@pytest.mark.walks("REG-02", "lawful", "new_in_class")
@pytest.mark.parametrize(
    ("month", "is_found"),
    [("2024-09-01", True), ("2024-10-01", False), ("2024-11-01", False)],
)
def test_whoever_entered_within_the_days_looked_at_is_new(month: str, is_found: bool) -> None:
    """The last twenty kept days began on 24 October."""
    made = Drawn(
        enrolment=f"{RECORD} enrolled_on\n{NEVER_SEEN}in_school {month}"
        "\n李丽 2014-01-01 birth S1 4 1 in_school -",
        attendance=f"{SHEET}\n李丽 2014-01-01 birth S1 4 1 √*50",
    )
    assert bool(made.found(phantom_enrolment)) is is_found


@pytest.mark.walks("REG-02", "lawful", "awaits_review")
@pytest.mark.parametrize(
    ("line", "is_found"),
    [("王小明 2014-05-03 - S1 4 2 √*50", False), ("赵一平 2014-05-03 - S1 4 2 √*50", True)],
)
def test_who_may_be_the_child_in_another_class_awaits_review(line: str, is_found: bool) -> None:
    made = drawn({"attendance": line}, record=RECORD_ONLY)
    assert bool(made.found(phantom_enrolment)) is is_found


@pytest.mark.walks("REG-02", "lawful", "namesakes")
def test_of_two_pupils_of_one_name_one_line_shows_nobody() -> None:
    roll = f"{RECORD}\n李丽 2014-01-01 birth S1 4 1 in_school\n{NEVER_SEEN}in_school"
    sheet = "name school_code grade class_no month marks\n李丽 S1 4 1 2024-11-01 √*50"
    line = "\n王小明 S1 4 1 2024-11-01 旷*50"
    namesake = "\n王小明 2014-07-09 birth S1 4 1 in_school"
    assert Drawn(enrolment=roll, attendance=sheet + line).found(phantom_enrolment) == ["王小明"]
    two = Drawn(enrolment=roll + namesake, attendance=sheet + line)
    assert two.found(phantom_enrolment) == []


@pytest.mark.walks("REG-02", "lawful", "kindergarten")
@pytest.mark.parametrize(("school", "is_found"), [("K1", False), ("S1", True)])
def test_a_kindergartens_roll_is_no_record_of_a_school(school: str, is_found: bool) -> None:
    made = drawn(
        {"attendance": f"赵敏 2019-05-05 birth {school} 1 1 √*50"},
        born="2019-03-05",
        record=f"{{who}} {school} 1 1 in_school",
    )
    assert bool(made.found(phantom_enrolment)) is is_found
