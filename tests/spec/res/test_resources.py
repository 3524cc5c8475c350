"""Resources: small schools' funding, teachers who rotate, class sizes, special places."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from kcbx_lib.policy import load_policy
from kcbx_lib.rules.res import (
    backbone_share,
    oversize_class,
    small_school_funding,
    special_places,
    teacher_rotation,
)
from tests.spec.indicators.county_of_text import (
    children,
    facts,
    found,
    missing_tables,
    subjects,
    table,
)

ON = date(2024, 11, 20)
NATIONAL = load_policy("national", on=ON)
YANGQUAN = load_policy("yangquan_2018", on=ON)
COUNTS = (
    "pupils",
    "funded_pupils",
    "rotation_eligible",
    "rotated",
    "backbone_rotated",
    "special_places",
)


def schools(text: str) -> pd.DataFrame:
    frame = table(text, **{name: "Int64" for name in COUNTS if name in text.split("\n")[1]})
    for name in COUNTS:
        if name not in frame:
            frame[name] = pd.Series(pd.NA, index=frame.index, dtype="Int64")
    return frame


@pytest.mark.parametrize(
    ("pupils", "funded", "is_found"),
    [
        (99, 99, True),
        (99, 100, False),
        (100, 90, False),
        (60, 99, True),
        (60, 120, False),
        (0, 0, False),
    ],
)
def test_a_school_under_100_is_funded_as_100(pupils: int, funded: int, is_found: bool) -> None:
    made = facts(
        schools=schools(f"\nschool_code | pupils | funded_pupils\nA | {pupils} | {funded}")
    )

    assert subjects(small_school_funding, made, NATIONAL) == (["A"] if is_found else [])


@pytest.mark.walks("RES-01", "lawful", "other_stage")
@pytest.mark.parametrize(
    ("stage", "is_found"),
    [("primary", True), ("teaching_point", True), ("special", True), ("-", True),
     ("kindergarten", False), ("senior", False), ("vocational", False)],
)  # fmt: skip
def test_the_floor_belongs_to_compulsory_education(stage: str, is_found: bool) -> None:
    made = facts(
        schools=schools(f"\nschool_code | stage | pupils | funded_pupils\nA | {stage} | 60 | 60")
    )

    assert subjects(small_school_funding, made, NATIONAL) == (["A"] if is_found else [])


def test_a_blank_count_is_unknown_and_not_none() -> None:
    made = facts(schools=schools("\nschool_code | pupils | funded_pupils\nA | 60 | -\nB | - | 20"))

    assert subjects(small_school_funding, made, NATIONAL) == []


@pytest.mark.parametrize(("rotated", "is_found"), [(3, True), (4, False), (5, False), (0, True)])
def test_a_fifth_of_the_eligible_teachers_rotate(rotated: int, is_found: bool) -> None:
    made = facts(
        schools=schools(f"\nschool_code | rotation_eligible | rotated\nA | 20 | {rotated}")
    )

    assert subjects(teacher_rotation, made, YANGQUAN) == (["A"] if is_found else [])


def test_a_school_without_eligible_teachers_owes_none() -> None:
    made = facts(schools=schools("\nschool_code | rotation_eligible | rotated\nA | 0 | 0"))

    assert subjects(teacher_rotation, made, YANGQUAN) == []


@pytest.mark.parametrize(("backbone", "is_found"), [(2, True), (3, False), (4, False)])
def test_backbone_teachers_are_three_tenths_of_those_rotated(backbone: int, is_found: bool) -> None:
    made = facts(
        schools=schools(
            f"\nschool_code | rotation_eligible | rotated | backbone_rotated\nA | 50 | 10 | {backbone}"
        )
    )

    assert subjects(backbone_share, made, YANGQUAN) == (["A"] if is_found else [])


@pytest.mark.parametrize("rule", [teacher_rotation, backbone_share])
def test_only_a_profile_that_asks_for_rotation_is_held_to_it(rule: object) -> None:
    (key,) = rule.RULE.demands  # type: ignore[attr-defined]

    assert NATIONAL[key] is None
    assert YANGQUAN[key] is not None


@pytest.mark.walks("RES-02", "resources.rotation_share", "day_before", "day_of")
@pytest.mark.walks("RES-02", "lawful", "not_asked")
def test_rotation_is_asked_for_from_the_day_of_the_plan() -> None:
    assert YANGQUAN.value("resources.rotation_share", on=date(2018, 6, 27)).value is None
    assert YANGQUAN.value("resources.rotation_share", on=date(2018, 6, 28)).value == 0.2


def class_of(pupils: int, grade: int, *, status: str = "in_school") -> pd.DataFrame:
    lines = "\n".join(f"c{n} | A | {grade} | 1 | {status}" for n in range(pupils))
    return table("subject | school_code | grade | class_no | status\n" + lines, grade="Int64")


@pytest.mark.parametrize(
    ("grade", "pupils", "severity"),
    [
        (6, 45, None),
        (6, 46, "low"),
        (7, 50, None),
        (7, 51, "low"),
        (7, 55, "low"),
        (7, 56, "medium"),
        (6, 65, "medium"),
        (6, 66, "high"),
    ],
)
def test_a_class_is_judged_by_the_standard_of_its_stage(
    grade: int, pupils: int, severity: str | None
) -> None:
    rows = found(oversize_class, facts(enrolment=class_of(pupils, grade)), NATIONAL)

    assert list(rows.get("severity", [])) == ([severity] if severity else [])


def test_pupils_who_left_fill_no_seat() -> None:
    made = facts(enrolment=class_of(70, 3, status="transferred_out"))

    assert oversize_class.find(made, NATIONAL).rows.empty


def test_a_child_recorded_twice_in_a_class_sits_once() -> None:
    once = class_of(45, 3)
    twice = pd.concat([once, once.iloc[:5].set_axis([f"x{n}" for n in range(5)])])

    assert subjects(oversize_class, facts(enrolment=twice), NATIONAL) == []


def test_a_finding_of_a_class_shows_the_records_of_its_pupils() -> None:
    rows = found(oversize_class, facts(enrolment=class_of(46, 3)), NATIONAL)

    assert len(rows["evidence"].iloc[0]) == 46


DISABLED = """
subject | age_on_cutoff | state          | in_disability | is_of_age
a       | 8             | special_school | yes           | yes
b       | 9             | out_of_school  | yes           | yes
c       | 9             | in_school      | yes           | yes
d       | 9             | home_teaching  | yes           | yes
e       | 17            | out_of_school  | yes           | no
"""


@pytest.mark.parametrize(("places", "is_found"), [(1, True), (2, False), (3, False)])
def test_each_child_who_needs_a_special_place_has_one(places: int, is_found: bool) -> None:
    made = facts(
        schools=schools(f"\nschool_code | special_places\nA | {places}"),
        disability=table("name\nx"),
        children=children(DISABLED),
    )

    assert bool(subjects(special_places, made, NATIONAL)) is is_found


def test_places_that_nobody_stated_are_unknown() -> None:
    made = facts(
        schools=schools("\nschool_code | special_places\nA | -"),
        disability=table("name\nx"),
        children=children(DISABLED),
    )

    outcome = special_places.find(made, NATIONAL)
    assert outcome.tested == 0
    assert outcome.note is not None


@pytest.mark.parametrize(
    "rule", [small_school_funding, teacher_rotation, backbone_share, special_places]
)
def test_without_a_table_of_schools_nothing_is_tested(rule: object) -> None:
    assert "schools" in missing_tables(rule, facts())
