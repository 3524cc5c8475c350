"""GRP-07: a plan for each open case and for each child of the groups that the profile names (一生一案)."""

from __future__ import annotations

import pytest

from tests.spec.ledgers.county import conditions, facts_of, found

PLANS = "name kind made_on\n乙 疑似辍学学生 2024-09-12"
HEADER = "name case_no opened_on stage verified_on returned_on closed_on\n"
OPEN = HEADER + "甲 1 2024-09-10 suspected - - -"


@pytest.mark.walks("GRP-07", "rule", "found", "clear")
@pytest.mark.walks("GRP-07", "lawful", "case_rests")
@pytest.mark.parametrize(
    ("stage", "cells", "is_due"),
    [
        ("suspected", "- - -", True),
        ("-", "- - -", True),
        ("dropout", "2024-09-20 - -", True),
        ("returned", "2024-09-20 2024-10-08 -", False),
        ("dropout", "2024-09-20 2024-10-08 -", False),
        ("deducted", "2024-09-20 - -", False),
        ("suspected", "- - 2024-10-08", False),
    ],
)
def test_an_open_case_needs_a_plan(stage: str, cells: str, is_due: bool) -> None:
    facts = facts_of(cases=f"{HEADER}甲 1 2024-09-10 {stage} {cells}", plans=PLANS)
    assert bool(found("GRP-07", facts)) is is_due


@pytest.mark.walks("GRP-07", "lawful", "case_rests")
@pytest.mark.parametrize(
    ("birth", "is_due"), [("2008-11-19", False), ("2008-11-20", False), ("2008-11-21", True)]
)
def test_a_case_rests_from_the_sixteenth_birthday_on(birth: str, is_due: bool) -> None:
    facts = facts_of(cases=OPEN, plans=PLANS, children=f"name birth_date\n甲 {birth}")
    assert bool(found("GRP-07", facts)) is is_due


@pytest.mark.walks("GRP-07", "lawful", "any_plan")
@pytest.mark.parametrize("kind", ["疑似辍学学生", "学习困难学生", "-"])
def test_any_plan_of_the_child_counts(kind: str) -> None:
    assert found("GRP-07", facts_of(cases=OPEN, plans=f"{PLANS}\n甲 {kind} -")) == set()
    assert found("GRP-07", facts_of(cases=OPEN, plans=PLANS)) == {"甲"}


@pytest.mark.walks("GRP-07", "lawful", "relapse_not_reopened")
def test_a_relapse_asks_for_a_plan_once_the_case_is_opened_again() -> None:
    streak = "name start end limit open\n甲 2024-11-04 2024-11-06 2024-11-06 yes"
    cases = HEADER + "甲 1 2024-09-10 {} 2024-09-20 {} -"
    on_file = facts_of(cases=cases.format("returned", "2024-10-08"), plans=PLANS, streaks=streak)
    again = facts_of(cases=cases.format("dropout", "-"), plans=PLANS, streaks=streak)
    assert on_file["case_files"]["state"].tolist() == ["relapsed"]
    assert found("GRP-07", on_file) == set()
    assert found("GRP-07", again) == {"甲"}


@pytest.mark.walks("GRP-07", "lawful", "gone_for_good")
@pytest.mark.parametrize(
    ("state", "is_due"),
    [
        *((state, False) for state in ("died", "graduated", "abroad", "moved_away")),
        *(
            (state, True)
            for state in ("out_of_school", "in_school", "attends_elsewhere", "to_review")
        ),
    ],
)
def test_nobody_plans_for_a_child_who_is_gone_for_good(state: str, is_due: bool) -> None:
    facts = facts_of(cases=OPEN, plans=PLANS, children=f"name state\n甲 {state}")
    assert bool(found("GRP-07", facts)) is is_due


@pytest.mark.walks("GRP-07", "lawful", "no_group_named")
@pytest.mark.walks(
    "GRP-07", "lawful", "taught_elsewhere", "outside_compulsory_age", "match_pending"
)
@pytest.mark.parametrize(
    ("policy", "is_asked"),
    [("zhuozi_2022", True), ("yangquan_2018", True), ("national", False), ("suiyang_2024", False)],
)
def test_under_two_profiles_each_school_age_child_of_a_poor_household_needs_a_plan(
    policy: str, is_asked: bool
) -> None:
    children = """
    name is_poor is_of_age state              has_possible_match in_enrolment
    甲   yes     yes       in_school          no                 yes
    乙   yes     yes       in_school          no                 yes
    丙   yes     no        in_school          no                 yes
    丁   yes     yes       moved_away         no                 no
    戊   no      yes       in_school          no                 yes
    己   yes     yes       out_of_school      no                 no
    庚   yes     yes       in_school          yes                yes
    辛   yes     yes       attends_elsewhere  no                 yes
    壬   yes     ?         in_school          no                 yes
    癸   yes     yes       studying_elsewhere no                 yes
    子   yes     yes       studying_elsewhere no                 no
    """
    facts = facts_of(children=children, plans=PLANS, policy=policy)
    assert found("GRP-07", facts, policy) == ({"甲", "己", "癸"} if is_asked else set())


@pytest.mark.walks("GRP-07", "plan.groups", "day_before", "day_of")
@pytest.mark.parametrize(("as_of", "is_due"), [("2018-06-27", False), ("2018-06-28", True)])
def test_yangquan_asks_for_plans_from_the_day_of_its_plan_on(as_of: str, is_due: bool) -> None:
    facts = facts_of(
        as_of=as_of,
        policy="yangquan_2018",
        children="name is_poor is_of_age\n甲 yes yes",
        plans=PLANS,
    )
    assert bool(found("GRP-07", facts, "yangquan_2018")) is is_due


def test_the_finding_says_why_a_plan_is_due() -> None:
    facts = facts_of(
        cases=OPEN, plans=PLANS, children="name is_poor is_of_age\n甲 no yes\n丙 yes yes"
    )
    texts = dict(conditions("GRP-07", facts, "zhuozi_2022"))
    assert "open suspected or dropout case" in texts["甲"]
    assert "a group that needs a plan" in texts["丙"]
