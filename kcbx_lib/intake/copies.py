"""Copies of one list in the folder: named to the user, since the kit cannot know which is right."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

import pandas as pd

from kcbx_lib.intake.gather import Gathered
from kcbx_lib.intake.stack import Stack

# Lists in which a child stands once; the others (payments, visits) name a child again and again.
_ONCE = ("population", "enrolment", "poverty", "disability", "exam_entries")
_MOST_FILES = 60
_SHARE = 0.5


def tell_copies(
    stacks: Mapping[str, Stack], tables: Mapping[str, pd.DataFrame], gathered: Gathered
) -> None:
    """A notice for each pair of files of one list that hold mostly the same children."""
    for name in _ONCE:
        if name not in stacks:
            continue
        stack = stacks[name]
        files = stack.place["file"][stack.is_data]
        if not 1 < files.nunique() <= _MOST_FILES:
            continue
        keys = _keys(stack)
        own = {str(file): set(group.dropna()) for file, group in keys.groupby(files, sort=True)}
        for one, other in combinations(sorted(own), 2):
            shared = len(own[one] & own[other])
            smaller = min(len(own[one]), len(own[other]))
            if smaller > 1 and shared > _SHARE * smaller:
                gathered.notice(other, "", "copy", other=one, shared=shared, table=name)


def _keys(stack: Stack) -> pd.Series:
    names = [name for name in ("resident_id", "student_no", "name") if name in stack.raw.columns]
    raw = stack.raw.loc[stack.is_data, names].astype(object)
    keys = raw[names[0]].where(raw[names[0]].notna() & raw[names[0]].ne(""), None)
    return keys.map(lambda cell: None if cell is None else str(cell).strip())
