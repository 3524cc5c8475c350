"""Faults of attendance, each beside its near-misses."""

from __future__ import annotations

import pandas as pd

from kcbx_lib.synthetic.stories import most_absent_days
from kcbx_lib.synthetic.term_days import office_days
from kcbx_lib.synthetic.world import World

ONE_DAY = pd.Timedelta(days=1)


def plant_unreported_absence(world: World) -> None:
    """ATT-01: unexcused to the limit or beyond, nobody told, no case; ATT-02 follows from it.

    Near-misses: one day short; the same days broken by sick leave, or by a day not recorded; marks
    whose reason is unknown.
    """
    limit = int(world.policy["absence.report_streak_days"])
    last = world.days[-12]
    for extra in (0, 1, 0):
        for child in world.take_ordinary(1):
            world.always_present(child)
            days = world.streak_ending(last, limit + extra)
            world.mark(child, days, "unexcused")
            world.expect("ATT-01", child=child, why=f"{limit + extra} unexcused days, no report")
            world.also("ATT-02", child=child, why="no home visit after an unreported streak")
    for child in world.take_ordinary(2):
        world.always_present(child)
        world.mark(child, world.streak_ending(last, limit - 1), "unexcused")
        _not_a_streak(world, child, f"{limit - 1} unexcused days, one below the limit")
    for child in world.take_ordinary(1):
        world.always_present(child)
        days = world.streak_ending(last, limit + 1)
        world.mark(child, days, "unexcused")
        world.mark(child, days[-2:-1], "sick")
        _not_a_streak(world, child, "sick leave in between ends the streak")
    for child in world.take_ordinary(1):
        world.always_present(child)
        days = world.streak_ending(last, limit + 1)
        world.mark(child, days, "unexcused")
        world.unmark(child, days[-2:-1])
        _not_a_streak(world, child, "an unrecorded day ends the provable streak")
    for child in world.take_ordinary(1):
        world.always_present(child)
        world.mark(child, world.streak_ending(last, limit + 1), "absent_unknown")
        _not_a_streak(world, child, "reason unknown: counts for the rate, never for a streak")


def _not_a_streak(world: World, child: int, why: str) -> None:
    for rule in ("ATT-01", "ATT-02"):
        world.note_near_miss(rule, child=child, why=why)


def plant_chronic_absence(world: World) -> None:
    """ATT-04: at least a tenth of the kept school days missed, for whatever reason.

    Near-misses: the most days that stay below a tenth; a pupil often late, who was present.
    """
    most = most_absent_days(len(world.days))
    spread = world.days[:: max(2, len(world.days) // (most + 6))]
    for kind, extra in (("sick", 1), ("personal", 3)):
        for child in world.take_ordinary(1):
            world.always_present(child)
            world.mark(child, spread[: most + extra], kind)
            world.expect("ATT-04", child=child, why=f"{most + extra} days of {kind} leave")
    for child in world.take_ordinary(1):
        world.always_present(child)
        world.mark(child, spread[:most], "sick")
        world.note_near_miss("ATT-04", child=child, why=f"{most} days, just below a tenth")
    for child in world.take_ordinary(1):
        world.always_present(child)
        world.mark(child, spread[: most + 3], "late")
        world.note_near_miss("ATT-04", child=child, why="late is present")


def plant_one_recipient(world: World) -> None:
    """ATT-03: the case was reported to the township and never to the county bureau.

    Near-misses are in every county: the base's own cases, reported to both on the day.
    """
    limit = int(world.policy["absence.report_streak_days"])
    office = office_days(world.settings.term, world.settings.as_of)
    mondays = [day for day in office if day.weekday() == 0 and day + ONE_DAY in office]
    mondays = [day for day in mondays if (world.days <= day).sum() >= limit + 2][:-2]
    for child in world.take_ordinary(1, world.people["grade"].between(5, 8)) if mondays else []:
        day = mondays[-1]
        world.always_present(child)
        world.mark(child, world.streak_ending(day, limit), "unexcused")
        number = world.open_case(
            child, opened_on=day, stage="returned", verified_on=day, reported_bureau_on=pd.NaT,
            returned_on=day + ONE_DAY, placement="guided", closed_on=day + ONE_DAY,
            closing_evidence="返校证明",
        )  # fmt: skip
        world.persuade(child, number, [day])
        world.expect("ATT-03", child=child, why="reported to the township, never to the bureau")
        for rule in ("ATT-01", "ATT-02"):
            world.note_near_miss(rule, child=child, why="a case was opened and the family visited")
    for child in world.people.index[world.people["story"].eq("returned")]:
        world.note_near_miss("ATT-03", child=int(child), why="reported to both on the day")


def plant_classes_badly_kept(world: World) -> None:
    """ATT-05: a class without a mark for a whole month; ATT-06: a class whose lines were copied.

    Near-miss of ATT-06: an outing, a whole class on official leave for a day.
    """
    months = sorted(world.tables["attendance"]["month"].unique())
    over = [
        month for month in months if pd.Timestamp(month) + pd.offsets.MonthEnd(0) <= world.as_of
    ]
    if len(over) < 2:
        return
    month = pd.Timestamp(over[-1])
    days = world.days[world.days.to_period("M") == month.to_period("M")]
    stages = ("primary", "junior", "nine_year")
    blank = world.take_class(stages)
    if blank is not None:
        school, children = blank
        world.always_present(children)
        world.unmark(children, days)
        world.expect(
            "ATT-05", "school", school_code=school, why=f"nothing recorded in {month:%Y-%m}"
        )
    used: tuple[str, ...] = (blank[0],) if blank else ()
    copied = world.take_class(stages, fewest=8, not_of=used)
    if copied is not None:
        school, children = copied
        world.always_present(children)
        world.mark(children[: len(children) * 3 // 4], days[[2, 7]], "sick")
        world.expect("ATT-06", "school", school_code=school, why="three lines in four are the same")
        used += (school,)
    outing = world.take_class(stages, fewest=6, not_of=used)
    if outing is not None:
        school, children = outing
        world.always_present(children)
        world.mark(children, days[4:5], "official")
        world.note_near_miss("ATT-06", "school", school_code=school, why="an outing of the class")
        world.note_near_miss("ATT-05", "school", school_code=school, why="every class kept")


PLANTERS = [
    plant_unreported_absence,
    plant_chronic_absence,
    plant_one_recipient,
]
FIRST_PLANTERS = [plant_classes_badly_kept]
