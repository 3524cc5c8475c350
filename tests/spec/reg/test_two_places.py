"""REG-03, REG-04, REG-05: a record too many, a record too few, a record at another place than the child."""

from __future__ import annotations

import pandas as pd
import pytest

from kcbx_lib.rules.reg import attends_elsewhere, attends_without_record, double_enrolment
from tests.spec.reg.places import CHILD, FRIEND, RECORD, SCHOOLS, SHEET, drawn, moved, subject_of
from tests.spec_helpers import Drawn

AT_S1 = "{who} S1 4 1 in_school"
IN_S1, IN_S2 = ({"attendance": f"{{who}} {school} 4 1 √*50"} for school in ("S1", "S2"))
DAYS = [("2024-10-22", False), ("2024-10-21", False), ("2024-10-20", True), ("2024-10-19", True)]
"""29, 30, 31 and 32 days before 20 November."""


@pytest.mark.walks("REG-03", "rule", "found", "clear")
@pytest.mark.walks("REG-03", "lawful", "ended_record", "same_row_twice")
@pytest.mark.parametrize(
    ("second", "found"),
    [("{who} S2 4 1 " + status, ["王小明"]) for status in (
        "in_school", "-", "transferred_in", "suspended", "home_teaching", "studying_elsewhere",
        "delayed",
    )]
    + [("{who} S2 4 1 " + status, []) for status in (
        "transferred_out", "transferring_out", "graduated", "dead", "abroad", "other_leave",
        "dropped_out", "withdrawn",
    )]
    + [(AT_S1, []), ("{who} S1 4 2 in_school", [])],
)  # fmt: skip
def test_two_records_that_stand(second: str, found: list[str]) -> None:
    assert drawn({"enrolment": second}, record=AT_S1).found(double_enrolment) == found


@pytest.mark.walks("REG-03", "rule", "found", "clear")
@pytest.mark.parametrize(("second", "found"), [("BENDI0002", ["王小明"]), ("BENDI0001", [])])
def test_two_student_numbers_at_one_school(second: str, found: list[str]) -> None:
    columns = f"{CHILD} student_no school_code grade"
    made = Drawn(
        enrolment=f"{columns}\n王小明 2014-03-05 birth BENDI0001 S1 4"
        f"\n王小明 2014-03-05 birth {second} S1 4"
    )
    assert made.found(double_enrolment) == found


@pytest.mark.walks("REG-03", "lawful", "twins_and_namesakes")
@pytest.mark.parametrize(("ident", "found"), [("birth", ["王小红"]), ("birth/2", [])])
def test_twins_and_namesakes_are_two(ident: str, found: list[str]) -> None:
    made = Drawn(
        enrolment=f"""{RECORD}
                      王小红 2014-03-05 birth S1 4 1 in_school
                      王小红 2014-03-05 {ident} S2 4 1 in_school
                      张伟 2014-06-01 birth S1 4 1 in_school
                      张伟 2014-07-01 birth S2 4 1 in_school"""
    )
    assert made.found(double_enrolment) == found


@pytest.mark.walks("REG-03", "transfer.arrival_within_days", "below", "at", "above")
@pytest.mark.walks("REG-03", "lawful", "transfer_in_time")
@pytest.mark.parametrize("kind", ["transfer_out", "transfer_in"])
@pytest.mark.parametrize(("day", "is_found"), DAYS)
def test_in_a_transfers_time_two_records_may_stand(kind: str, day: str, is_found: bool) -> None:
    made = drawn(moved(kind, day) | {"enrolment": "{who} S2 4 1 in_school"}, record=AT_S1)
    assert bool(made.found(double_enrolment)) is is_found


@pytest.mark.walks("REG-03", "lawful", "transfer_in_time")
@pytest.mark.parametrize(("kind", "is_found"), [("transfer_out", False), ("suspend", True)])
def test_across_counties_too(kind: str, is_found: bool) -> None:
    told = moved(kind, "2024-11-01") | {"exchange": "enrolled"}
    assert bool(drawn(told, record=AT_S1).found(double_enrolment)) is is_found
    assert drawn({"exchange": "enrolled"}, record=AT_S1).found(double_enrolment) == ["王小明"]
    assert drawn({"exchange": "attending"}, record=AT_S1).found(double_enrolment) == []


@pytest.mark.walks("REG-04", "rule", "found", "clear")
@pytest.mark.walks("REG-04", "lawful", "in_other_county", "not_seen_lately")
@pytest.mark.parametrize(
    ("told", "record", "is_found"),
    [
        (IN_S1, None, True),
        (IN_S1, AT_S1, False),
        (IN_S1, "{who} S2 4 1 in_school", False),  # REG-05's
        (IN_S1, "{who} S1 6 1 graduated", True),
        (IN_S1 | moved("transfer_out"), "{who} S1 4 1 transferred_out", True),
        (IN_S1, "{who} S1 4 1 withdrawn", False),  # REG-10's
        (IN_S1 | {"exchange": "enrolled"}, None, False),
        (IN_S1 | {"exchange": "attending"}, None, True),
        ({"attendance": "{who} S1 4 1 √*31旷*19"}, None, True),
        ({"attendance": "{who} S1 4 1 √*30旷*20"}, None, False),
        ({"attendance": "{who} S1 4 1 旷*50"}, None, False),
    ],
)
def test_in_class_without_a_record(
    told: dict[str, str], record: str | None, is_found: bool
) -> None:
    assert bool(drawn(told, record=record).found(attends_without_record)) is is_found


@pytest.mark.walks("REG-04", "transfer.arrival_within_days", "below", "at", "above")
@pytest.mark.walks("REG-04", "lawful", "transfer_in_time")
@pytest.mark.parametrize("kind", ["transfer_in", "transfer_out", "return_abroad"])
@pytest.mark.parametrize(("day", "is_found"), DAYS)
def test_in_a_transfers_time_the_record_may_be_on_its_way(
    kind: str, day: str, is_found: bool
) -> None:
    assert bool(drawn(IN_S1 | moved(kind, day)).found(attends_without_record)) is is_found


@pytest.mark.walks("REG-04", "lawful", "list_not_handed_in", "bare_name", "awaits_review")
@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("王小明 2014-03-05 birth S1 4 1 √*50", ["王小明"]),
        ("王小明 2014-03-05 birth S7 4 1 √*50", []),  # no record of S7 at all
        ("王小明 2014-03-05 birth - 4 1 √*50", ["王小明"]),
        ("王小明 - - - 4 1 √*50", []),
        ("王小明 - - S1 4 1 √*50", ["王小明"]),
        ("赵敏 2014-01-02 - S1 4 2 √*50", []),  # 赵敏 of 2014-02-01: day and month changed places
        ("赵兰 2014-01-02 - S1 4 2 √*50", ["赵兰"]),
    ],
)
def test_whose_record_may_only_be_missing_here(line: str, found: list[str]) -> None:
    made = Drawn(
        schools=SCHOOLS,
        enrolment=f"{RECORD}\n{FRIEND} in_school\n赵敏 2014-02-01 birth S1 4 1 in_school",
        attendance=f"{SHEET}\n{FRIEND} √*50\n{line}",
    )
    assert made.found(attends_without_record) == found


@pytest.mark.walks("REG-05", "rule", "found", "clear")
@pytest.mark.walks("REG-05", "lawful", "studies_elsewhere", "one_of_two_records", "not_seen_lately")
@pytest.mark.parametrize(
    ("told", "record", "is_found"),
    [
        (IN_S2, AT_S1, True),
        (IN_S1, AT_S1, False),
        (IN_S2, "{who} S1 4 1 suspended", True),
        (IN_S2, "{who} S1 4 1 home_teaching", True),
        (IN_S2, "{who} S1 4 1 studying_elsewhere", False),
        (IN_S2 | moved("study_elsewhere"), AT_S1, False),
        (IN_S2 | moved("suspend"), AT_S1, True),
        (IN_S2 | {"enrolment": "{who} S2 4 1 in_school"}, AT_S1, False),
        (IN_S2 | {"enrolment": "{who} S2 4 1 transferred_out"}, AT_S1, True),
        (IN_S2, None, False),
        ({"attendance": "{who} S2 4 1 √*31旷*19"}, AT_S1, True),
        ({"attendance": "{who} S2 4 1 √*30旷*20"}, AT_S1, False),
        ({"exchange": "attending"}, AT_S1, True),
        ({"exchange": "enrolled"}, AT_S1, False),
        ({"exchange": "attending"} | moved("study_elsewhere"), AT_S1, False),
        (IN_S2 | {"exchange": "enrolled"}, None, True),
    ],
)
def test_record_and_desk_apart(told: dict[str, str], record: str | None, is_found: bool) -> None:
    assert bool(drawn(told, record=record).found(attends_elsewhere)) is is_found


@pytest.mark.walks("REG-05", "transfer.arrival_within_days", "below", "at", "above")
@pytest.mark.walks("REG-05", "lawful", "transfer_in_time")
@pytest.mark.parametrize("kind", ["transfer_out", "transfer_in"])
@pytest.mark.parametrize(("day", "is_found"), DAYS)
def test_in_a_transfers_time_the_child_may_be_ahead_of_the_record(
    kind: str, day: str, is_found: bool
) -> None:
    made = drawn(IN_S2 | moved(kind, day, to="第二小学 S2"), record=AT_S1)
    assert bool(made.found(attends_elsewhere)) is is_found


@pytest.mark.walks("REG-05", "lawful", "school_unresolved")
@pytest.mark.parametrize(("code", "is_found"), [("-", False), ("S1", True)])
def test_a_school_nobody_could_resolve_may_be_the_one_attended(code: str, is_found: bool) -> None:
    columns = f"{CHILD} school_code school_name grade class_no status"
    made = Drawn(
        schools=SCHOOLS,
        enrolment=f"{columns}\n王小明 2014-03-05 birth {code} 向阳希望学校 4 1 in_school",
        attendance=f"{SHEET}\n王小明 2014-03-05 birth S2 4 1 √*50",
    )
    assert bool(made.found(attends_elsewhere)) is is_found


def test_a_finding_across_counties_names_both_places() -> None:
    exchange = pd.DataFrame({
        "subject": [subject_of("2014-03-05")], "other_county": "990102", "how": "enrolled",
        "date": pd.NaT, "school_name": "河东小学",
    })  # fmt: skip
    made = Drawn(
        exchange=exchange,
        schools=SCHOOLS,
        enrolment=f"{RECORD}\n王小明 2014-03-05 birth S1 4 1 in_school",
    )
    rows = double_enrolment.find(made.facts, made.policy).rows
    assert "河东小学" in rows["schools"].iloc[0]
    assert "S1" in rows["schools"].iloc[0]
