"""Each value with a first day: the policy loaded for the day before, and for the day itself."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from kcbx_lib.policy import Value, load_policy, profile_names
from kcbx_lib.policy.profiles import read_profile

DATED = [
    (name, key, value.since)
    for name in profile_names()
    for key, values in read_profile(name).own.items()
    for value in values
    if value.since is not None
]
LAW = date(2006, 9, 1)
"""The compulsory education law in its present form: before it nothing is stated, and its first words are
read for earlier days too."""

SAME_AS_BEFORE = {
    ("hanzhong_2018", "veto.poor_dropout"),
    ("hanzhong_2018", "absence.report_recipients"),
    ("yangquan_2018", "resources.small_school_floor"),
    ("yangquan_2018", "tasks.done_in_time"),
    ("suiyang_2024", "persuasion.school_attempts"),
    ("suiyang_2024", "persuasion.joint_attempts"),
    ("suiyang_2024", "report.quarterly_recheck"),
    ("suiyang_2024", "report.seasonal_full_check"),
    ("suiyang_2024", "absence.report_recipients"),
    ("suiyang_2024", "report.true_counts"),
    ("suiyang_2024", "tasks.done_in_time"),
}
"""A document that asks for what was the working default: from its day the value is confirmed."""


def on_both_days(name: str, key: str, day: date) -> tuple[Value, Value]:
    before = load_policy(name, on=day - timedelta(days=1))
    return before.value(key), load_policy(name, on=day).value(key)


def test_there_are_dated_values_in_each_dated_profile() -> None:
    assert {name for name, _, _ in DATED} == {
        "national", "hanzhong_2018", "yangquan_2018", "suiyang_2024",
    }  # fmt: skip
    assert len(DATED) > 35


@pytest.mark.parametrize(("name", "key", "day"), DATED)
def test_a_value_holds_from_its_day_and_not_the_day_before(name: str, key: str, day: date) -> None:
    before, since = on_both_days(name, key, day)

    assert since.since == day
    assert since.profile == name
    if day == LAW:
        assert before == since
        return
    assert before.since is None or before.since < day
    assert before != since
    if (name, key) in SAME_AS_BEFORE:
        assert before.value == since.value
        assert (before.status, since.status) == ("unconfirmed", "confirmed")
        assert before.document != since.document
    else:
        assert before.value != since.value


@pytest.mark.parametrize(
    ("name", "key", "before", "since"),
    [
        ("hanzhong_2018", "absence.report_streak_days", 3, 2),
        ("hanzhong_2018", "helper.load_min", None, 6),
        ("hanzhong_2018", "helper.load_max", None, 8),
        ("hanzhong_2018", "inspection.special_per_year", None, 3),
        ("yangquan_2018", "target.retention", 95, 98.85),
        ("yangquan_2018", "resources.rotation_share", None, 0.20),
        ("yangquan_2018", "resources.backbone_share", None, 0.30),
        ("yangquan_2018", "plan.groups", [], ["is_poor"]),
        ("yangquan_2018", "interview.required", None, True),
        ("suiyang_2024", "movements.review_within_days", None, 14),
        ("suiyang_2024", "inspection.per_term", None, 1),
        ("suiyang_2024", "focus.stage", None, "junior"),
        ("suiyang_2024", "interview.required", None, True),
        (
            "suiyang_2024", "report.monthly_deadline", {"kind": "end_of_month"},
            {"kind": "day_of_month", "day": 20, "comparison": "before"},
        ),
    ],
)  # fmt: skip
def test_what_each_document_changed(name: str, key: str, before: Any, since: Any) -> None:
    (day,) = (day for profile, dated, day in DATED if (profile, dated) == (name, key))
    one, other = on_both_days(name, key, day)
    assert (one.value, other.value) == (before, since)


@pytest.mark.parametrize("name", profile_names())
@pytest.mark.parametrize("stage", ["primary", "junior"])
@pytest.mark.parametrize("boarding", ["boarder", "day"])
def test_the_amount_of_support_changes_on_1_march_2024_in_every_profile(
    name: str, stage: str, boarding: str
) -> None:
    def amount(day: date) -> int:
        entries = [
            entry
            for entry in load_policy(name, on=day)["aid.standards"]
            if (entry["stage"], entry["boarding"]) == (stage, boarding)
            and (entry["since"] is None or entry["since"] <= day)
        ]
        return int(max(entries, key=lambda entry: entry["since"] or date.min)["yuan_per_year"])

    before = {"primary": 1000, "junior": 1250}[stage]
    since = {"primary": 1250, "junior": 1500}[stage]
    half = 2 if boarding == "day" else 1
    assert amount(date(2024, 2, 29)) * half == before
    assert amount(date(2024, 3, 1)) * half == since


@pytest.mark.parametrize("name", profile_names())
def test_after_the_last_amendment_nothing_changes_by_itself(name: str) -> None:
    days = sorted({day for profile, _, day in DATED if profile in (name, "national")})
    for key in load_policy(name, on=date(2024, 11, 20)).keys():  # noqa: SIM118 - a Policy is no dict
        after = load_policy(name, on=days[-1] + timedelta(days=1)).value(key)
        assert load_policy(name, on=days[-1] + timedelta(days=400)).value(key) == after
