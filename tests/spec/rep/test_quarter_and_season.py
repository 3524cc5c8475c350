"""Work of a quarter and a season: the recheck of reported figures, the full check."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from kcbx_lib.policy import load_policy
from kcbx_lib.rules.rep import (
    missing_full_check,
    missing_quarterly_recheck,
)
from tests.spec.indicators.county_of_text import facts, found, missing_tables, subjects, table
from tests.spec.rep.reports_of_text import SCHOOLS, activities, reports

ON = date(2024, 11, 20)
ZHUOZI = load_policy("zhuozi_2022", on=ON)
SUIYANG = load_policy("suiyang_2024", on=ON)
BOTH = "青山镇人民政府、青禾县教育局"


# -- REP-07 ---------------------------------------------------------------------------------------


def rechecks(*days: str, as_of: date = ON, org: str = "青禾县教育局") -> list[str]:
    lines = [f"quarterly_recheck | {day} | {org}" for day in days] or [
        "home_visit | 2024-09-05 | 一小"
    ]
    made = facts(activities=activities(*lines), schools=SCHOOLS, as_of=as_of)
    return sorted(found(missing_quarterly_recheck, made, SUIYANG).get("case_key", []))


@pytest.mark.walks("REP-07", "rule", "found", "day_of", "day_after")
@pytest.mark.walks("REP-07", "lawful", "time_left")
@pytest.mark.parametrize(
    ("as_of", "missing"), [(date(2024, 9, 30), []), (date(2024, 10, 1), ["2024-Q3"])]
)
def test_a_quarter_without_recheck_is_found_when_it_is_over(
    as_of: date, missing: list[str]
) -> None:
    assert rechecks(as_of=as_of) == missing


@pytest.mark.walks("REP-07", "rule", "clear", "day_of", "day_after")
@pytest.mark.walks("REP-07", "lawful", "on_the_day")
def test_a_recheck_on_the_last_day_is_in_time() -> None:
    assert rechecks("2024-09-30") == []
    assert rechecks("2024-10-01") == ["2024-Q3"]


@pytest.mark.walks("REP-07", "lawful", "before_the_records")
def test_quarters_before_the_first_recheck_and_the_term_are_not_asked_for() -> None:
    assert rechecks("2024-09-25") == []
    assert rechecks("2024-06-25", "2024-09-25") == []
    assert rechecks("2024-06-25") == ["2024-Q3"]


@pytest.mark.walks("REP-07", "lawful", "by_another_office")
@pytest.mark.walks("REP-07", "rule", "found", "clear")
@pytest.mark.parametrize(
    ("in_autumn", "expected"),
    [
        (["青禾县教育局", "青山镇人民政府"], []),
        (["青山镇人民政府"], []),
        (["青禾县教育局"], ["青山镇人民政府"]),
        ([], ["990101"]),
    ],
)
def test_a_quarter_that_another_office_rechecked_is_rechecked_for_the_county(
    in_autumn: list[str], expected: list[str]
) -> None:
    lines = [
        f"quarterly_recheck | {day} | {org}"
        for day, orgs in (
            ("2024-06-25", ("青禾县教育局", "青山镇人民政府")),
            ("2024-09-25", in_autumn),
        )
        for org in orgs
    ]
    made = facts(activities=activities(*lines), schools=SCHOOLS)

    assert subjects(missing_quarterly_recheck, made, SUIYANG) == expected


@pytest.mark.walks("REP-07", "rule", "found")
def test_a_gap_within_the_series_is_found() -> None:
    assert rechecks("2024-03-20", "2024-09-25") == ["2024-Q2"]


def test_a_report_that_names_its_quarter_counts_for_it_however_late() -> None:
    sent = reports(
        """
        org          | period_kind | period  | submitted_on
        青禾县教育局 | quarterly   | 2024-Q3 | 2024-10-12
        """
    )
    made = facts(activities=activities("home_visit | 2024-09-05 | 一小"), reports=sent)
    rows = found(missing_quarterly_recheck, made, SUIYANG)

    assert list(rows["case_key"]) == ["2024-Q3"]
    assert "2024-10-12" in rows["what"].iloc[0]


# -- REP-08 ---------------------------------------------------------------------------------------


def checks(*lines: str, as_of: date = ON) -> list[tuple[str, str]]:
    made = facts(activities=activities(*lines), schools=SCHOOLS, as_of=as_of)
    rows = found(missing_full_check, made, SUIYANG)
    return sorted(zip(rows["subject"], rows.get("case_key", []), strict=True))


AUTUMN = [f"full_check | 2024-09-20 | {org}" for org in ("一小", "二小", "三中")]


@pytest.mark.walks("REP-08", "rule", "found", "clear")
def test_every_school_checks_every_pupil_by_the_end_of_september() -> None:
    assert checks(*AUTUMN) == []
    assert checks(*AUTUMN[:2]) == [("C", "2024-autumn")]


@pytest.mark.walks("REP-08", "report.seasonal_full_check", "day_before", "day_of", "day_after")
@pytest.mark.walks("REP-08", "lawful", "on_the_day")
@pytest.mark.parametrize(
    ("day", "is_found"), [("2024-09-29", False), ("2024-09-30", False), ("2024-10-01", True)]
)
def test_a_check_after_its_day_is_late(day: str, is_found: bool) -> None:
    expected = [("C", "2024-autumn")] if is_found else []

    assert checks(*AUTUMN[:2], f"full_check | {day} | 三中") == expected


@pytest.mark.walks("REP-08", "report.seasonal_full_check", "day_before", "day_of", "day_after")
@pytest.mark.parametrize(
    ("day", "is_found"), [("2024-10-14", False), ("2024-10-15", False), ("2024-10-16", True)]
)
def test_a_county_with_a_day_of_its_own_is_judged_by_it(day: str, is_found: bool) -> None:
    own = SUIYANG.with_values({"report.seasonal_full_check": ["04-15", "10-15"]})
    made = facts(activities=activities(*AUTUMN[:2], f"full_check | {day} | 三中"), schools=SCHOOLS)

    assert subjects(missing_full_check, made, own) == (["C"] if is_found else [])


@pytest.mark.walks("REP-08", "report.seasonal_full_check", "day_before", "day_of", "day_after")
@pytest.mark.parametrize(
    ("day", "is_found"), [("2024-03-30", False), ("2024-03-31", False), ("2024-04-01", True)]
)
def test_the_spring_check_is_due_by_the_end_of_march(day: str, is_found: bool) -> None:
    spring = [f"full_check | 2024-03-20 | {org}" for org in ("一小", "二小")]
    expected = [("C", "2024-spring")] if is_found else []

    assert checks(*AUTUMN, *spring, f"full_check | {day} | 三中") == expected


@pytest.mark.walks("REP-08", "lawful", "time_left")
@pytest.mark.walks("REP-08", "report.seasonal_full_check", "day_of", "day_after")
def test_on_its_day_there_is_still_time() -> None:
    assert checks(*AUTUMN[:2], as_of=date(2024, 9, 30)) == []
    assert checks(*AUTUMN[:2], as_of=date(2024, 10, 1)) == [("C", "2024-autumn")]


@pytest.mark.walks("REP-08", "lawful", "not_asked_then")
@pytest.mark.walks("REP-08", "rule", "below", "above")
def test_a_spring_that_most_schools_checked_is_asked_of_all() -> None:
    spring = [f"full_check | 2024-03-20 | {org}" for org in ("一小", "二小")]

    assert checks(*AUTUMN, *spring) == [("C", "2024-spring")]
    assert checks(*AUTUMN, spring[0]) == []


@pytest.mark.walks("REP-08", "lawful", "office_for_all")
def test_schools_are_not_blamed_where_an_office_checked_for_all() -> None:
    assert checks("full_check | 2024-09-20 | 青禾县教育局") == []
    assert checks("full_check | 2024-10-01 | 青禾县教育局") == [("青禾县教育局", "2024-autumn")]


@pytest.mark.walks("REP-08", "rule", "found")
def test_where_nobody_checked_the_county_is_found_once() -> None:
    assert checks("home_visit | 2024-09-05 | 一小") == [("990101", "2024-autumn")]


@pytest.mark.parametrize("rule", [missing_quarterly_recheck, missing_full_check])
def test_without_activities_nothing_is_tested(rule: object) -> None:
    assert missing_tables(rule, facts()) == ["activities"]


@pytest.mark.walks("REP-08", "lawful", "time_left")
@pytest.mark.walks("REP-08", "report.seasonal_full_check", "day_before", "day_of", "day_after")
@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (date(2024, 9, 29), []),
        (date(2024, 9, 30), []),
        (date(2024, 10, 1), [("990101", "2024-autumn")]),
    ],
)
def test_the_county_too_has_time_until_the_day(
    as_of: date, expected: list[tuple[str, str]]
) -> None:
    assert checks("home_visit | 2024-09-05 | 一小", as_of=as_of) == expected


@pytest.mark.walks("REP-08", "lawful", "not_asked_then")
@pytest.mark.walks("REP-08", "rule", "below", "at", "above")
@pytest.mark.parametrize(("in_spring", "expected"), [(1, []), (2, ["C", "D"]), (3, ["D"])])
def test_a_spring_that_half_of_the_schools_checked_is_asked_of_all(
    in_spring: int, expected: list[str]
) -> None:
    fourth = table("school_code | school_name | stage | township\nD | 四小 | primary | 青山镇")
    orgs = ("一小", "二小", "三中", "四小")
    lines = [f"full_check | 2024-09-20 | {org}" for org in orgs]
    lines += [f"full_check | 2024-03-20 | {org}" for org in orgs[:in_spring]]
    made = facts(
        activities=activities(*lines), schools=pd.concat([SCHOOLS, fourth.set_axis(["x"])])
    )

    assert subjects(missing_full_check, made, SUIYANG) == expected


@pytest.mark.parametrize(
    ("as_of", "is_past"), [(date(2025, 1, 31), False), (date(2025, 2, 1), True)]
)
def test_a_check_can_be_made_up_for_until_the_season_is_over(as_of: date, is_past: bool) -> None:
    for lines, expected in (
        ([*AUTUMN[:2]], {"C": is_past}),
        ([*AUTUMN[:2], "full_check | 2024-10-08 | 三中"], {"C": True}),
        (["home_visit | 2024-09-05 | 一小"], {"990101": is_past}),
    ):
        made = facts(activities=activities(*lines), schools=SCHOOLS, as_of=as_of)
        rows = found(missing_full_check, made, SUIYANG).set_index("subject")
        assert rows["is_past"].to_dict() == expected
