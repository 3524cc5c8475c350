"""The lawful county: coherent, complete, and with nothing in it that a rule should find."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from kcbx_lib.synthetic.stories import most_absent_days
from kcbx_lib.synthetic.world import CHILD_TABLES, World, build_world
from kcbx_lib.tables import load_codes, load_table, table_names

PROFILES = ("suiyang_2024", "zhuozi_2022", "hanzhong_2018", "national")


@pytest.fixture(scope="module", params=PROFILES)
def world(request: pytest.FixtureRequest) -> World:
    return build_world(code="990101", name="青禾县", policy_name=request.param, pupils=500, seed=3)


def test_every_contract_table_is_there_and_holds_only_columns_of_the_dictionary(
    world: World,
) -> None:
    beside = {"child", "resident_id", "name", "student_no", "sex", "birth_date"}
    assert set(table_names()) <= set(world.tables)
    for name in table_names():
        known = set(load_table(name).column_names) | beside
        assert set(world.tables[name].columns) <= known, name
        assert len(world.tables[name]) > 0, name


def test_every_coded_value_is_a_code_of_its_list(world: World) -> None:
    for name in table_names():
        for column in load_table(name).columns:
            if column.codes and column.name in world.tables[name] and column.kind == "code":
                values = set(world.tables[name][column.name].dropna())
                assert values <= set(load_codes(column.codes).codes), (name, column.name)


def test_every_id_is_valid_unique_and_of_a_place_that_does_not_exist(world: World) -> None:
    ids = world.people["resident_id"]
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    assert ids.is_unique
    for person in world.people.itertuples():
        text = str(person.resident_id)
        total = sum(int(digit) * weight for digit, weight in zip(text[:17], weights, strict=True))
        assert text.startswith("99")
        assert text[17] == "10X98765432"[total % 11]
        assert text[6:14] == person.birth_date.strftime("%Y%m%d")
        assert (int(text[16]) % 2 == 1) == (person.sex == "male")


def test_every_child_of_a_table_is_a_child_of_the_county(world: World) -> None:
    for table in CHILD_TABLES:
        assert set(world.tables[table]["child"]) <= set(world.people.index), table


def test_every_lawful_explanation_occurs(world: World) -> None:
    stories = set(world.people["story"])
    for story in (
        "suspended", "resumed", "leaving", "arriving", "moved_within", "moved_in", "studying_elsewhere",
        "home_teaching", "special_school", "died", "abroad", "delayed", "moved_away", "deducted",
        "returned", "suspected", "graduated", "under_age", "over_age",
    ):  # fmt: skip
        assert story in stories, story


def test_nobody_of_age_is_without_a_record_or_a_lawful_story(world: World) -> None:
    people = world.people
    of_age = people["age"].between(6, 14) & people["in_population"]
    enrolled = set(world.tables["enrolment"]["child"])
    told = people["story"].isin(["delayed", "deducted", "moved_away", "arriving"])
    missing = people.index[of_age & ~told & ~people.index.isin(enrolled)]
    assert list(missing) == []


def test_nobody_misses_a_tenth_of_the_days_and_no_streak_goes_unreported(world: World) -> None:
    marks = world.tables["attendance_marks"]
    away = marks["mark"].isin(["unexcused", "sick", "personal", "official", "absent_unknown"])
    absent = marks[away].groupby("child").size()
    assert absent.max() <= most_absent_days(len(world.days))
    limit = int(world.policy["absence.report_streak_days"])
    in_case = set(world.tables["cases"]["child"])
    order = pd.Series(range(len(world.days)), index=world.days)
    truant = marks[marks["mark"].eq("unexcused")]
    at = truant["date"].map(order).astype(int)
    for child, positions in at.groupby(truant["child"]):
        runs = np.split(np.sort(positions), np.flatnonzero(np.diff(np.sort(positions)) > 1) + 1)
        if max(len(run) for run in runs) >= limit:
            assert child in in_case


def test_reports_carry_over_and_close(world: World) -> None:
    reports = world.tables["reports"]
    change = (
        reports["moved_in"] + reports["resumed"]
        - reports["moved_out"] - reports["suspended"] - reports["died"]
    )  # fmt: skip
    assert (reports["start_count"] + change == reports["end_count"]).all()
    monthly = reports[reports["period_kind"].eq("monthly")].sort_values(["org", "period"])
    for _, lines in monthly.groupby("org"):
        assert lines["start_count"].iloc[1:].to_list() == lines["end_count"].iloc[:-1].to_list()


def test_the_county_reports_the_sum_of_its_schools(world: World) -> None:
    monthly = world.tables["reports"].query("period_kind == 'monthly'")
    bureau = monthly["org"].eq(world.offices.bureau)
    counts = ["start_count", "moved_in", "moved_out", "end_count", "suspected_new", "returned"]
    of_schools = monthly[~bureau].groupby("period")[counts].sum()
    of_county = monthly[bureau].set_index("period")[counts]
    pd.testing.assert_frame_equal(of_schools, of_county)


def test_each_helper_has_six_to_eight_pupils(world: World) -> None:
    load = world.tables["helpers"].groupby(["school_code", "helper"]).size()
    assert load.between(6, 8).mean() > 0.9  # a school of very few pupils cannot make up six
    small = load[~load.between(6, 8)].reset_index()["school_code"]
    pupils = world.people.groupby("school_code").size()
    assert (pupils.reindex(small) < 12).all()


def test_classes_stay_within_the_standard_size(world: World) -> None:
    on_roll = world.tables["enrolment"].query("status == 'in_school'")
    sizes = on_roll.groupby(["school_code", "grade", "class_no"]).size()
    assert sizes.max() <= 45


def test_nothing_is_dated_after_the_audit_date(world: World) -> None:
    own_dates = {
        "attendance_marks": "date", "movements": "date", "cases": "opened_on", "persuasions": "date",
        "notices": "issued_on", "home_teaching": "date", "aid": "paid_on", "reports": "submitted_on",
        "activities": "date", "inspections": "date", "plans": "made_on",
    }  # fmt: skip
    for table, column in own_dates.items():
        assert world.tables[table][column].max() <= world.as_of, table


def test_the_same_seed_gives_the_same_county_and_another_seed_another() -> None:
    def names(seed: int) -> list[str]:
        return list(build_world(code="990101", name="青禾县", pupils=300, seed=seed).people["name"])

    assert names(5) == names(5)
    assert names(5) != names(6)


def test_a_county_audited_early_in_the_term_is_lawful_too() -> None:
    early = build_world(code="990102", name="白石县", pupils=300, seed=2, as_of=date(2024, 9, 12))
    assert early.days.max() <= pd.Timestamp("2024-09-12")
    absent = early.tables["attendance_marks"]["mark"].isin(["unexcused", "sick", "personal"])
    assert absent.sum() == 0
