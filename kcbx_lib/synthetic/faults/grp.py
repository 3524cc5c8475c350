"""Faults in what is due to key groups, each beside its near-misses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from kcbx_lib.synthetic.faults.case_making import DAY
from kcbx_lib.synthetic.people import focus_groups
from kcbx_lib.synthetic.world import World

Where = Callable[[pd.DataFrame], pd.Series]


def _only(*groups: str) -> Where:
    """Children of these groups and of no other."""

    def where(people: pd.DataFrame) -> pd.Series:
        flags = [
            "poor", "low_income", "destitute", "orphan", "unsupported", "distressed", "left_behind",
            "single_parent", "imprisoned_parent", "disabled", "learning_difficulty", "migrant",
        ]  # fmt: skip
        others = [flag for flag in flags if flag not in groups]
        return people[list(groups)].all(axis=1) & ~people[others].any(axis=1)

    return where


def _poor_pupils(world: World, n: int) -> list[int]:
    grades = world.people["grade"].between(2, 8) & world.people["in_population"]
    return world.take(n, _only("poor")(world.people) & grades)


def plant_lists(world: World) -> None:
    """GRP-01: an office lists the child and the school says no, or the other way round.

    Near-misses: the school's flag is blank; the school ticks a child that civil affairs lists as
    without de facto support.
    """
    for child in _poor_pupils(world, 2):
        world.change("enrolment", child, poor=False)
        world.expect("GRP-01", child=child, why="on the poverty list, the school says no")
    registered = world.people["in_population"] & world.people["grade"].between(2, 8)
    for child in world.take_ordinary(2, registered):
        world.change("enrolment", child, poor=True)
        world.expect("GRP-01", child=child, why="the school says poor, not on the list")
    for child in world.take_ordinary(1, registered):
        world.change("enrolment", child, disability_kind="limb")
        world.expect("GRP-01", child=child, why="the school says disabled, not on the list")
    for child in _poor_pupils(world, 1):
        world.change("enrolment", child, poor=pd.NA)
        world.note_near_miss("GRP-01", child=child, why="the school's flag is blank: unknown")
    for child in world.take(1, _only("unsupported")(world.people) & registered):
        world.change("enrolment", child, orphan=True)
        world.note_near_miss("GRP-01", child=child, why="listed as without de facto support")


def plant_support(world: World) -> None:
    """GRP-02: entitled and not paid this term; GRP-03: paid too little.

    Near-misses: paid for the other term only is a fault, paid without a term this autumn is none;
    two instalments; a pupil who joined during the term.
    """
    due = pd.Timestamp(world.settings.term.start) + int(world.policy["aid.due_within_days"]) * DAY
    is_due = world.as_of > due
    for child in _poor_pupils(world, 2):
        world.drop("aid", child)
        world.expect("GRP-02", child=child, found=is_due, why="entitled, no payment at all")
    for child in _poor_pupils(world, 1):
        year = world.settings.term.start.year
        world.change(
            "aid",
            child,
            school_year=f"{year - 1}-{year}",
            term=f"{year - 1}-{year}-2",
            paid_on=pd.Timestamp(year, 6, 20),
        )
        world.expect("GRP-02", child=child, found=is_due, why="paid for last spring only")
    for child in _poor_pupils(world, 1):
        world.change("aid", child, school_year=pd.NA, term=pd.NA)
        world.note_near_miss("GRP-02", child=child, why="paid this autumn, no term named")
        world.note_near_miss("GRP-03", child=child, why="paid this autumn, no term named")
    for child in _poor_pupils(world, 1):
        world.drop("aid", child)
        _transfer_in(world, child, pd.Timestamp(world.settings.term.start) + 20 * DAY)
        world.note_near_miss("GRP-02", child=child, why="joined during the term")
    for less, found in ((0.8, True), (0.5, True)):
        for child in _poor_pupils(world, 1):
            amount = float(world.rows("aid", child)["amount_yuan"].iloc[0])
            world.change("aid", child, amount_yuan=np.floor(amount * less))
            world.expect(
                "GRP-03", child=child, found=found and is_due, why=f"{less:.0%} of the amount"
            )
    for child in _poor_pupils(world, 1):
        payment = world.rows("aid", child).iloc[0]
        half = float(payment["amount_yuan"]) / 2
        world.change("aid", child, amount_yuan=half)
        second = {str(key): value for key, value in payment.items()} | {"amount_yuan": half}
        world.add("aid", [second | {"paid_on": payment["paid_on"] - 20 * DAY}])
        world.note_near_miss("GRP-03", child=child, why="two instalments make the amount")


def _transfer_in(world: World, child: int, day: pd.Timestamp) -> None:
    """The child came from outside on the day: nothing of it here before."""
    early = world.days[world.days < day]
    world.unmark(child, early)
    lines = world.tables["attendance"]
    month = day.to_period("M").start_time
    world.tables["attendance"] = lines[~(lines["child"].eq(child) & lines["month"].lt(month))]
    world.change("enrolment", child, enrolled_on=month)
    world.add(
        "movements",
        [
            {
                "child": child,
                "kind": "transfer_in",
                "date": day,
                "from_school": "云岭市实验小学",
                "to_school": world.school_name(world.school_of(child)),
                "document": f"转〔2024〕{child}号",
                "reviewed_on": day + 5 * DAY,
            }
        ],
    )


def plant_wrong_payments(world: World) -> None:
    """GRP-04: paid without a record, paid after leaving. Near-misses: paid on the day of leaving."""
    year = world.settings.term.start.year
    term = {"school_year": f"{year}-{year + 1}", "term": f"{year}-{year + 1}-1"}
    payment = {"program": "家庭经济困难学生生活补助", "amount_yuan": 500.0, **term}
    middle = world.people["grade"].between(2, 8)
    for child in world.take_ordinary(1, middle):
        world.drop("enrolment", child)
        world.add("aid", [{"child": child, "paid_on": world.as_of - 30 * DAY, **payment}])
        world.expect("GRP-04", child=child, why="paid, in no enrolment record")
        world.also("REG-04", child=child, why="in class without a record")
    left = world.as_of - 15 * DAY
    for wait, found in ((1, True), (10, True), (0, False)):
        for child in world.take_ordinary(1, middle):
            world.leave_class(child, left)
            world.change("enrolment", child, status="transferred_out")
            world.add(
                "movements",
                [
                    {
                        "child": child,
                        "kind": "transfer_out",
                        "date": left,
                        "from_school": world.school_name(world.school_of(child)),
                        "to_school": "滨江市育才学校",
                        "document": f"转〔2024〕{child}号",
                        "reviewed_on": left + 5 * DAY,
                    }
                ],
            )
            world.add("aid", [{"child": child, "paid_on": left + wait * DAY, **payment}])
            world.expect("GRP-04", child=child, found=found, why=f"paid {wait} days after leaving")


def plant_poor_dropout(world: World) -> None:
    """GRP-05: a verified dropout of a poor household. Near-misses: suspected only; returned."""
    opened = world.as_of - 12 * DAY
    veto = world.policy["veto.poor_dropout"] is not None
    for stage, verified, found in (("dropout", 5, True), ("suspected", 5, False)):
        for child in _poor_pupils(world, 1):
            world.always_present(child)
            days = world.days[world.days >= opened]
            world.mark(child, days, "absent_unknown")
            if len(days) * 10 >= len(world.days):
                world.also("ATT-04", child=child, why=f"{len(days)} days missed in an open case")
            world.open_case(
                child, opened_on=opened, stage=stage, verified_on=opened + verified * DAY
            )
            world.expect("GRP-05", child=child, found=found and veto, why=f"poor, case is {stage}")


def plant_plans(world: World) -> None:
    """GRP-07: an open case, or a poor household where the profile asks, without a plan."""
    opened = world.days[-3]
    for child in world.take_ordinary(2, world.people["grade"].between(2, 8)):
        world.always_present(child)
        world.mark(child, world.days[-3:], "absent_unknown")
        world.open_case(child, opened_on=opened)
        world.expect("GRP-07", child=child, why="an open case without a plan")
    asked = "is_poor" in (world.policy["plan.groups"] or [])
    for child in _poor_pupils(world, 1):
        world.drop("plans", child)
        world.expect("GRP-07", child=child, found=asked, why="poor household without a plan")


def _helped(world: World, n: int, where: pd.Series) -> list[int]:
    """Pupils whose helper has one to spare, so that taking one away leaves the load in its range."""
    low = int(world.policy["helper.load_min"] or 0)
    rows = world.tables["helpers"]
    load = rows.groupby(["school_code", "helper"])["child"].transform("size")
    spare = rows[load.gt(low)].drop_duplicates(["school_code", "helper"])
    chosen: list[int] = []
    for _ in range(n):
        free = [child for child in spare["child"] if not world.is_taken(int(child))]
        found = world.take(1, where, among=free)
        chosen += found
        spare = spare[~spare["child"].isin(found)]
    return chosen


def plant_helpers(world: World) -> None:
    """GRP-06, GRP-08, GRP-09, GRP-11: nobody named, too many named, help ended, no support."""
    groups = world.policy["helper.groups"]
    columns = {"is_orphan": "orphan", "is_poor": "poor", "is_left_behind": "left_behind"}
    pupils = world.people["grade"].between(2, 8) & world.people["in_population"]
    for group, column in columns.items():
        for child in _helped(world, 1, _only(column)(world.people) & pupils):
            world.drop("helpers", child)
            asked = bool(groups) and group in groups
            world.expect("GRP-06", child=child, found=asked, why=f"{column}, no helper named")
    hard = _only("learning_difficulty")(world.people) & pupils
    for child in _helped(world, 1, hard):
        world.drop("helpers", child)
        world.drop("plans", child)
        world.expect("GRP-11", child=child, why="learning difficulty, neither helper nor plan")
    for child in _helped(world, 1, hard):
        world.drop("helpers", child)
        world.note_near_miss("GRP-11", child=child, why="learning difficulty, a plan but no helper")
    alone = _only("left_behind")(world.people) | _only("single_parent")(world.people)
    ended = world.as_of - 40 * DAY
    for reason, found, why in (
        (pd.NA, True, "no reason given"),
        ("helper_left", True, "the helper left, nobody follows"),
        ("transferred", False, "recorded as transferred"),
    ):
        for child in _helped(world, 1, alone & pupils):
            world.change("helpers", child, until=ended, end_reason=reason)
            world.expect("GRP-09", child=child, found=found, why=why)
    for child in _helped(world, 1, alone & pupils):
        row = world.rows("helpers", child).iloc[0]
        world.change("helpers", child, until=ended, end_reason="helper_left")
        follows: dict[str, Any] = {str(key): value for key, value in row.items()}
        world.add("helpers", [follows | {"since": ended + DAY}])
        world.note_near_miss("GRP-09", child=child, why="the same helper took it up again")
    _overload(world)


def _overload(world: World) -> None:
    """GRP-08: one helper of a school gets one pupil more than the range allows."""
    high = world.policy["helper.load_max"]
    if high is None:
        return
    rows = world.tables["helpers"]
    load = rows.groupby(["school_code", "helper"])["child"].size().sort_index()
    for school, helper in load.index:
        free = world.people.index[
            world.people["plain"]
            & world.people["school_code"].eq(school)
            & ~world.people.index.isin(rows["child"])
        ]
        missing = int(high) + 1 - int(load[(school, helper)])
        taken = world.take(missing, ~focus_groups(world.people), among=free) if missing > 0 else []
        if len(taken) < missing:
            continue
        first = rows[rows["school_code"].eq(school) & rows["helper"].eq(helper)].iloc[0]
        world.add(
            "helpers",
            [
                {
                    "child": child,
                    "school_code": school,
                    "role": first["role"],
                    "helper": helper,
                    "since": first["since"],
                }
                for child in taken
            ],
        )
        world.expect("GRP-08", "school", school_code=str(school), why="one pupil above the range")
        low = int(world.policy["helper.load_min"] or 0)
        loads = load.groupby(level=0).agg(["min", "max"])
        for other in loads.index[loads["min"].ge(low) & loads["max"].le(int(high))]:
            if other != school:
                why = "every helper's load within the range"
                world.note_near_miss("GRP-08", "school", school_code=str(other), why=why)
        return


def plant_home_teaching(world: World) -> None:
    """GRP-10: one visit in October. Near-miss: exactly as many as asked in every month."""
    needed = int(world.policy["home_teaching.min_visits_per_month"])
    taught = world.people.index[world.people["story"].eq("home_teaching")]
    for child, kept in zip(taught, (needed - 1, needed), strict=False):
        visits = world.rows("home_teaching", int(child))
        october = visits[visits["date"].dt.month.eq(10)].sort_values("date")
        gone = october.index[kept:]
        world.tables["home_teaching"] = world.tables["home_teaching"].drop(index=gone)
        world.expect(
            "GRP-10", child=int(child), found=kept < needed, why=f"{kept} visits in October"
        )


PLANTERS = [
    plant_lists,
    plant_support,
    plant_wrong_payments,
    plant_poor_dropout,
    plant_plans,
    plant_helpers,
    plant_home_teaching,
]
