"""Every feature that is asked for a day: rows dated later, shuffled in among the others, change nothing."""

import numpy as np
import pandas as pd
import pytest

from kcbx_lib.risk.features import absence, circumstances, learning, schooling

DAY = "2024-11-20"
DAYS = pd.bdate_range("2024-09-02", "2025-01-17")
CHILDREN = pd.Index([f"c{n}" for n in range(20)], name="subject")


def draw(seed: int, first: str, last: str, count: int) -> pd.DataFrame:
    """Invented dated rows of one table between two days."""
    rng = np.random.default_rng(seed)
    days = pd.bdate_range(first, last)
    rows = pd.DataFrame({"subject": rng.choice(CHILDREN, count), "date": rng.choice(days, count)})
    marks = ["present", "unexcused", "sick", "absent_unknown"]
    return rows.assign(
        mark=rng.choice(marks, count), kind=rng.choice(["transfer_in", "suspend"], count),
        stage=rng.choice(["suspected", "dropout"], count), amount_yuan=rng.integers(1, 900, count) * 1.0,
        child_kind="left_behind", term=rows["date"].dt.strftime("%Y-%m"), term_end=rows["date"],
        course=rng.choice(["语文", "数学"], count), score=rng.integers(0, 101, count) * 1.0,
        full_score=100.0, school_code="1", grade=7, class_no="1", paid_on=rows["date"],
        opened_on=rows["date"], listed_on=rows["date"],
    ).drop_duplicates(["subject", "date"])  # fmt: skip


FUNCTIONS = {
    "level": lambda rows: absence.absence_level(rows, as_of=DAY),
    "unexcused level": lambda rows: absence.unexcused_level(rows, as_of=DAY),
    "trend": lambda rows: absence.absence_trend(rows, as_of=DAY),
    "pattern": lambda rows: absence.weekend_edge_share(rows, as_of=DAY),
    "spells": lambda rows: absence.absence_spells(rows, as_of=DAY),
    "streak": lambda rows: absence.longest_unexcused_streak(
        rows, as_of=DAY, school_days=pd.Series(DAYS)
    ),
    "all of absence": lambda rows: absence.absence_features(
        rows, as_of=DAY, school_days=pd.Series(DAYS)
    ),
    "against class": lambda rows: learning.score_against_class(rows, as_of=DAY),
    "against own past": lambda rows: learning.score_against_own_past(rows, as_of=DAY),
    "repeated fails": lambda rows: learning.repeated_fails(rows, as_of=DAY),
    "transfers": lambda rows: schooling.transfers(rows, CHILDREN, as_of=DAY),
    "suspended": lambda rows: schooling.was_suspended(rows, CHILDREN, as_of=DAY),
    "earlier case": lambda rows: schooling.earlier_case(rows, CHILDREN, as_of=DAY),
    "support": lambda rows: circumstances.support_received(rows, CHILDREN, as_of=DAY),
    "on the list": lambda rows: circumstances.left_behind_by_civil_affairs(
        rows, CHILDREN, as_of=DAY
    ),
}


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("seed", range(5))
def test_later_rows_change_nothing(name, seed):
    feature = FUNCTIONS[name]
    known = draw(seed, "2024-01-08", DAY, 600)
    later = draw(seed + 100, "2024-11-21", "2025-06-30", 600)
    mixed = pd.concat([known, later]).sample(frac=1, random_state=seed, ignore_index=True)
    before, after = feature(known), feature(mixed)
    if isinstance(before, pd.DataFrame):
        pd.testing.assert_frame_equal(after, before)
    else:
        pd.testing.assert_series_equal(after, before)


def test_on_a_later_day_the_same_rows_do_count():
    known, later = draw(1, "2024-10-01", DAY, 400), draw(2, "2024-11-21", "2025-01-15", 400)
    both = pd.concat([known, later], ignore_index=True)
    early, late = (absence.unexcused_level(both, as_of=day) for day in (DAY, "2025-01-31"))
    assert not early.equals(late)
