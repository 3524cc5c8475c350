"""Children of one county who turn up in another: what only the exchange between counties can see."""

from __future__ import annotations

import pandas as pd

from kcbx_lib.synthetic.schooling import PERSON
from kcbx_lib.synthetic.world import World


def plant_between(worlds: list[World]) -> None:
    """Move children between each county and the next: arrived, enrolled twice, enrolled elsewhere."""
    if len(worlds) < 2:
        return
    for here, there in zip(worlds, worlds[1:] + worlds[:1], strict=True):
        _transferred_and_arrived(here, there)
        _enrolled_twice(here, there)
        _enrolled_elsewhere(here, there)


def _guest(world: World, guest: pd.Series, *, grade: int) -> int:
    """A host child of the same grade whose place in class the guest's records copy."""
    people = world.people
    host = world.take_ordinary(1, people["grade"].eq(grade))
    return host[0] if host else -1


def _enrol_guest(
    there: World, here: World, child: int, *, joins_on: pd.Timestamp, with_marks: bool = True
) -> bool:
    """Enter a child of ``here`` in a class of ``there`` from a day on; False where there is no class.

    The guest becomes a person of ``there`` too, with the same name and number.
    """
    guest = here.people.loc[child]
    hosts = there.people.index[
        there.people["plain"]
        & there.people["grade"].eq(guest["grade"])
        & ~there.people.index.isin(there._taken)
    ]
    if not len(hosts):
        return False
    host = int(hosts[0])
    number = int(there.people.index.max()) + 1
    row = there.people.loc[[host]].copy()
    row.index = pd.Index([number])
    for column in [*PERSON, "birth_date", "guardian", "phone", "ethnicity", "age", "hukou_kind"]:
        row[column] = [guest[column]]
    flags = row.select_dtypes("bool").columns
    row[flags] = False
    row["story"] = "guest"
    there.people = pd.concat([there.people, row.astype(there.people.dtypes.to_dict())])
    record = there.rows("enrolment", host).iloc[0].to_dict()
    changes = {column: guest[column] for column in PERSON}
    enrolled_on = joins_on.to_period("M").start_time
    there.add("enrolment", [record | changes | {
        "child": number, "status": "in_school", "enrolled_on": enrolled_on, "left_behind": False,
        "left_behind_kind": "none", "migrant": False, "orphan": False, "poor": False,
        "inclusive": False, "disability_kind": "none", "guardian": guest["guardian"],
        "phone": guest["phone"], "household_address": guest["household_address"],
        "address": there.people.at[host, "address"],
    }])  # fmt: skip
    if not with_marks:
        return True
    days = there.days[there.days >= joins_on]
    school = there.school_of(host)
    lines = there.rows("attendance", host)
    there.add("attendance", [
        line | changes | {"child": number}
        for line in lines.to_dict("records")
        if line["month"] >= joins_on.to_period("M").start_time
    ])  # fmt: skip
    marks = pd.DataFrame({"child": number, "school_code": school, "date": days, "mark": "present"})
    frame = there.tables["attendance_marks"]
    there.tables["attendance_marks"] = pd.concat(
        [frame, marks.astype(frame.dtypes.to_dict())], ignore_index=True
    )
    return True


def _transferred_and_arrived(here: World, there: World) -> None:
    """Out of ``here`` early in the term, into ``there`` the same day: arrived, nothing to find."""
    day = _event_day(here, 0)
    if day is None:
        return
    for child in here.take_ordinary(1, here.people["grade"].between(2, 8)):
        if not _enrol_guest(there, here, child, joins_on=day):
            continue
        guest = int(there.people.index.max())
        target = there.school_name(there.school_of(guest))
        origin = here.school_name(here.school_of(child))
        here.change("enrolment", child, status="transferred_out")
        here.leave_class(child, day)
        for table in ("scores", "exam_entries"):
            here.drop(table, child)
        document = f"{here.settings.name[:-1]}教体〔{day.year}〕901号"
        move = {
            "date": day, "from_school": origin, "to_school": target, "document": document,
            "reviewed_on": day + pd.Timedelta(days=7),
        }  # fmt: skip
        here.add("movements", [{"child": child, "kind": "transfer_out", **move}])
        there.add("movements", [{"child": guest, "kind": "transfer_in", **move}])
        for rule in ("REG-01", "REG-02", "REG-09"):
            here.note_near_miss(rule, child=child, why="arrived in the neighbouring county")
        there.note_near_miss("REG-03", child=guest, why="the former county's record says transferred")


def _enrolled_twice(here: World, there: World) -> None:
    """In class in ``there`` all term, and still on the books of ``here``: a double enrolment."""
    start = pd.Timestamp(here.settings.term.start)
    for child in here.take_ordinary(1, here.people["grade"].between(2, 8)):
        if not _enrol_guest(there, here, child, joins_on=start):
            continue
        guest = int(there.people.index.max())
        here.expect("REG-03", child=child, why="enrolled in two counties")
        there.expect("REG-03", child=guest, why="enrolled in two counties")


def _enrolled_elsewhere(here: World, there: World) -> None:
    """Registered in ``here``, enrolled and in class in ``there`` only: explained by the exchange."""
    start = pd.Timestamp(here.settings.term.start)
    for child in here.take_ordinary(1, here.people["grade"].between(2, 8)):
        if not _enrol_guest(there, here, child, joins_on=start):
            continue
        for table in ("enrolment", "attendance", "attendance_marks", "scores", "exam_entries", "helpers"):
            here.drop(table, child)
        here.note_near_miss("REG-01", child=child, why="enrolled in the neighbouring county")


def _event_day(world: World, position: int) -> pd.Timestamp | None:
    from kcbx_lib.synthetic.term_days import office_days

    days = office_days(world.settings.term, world.settings.as_of)
    days = days[days > pd.Timestamp(world.settings.term.start)]
    return pd.Timestamp(days[position]) if len(days) > position else None
