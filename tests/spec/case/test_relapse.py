"""CASE-08: back, then away again without leave up to the profile's limit."""

from __future__ import annotations

from datetime import date

import pytest

from kcbx_lib.county import Term
from tests.spec.case.drawn import case, found_in_full
from tests.spec.ledgers.county import conditions, facts_of, found, outcome

CHILD = "name birth_date resident_id"
RECORD = f"{CHILD} school_code grade class_no status"
PUPILS = f"""{RECORD}
王小明 2012-03-05 birth S1 6 1 in_school
李丽 2012-04-05 birth S1 6 1 in_school"""
CASES = (
    f"{CHILD} case_no opened_on stage returned_on placement\n王小明 2012-03-05 birth 1 2024-09-03"
)
RETURNED = f"{CASES} returned 2024-09-09 guided"


def relapsed(marks: str, **tables: object) -> bool:
    """Whether a pupil back on Monday 9 September, the sixth school day, is found with these marks."""
    sheet = f"name school_code grade class_no marks\n王小明 S1 6 1 {marks}\n李丽 S1 6 1 √*50"
    drawn = {"cases": RETURNED, "enrolment": PUPILS, "attendance": sheet} | tables
    return found_in_full("CASE-08", **drawn) == ["王小明"]


@pytest.mark.walks("CASE-08", "rule", "found", "clear")
@pytest.mark.parametrize(
    ("profile", "away", "is_relapse"),
    [
        pytest.param("national", 2, False,
                     marks=pytest.mark.walks("CASE-08", "absence.report_streak_days", "below")),
        pytest.param("national", 3, True,
                     marks=pytest.mark.walks("CASE-08", "absence.report_streak_days", "at")),
        pytest.param("national", 4, True,
                     marks=pytest.mark.walks("CASE-08", "absence.report_streak_days", "above")),
        ("zhuozi_2022", 2, False),
        ("zhuozi_2022", 3, True),
        ("hanzhong_2018", 1, False),
        ("hanzhong_2018", 2, True),
    ],
)  # fmt: skip
def test_a_streak_at_the_profiles_limit_after_the_return_is_a_relapse(
    profile: str, away: int, is_relapse: bool
) -> None:
    assert relapsed(f"旷*5√*9旷*{away}√*5", profile=profile) is is_relapse


@pytest.mark.walks("CASE-08", "absence.report_streak_days", "day_before", "day_of")
@pytest.mark.parametrize(
    ("as_of", "is_relapse"), [("2018-11-19", False), ("2018-11-20", True), ("2018-11-21", True)]
)
def test_hanzhongs_two_days_hold_from_the_day_of_its_notice_on(
    as_of: str, is_relapse: bool
) -> None:
    term = Term(date(2018, 9, 3), date(2019, 1, 18))
    cases = RETURNED.replace("2024-09-03", "2018-09-03").replace("2024-09-09", "2018-09-10")
    drawn = {"term": term, "cases": cases, "profile": "hanzhong_2018"}
    assert relapsed("旷*5√*10旷旷√*20", as_of=as_of, **drawn) is is_relapse


@pytest.mark.walks("CASE-08", "lawful", "leave_or_presence", "unrecorded_day")
@pytest.mark.parametrize(
    ("marks", "is_relapse"),
    [
        ("旷*5√*9旷旷旷√", True),
        ("旷*5√*9旷旷病旷", False),
        ("旷*5√*9旷旷事旷", False),
        ("旷*5√*9旷旷√旷", False),
        ("旷*5√*9旷旷迟旷", False),
        ("旷*5√*9旷旷.旷", False),
        ("旷*5√*9旷旷×旷", False),
    ],
)
def test_leave_presence_and_an_unrecorded_day_end_the_streak(marks: str, is_relapse: bool) -> None:
    assert relapsed(marks) is is_relapse


@pytest.mark.walks("CASE-08", "lawful", "before_the_return")
@pytest.mark.parametrize(
    ("marks", "is_relapse"),
    [
        ("旷*5√*9", False),  # before the return
        ("√√旷旷旷旷√", False),  # from before it into it
        ("√√旷旷旷√旷旷旷√", True),
        ("√*5旷旷旷√", True),  # from the very day of the return
    ],
)
def test_only_a_streak_that_began_on_or_after_the_return_counts(
    marks: str, is_relapse: bool
) -> None:
    assert relapsed(marks) is is_relapse


@pytest.mark.walks("CASE-08", "lawful", "left_lawfully")
@pytest.mark.parametrize(
    ("move", "is_relapse"),
    [
        ("transfer_out 2024-09-20", False),
        ("suspend 2024-09-20", False),
        ("transfer_out 2024-10-25", True),  # weeks after the limit was reached
        ("transfer_in 2024-09-20", True),
    ],
)
def test_a_lawful_departure_is_no_relapse(move: str, is_relapse: bool) -> None:
    # away from Monday 23 September, the limit is reached on the 25th
    kind, day = move.split()
    moves = f"{CHILD} kind date to_school\n王小明 2012-03-05 birth {kind} {day} 滨江市育才学校"
    sheet = "旷*5√*10旷旷旷√*10" if is_relapse else "旷*5√*10旷旷旷"
    assert relapsed(sheet, movements=moves) is is_relapse
    assert relapsed(sheet)


@pytest.mark.parametrize(
    ("start", "limit", "is_relapse"),
    [
        ("2024-10-07", "2024-10-09", False),
        ("2024-10-08", "2024-10-10", True),
        ("2024-10-20", "2024-10-22", True),
        ("2024-10-20", "-", False),
    ],
)
def test_the_case_is_relapsed_in_the_ledger_too(start: str, limit: str, is_relapse: bool) -> None:
    streaks = f"name start end limit open\n甲 {start} 2024-10-24 {limit} no"
    cases = case(stage="returned", returned_on="2024-10-08", placement="guided")
    facts = facts_of(cases=cases, streaks=streaks, attendance="name marks\n甲 √*40")
    assert bool(found("CASE-08", facts)) is is_relapse
    assert facts["case_files"]["state"].eq("relapsed").any() == is_relapse


def test_a_streak_belongs_to_the_latest_return_before_it() -> None:
    cases = """
    name case_no opened_on  stage    returned_on
    甲   1       2024-09-05 returned 2024-09-10
    甲   2       2024-09-20 returned 2024-10-08
    """
    streaks = "name start end limit open\n甲 2024-10-20 2024-10-24 2024-10-22 no"
    facts = facts_of(cases=cases, streaks=streaks, attendance="name marks\n甲 √*40")
    [(_, text)] = conditions("CASE-08", facts)
    assert "Case 2" in text


def test_the_days_away_are_evidence_beside_the_case() -> None:
    facts = facts_of(
        cases=case(stage="returned", returned_on="2024-10-08", placement="guided"),
        streaks="name start end limit open\n甲 2024-10-20 2024-10-24 2024-10-22 no",
        attendance="name marks\n甲 √*40",
    )
    [evidence] = outcome("CASE-08", facts).rows["evidence"]
    assert set(evidence) == {facts["case_files"].index[0], facts["attendance"].index[0]}
