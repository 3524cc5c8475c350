"""Faults between registers: who is enrolled, who is in class, who is nowhere; and who only looks so."""

from __future__ import annotations

import pandas as pd

from kcbx_lib.synthetic.faults.leaving import take_out_of_school
from kcbx_lib.synthetic.term_days import office_days
from kcbx_lib.synthetic.world import World

# Which rule a lawful story is a near-miss of.
_EXPLAINED = {
    "REG-01": (
        "suspended", "leaving", "studying_elsewhere", "home_teaching", "special_school", "died",
        "abroad", "delayed", "deducted", "moved_away", "graduated", "under_age", "over_age",
    ),
    "REG-02": (
        "suspended", "leaving", "studying_elsewhere", "home_teaching", "special_school", "abroad",
        "died", "graduated",
    ),
    "REG-03": ("moved_within", "moved_in"),
    "REG-04": ("arriving",),
    "REG-05": ("moved_within",),
    "REG-06": ("delayed", "under_age"),
    "REG-08": ("home_teaching", "special_school"),
    "REG-09": ("leaving", "moved_within"),
    "REG-10": ("suspended", "abroad", "died"),
    "REG-11": ("leaving", "abroad", "studying_elsewhere"),
    "REG-13": ("suspended", "studying_elsewhere", "delayed"),
}  # fmt: skip


def plant_explanations(world: World) -> None:
    """Near-misses that every county has: each lawful story, for the rules it may be taken for."""
    story = world.people["story"]
    for rule, stories in _EXPLAINED.items():
        for name in stories:
            for child in world.people.index[story.eq(name)][:12]:
                world.note_near_miss(rule, child=int(child), why=f"lawful: {name}")
    namesakes = world.people.groupby(["school_code", "grade", "class_no", "name"])["sex"]
    alike = world.people.index[namesakes.transform("size").ge(2)]
    for child in alike:
        world.note_near_miss("REG-03", child=int(child), why="a classmate has the same name")
    why = "every child has one state, however odd its records"
    world.note_near_miss("REG-12", "county", org=world.settings.code, why=why)
    for child in world.people.index[world.people["twin_of"].notna()]:
        world.note_near_miss("REG-03", child=int(child), why="a twin: adjacent ids, one birthday")


def plant_never_enrolled(world: World) -> None:
    """REG-01: in the household register, of age, in no school and in no story."""
    registered = world.people["in_population"]
    for child in world.take_ordinary(3, registered & world.people["age"].between(9, 13)):
        take_out_of_school(world, child)
        world.expect("REG-01", child=child, why="registered, of age, enrolled nowhere")
    # six years old: also not entered at the age of entry
    for child in world.take_ordinary(1, registered & world.people["age"].eq(6)):
        take_out_of_school(world, child)
        world.expect("REG-06", child=child, why="six on 31 August and in no grade 1")
        world.also("REG-01", child=child, why="of age and enrolled nowhere")


def plant_phantoms(world: World) -> None:
    """REG-02: a record and nobody in class for the last twenty kept school days.

    Near-misses: last seen on the twentieth day from the end; not seen, but sat this term's exams.
    """
    limit = int(world.policy["phantom.no_presence_days"])
    this_term = world.tables["scores"]["term"].max()
    in_middle = world.people["grade"].between(2, 8)

    def without_scores(child: int) -> None:
        scores = world.tables["scores"]
        gone = scores["child"].eq(child) & scores["term"].eq(this_term)
        world.tables["scores"] = scores[~gone]

    for child in world.take_ordinary(1, in_middle):
        for table in ("attendance", "attendance_marks", "helpers"):
            world.drop(table, child)
        without_scores(child)
        world.expect("REG-02", child=child, why="a record, never in class, no score this term")
    for child in world.take_ordinary(1, in_middle):
        world.always_present(child)
        world.unmark(child, world.days[-limit:])
        without_scores(child)
        world.expect("REG-02", child=child, why=f"not seen on the last {limit} school days")
    for child in world.take_ordinary(1, in_middle):
        world.always_present(child)
        world.mark(child, world.days[-limit - 2 :], "absent_unknown")
        without_scores(child)
        world.expect("REG-02", child=child, why=f"absent on the last {limit + 2} school days")
        world.also("ATT-04", child=child, why=f"{limit + 2} days missed")
    for child in world.take_ordinary(1, in_middle):
        world.always_present(child)
        world.unmark(child, world.days[-limit + 1 :])
        without_scores(child)
        world.note_near_miss("REG-02", child=child, why=f"seen on the {limit}th day from the end")
    for child in world.take_ordinary(1, in_middle & world.people["grade"].ge(3)):
        world.always_present(child)
        world.unmark(child, world.days[-limit:])
        world.note_near_miss("REG-02", child=child, why="sat this term's exams")


def plant_double_enrolment(world: World) -> None:
    """REG-03: two open records of one id at two schools of the county."""
    for child in world.take_ordinary(2, world.people["grade"].between(2, 8)):
        record = world.rows("enrolment", child).iloc[0]
        other = _another_school(world, child)
        if other is None:
            continue
        copy = {str(column): value for column, value in record.items()}
        copy |= {"school_code": other, "school_name": world.school_name(other)}
        world.add("enrolment", [copy])
        world.expect("REG-03", child=child, why="open records at two schools")


def plant_no_record(world: World) -> None:
    """REG-04: in class every day, in no enrolment record, and no transfer under way."""
    for child in world.take_ordinary(2, world.people["grade"].between(2, 8)):
        world.drop("enrolment", child)
        world.expect("REG-04", child=child, why="in class without a record")
        world.note_near_miss("REG-01", child=child, why="attends a class: never out of school")


def plant_elsewhere(world: World) -> None:
    """REG-05: the record at one school, the child in class at another, without approval."""
    for child in world.take_ordinary(2, world.people["grade"].between(2, 8)):
        other = _another_school(world, child)
        if other is None:
            continue
        world.change(
            "attendance",
            child,
            school_code=other,
            school_name=world.school_name(other),
            class_no="1",
        )
        world.seat_in(child, other)
        world.expect("REG-05", child=child, why="enrolled at one school, in class at another")


def plant_no_registration(world: World) -> None:
    """REG-07: in school with a J or L number because there is no usable id.

    Near-misses: migrants, registered elsewhere with a valid id.
    """
    in_middle = world.people["grade"].between(2, 8) & world.people["in_population"]
    for letter in ("J", "L"):
        for child in world.take_ordinary(1, in_middle):
            number = letter + str(world.people["resident_id"].loc[child])[:17] + "0"
            world.drop("population", child)
            world.people.loc[child, "resident_id"] = pd.NA
            world.people.loc[child, "student_no"] = number
            world.people.loc[child, "in_population"] = False
            for table in ("enrolment", "attendance", "scores", "exam_entries"):
                world.change(table, child, resident_id=pd.NA, student_no=number)
            world.change("enrolment", child, hukou_kind="none", household_address=pd.NA)
            world.expect("REG-07", child=child, why=f"{letter} number, no id, no registration")
    migrants = world.people.index[world.people["migrant"]]
    for child in migrants[:5]:
        world.note_near_miss("REG-07", child=int(child), why="a migrant with a valid id")


def plant_disabled_at_home(world: World) -> None:
    """REG-08: on the disability federation's list, of age, without any schooling."""
    registered = world.people["in_population"]
    # one of each stage: two of one stage would be a gap between groups (TGT-04) as well
    children = world.take_ordinary(1, registered & world.people["age"].between(8, 11))
    children += world.take_ordinary(1, registered & world.people["age"].between(12, 13))
    for child in children:
        take_out_of_school(world, child)
        number = str(world.people["resident_id"].loc[child])
        world.add("disability", [{
            "child": child, "disability_no": f"{number}52", "disability_kind": "intellect",
            "disability_grade": 2, "schooling": "not_in_school",
        }])  # fmt: skip
        world.people.loc[child, "disabled"] = True
        world.expect("REG-08", child=child, why="disabled, of age, no schooling")
        world.also("REG-01", child=child, why="of age and enrolled nowhere")


def plant_lost_in_transfer(world: World) -> None:
    """REG-09: transferred out more than the allowed days ago to a school that never saw the child."""
    days = office_days(world.settings.term, world.settings.as_of)
    within = int(world.policy["transfer.arrival_within_days"])
    late = days[(days > pd.Timestamp(world.settings.term.start))]
    late = late[late < world.as_of - pd.Timedelta(days=within + 5)]
    if not len(late):
        return
    for child in world.take_ordinary(2, world.people["grade"].between(2, 8)):
        other = _another_school(world, child)
        if other is None:
            continue
        left_on = late[-1]
        world.change("enrolment", child, status="transferred_out")
        world.leave_class(child, left_on)
        for table in ("scores", "helpers", "exam_entries"):
            world.drop(table, child)
        world.add("movements", [{
            "child": child, "kind": "transfer_out", "date": left_on,
            "from_school": world.school_name(world.school_of(child)),
            "to_school": world.school_name(other),
            "document": f"{world.settings.name[:-1]}教体〔{left_on.year}〕80{child % 10}号",
            "reviewed_on": left_on + pd.Timedelta(days=7),
        }])  # fmt: skip
        world.expect("REG-09", child=child, why="transferred out weeks ago, arrived nowhere")


def plant_forbidden_status(world: World) -> None:
    """REG-10: withdrawn or expelled in compulsory education; REG-11: left for an unstated reason."""
    for rule, status in (
        ("REG-10", "withdrawn"),
        ("REG-10", "expelled"),
        ("REG-11", "other_leave"),
    ):
        for child in world.take_ordinary(1, world.people["grade"].between(6, 8)):
            world.change("enrolment", child, status=status)
            for table in ("attendance", "attendance_marks", "scores", "helpers"):
                world.drop(table, child)
            world.expect(rule, child=child, why=f"status {status}")


def plant_without_approval(world: World) -> None:
    """REG-13: suspended or studying elsewhere, and no document says who approved it."""
    for kind, status in (("suspend", "suspended"), ("study_elsewhere", "studying_elsewhere")):
        for child in world.take_ordinary(1, world.people["grade"].between(3, 8)):
            day = pd.Timestamp(world.settings.term.start) - pd.Timedelta(days=120)
            world.change("enrolment", child, status=status)
            for table in ("attendance", "attendance_marks", "scores", "helpers"):
                world.drop(table, child)
            world.add("movements", [{
                "child": child, "kind": kind, "date": day,
                "from_school": world.school_name(world.school_of(child)),
                "to_school": "滨江市育才学校" if kind == "study_elsewhere" else pd.NA,
                "document": pd.NA, "reviewed_on": day + pd.Timedelta(days=80),
            }])  # fmt: skip
            world.expect("REG-13", child=child, why=f"{kind} without a document number")


def plant_not_entered_for_exam(world: World) -> None:
    """REG-14: in grade 9, in class, and not among those entered for the senior entrance exam."""
    for child in world.take_ordinary(2, world.people["grade"].eq(9)):
        world.drop("exam_entries", child)
        world.expect("REG-14", child=child, why="grade 9 and not entered for the exam")
    for child in world.take_ordinary(1, world.people["grade"].eq(9)):
        world.note_near_miss("REG-14", child=child, why="grade 9 and entered")


def _another_school(world: World, child: int) -> str | None:
    """Another school of the county that has the child's grade."""
    own = world.school_of(child)
    is_primary = int(world.people["grade"].loc[child]) <= 6
    stages = ("primary", "nine_year") if is_primary else ("junior", "nine_year")
    codes = world.places.loc[world.places["stage"].isin(stages), "school_code"]
    others = [str(code) for code in codes if str(code) != own]
    return others[child % len(others)] if others else None


PLANTERS = [
    plant_explanations,
    plant_never_enrolled,
    plant_phantoms,
    plant_double_enrolment,
    plant_no_record,
    plant_elsewhere,
    plant_no_registration,
    plant_disabled_at_home,
    plant_lost_in_transfer,
    plant_forbidden_status,
    plant_without_approval,
    plant_not_entered_for_exam,
]
