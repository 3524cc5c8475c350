"""Which notice a child's case waits for: in the profile's order, and never for a child explained."""

from __future__ import annotations

import pandas as pd
import pytest

from kcbx_lib.reports.official.notice_steps import next_notices
from tests.spec.ledgers.county import facts_of, policy_of

CASES = "name case_no opened_on stage verified_on reported_township_on reported_bureau_on\n"
CASE = CASES + "甲 1 2024-10-08 dropout 2024-10-10 2024-10-15 2024-10-15"
ATTEMPTS = "name case_no level attempt_no date\n" + "\n".join(
    f"甲 1 school {number} 2024-10-1{number}" for number in range(1, 4)
)
NOTICES = "name case_no kind issued_on served_on deadline\n"
NEVER = "name in_enrolment status state is_of_age\n甲 no - {state} yes"


def steps(policy: str = "national", **drawn: str) -> dict[str, str]:
    """Child → the notice drafted, or what it waits for."""
    facts = facts_of(policy=policy, **drawn)
    rows = next_notices(facts, policy_of(policy))
    return dict(zip(rows["subject"], rows["kind"].fillna(rows["waits_for"]), strict=True))


def away(state: str = "enrolled_not_attending") -> str:
    return f"name in_enrolment status state is_of_age\n甲 yes in_school {state} yes"


def test_a_child_never_enrolled_is_first_sent_an_admission_notice() -> None:
    assert steps(children=NEVER.format(state="out_of_school")) == {"甲": "admission"}


@pytest.mark.parametrize(
    "state",
    ["suspended", "home_teaching", "special_school", "studying_elsewhere", "abroad", "died",
     "delayed_entry", "moved_away", "transfer_in_progress", "attends_elsewhere",
     "attends_no_record", "to_review", "unknown", "graduated"],
)  # fmt: skip
def test_no_notice_for_a_child_explained_in_class_or_under_review(state: str) -> None:
    assert steps(children=NEVER.format(state=state)) == {}
    drawn = {"cases": CASE, "persuasions": ATTEMPTS, "children": away(state)}
    assert steps(**drawn) == {}


def test_no_notice_for_a_child_who_may_be_another() -> None:
    children = "name in_enrolment state is_of_age has_possible_match\n甲 no out_of_school yes yes"
    assert steps(children=children) == {}


def test_no_notice_past_compulsory_age() -> None:
    assert steps(children="name in_enrolment state is_of_age\n甲 no out_of_school no") == {}


def test_a_verified_dropout_gets_one_only_after_the_schools_attempts() -> None:
    drawn = {"cases": CASE, "children": away()}
    assert steps(**drawn) == {}
    assert steps(**drawn, persuasions="\n".join(ATTEMPTS.splitlines()[:3])) == {}
    assert steps(**drawn, persuasions=ATTEMPTS) == {"甲": "urge"}


def test_no_notice_before_a_person_has_verified_the_case() -> None:
    unverified = CASES + "甲 1 2024-10-08 suspected - 2024-10-15 2024-10-15"
    assert steps(cases=unverified, persuasions=ATTEMPTS, children=away()) == {}


@pytest.mark.parametrize(
    ("last_present_on", "drafted"), [("2024-10-07", True), ("2024-10-10", False)]
)
def test_a_child_seen_in_class_since_the_verification_gets_none(
    last_present_on: str, drafted: bool
) -> None:
    presence = pd.DataFrame(
        {"last_present_on": pd.to_datetime([last_present_on])}, index=pd.Index(["甲"], dtype="str")
    )
    facts = facts_of(
        cases=CASE, persuasions=ATTEMPTS, children=away("in_school"), further={"presence": presence}
    )
    assert bool(len(next_notices(facts, policy_of("national")))) is drafted


def test_a_returned_or_approved_child_gets_none() -> None:
    returned = CASE.replace("reported_bureau_on", "reported_bureau_on returned_on")
    assert steps(cases=returned + " 2024-11-01", persuasions=ATTEMPTS, children=away()) == {}
    approved = CASE.replace("reported_bureau_on", "reported_bureau_on approval_no")
    drawn = {"cases": approved + " 青政〔2024〕9号", "persuasions": ATTEMPTS, "children": away()}
    assert steps(**drawn) == {}


@pytest.mark.parametrize(
    ("served", "expected"),
    [
        ("urge 2024-10-20 2024-10-21 2024-10-30", "return_by"),
        ("urge 2024-10-20 2024-10-21 2024-11-20", "deadline"),  # the day itself is not over
        ("urge 2024-10-20 2024-10-21 2024-11-19", "return_by"),
        ("urge 2024-10-20 2024-10-21 -", "deadline"),
        ("urge 2024-10-20 - 2024-10-30", "service"),
        ("return_by 2024-10-20 2024-10-21 2024-10-30", "correct_by"),
    ],
)
def test_the_next_one_waits_for_service_and_for_the_day_of_the_last(
    served: str, expected: str
) -> None:
    drawn = {"cases": CASE, "persuasions": ATTEMPTS, "children": away()}
    assert steps(**drawn, notices=NOTICES + f"甲 1 {served}") == {"甲": expected}


@pytest.mark.parametrize("kind", ["correct_by", "penalty", "court"])
def test_nothing_is_drafted_beyond_the_four_that_an_office_issues(kind: str) -> None:
    drawn = {"cases": CASE, "persuasions": ATTEMPTS, "children": away()}
    notices = NOTICES + f"甲 1 {kind} 2024-10-20 2024-10-21 2024-10-30"
    assert steps(**drawn, notices=notices) == {}


@pytest.mark.parametrize(
    ("policy", "first"),
    [("national", "urge"), ("zhuozi_2022", "correct_by"), ("yaosheng_2022", "return_by")],
)
def test_the_order_is_the_profiles(policy: str, first: str) -> None:
    drawn = {"cases": CASE, "persuasions": ATTEMPTS, "children": away()}
    assert steps(policy, **drawn) == {"甲": first}


def test_a_child_never_enrolled_is_not_told_to_return() -> None:
    notices = NOTICES + "甲 - urge 2024-10-20 2024-10-21 2024-10-30"
    drawn = {"children": NEVER.format(state="out_of_school"), "notices": notices}
    assert steps(**drawn) == {"甲": "verification"}


def test_nothing_is_held_against_a_guardian_before_a_person_has_verified_it() -> None:
    # Zhuozi begins with the order to correct: a child on no roll is verified first
    assert steps("zhuozi_2022", children=NEVER.format(state="out_of_school")) == {
        "甲": "verification"
    }
