"""The levels as a table, strongest first: what must agree, and on what condition."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from kcbx_lib.link.nodes import REGISTERS


@dataclass(frozen=True)
class Level:
    """One way to agree: ``name`` in the crosswalk, ``agree`` columns, further conditions.

    ``only`` restricts the nodes that may come in at the level to those for which it is True; the
    others may still be what they join.
    """

    name: str
    agree: tuple[str, ...]
    only: Callable[[pd.DataFrame], pd.Series] | None = None
    same_birth: bool = False
    one_in_enrolment: bool = False
    one_in_attendance: bool = False
    same_number: bool = False
    same_class: bool = False
    same_grade: bool = False


def _lacks_id_and_birth(nodes: pd.DataFrame) -> pd.Series:
    return nodes["id"].isna() & nodes["birth"].isna()


def _lacks_class(nodes: pd.DataFrame) -> pd.Series:
    """Either side may be the one that does not say the class: the roll or the sheet."""
    return nodes["class_no"].isna() | nodes["grade"].isna()


def _is_of_another_year(nodes: pd.DataFrame) -> pd.Series:
    """Sheets that need not be of this school year: a score's class is the class of its term."""
    return _lacks_id_and_birth(nodes) & ~nodes["table"].isin([*REGISTERS, "exam_entries"])


def _is_about_a_known_child(nodes: pd.DataFrame) -> pd.Series:
    """Tables that only ever speak of children other tables list."""
    tables = ["plans", "helpers", "aid", "home_teaching", "persuasions", "notices", "movements"]
    return _lacks_id_and_birth(nodes) & nodes["table"].isin(tables) & nodes["school"].isna()


LEVELS: tuple[Level, ...] = (
    Level("name_birth_school", ("name_key", "birth", "school")),
    Level("name_birth_guardian", ("name_key", "birth", "guardian_key")),
    Level("name_birth_household", ("name_key", "birth", "household_no")),
    Level("name_birth_village", ("name_key", "birth", "village")),
    Level("name_birth", ("name_key", "birth")),
    Level("name_sound_birth_school", ("sound_key", "birth", "school")),
    Level("name_sound_birth_guardian", ("sound_key", "birth", "guardian_key")),
    Level("name_sound_birth_village", ("sound_key", "birth", "village")),
    Level(
        "name_class",
        ("name_key", "school", "grade", "class_no"),
        only=_lacks_id_and_birth,
        same_birth=True,
        one_in_enrolment=True,
        same_number=True,
    ),
    Level(
        "name_sound_class",
        ("sound_key", "school", "grade", "class_no"),
        only=_lacks_id_and_birth,
        same_birth=True,
        one_in_enrolment=True,
        same_number=True,
    ),
    Level(
        "name_grade",
        ("name_key", "school", "grade"),
        only=_lacks_class,
        same_birth=True,
        one_in_enrolment=True,
        same_number=True,
        same_class=True,
    ),
    Level(
        "name_grade_other_class",
        ("name_key", "school", "grade"),
        only=_lacks_id_and_birth,
        same_birth=True,
        one_in_enrolment=True,
        one_in_attendance=True,
        same_number=True,
    ),
    Level(
        "name_school",
        ("name_key", "school"),
        only=_lacks_class,
        same_birth=True,
        one_in_enrolment=True,
        same_number=True,
        same_class=True,
        same_grade=True,
    ),
    Level(
        "name_school_other_year",
        ("name_key", "school"),
        only=_is_of_another_year,
        same_birth=True,
        one_in_enrolment=True,
        same_number=True,
    ),
    Level(
        "name_guardian",
        ("name_key", "guardian_key"),
        only=_lacks_id_and_birth,
        same_birth=True,
        one_in_enrolment=True,
        same_number=True,
    ),
    Level(
        "name_household",
        ("name_key", "household_no"),
        only=_lacks_id_and_birth,
        same_birth=True,
        one_in_enrolment=True,
        same_number=True,
    ),
    Level(
        "name_village",
        ("name_key", "village"),
        only=_lacks_id_and_birth,
        same_birth=True,
        one_in_enrolment=True,
        same_number=True,
    ),
    Level(
        "name_only",
        ("name_key",),
        only=_is_about_a_known_child,
        same_birth=True,
        one_in_enrolment=True,
        same_number=True,
    ),
)
