"""REG-07, REG-10, REG-12, REG-13, REG-14: what a record or a movement says, and what it lacks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
import pytest

from kcbx_lib.rules.reg import (
    forbidden_status,
    no_household_registration,
    not_entered_for_exam,
    states_do_not_close,
    without_approval,
)
from kcbx_lib.rules.reg.not_entered_for_exam import SMALL_SCHOOL
from tests.spec.reg.places import CHILD, case, drawn, listed, moved
from tests.spec_helpers import Drawn

NUMBERS = "name birth_date resident_id resident_id_reason student_no hukou_kind school_code grade"


@pytest.mark.walks("REG-07", "rule", "found", "clear")
@pytest.mark.walks(
    "REG-07", "lawful", "valid_id", "verified_number", "digits_lost", "other_document",
    "nothing_stated",
)  # fmt: skip
@pytest.mark.parametrize(
    ("cells", "is_found"),
    [
        ("- blank J990101201403050013 -", True),
        ("- blank L990101201403050013 -", True),
        ("- blank j990101201403050013 -", True),
        ("- blank - none", True),
        ("- invalid - none", True),
        ("birth - J990101201403050013 none", False),
        ("birth - - -", False),
        ("- blank G none", False),
        ("- blank G -", False),
        (
            "- blank G990101201403050000 -",
            False,
        ),  # its id does not check; nobody says there is none
        ("- precision_lost J990101201403050013 none", False),
        ("- other_document J990101201403050013 none", False),
        ("- blank - rural", False),
        ("- blank - urban", False),
        ("- blank - -", False),
        ("- blank BENDI0001 -", False),
        ("- blank J99010120140305 -", False),
    ],
)
def test_registered_nowhere(cells: str, is_found: bool) -> None:
    ident, reason, number, hukou = cells.split()
    if number == "G":
        people = Drawn(population=f"{CHILD}\n甲 2014-03-05 birth").linked.people
        number += people["resident_id"].iloc[0]
    made = Drawn(enrolment=f"{NUMBERS}\n王小明 2014-03-05 {ident} {reason} {number} {hukou} S1 4")
    assert bool(made.found(no_household_registration)) is is_found


@pytest.mark.walks("REG-07", "lawful", "valid_id", "in_household_register", "awaits_review")
@pytest.mark.parametrize(
    ("tables", "is_found"),
    [
        ({}, True),
        ({"population": "name birth_date\n王小明 2014-03-05"}, False),
        ({"population": f"{CHILD}\n王小明 2014-05-03 birth"}, False),  # may be the same child
        ({"population": f"{CHILD}\n赵一平 2014-05-03 birth"}, True),
        ({"poverty": f"{CHILD}\n王小明 2014-03-05 birth"}, False),
    ],
)
def test_what_other_tables_say_of_the_registration(tables: dict[str, str], is_found: bool) -> None:
    made = Drawn(enrolment=f"{NUMBERS}\n王小明 2014-03-05 - blank - none S1 4", **tables)
    assert bool(made.found(no_household_registration)) is is_found


FORBIDDEN = ["expelled", "withdrawn", "persuaded_out", "auto_withdrawn"]
MOVES = ["expel", "withdraw", "persuaded_out", "auto_withdraw"]


def people(lines: Sequence[str]) -> list[str]:
    """One invented pupil a line, 生1, 生2 …: name, birth date and id before each."""
    return [f"生{n} 2011-03-05 birth/{n} {line}" for n, line in enumerate(lines, start=1)]


def named(cases: Sequence[object], wanted: Callable[..., bool]) -> list[str]:
    """Those of the invented pupils whose case is ``wanted``."""
    return sorted(f"生{n}" for n, case in enumerate(cases, start=1) if wanted(case))


@pytest.mark.walks("REG-10", "rule", "found", "clear")
@pytest.mark.walks("REG-10", "lawful", "senior")
def test_a_status_that_compulsory_education_does_not_know() -> None:
    statuses = [*FORBIDDEN, "dropped_out", "other_leave", "suspended"]
    cases = [(status, grade) for status in statuses for grade in ("1", "9", "10", "-")]
    records = people([f"S1 {grade} 1 {status}" for status, grade in cases])
    made = drawn({"enrolment": "\n".join(records)})
    assert made.found(forbidden_status) == named(
        cases, lambda case: case[0] in FORBIDDEN and case[1] != "10"
    )


@pytest.mark.walks("REG-10", "rule", "found", "clear")
@pytest.mark.walks("REG-10", "lawful", "put_right", "senior")
@pytest.mark.parametrize("kind", MOVES)
def test_a_movement_of_the_kind_unless_a_later_one_took_it_back(kind: str) -> None:
    cases = [
        ("", "8", True),
        ("", "-", True),
        ("", "10", False),
        ("resume 2024-10-01", "8", False),
        ("transfer_in 2024-10-01", "8", False),
        ("return_abroad 2024-10-01", "8", False),
        ("resume 2024-09-10", "8", False),
        ("resume 2024-09-09", "8", True),  # before it
        ("resume 2024-11-21", "8", True),  # not known yet
        ("transfer_out 2024-10-01", "8", True),
    ]
    first = people([f"{kind} 2024-09-10 {grade}" for _, grade, _ in cases])
    then = [
        line
        for line, (more, _, _) in zip(people([f"{m} {g}" for m, g, _ in cases]), cases, strict=True)
        if more
    ]
    moves = "\n".join([f"{CHILD} kind date grade", *first, *then])
    records = "\n".join(people(["S1 8 1 in_school"] * len(cases)))
    made = drawn({"movements": moves, "enrolment": records})
    assert made.found(forbidden_status) == named(cases, lambda case: case[2])


@pytest.mark.walks("REG-10", "age.until", "below", "at", "above")
@pytest.mark.walks("REG-10", "lawful", "past_school_age")
@pytest.mark.parametrize(
    ("born", "grade", "is_found"),
    [
        ("2008-09-11", "-", True),  # fifteen on 10 September
        ("2008-09-10", "-", False),  # sixteen on the day
        ("2008-09-09", "-", False),
        ("2008-09-09", "9", True),
    ],
)
def test_with_the_grade_blank_the_age_tells(born: str, grade: str, is_found: bool) -> None:
    move = f"{CHILD} kind date grade\n{{who}} expel 2024-09-10 {grade}"
    assert bool(drawn({"movements": move}, born=born).found(forbidden_status)) is is_found


@pytest.mark.walks("REG-10", "lawful", "past_school_age")
@pytest.mark.parametrize(("born", "is_found"), [("2008-11-21", True), ("2008-11-20", False)])
def test_a_status_is_judged_by_the_age_on_the_audits_day(born: str, is_found: bool) -> None:
    made = drawn({}, born=born, record="{who} S1 - 1 expelled")
    assert bool(made.found(forbidden_status)) is is_found


@pytest.mark.walks("REG-12", "rule", "found", "clear")
def test_the_states_close_and_any_break_is_told() -> None:
    made = drawn(listed("in_school"), record="{who} S1 4 1 in_school")
    assert made.found(states_do_not_close) == []
    total, states = made.facts["states_total"], made.facts["register_states"]
    broken = [
        {"states_total": total.assign(population=total["population"] + 1)},
        {"states_total": total.assign(population=total["population"] - 1)},
        {"states_total": total.assign(union=total["union"] + 1)},
        {"states_total": total.assign(sum_of_states=total["sum_of_states"] - 1)},
        {"states_total": total.assign(population_without_child=1)},
        {"register_states": pd.concat([states, states.head(1)])},
    ]
    for frames in broken:
        found = states_do_not_close.find(made.facts.with_frames(**frames), made.policy)
        assert found.rows["subject"].tolist() == ["990101"]


KINDS = [
    ("suspend", "suspended"),
    ("delayed_entry", "delayed"),
    ("study_elsewhere", "studying_elsewhere"),
]


@pytest.mark.walks("REG-13", "rule", "found", "clear")
@pytest.mark.walks("REG-13", "lawful", "numbered", "not_yet", "over", "double_entry")
@pytest.mark.parametrize(("kind", "status"), KINDS)
def test_a_pause_or_study_elsewhere_has_its_number(kind: str, status: str) -> None:
    cases: list[tuple[list[str], str, bool]] = [
        ([f"{kind} 2024-09-10 -"], "", True),
        ([f"{kind} 2024-09-10 青教〔2024〕5号"], "", False),
        ([f"{kind} 2024-09-10 无"], "", True),
        ([f"{kind} - -"], "", True),
        ([f"{kind} 2024-11-20 -"], "", True),
        ([f"{kind} 2024-11-21 -"], "in_school", False),
        # this school year, though it is over; an earlier year's while it lasts, and when it is over
        ([f"{kind} 2024-09-01 -", "resume 2024-10-08 -"], "in_school", True),
        ([f"{kind} 2024-08-31 -", "resume 2024-10-08 -"], "in_school", False),
        ([f"{kind} 2024-03-01 -"], status, True),
        ([f"{kind} 2024-03-01 青教〔2024〕5号"], status, False),
        # entered in two files, once with its number
        ([f"{kind} 2024-09-10 -", f"{kind} 2024-09-10 青教〔2024〕5号"], "", False),
        ([f"{kind} 2023-09-10 青教〔2023〕5号", f"{kind} 2024-09-10 -"], "", True),
        # the status alone
        ([], status, True),
    ]
    moves = [f"{CHILD} kind date document", "李丽 2014-01-01 birth transfer_in 2023-09-01 -"]
    records = []
    for n, (lines, record, _) in enumerate(cases, start=1):
        moves += [f"生{n} 2011-03-05 birth/{n} {line}" for line in lines]
        records += [f"生{n} 2011-03-05 birth/{n} S1 8 1 {record}"] if record else []
    made = drawn({"movements": "\n".join(moves), "enrolment": "\n".join(records)})
    assert made.found(without_approval) == named(cases, lambda case: case[2])


@pytest.mark.walks("REG-13", "lawful", "senior")
@pytest.mark.parametrize(("grade", "is_found"), [("9", True), ("10", False), ("-", True)])
def test_a_senior_pupils_suspension_is_no_matter_of_compulsory_school(
    grade: str, is_found: bool
) -> None:
    for told in (moved("suspend"), moved("transfer_in", "2023-09-01")):
        made = drawn(told, born="2009-03-05", record=f"{{who}} S1 {grade} 1 suspended")
        assert bool(made.found(without_approval)) is is_found


@pytest.mark.walks("REG-13", "rule", "found")
def test_the_approval_of_one_kind_is_none_of_another() -> None:
    """A delay of years ago was approved; the suspension of now is on the record alone."""
    told = moved("delayed_entry", "2020-09-01", number="青教〔2020〕5号")
    made = drawn(told, record="{who} S1 4 1 suspended")
    assert made.found(without_approval) == ["王小明"]


@pytest.mark.walks("REG-13", "lawful", "numbered")
def test_a_number_that_cannot_be_read_is_still_a_number() -> None:
    made = drawn(moved("suspend"), record="{who} S1 4 1 suspended")
    assert made.found(without_approval) == ["王小明"]
    row = {"row_id": made.facts["movements"].index[0], "column": "document", "code": "DQ-09"}
    noted = made.facts["quality"].reindex(columns=[*made.facts["quality"].columns])
    noted = pd.concat([noted, pd.DataFrame([row | {"raw": "青教【2024】伍号"}])], ignore_index=True)
    found = without_approval.find(made.facts.with_frames(quality=noted), made.policy)
    assert found.rows.empty


@pytest.mark.walks("REG-13", "lawful", "approved_case", "proof_of_study")
@pytest.mark.parametrize(
    ("told", "record", "is_found"),
    [
        (case("deducted", "E"), None, True),
        (case("deducted", "D"), None, False),
        (listed("delayed"), None, True),
        (listed("suspended"), None, True),
        (listed("in_school", "滨江市育才学校"), None, False),
        ({}, "{who} S1 4 1 suspended", True),
    ],
)
@pytest.mark.parametrize("number", ["-", "缓〔2024〕2号"])
def test_an_approval_on_the_case_serves(
    told: dict[str, str], record: str | None, is_found: bool, number: str
) -> None:
    tables = {
        "movements": f"{CHILD} kind date\n李丽 2014-01-01 birth transfer_in 2024-09-01"
    } | told
    if "cases" in told:
        head, line = told["cases"].split("\n")
        tables["cases"] = f"{head} approval_no\n{line} {number}"
    else:
        tables["cases"] = f"{CHILD} case_no stage approval_no\n{{who}} K1 suspected {number}"
    made = drawn(tables, record=record)
    assert bool(made.found(without_approval)) is (is_found and number == "-")


@pytest.mark.walks("REG-14", "rule", "found", "clear")
@pytest.mark.walks("REG-14", "lawful", "lawfully_away", "other_grade", "awaits_review")
@pytest.mark.parametrize(
    ("record", "entries", "found"),
    [
        ("9 1 in_school", "", ["王小明"]),
        ("9 1 -", "", ["王小明"]),
        ("9 1 in_school", "\n{who} S1", []),
        ("8 1 in_school", "", []),
        ("10 1 in_school", "", []),
        ("9 1 suspended", "", []),
        ("9 1 home_teaching", "", []),
        ("9 1 studying_elsewhere", "", []),
        ("9 1 abroad", "", []),
        ("9 1 transferring_out", "", []),
        ("9 1 in_school", "\n王小明 2010-05-03 - S1", []),  # perhaps the same child
        ("9 1 in_school", "\n赵一平 2010-05-03 - S1", ["王小明"]),
    ],
)
def test_grade_nine_against_the_entries(record: str, entries: str, found: list[str]) -> None:
    made = drawn(
        {"enrolment": "赵敏 2010-04-04 birth S1 9 1 in_school"},
        born="2010-03-05",
        record=f"{{who}} S1 {record}",
        exam_entries=f"{CHILD} school_code\n赵敏 2010-04-04 birth S1{entries}",
    )
    assert made.found(not_entered_for_exam) == found


@pytest.mark.walks("REG-14", "rule", "found", "clear")
@pytest.mark.walks("REG-14", "lawful", "list_not_handed_in")
@pytest.mark.parametrize("pupils", [SMALL_SCHOOL - 1, SMALL_SCHOOL, SMALL_SCHOOL + 1])
def test_of_a_school_without_any_entry_the_list_may_be_missing(pupils: int) -> None:
    roll = "\n".join(f"生{n} 2010-0{n}-05 birth S2 9 1 in_school" for n in range(1, pupils + 1))
    made = drawn(
        {"enrolment": f"{roll}\n赵敏 2010-04-04 birth S1 9 1 in_school"},
        exam_entries=f"{CHILD} school_code\n赵敏 2010-04-04 birth S1",
    )
    assert len(made.found(not_entered_for_exam)) == (pupils if pupils < SMALL_SCHOOL else 0)


@pytest.mark.walks("REG-14", "lawful", "entries_of_last_year")
@pytest.mark.parametrize(
    ("day", "found"), [("2024-08-31", []), ("2024-09-01", ["王小明"]), ("-", ["王小明"])]
)
def test_last_years_entries_test_nobody(day: str, found: list[str]) -> None:
    made = drawn(
        {"enrolment": "赵敏 2010-04-04 birth S1 9 1 in_school"},
        born="2010-03-05",
        record="{who} S1 9 1 in_school",
        exam_entries=f"{CHILD} school_code entered_on\n赵敏 2010-04-04 birth S1 {day}",
    )
    assert made.found(not_entered_for_exam) == found
