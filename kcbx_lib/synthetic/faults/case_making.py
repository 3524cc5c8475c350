"""Cases as planters make them: open ones of children who are away, closed ones of children who are back."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kcbx_lib.synthetic.stories import most_absent_days
from kcbx_lib.synthetic.world import World

DAY = pd.Timedelta(days=1)


def present_pupils(world: World, n: int) -> list[int]:
    """Ordinary pupils of grades 2 to 8, always present so far."""
    chosen = world.take_ordinary(n, world.people["grade"].between(2, 8))
    world.always_present(chosen)
    return chosen


def keep_away(
    world: World, child: int, since: pd.Timestamp, until: pd.Timestamp | None = None
) -> None:
    """Not in class from the day on, for a reason nobody wrote down: no streak, but absence."""
    last = until if until is not None else world.as_of
    days = world.days[(world.days >= since) & (world.days <= last)]
    world.mark(child, days, "absent_unknown")
    if len(days) > most_absent_days(len(world.days)):
        world.also("ATT-04", child=child, why=f"{len(days)} days missed in an open case")


def make_plan(world: World, child: int, day: pd.Timestamp) -> None:
    """The pupil's plan that an open case needs."""
    responsible = world.staff[world.school_of(child)][0]
    world.add(
        "plans",
        [
            {
                "child": child,
                "kind": "疑似辍学学生",
                "made_on": day,
                "measures": "上门劝返；专人跟踪",
                "responsible": responsible,
            }
        ],
    )


def open_case(world: World, child: int, opened: pd.Timestamp, **values: Any) -> str:
    """An open case with a plan, of a child away since; verified on the fifth day unless said."""
    keep_away(world, child, opened)
    make_plan(world, child, min(opened + 2 * DAY, world.as_of))
    verified = opened + 5 * DAY
    known = {"verified_on": verified} if verified <= world.as_of else {}
    return world.open_case(child, opened_on=opened, **(known | values))


def returned_case(world: World, child: int, **values: Any) -> str:
    """A case that was closed as it should be: three days away, verified, back, placed, closed."""
    days = world.days
    opened, back = days[4], days[7]
    keep_away(world, child, opened, back - DAY)
    row: dict[str, Any] = {
        "stage": "returned",
        "verified_on": opened + DAY,
        "returned_on": back,
        "placement": "guided",
        "closed_on": back + 7 * DAY,
        "closing_evidence": "返校证明、到校签到表",
    }
    return world.open_case(child, opened_on=opened, **(row | values))
