"""Ids that are not the child's own: a guardian's, or one that several children bear.

A clerk types a guardian's id for each child, or drags a cell down. The same id under names that are
not one name's spellings is then several children; it stays with the one it fits (birth and sex), else
with the one in the household register, else with nobody. Two names that share a character or nearly a
sound, in different tables, are one child's former and present name: a register never lists a child
under both.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.link.names import is_alike, is_same_spelling

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
    out = nodes.assign(shared_id=pd.Series(None, index=nodes.index, dtype="str"))
    named = out[out["id"].notna() & out["name_key"].notna()]
    spellings = named.groupby("id")["name_key"].nunique()
    for shared in sorted(spellings[spellings > 1].index):
        bearers = named[named["id"] == shared]
        people = _people(bearers)
        if len(people) == 1:
            continue
        owner = _owner(people, shared)
        for person in people:
            out.loc[person.index, "shared_id"] = shared
            if person is not owner:
                own_birth = person["birth"].dt.strftime("%Y%m%d").ne(shared[6:14])
                out.loc[person.index, "id"] = None
                out.loc[person.index, "birth"] = person["birth"].where(own_birth)
        nameless = out["id"].eq(shared) & out["name_key"].isna()
        out.loc[nameless, "id"] = None  # it cannot be said whose row it is
    return out


def _people(bearers: pd.DataFrame) -> list[pd.DataFrame]:
    """The bearers of one id parted into children, in the order of their names."""
    people: list[pd.DataFrame] = []
    for _, spelling in sorted(bearers.groupby("name_key"), key=lambda one: str(one[0])):
        same = next((n for n, known in enumerate(people) if _is_one(known, spelling)), None)
        if same is None:
            people.append(spelling)
        else:
            people[same] = pd.concat([people[same], spelling])
    return people


def _is_one(known: pd.DataFrame, other: pd.DataFrame) -> bool:
    name = str(other["name_key"].iloc[0])
    spellings = known["name_key"].unique()
    if any(is_same_spelling(str(one), name) for one in spellings):
        return True
    if set(known["table"]) & set(other["table"]):
        return False
    births = pd.concat([known["birth"], other["birth"]]).dropna()
    return births.nunique() <= 1 and any(is_alike(str(one), name) for one in spellings)


def _owner(people: list[pd.DataFrame], shared: str) -> pd.DataFrame | None:
    fitting = [person for person in people if _fits(person, shared)]
    registered = [person for person in fitting if person["table"].eq("population").any()]
    for candidates in (fitting, registered):
        if len(candidates) == 1:
            return candidates[0]
    return None


def _fits(person: pd.DataFrame, shared: str) -> bool:
    """Whether nothing that is stated of the person contradicts the id."""
    births = person["birth"].dropna().dt.strftime("%Y%m%d")
    sex = "male" if int(shared[16]) % 2 else "female"
    sexes = person["sex"].dropna()
    return bool(births.eq(shared[6:14]).all() and sexes.eq(sex).all())
