"""GRP-03: paid, but less than the standard of the term, its stage and the pupil's boarding."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest

from kcbx_lib.ledgers.support import yearly_amount
from kcbx_lib.policy import Policy, profile_names
from kcbx_lib.policy.profiles import read_profile
from tests.spec.case.drawn import assuming
from tests.spec.grp.aided import PAID, short
from tests.spec.ledgers.county import conditions, facts_of, outcome, policy_of

BEFORE = {"primary boarder": 1000, "junior boarder": 1250, "primary day": 500, "junior day": 625}
AFTER = {"primary boarder": 1250, "junior boarder": 1500, "primary day": 625, "junior day": 750}
AMENDED = [
    (name, value.since)
    for name in profile_names()
    for value in read_profile(name).own.get("aid.standards", ())
]


def in_force(profile: str, day: date) -> dict[str, float | None]:
    """The yearly amount of each stage and boarding on a day, as a profile has it."""
    standards = policy_of(profile).value("aid.standards", on=day).value
    return {
        kind: yearly_amount(
            standards, stage=kind.split()[0], boarding=kind.split()[1], day=pd.Timestamp(day)
        )
        for kind in BEFORE
    }


@pytest.mark.walks("GRP-03", "aid.standards", "day_before", "day_of", "day_after")
@pytest.mark.parametrize("profile", profile_names())
@pytest.mark.parametrize(
    ("day", "amounts"),
    [
        (date(2024, 2, 29), BEFORE),
        (date(2024, 3, 1), AFTER),
        (date(2024, 3, 2), AFTER),
    ],
)
def test_the_amounts_rise_on_the_first_of_march_2024_under_every_profile(
    profile: str, day: date, amounts: dict[str, int]
) -> None:
    assert in_force(profile, day) == amounts


@pytest.mark.walks("GRP-03", "aid.standards", "day_before", "day_of")
@pytest.mark.parametrize(("profile", "since"), AMENDED)
def test_each_amendment_holds_from_its_day_on_and_the_older_value_to_the_day_before(
    profile: str, since: date | None
) -> None:
    """Yangquan: 28 June 2018 its own document, 1 March 2024 the later amounts."""
    policy = policy_of(profile)
    if since is None:
        assert policy.value("aid.standards", on=date(1990, 1, 1)).since is None
        return
    assert policy.value("aid.standards", on=since).since == since
    assert policy.value("aid.standards", on=since - timedelta(days=1)).since != since
    expected = AFTER if since >= date(2024, 3, 1) else BEFORE
    assert in_force(profile, since) == expected
    assert in_force(profile, since - timedelta(days=1)) == BEFORE


def test_yangquan_has_two_amendments_and_no_other_profile_has_one() -> None:
    dated = [(name, since) for name, since in AMENDED if since is not None]
    assert dated == [("yangquan_2018", date(2018, 6, 28)), ("yangquan_2018", date(2024, 3, 1))]


@pytest.mark.walks("GRP-03", "rule", "found", "clear")
@pytest.mark.parametrize("profile", profile_names())
@pytest.mark.parametrize(
    ("term", "half"),
    [
        ("2023-2024-1", 625),  # grade 7 then: 1,250 a year
        ("2023-2024-2", 750),  # from spring 2024: 1,500 a year
        ("2024-2025-1", 750),
        ("2022-2023-2", 500),  # grade 6 then: primary, 1,000 a year
    ],
)
def test_a_term_is_judged_by_its_own_stage_and_the_amounts_of_the_day_it_began(
    profile: str, term: str, half: int
) -> None:
    assert short(str(half - 1), term=term, policy=profile)
    assert not short(str(half), term=term, policy=profile)
    assert not short(str(half + 1), term=term, policy=profile)


def raised_from(day: str) -> Policy:
    """Junior boarders: 1,500 yuan a year, 2,000 from the day on."""
    plain = [
        {"since": None, "stage": stage, "boarding": boarding, "yuan_per_year": 1500}
        for stage in ("primary", "junior")
        for boarding in ("boarder", "day")
    ]
    later = {"since": day, "stage": "junior", "boarding": "boarder", "yuan_per_year": 2000}
    return assuming(aid__standards=[*plain, later])


@pytest.mark.walks("GRP-03", "aid.standards", "day_before", "day_of", "day_after")
@pytest.mark.walks("GRP-03", "lawful", "own_term")
@pytest.mark.parametrize(
    ("since", "term", "is_short"),
    [
        ("2024-08-31", "2024-2025-1", True),
        ("2024-09-01", "2024-2025-1", True),  # the day the autumn term began
        ("2024-09-02", "2024-2025-1", False),  # it had begun by then
        ("2024-02-29", "2023-2024-2", True),
        ("2024-03-01", "2023-2024-2", True),  # the day the spring term began
        ("2024-03-02", "2023-2024-2", False),
        ("2024-03-01", "2023-2024-1", False),
    ],
)
def test_the_standard_of_the_day_on_which_the_term_began_holds_for_the_term(
    since: str, term: str, is_short: bool
) -> None:
    policy = raised_from(since)
    assert short("999", term=term, policy=policy) is is_short
    assert not short("1000", term=term, policy=policy)


@pytest.mark.walks("GRP-03", "rule", "found", "clear")
@pytest.mark.parametrize(
    ("grade", "boarding", "half"),
    [("6", "boarder", 625), ("7", "boarder", 750), ("6", "day", 312.5), ("9", "day", 375)],
)
def test_half_a_years_amount_is_due_by_stage_and_boarding(
    grade: str, boarding: str, half: float
) -> None:
    assert short(str(half - 1), grade=grade, boarding=boarding)
    assert not short(str(half), grade=grade, boarding=boarding)
    assert not short(str(half + 1), grade=grade, boarding=boarding)


@pytest.mark.walks("GRP-03", "lawful", "rounding")
@pytest.mark.parametrize(
    ("paid", "is_short"),
    [
        pytest.param("312.1", False, marks=pytest.mark.walks("GRP-03", "rule", "below")),
        pytest.param("312", False, marks=pytest.mark.walks("GRP-03", "rule", "at")),
        pytest.param("311.9", True, marks=pytest.mark.walks("GRP-03", "rule", "above")),
    ],
)
def test_half_a_yuan_is_rounding(paid: str, is_short: bool) -> None:
    assert short(paid, grade="6", boarding="day") is is_short


@pytest.mark.walks("GRP-03", "lawful", "amount_blank", "instalments")
@pytest.mark.parametrize(
    ("amounts", "is_short"),
    [("375+375", False), ("375+300", True), ("100+-", False), ("-", False), ("0+100", True)],
)
def test_instalments_add_up_and_one_that_is_blank_may_have_been_enough(
    amounts: str, is_short: bool
) -> None:
    assert short(amounts) is is_short


@pytest.mark.walks("GRP-03", "lawful", "boarding_unknown")
def test_a_pupil_whose_boarding_is_blank_is_judged_by_the_lower_amount() -> None:
    assert not short("375", boarding="-")
    assert short("374", boarding="-")
    assert short("375", boarding="boarder")
    # entered the present school as a boarder in September 2024; how the pupil lived before is not known
    assert not short("375", term="2023-2024-2", enrolled_on="2024-09-01")
    assert short("374", term="2023-2024-2", enrolled_on="2024-09-01")


@pytest.mark.walks("GRP-03", "lawful", "not_due_yet")
@pytest.mark.parametrize(
    ("as_of", "is_short"),
    [
        pytest.param("2024-11-15", False,
                     marks=pytest.mark.walks("GRP-03", "aid.due_within_days", "below")),
        pytest.param("2024-11-16", False,
                     marks=pytest.mark.walks("GRP-03", "aid.due_within_days", "at")),
        pytest.param("2024-11-17", True,
                     marks=pytest.mark.walks("GRP-03", "aid.due_within_days", "above")),
    ],
)  # fmt: skip
def test_the_current_term_is_judged_only_once_payment_is_due(as_of: str, is_short: bool) -> None:
    assert short("100", as_of=as_of) is is_short
    assert short("100", as_of=as_of, term="2023-2024-2")  # an earlier term at once


@pytest.mark.walks("GRP-03", "lawful", "joined_late", "term_unclear")
def test_a_pupil_who_joined_during_the_term_or_has_a_payment_without_a_term_is_not_judged() -> None:
    assert not short("100", movements="name kind date\n甲 transfer_in 2024-10-08")
    assert not short("100", more="甲 - 2024-2025 275 2024-10-20 生活补助")
    assert not short("100", more="甲 - - 275 - 生活补助")
    assert short("100", more="甲 - 2023-2024 275 2024-05-20 生活补助")
    assert short("100")


def test_the_finding_states_the_sum_and_rests_on_the_standard() -> None:
    facts = facts_of(
        children="name is_poor boarding\n甲 yes boarder",
        poverty="name household_kind\n甲 lifted",
        aid=PAID + "甲 2024-2025-1 - 600 2024-10-20 生活补助",
    )
    [(_, text)] = conditions("GRP-03", facts)
    assert "750 yuan due, 600 paid, 150 short" in text
    assert set(outcome("GRP-03", facts).rows["clause"]) == {"aid.standards"}
