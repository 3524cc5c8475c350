"""What each built-in profile demands, and from which day."""

from __future__ import annotations

from datetime import date

import pytest

from kcbx_lib.policy import load_policy, profile_names

TODAY = date(2024, 11, 20)


@pytest.mark.parametrize(
    ("profile", "key", "value", "status"),
    [
        ("national", "age.from", 6, "confirmed"),
        ("national", "absence.report_streak_days", 3, "unconfirmed"),
        ("zhuozi_2022", "absence.report_streak_days", 3, "confirmed"),
        ("hanzhong_2018", "absence.report_streak_days", 2, "confirmed"),
        ("national", "absence.report_within_days", 3, "unconfirmed"),
        ("hanzhong_2018", "absence.report_within_days", 3, "unconfirmed"),
        ("hanzhong_2018", "absence.report_recipients", ["township", "county_bureau"], "confirmed"),
        ("suiyang_2024", "absence.report_recipients", ["township", "county_bureau"], "confirmed"),
        ("hanzhong_2018", "absence.home_visit_within_days", 2, "unconfirmed"),
        ("national", "phantom.no_presence_days", 20, "unconfirmed"),
        ("national", "transfer.arrival_within_days", 30, "unconfirmed"),
        ("national", "case.verify_within_days", 14, "unconfirmed"),
        ("suiyang_2024", "persuasion.school_attempts", 3, "confirmed"),
        ("suiyang_2024", "persuasion.report_within_days", 7, "unconfirmed"),
        ("suiyang_2024", "persuasion.decide_within_days", 30, "unconfirmed"),
        ("national", "report.monthly_deadline", {"kind": "end_of_month"}, "unconfirmed"),
        ("national", "report.weekly_deadline", None, "unconfirmed"),
        ("national", "report.term_start_within_days", None, "unconfirmed"),
        ("zhuozi_2022", "report.term_start_within_days", 7, "confirmed"),
        ("suiyang_2024", "movements.review_within_days", 14, "confirmed"),
        ("zhuozi_2022", "movements.review_within_days", None, "unconfirmed"),
        ("suiyang_2024", "report.seasonal_full_check", ["03-31", "09-30"], "confirmed"),
        ("national", "control.months", None, "unconfirmed"),
        ("yaosheng_2022", "control.months", [3, 9], "confirmed"),
        ("yaosheng_2022", "target.retention", 93, "confirmed"),
        ("xinrong_2022", "target.retention", 95, "confirmed"),
        ("xinrong_2022", "target.enrolment_primary", 99, "confirmed"),
        ("xinrong_2022", "target.enrolment_junior", 97, "confirmed"),
        ("zhuozi_2022", "target.enrolment_junior", 100, "confirmed"),
        ("yangquan_2018", "target.retention", 98.85, "confirmed"),
        ("yangquan_2018", "resources.rotation_share", 0.20, "confirmed"),
        ("yangquan_2018", "resources.backbone_share", 0.30, "confirmed"),
        ("yangquan_2018", "resources.small_school_floor", 100, "confirmed"),
        ("national", "resources.small_school_floor", 100, "unconfirmed"),
        ("hanzhong_2018", "helper.load_min", 6, "confirmed"),
        ("hanzhong_2018", "helper.load_max", 8, "confirmed"),
        ("national", "helper.load_max", None, "unconfirmed"),
        ("national", "resources.class_size_primary", 45, "unconfirmed"),
        ("national", "publish.suppress_below", 8, "unconfirmed"),
    ],
)
def test_a_profile_gives_the_value_of_its_own_document_or_the_default(
    profile: str, key: str, value: object, status: str
) -> None:
    found = load_policy(profile, on=TODAY).value(key)

    assert found.value == value
    assert found.status == status


def test_the_monthly_report_is_due_before_the_20th_in_suiyang_only() -> None:
    deadline = load_policy("suiyang_2024", on=TODAY).value("report.monthly_deadline")

    assert (deadline.value["kind"], deadline.value["day"]) == ("day_of_month", 20)
    assert deadline.comparison == "before"
    assert load_policy("zhuozi_2022", on=TODAY)["report.monthly_deadline"]["kind"] == "end_of_month"


def test_the_weekly_report_is_due_before_thursday_in_hanzhong() -> None:
    deadline = load_policy("hanzhong_2018", on=TODAY).value("report.weekly_deadline")

    assert (deadline.value["kind"], deadline.value["weekday"]) == ("weekday", 4)
    assert deadline.comparison == "before"


def test_category_codes_are_kept_apart_by_list_version() -> None:
    lists = load_policy("district_2019", on=TODAY)["case.category_lists"]

    assert set(lists["第一阶段"]) == set("ABCDEFGHIL")
    assert set(lists["第三阶段"]) == {"A2", "A3", "A4", "A8", "B2"}


def test_c_d_and_g_are_deductions_on_paper_and_stay_under_watch() -> None:
    first = load_policy("district_2019", on=TODAY)["case.category_lists"]["第一阶段"]

    watched = {
        code
        for code, entry in first.items()
        if entry["counts_as"] == "deducted" and entry["keep_tracking"]
    }
    assert watched == {"C", "D", "G"}


@pytest.mark.parametrize(
    ("profile", "key", "before", "since", "day"),
    [
        ("yangquan_2018", "target.retention", 95, 98.85, date(2018, 6, 28)),
        ("hanzhong_2018", "absence.report_streak_days", 3, 2, date(2018, 11, 20)),
        ("suiyang_2024", "movements.review_within_days", None, 14, date(2024, 9, 18)),
    ],
)
def test_a_dated_value_holds_from_its_day_and_not_the_day_before(
    profile: str, key: str, before: object, since: object, day: date
) -> None:
    policy = load_policy(profile, on=day)

    assert policy.value(key, on=date.fromordinal(day.toordinal() - 1)).value == before
    assert policy.value(key, on=day).value == since


def test_an_older_value_stays_readable_beside_its_amendment() -> None:
    policy = load_policy("yangquan_2018", on=TODAY)
    own = [value for value in policy.history("aid.standards") if value.profile == "yangquan_2018"]

    assert [value.since for value in own] == [date(2018, 6, 28), date(2024, 3, 1)]
    assert [value.status for value in own] == ["confirmed", "unconfirmed"]


def boarder_amount(profile: str, stage: str, day: date) -> int:
    """The amount a year that the standards give for a boarder on the day."""
    entries = load_policy(profile, on=day)["aid.standards"]
    fitting = [
        entry
        for entry in entries
        if entry["stage"] == stage
        and entry["boarding"] == "boarder"
        and (entry["since"] is None or entry["since"] <= day)
    ]
    return int(max(fitting, key=lambda entry: entry["since"] or date.min)["yuan_per_year"])


@pytest.mark.parametrize("profile", ["national", "yangquan_2018"])
def test_support_for_boarders_rises_on_1_march_2024(profile: str) -> None:
    assert boarder_amount(profile, "primary", date(2024, 2, 29)) == 1000
    assert boarder_amount(profile, "junior", date(2024, 2, 29)) == 1250
    assert boarder_amount(profile, "primary", date(2024, 3, 1)) == 1250
    assert boarder_amount(profile, "junior", date(2024, 3, 1)) == 1500


@pytest.mark.parametrize("profile", profile_names())
def test_non_boarders_get_half(profile: str) -> None:
    amounts: dict[tuple[object, str], dict[str, int]] = {}
    for entry in load_policy(profile, on=TODAY)["aid.standards"]:
        key = (entry["since"], entry["stage"])
        amounts.setdefault(key, {})[entry["boarding"]] = entry["yuan_per_year"]

    assert all(pair["day"] * 2 == pair["boarder"] for pair in amounts.values())


def test_services_withheld_are_text_and_nothing_else() -> None:
    withheld = load_policy("yaosheng_2022", on=TODAY)["text.withheld_services"]

    assert set(withheld) == {"zh", "en"}
    assert load_policy("suiyang_2024", on=TODAY)["text.withheld_services"] is None
