"""GRP-02: entitled to support, and nothing was paid this term."""

from __future__ import annotations

import pandas as pd
import pytest

from kcbx_lib.policy import Policy, profile_names
from tests.spec.case.drawn import assuming, exchange_of
from tests.spec.grp.aided import OTHER, PAID, POOR, children, unaided
from tests.spec.ledgers.county import facts_of, found, policy_of, state_of


@pytest.mark.walks("GRP-02", "rule", "found", "clear")
@pytest.mark.walks("GRP-02", "lawful", "not_due_yet")
@pytest.mark.parametrize(
    ("policy", "as_of", "is_found"),
    [
        pytest.param(policy_of("national"), "2024-11-15", False,
                     marks=pytest.mark.walks("GRP-02", "aid.due_within_days", "below")),
        pytest.param(policy_of("national"), "2024-11-16", False,
                     marks=pytest.mark.walks("GRP-02", "aid.due_within_days", "at")),
        pytest.param(policy_of("national"), "2024-11-17", True,
                     marks=pytest.mark.walks("GRP-02", "aid.due_within_days", "above")),
        (assuming(aid__due_within_days=60), "2024-10-31", False),
        (assuming(aid__due_within_days=60), "2024-11-01", False),
        (assuming(aid__due_within_days=60), "2024-11-02", True),
    ],
)  # fmt: skip
def test_support_is_due_the_profiles_days_after_term_start(
    policy: Policy, as_of: str, is_found: bool
) -> None:
    assert unaided(as_of=as_of, policy=policy) is is_found


@pytest.mark.parametrize("policy", profile_names())
def test_every_profile_asks_for_support(policy: str) -> None:
    assert unaided(policy=policy)
    assert not unaided("甲 2024-2025-1 - 375 2024-10-20 生活补助", policy=policy)


def test_before_the_day_the_rule_says_that_nothing_is_due_yet() -> None:
    facts = facts_of(as_of="2024-11-16", aid=PAID + OTHER, poverty=POOR, children=children())
    assert state_of("GRP-02", facts) == (
        "not_tested",
        "Not tested: this term's support is due by 2024-11-16, which has not passed on the audit date.",
    )


@pytest.mark.walks("GRP-02", "lawful", "may_be_this_term")
@pytest.mark.parametrize(
    ("payment", "is_found"),
    [
        ("甲 2024-2025-1 - 375 2024-10-20 生活补助", False),
        ("甲 1 2024-2025 375 2024-10-20 生活补助", False),
        ("甲 1 - 375 2024-10-20 生活补助", False),
        ("甲 - 2024-2025 750 2024-10-20 生活补助", False),
        ("甲 - - 375 2024-10-20 生活补助", False),
        ("甲 - - 375 - 生活补助", False),
        ("甲 2024-2025-1 - 100 2024-10-20 生活补助", False),
        ("甲 2023-2024-2 - 375 2024-10-20 生活补助", True),
        ("甲 2 2023-2024 375 2024-06-20 生活补助", True),
        ("甲 - 2023-2024 375 2024-06-20 生活补助", True),
        ("甲 - - 375 2024-06-20 生活补助", True),
        ("甲 2024-2025-1 - 400 2024-10-20 营养改善计划", True),
        ("甲 2024-2025-1 - 400 2024-10-20 学前教育资助", True),
    ],
)
def test_a_payment_counts_if_it_may_be_for_this_term(payment: str, is_found: bool) -> None:
    assert unaided(payment) is is_found


@pytest.mark.walks("GRP-02", "lawful", "not_in_school_here", "match_pending")
@pytest.mark.parametrize(
    ("cells", "is_found"),
    [
        *(({"state": state}, False) for state in (
            "attends_elsewhere", "suspended", "enrolled_not_attending", "out_of_school", "home_teaching",
        )),
        ({"in_enrolment": "no"}, False),
        ({"has_possible_match": "yes"}, False),
        ({}, True),
    ],
)  # fmt: skip
def test_only_a_pupil_enrolled_and_in_school_here_is_judged(
    cells: dict[str, str], is_found: bool
) -> None:
    assert unaided(children=children(**cells)) is is_found


@pytest.mark.walks("GRP-02", "lawful", "joined_late", "paused")
@pytest.mark.parametrize(
    ("move", "is_found"),
    [
        ("transfer_in 2024-09-01", True),
        ("transfer_in 2024-09-02", False),
        ("transfer_in 2024-10-08", False),
        ("transfer_in -", False),
        ("resume 2024-09-01", True),
        ("resume 2024-09-02", False),
        ("suspend 2024-10-08", False),
        ("transfer_out 2024-10-08", False),
        ("skip_grade 2024-10-08", True),
    ],
)
def test_a_pupil_who_joined_or_paused_during_the_term_is_not_judged(
    move: str, is_found: bool
) -> None:
    assert unaided(movements=f"name kind date\n甲 {move}") is is_found


@pytest.mark.walks("GRP-02", "lawful", "joined_late")
@pytest.mark.parametrize(
    ("enrolled_on", "is_found"),
    [
        pytest.param("2024-09-21", True, marks=pytest.mark.walks("GRP-02", "rule", "below")),
        pytest.param("2024-09-22", True, marks=pytest.mark.walks("GRP-02", "rule", "at")),
        pytest.param("2024-09-23", False, marks=pytest.mark.walks("GRP-02", "rule", "above")),
        ("-", True),
    ],
)
def test_an_entry_within_twenty_days_of_term_start_is_an_ordinary_one(
    enrolled_on: str, is_found: bool
) -> None:
    enrolment = f"name grade school_code enrolled_on\n甲 7 S1 {enrolled_on}\n己 7 S1 2024-09-01"
    assert unaided(enrolment=enrolment) is is_found


@pytest.mark.walks("GRP-02", "lawful", "paused")
@pytest.mark.parametrize(("present", "is_found"), [(0, False), (1, True)])
def test_a_pupil_who_was_never_seen_this_term_is_not_judged(present: int, is_found: bool) -> None:
    days = {
        "kept_days": pd.array([40], dtype="Int64"),
        "present_days": pd.array([present], dtype="Int64"),
    }
    presence = pd.DataFrame(days, index=pd.Index(["甲"], dtype="str"))
    presence["last_present_on"] = pd.Timestamp("2024-09-05").as_unit("us")
    assert unaided(further={"presence": presence}) is is_found


@pytest.mark.walks("GRP-02", "lawful", "other_county")
@pytest.mark.parametrize(("how", "is_found"), [("enrolled", False), ("attending", True)])
def test_a_pupil_also_enrolled_in_another_county_is_that_countys_too(
    how: str, is_found: bool
) -> None:
    assert unaided(further=exchange_of(how)) is is_found


@pytest.mark.walks("GRP-02", "lawful", "group_unproved")
def test_the_offices_list_proves_the_group_and_a_flag_against_it_does_not() -> None:
    not_listed = "name household_kind\n己 lifted"
    assert not unaided(poverty=not_listed, population="name\n甲\n己")
    assert unaided(poverty=POOR, population="name\n甲\n己")
    outside = "name is_poor in_population\n甲 yes no\n己 yes yes"
    assert unaided(poverty=not_listed, population="name\n己", children=outside)


@pytest.mark.walks("GRP-02", "rule", "found", "clear")
@pytest.mark.parametrize(
    ("table", "rows"),
    [
        ("disability", "name disability_kind\n甲 limb"),
        *(("welfare", f"name child_kind\n甲 {kind}")
          for kind in ("orphan", "unsupported", "low_income", "destitute")),
    ],
)  # fmt: skip
def test_every_eligible_group_is_entitled(table: str, rows: str) -> None:
    drawn = {"poverty": "name household_kind\n己 lifted", "children": children(is_poor="no")}
    assert unaided(**drawn, **{table: rows})
    assert not unaided(**drawn)


@pytest.mark.walks("GRP-02", "lawful", "group_unproved")
def test_a_left_behind_child_of_no_other_group_is_not_entitled() -> None:
    kids = children(is_poor="no", is_left_behind="yes")
    assert not unaided(poverty="name household_kind\n己 lifted", children=kids)


@pytest.mark.walks("GRP-02", "lawful", "sheet_missing")
@pytest.mark.parametrize(
    ("term", "state"), [("2023-2024-2", "not_tested"), ("2024-2025-1", "found")]
)
def test_where_no_payment_of_this_term_was_handed_in_nothing_is_said(term: str, state: str) -> None:
    aid = f"{PAID}己 {term} - 375 2024-05-20 生活补助"
    facts = facts_of(aid=aid, poverty=POOR, children=children())
    assert state_of("GRP-02", facts)[0] == state
    assert found("GRP-02", facts) == ({"甲"} if state == "found" else set())
