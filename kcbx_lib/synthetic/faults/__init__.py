"""What planters spoil, one module a family of rules: ``faults/<family>.py``.

A family's module lists its planters: ``FIRST_PLANTERS`` need whole classes and run while there still
are some, ``PLANTERS`` change records (attendance, cases, lists …), ``LATE_PLANTERS`` change what is
derived from records (``reports``, ``schools``) and run after the reports were drawn up anew. A planter
is ``plant_<what>(world: World) -> None``: it takes children, schools or organisations that no other
planter has, spoils them, plants the near-misses beside them, and states for both what an audit ought
to find, other rules' findings included.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec

from kcbx_lib.synthetic.world import World

FAMILIES = ("dq", "reg", "att", "grp", "case", "rep", "tgt", "res", "gov", "srf")
Planter = Callable[[World], None]


def planters(family: str) -> dict[str, list[Planter]]:
    """The first, ordinary and late planters of one family; none where it has no module yet."""
    kinds = ("FIRST_PLANTERS", "PLANTERS", "LATE_PLANTERS")
    for module_name in (f"{__name__}.{family}", f"{__name__}.{family}_"):
        if find_spec(module_name) is not None:
            module = import_module(module_name)
            return {kind: list(getattr(module, kind, [])) for kind in kinds}
    return {kind: [] for kind in kinds}


def plant_all(world: World, families: tuple[str, ...] = FAMILIES) -> None:
    """Run every family's planters on the world, in a fixed order, reports drawn up in between."""
    found = [planters(family) for family in families]
    for kind in ("FIRST_PLANTERS", "PLANTERS", "LATE_PLANTERS"):
        if kind == "LATE_PLANTERS":
            world.draw_up_reports()
        for of_family in found:
            for plant in of_family[kind]:
                plant(world)
