"""RES-01 to RES-05 on both sides of each limit, and whoever is not held to it."""

from __future__ import annotations

import pandas as pd
import pytest

from kcbx_lib.policy import load_policy, profile_names
from kcbx_lib.rules.res import (
    backbone_share,
    oversize_class,
    small_school_funding,
    special_places,
    teacher_rotation,
)
from tests.spec.indicators.county_of_text import children, facts, found, subjects, table
from tests.spec.res.test_resources import NATIONAL, ON, YANGQUAN, class_of, schools


def counted(columns: str, cells: str) -> pd.DataFrame:
    return schools(f"\nschool_code | {columns}\nA | {cells}")


@pytest.mark.walks("RES-01", "rule", "found", "clear")
@pytest.mark.walks("RES-01", "resources.small_school_floor", "below", "at", "above")
@pytest.mark.walks(
    "RES-01", "lawful", "funded_at_floor", "large_enough", "no_pupils", "blank_counts"
)
@pytest.mark.parametrize("floor", [100, 60])
@pytest.mark.parametrize(
    ("pupils", "funded", "is_found"),
    [
        (-1, -1, True),  # one pupil under the floor and funded for it
        (-1, 0, False),
        (-1, 1, False),
        (0, -1, False),
        (1, -1, False),
        (-30, -1, True),
    ],
)
def test_a_school_under_the_floor_is_funded_for_it(
    floor: int, pupils: int, funded: int, is_found: bool
) -> None:
    policy = NATIONAL.with_values({"resources.small_school_floor": floor})
    made = facts(schools=counted("pupils | funded_pupils", f"{floor + pupils} | {floor + funded}"))
    assert bool(subjects(small_school_funding, made, policy)) is is_found
    for cells in ("0 | 0", "- | 10", "10 | -"):
        none = facts(schools=counted("pupils | funded_pupils", cells))
        assert subjects(small_school_funding, none, policy) == []
    one = facts(schools=counted("pupils | funded_pupils", "1 | 1"))
    assert subjects(small_school_funding, one, policy) == ["A"]


@pytest.mark.walks("RES-02", "rule", "found", "clear")
@pytest.mark.walks("RES-02", "resources.rotation_share", "below", "at", "above")
@pytest.mark.walks("RES-02", "lawful", "none_eligible", "blank_counts")
@pytest.mark.parametrize("share", [0.2, 0.1])
@pytest.mark.parametrize("eligible", [20, 30, 50])
def test_the_share_of_teachers_who_rotate(share: float, eligible: int) -> None:
    policy = YANGQUAN.with_values({"resources.rotation_share": share})
    at = round(share * eligible)
    for rotated, is_found in ((at - 1, True), (at, False), (at + 1, False)):
        made = facts(schools=counted("rotation_eligible | rotated", f"{eligible} | {rotated}"))
        assert bool(subjects(teacher_rotation, made, policy)) is is_found
    for cells in ("0 | 0", "- | 1", f"{eligible} | -"):
        none = facts(schools=counted("rotation_eligible | rotated", cells))
        assert subjects(teacher_rotation, none, policy) == []


@pytest.mark.walks("RES-02", "resources.rotation_share", "below", "at", "above")
@pytest.mark.parametrize(("rotated", "is_found"), [(2, True), (3, False), (4, False)])
def test_a_fifth_of_eleven_teachers_is_three(rotated: int, is_found: bool) -> None:
    """2 of 11 are 18 %, 3 are 27 %: whole teachers."""
    made = facts(schools=counted("rotation_eligible | rotated", f"11 | {rotated}"))
    assert bool(subjects(teacher_rotation, made, YANGQUAN)) is is_found


@pytest.mark.walks("RES-03", "rule", "found", "clear")
@pytest.mark.walks("RES-03", "resources.backbone_share", "below", "at", "above")
@pytest.mark.walks("RES-03", "lawful", "none_rotated", "blank_counts")
@pytest.mark.parametrize("share", [0.3, 0.5])
@pytest.mark.parametrize("rotated", [10, 20, 50])
def test_the_share_of_backbone_teachers_among_the_rotated(share: float, rotated: int) -> None:
    """Whoever is eligible plays no part: the share is of the rotated."""
    policy = YANGQUAN.with_values({"resources.backbone_share": share})
    columns, at = "rotation_eligible | rotated | backbone_rotated", round(share * rotated)
    for backbone, is_found in ((at - 1, True), (at, False), (at + 1, False)):
        made = facts(schools=counted(columns, f"500 | {rotated} | {backbone}"))
        assert bool(subjects(backbone_share, made, policy)) is is_found
    for cells in ("500 | 0 | 0", "500 | - | 0", f"500 | {rotated} | -"):
        assert subjects(backbone_share, facts(schools=counted(columns, cells)), policy) == []


@pytest.mark.walks("RES-02", "lawful", "not_asked")
@pytest.mark.walks("RES-03", "lawful", "not_asked")
@pytest.mark.parametrize("name", profile_names())
def test_yangquans_plan_alone_asks_for_rotation(name: str) -> None:
    policy = load_policy(name, on=ON)
    for rule in (teacher_rotation, backbone_share):
        (key,) = rule.RULE.demands
        assert (policy[key] is not None) is (name == "yangquan_2018")


@pytest.mark.walks("RES-04", "rule", "found", "clear")
@pytest.mark.walks("RES-04", "resources.class_size_primary", "below", "at", "above")
@pytest.mark.walks("RES-04", "resources.class_size_junior", "below", "at", "above")
@pytest.mark.walks("RES-04", "resources.class_large", "below", "at", "above")
@pytest.mark.walks("RES-04", "resources.class_overlarge", "below", "at", "above")
@pytest.mark.parametrize(
    ("grade", "pupils", "severity"),
    [
        (6, 44, None), (6, 45, None), (6, 46, "low"),
        (1, 45, None), (1, 46, "low"),
        (7, 49, None), (7, 50, None), (7, 51, "low"),
        (9, 50, None), (9, 51, "low"),
        (6, 55, "low"), (6, 56, "medium"), (6, 57, "medium"),
        (9, 55, "low"), (9, 56, "medium"), (9, 57, "medium"),
        (6, 65, "medium"), (6, 66, "high"), (6, 67, "high"),
        (9, 65, "medium"), (9, 66, "high"), (9, 67, "high"),
    ],
)  # fmt: skip
def test_the_size_of_a_class(grade: int, pupils: int, severity: str | None) -> None:
    rows = found(oversize_class, facts(enrolment=class_of(pupils, grade)), NATIONAL)
    assert list(rows.get("severity", [])) == ([severity] if severity else [])
    stage = "primary" if grade <= 6 else "junior"
    assert list(rows.get("clause", [])) == [f"resources.class_size_{stage}"] * len(rows)


@pytest.mark.walks("RES-04", "resources.class_size_primary", "below", "at", "above")
@pytest.mark.parametrize(("pupils", "is_found"), [(39, False), (40, False), (41, True)])
def test_a_countys_own_standard(pupils: int, is_found: bool) -> None:
    policy = NATIONAL.with_values({"resources.class_size_primary": 40})
    made = facts(enrolment=class_of(pupils, 3))
    assert bool(subjects(oversize_class, made, policy)) is is_found


@pytest.mark.walks("RES-04", "lawful", "left", "no_class_number", "counted_once", "other_grades")
@pytest.mark.parametrize(
    ("status", "class_no", "grade", "is_found"),
    [
        ("in_school", "1", 3, True),
        ("transferred_in", "1", 3, True),
        ("-", "1", 3, True),  # a list without statuses is a list of pupils
        *[(status, "1", 3, False) for status in (
            "transferred_out", "transferring_out", "graduated", "suspended", "home_teaching",
            "studying_elsewhere", "delayed", "dead", "abroad", "other_leave", "dropped_out",
            "withdrawn",
        )],
        ("in_school", "-", 3, False),
        ("in_school", "1", 10, False),
    ],
)  # fmt: skip
def test_who_fills_a_seat(status: str, class_no: str, grade: int, is_found: bool) -> None:
    """45 pupils fill a class of primary; one more is judged."""
    lines = "\n".join(f"c{n} | A | {grade} | 1 | in_school" for n in range(45))
    head = "subject | school_code | grade | class_no | status\n"
    more = f"\nmore | A | {grade} | {class_no} | {status}"
    again = "\n" + "\n".join(f"c{n} | A | {grade} | 1 | in_school" for n in range(5))
    rows = table(head + lines + more + again, grade="Int64")
    assert bool(subjects(oversize_class, facts(enrolment=rows), NATIONAL)) is is_found


DISABLED = "subject | age_on_cutoff | state | in_disability | is_of_age\n"


@pytest.mark.walks("RES-05", "rule", "found", "clear")
@pytest.mark.walks("RES-05", "lawful", "provided_for", "not_of_age", "places_unstated")
@pytest.mark.parametrize(
    ("state", "listed", "of_age", "needs"),
    [
        ("special_school", "yes", "yes", True),
        ("out_of_school", "yes", "yes", True),
        ("in_school", "yes", "yes", False),
        ("home_teaching", "yes", "yes", False),
        ("suspended", "yes", "yes", False),
        ("moved_away", "yes", "yes", False),
        ("out_of_school", "yes", "no", False),
        ("out_of_school", "no", "yes", False),
    ],
)
def test_who_needs_a_special_place(state: str, listed: str, of_age: str, needs: bool) -> None:
    one = f"a | 9 | special_school | yes | yes\nb | 9 | {state} | {listed} | {of_age}"
    frames = {"children": children(DISABLED + one), "disability": table("name\nx")}
    for places, is_found in (("0", True), ("1", needs), ("2", False), ("-", False)):
        made = facts(schools=counted("special_places", places), **frames)
        outcome = special_places.find(made, NATIONAL)
        assert bool(len(outcome.rows)) is is_found
        assert (outcome.note is not None) is (places == "-")
