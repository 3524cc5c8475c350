"""How a planted child comes to be in no school."""

from __future__ import annotations

from kcbx_lib.synthetic.world import World

SCHOOL_RECORDS = (
    "enrolment", "attendance", "attendance_marks", "scores", "exam_entries", "helpers", "plans",
)  # fmt: skip


def take_out_of_school(world: World, child: int) -> None:
    """No school has ever heard of the child; the offices' lists still may."""
    for table in SCHOOL_RECORDS:
        world.drop(table, child)
