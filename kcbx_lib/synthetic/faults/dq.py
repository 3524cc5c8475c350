"""Faults of the data itself: cells that officials spoil, and cells that only look spoiled."""

from __future__ import annotations

import pandas as pd

from kcbx_lib.synthetic.files.county import file_of
from kcbx_lib.synthetic.names import homophone_of
from kcbx_lib.synthetic.world import World


def plant_invalid_ids(world: World) -> None:
    """DQ-01: an id whose check digit is wrong, in the enrolment list; the other lists have it right.

    Near-misses: the same number with wide digits, an apostrophe, spaces or a small x.
    """
    # an id whose last digits become zeros would look like lost precision instead
    sequence = world.people["resident_id"].str[14:16]
    for child in world.take_ordinary(2, sequence.ne("00").fillna(False)):
        number = _id(world, child)
        wrong = number[:16] + str((int(number[16]) + 2) % 10) + number[17]
        world.write_raw("enrolment", _record(world, child), "resident_id", wrong)
        world.expect("DQ-01", child=child, why="check digit wrong")
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    writings = (
        lambda number: number.translate(wide),
        lambda number: f"'{number}",
        lambda number: f" {number[:6]} {number[6:14]} {number[14:]}\u00a0",
        lambda number: number.lower(),
    )
    for write in writings:
        for child in world.take_ordinary(1):
            text = write(_id(world, child))
            world.write_raw("enrolment", _record(world, child), "resident_id", text)
            for rule in ("DQ-01", "DQ-02", "DQ-03"):
                world.note_near_miss(rule, child=child, why="readable, only untidy")


def plant_lost_precision(world: World) -> None:
    """DQ-02: the spreadsheet kept fifteen digits of the id; a student number still tells who it is."""

    def without_x(people: pd.DataFrame) -> pd.Series:
        return ~people["resident_id"].str.endswith("X") & people["in_population"]

    for child in world.take_ordinary(2, without_x):
        rounded = float(f"{int(_id(world, child)):.14e}")
        world.write_raw("enrolment", _record(world, child), "resident_id", rounded)
        world.expect("DQ-02", child=child, why="the id was stored as a number")
    for child in world.take_ordinary(1, without_x):
        text = f"{int(_id(world, child)):.2E}"
        world.write_raw("enrolment", _record(world, child), "resident_id", text)
        world.expect("DQ-02", child=child, why="the id is left in scientific notation")


def plant_contradictions(world: World) -> None:
    """DQ-03: the sheet's date of birth or sex is not the id's."""
    for child in world.take_ordinary(1):
        born = world.people["birth_date"].loc[child]
        world.change("enrolment", child, birth_date=born - pd.Timedelta(days=61))
        world.expect("DQ-03", child=child, why="another date of birth than the id's")
    for child in world.take_ordinary(1):
        sex = world.people["sex"].loc[child]
        world.change("enrolment", child, sex="male" if sex == "female" else "female")
        world.expect("DQ-03", child=child, why="another sex than the id's")


def plant_shared_id(world: World) -> None:
    """DQ-04: one child's id stands on another child's record too; near-miss: twins."""
    for first in world.take_ordinary(1):
        twin_like = world.take_ordinary(1, world.people["sex"].ne(world.people["sex"].loc[first]))
        for second in twin_like:
            world.change("enrolment", second, resident_id=_id(world, first))
            world.expect("DQ-04", child=first, why="the id is on another child's record too")
            world.expect("DQ-04", child=second, why="bears another child's id")
            world.also("DQ-03", child=second, why="the borrowed id has another birth date and sex")
    for child in world.people.index[world.people["twin_of"].notna()][:4]:
        world.note_near_miss("DQ-04", child=int(child), why="twins have adjacent, not equal ids")


def plant_age_for_grade(world: World) -> None:
    """DQ-05: three years too old for the grade; near-miss: two years."""
    tolerance = int(world.policy["grade.age_tolerance"])
    places = world.places.set_index("school_code")["stage"]
    in_primary = world.people["school_code"].map(places).isin(["primary", "nine_year"])
    usual = world.people["age"].sub(world.people["grade"]).eq(5)
    for gap in (tolerance + 1, tolerance):
        high = in_primary & usual & world.people["grade"].between(gap + 1, 6)
        for child in world.take_ordinary(1, high):
            grade = int(world.people["grade"].loc[child]) - gap
            for table in ("enrolment", "attendance"):
                world.change(table, child, grade=grade, class_no="1")
            world.people.loc[child, "grade"] = grade
            if gap > tolerance:
                world.expect("DQ-05", child=child, why=f"{gap} years above the grade's usual age")
            else:
                world.note_near_miss("DQ-05", child=child, why=f"{gap} years: within the tolerance")


def plant_unknown_school(world: World) -> None:
    """DQ-06: the exam list names a school that the county does not have."""
    for child in world.take_ordinary(1, world.people["grade"].eq(9)):
        row = world.rows("exam_entries", child).index[0]
        world.write_raw("exam_entries", row, "school_name", "启明实验学校")
        world.expect("DQ-06", child=child, why="a school nobody knows")
    aliases = world.places.set_index("school_code")["aliases"]
    for child in world.take_ordinary(1, world.people["grade"].eq(9)):
        row = world.rows("exam_entries", child).index[0]
        other_name = str(aliases[world.school_of(child)]).split("、")[-1]
        world.write_raw("exam_entries", row, "school_name", other_name)
        world.note_near_miss("DQ-06", child=child, why="the school by its other name")


def plant_blank_cells(world: World) -> None:
    """DQ-07: a record without its grade."""
    for child in world.take_ordinary(1):
        world.write_raw("enrolment", _record(world, child), "grade", None)
        world.expect("DQ-07", child=child, why="grade blank")
    for child in world.take_ordinary(1):
        world.write_raw("enrolment", _record(world, child), "phone", None)
        world.note_near_miss("DQ-07", child=child, why="no telephone: not required")


def plant_unknown_codes(world: World) -> None:
    """DQ-09: a way of boarding that no list knows; near-miss: a synonym."""
    for child in world.take_ordinary(1):
        world.write_raw("enrolment", _record(world, child), "boarding", "半托管")
        world.expect("DQ-09", child=child, why="unknown value of 就读方式")
    for child in world.take_ordinary(1, world.people["boarding"].eq("boarder")):
        world.write_raw("enrolment", _record(world, child), "boarding", "住宿")
        world.note_near_miss("DQ-09", child=child, why="another word for boarder")


def plant_wrong_total(world: World) -> None:
    """DQ-08: the total of the payments is a hundred yuan too high; near-miss: the intakes' total."""
    code = world.settings.code
    world.wrong_totals["aid"] = 100.0
    world.expect("DQ-08", "report", org=file_of("aid", code), why="total a hundred yuan too high")
    world.note_near_miss("DQ-08", "report", org=file_of("cohorts", code), why="the total is right")


def plant_hard_matches(world: World) -> None:
    """Near-misses of REG-01: in the household register under a damaged id, in school under the true
    one. The name, birthday and sex still agree; or the name is only a homophone and a person must
    look: either way the child is not out of school.
    """

    def registered(people: pd.DataFrame) -> pd.Series:
        return people["in_population"] & ~people["resident_id"].str.endswith("X")

    def has_homophone(people: pd.DataFrame) -> pd.Series:
        return registered(people) & people["name"].map(homophone_of).notna()

    for child in world.take_ordinary(1, registered):
        row = world.rows("population", child).index[0]
        rounded = float(f"{int(_id(world, child)):.14e}")
        world.write_raw("population", row, "resident_id", rounded)
        world.expect("DQ-02", child=child, why="the register's id was stored as a number")
        world.note_near_miss("REG-01", child=child, why="same name, birthday and sex at a school")
    for child in world.take_ordinary(1, has_homophone):
        row = world.rows("population", child).index[0]
        name = str(world.people["name"].loc[child])
        world.write_raw("population", row, "name", homophone_of(name))
        world.note_near_miss("REG-01", child=child, why="same id under a homophone of the name")


def _id(world: World, child: int) -> str:
    return str(world.people["resident_id"].loc[child])


def _record(world: World, child: int) -> int:
    return int(world.rows("enrolment", child).index[0])


PLANTERS = [
    plant_invalid_ids,
    plant_lost_precision,
    plant_contradictions,
    plant_shared_id,
    plant_age_for_grade,
    plant_unknown_school,
    plant_blank_cells,
    plant_unknown_codes,
    plant_wrong_total,
    plant_hard_matches,
]
