"""The vectorised streaks say what counting by hand says."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kcbx_lib.attendance.records import EXCUSED, NO_SCHOOL, PRESENT, UNEXCUSED, UNKNOWN
from kcbx_lib.attendance.streaks import longest_streaks

KINDS = [PRESENT, EXCUSED, UNEXCUSED, UNKNOWN, NO_SCHOOL, None]  # None: nothing recorded
terms = st.lists(st.lists(st.sampled_from(KINDS), min_size=1, max_size=30), min_size=1, max_size=4)


def by_hand(days):
    """Runs of one child as (first day, last day, unexcused days), day by day."""
    runs, first, last, length = [], None, None, 0
    for day, kind in enumerate([*days, PRESENT]):
        if kind == UNEXCUSED:
            first, last, length = day if first is None else first, day, length + 1
        elif kind != NO_SCHOOL and first is not None:
            runs.append((first, last, length))
            first, length = None, 0
    return runs


@given(terms)
def test_streaks_are_those_counted_by_hand(term):
    child, day, kind = [], [], []
    for number, days in enumerate(term):
        for place, mark in enumerate(days):
            if mark is not None:
                child.append(number)
                day.append(place)
                kind.append(mark)
    runs = longest_streaks(*(np.array(part, dtype=np.int64) for part in (child, day, kind)))
    found = list(zip(*(runs[c].tolist() for c in ("child", "start", "end", "length")), strict=True))
    wanted = [(number, *run) for number, days in enumerate(term) for run in by_hand(days)]
    assert sorted(found) == sorted(wanted)
    for position, length in zip(runs["first"], runs["length"], strict=True):
        # The day on which the run reached its length is the last of its days.
        assert runs["day"][position + length - 1] in runs["end"]
