"""Children of one county who turn up in another: what only the exchange between counties can see."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kcbx_lib.synthetic.schooling import PERSON
from kcbx_lib.synthetic.term_days import office_days
from kcbx_lib.synthetic.world import World

_RECORDS_OF_PUPILS = (
    "enrolment", "attendance", "attendance_marks", "scores", "exam_entries", "helpers",
)  # fmt: skip


def plant_between(worlds: list[World]) -> None:
    """Move children between each county and the next: arrived, enrolled twice, enrolled elsewhere."""
    if len(worlds) < 2:
        return
    for here, there in zip(worlds, worlds[1:] + worlds[:1], strict=True):
        _transferred_and_arrived(here, there)
        _enrolled_twice(here, there)
        _enrolled_elsewhere(here, there)


def _transferred_and_arrived(here: World, there: World) -> None:
    """Out of ``here`` early in the term, into ``there`` the same day: arrived, nothing to find."""
    days = office_days(here.settings.term, here.settings.as_of)
    days = days[days > pd.Timestamp(here.settings.term.start)]
    for child in _movers(here) if len(days) else []:
        day = pd.Timestamp(days[0])
        guest = receive(there, here, child, joins_on=day)
        if guest is None:
            continue
        move = {
            "date": day,
            "from_school": here.school_name(here.school_of(child)),
            "to_school": there.school_name(there.school_of(guest)),
            "document": f"{here.settings.name[:-1]}教体〔{day.year}〕901号",
            "reviewed_on": day + pd.Timedelta(days=7),
        }
        here.change("enrolment", child, status="transferred_out")
        here.leave_class(child, day)
        for table in ("scores", "exam_entries", "helpers"):
            here.drop(table, child)
        here.add("movements", [{"child": child, "kind": "transfer_out", **move}])
        there.add("movements", [{"child": guest, "kind": "transfer_in", **move}])
        for rule in ("REG-01", "REG-02", "REG-03", "REG-09"):
            here.note_near_miss(rule, child=child, why="arrived in the neighbouring county")
        there.note_near_miss("REG-03", child=guest, why="the former record says transferred out")


def _enrolled_twice(here: World, there: World) -> None:
    """In class in ``there`` all term, and still on the books of ``here``: a double enrolment."""
    start = pd.Timestamp(here.settings.term.start)
    for child in _movers(here):
        guest = receive(there, here, child, joins_on=start)
        if guest is None:
            continue
        for table in ("attendance", "attendance_marks", "scores", "helpers"):
            here.drop(table, child)
        here.expect("REG-03", child=child, why="enrolled in two counties")
        there.expect("REG-03", child=guest, why="enrolled in two counties")


def _enrolled_elsewhere(here: World, there: World) -> None:
    """Registered in ``here``, enrolled and in class in ``there`` only: explained by the exchange."""
    start = pd.Timestamp(here.settings.term.start)
    for child in _movers(here):
        if receive(there, here, child, joins_on=start) is None:
            continue
        for table in _RECORDS_OF_PUPILS:
            here.drop(table, child)
        here.note_near_miss("REG-01", child=child, why="enrolled in the neighbouring county")


def _movers(world: World) -> list[int]:
    return world.take_ordinary(1, world.people["grade"].between(2, 8))


def receive(there: World, here: World, child: int, *, joins_on: pd.Timestamp) -> int | None:
    """Enter a child of ``here`` in a class of ``there`` from a day on, present every school day.

    The guest sits in the class of an ordinary child of the same grade and becomes a person of
    ``there`` with the same name and numbers; returns the guest's number there, or None if no class
    has that grade.
    """
    guest = here.people.loc[child]
    hosts = there.take_ordinary(1, there.people["grade"].eq(guest["grade"]))
    if not hosts:
        return None
    host = hosts[0]
    number = int(there.people.index.max()) + 1
    person: dict[str, Any] = {column: guest[column] for column in PERSON}
    told = {column: guest[column] for column in ("guardian", "phone", "ethnicity", "hukou_kind")}
    truth = there.people.loc[[host]].set_axis([number])
    nowhere = dict.fromkeys(truth.select_dtypes("bool").columns, False)
    truth = truth.assign(**person, **told, **nowhere, age=guest["age"], story="guest")
    there.people = pd.concat([there.people, truth.astype(there.people.dtypes.to_dict())])
    first_month = joins_on.to_period("M").start_time
    record: dict[str, Any] = {str(k): v for k, v in there.rows("enrolment", host).iloc[0].items()}
    there.add("enrolment", [record | person | told | {
        "child": number, "status": "in_school", "enrolled_on": first_month,
        "household_address": guest["household_address"],
        "address": truth["address"].iloc[0],
    }])  # fmt: skip
    lines = there.rows("attendance", host)
    there.add("attendance", [
        {str(k): v for k, v in line.items()} | person | {"child": number}
        for line in lines[lines["month"].ge(first_month)].to_dict("records")
    ])  # fmt: skip
    days = there.days[there.days >= joins_on]
    marks = pd.DataFrame(
        {"child": number, "school_code": there.school_of(host), "date": days, "mark": "present"}
    )
    frame = there.tables["attendance_marks"]
    there.tables["attendance_marks"] = pd.concat(
        [frame, marks.astype(frame.dtypes.to_dict())], ignore_index=True
    )
    return number
