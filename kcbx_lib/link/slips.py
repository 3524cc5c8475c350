"""One slip of the pen between the household register and the roll, its guardian the same.

A name and a guardian that agree outweigh a birth of which one part is wrong; a birth and a guardian
that agree outweigh a name of which one character was left out. Nobody else in the county may bear the
two things that agree, so a namesake or a twin keeps the pair for people. A character written for
another stays theirs too, and so do characters in another order: the names of twins differ so (佳雨 and
雨佳), of whom one may stand in the register alone and the other on the roll alone.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

BIRTH, NAME = "name_guardian_birth_slip", "birth_guardian_name_slip"
_SIDES = ("population", "enrolment")


def slipped(frame: pd.DataFrame, label: np.ndarray) -> list[tuple[str, pd.DataFrame]]:
    """Pairs of nodes that one slip parts, by the level they are joined at: ``left, right``."""
    nodes = frame.assign(node=frame.index, label=label)
    nodes = nodes[nodes["guardian_key"].notna() & nodes["name_key"].notna()]
    nodes = nodes[nodes["birth"].notna()]
    found = []
    for level, agree, is_slip in (
        (BIRTH, ["name_key", "guardian_key"], is_birth_slip),
        (NAME, ["birth", "guardian_key"], is_name_slip),
    ):
        pairs = _lonely_pairs(nodes, agree)
        other = "birth" if level == BIRTH else "name_key"
        slip = [
            is_slip(one, two)
            for one, two in zip(pairs[other], pairs[f"{other}_right"], strict=True)
        ]
        pairs = pairs[np.array(slip, dtype=bool)]
        found.append((level, pairs[["node", "node_right"]].set_axis(["left", "right"], axis=1)))
    return found


def _lonely_pairs(nodes: pd.DataFrame, agree: list[str]) -> pd.DataFrame:
    """A child of the register and one of the roll, the only two of the county that agree so."""
    two = nodes[nodes.groupby(agree)["label"].transform("nunique").eq(2)]
    left, right = (two[two["table"].eq(side)] for side in _SIDES)
    pairs = left.merge(right, on=agree, how="inner", suffixes=("", "_right"))
    for column in agree:
        pairs[f"{column}_right"] = pairs[column]
    pairs = pairs[pairs["label"].ne(pairs["label_right"])]
    return pairs.drop_duplicates(["label", "label_right"])


def is_birth_slip(one: pd.Timestamp, other: pd.Timestamp) -> bool:
    """Whether one part of a date is wrong (the year, the month or the day), or two are swapped."""
    parts = zip((one.year, one.month, one.day), (other.year, other.month, other.day), strict=True)
    wrong = sum(a != b for a, b in parts)
    swapped = one.year == other.year and (one.month, one.day) == (other.day, other.month)
    return wrong == 1 or swapped


def is_name_slip(one: str, other: str) -> bool:
    """Whether one character of the given name is missing at one of the sides."""
    short, long = sorted((one, other), key=len)
    if one[:1] != other[:1] or len(short) == len(long):
        return False
    return len(short) > 1 and any(short == long[:at] + long[at + 1 :] for at in range(len(long)))
