"""GRP-10: visits as often as the profile asks, in every whole month, and within the enrolment system."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from kcbx_lib.county import Term
from kcbx_lib.policy import Policy
from kcbx_lib.rules.grp import home_teaching_lacking
from tests.spec.case.drawn import assuming, exchange_of
from tests.spec.ledgers.county import conditions, facts_of, found, policy_of, results_of
from tests.spec_helpers import Drawn

HOME = "name status state\n甲 home_teaching home_teaching"
SEPTEMBER = ("2024-09-11", "2024-09-25")
OCTOBER = ("2024-10-09", "2024-10-16", "2024-10-23", "2024-10-30")
ENOUGH = (*SEPTEMBER, *OCTOBER[:2])
RARE = (*SEPTEMBER, OCTOBER[0])


def visits(*days: str, name: str = "甲") -> str:
    return "name date\n" + "\n".join(f"{name} {day}" for day in days)


def rare(days: tuple[str, ...] = RARE, policy: Policy | str = "national", **drawn: object) -> bool:
    tables = {"home_teaching": visits(*days), "children": HOME, "policy": policy} | drawn
    return "甲" in found("GRP-10", facts_of(**tables), policy)


@pytest.mark.walks("GRP-10", "rule", "found", "clear")
@pytest.mark.walks("GRP-10", "lawful", "enough_visits")
@pytest.mark.parametrize(
    ("policy", "in_october", "is_rare"),
    [
        pytest.param(policy_of("national"), 1, True,
                     marks=pytest.mark.walks("GRP-10", "home_teaching.min_visits_per_month", "below")),
        pytest.param(policy_of("national"), 2, False,
                     marks=pytest.mark.walks("GRP-10", "home_teaching.min_visits_per_month", "at")),
        pytest.param(policy_of("national"), 3, False,
                     marks=pytest.mark.walks("GRP-10", "home_teaching.min_visits_per_month", "above")),
        (policy_of("suiyang_2024"), 1, True),
        (policy_of("suiyang_2024"), 2, False),
        (assuming(home_teaching__min_visits_per_month=1), 0, True),
        (assuming(home_teaching__min_visits_per_month=1), 1, False),
    ],
)  # fmt: skip
def test_home_teaching_visits_as_often_as_asked_in_every_whole_month(
    policy: Policy, in_october: int, is_rare: bool
) -> None:
    assert rare((*SEPTEMBER, *OCTOBER[:in_october]), policy) is is_rare


def test_visits_on_one_day_count_once() -> None:
    assert rare((*SEPTEMBER, OCTOBER[0], OCTOBER[0]))


@pytest.mark.walks("GRP-10", "lawful", "month_not_over")
@pytest.mark.parametrize(
    ("as_of", "is_rare"), [("2024-10-30", False), ("2024-10-31", False), ("2024-11-01", True)]
)
def test_a_month_is_judged_once_its_last_day_is_over(as_of: str, is_rare: bool) -> None:
    assert rare(as_of=as_of) is is_rare


@pytest.mark.walks("GRP-10", "lawful", "short_month")
@pytest.mark.parametrize(
    ("term_start", "is_rare"),
    [
        pytest.param(date(2024, 9, 18), False, marks=pytest.mark.walks("GRP-10", "rule", "below")),
        pytest.param(date(2024, 9, 13), True, marks=pytest.mark.walks("GRP-10", "rule", "at")),
        pytest.param(date(2024, 9, 12), True, marks=pytest.mark.walks("GRP-10", "rule", "above")),
    ],
)
def test_a_month_of_fewer_than_ten_school_days_is_not_judged(
    term_start: date, is_rare: bool
) -> None:
    # nine, ten and eleven school days are left of September; Mid-Autumn is the 15th to the 17th
    term = Term(term_start, date(2025, 1, 17))
    assert rare(OCTOBER[:2], as_of="2024-10-20", term=term) is is_rare


@pytest.mark.walks("GRP-10", "lawful", "seen_in_class")
@pytest.mark.parametrize(
    ("schooling", "present_days", "is_rare"),
    [("home_teaching", 0, True), ("home_teaching", 1, False), ("in_school", 0, False)],
)
def test_a_child_the_federation_has_at_home_and_nobody_visits_is_found_unless_seen_in_class(
    schooling: str, present_days: int, is_rare: bool
) -> None:
    presence = pd.DataFrame(
        {"present_days": pd.array([present_days], dtype="Int64")},
        index=pd.Index(["甲"], dtype="str"),
    )
    facts = facts_of(
        home_teaching=visits(*ENOUGH, name="乙"),
        children="name state\n甲 in_school\n乙 home_teaching",
        disability=f"name disability_kind schooling\n甲 intellect {schooling}",
        further={"presence": presence},
    )
    assert ("甲" in found("GRP-10", facts)) is is_rare


@pytest.mark.walks("GRP-10", "lawful", "before_it_began")
def test_months_before_home_teaching_began_are_not_judged() -> None:
    october = (OCTOBER[0],)
    began = "name kind date\n甲 home_teaching {}"
    assert rare(october)  # the status stands since the term began
    assert not rare(october, movements=began.format("2024-10-08"))
    assert not rare(october, movements=began.format("2024-10-02"))
    assert rare(october, movements=began.format("2024-10-01"))
    assert rare(october, movements=began.format("2024-09-02"))
    # known by visits only: from the month after the first
    by_visits = "name state\n甲 home_teaching"
    assert not rare(october, children=by_visits)
    assert rare((SEPTEMBER[0],), children=by_visits)
    assert rare(("2024-09-01",), children=by_visits)


@pytest.mark.walks("GRP-10", "lawful", "gone_or_paused")
@pytest.mark.parametrize(
    ("state", "is_rare"),
    [
        *((state, False) for state in (
            "died", "abroad", "graduated", "moved_away", "suspended", "to_review", "over_age",
            "attends_elsewhere",
        )),
        *((state, True) for state in ("home_teaching", "in_school", "out_of_school")),
    ],
)  # fmt: skip
def test_nobody_is_visited_who_is_gone_or_paused(state: str, is_rare: bool) -> None:
    assert rare(children=f"name status state\n甲 home_teaching {state}") is is_rare


@pytest.mark.walks("GRP-10", "lawful", "match_pending", "record_in_other_county")
@pytest.mark.parametrize(
    ("enrolled", "pending", "how", "is_outside"),
    [
        ("no", "no", None, True),
        ("yes", "no", None, False),
        ("no", "yes", None, False),
        ("no", "no", "enrolled", False),
        ("no", "no", "attending", True),
    ],
)
def test_a_child_taught_at_home_without_any_record_is_outside_the_system(
    enrolled: str, pending: str, how: str | None, is_outside: bool
) -> None:
    children = (
        "name in_enrolment status state has_possible_match\n"
        f"甲 {enrolled} ? home_teaching {pending}\n乙 yes in_school in_school no"
    )
    facts = facts_of(
        home_teaching=visits(*ENOUGH), children=children, further=exchange_of(how) if how else {}
    )
    texts = conditions("GRP-10", facts)
    assert [subject for subject, _ in texts] == ["甲"] * is_outside
    assert all("an enrolment record is not" in text for _, text in texts)


@pytest.mark.walks("GRP-10", "rule", "found")
def test_a_month_that_is_over_is_past_and_a_record_can_still_be_made() -> None:
    outside = "name in_enrolment status state\n甲 no ? home_teaching\n乙 yes in_school in_school"
    for days, children, is_past in ((RARE, HOME, True), (ENOUGH, outside, False)):
        results = results_of("GRP-10", facts_of(home_teaching=visits(*days), children=children))
        assert len(results.findings) == 1
        assert bool(results.past) is is_past


ENROLMENT = """
name   resident_id birth_date sex  school_code grade class_no status
王小明 birth       2014-05-01 male S1          4     1        home_teaching
"""
VISITS = """
name   resident_id birth_date date       hours teachers
王小明 birth       2014-05-01 2024-09-05 2     2
"""


@pytest.mark.parametrize(
    ("as_of", "names"), [("2024-09-10", []), ("2024-09-30", []), ("2024-10-10", ["王小明"])]
)
def test_in_the_terms_first_month_nothing_is_due_and_nothing_fails(
    as_of: str, names: list[str]
) -> None:
    drawn = Drawn(as_of=as_of, enrolment=ENROLMENT, home_teaching=VISITS)
    assert drawn.found(home_teaching_lacking) == names
