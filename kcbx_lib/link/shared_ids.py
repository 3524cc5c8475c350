"""Ids that are not the child's own: a guardian's, or one that several children bear.

A clerk types a guardian's id for each child, or drags a cell down. The same id under names that are
not one name's spellings is then several children; it stays with the one it fits (birth and sex), else
with the one in the household register, else with nobody. Two names that share a character or nearly a
sound, in different tables, are one child's former and present name: a register never lists a child
under both.
"""

from __future__ import annotations

from itertools import groupby
from typing import NamedTuple

import numpy as np
import pandas as pd

from kcbx_lib.link.names import is_alike, is_same_spelling
from kcbx_lib.link.slips import compare_births

GROWN_UP = 20
SCHOOL_TABLES = ("enrolment", "attendance", "scores", "exam_entries", "movements", "aid", "cases",
                 "home_teaching", "plans", "helpers")  # fmt: skip
"""No pupil is that old: in a school's table such an id is a guardian's. Lists of households and of
the disabled do hold grown-ups; there it is their own."""


def drop_grown_ups_ids(nodes: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """Nodes without the ids of grown-ups, and without a birth date that was read from one."""
    born = pd.to_datetime(nodes["id"].str[6:14], format="%Y%m%d", errors="coerce")
    old = (born <= as_of - pd.DateOffset(years=GROWN_UP)).fillna(False).astype(bool)
    grown = old & nodes["table"].isin(SCHOOL_TABLES)
    read_from_id = grown & nodes["birth"].eq(born)
    return nodes.assign(
        id=nodes["id"].mask(grown),
        birth=nodes["birth"].mask(read_from_id),
        is_grown_ups_id=grown,
        contradicts_id=nodes["birth"].notna() & born.notna() & ~grown & nodes["birth"].ne(born),
    )


def settle_shared_ids(nodes: pd.DataFrame) -> pd.DataFrame:
    """Nodes with ``id`` taken from those it does not belong to, and ``shared_id`` on all who bear it.

    A birth date that is the id's own goes with it: it may have been read from the id.
    """
    out = nodes.assign(shared_id=pd.Series(index=nodes.index, dtype="str"))
    ids, names = (pd.factorize(out[column])[0] for column in ("id", "name_key"))
    named = np.flatnonzero((ids >= 0) & (names >= 0))
    one_name = np.full(int(ids.max(initial=-1)) + 2, -1)  # the last one is of those without an id
    one_name[ids[named]] = names[named]
    has_several = np.zeros(len(one_name), dtype=bool)
    has_several[ids[named[one_name[ids[named]] != names[named]]]] = True
    several = out[has_several[ids]]
    bearers: dict[str, list[_Bearer]] = {}
    columns = ("id", "name_key", "table", "birth", "sex", "guardian_key")
    for at, ident, *said in zip(several.index, *(several[c] for c in columns), strict=True):
        bearers.setdefault(ident, []).append(_Bearer(at, *said))
    shared: dict[int, str] = {}
    lost: list[int] = []
    births_lost: list[int] = []
    for ident in sorted(bearers):
        people = _people([bearer for bearer in bearers[ident] if not pd.isna(bearer.name)])
        if len(people) == 1:
            continue
        owner = _owner(people, ident)
        for person in people:
            shared |= {bearer.node: ident for bearer in person}
            if person is not owner:
                lost += [bearer.node for bearer in person]
                births_lost += [bearer.node for bearer in person if bearer.born == ident[6:14]]
        # Of a row without a name it cannot be said whose it is.
        lost += [bearer.node for bearer in bearers[ident] if pd.isna(bearer.name)]
    out.loc[list(shared), "shared_id"] = list(shared.values())
    out.loc[lost, "id"] = None
    out.loc[births_lost, "birth"] = pd.NaT
    return out


class _Bearer(NamedTuple):
    """One node that bears a shared id, and what it says of its child."""

    node: int
    name: str
    table: str
    birth: pd.Timestamp
    sex: str
    guardian: str

    @property
    def born(self) -> str:
        """The birth date as an id writes it; '' where it is unknown."""
        return "" if pd.isna(self.birth) else self.birth.strftime("%Y%m%d")


Person = list[_Bearer]


def _people(bearers: list[_Bearer]) -> list[Person]:
    """The bearers of one id parted into children, in the order of their names."""
    people: list[Person] = []
    for _, spelling in groupby(sorted(bearers, key=_name), key=_name):
        rows = list(spelling)
        same = next((person for person in people if _is_one(person, rows)), None)
        if same is None:
            people.append(rows)
        else:
            same += rows
    return people


def _name(bearer: _Bearer) -> str:
    return bearer.name


def _is_one(known: Person, other: Person) -> bool:
    name = other[0].name
    spellings = dict.fromkeys(bearer.name for bearer in known)
    if any(is_same_spelling(one, name) for one in spellings):
        return True
    if {bearer.table for bearer in known} & {bearer.table for bearer in other}:
        return False
    return _are_born_alike([*known, *other]) and any(is_alike(one, name) for one in spellings)


def _are_born_alike(bearers: Person) -> bool:
    """One birth; or two that a slip of the pen parts, where all name the same guardian."""
    births = sorted({bearer.birth for bearer in bearers if not pd.isna(bearer.birth)})
    if len(births) <= 1:
        return True
    guardians = {bearer.guardian for bearer in bearers}
    one_guardian = len(guardians) == 1 and not pd.isna(next(iter(guardians)))
    return one_guardian and len(births) == 2 and compare_births(*births) != ""


def _owner(people: list[Person], shared: str) -> Person | None:
    fitting = [person for person in people if _fits(person, shared)]
    registered = [
        person for person in fitting if any(bearer.table == "population" for bearer in person)
    ]
    for candidates in (fitting, registered):
        if len(candidates) == 1:
            return candidates[0]
    return None


def _fits(person: Person, shared: str) -> bool:
    """Whether nothing that is stated of the person contradicts the id."""
    sex = "male" if int(shared[16]) % 2 else "female"
    return all(
        bearer.born in ("", shared[6:14]) and (pd.isna(bearer.sex) or bearer.sex == sex)
        for bearer in person
    )
