"""The counts of a world that its reports speak of, taken from the tables as they stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:  # the world holds its reports, and they speak of the world
    from kcbx_lib.synthetic.world import World


@dataclass(frozen=True)
class WorldFigures:
    """A county's own figures on the audit date. Children are counted once."""

    county: str
    bureau: str
    townships: tuple[str, ...]
    as_of: date
    term_start: date
    schools: dict[str, int]  # stage → schools
    boys: int
    girls: int
    primary: int
    junior: int
    left_behind: int
    left_behind_junior: int
    migrants: int
    poor: int
    disabled: int
    moved_in: int
    moved_out: int
    teachers: int
    agreements_due: int
    agreements_signed: int
    attended_days: int
    due_days: int
    visits_school: int
    visits_joint: int
    inspected: int
    aided: int
    sizes: tuple[tuple[str, int, int], ...]  # school, pupils, classes
    number: int  # the county's number among its neighbours, for what no table holds

    @property
    def pupils(self) -> int:
        """Pupils on roll."""
        return self.boys + self.girls

    @property
    def school_count(self) -> int:
        """Schools of every stage."""
        return sum(self.schools.values())

    @property
    def year(self) -> int:
        """The year of the audit date."""
        return self.as_of.year


def figures_of(world: World) -> WorldFigures:
    """Count what the reports state."""
    enrolled = world.tables["enrolment"]
    on_roll = enrolled[enrolled["status"].eq("in_school")].drop_duplicates("child")
    people = world.people.reindex(on_roll["child"])
    junior = on_roll["grade"].ge(7).to_numpy()
    start = pd.Timestamp(world.settings.term.start)
    moves = world.tables["movements"]
    moves = moves[moves["date"].ge(start) & moves["date"].le(world.as_of)]
    marks = world.tables["attendance_marks"]["mark"]
    agreements = world.tables["agreements"]
    persuasions = world.tables["persuasions"]
    aid = world.tables["aid"]
    schools = world.tables["schools"]
    left_behind = people["left_behind"]
    return WorldFigures(
        county=world.settings.name,
        bureau=world.offices.bureau,
        townships=tuple(world.offices.townships),
        as_of=world.settings.as_of,
        term_start=world.settings.term.start,
        schools={str(stage): int(n) for stage, n in world.places["stage"].value_counts().items()},
        boys=int(people["sex"].eq("male").sum()),
        girls=int(people["sex"].ne("male").sum()),
        primary=int((~junior).sum()),
        junior=int(junior.sum()),
        left_behind=int(left_behind.sum()),
        left_behind_junior=int((left_behind.to_numpy(dtype=bool) & junior).sum()),
        migrants=int(people["migrant"].sum()),
        poor=int(people["poor"].sum()),
        disabled=int(people["disabled"].sum()),
        moved_in=int(moves["kind"].eq("transfer_in").sum()),
        moved_out=int(moves["kind"].eq("transfer_out").sum()),
        teachers=int(schools["teachers"].sum()),
        agreements_due=len(agreements),
        agreements_signed=int(agreements["signed_on"].notna().sum()),
        attended_days=int(marks.isin(["present", "late", "left_early"]).sum()),
        due_days=len(marks),
        visits_school=int(persuasions["level"].eq("school").sum()),
        visits_joint=int(persuasions["level"].eq("joint").sum()),
        inspected=int(world.tables["inspections"]["org"].nunique()),
        aided=int(aid["paid_on"].ge(start).sum()),
        sizes=_sizes(world, on_roll),
        number=int(world.settings.code) % 100,
    )


def _sizes(world: World, on_roll: pd.DataFrame) -> tuple[tuple[str, int, int], ...]:
    """Each school's name, pupils and classes."""
    rows = []
    for code, name in zip(world.places["school_code"], world.places["school_name"], strict=True):
        here = on_roll[on_roll["school_code"].eq(code)]
        classes = here[["grade", "class_no"]].drop_duplicates()
        rows.append((str(name), len(here), len(classes)))
    return tuple(rows)
