"""Faults of attendance, each beside its near-misses."""

from __future__ import annotations

from kcbx_lib.synthetic.stories import most_absent_days
from kcbx_lib.synthetic.world import World


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


PLANTERS = [plant_unreported_absence, plant_chronic_absence]
