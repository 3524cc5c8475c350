"""Two registers of children with a known truth: what the comparison of linkers is run on.

Nine children in ten stand in both registers, the others in one. One child in ninety has a twin and one
in four a sibling among the others, who may stand in both registers or in either: twins share birth and
guardian, and many differ in one character of the name or in its order. Of the second register a fifth
of the ids are missing; one name and one birth in twenty are wrong, whether the id is there or not. There are
two families of errors: the linker was written with the first in view (a clerk who only hears the name,
a digit mistyped), the second was held back (a clerk who misreads, drops or swaps characters, who swaps
day and month or takes the year before).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from kcbx_lib.clean.resident_id import check_letter
from kcbx_lib.synthetic.names import (
    BOY_CHARACTERS,
    GIRL_CHARACTERS,
    draw_given_names,
    draw_surnames,
    homophone_of,
)

IN_BOTH = 0.9
IDS_MISSING = 0.2
WRONG = 0.05
TWINS = 1 / 90
SIBLINGS = 1 / 4
FIRST_BIRTH = pd.Timestamp("2009-09-01")
DAYS = 3650

Wrong = Callable[[str, np.random.Generator], str]


def registers(
    pupils: int, *, seed: int, held_back: bool
) -> tuple[pd.DataFrame, pd.DataFrame, pd.Series]:
    """The two registers, and for each row of the second the row of the first that is the same child
    (−1 for none). Columns: ``name, resident_id, sex, birth_date, guardian``.
    """
    rng = np.random.default_rng(seed)
    both = int(pupils * IN_BOTH)
    people = _people(2 * pupils - both, rng)
    first = people.iloc[:pupils].reset_index(drop=True)
    second = people.iloc[pupils - both :].reset_index(drop=True)
    truth = pd.Series(np.where(np.arange(pupils) < both, np.arange(pupils) + pupils - both, -1))
    order = rng.permutation(pupils)
    second, truth = second.iloc[order].reset_index(drop=True), truth.iloc[order]
    wrong_name, wrong_birth = (_misread, _misdated) if held_back else (_misheard, _mistyped)
    second["name"] = _spoilt(second["name"], wrong_name, rng)
    second["guardian"] = _spoilt(second["guardian"], wrong_name, rng)
    births = _spoilt(second["birth_date"].dt.strftime("%Y%m%d"), wrong_birth, rng)
    second["birth_date"] = pd.to_datetime(births, format="%Y%m%d").dt.as_unit("us")
    lost = rng.random(pupils) < IDS_MISSING
    second["resident_id"] = second["resident_id"].mask(lost)
    return first, second, truth.reset_index(drop=True)


def _people(count: int, rng: np.random.Generator) -> pd.DataFrame:
    """Children of families, in no order."""
    is_male = rng.random(count) < 0.52
    surnames = draw_surnames(rng, count)
    given = draw_given_names(rng, is_male)
    guardians = surnames + draw_given_names(rng, rng.random(count) < 0.6)
    born = rng.integers(0, DAYS, count)
    fate = rng.random(count)
    for child in range(1, count):  # a twin or sibling of the one before
        if fate[child] < TWINS + SIBLINGS:
            surnames[child], guardians[child] = surnames[child - 1], guardians[child - 1]
            if fate[child] < TWINS:
                born[child] = born[child - 1]
                given[child] = _twins_name(given[child - 1], given[child], rng)
            else:
                born[child] = (born[child - 1] + rng.integers(300, 2500)) % DAYS
                if (
                    len(given[child]) == len(given[child - 1]) == 2
                ):  # a character of their generation
                    given[child] = given[child - 1][0] + given[child][1]
    birth = pd.Series(FIRST_BIRTH + pd.to_timedelta(born, unit="D"))
    area = 990101 + rng.integers(0, 20, count)
    born_there = pd.DataFrame({"area": area, "born": born, "male": is_male})
    order = born_there.groupby(["area", "born", "male"]).cumcount() * 2 + is_male  # odd: a boy's
    body = [
        f"{a}{b}{o:03d}" for a, b, o in zip(area, birth.dt.strftime("%Y%m%d"), order, strict=True)
    ]
    people = pd.DataFrame(
        {
            "name": pd.Series(surnames + given, dtype="str"),
            "resident_id": pd.Series([text + check_letter(text) for text in body], dtype="str"),
            "sex": pd.Series(np.where(is_male, "male", "female"), dtype="str"),
            "birth_date": birth.dt.as_unit("us"),
            "guardian": pd.Series(guardians, dtype="str"),
        }
    )
    return people.iloc[rng.permutation(count)]


def _twins_name(first: str, own: str, rng: np.random.Generator) -> str:
    """Twins are named alike: the characters in another order, one of them another, or unlike."""
    kind = rng.integers(3)
    if kind == 0 and len(first) == 2 and first[0] != first[1]:
        return first[::-1]
    if kind == 1 and len(first) == 2:
        return first[0] + own[-1]
    return own


def _spoilt(texts: pd.Series, wrong: Wrong, rng: np.random.Generator) -> pd.Series:
    """The texts with one in twenty wrong."""
    out = texts.to_list()
    for row in np.flatnonzero(rng.random(len(out)) < WRONG).tolist():
        out[row] = wrong(out[row], rng)
    return pd.Series(out, dtype="str")


def _misheard(name: str, rng: np.random.Generator) -> str:
    return homophone_of(name) or _misread(name, rng)


def _mistyped(birth: str, rng: np.random.Generator) -> str:
    return _a_real_day(birth, lambda: _with(birth, int(rng.integers(3, 8)), str(rng.integers(10))))


def _misread(name: str, rng: np.random.Generator) -> str:
    kind = rng.integers(3)
    if kind == 0 and len(name) > 2:  # two characters of the given name swapped
        return name[:-2] + name[-1] + name[-2]
    if kind == 1 and len(name) > 2:  # the last one left out
        return name[:-1]
    others = BOY_CHARACTERS + GIRL_CHARACTERS
    return _with(name, int(rng.integers(1, len(name))), others[int(rng.integers(len(others)))])


def _misdated(birth: str, rng: np.random.Generator) -> str:
    year, month, day = birth[:4], birth[4:6], birth[6:]

    def draw() -> str:
        shapes = (
            year + day + month,
            f"{int(year) - 1}{month}{day}",
            year + month + day[::-1],
            year + f"{int(rng.integers(1, 13)):02d}" + day,
        )
        return shapes[int(rng.integers(len(shapes)))]

    return _a_real_day(birth, draw)


def _a_real_day(birth: str, draw: Callable[[], str]) -> str:
    """A drawn day that the calendar has and that is not the right one."""
    for _ in range(50):
        found = draw()
        if found != birth and pd.notna(pd.to_datetime(found, format="%Y%m%d", errors="coerce")):
            return found
    return birth


def _with(text: str, place: int, character: str) -> str:
    return text[:place] + character + text[place + 1 :]
