"""A list against the total it seems to divide, where nothing is settled beforehand."""

from __future__ import annotations

import re

from kcbx_lib.statements.figures import Figure
from kcbx_lib.statements.grade import grade_open_list
from kcbx_lib.statements.sums import Sums, fits_exactly, key


def names_all(words: str) -> bool:
    """Whether the words before a list say that nothing is left out of it: 分别, 由…组成."""
    return bool(re.search(r"分别|全部|均为|分为|组成|由|按[\u4e00-\u9fff]{1,6}分", words))


def judge_open(
    sums: Sums, total: Figure, parts: tuple[Figure, ...], *, cue: bool, says_all: bool
) -> None:
    """Grade a list against the total it seems to divide."""
    if all(key(part) in sums.parts for part in parts):
        return
    if fits_exactly(total, parts):
        sums.holds(total, parts)
        return
    several = _in_turn(total, parts)
    if several:
        for part in several:
            sums.holds(total, part)
        rest = tuple(p for p in parts if not any(p in part for part in several))
        if len(rest) >= 2:
            judge_open(sums, total, rest, cue=cue, says_all=False)
        return
    grade, reason = grade_open_list(total, parts, says_all=says_all, cue=cue)
    sums.differs(total, parts, grade, reason)


def _in_turn(total: Figure, parts: tuple[Figure, ...]) -> list[tuple[Figure, ...]]:
    """The runs of parts that each add up to the total: 公办33，民办17，小学40，初中10."""
    runs = []
    at = 0
    while at < len(parts):
        for last in range(at + 2, len(parts) + 1):
            if fits_exactly(total, parts[at:last]):
                runs.append(parts[at:last])
                at = last
                break
        else:
            at += 1
    return runs


def whole_and_part(sums: Sums, total: Figure, part: Figure) -> None:
    """A single part is only compared in size; ``relations/range.py`` reports it."""
    sums.groups.append((total, (part,)))
