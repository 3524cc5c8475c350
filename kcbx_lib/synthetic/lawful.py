"""A county in which all is as it should be: the near-miss of every rule about a county as a whole."""

from __future__ import annotations

from kcbx_lib.synthetic.faults.srf import hand_in
from kcbx_lib.synthetic.world import World

# Rules whose subject is the county itself; a school's or child's rules have near-misses beside faults.
OF_THE_COUNTY = (
    "REG-12", "TGT-01", "TGT-03", "TGT-04", "TGT-06", "REP-07", "RES-05", "GOV-01", "GOV-08",
)  # fmt: skip


def note_lawful(world: World) -> None:
    """Hand in reports that are right, and expect no rule about the county to find it."""
    hand_in(world, with_faults=False)
    for rule in OF_THE_COUNTY:
        world.note_near_miss(rule, "county", org=world.settings.code, why="a lawful county")
    if world.policy["report.weekly_deadline"] is not None:
        why = "every week in time"
        world.note_near_miss("REP-02", "county", org=world.offices.bureau, why=why)
