"""Targets: enrolment, retention, dropout, the gap of a group, impossible rates, the veto."""

from __future__ import annotations

from datetime import date

import pytest

from kcbx_lib.indicators import compute_indicators
from kcbx_lib.policy import load_policy
from kcbx_lib.rules.tgt import (
    dropout_limit,
    enrolment_target,
    group_gap,
    impossible_rate,
    retention_target,
    veto,
)
from tests.spec.indicators.county_of_text import (
    children,
    facts,
    found,
    missing_tables,
    subjects,
    table,
)
from tests.spec.tgt.rates_of_text import (
    CASE,
    EMPTY,
    HEAD,
    REGISTER,
    county,
    intakes,
    of_whom,
    profile,
)


@pytest.mark.walks("TGT-01", "target.enrolment_primary", "below", "at", "above")
@pytest.mark.walks("TGT-01", "rule", "found", "clear")
@pytest.mark.walks("TGT-01", "lawful", "at_the_target")
@pytest.mark.parametrize(("out", "is_found"), [(2, True), (1, False), (0, False)])
def test_primary_enrolment_is_found_below_99_percent_not_at_it(out: int, is_found: bool) -> None:
    policy = profile("xinrong_2022")
    made = county(policy, children=children(HEAD + of_whom(out, of=100)), population=REGISTER)

    assert subjects(enrolment_target, made, policy) == (["990101"] if is_found else [])


@pytest.mark.parametrize(("out", "is_found"), [(4, True), (3, False)])
def test_junior_enrolment_has_a_target_of_its_own(out: int, is_found: bool) -> None:
    policy = profile("xinrong_2022")
    made = county(
        policy, children=children(HEAD + of_whom(out, of=100, age=13)), population=REGISTER
    )

    assert bool(subjects(enrolment_target, made, policy)) is is_found


def test_one_child_in_a_thousand_misses_a_target_of_100_percent() -> None:
    policy = profile("zhuozi_2022")
    made = county(policy, children=children(HEAD + of_whom(1, of=1000)), population=REGISTER)

    assert list(found(enrolment_target, made, policy)["missing"]) == [1]


@pytest.mark.walks("TGT-01", "lawful", "under_review")
def test_children_under_review_alone_are_not_held_against_the_county() -> None:
    policy = profile("zhuozi_2022")
    made = county(
        policy,
        children=children(HEAD + "a | 8 | to_review |\nb | 8 | in_school |"),
        population=REGISTER,
    )
    outcome = enrolment_target.find(made, policy)

    assert outcome.rows.empty
    assert outcome.note is not None


def test_without_the_household_register_enrolment_is_not_tested() -> None:
    policy = profile("zhuozi_2022")
    made = county(policy, children=children(HEAD + of_whom(1, of=10)))

    assert missing_tables(enrolment_target, made) == ["population"]


@pytest.mark.walks("TGT-02", "target.retention", "below", "at", "above")
@pytest.mark.walks("TGT-02", "rule", "found", "clear")
@pytest.mark.walks("TGT-02", "lawful", "at_the_target")
@pytest.mark.parametrize(("graduates", "is_found"), [(98849, True), (98850, False), (98851, False)])
def test_retention_is_found_at_98_849_and_not_at_98_85(graduates: int, is_found: bool) -> None:
    policy = profile("yangquan_2018")
    made = county(
        policy,
        children=EMPTY,
        cohorts=intakes(f"9901010001 | 一中 | junior | 2021 | 100000 | 0 | 0 | 0 | {graduates}"),
    )

    assert subjects(retention_target, made, policy) == (["9901010001"] if is_found else [])


@pytest.mark.walks("TGT-02", "lawful", "moves_and_deaths")
def test_lawful_moves_are_no_loss() -> None:
    policy = profile("national")
    made = county(
        policy,
        children=EMPTY,
        cohorts=intakes(
            """9901010001 | 一中 | junior | 2021 | 100 | 0 | 10 | 0 | 90
9901010002 | 二中 | junior | 2021 | 100 | 0 | 0 | 0 | 90"""
        ),
    )

    rows = found(retention_target, made, policy)
    assert list(rows["subject"]) == ["9901010002"]
    assert list(rows["evidence"]) == [["r2"]]
    assert list(rows["raw_rate"]) == [90]


@pytest.mark.walks("TGT-02", "target.retention", "day_before", "day_of")
def test_retention_before_and_after_the_yangquan_plan() -> None:
    cohorts = intakes("9901010001 | 一中 | junior | 2014 | 100 | 0 | 0 | 0 | 97")

    for day, expected in ((date(2018, 6, 27), []), (date(2018, 6, 28), ["9901010001"])):
        policy = load_policy("yangquan_2018", on=day)
        made = facts(as_of=day, children=EMPTY, cohorts=cohorts)
        made = made.with_frames(indicators=compute_indicators(made, policy))
        assert subjects(retention_target, made, policy) == expected


@pytest.mark.walks("TGT-02", "lawful", "impossible")
@pytest.mark.walks("TGT-05", "rule", "found", "clear")
@pytest.mark.walks("TGT-05", "lawful", "raw_above_100", "exactly_100")
def test_undefined_and_out_of_range_retention_is_impossible_and_not_below_target() -> None:
    policy = profile("national")
    made = county(
        policy,
        children=EMPTY,
        cohorts=intakes(
            """9901010001 | 一中 | junior | 2021 | 31  | 0 | 31 | 0 | 0
9901010002 | 二中 | junior | 2021 | 498 | 0 | 0  | 0 | 506
9901010003 | 三中 | junior | 2021 | 76  | 45 | 2 | 0 | 119"""
        ),
    )

    assert subjects(retention_target, made, policy) == []
    assert subjects(impossible_rate, made, policy) == ["9901010001", "9901010002"]


@pytest.mark.walks("TGT-05", "rule", "found", "clear")
@pytest.mark.walks("TGT-05", "lawful", "exactly_100")
def test_more_teachers_rotated_than_eligible_is_impossible() -> None:
    policy = profile("national")
    schools = table(
        """
        school_code | school_name | rotation_eligible | rotated | backbone_rotated
        9901010001  | 一中        | 10                | 11      | 4
        9901010002  | 二中        | 10                | 10      | 10
        """,
        rotation_eligible="Int64",
        rotated="Int64",
        backbone_rotated="Int64",
    )

    assert subjects(impossible_rate, county(policy, children=EMPTY, schools=schools), policy) == [
        "9901010001"
    ]


PUPILS = "subject | age_on_cutoff | state | stage | status\n" + "\n".join(
    f"{name} | 13 | in_school | junior | in_school" for name in "abcd"
)


@pytest.mark.walks("TGT-03", "rule", "found", "clear")
@pytest.mark.walks("TGT-03", "lawful", "suspected", "undated", "returned", "deducted")
@pytest.mark.parametrize(
    ("case", "is_found"),
    [
        ("a | 1 | dropout | A2 | 2024-09-10 | 2024-09-20 | - | -", True),
        ("a | 1 | dropout | A2 | 2024-09-10 | - | - | -", False),
        ("a | 1 | suspected | A2 | 2024-09-10 | 2024-09-20 | - | -", False),
        ("a | 1 | dropout | A2 | 2024-09-10 | 2024-09-20 | 2024-11-01 | -", False),
        ("a | 1 | deducted | H | 2024-09-10 | 2024-09-20 | - | -", False),
    ],
)
def test_only_a_verified_dropout_who_is_still_out_passes_the_limit(
    case: str, is_found: bool
) -> None:
    policy = profile("yaosheng_2022")
    made = county(policy, children=children(PUPILS), case_files=table(CASE + case))

    assert bool(subjects(dropout_limit, made, policy)) is is_found


@pytest.mark.walks("TGT-06", "rule", "found")
def test_a_veto_names_the_target_that_was_missed() -> None:
    policy = profile("yaosheng_2022")
    case = table(CASE + "a | 1 | dropout | A2 | 2024-09-10 | 2024-09-20 | - | -")
    made = county(policy, children=children(PUPILS), case_files=case, population=REGISTER)
    rows = found(veto, made, policy)

    assert list(rows["subject"]) == ["990101"]
    assert "辍学率" in rows["missed"].iloc[0]
    assert "初中" not in rows["missed"].iloc[0]


def test_a_profile_without_a_veto_does_not_ask_for_one() -> None:
    assert veto.RULE.demands == ("veto.targets",)
    assert profile("national")["veto.targets"] is None


@pytest.mark.walks("TGT-04", "rule", "found")
def test_a_group_that_lags_far_behind_is_found() -> None:
    policy = profile("national")
    lines = of_whom(30, of=100, flag="yes") + "\n" + of_whom(1, of=400, flag="no")
    made = county(policy, children=children(HEAD + lines), population=REGISTER)

    assert list(found(group_gap, made, policy)["case_key"]) == ["net_enrolment_primary-is_poor"]


def test_a_gap_of_a_few_children_is_chance() -> None:
    policy = profile("national")
    lines = of_whom(1, of=6, flag="yes") + "\n" + of_whom(1, of=400, flag="no")
    made = county(policy, children=children(HEAD + lines), population=REGISTER)

    assert subjects(group_gap, made, policy) == []


@pytest.mark.walks("TGT-04", "target.group_gap", "at", "above")
@pytest.mark.walks("TGT-04", "lawful", "at_the_line")
def test_a_gap_at_the_reporting_line_is_not_beyond_it() -> None:
    policy = profile("national")
    lines = of_whom(50, of=1000, flag="yes") + "\n" + of_whom(0, of=1000, flag="no")
    above = of_whom(51, of=1000, flag="yes") + "\n" + of_whom(0, of=1000, flag="no")

    at = county(policy, children=children(HEAD + lines), population=REGISTER)
    assert subjects(group_gap, at, policy) == []
    over = county(policy, children=children(HEAD + above), population=REGISTER)
    assert subjects(group_gap, over, policy) == ["990101"]


def test_dropouts_in_the_stage_to_watch_are_counted_apart() -> None:
    case = table(CASE + "a | 1 | dropout | A2 | 2024-09-10 | 2024-09-20 | - | -")
    watched, unwatched = profile("suiyang_2024"), profile("national")

    made = county(watched, children=children(PUPILS), case_files=case)
    assert "初中1人" in found(dropout_limit, made, watched)["focus"].iloc[0]
    assert found(dropout_limit, made, unwatched)["focus"].iloc[0] == ""
