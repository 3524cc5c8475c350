"""A letter to parents, a parents' meeting and home visits in each control month."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from kcbx_lib.policy import Policy
from kcbx_lib.rules.gov import control_month
from tests.spec.gov.offices_of_text import NATIONAL, ON, SCHOOLS, YAOSHENG, activities
from tests.spec.indicators.county_of_text import facts, found, missing_tables, table

KINDS = ("letter_to_parents", "parents_meeting", "home_visit")
WORDS = {"letter_to_parents": "致家长一封信", "parents_meeting": "家长会", "home_visit": "家访"}


def all_three(*orgs: str, day: str = "2024-09-10") -> list[str]:
    return [f"{kind} | {day} | {org}" for org in orgs for kind in KINDS]


EVERYBODY = all_three("一小", "二小", "三中")


def months(
    lines: list[str], as_of: date = ON, policy: Policy = YAOSHENG, evidence: str = "记录"
) -> pd.DataFrame:
    made = facts(activities=activities(*lines, evidence=evidence), schools=SCHOOLS, as_of=as_of)
    return found(control_month, made, policy)


@pytest.mark.walks("GOV-03", "rule", "clear")
def test_a_month_with_letter_meeting_and_visits_is_clear() -> None:
    assert months(EVERYBODY).empty


@pytest.mark.walks("GOV-03", "rule", "found")
def test_a_school_without_any_of_it_is_found() -> None:
    rows = months(EVERYBODY[:6])

    assert list(rows["subject"]) == ["C"]
    assert list(rows["case_key"]) == ["2024-09"]
    assert rows["severity"].isna().all()


@pytest.mark.walks("GOV-03", "rule", "found")
@pytest.mark.parametrize("kind", KINDS)
def test_a_school_that_lacks_one_of_the_three_is_found_with_low_severity(kind: str) -> None:
    rows = months([line for line in EVERYBODY if line != f"{kind} | 2024-09-10 | 三中"])

    assert list(rows["subject"]) == ["C"]
    assert list(rows["severity"]) == ["low"]
    assert list(rows["lacking"]) == [WORDS[kind]]
    assert len(rows["evidence"].iloc[0]) == 2


@pytest.mark.walks("GOV-03", "rule", "day_before", "day_of", "day_after")
@pytest.mark.parametrize(
    ("day", "is_found"),
    [
        ("2024-08-31", True),
        ("2024-09-01", False),
        ("2024-09-30", False),
        ("2024-10-01", True),
    ],
)
def test_only_work_of_the_month_itself_counts(day: str, is_found: bool) -> None:
    rows = months([*EVERYBODY[:-1], f"home_visit | {day} | 三中"])

    assert list(rows["subject"]) == (["C"] if is_found else [])


@pytest.mark.walks("GOV-03", "lawful", "month_running")
@pytest.mark.walks("GOV-03", "rule", "day_before", "day_of", "day_after")
@pytest.mark.parametrize(
    ("as_of", "expected"),
    [(date(2024, 9, 29), []), (date(2024, 9, 30), []), (date(2024, 10, 1), ["C"])],
)
def test_a_control_month_is_judged_when_it_is_over(as_of: date, expected: list[str]) -> None:
    assert list(months(EVERYBODY[:6], as_of=as_of)["subject"]) == expected


@pytest.mark.walks("GOV-03", "rule", "found", "clear")
def test_a_county_with_other_control_months_is_judged_in_those() -> None:
    october = YAOSHENG.with_values({"control.months": [10]})

    assert list(months(EVERYBODY[:6], policy=october)["subject"]) == ["990101"]
    assert months(all_three("一小", "二小", "三中", day="2024-10-10"), policy=october).empty


def test_a_profile_without_control_months_asks_for_none() -> None:
    assert control_month.RULE.demands == ("control.months",)
    assert NATIONAL["control.months"] is None


@pytest.mark.walks("GOV-03", "rule", "found", "clear")
def test_both_months_of_a_year_are_asked_for_in_their_terms() -> None:
    march = all_three("一小", "二小", "三中", day="2024-03-10")

    assert months([*march, *EVERYBODY]).empty
    assert list(months([*march[:6], *EVERYBODY])["case_key"]) == ["2024-03"]
    # of a series that began in March September is missing everywhere
    assert sorted(months(march)["subject"]) == ["A", "B", "C"]


@pytest.mark.walks("GOV-03", "lawful", "not_asked_then")
@pytest.mark.walks("GOV-03", "rule", "below", "at", "above")
@pytest.mark.parametrize(("schools", "expected"), [(1, []), (2, ["C", "D"]), (3, ["D"]), (4, [])])
def test_a_march_before_the_term_that_fewer_than_half_recorded_is_held_against_nobody(
    schools: int, expected: list[str]
) -> None:
    fourth = table("school_code | school_name | stage | township\nD | 四小 | primary | 青山镇")
    orgs = ("一小", "二小", "三中", "四小")
    lines = [*all_three(*orgs), *all_three(*orgs[:schools], day="2024-03-10")]
    meeting = "work_meeting | 2024-03-05 | 青禾县教育局"
    made = facts(
        activities=activities(meeting, *lines),
        schools=pd.concat([SCHOOLS, fourth.set_axis(["x"])]),
    )

    assert list(found(control_month, made, YAOSHENG).get("subject", [])) == expected


@pytest.mark.walks("GOV-03", "rule", "found", "clear")
def test_where_evidence_is_kept_a_line_without_it_proves_nothing() -> None:
    bare = [*EVERYBODY[:-1], "home_visit | 2024-09-10 | 三中 | -"]

    assert list(months(bare)["lacking"]) == ["家访"]


@pytest.mark.walks("GOV-03", "lawful", "evidence_not_kept")
def test_where_nobody_fills_in_evidence_the_dated_line_stands() -> None:
    assert months(EVERYBODY, evidence="-").empty
    assert list(months(EVERYBODY[:6], evidence="-")["subject"]) == ["C"]


@pytest.mark.walks("GOV-03", "lawful", "through_another")
def test_a_teaching_point_works_with_its_main_school_unless_it_keeps_a_record_of_its_own() -> None:
    ordinary = SCHOOLS.assign(stage="primary")
    made = facts(activities=activities(*EVERYBODY), schools=ordinary, as_of=ON)

    assert months(EVERYBODY).empty
    assert list(found(control_month, made, YAOSHENG)["subject"]) == ["P"]
    assert list(months([*EVERYBODY, "home_visit | 2024-09-10 | 白水乡教学点"])["subject"]) == ["P"]


@pytest.mark.walks("GOV-03", "lawful", "office_for_all")
@pytest.mark.parametrize("office", ["青禾县教育局", "青山镇人民政府"])
def test_where_no_school_recorded_any_an_office_stands_for_the_county(office: str) -> None:
    meeting = "work_meeting | 2024-09-05 | 青禾县教育局"

    assert months([meeting, *all_three(office)]).empty
    assert list(months([meeting])["subject"]) == ["990101"]
    lacking = months([meeting, *all_three(office)[:2]])
    assert list(lacking["subject"]) == ["990101"]
    assert list(lacking["lacking"]) == ["家访"]
    # the office's work is no school's once schools record their own
    assert list(months([*EVERYBODY[:6], *all_three(office)])["subject"]) == ["C"]


@pytest.mark.parametrize(("as_of", "expected"), [(date(2024, 9, 30), 0), (date(2024, 10, 1), 1)])
def test_the_county_too_has_time_until_the_month_is_over(as_of: date, expected: int) -> None:
    assert len(months(["work_meeting | 2024-09-05 | 青禾县教育局"], as_of=as_of)) == expected


def test_without_a_term_or_without_activities_nothing_is_tested() -> None:
    made = facts(activities=activities("work_meeting | 2024-09-05 | 青禾县教育局"), term=None)

    assert control_month.find(made, YAOSHENG).tested == 0
    assert missing_tables(control_month, facts()) == ["activities"]
