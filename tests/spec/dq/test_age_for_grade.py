"""DQ-05: the age that a grade asks for, and what on record explains another."""

import pytest

from kcbx_lib.rules.dq import age_for_grade
from tests.spec_helpers import Drawn

CHILD = "name birth_date resident_id"
RECORD = f"{CHILD} school_code grade status"


def found(birth: str, grade: object, *, status: str = "in_school", values=None, **tables) -> bool:
    record = f"{RECORD}\n王小明 {birth} birth S1 {grade} {status}"
    return Drawn(enrolment=record, values=values, **tables).found(age_for_grade) == ["王小明"]


@pytest.mark.walks("DQ-05", "grade.age_tolerance", "below", "at", "above")
@pytest.mark.walks("DQ-05", "rule", "found", "clear", "day_before", "day_of")
@pytest.mark.parametrize(
    ("birth", "is_found"),
    [
        # grade 3: eight completed years on 31 August 2024
        ("2013-08-31", True),  # eleven, on the day itself
        ("2013-09-01", False),  # ten, by a day
        ("2014-08-31", False),  # ten
        ("2014-09-01", False),  # nine, by a day
        ("2016-03-05", False),  # eight
        ("2017-03-05", False),  # seven
        ("2018-08-31", False),  # six
        ("2018-09-01", True),  # five
    ],
)
def test_dq_05_more_than_two_years_above_or_below(birth, is_found):
    assert found(birth, 3) == is_found


@pytest.mark.walks("DQ-05", "grade.age_tolerance", "below", "at", "above")
@pytest.mark.parametrize(("years", "is_found"), [(0, False), (1, False), (2, True), (-2, True)])
def test_dq_05_a_county_may_be_stricter(years, is_found):
    birth = f"{2016 - years}-03-05"
    assert found(birth, 3, values={"grade.age_tolerance": 1}) == is_found


@pytest.mark.walks("DQ-05", "grade.age_offset", "below", "at", "above")
@pytest.mark.parametrize(("age", "is_found"), [(8, True), (9, False), (10, True)])
def test_dq_05_where_school_begins_at_seven_every_age_moves_by_one(age, is_found):
    values = {"grade.age_offset": 6, "grade.age_tolerance": 0}
    assert found(f"{2024 - age}-03-05", 3, values=values) == is_found


def moves(*changes: str) -> str:
    return f"{CHILD} kind date\n" + "\n".join(changes)


def change(kind: str, date: str, birth: str) -> str:
    return f"王小明 {birth} birth {kind} {date}"


@pytest.mark.walks("DQ-05", "lawful", "suspension")
@pytest.mark.parametrize(
    ("birth", "dates", "is_found"),
    [
        ("2013-03-05", [], True),  # three years above
        ("2013-03-05", ["2022-10-01"], False),
        ("2012-03-05", ["2022-10-01"], True),  # four years, of which one is explained
        ("2012-03-05", ["2022-10-01", "2022-10-01"], True),  # one suspension written twice
        ("2012-03-05", ["2021-10-01", "2022-10-01"], False),
        ("2018-09-01", ["2022-10-01"], True),  # too young is explained by no suspension
    ],
)
def test_dq_05_each_suspension_allows_a_year(birth, dates, is_found):
    further = [change("suspend", day, birth) for day in dates]
    tables = {"movements": moves(*further)} if further else {}
    assert found(birth, 3, **tables) == is_found


@pytest.mark.walks("DQ-05", "lawful", "suspension")
@pytest.mark.parametrize(("status", "is_found"), [("suspended", False), ("in_school", True)])
def test_dq_05_whoever_is_suspended_now_has_lost_a_year(status, is_found):
    assert found("2013-03-05", 3, status=status) == is_found


@pytest.mark.walks("DQ-05", "lawful", "skipped_grade")
@pytest.mark.parametrize(
    ("birth", "kind", "is_found"),
    [
        ("2018-09-01", "promote", True),
        ("2018-09-01", "skip", False),
        ("2019-09-01", "skip", True),
        ("2013-03-05", "skip", True),  # too old is explained by no skipping
    ],
)
def test_dq_05_each_grade_skipped_allows_a_year_less(birth, kind, is_found):
    assert found(birth, 3, movements=moves(change(kind, "2023-09-01", birth))) == is_found


@pytest.mark.walks("DQ-05", "lawful", "delayed_entry")
@pytest.mark.parametrize(
    ("birth", "is_found"), [("2010-03-05", False), ("2018-09-01", True)]
)  # too young is explained by no delay
def test_dq_05_a_delayed_entry_explains_being_older(birth, is_found):
    delayed = moves(change("delayed_entry", "2019-08-20", birth))
    assert found(birth, 3, movements=delayed) == is_found


@pytest.mark.walks("DQ-05", "lawful", "disabled")
@pytest.mark.parametrize(("birth", "is_found"), [("2010-03-05", False), ("2018-09-01", True)])
def test_dq_05_a_disabled_child_may_be_older(birth, is_found):
    card = f"{CHILD} disability_kind\n王小明 {birth} birth intellect"
    assert found(birth, 3, disability=card) == is_found
    assert found(birth, 3)


@pytest.mark.walks("DQ-05", "lawful", "special_school")
@pytest.mark.parametrize(("stage", "is_found"), [("special", False), ("primary", True)])
def test_dq_05_a_pupil_of_a_special_school_may_be_older(stage, is_found):
    schools = f"school_code school_name stage\nS1 一校 {stage}"
    assert found("2010-03-05", 3, schools=schools) == is_found


@pytest.mark.walks("DQ-05", "lawful", "senior_grade", "age_unknown")
def test_dq_05_senior_grades_and_unknown_ages_are_not_judged():
    assert found("2006-03-05", 9)
    assert not found("2006-03-05", 10)
    assert not found("2006-03-05", "-")
    record = "name school_code grade status\n王小明 S1 3 in_school"
    assert Drawn(enrolment=record).found(age_for_grade) == []


@pytest.mark.walks("DQ-05", "rule", "found", "clear")
@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # nobody's own age is known: the id is a grown-up's
        (["王小明 1985-06-07 birth S1 4 in_school"], ["王小明"]),
        # the sheet has a birth date of the child's own: that they differ is DQ-03
        (["王小明 2014-03-05 990101198506070039 S1 4 in_school"], []),
        # the same id on two children is DQ-04
        (["王小明 1985-06-07 birth S1 4 in_school", "李丽 1985-06-07 birth S1 5 in_school"], []),
    ],
)
def test_dq_05_a_grown_ups_id_typed_for_one_child(rows, expected):
    county = Drawn(enrolment="\n".join([RECORD, *rows]))
    assert county.found(age_for_grade) == expected


def test_dq_05_no_record_explains_a_grown_ups_id():
    delayed = moves(change("delayed_entry", "2019-08-20", "1985-06-07"))
    assert found("1985-06-07", 4, movements=delayed)


def test_dq_05_the_finding_says_by_how_many_years():
    record = f"{RECORD}\n王小明 2013-03-05 birth S1 3 in_school"
    county = Drawn(enrolment=record)
    [row] = age_for_grade.find(county.facts, county.policy).rows.to_dict("records")
    assert (row["age_on_cutoff"], row["usual_age"], row["gap"]) == (11, 8, 3)
    assert row["evidence"] == ["enrolment-2"]
