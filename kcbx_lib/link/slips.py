"""Slips of the pen between the household register and the roll, when all else agrees.

Name, birth and guardian are three witnesses. A pair stands where two of them agree and the third is
one slip away, or where one agrees and the other two are a slip away each. The child of the register
stands on no roll and the child of the roll in no register; nobody else bears what agrees, unless that
child stands in both registers and so is neither of the two; and neither side fits a third. Twins who
stand in one register together are therefore never joined.

Two children who differ like a slip, one in the register alone and the other on the roll alone without
an id, cannot be told from a slip by their rows. Such twins are far rarer than slips, so the pair is
joined, and shown with the review list, where a person can part it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from kcbx_lib.link.clusters import Codes
from kcbx_lib.link.names import sound_of
from kcbx_lib.link.nodes import ONE_ROW_A_CHILD, Nodes


class Level(NamedTuple):
    """How the three witnesses compare where a pair is joined; the weakest come last."""

    name: tuple[str, ...]
    birth: tuple[str, ...]
    guardian: str


LEFT = "name_birth_guardian_left"
BIRTH, NAME = "name_guardian_birth_slip", "birth_guardian_name_slip"
LEVELS = {
    # What was ambiguous before may no longer be: the namesake has found a record of their own.
    LEFT: Level(("same",), ("same",), "same"),
    BIRTH: Level(("same",), ("slip", "year"), "same"),
    NAME: Level(("slip", "surname"), ("same",), "same"),
    "name_birth_slip_guardian_slip": Level(("same",), ("slip", "year"), "slip"),
    "birth_name_slip_guardian_slip": Level(("slip",), ("same",), "slip"),
    # Children of one family share guardian, a character and at times the day of the year.
    "guardian_name_slip_birth_slip": Level(("slip",), ("slip",), "same"),
}
WITNESSES = ("name_key", "guardian_key", "birth")
SEEN_AT_SCHOOL = ("enrolment", "attendance", "scores", "exam_entries")


def slipped(nodes: Nodes, label: Codes) -> Iterator[tuple[str, pd.DataFrame]]:
    """Pairs of nodes that slips part, by the level they are joined at: ``left, right``.

    Left is the household register's. No child stands in two pairs; one that could is left out.
    """
    pairs = _candidates(*_open_sides(nodes, label))
    unsettled = ~_stand_in(nodes, label, ("population",)) | ~_stand_in(nodes, label, ("enrolment",))
    of_name = _children_alike(nodes.codes("name_key", "guardian_key"), label, unsettled, pairs)
    of_birth = _children_alike(nodes.codes("birth", "guardian_key"), label, unsettled, pairs)
    both_sexes = (pairs["sex"].notna() & pairs["sex_right"].notna()).to_numpy()
    left_out = pairs["name_key"].str.len().ne(pairs["name_key_right"].str.len()).to_numpy()
    taken: set[int] = set()
    for level, wanted in LEVELS.items():
        fits = pairs["name"].isin(wanted.name) & pairs["birth_is"].isin(wanted.birth)
        fits &= pairs["guardian"].eq(wanted.guardian)
        if level in (LEFT, BIRTH):
            fits &= of_name["left"].eq(2)
        elif "same" not in wanted.name:
            # Twins share guardian and birth: nobody but the two may be born so.
            most = 2 if level == NAME else 1
            fits &= of_birth["left"].le(most) & of_birth["right"].le(most)
            fits &= both_sexes | left_out
        found = pairs[fits.to_numpy()]
        fresh = found[~(found["label"].isin(taken) | found["label_right"].isin(taken))]
        twice = fresh["label"].duplicated(keep=False) | fresh["label_right"].duplicated(keep=False)
        taken |= {*found["label"], *found["label_right"]}
        yield level, fresh.loc[~twice, ["node", "node_right"]].set_axis(["left", "right"], axis=1)


def _open_sides(nodes: Nodes, label: Codes) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Children of the register whom no school's table shows, and of the roll whom no list of the
    register's side shows; of each one node with all three witnesses.
    """
    frame = nodes.frame
    complete = np.all([nodes.codes(witness) >= 0 for witness in WITNESSES], axis=0)
    sides = []
    for name, elsewhere in (("population", SEEN_AT_SCHOOL), ("enrolment", ONE_ROW_A_CHILD)):
        mine = complete & frame["table"].eq(name).to_numpy()
        mine &= ~_stand_in(nodes, label, elsewhere)[label]
        side = frame.loc[mine, [*WITNESSES, "sex"]]
        side = side.assign(node=side.index, label=label[mine], surname=side["name_key"].str[:1])
        sides.append(side.drop_duplicates("label"))
    return sides[0], sides[1]


def _stand_in(nodes: Nodes, label: Codes, tables: tuple[str, ...]) -> NDArray[np.bool_]:
    """Per label whether the child has a row in one of the tables."""
    stands = np.zeros(len(label), dtype=bool)
    stands[label[nodes.frame["table"].isin(tables).to_numpy()]] = True
    return stands


def _candidates(one: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Pairs of one surname that share a witness and whose sexes do not contradict each other.

    ``name``, ``guardian`` and ``birth_is`` say how each witness compares: ``same``, ``slip``, and of a
    name of two characters ``surname`` where only that agrees. Others are left out.
    """
    blocks = []
    for witness in WITNESSES:
        block = one.merge(other, on=[witness, "surname"], suffixes=("", "_right"))
        blocks.append(block.assign(**{f"{witness}_right": block[witness]}))
    pairs = pd.concat(blocks, ignore_index=True).drop_duplicates(["label", "label_right"])
    sex, other_sex = pairs["sex"], pairs["sex_right"]
    pairs = pairs[(sex.isna() | other_sex.isna() | sex.eq(other_sex)).to_numpy(dtype=bool)]
    for column, witness, compare in (
        ("guardian", "guardian_key", compare_guardians),
        ("birth_is", "birth", compare_births),
        ("name", "name_key", compare_names),
    ):
        found = [
            compare(mine, theirs)
            for mine, theirs in zip(pairs[witness], pairs[f"{witness}_right"], strict=True)
        ]
        pairs = pairs.assign(**{column: pd.array(found, dtype="str")})
        pairs = pairs[pairs[column].ne("")]
    return pairs.reset_index(drop=True)


def _children_alike(
    codes: Codes, label: Codes, unsettled: NDArray[np.bool_], pairs: pd.DataFrame
) -> pd.DataFrame:
    """How many children say the same as each side of a pair (``left``, ``right``), of those who do not
    stand in both registers: a twin who does is neither of the two.
    """
    asked = codes[pairs[["node", "node_right"]].to_numpy(dtype=np.int64)]
    wanted = np.zeros(int(codes.max(initial=0)) + 1, dtype=bool)
    wanted[asked] = True
    said = np.flatnonzero((codes >= 0) & wanted[codes] & unsettled[label])
    children = pd.unique(codes[said] * len(label) + label[said]) // max(len(label), 1)
    count = np.bincount(children, minlength=len(wanted))
    return pd.DataFrame(count[asked], columns=["left", "right"])


def compare_births(one: pd.Timestamp, other: pd.Timestamp) -> str:
    """``same``; ``slip`` where one part of the date is wrong (the year alone: ``year``) or day and
    month are swapped; else nothing.
    """
    if one == other:
        return "same"
    if one.month == other.month and one.day == other.day:
        return "year"
    swapped = one.year == other.year and (one.month, one.day) == (other.day, other.month)
    one_part = one.year == other.year and (one.month == other.month or one.day == other.day)
    return "slip" if swapped or one_part else ""


def compare_names(one: str, other: str) -> str:
    """``same``; ``slip`` where one character is missing, wrong, or has changed places with the next;
    ``surname`` where it is the only one of the given name; else nothing.
    """
    if one == other:
        return "same"
    if one[:1] != other[:1] or OSA.distance(one, other, score_cutoff=1) > 1:
        return ""
    return "slip" if set(one[1:]) & set(other[1:]) else "surname"


def compare_guardians(one: str, other: str) -> str:
    """``same``; ``slip`` as with names, or where they only sound alike; else nothing."""
    found = compare_names(one, other)
    if found in ("same", "slip"):
        return found
    return "slip" if sound_of(one) and sound_of(one) == sound_of(other) else ""
