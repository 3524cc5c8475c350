"""REG-01, REG-06, REG-08: a child whom no register places anywhere, and every place there may be."""

from __future__ import annotations

import pytest

from kcbx_lib.rules.reg import disabled_without_schooling, not_entered_at_age, out_of_school
from kcbx_lib.tables import load_codes
from tests.spec.reg.places import (
    CHILD,
    cancelled,
    case,
    drawn,
    listed,
    moved,
    scored,
    visited,
)
from tests.spec_helpers import Drawn

SIX, TEN = "2018-03-05", "2014-03-05"
ON_THE_LIST = {"disability": f"{CHILD}\n{{who}}"}
RULES = (out_of_school, not_entered_at_age, disabled_without_schooling)

NOWHERE = [
    ({}, "no_explanation"),
    (case("suspected"), "open_case"),
    (case("dropout"), "open_case"),
    (listed("not_in_school"), "no_explanation"),
    # what does not place a child
    (listed("preschool"), "no_explanation"),
    (listed("in_school", "阳光幼儿园"), "no_explanation"),
    ({"enrolment": "{who} K1 - - in_school"}, "no_explanation"),
    (scored("S1", term="2023-2024-2"), "no_explanation"),
    (visited("2024-08-30"), "no_explanation"),
    # what was not known on the audit's day
    (moved("suspend", "2024-11-21"), "no_explanation"),
    (cancelled("moved_away", "2024-11-21"), "no_explanation"),
    (visited("2024-11-21"), "no_explanation"),
    # what is over
    (moved("transfer_in", "2024-10-20"), "no_explanation"),
    (moved("resume", "2024-10-20"), "no_explanation"),
]


@pytest.mark.walks("REG-01", "rule", "found")
@pytest.mark.walks("REG-06", "rule", "found")
@pytest.mark.walks("REG-08", "rule", "found")
@pytest.mark.parametrize(("told", "explanation"), NOWHERE)
def test_a_child_whom_nothing_places_is_found(told: dict[str, str], explanation: str) -> None:
    six = drawn(told, born=SIX, **ON_THE_LIST)
    assert six.explanations()["王小明"] == explanation
    assert [six.found(rule) for rule in RULES] == [["王小明"]] * 3
    ten = drawn(told, born=TEN, **ON_THE_LIST)
    assert [ten.found(rule) for rule in RULES] == [["王小明"], [], ["王小明"]]


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("幼儿园", "preschool"),
        ("学前教育", "preschool"),
        ("学龄前儿童", "preschool"),
        ("幼儿园大班", "preschool"),
        ("小学一年级", "in_school"),
        ("小学", "in_school"),
        ("中职", "in_school"),
    ],
)
def test_a_kindergarten_is_no_school_in_an_offices_words(word: str, code: str) -> None:
    assert load_codes("schooling").find(word) == code


SOMEWHERE = [
    # in class
    ({"attendance": "{who} S1 4 1 √*50"}, "attends_no_record"),
    ({"attendance": "{who} S1 4 1 √*50"} | moved("transfer_in", "2024-11-01"), "arriving_without_record"),
    ({"attendance": "{who} S1 4 1 √*50", "exchange": "enrolled"}, "attends_here_enrolled_in_other_county"),
    (scored("S1"), "scored_no_record"),
    # in another county of the run
    ({"exchange": "enrolled"}, "enrolled_in_other_county"),
    ({"exchange": "attending"}, "attends_in_other_county"),
    # a transfer
    (moved("transfer_out", "2024-10-21"), "transfer_within_time"),
    (moved("transfer_in", "2024-10-21"), "arriving_without_record"),
    (moved("return_abroad", "2024-10-21"), "arriving_without_record"),
    ({"enrolment": "{who} S1 4 1 transferring_out"}, "transfer_undated"),
    (moved("transfer_out", to="滨江市育才学校 -"), "transferred_out_of_county"),
    (moved("transfer_out", to="第二小学 S2"), "arrived_nowhere"),
    (moved("transfer_out") | scored("S2"), "left_but_scored"),
    # a pause
    (moved("suspend"), "suspended"),
    ({"enrolment": "{who} S1 4 1 suspended"}, "suspended"),
    (listed("suspended"), "list_suspended"),
    (moved("delayed_entry"), "delayed"),
    ({"enrolment": "{who} S1 4 1 delayed"}, "delayed"),
    (listed("delayed"), "list_delayed"),
    (case("deducted", "E"), "case_delayed"),
    # learning elsewhere
    (moved("study_elsewhere"), "studies_elsewhere"),
    ({"enrolment": "{who} S1 4 1 studying_elsewhere"}, "studies_elsewhere"),
    (case("deducted", "B"), "case_studies_elsewhere"),
    (case("deducted", "C"), "case_studies_elsewhere"),
    (case("deducted", "D"), "case_studies_elsewhere"),
    (case("deducted", "B2", "第三阶段"), "case_studies_elsewhere"),
    (listed("in_school", "滨江市育才学校"), "list_names_outside_school"),
    (listed("inclusive", "滨江市育才学校"), "list_names_outside_school"),
    (moved("home_teaching"), "home_teaching"),
    ({"enrolment": "{who} S1 4 1 home_teaching"}, "home_teaching"),
    (listed("home_teaching", table="disability"), "list_home_teaching"),
    (listed("home_teaching"), "list_home_teaching"),
    (visited("2024-09-02"), "home_teaching"),
    (moved("special_school"), "special_school_move"),
    ({"enrolment": "{who} S9 4 1 in_school"}, "special_school_record"),
    (listed("special_school", table="disability"), "list_special_school"),
    # gone for good
    (moved("death"), "died"),
    (cancelled("dead"), "died"),
    ({"enrolment": "{who} S1 4 1 dead"}, "died"),
    (moved("abroad"), "abroad"),
    (cancelled("abroad"), "abroad"),
    ({"enrolment": "{who} S1 4 1 abroad"}, "abroad"),
    (case("deducted", "H"), "abroad"),
    (moved("move_away"), "moved_away"),
    (cancelled("moved_away"), "moved_away"),
    (cancelled("moved_away", "2024-11-20"), "moved_away"),
    (cancelled("duplicate"), "moved_away"),
    (cancelled("-"), "moved_away"),
    (case("deducted", "A"), "case_moved_away"),
    # searched for
    (moved("missing"), "cannot_be_traced"),
    ({"enrolment": "{who} S1 4 1 missing"}, "cannot_be_traced"),
    (cancelled("missing"), "cannot_be_traced"),
    (case("deducted", "G"), "cannot_be_traced"),
    # people must look
    (listed("in_school"), "list_says_in_school"),
]  # fmt: skip


@pytest.mark.walks("REG-01", "rule", "clear")
@pytest.mark.walks("REG-06", "rule", "clear")
@pytest.mark.walks("REG-08", "rule", "clear")
@pytest.mark.walks(
    "REG-01", "lawful", "in_class", "scored", "other_county", "transfer_in_time",
    "transferred_out_of_county", "lost_in_transfer", "suspended", "delayed_entry",
    "studying_elsewhere", "home_teaching", "special_school", "died", "abroad", "moved_away",
    "untraceable", "list_says_in_school",
)  # fmt: skip
@pytest.mark.walks(
    "REG-06", "lawful", "in_class", "scored", "other_county", "transfer_in_time", "suspended",
    "delayed_entry", "studying_elsewhere", "home_teaching", "special_school", "died", "abroad",
    "moved_away", "untraceable", "list_says_in_school",
)  # fmt: skip
@pytest.mark.walks(
    "REG-08", "lawful", "in_class", "scored", "other_county", "transfer_in_time",
    "transferred_out_of_county", "lost_in_transfer", "suspended", "delayed_entry",
    "studying_elsewhere", "home_teaching", "special_school", "died", "abroad", "moved_away",
    "untraceable", "list_says_in_school",
)  # fmt: skip
@pytest.mark.parametrize(("told", "explanation"), SOMEWHERE)
def test_a_child_whom_a_register_places_is_not(told: dict[str, str], explanation: str) -> None:
    six = drawn(told, born=SIX, **({} if "disability" in told else ON_THE_LIST))
    assert six.explanations()["王小明"] == explanation
    assert [six.found(rule) for rule in RULES] == [[], [], []]


@pytest.mark.walks("REG-01", "lawful", "returned", "deducted", "other_leave")
@pytest.mark.walks("REG-08", "lawful", "returned", "deducted", "other_leave")
@pytest.mark.parametrize(
    ("told", "explanation"),
    [
        (case("returned"), "returned_without_record"),
        (case("deducted", "J"), "deducted_unstated"),
        (moved("other_leave"), "left_for_another_reason"),
        ({"enrolment": "{who} S1 4 1 other_leave"}, "left_for_another_reason"),
        ({"enrolment": "{who} S1 4 1 transferred_out"}, "arrived_nowhere"),
        (case("deducted", "F"), "over_age"),
    ],
)
def test_what_people_said_of_a_child_is_looked_into_first(
    told: dict[str, str], explanation: str
) -> None:
    ten = drawn(told, born=TEN, **ON_THE_LIST)
    assert ten.explanations()["王小明"] == explanation
    assert [ten.found(rule) for rule in RULES] == [[], [], []]


@pytest.mark.walks("REG-01", "lawful", "graduated")
@pytest.mark.walks("REG-08", "lawful", "graduated")
@pytest.mark.parametrize(
    ("grade", "is_found"), [("9", False), ("-", False), ("8", True), ("6", True)]
)
def test_only_nine_years_complete_school(grade: str, is_found: bool) -> None:
    """Fourteen on 31 August: where the grade is blank, old enough to have completed nine years."""
    made = drawn({"enrolment": f"{{who}} S1 {grade} 1 graduated"}, born="2010-03-05", **ON_THE_LIST)
    assert [made.found(rule) for rule in (RULES[0], RULES[2])] == [
        ["王小明"] if is_found else []
    ] * 2


@pytest.mark.walks("REG-01", "age.from", "below", "at", "above")
@pytest.mark.walks("REG-01", "age.cutoff", "day_before", "day_of", "day_after")
@pytest.mark.walks("REG-01", "lawful", "under_age")
@pytest.mark.walks("REG-06", "age.from", "below", "at", "above")
@pytest.mark.walks("REG-06", "age.cutoff", "day_before", "day_of", "day_after")
@pytest.mark.walks("REG-06", "lawful", "under_age", "other_age")
@pytest.mark.walks("REG-08", "age.from", "below", "at", "above")
@pytest.mark.walks("REG-08", "lawful", "under_age")
@pytest.mark.parametrize(
    ("born", "found"),
    [
        ("2019-08-31", [[], [], []]),  # five
        ("2018-09-01", [[], [], []]),  # six on the day after 31 August
        ("2018-08-31", [["王小明"], ["王小明"], ["王小明"]]),  # six on the day
        ("2018-08-30", [["王小明"], ["王小明"], ["王小明"]]),
        ("2017-09-01", [["王小明"], ["王小明"], ["王小明"]]),  # still six on 31 August
        ("2017-08-31", [["王小明"], [], ["王小明"]]),  # seven: last year's entry
    ],
)
def test_school_age_begins_with_six_completed_on_31_august(
    born: str, found: list[list[str]]
) -> None:
    made = drawn({}, born=born, **ON_THE_LIST)
    assert [made.found(rule) for rule in RULES] == found


@pytest.mark.walks("REG-01", "age.until", "below", "at", "above")
@pytest.mark.walks("REG-01", "lawful", "over_age")
@pytest.mark.walks("REG-08", "age.until", "below", "at", "above")
@pytest.mark.walks("REG-08", "lawful", "over_age")
@pytest.mark.parametrize(
    ("born", "is_found"),
    [("2008-11-21", True), ("2008-11-20", False), ("2008-11-19", False), ("2007-11-20", False)],
)
def test_school_age_ends_on_the_sixteenth_birthday(born: str, is_found: bool) -> None:
    made = drawn({}, born=born, **ON_THE_LIST)
    assert [bool(made.found(rule)) for rule in RULES] == [is_found, False, is_found]
    assert made.states()["王小明"] == ("out_of_school" if is_found else "over_age")
    named = made.name_of.eq("王小明")
    assert made.facts["children"].loc[named, "is_of_age"].tolist() == [is_found]


@pytest.mark.walks("REG-01", "age.from", "below", "at", "above")
@pytest.mark.walks("REG-06", "age.from", "below", "at", "above")
@pytest.mark.parametrize(
    ("born", "found"),
    [("2018-08-31", [[], []]), ("2017-08-31", [["王小明"]] * 2), ("2016-08-31", [["王小明"], []])],
)
def test_where_conditions_lack_a_county_may_begin_at_seven(
    born: str, found: list[list[str]]
) -> None:
    made = Drawn(
        values={"age.from": 7},
        population=f"{CHILD}\n王小明 {born} birth",
        enrolment=f"{CHILD} school_code grade\n李丽 2014-01-01 birth S1 4",
    )
    assert [made.found(rule) for rule in RULES[:2]] == found


@pytest.mark.walks("REG-01", "lawful", "age_unknown")
@pytest.mark.walks("REG-06", "lawful", "age_unknown")
@pytest.mark.walks("REG-08", "lawful", "age_unknown")
@pytest.mark.parametrize("table", ["population", "disability"])
def test_of_whom_no_birth_date_is_known_may_be_of_any_age(table: str) -> None:
    made = drawn({"population": f"{CHILD}\n赵敏 2014-05-05 birth", table: "name\n王小明"})
    assert made.explanations()["王小明"] == "age_unknown"
    assert [made.found(rule) for rule in RULES] == [
        ["赵敏"] if table == "disability" else [],
        [],
        [],
    ]


@pytest.mark.walks("REG-01", "lawful", "awaits_review")
@pytest.mark.walks("REG-06", "lawful", "awaits_review")
@pytest.mark.walks("REG-08", "lawful", "awaits_review")
@pytest.mark.parametrize(
    ("record", "is_found"),
    [
        ("王小明 2018-05-03 - S1 1 1 in_school", False),  # day and month changed places
        ("赵一平 2018-05-03 - S1 1 1 in_school", True),  # another child
    ],
)
def test_who_may_be_the_child_of_another_record_awaits_review(record: str, is_found: bool) -> None:
    made = drawn({"enrolment": record}, born=SIX, **ON_THE_LIST)
    assert [made.found(rule) for rule in RULES] == [["王小明"] if is_found else []] * 3


@pytest.mark.walks("REG-01", "lawful", "on_a_list_only")
@pytest.mark.walks("REG-06", "lawful", "on_a_list_only")
@pytest.mark.walks("REG-08", "lawful", "not_listed")
@pytest.mark.parametrize(
    ("tables", "found"),
    [
        ({"poverty": f"{CHILD}\n{{who}}"}, [[], [], []]),
        ({"poverty": f"{CHILD} schooling\n{{who}} not_in_school"}, [["王小明"], ["王小明"], []]),
        ({"disability": f"{CHILD}\n{{who}}"}, [[], [], ["王小明"]]),
        (
            {"disability": f"{CHILD} schooling\n{{who}} not_in_school"},
            [["王小明"], ["王小明"], ["王小明"]],
        ),
    ],
)
def test_a_child_on_a_list_alone(tables: dict[str, str], found: list[list[str]]) -> None:
    made = drawn({"population": f"{CHILD}\n李丽 2014-01-01 birth"} | tables, born=SIX)
    assert [made.found(rule) for rule in RULES] == found
