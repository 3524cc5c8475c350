"""Only recorded unexcused school days make a streak."""

from datetime import date

import pytest

from kcbx_lib.attendance import attendance_facts
from kcbx_lib.county import Term
from kcbx_lib.facts import Facts
from kcbx_lib.link import link_children
from kcbx_lib.policy import load_policy
from kcbx_lib.school_calendar import school_days
from tests.helpers import AUTUMN, county_of

KEY = b"k" * 32


def facts_of(attendance, *, term=AUTUMN, as_of="2024-11-20", **tables):
    county = county_of(term=term, as_of=as_of, attendance=attendance, **tables)
    linked = link_children(county, key=KEY)
    facts = Facts(county.settings, dict(linked.tables))
    facts = facts.with_frames(school_days=school_days(facts))
    policy = load_policy("national", on=date.fromisoformat(as_of))
    facts = facts.with_frames(**attendance_facts(facts, policy))
    return facts, linked.people["name"]


def streaks(marks, **options):
    """The streaks of one pupil whose marks begin on the term's first day."""
    facts, _ = facts_of(f"name school_code grade class_no marks\n张伟 S1 4 1 {marks}", **options)
    return facts["streaks"]


def lengths(marks, **options):
    return streaks(marks, **options)["school_days"].tolist()


@pytest.mark.parametrize(
    ("marks", "reached"), [("√旷旷√", False), ("√旷旷旷√", True), ("√旷*4√", True)]
)
def test_the_limit_is_reached_on_its_third_day(marks, reached):
    found = streaks(marks)
    assert found["limit_reached_on"].notna().tolist() == [reached]
    if reached:
        assert found["limit_reached_on"].dt.date.tolist() == [date(2024, 9, 5)]


def test_a_weekend_neither_breaks_nor_lengthens():
    # 2 September 2024 is a Monday: Thursday, Friday | Monday.
    found = streaks("√√√旷旷旷√")
    assert found["school_days"].tolist() == [3]
    assert found["start"].dt.date.tolist() == [date(2024, 9, 5)]
    assert found["limit_reached_on"].dt.date.tolist() == [date(2024, 9, 9)]


def test_a_statutory_holiday_neither_breaks_nor_lengthens():
    # Mid-Autumn: 15 to 17 September 2024; the 13th is a Friday, the 18th a Wednesday.
    facts, _ = facts_of(
        "name school_code grade class_no since marks\n张伟 S1 4 1 2024-09-12 旷旷旷√"
    )
    found = facts["streaks"]
    assert found["school_days"].tolist() == [3]
    assert found["end"].dt.date.tolist() == [date(2024, 9, 18)]


def test_the_countys_own_day_off_neither_breaks_nor_lengthens():
    term = Term(AUTUMN.start, AUTUMN.end, no_school=(date(2024, 9, 4),))
    assert lengths("旷旷旷√", term=term) == [3]


@pytest.mark.parametrize("between", ["病", "事", "公", "√", "迟", "休"])
def test_presence_or_excused_leave_ends_a_streak(between):
    found = streaks(f"√旷旷{between}旷旷√")
    assert found["school_days"].tolist() == [2, 2]
    assert not found["may_be_longer"].any()


@pytest.mark.parametrize("between", [".", "×"])
def test_an_unrecorded_or_unexplained_day_ends_what_can_be_proved(between):
    found = streaks(f"√旷旷{between}旷旷√")
    assert found["school_days"].tolist() == [2, 2]
    assert found["may_be_longer"].all()


def test_a_cross_without_a_legend_is_never_a_streak():
    assert lengths("√××××√") == []


def test_a_listed_make_up_saturday_counts():
    term = Term(AUTUMN.start, AUTUMN.end, extra_school=(date(2024, 9, 14),))
    facts, _ = facts_of(
        "name school_code grade class_no since marks\n张伟 S1 4 1 2024-09-12 旷旷旷√", term=term
    )
    assert facts["streaks"]["end"].dt.date.tolist() == [date(2024, 9, 14)]


def test_an_unlisted_make_up_saturday_without_marks_does_not_count():
    facts, _ = facts_of(
        "name school_code grade class_no since marks\n张伟 S1 4 1 2024-09-12 旷旷旷√"
    )
    days = facts["school_days"].set_index("date")["reason"]
    assert days["2024-09-14"] == "make_up_unmarked"


@pytest.mark.parametrize(("mark", "lengths_found"), [("√", [2, 2]), ("旷", [5]), ("×", [4])])
def test_one_class_that_kept_the_make_up_saturday_is_enough_and_a_column_struck_through_is_not(
    mark, lengths_found
):
    other = "√" if mark != "×" else "×"
    facts, _ = facts_of(
        f"""name school_code grade class_no since marks also
            张伟 S1 4 1 2024-09-12 旷旷旷旷 2024-09-14={mark}
            李丽 S1 4 1 2024-09-12 √√√√ 2024-09-14={other}
            王芳 S1 4 2 2024-09-12 √√√√ -
            赵敏 S1 5 1 2024-09-12 √√√√ -
            孙强 S1 5 2 2024-09-12 √√√√ -"""
    )
    assert facts["streaks"]["school_days"].tolist() == lengths_found


def test_totals_that_close_prove_no_presence_on_a_make_up_day_that_only_other_classes_kept():
    # Thursday, Friday | Wednesday after Mid-Autumn; class 2 kept Saturday the 14th, class 1 did not.
    facts, _ = facts_of(
        """name school_code grade class_no since marks also month due_days present_days
           张伟 S1 4 1 2024-09-12 旷旷旷 - 2024-09 19 16
           李丽 S1 4 2 2024-09-02 √*19 2024-09-14=√ - - -""",
        as_of="2024-09-30",
    )
    assert facts["streaks"]["school_days"].tolist() == [3]


def test_a_make_up_saturday_marked_for_most_of_a_school_counts_there_and_breaks_nothing_elsewhere():
    facts, names = facts_of(
        """name school_code grade class_no since marks also
           张伟 S1 4 1 2024-09-12 旷旷√√ 2024-09-14=旷
           李丽 S1 4 1 2024-09-12 √√√√ 2024-09-14=√
           王芳 S2 4 1 2024-09-12 旷旷旷√ -"""
    )
    found = facts["streaks"].assign(name=lambda rows: rows["subject"].map(names))
    assert found.set_index("name")["school_days"].to_dict() == {"张伟": 3, "王芳": 3}


def test_nothing_after_the_audit_date_counts():
    assert lengths("√旷旷旷旷", as_of="2024-09-04") == [2]


def test_a_streak_to_the_last_record_is_open():
    found = streaks("√旷旷√旷旷旷")
    assert found["is_open"].tolist() == [False, True]


def test_of_two_sheets_that_differ_the_one_that_saw_the_child_is_believed():
    facts, _ = facts_of(
        """name school_code grade class_no marks
           张伟 S1 4 1 √旷旷旷
           张伟 S1 4 1 √√√√"""
    )
    assert facts["streaks"].empty
