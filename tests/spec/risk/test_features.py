"""Features: nothing from the future enters, blank is unknown."""

import pandas as pd
import pytest

from kcbx_lib.risk.features import absence, circumstances, learning, schooling


def marks(*runs: tuple[str, str, int, str]) -> pd.DataFrame:
    """(subject, first day, school days, mark)."""
    rows = []
    for subject, first, count, mark in runs:
        rows += [(subject, day, mark) for day in pd.bdate_range(first, periods=count)]
    return pd.DataFrame(rows, columns=["subject", "date", "mark"])


DAYS = pd.Series(pd.bdate_range("2024-09-02", "2024-12-31"))


def test_absence_after_the_day_does_not_count():
    rows = marks(("a", "2024-09-02", 20, "present"), ("a", "2024-09-30", 20, "unexcused"))
    assert absence.absence_level(rows, as_of="2024-09-27")["a"] == 0
    assert absence.absence_level(rows, as_of="2024-12-31")["a"] == pytest.approx(0.5)


def test_a_rate_needs_ten_kept_days():
    rows = marks(("a", "2024-09-02", 9, "sick"), ("b", "2024-09-02", 10, "sick"))
    level = absence.absence_level(rows, as_of="2024-12-31")
    assert pd.isna(level["a"])
    assert level["b"] == 1


def test_a_weekend_neither_breaks_nor_lengthens_a_streak():
    rows = marks(("a", "2024-09-05", 4, "unexcused"), ("b", "2024-09-02", 5, "sick"))
    streak = absence.longest_unexcused_streak(rows, as_of="2024-12-31", school_days=DAYS)
    assert streak.to_dict() == {"a": 4, "b": 0}


def test_an_unrecorded_school_day_ends_a_streak():
    rows = marks(("a", "2024-09-02", 2, "unexcused"), ("a", "2024-09-05", 3, "unexcused"))
    assert absence.longest_unexcused_streak(rows, as_of="2024-12-31", school_days=DAYS)["a"] == 3


def test_the_trend_is_recent_minus_before():
    rows = marks(("a", "2024-09-02", 20, "present"), ("a", "2024-10-14", 20, "unexcused"))
    assert absence.absence_trend(rows, as_of="2024-11-08")["a"] == pytest.approx(1.0)


def test_mondays_and_fridays_are_told():
    rows = marks(("a", "2024-09-02", 10, "sick"))
    assert absence.weekend_edge_share(rows, as_of="2024-12-31")["a"] == pytest.approx(0.4)


def test_spells_are_counted_once_each():
    rows = marks(
        ("a", "2024-09-02", 2, "sick"),
        ("a", "2024-09-04", 2, "present"),
        ("a", "2024-09-06", 2, "sick"),
    )
    assert absence.absence_spells(rows, as_of="2024-12-31")["a"] == 2


def scores(*rows: tuple[str, str, str, float]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["subject", "term_end", "course", "score"])
    return frame.assign(
        term=frame["term_end"], term_end=pd.to_datetime(frame["term_end"]), full_score=100.0,
        school_code="1", grade=7, class_no="1",
    )  # fmt: skip


def test_two_courses_failed_in_two_terms_are_repeated_fails():
    two_terms = [
        ("a", end, c, 50) for end in ("2024-01-20", "2024-07-05") for c in ("语文", "数学")
    ]
    one_term = [("b", "2024-07-05", c, 50) for c in ("语文", "数学")]
    passed = [("c", "2024-07-05", c, 60) for c in ("语文", "数学")]
    failed = learning.repeated_fails(scores(*two_terms, *one_term, *passed), as_of="2024-09-01")
    assert failed["a"]
    assert pd.isna(failed["b"])
    assert failed["c"] == False  # noqa: E712


def test_a_term_that_ended_later_is_not_known():
    rows = scores(
        *[("a", end, c, 50) for end in ("2024-01-20", "2024-07-05") for c in ("语文", "数学")]
    )
    assert pd.isna(learning.repeated_fails(rows, as_of="2024-06-01")["a"])


def test_a_child_is_held_against_its_class_and_its_past():
    rows = []
    for end, mark in (("2024-01-20", 90), ("2024-07-05", 40)):
        rows += [(f"p{n}", end, "语文", 60 + n) for n in range(9)] + [("a", end, "语文", mark)]
    frame = scores(*rows)
    assert learning.score_against_class(frame, as_of="2024-09-01")["a"] < -1
    assert learning.score_against_own_past(frame, as_of="2024-09-01")["a"] < -2


def test_unknown_flags_are_not_no():
    children = pd.DataFrame(
        {"is_poor": [True, False, None], "is_low_income": [None, False, False]},
        index=pd.Index(["a", "b", "c"], name="subject"),
        dtype="boolean",
    )
    flag = circumstances.any_flag(children, "is_poor", "is_low_income")
    assert flag.astype("object").where(flag.notna(), None).tolist() == [True, False, None]


def test_a_sibling_out_of_school_marks_the_others_of_the_household():
    children = pd.DataFrame(
        {
            "household_no": ["h1", "h1", "h2", None],
            "state": ["out_of_school", "in_school", "out_of_school", "in_school"],
        },
        index=list("abcd"),
    )
    told = circumstances.sibling_out_of_school(children)
    assert told.astype("object").where(told.notna(), None).tolist() == [False, True, False, None]


def test_only_moves_up_to_the_day_count():
    moves = pd.DataFrame(
        {
            "subject": ["a", "a"],
            "kind": ["transfer_in", "suspend"],
            "date": pd.to_datetime(["2024-03-01", "2024-10-01"]),
        }
    )
    children = pd.Index(["a", "b"])
    assert schooling.transfers(moves, children, as_of="2024-09-01").tolist() == [1, 0]
    assert not schooling.was_suspended(moves, children, as_of="2024-09-01").any()
    assert schooling.was_suspended(moves, children, as_of="2024-10-01").tolist() == [True, False]
