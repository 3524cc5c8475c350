"""Planters take children of their own, and say for each what an audit ought to find."""

from __future__ import annotations

import pytest

from kcbx_lib.synthetic.faults import FAMILIES, plant_all, planters
from kcbx_lib.synthetic.world import World, build_world

RULES_OF_FAMILY = {
    "DQ": 9, "REG": 14, "ATT": 6, "GRP": 11, "CASE": 14, "REP": 9, "TGT": 6, "RES": 5, "GOV": 9, "SRF": 8,
}  # fmt: skip
CONTRACT_RULES = {
    f"{family}-{number:02d}"
    for family, last in RULES_OF_FAMILY.items()
    for number in range(1, last + 1)
}


@pytest.fixture
def world() -> World:
    return build_world(code="990101", name="青禾县", policy_name="suiyang_2024", pupils=500, seed=4)


def test_no_two_planters_take_the_same_child(world: World) -> None:
    first, second = world.take(20), world.take(20)
    assert len(set(first) | set(second)) == 40


def test_only_ordinary_pupils_are_taken_unless_asked(world: World) -> None:
    assert (world.people.loc[world.take(50), "story"] == "").all()


def test_too_few_suitable_children_are_said_and_not_invented(world: World) -> None:
    taken = world.take(5, world.people["grade"].eq(77))
    assert taken == []
    assert world.notes == ["5 children wanted, 0 suitable"]


def test_a_subject_cannot_be_expected_found_and_not_found(world: World) -> None:
    world.expect("ATT-01", child=1, why="planted")
    with pytest.raises(ValueError, match="expected to find and not to find"):
        world.note_near_miss("ATT-01", child=1, why="near")


def test_an_expectation_names_exactly_one_subject(world: World) -> None:
    with pytest.raises(ValueError, match="exactly one"):
        world.expect("ATT-01", child=1, school_code="2990101001", why="two")


def test_adding_a_row_with_an_unknown_column_is_refused(world: World) -> None:
    with pytest.raises(ValueError, match="no column"):
        world.add("cases", [{"child": 0, "nonsense": 1}])


def test_a_child_that_left_has_neither_marks_nor_later_lines(world: World) -> None:
    child = world.take(1)[0]
    world.leave_class(child, "2024-10-15")
    assert (world.rows("attendance_marks", child)["date"] < "2024-10-15").all()
    assert (world.rows("attendance", child)["month"] <= "2024-10-01").all()


def test_every_family_plants_faults_and_near_misses_together(world: World) -> None:
    plant_all(world)
    for family in FAMILIES:
        if not any(planters(family).values()):
            continue
        prefix = family.upper() + "-"
        own = [entry for entry in world.expectations if entry["rule"].startswith(prefix)]
        assert any(entry["found"] for entry in own), family
        assert any(not entry["found"] for entry in own), family


def test_planting_in_the_smallest_county_says_what_is_missing_and_does_not_fail() -> None:
    small = build_world(
        code="990103", name="临溪县", policy_name="hanzhong_2018", pupils=200, seed=9
    )
    plant_all(small)
    assert small.expectations


def test_every_expected_rule_is_a_rule_of_the_contract(world: World) -> None:
    plant_all(world)
    assert {entry["rule"] for entry in world.expectations} <= CONTRACT_RULES
