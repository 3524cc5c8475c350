"""Monthly and weekly reports: in time, late, missing — and what is never held against anybody."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from kcbx_lib.policy import load_policy
from kcbx_lib.rules.rep import late_monthly_report, late_weekly_report
from tests.spec.indicators.county_of_text import facts, found, missing_tables, table
from tests.spec.rep.reports_of_text import SCHOOLS, reports

ON = date(2024, 11, 20)
NATIONAL = load_policy("national", on=ON)
SUIYANG = load_policy("suiyang_2024", on=ON)
HANZHONG = load_policy("hanzhong_2018", on=ON)
HEAD = "org | period | submitted_on\n"


def monthly(text: str, *, as_of: date = ON, policy: object = SUIYANG) -> list[tuple[str, str]]:
    made = facts(reports=reports(HEAD + text), schools=SCHOOLS, as_of=as_of)
    rows = found(late_monthly_report, made, policy)  # type: ignore[arg-type]
    return sorted(zip(rows["subject"], rows.get("case_key", []), strict=True))


@pytest.mark.walks("REP-01", "rule", "found", "clear")
@pytest.mark.walks("REP-01", "report.monthly_deadline", "day_before", "day_of", "day_after")
@pytest.mark.walks("REP-01", "lawful", "on_the_day")
@pytest.mark.parametrize(
    ("sent", "is_late"), [("2024-09-19", False), ("2024-09-20", False), ("2024-09-21", True)]
)
def test_before_the_20th_allows_the_20th_and_not_the_21st(sent: str, is_late: bool) -> None:
    expected = [("A", "2024-09")] if is_late else []

    assert monthly(f"一小 | 2024-09 | {sent}", as_of=date(2024, 10, 1)) == expected


@pytest.mark.walks("REP-01", "report.monthly_deadline", "day_before", "day_of", "day_after")
@pytest.mark.parametrize(
    ("sent", "is_late"), [("2024-09-29", False), ("2024-09-30", False), ("2024-10-01", True)]
)
def test_without_a_document_the_month_s_last_day_counts(sent: str, is_late: bool) -> None:
    expected = [("A", "2024-09")] if is_late else []

    assert (
        monthly(f"一小 | 2024-09 | {sent}", as_of=date(2024, 10, 10), policy=NATIONAL) == expected
    )


@pytest.mark.walks("REP-01", "lawful", "time_left")
@pytest.mark.walks("REP-01", "report.monthly_deadline", "day_before", "day_of", "day_after")
@pytest.mark.parametrize(
    ("as_of", "missing"),
    [
        (date(2024, 10, 19), []),
        (date(2024, 10, 20), []),
        (date(2024, 10, 21), [("B", "2024-10")]),
    ],
)
def test_a_report_is_missing_the_day_after_its_deadline(
    as_of: date, missing: list[tuple[str, str]]
) -> None:
    text = """一小 | 2024-09 | 2024-09-18
二小 | 2024-09 | 2024-09-18
三中 | 2024-09 | 2024-09-18
一小 | 2024-10 | 2024-10-18
三中 | 2024-10 | 2024-10-18"""

    assert monthly(text, as_of=as_of) == missing


def test_a_school_that_never_reported_is_missed_once_most_schools_do() -> None:
    text = "一小 | 2024-09 | 2024-09-18\n二小 | 2024-09 | 2024-09-18"

    assert monthly(text, as_of=date(2024, 10, 1)) == [("C", "2024-09")]


@pytest.mark.walks("REP-01", "lawful", "office_for_all")
@pytest.mark.walks("REP-01", "rule", "below", "at")
@pytest.mark.parametrize(
    ("schools", "expected"),
    [([], []), (["一小"], []), (["一小", "二小"], [("C", "2024-09")])],
)
def test_schools_are_not_blamed_where_only_the_bureau_reports(
    schools: list[str], expected: list[tuple[str, str]]
) -> None:
    text = "\n".join(f"{org} | 2024-09 | 2024-09-18" for org in ("青禾县教育局", *schools))

    assert monthly(text, as_of=date(2024, 10, 1)) == expected


@pytest.mark.walks("REP-01", "lawful", "through_another")
@pytest.mark.parametrize(("stage", "is_found"), [("teaching_point", False), ("junior", True)])
def test_a_teaching_point_reports_through_its_main_school(stage: str, is_found: bool) -> None:
    schools = SCHOOLS.assign(stage=["primary", "primary", stage])
    text = "一小 | 2024-09 | 2024-09-18\n二小 | 2024-09 | 2024-09-18"
    made = facts(reports=reports(HEAD + text), schools=schools, as_of=date(2024, 10, 1))
    rows = found(late_monthly_report, made, SUIYANG)

    assert list(rows["subject"]) == (["C"] if is_found else [])


@pytest.mark.walks("REP-01", "lawful", "before_the_records")
def test_no_month_before_the_data_begin_is_asked_for() -> None:
    text = "\n".join(f"{org} | 2024-10 | 2024-10-18" for org in ("一小", "二小", "三中"))

    assert monthly(text, as_of=date(2024, 11, 1)) == []
    one_before = f"一小 | 2024-09 | 2024-09-18\n{text}"
    assert monthly(one_before, as_of=date(2024, 11, 1)) == [("B", "2024-09"), ("C", "2024-09")]


@pytest.mark.walks("REP-01", "lawful", "not_asked_then")
@pytest.mark.walks("REP-01", "rule", "below", "at", "above")
@pytest.mark.parametrize(
    ("in_july", "expected"),
    [
        (["一小"], []),
        (["一小", "二小"], [("C", "2024-07"), ("青禾县教育局", "2024-07")]),
        (["一小", "二小", "三中"], [("青禾县教育局", "2024-07")]),
    ],
)
def test_a_holiday_month_that_fewer_than_half_reported_is_not_asked_for(
    in_july: list[str], expected: list[tuple[str, str]]
) -> None:
    everybody = ("一小", "二小", "三中", "青禾县教育局")
    sent = {"2024-06": everybody, "2024-07": in_july, "2024-09": everybody}
    text = "\n".join(
        f"{org} | {period} | {period}-18" for period, orgs in sent.items() for org in orgs
    )
    found_in_july = [one for one in monthly(text, as_of=date(2024, 10, 1)) if one[1] == "2024-07"]

    assert found_in_july == expected


@pytest.mark.walks("REP-01", "lawful", "corrected_later")
def test_a_correction_sent_later_makes_no_report_late() -> None:
    others = "二小 | 2024-09 | 2024-09-18\n三中 | 2024-09 | 2024-09-18\n"
    first, corrected = "一小 | 2024-09 | 2024-09-18\n", "一小 | 2024-09 | 2024-10-05"

    assert monthly(others + first + corrected, as_of=date(2024, 10, 10)) == []
    assert monthly(others + corrected, as_of=date(2024, 10, 10)) == [("A", "2024-09")]
    # corrections that come after their month do not make the county read the day otherwise
    more = "\n".join([corrected, corrected.replace("-05", "-06"), corrected.replace("-05", "-07")])
    late = "二小 | 2024-09 | 2024-09-21\n"
    assert monthly(late + first + more, as_of=date(2024, 10, 10)) == [
        ("B", "2024-09"),
        ("C", "2024-09"),
    ]


def test_one_school_written_in_three_ways_is_one_school() -> None:
    text = """青禾县一小 | 2024-09 | 2024-09-18
一小 | 2024-10 | 2024-10-18
A | 2024-11 | 2024-11-18"""

    assert monthly(text, as_of=date(2024, 11, 25)) == []


@pytest.mark.walks("REP-01", "lawful", "sent_without_a_day")
@pytest.mark.walks("REP-01", "rule", "found")
def test_a_form_not_filled_in_is_no_report() -> None:
    blank = reports(
        """
        org  | period  | submitted_on | end_count
        一小 | 2024-09 | -            | -
        二小 | 2024-09 | -            | 100
        三中 | 2024-09 | 2024-09-18   | 100
        """
    )
    rows = found(
        late_monthly_report,
        facts(reports=blank, schools=SCHOOLS, as_of=date(2024, 10, 1)),
        SUIYANG,
    )

    # The second was made, on a day nobody knows: that is not called late.
    assert list(rows["subject"]) == ["A"]


def test_a_weekly_report_is_no_monthly_one() -> None:
    outcome = late_monthly_report.find(
        facts(reports=reports(HEAD + "一小 | 2024-W37 | 2024-09-11"), schools=SCHOOLS), SUIYANG
    )

    assert outcome.tested == 0
    assert outcome.note is not None


def weekly(text: str, *, as_of: date, **frames: pd.DataFrame) -> list[str]:
    made = facts(reports=reports(HEAD + text), as_of=as_of, **frames)
    return sorted(found(late_weekly_report, made, HANZHONG).get("case_key", []))


@pytest.mark.walks("REP-02", "rule", "found", "clear")
@pytest.mark.walks("REP-02", "report.weekly_deadline", "day_before", "day_of", "day_after")
@pytest.mark.walks("REP-02", "lawful", "on_the_day")
@pytest.mark.parametrize(
    ("sent", "is_late"), [("2024-09-11", False), ("2024-09-12", False), ("2024-09-13", True)]
)
def test_before_thursday_allows_thursday_and_not_friday(sent: str, is_late: bool) -> None:
    expected = ["2024-W37"] if is_late else []

    assert weekly(f"青禾县教育局 | 2024-W37 | {sent}", as_of=date(2024, 9, 15)) == expected


@pytest.mark.walks("REP-02", "rule", "found")
def test_a_week_left_out_is_missing() -> None:
    text = """青禾县教育局 | 2024-W37 | 2024-09-11
青禾县教育局 | 2024-W39 | 2024-09-25"""

    assert weekly(text, as_of=date(2024, 9, 28)) == ["2024-W38"]


def calendar(*holidays: str) -> pd.DataFrame:
    days = pd.date_range("2024-09-02", "2024-10-31")
    is_kept = (days.day_of_week < 5) & ~days.isin(pd.to_datetime(list(holidays)))
    return pd.DataFrame({"date": days, "is_school_day": pd.array(is_kept, dtype="boolean")})


NATIONAL_DAYS = ("2024-10-01", "2024-10-02", "2024-10-03", "2024-10-04", "2024-10-07")


@pytest.mark.walks("REP-02", "lawful", "next_school_day")
def test_a_deadline_on_a_holiday_moves_to_the_next_school_day() -> None:
    text = "青禾县教育局 | 2024-W40 | {}"
    days = {"school_days": calendar(*NATIONAL_DAYS)}

    assert weekly(text.format("2024-10-08"), as_of=date(2024, 10, 10), **days) == []
    assert weekly(text.format("2024-10-09"), as_of=date(2024, 10, 10), **days) == ["2024-W40"]


@pytest.mark.walks("REP-02", "lawful", "week_without_school")
def test_a_week_without_school_is_not_asked_for() -> None:
    text = "青禾县教育局 | 2024-W37 | 2024-09-11\n青禾县教育局 | 2024-W39 | 2024-09-25"
    no_school = [f"2024-09-{day}" for day in range(16, 21)]

    assert weekly(text, as_of=date(2024, 9, 28), school_days=calendar(*no_school)) == []


def test_a_profile_without_weekly_reports_asks_for_none() -> None:
    assert late_weekly_report.RULE.demands == ("report.weekly_deadline",)
    assert SUIYANG["report.weekly_deadline"] is None


@pytest.mark.parametrize("rule", [late_monthly_report, late_weekly_report])
def test_without_reports_nothing_is_tested(rule: object) -> None:
    assert missing_tables(rule, facts()) == ["reports"]


@pytest.mark.walks("REP-01", "lawful", "own_reading")
def test_a_county_that_reports_in_the_month_after_is_judged_by_its_own_reading() -> None:
    text = """一小 | 2024-09 | 2024-10-18
二小 | 2024-09 | 2024-10-20
三中 | 2024-09 | 2024-10-21"""

    assert monthly(text, as_of=date(2024, 11, 10)) == [("C", "2024-09")]
    # one more in time, and most read it as the document does
    on_time = "\n".join(f"{org} | 2024-09 | 2024-09-18" for org in ("四小", "五小", "六小"))
    assert monthly(f"{text}\n{on_time}", as_of=date(2024, 10, 15)) == [
        ("A", "2024-09"),
        ("B", "2024-09"),
        ("C", "2024-09"),
    ]


@pytest.mark.walks("REP-02", "lawful", "corrected_later")
def test_a_week_sent_in_time_and_corrected_later_is_in_time() -> None:
    text = "青禾县教育局 | 2024-W37 | 2024-09-11\n青禾县教育局 | 2024-W37 | 2024-09-14"

    assert weekly(text, as_of=date(2024, 9, 15)) == []
    assert weekly(text.splitlines()[1], as_of=date(2024, 9, 15)) == ["2024-W37"]


@pytest.mark.walks("REP-02", "lawful", "time_left")
@pytest.mark.walks("REP-02", "report.weekly_deadline", "day_before", "day_of", "day_after")
@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (date(2024, 9, 18), []),
        (date(2024, 9, 19), []),
        (date(2024, 9, 20), ["2024-W38"]),
    ],
)
def test_a_week_is_missing_the_day_after_its_thursday(as_of: date, expected: list[str]) -> None:
    assert weekly("青禾县教育局 | 2024-W37 | 2024-09-11", as_of=as_of) == expected


@pytest.mark.walks("REP-02", "report.weekly_deadline", "day_of", "day_after")
@pytest.mark.parametrize(("sent", "is_late"), [("2024-09-09", False), ("2024-09-10", True)])
def test_a_county_with_a_weekday_of_its_own_is_judged_by_it(sent: str, is_late: bool) -> None:
    monday = HANZHONG.with_values({"report.weekly_deadline": {"kind": "weekday", "weekday": 1}})
    made = facts(
        reports=reports(f"{HEAD}青禾县教育局 | 2024-W37 | {sent}"), as_of=date(2024, 9, 14)
    )

    assert len(found(late_weekly_report, made, monday)) == int(is_late)


@pytest.mark.walks("REP-02", "lawful", "reports_monthly")
@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("一小 | 2024-09 | 2024-09-18", ["2024-W38"]),
        ("一小 | 2024-W37 | 2024-09-11", ["2024-W38", "2024-W38"]),
    ],
)
def test_a_school_that_reports_by_the_month_is_not_asked_for_weeks(
    line: str, expected: list[str]
) -> None:
    text = f"青禾县教育局 | 2024-W37 | 2024-09-11\n{line}"

    assert weekly(text, as_of=date(2024, 9, 22)) == expected


@pytest.mark.walks("REP-02", "report.weekly_deadline", "day_before", "day_of", "day_after")
@pytest.mark.parametrize(
    ("sent", "is_late"), [("2024-09-11", False), ("2024-09-12", False), ("2024-09-13", True)]
)
def test_a_thursday_on_which_school_is_kept_is_not_put_off(sent: str, is_late: bool) -> None:
    days = {"school_days": calendar(*NATIONAL_DAYS)}

    assert weekly(f"青禾县教育局 | 2024-W37 | {sent}", as_of=date(2024, 9, 15), **days) == (
        ["2024-W37"] if is_late else []
    )


@pytest.mark.walks("REP-01", "rule", "below", "at", "above")
@pytest.mark.parametrize(("reporting", "expected"), [(1, []), (2, ["C", "D"]), (3, ["D"])])
def test_every_school_is_asked_once_half_of_them_report(
    reporting: int, expected: list[str]
) -> None:
    fourth = table("school_code | school_name | stage | township\nD | 四小 | primary | 青山镇")
    schools = pd.concat([SCHOOLS, fourth.set_axis(["x"])])
    orgs = ("一小", "二小", "三中")[:reporting]
    text = HEAD + "\n".join(f"{org} | 2024-09 | 2024-09-18" for org in orgs)
    made = facts(reports=reports(text), schools=schools, as_of=date(2024, 10, 1))

    assert sorted(found(late_monthly_report, made, SUIYANG)["subject"]) == expected


def test_a_report_that_is_late_is_so_for_good_and_one_not_sent_can_be_sent() -> None:
    text = """一小 | 2024-09 | 2024-09-21
二小 | 2024-09 | 2024-09-18"""
    made = facts(reports=reports(HEAD + text), schools=SCHOOLS, as_of=date(2024, 10, 1))
    rows = found(late_monthly_report, made, SUIYANG).set_index("subject")

    assert rows["is_past"].to_dict() == {"A": True, "C": False}
