"""Inspections, the ladder after a failure, tasks, labour checks, control months, interviews."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from kcbx_lib.county import Term
from kcbx_lib.indicators import compute_indicators
from kcbx_lib.policy import load_policy
from kcbx_lib.rules.gov import (
    closed_without_acceptance,
    control_month,
    inspection_ladder,
    interview_due,
    labour_check,
    missing_inspection,
    overdue_task,
)
from tests.spec.indicators.county_of_text import children, facts, found, subjects, table

ON = date(2024, 11, 20)
NATIONAL = load_policy("national", on=ON)
YAOSHENG = load_policy("yaosheng_2022", on=ON)
ZHUOZI = load_policy("zhuozi_2022", on=ON)
SUIYANG = load_policy("suiyang_2024", on=ON)
SCHOOLS = table(
    """
    school_code | school_name | stage   | township
    A           | 一小        | primary | 青山镇
    B           | 二小        | primary | 青山镇
    C           | 三中        | junior  | 白水乡
    """
)

# -- GOV-05 the ladder ----------------------------------------------------------------------------

INSPECTION = "org | date | result | measure | measure_on | deadline\n"


def ladder(text: str) -> pd.DataFrame:
    return found(
        inspection_ladder, facts(inspections=table(INSPECTION + text), schools=SCHOOLS), YAOSHENG
    )


@pytest.mark.parametrize(
    ("history", "lacking"),
    [
        ("一小 | 2024-03-01 | not_met | rectify | - | -", None),
        ("一小 | 2024-03-01 | not_met | - | - | -", "限期整改"),
        (
            """一小 | 2024-03-01 | not_met | rectify | - | -
一小 | 2024-05-01 | not_met | rectify | - | -""",
            "黄牌警告、通报批评",
        ),
        (
            """一小 | 2024-03-01 | not_met | rectify | - | -
一小 | 2024-05-01 | not_met | yellow_card | - | -""",
            "通报批评",
        ),
        (
            """一小 | 2024-03-01 | not_met | rectify | - | -
一小 | 2024-05-01 | not_met | yellow_card、criticism | - | -""",
            None,
        ),
        (
            """一小 | 2024-03-01 | not_met | rectify | - | -
一小 | 2024-05-01 | not_met | yellow_card、criticism | - | -
一小 | 2024-09-01 | not_met | criticism | - | -""",
            "追究责任",
        ),
    ],
)
def test_each_failure_calls_for_the_next_step(history: str, lacking: str | None) -> None:
    rows = ladder(history)

    assert list(rows.get("lacking", [])) == ([lacking] if lacking else [])


def test_an_inspection_that_was_met_starts_the_ladder_anew() -> None:
    rows = ladder(
        """一小 | 2024-03-01 | not_met | rectify | - | -
一小 | 2024-05-01 | met     | -       | - | -
一小 | 2024-09-01 | not_met | rectify | - | -"""
    )

    assert rows.empty


def test_a_step_that_a_later_success_made_idle_is_not_dug_up() -> None:
    assert ladder(
        "一小 | 2024-03-01 | not_met | - | - | -\n一小 | 2024-05-01 | met | - | - | -"
    ).empty


def test_a_harsher_measure_is_a_measure() -> None:
    assert ladder("一小 | 2024-03-01 | not_met | yellow_card | - | -").empty


def test_a_school_written_in_two_ways_has_one_history() -> None:
    rows = ladder(
        """青禾县一小 | 2024-03-01 | not_met | rectify | - | -
一小 | 2024-05-01 | not_met | rectify | - | -"""
    )

    assert list(rows["subject"]) == ["A"]
    assert list(rows["failed"]) == [2]


# -- GOV-04 missing inspections -------------------------------------------------------------------


def inspected(*lines: str) -> pd.DataFrame:
    return table(INSPECTION + "\n".join(f"{line} | met | - | - | -" for line in lines))


def test_a_school_not_inspected_in_a_term_that_is_over_is_found() -> None:
    made = facts(
        inspections=inspected("一小 | 2024-04-10", "二小 | 2024-04-11", "一小 | 2024-09-20"),
        schools=SCHOOLS,
    )

    assert subjects(missing_inspection, made, SUIYANG) == ["C"]


def test_there_is_time_until_the_term_ends() -> None:
    visits = inspected("一小 | 2024-09-20", "二小 | 2024-09-21")
    running = facts(inspections=visits, schools=SCHOOLS, as_of=date(2025, 1, 17))
    over = facts(inspections=visits, schools=SCHOOLS, as_of=date(2025, 1, 18))

    assert subjects(missing_inspection, running, SUIYANG) == []
    assert subjects(missing_inspection, over, SUIYANG) == ["C"]


def test_a_running_term_is_clear_once_everyone_has_been_inspected() -> None:
    all_seen = inspected("一小 | 2024-09-20", "二小 | 2024-09-21", "三中 | 2024-09-22")
    for visits, tested in ((all_seen, 3), (all_seen.head(2), 0)):
        made = facts(inspections=visits, schools=SCHOOLS)
        outcome = missing_inspection.find(made, SUIYANG)

        assert outcome.rows.empty
        assert outcome.tested == tested


def test_a_term_before_the_records_begin_is_held_against_nobody() -> None:
    made = facts(inspections=inspected("一小 | 2024-04-10"), schools=SCHOOLS)

    # One school of three was inspected in spring: spring was not asked for.
    assert subjects(missing_inspection, made, SUIYANG) == []


def test_a_profile_that_asks_for_no_inspections_tests_none() -> None:
    outcome = missing_inspection.find(
        facts(inspections=inspected("一小 | 2024-04-10"), schools=SCHOOLS), NATIONAL
    )

    assert outcome.tested == 0
    assert outcome.note is not None


def test_hanzhong_asks_for_three_special_inspections_a_year() -> None:
    policy = load_policy("hanzhong_2018", on=date(2025, 2, 1))
    activities = table(
        """
        kind               | date       | org
        parents_meeting    | 2024-01-08 | 一小
        special_inspection | 2024-03-01 | 青禾县教育局
        special_inspection | 2024-06-01 | 青禾县教育局
        """
    )
    made = facts(
        inspections=inspected("一小 | 2024-04-10"), activities=activities, as_of=date(2025, 2, 1)
    )
    enough = made.with_frames(
        activities=pd.concat(
            [
                activities,
                table("kind | date | org\nspecial_inspection | 2024-10-08 | 青禾县教育局").set_axis(
                    ["x"]
                ),
            ]
        )
    )

    assert subjects(missing_inspection, made, policy) == ["990101"]
    assert subjects(missing_inspection, enough, policy) == []


@pytest.mark.parametrize(("day", "is_found"), [("2024-11-19", True), ("2024-11-20", False)])
def test_an_inspection_of_the_audit_day_still_has_time(day: str, is_found: bool) -> None:
    assert len(ladder(f"一小 | {day} | not_met | - | - | -")) == int(is_found)


# -- GOV-06, GOV-07 tasks -------------------------------------------------------------------------

TASK = "item | owner | person | due | done_on | evidence | accepted_by | closed_on\n"


@pytest.mark.parametrize(
    ("task", "is_found"),
    [
        ("x | 一小 | 张三 | 2024-11-19 | - | - | - | -", True),
        ("x | 一小 | 张三 | 2024-11-20 | - | - | - | -", False),
        ("x | 一小 | 张三 | 2024-11-21 | - | - | - | -", False),
        ("x | 一小 | 张三 | 2024-10-01 | 2024-10-20 | 报告 | - | -", False),
        ("x | 一小 | 张三 | 2024-10-01 | - | 报告 | 李四 | 2024-10-20", False),
        ("x | 一小 | 张三 | - | - | - | - | -", False),
    ],
)
def test_a_task_is_overdue_the_day_after_its_last_day(task: str, is_found: bool) -> None:
    made = facts(tasks=table(TASK + task), schools=SCHOOLS)

    assert subjects(overdue_task, made, NATIONAL) == (["A"] if is_found else [])


def noted(column: str) -> pd.DataFrame:
    """The quality log's note on a cell whose text could not be read."""
    return pd.DataFrame(
        {
            "row_id": ["r1"],
            "column": [column],
            "raw": ["已完成"],
            "cleaned": [None],
            "code": ["doubtful"],
        },
        dtype="str",
    )


@pytest.mark.parametrize(("column", "is_found"), [("done_on", False), ("due", True)])
def test_a_task_whose_day_of_completion_cannot_be_read_is_not_called_overdue(
    column: str, is_found: bool
) -> None:
    tasks = table(TASK + "x | 一小 | 张三 | 2024-10-01 | - | - | - | -")
    made = facts(tasks=tasks, schools=SCHOOLS, quality=noted(column))

    assert subjects(overdue_task, made, NATIONAL) == (["A"] if is_found else [])


@pytest.mark.parametrize("owner", ["柳河村委会", "柳河村民委员会", "柳河镇人民政府"])
def test_an_owner_that_is_an_organisation_is_named(owner: str) -> None:
    made = facts(tasks=table(f"{TASK}x | {owner} | 张三 | 2024-10-01 | - | - | - | -"))

    assert subjects(overdue_task, made, NATIONAL) == [owner]


def test_an_owner_who_is_a_person_is_not_named() -> None:
    made = facts(
        tasks=table(TASK + "x | 王建国 | 张三 | 2024-10-01 | - | - | - | -"), schools=SCHOOLS
    )
    rows = found(overdue_task, made, NATIONAL)

    assert list(rows["subject"]) == ["990101"]
    assert "item" not in rows


@pytest.mark.parametrize(
    ("task", "is_found"),
    [
        ("x | 一小 | 张三 | 2024-10-01 | 2024-09-20 | 报告 | 李四 | 2024-09-25", False),
        ("x | 一小 | 张三 | 2024-10-01 | 2024-09-20 | 报告 | -    | 2024-09-25", True),
        ("x | 一小 | 张三 | 2024-10-01 | 2024-09-20 | 报告 | 张三 | 2024-09-25", True),
        ("x | 一小 | 张三 | 2024-10-01 | 2024-09-20 | 报告 | 一小 | 2024-09-25", True),
        ("x | 一小 | 张三 | 2024-10-01 | 2024-09-20 | -    | 李四 | 2024-09-25", True),
        ("x | 一小 | 张三 | 2024-10-01 | 2024-09-20 | -    | -    | -", False),
    ],
)
def test_closing_needs_evidence_and_somebody_else_who_accepts(task: str, is_found: bool) -> None:
    made = facts(tasks=table(TASK + task), schools=SCHOOLS)

    assert subjects(closed_without_acceptance, made, NATIONAL) == (["A"] if is_found else [])


@pytest.mark.parametrize(
    ("owner", "acceptor", "subject"),
    [
        ("一小", "青禾县一小", "A"),
        ("青禾县教育局", "县教体局", "青禾县教育局"),
        ("县教育和体育局", "青禾县教育局", "县教育和体育局"),
        ("青禾县教育局", "云岭市教育局", None),
        ("一小", "县教育局", None),
        ("青禾县教育局", "县教育局督导室", None),
    ],
)
def test_the_owner_under_another_name_is_no_other_acceptor(
    owner: str, acceptor: str, subject: str | None
) -> None:
    line = f"x | {owner} | 张三 | 2024-10-01 | 2024-09-20 | 报告 | {acceptor} | 2024-09-25"
    made = facts(tasks=table(TASK + line), schools=SCHOOLS)

    assert subjects(closed_without_acceptance, made, NATIONAL) == ([subject] if subject else [])


# -- GOV-08 labour checks -------------------------------------------------------------------------


def activities(*lines: str) -> pd.DataFrame:
    rows = "\n".join(f"{line} | 记录" for line in lines)
    return table("kind | date | org | evidence\n" + rows)


@pytest.mark.parametrize(
    ("as_of", "checked_on", "is_found"),
    [
        (date(2024, 11, 30), None, False),
        (date(2024, 12, 1), None, True),
        (date(2024, 12, 1), "2024-10-12", False),
        (date(2024, 12, 20), "2024-12-15", False),
    ],
)
def test_a_season_without_a_labour_check_is_found_when_it_is_over(
    as_of: date, checked_on: str | None, is_found: bool
) -> None:
    rows = ["home_visit | 2024-09-05 | 一小"]
    rows += [f"labour_check | {checked_on} | 青禾县人社局"] if checked_on else []
    made = facts(activities=activities(*rows), as_of=as_of)

    assert bool(subjects(labour_check, made, ZHUOZI)) is is_found


def test_a_season_before_the_records_begin_is_not_judged() -> None:
    late_start = facts(activities=activities("home_visit | 2024-05-05 | 一小"))
    early_start = facts(activities=activities("home_visit | 2024-03-05 | 一小"))

    assert subjects(labour_check, late_start, ZHUOZI) == []
    assert list(found(labour_check, early_start, ZHUOZI)["case_key"]) == ["2024-spring"]


# -- GOV-03 control months ------------------------------------------------------------------------

ALL_THREE = [
    f"{kind} | 2024-09-1{day} | {school}"
    for school in ("一小", "二小", "三中")
    for day, kind in enumerate(("letter_to_parents", "parents_meeting", "home_visit"))
]


def months(lines: list[str], as_of: date = ON) -> pd.DataFrame:
    made = facts(activities=activities(*lines), schools=SCHOOLS, as_of=as_of)
    return found(control_month, made, YAOSHENG)


def test_a_month_with_letter_meeting_and_visits_is_clear() -> None:
    assert months(ALL_THREE).empty


def test_a_school_without_any_of_it_is_found() -> None:
    rows = months(ALL_THREE[:6])

    assert list(rows["subject"]) == ["C"]
    assert list(rows["case_key"]) == ["2024-09"]


def test_a_school_that_lacks_one_of_the_three_is_found_with_low_severity() -> None:
    rows = months(ALL_THREE[:-1])

    assert list(rows["subject"]) == ["C"]
    assert list(rows["severity"]) == ["low"]
    assert "家访" in rows["lacking"].iloc[0]


def test_work_after_the_month_is_no_work_of_the_month() -> None:
    late = [*ALL_THREE[:-1], "home_visit | 2024-10-01 | 三中"]

    assert list(months(late)["subject"]) == ["C"]


def test_a_control_month_is_judged_when_it_is_over() -> None:
    assert months(ALL_THREE[:6], as_of=date(2024, 9, 30)).empty
    assert list(months(ALL_THREE[:6], as_of=date(2024, 10, 1))["subject"]) == ["C"]


def test_a_march_that_no_school_recorded_is_held_against_nobody() -> None:
    assert months([*ALL_THREE, "work_meeting | 2024-03-05 | 青禾县教育局"]).empty


# -- GOV-09 interviews ----------------------------------------------------------------------------

PUPILS = children(
    """
    subject | age_on_cutoff | state         | stage  | status    | township
    a       | 13            | out_of_school | junior | in_school | 青山镇
    b       | 13            | in_school     | junior | in_school | 白水乡
    """
)
CASES = table(
    """
    subject | case_no | stage   | category_code | opened_on  | verified_on | returned_on | closed_on
    a       | 1       | dropout | A2            | 2024-09-10 | 2024-09-20  | -           | -
    """
)


@pytest.mark.parametrize(
    ("answer", "is_found"),
    [
        ("home_visit | 2024-09-25 | 青山镇人民政府", True),
        ("interview | 2024-09-25 | 青山镇人民政府", False),
        ("public_notice | 2024-09-25 | 青山镇人民政府", False),
        ("interview | 2024-09-19 | 青山镇人民政府", True),
        ("interview | 2024-09-25 | 白水乡人民政府", True),
        ("interview | 2024-09-25 | 青禾县教育局", False),
    ],
)
def test_a_township_with_dropouts_is_interviewed_or_named(answer: str, is_found: bool) -> None:
    made = facts(children=PUPILS, case_files=CASES, activities=activities(answer))
    made = made.with_frames(indicators=compute_indicators(made, ZHUOZI))

    assert subjects(interview_due, made, ZHUOZI) == (["青山镇"] if is_found else [])


@pytest.mark.parametrize(("org", "is_found"), [("一小", True), ("青山镇人民政府", False)])
def test_a_measure_against_a_school_does_not_answer_for_its_township(
    org: str, is_found: bool
) -> None:
    made = facts(
        children=PUPILS, case_files=CASES, activities=activities("home_visit | 2024-09-25 | 一小")
    )
    made = made.with_frames(
        indicators=compute_indicators(made, ZHUOZI),
        schools=SCHOOLS,
        inspections=table(f"{INSPECTION}{org} | 2024-10-01 | not_met | criticism | 2024-10-02 | -"),
    )

    assert subjects(interview_due, made, ZHUOZI) == (["青山镇"] if is_found else [])


def test_the_term_of_the_specification_is_the_autumn_of_2024() -> None:
    assert facts().county.term == Term(start=date(2024, 9, 2), end=date(2025, 1, 17))
