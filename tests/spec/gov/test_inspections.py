"""Inspections that did not take place, and the ladder of steps after those that failed."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from kcbx_lib.county import Term
from kcbx_lib.policy import Policy
from kcbx_lib.rules.gov import inspection_ladder, missing_inspection
from tests.spec.gov.offices_of_text import (
    DISTRICT,
    HANZHONG,
    INSPECTION,
    NATIONAL,
    ON,
    SCHOOLS,
    SUIYANG,
    YAOSHENG,
    ZHUOZI,
    activities,
)
from tests.spec.indicators.county_of_text import facts, found, subjects, table


def test_the_term_of_the_specification_is_the_autumn_of_2024() -> None:
    assert facts().county.term == Term(start=date(2024, 9, 2), end=date(2025, 1, 17))


# -- GOV-05 the ladder ----------------------------------------------------------------------------

FAILED = "一小 | {} | not_met | {} | - | -"
RECTIFIED = FAILED.format("2024-03-01", "rectify")
CARD = FAILED.format("2024-05-01", "yellow_card、criticism")
HELD = FAILED.format("2024-06-01", "accountability")


def ladder(*lines: str, policy: Policy = YAOSHENG) -> pd.DataFrame:
    made = facts(inspections=table(INSPECTION + "\n".join(lines)), schools=SCHOOLS)
    return found(inspection_ladder, made, policy)


@pytest.mark.walks("GOV-05", "rule", "found", "clear", "below", "at", "above")
@pytest.mark.parametrize("policy", [NATIONAL, YAOSHENG, ZHUOZI])
@pytest.mark.parametrize(
    ("history", "lacking"),
    [
        (["一小 | 2024-03-01 | met | - | - | -"], None),
        ([RECTIFIED], None),
        ([FAILED.format("2024-03-01", "-")], "限期整改"),
        ([FAILED.format("2024-03-01", "criticism")], None),
        ([RECTIFIED, FAILED.format("2024-05-01", "rectify")], "黄牌警告、通报批评"),
        ([RECTIFIED, FAILED.format("2024-05-01", "yellow_card")], "通报批评"),
        ([RECTIFIED, CARD], None),
        ([RECTIFIED, CARD, FAILED.format("2024-09-01", "criticism")], "追究责任"),
        ([RECTIFIED, CARD, FAILED.format("2024-09-01", "accountability")], None),
        # the third step is that of every further failure
        ([RECTIFIED, CARD, HELD, FAILED.format("2024-09-01", "criticism")], "追究责任"),
        ([RECTIFIED, CARD, HELD, FAILED.format("2024-09-01", "accountability")], None),
    ],
)
def test_each_failure_calls_for_the_next_step(
    history: list[str], lacking: str | None, policy: Policy
) -> None:
    rows = ladder(*history, policy=policy)

    assert list(rows.get("lacking", [])) == ([lacking] if lacking else [])


@pytest.mark.walks("GOV-05", "rule", "below", "at")
def test_a_county_with_a_ladder_of_its_own_is_judged_by_it() -> None:
    steps = [{"failed": 2, "measures": ["criticism"]}]
    own = NATIONAL.with_values({"inspection.ladder": steps})

    assert ladder(FAILED.format("2024-03-01", "-"), policy=own).empty
    assert list(ladder(RECTIFIED, RECTIFIED.replace("03-01", "05-01"), policy=own)["lacking"]) == [
        "通报批评"
    ]


@pytest.mark.walks("GOV-05", "rule", "found")
def test_the_third_failure_is_grave() -> None:
    second = ladder(RECTIFIED, FAILED.format("2024-05-01", "-"))
    third = ladder(RECTIFIED, CARD, FAILED.format("2024-06-01", "-"))

    assert [one == "high" for one in (*second["severity"], *third["severity"])] == [False, True]


@pytest.mark.walks("GOV-05", "lawful", "later_success")
@pytest.mark.parametrize(
    ("result", "is_found"), [("met", False), ("not_met", True)], ids=["met", "not met"]
)
def test_a_later_success_ends_the_ladder_and_starts_it_anew(result: str, is_found: bool) -> None:
    idle = [FAILED.format("2024-03-01", "-"), f"一小 | 2024-05-01 | {result} | rectify | - | -"]
    anew = [*idle, FAILED.format("2024-09-01", "rectify")]

    assert ladder(*idle).empty is not is_found
    assert ladder(*anew).empty is not is_found


@pytest.mark.walks("GOV-05", "lawful", "harsher_measure")
@pytest.mark.parametrize(
    ("measure", "is_found"), [("-", True), ("yellow_card", False), ("accountability", False)]
)
def test_a_harsher_measure_is_a_measure(measure: str, is_found: bool) -> None:
    assert ladder(FAILED.format("2024-03-01", measure)).empty is not is_found


@pytest.mark.walks("GOV-05", "lawful", "audit_day")
@pytest.mark.parametrize(("day", "is_found"), [("2024-11-19", True), ("2024-11-20", False)])
def test_an_inspection_of_the_audit_day_still_has_time(day: str, is_found: bool) -> None:
    assert ladder(FAILED.format(day, "-")).empty is not is_found


@pytest.mark.walks("GOV-05", "lawful", "one_visit_in_several_rows")
def test_several_rows_of_one_day_are_one_inspection() -> None:
    again = FAILED.format("2024-03-01", "-")
    another_day = FAILED.format("2024-03-02", "-")

    assert ladder(RECTIFIED, again).empty
    assert list(ladder(RECTIFIED, another_day)["failed"]) == [2]
    # one of its rows failed, so it did
    assert list(ladder("一小 | 2024-03-01 | met | - | - | -", again)["failed"]) == [1]
    assert list(ladder(again, again)["evidence"]) == [["r1", "r2"]]


@pytest.mark.walks("GOV-05", "rule", "found")
def test_a_school_written_in_two_ways_has_one_history() -> None:
    rows = ladder(
        RECTIFIED.replace("一小", "青禾县一小"), RECTIFIED.replace("2024-03-01", "2024-05-01")
    )

    assert list(rows["subject"]) == ["A"]
    assert list(rows["failed"]) == [2]


# -- GOV-04 missing inspections -------------------------------------------------------------------


def inspected(*lines: str) -> pd.DataFrame:
    return table(INSPECTION + "\n".join(f"{line} | met | - | - | -" for line in lines))


def missed(*lines: str, policy: Policy = SUIYANG, as_of: date = ON) -> list[str]:
    made = facts(inspections=inspected(*lines), schools=SCHOOLS, as_of=as_of)
    return subjects(missing_inspection, made, policy)


SPRING = ("一小 | 2024-04-10", "二小 | 2024-04-11")


@pytest.mark.walks("GOV-04", "rule", "found", "clear")
@pytest.mark.walks("GOV-04", "inspection.per_term", "below", "at", "above")
@pytest.mark.parametrize("policy", [SUIYANG, ZHUOZI])
@pytest.mark.parametrize(
    ("of_c", "expected"),
    [([], ["C"]), (["三中 | 2024-05-20"], []), (["三中 | 2024-05-20", "三中 | 2024-06-03"], [])],
    ids=["none", "one", "two"],
)
def test_each_school_is_inspected_once_a_term(
    of_c: list[str], expected: list[str], policy: Policy
) -> None:
    assert missed(*SPRING, *of_c, "一小 | 2024-09-20", policy=policy) == expected


@pytest.mark.walks("GOV-04", "inspection.per_term", "below", "at")
def test_a_county_that_asks_for_two_inspections_a_term_is_held_to_two() -> None:
    two = SUIYANG.with_values({"inspection.per_term": 2})
    twice = [line.replace("04-1", "06-1") for line in SPRING]

    assert missed(*SPRING, *twice, "三中 | 2024-05-20", policy=two) == ["C"]
    assert missed(*SPRING, *twice, "三中 | 2024-05-20", "三中 | 2024-06-20", policy=two) == []


@pytest.mark.walks("GOV-04", "lawful", "time_left")
@pytest.mark.parametrize(
    ("as_of", "expected"),
    [(date(2025, 1, 16), []), (date(2025, 1, 17), []), (date(2025, 1, 18), ["C"])],
)
def test_there_is_time_until_the_term_ends(as_of: date, expected: list[str]) -> None:
    assert missed("一小 | 2024-09-20", "二小 | 2024-09-21", as_of=as_of) == expected


def test_a_running_term_is_clear_once_everyone_has_been_inspected() -> None:
    all_seen = inspected("一小 | 2024-09-20", "二小 | 2024-09-21", "三中 | 2024-09-22")
    for visits, tested in ((all_seen, 3), (all_seen.head(2), 0)):
        outcome = missing_inspection.find(facts(inspections=visits, schools=SCHOOLS), SUIYANG)

        assert outcome.rows.empty
        assert outcome.tested == tested


@pytest.mark.walks("GOV-04", "lawful", "records_begin_later")
@pytest.mark.walks("GOV-04", "rule", "below", "at")
def test_a_term_that_fewer_than_half_were_inspected_in_was_not_asked_for() -> None:
    fourth = table("school_code | school_name | stage | township\nD | 四小 | primary | 青山镇")
    four = pd.concat([SCHOOLS, fourth.set_axis(["x"])])
    now = [f"{org} | 2024-09-20" for org in ("一小", "二小", "三中", "四小")]
    for spring, expected in ((SPRING[:1], []), (SPRING, ["C", "D"])):
        made = facts(inspections=inspected(*spring, *now), schools=four)
        assert subjects(missing_inspection, made, SUIYANG) == expected


@pytest.mark.walks("GOV-04", "lawful", "through_another")
def test_a_teaching_point_is_inspected_with_its_main_school() -> None:
    ordinary = SCHOOLS.assign(stage="primary")
    visits = inspected(*SPRING, "三中 | 2024-05-20")

    assert missed(*SPRING, "三中 | 2024-05-20") == []
    assert subjects(missing_inspection, facts(inspections=visits, schools=ordinary), SUIYANG) == [
        "P"
    ]


def test_a_profile_that_asks_for_no_inspections_tests_none() -> None:
    outcome = missing_inspection.find(
        facts(inspections=inspected("一小 | 2024-04-10"), schools=SCHOOLS), NATIONAL
    )

    assert outcome.tested == 0
    assert outcome.note is not None


YEAR_OVER = date(2025, 2, 1)
SPECIAL = [
    f"special_inspection | 2024-{day} | 青禾县教育局"
    for day in ("03-01", "06-01", "10-08", "11-08")
]


def special(*lines: str, first: str = "2024-01-08", as_of: date = YEAR_OVER) -> list[str]:
    made = facts(
        inspections=inspected("一小 | 2024-04-10"),
        activities=activities(f"parents_meeting | {first} | 一小", *lines),
        as_of=as_of,
    )
    return subjects(missing_inspection, made, HANZHONG)


@pytest.mark.walks("GOV-04", "inspection.special_per_year", "below", "at", "above")
@pytest.mark.parametrize(("held", "is_found"), [(2, True), (3, False), (4, False)])
def test_hanzhong_asks_for_three_special_inspections_a_year(held: int, is_found: bool) -> None:
    assert special(*SPECIAL[:held]) == (["990101"] if is_found else [])


@pytest.mark.walks("GOV-04", "inspection.special_per_year", "below")
def test_two_schools_visited_on_one_day_are_one_special_inspection() -> None:
    assert special(*SPECIAL[:2], SPECIAL[1].replace("青禾县教育局", "一小")) == ["990101"]


@pytest.mark.walks("GOV-04", "lawful", "records_begin_later", "time_left")
def test_a_year_is_judged_when_it_is_over_and_on_record_from_january_on() -> None:
    two = SPECIAL[:2]

    assert special(*two, as_of=date(2024, 12, 31)) == []
    assert special(*two, as_of=date(2025, 1, 1)) == ["990101"]
    assert special(*two, first="2024-01-31") == ["990101"]
    assert special(*two, first="2024-02-01") == []


@pytest.mark.walks("GOV-04", "inspection.cycle_years", "below", "at", "above")
@pytest.mark.walks("GOV-04", "lawful", "time_left")
@pytest.mark.parametrize(
    ("day", "is_found"), [("2021-11-21", False), ("2021-11-20", False), ("2021-11-19", True)]
)
def test_a_township_is_supervised_once_in_three_years(day: str, is_found: bool) -> None:
    visits = ["一小 | 2020-03-01", "一小 | 2023-03-01", f"白水乡人民政府 | {day}"]

    assert missed(*visits, policy=DISTRICT) == (["白水乡"] if is_found else [])


@pytest.mark.walks("GOV-04", "inspection.cycle_years", "above", "below")
def test_a_cycle_of_two_years_is_over_sooner() -> None:
    two = DISTRICT.with_values({"inspection.cycle_years": 2})
    visits = ["一小 | 2020-03-01", "一小 | 2023-03-01", "白水乡人民政府 | 2022-03-01"]

    assert missed(*visits, policy=two) == ["白水乡"]
    assert missed(*visits, policy=DISTRICT) == []


@pytest.mark.walks("GOV-04", "lawful", "records_begin_later", "by_its_schools")
def test_a_cycle_that_the_records_do_not_span_is_not_judged_and_a_school_stands_for_its_township() -> None:  # fmt: skip
    assert missed("一小 | 2021-11-21", policy=DISTRICT) == []
    assert missed("一小 | 2021-11-20", policy=DISTRICT) == ["白水乡"]
    assert missed("一小 | 2021-11-20", "三中 | 2022-03-01", policy=DISTRICT) == []


def test_a_term_and_a_year_are_past_for_good_and_a_cycle_can_still_be_kept() -> None:
    def past(
        policy: Policy, *visits: str, as_of: date = ON, lines: tuple[str, ...] = ()
    ) -> list[bool]:
        made = facts(
            inspections=inspected(*visits),
            activities=activities("parents_meeting | 2024-01-08 | 一小", *lines),
            schools=SCHOOLS,
            as_of=as_of,
        )
        return list(found(missing_inspection, made, policy)["is_past"])

    assert past(SUIYANG, *SPRING) == [True]
    assert past(HANZHONG, *SPRING, as_of=YEAR_OVER) == [True]
    assert past(DISTRICT, "一小 | 2020-03-01", "一小 | 2023-03-01") == [False]
