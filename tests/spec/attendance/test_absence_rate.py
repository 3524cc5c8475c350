"""What share of the kept school days a child missed, and what is not known."""

import pandas as pd
import pytest

from tests.spec.attendance.test_streaks import facts_of

HEAD = "name school_code grade class_no marks"


def presence_of(text, **options):
    facts, names = facts_of(text, **options)
    presence = facts["presence"].copy()
    presence.index = presence.index.map(names)
    return presence


def test_any_reason_counts_for_the_rate():
    found = presence_of(f"{HEAD}\n张伟 S1 4 1 √*6旷病×迟")
    assert found.loc["张伟", "absent_days"] == 3
    assert found.loc["张伟", "kept_days"] == 10
    assert found.loc["张伟", "absence_rate"] == 0.3


def test_a_day_on_which_only_the_child_is_unrecorded_is_kept_but_not_absent():
    found = presence_of(
        f"""{HEAD}
        张伟 S1 4 1 √√.旷
        李丽 S1 4 1 √√√√
        王芳 S1 4 1 √√√√"""
    )
    assert found.loc["张伟", ["kept_days", "absent_days", "unrecorded_days"]].tolist() == [4, 1, 1]


def test_a_list_of_absences_alone_keeps_no_attendance():
    found = presence_of(f"{HEAD}\n张伟 S1 4 1 旷旷...\n李丽 S1 4 1 ....病")
    assert found["kept_days"].tolist() == [0, 0]
    assert found["absence_rate"].isna().all()


TOTALS = "name school_code grade class_no month due_days present_days marks"


def test_with_totals_that_close_an_unlisted_day_is_presence():
    found = presence_of(
        f"""{TOTALS}
        张伟 S1 4 1 2024-09 19 17 旷旷
        李丽 S1 4 1 2024-09 19 19 .""",
        as_of="2024-09-30",
    )
    assert found.loc["张伟", ["kept_days", "present_days"]].tolist() == [19, 17]
    assert found.loc["张伟", "unexcused_days"] == 2
    assert found.loc["张伟", "unrecorded_days"] == 0
    assert found.loc["李丽", "absent_days"] == 0


def test_with_totals_that_do_not_close_the_days_stay_unknown_but_count():
    facts, _ = facts_of(
        f"""{TOTALS}
        张伟 S1 4 1 2024-09 20 15 旷旷
        李丽 S1 4 1 2024-09 20 20 .""",
        as_of="2024-09-30",
    )
    presence = facts["presence"]
    absent = presence[presence["absent_days"] > 0]
    assert absent[
        ["kept_days", "absent_days", "unexcused_days", "unknown_reason_days"]
    ].to_numpy().tolist() == [[20, 5, 2, 3]]
    assert facts["streaks"]["may_be_longer"].tolist() == [True]


def test_suspension_is_not_absence():
    found = presence_of(f"{HEAD}\n张伟 S1 4 1 √*5休*5\n李丽 S1 4 1 √*10")
    assert found.loc["张伟", ["kept_days", "absent_days"]].tolist() == [5, 0]


def test_no_presence_in_the_last_twenty_kept_days():
    facts, names = facts_of(
        f"""{HEAD}
        张伟 S1 4 1 √*5旷*20
        李丽 S1 4 1 √*6旷*19
        王芳 S1 4 1 √*25"""
    )
    seen = facts["presence"]["present_in_last_kept"]
    assert {names[subject]: bool(value) for subject, value in seen.items()} == {
        "张伟": False,
        "李丽": True,
        "王芳": True,
    }
    assert facts["presence"]["kept_in_last"].eq(20).all()


def test_class_keeping_tells_how_many_days_were_kept():
    facts, _ = facts_of(f"{HEAD}\n张伟 S1 4 1 √*12\n李丽 S1 4 1 √*12")
    keeping = facts["class_keeping"]
    assert keeping["kept_days"].tolist() == [12]
    assert keeping["window_start"].tolist() == [pd.Timestamp("2024-09-02")]


def test_a_sheet_filled_in_day_by_day_is_kept_even_if_nobody_came():
    found = presence_of(f"{HEAD}\n张伟 S1 4 1 √*19旷*20", as_of="2024-11-01")
    assert found.loc["张伟", ["kept_days", "absent_days"]].tolist() == [38, 19]
    assert found.loc["张伟", "present_in_last_kept"]  # the first of the last twenty


TERM_TOTALS = "name school_code grade class_no due_days present_days"


def test_totals_without_a_month_are_those_of_the_term_so_far():
    found = presence_of(
        f"""{TERM_TOTALS}
        张伟 S1 4 1 40 36
        李丽 S1 4 1 40 37""",
        as_of="2024-11-20",
    )
    assert found.loc["张伟", ["kept_days", "absent_days"]].tolist() == [40, 4]
    assert found.loc["张伟", "absence_rate"] == 0.1
    assert found.loc["李丽", "absent_days"] == 3


def test_totals_of_the_term_say_nothing_beside_sheets_that_mark_presence():
    facts, names = facts_of(
        """name school_code grade class_no due_days present_days marks
           张伟 S1 4 1 40 20 -
           张伟 S1 4 1 - - √*10
           李丽 S1 4 1 - - √*10"""
    )
    found = facts["presence"].rename(index=names)
    assert found.loc["张伟", ["kept_days", "absent_days"]].tolist() == [10, 0]


@pytest.mark.parametrize(
    ("due", "marks", "kept"),
    [(5, ".", 5), (19, ".", 0), (19, "旷旷", 5), (19, "旷", 0)],
)
def test_totals_that_reach_beyond_the_audit_date_hold_only_where_they_close(due, marks, kept):
    # By Friday 6 September there were five school days; in the whole month nineteen.
    found = presence_of(
        f"""{TOTALS}
        张伟 S1 4 1 2024-09 {due} {due - 2} {marks}""",
        as_of="2024-09-06",
    )
    assert found.loc["张伟", "kept_days"] == kept
