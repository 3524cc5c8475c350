"""Faults of resources: funding, rotation, class sizes, special places."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kcbx_lib.synthetic.world import World


def plant_oversize_class(world: World) -> None:
    """RES-04: the classes of a grade put together; beside it one that stays within the standard.

    A county too small to fill a class past the standard is left alone, and a note says so.
    """
    if any(entry["rule"] == "RES-04" for entry in world.expectations):
        return
    enrolled = world.tables["enrolment"]
    there = enrolled[enrolled["status"].eq("in_school") & enrolled["grade"].le(9)]
    sizes = there.groupby(["school_code", "grade"])["child"].nunique().sort_values(ascending=False)
    planted = False
    for key, pupils in sizes.items():
        school, grade = _parts(key)
        stage = "primary" if int(grade) <= 6 else "junior"
        standard = int(world.policy[f"resources.class_size_{stage}"])
        classes = there[there["school_code"].eq(school) & there["grade"].eq(grade)]["class_no"]
        if classes.nunique() < 2:
            continue
        if pupils > standard and not planted:
            _merge_classes(world, school, grade, str(classes.min()))
            world.expect(
                "RES-04", "school", school_code=str(school), why=f"{pupils} pupils in one class"
            )
            planted = True
    if not planted:
        world.notes.append("no grade is large enough for an oversize class")


def plant_full_class(world: World) -> None:
    """RES-04 in a small county: the fullest class is filled up from other schools, one past the
    standard; the other schools' classes are near-misses.
    """
    standard = int(world.policy["resources.class_size_primary"])
    enrolled = world.tables["enrolment"]
    there = enrolled[enrolled["status"].eq("in_school") & enrolled["grade"].between(2, 6)]
    if there.groupby(["school_code", "grade"])["child"].nunique().max() > standard:
        return  # two classes of one grade will be put together instead
    sizes = there.groupby(["school_code", "grade", "class_no"])["child"].nunique()
    fullest = sizes.reset_index(name="pupils").sort_values("pupils", kind="stable").iloc[-1]
    school, grade, class_no = (
        str(fullest["school_code"]),
        int(fullest["grade"]),
        str(fullest["class_no"]),
    )
    people = world.people
    movers = world.take_ordinary(
        standard + 1 - int(fullest["pupils"]),
        people["grade"].eq(grade) & people["school_code"].ne(school),
    )
    if int(fullest["pupils"]) + len(movers) <= standard:
        return
    in_class = people["school_code"].eq(school) & people["grade"].eq(grade)
    world.reserve(people.index[in_class & people["class_no"].eq(class_no)])
    world.move_to_class(movers, school, world.school_name(school), class_no)
    why = f"{standard + 1} pupils in one class"
    world.expect("RES-04", "school", school_code=school, why=why)
    for other in world.roster():
        if other != school:
            world.note_near_miss("RES-04", "school", school_code=other, why="within the standard")


def _parts(key: Any) -> tuple[str, int]:
    return str(key[0]), int(key[1])


def _merge_classes(world: World, school: str, grade: int, class_no: str) -> None:
    codes = world.places.set_index("school_name")["school_code"]
    for name, frame in list(world.tables.items()):
        if "class_no" not in frame or "grade" not in frame:
            continue
        at = frame["school_code"] if "school_code" in frame else frame["school_name"].map(codes)
        here = at.eq(school) & frame["grade"].eq(grade) & frame["class_no"].notna()
        if here.any():
            world.change_where(name, here, class_no=class_no)


def plant_funding(world: World) -> None:
    """RES-01: a small school funded for its own pupils; beside it one funded exactly at the floor."""
    floor = int(world.policy["resources.small_school_floor"])
    schools = world.tables["schools"]
    small = schools[schools["pupils"].between(1, floor - 1) & schools["stage"].ne("special")]
    for number, (row, school) in enumerate(small.head(2).iterrows()):
        is_short = number == 0
        funded = int(school["pupils"]) if is_short else floor
        world.change_where("schools", schools.index == row, funded_pupils=funded)  # type: ignore[arg-type]
        world.expect(
            "RES-01",
            "school",
            school_code=str(school["school_code"]),
            found=is_short,
            why=f"{school['pupils']} pupils, funded for {funded}",
        )


def plant_rotation(world: World) -> None:
    """RES-02, RES-03: one school below each share, one exactly at both."""
    if world.policy["resources.rotation_share"] is None:
        return
    schools = world.tables["schools"]
    ordinary = schools[schools["stage"].isin(["primary", "junior", "nine_year"])]
    wanted = [
        ("RES-02", True, (20, 3, 1), "3 of 20 rotated"),
        ("RES-03", True, (50, 10, 2), "2 backbone teachers of 10"),
        ("RES-02", False, (20, 4, 2), "exactly a fifth rotated"),
    ]
    for row, (rule, found, counts, why) in zip(ordinary.index, wanted, strict=False):
        eligible, rotated, backbone = counts
        world.change_where(
            "schools",
            pd.Series(schools.index == row, index=schools.index),
            rotation_eligible=eligible,
            rotated=rotated,
            backbone_rotated=backbone,
        )
        code = str(schools.at[row, "school_code"])
        world.expect(rule, "school", school_code=code, found=found, why=why)
        if not found:
            world.note_near_miss("RES-03", "school", school_code=code, why="half of them backbone")


def plant_special_places(world: World) -> None:
    """RES-05: one place fewer than children at the special school; in every other county just enough."""
    needing = int(world.people["story"].eq("special_school").sum())
    without = {
        entry["child"]
        for entry in world.expectations
        if entry["rule"] == "REG-08" and entry["found"] and entry["child"] is not None
    }
    needing += len(without)
    schools = world.tables["schools"]
    special = schools["stage"].eq("special")
    if not needing or not special.any():
        return
    is_short = int(world.settings.code) % 2 == 1
    places = needing - 1 if is_short else needing + 2
    world.change_where("schools", schools["special_places"].notna(), special_places=0)
    world.change_where("schools", special, special_places=places)
    world.expect(
        "RES-05",
        "county",
        org=world.settings.code,
        found=is_short,
        why=f"{places} places for {needing} children who need one",
    )


FIRST_PLANTERS = [plant_full_class]
PLANTERS = [plant_oversize_class]
LATE_PLANTERS = [plant_funding, plant_rotation, plant_special_places]
