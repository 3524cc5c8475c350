"""GRP-01, GRP-05 to GRP-11: lists that agree, and what is due to children of key groups."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.spec.ledgers.county import conditions, facts_of, found, outcome, state_of


def poor_flag(*flags: str) -> str:
    return "name grade school_code status poor\n" + "\n".join(
        f"{name} 8 S1 in_school {flag}" for name, flag in zip("甲乙丙丁", flags, strict=False)
    )


POVERTY = "name household_kind\n甲 lifted\n乙 monitored"


def test_list_and_flag_are_compared_child_by_child_and_blank_is_unknown() -> None:
    facts = facts_of(enrolment=poor_flag("no", "yes", "yes", "-"), poverty=POVERTY)
    assert found("GRP-01", facts) == {"甲", "丙"}
    texts = dict(conditions("GRP-01", facts))
    assert "the poverty office lists the child, the school's flag says no" in texts["甲"]
    assert "the school's flag says yes" in texts["丙"]


def test_a_blank_flag_of_a_listed_child_disagrees_with_nothing() -> None:
    facts = facts_of(enrolment=poor_flag("-", "-", "no", "no"), poverty=POVERTY)
    assert found("GRP-01", facts) == set()


def test_an_ordinary_household_on_the_list_is_not_poor() -> None:
    facts = facts_of(enrolment=poor_flag("no"), poverty="name household_kind\n甲 ordinary")
    assert found("GRP-01", facts) == set()


def test_a_monitored_household_whose_risk_is_cleared_may_be_ticked_either_way() -> None:
    poverty = "name household_kind risk_cleared\n甲 monitored yes\n乙 monitored no"
    facts = facts_of(enrolment=poor_flag("no", "no"), poverty=poverty)
    assert found("GRP-01", facts) == {"乙"}


def test_a_child_registered_in_another_county_is_on_that_countys_list() -> None:
    children = "name in_population\n甲 no\n乙 yes\n丙 yes"
    facts = facts_of(
        enrolment=poor_flag("yes", "yes", "no"), poverty="name household_kind\n丁 lifted",
        population="name\n乙\n丙", children=children,
    )  # fmt: skip
    assert found("GRP-01", facts) == {"乙"}


def test_a_possible_match_awaits_a_human_first() -> None:
    children = "name has_possible_match\n甲 yes"
    facts = facts_of(
        enrolment=poor_flag("yes"), poverty="name household_kind\n乙 lifted", children=children
    )
    assert found("GRP-01", facts) == set()


def test_orphans_and_disabled_children_are_compared_too() -> None:
    enrolment = """
    name grade school_code status    orphan disability_kind
    甲   8     S1          in_school no     none
    乙   8     S1          in_school yes    limb
    丙   8     S1          in_school yes    -
    丁   8     S1          in_school -      sight
    """
    welfare = "name child_kind\n甲 orphan\n丙 unsupported\n丁 orphan"
    disability = "name disability_kind\n甲 limb\n丁 sight\n丙 hearing"
    facts = facts_of(enrolment=enrolment, welfare=welfare, disability=disability)
    rows = outcome("GRP-01", facts).rows
    pairs = set(zip(rows["subject"], rows["case_key"], strict=True))
    # 丙 is ticked orphan and listed as without de facto support: a kind the school system lacks
    assert pairs == {("甲", "orphan"), ("乙", "orphan"), ("甲", "disability"), ("乙", "disability")}


def test_a_child_listed_under_two_kinds_in_one_cell_counts_under_both() -> None:
    enrolment = "name grade school_code status orphan poor\n甲 8 S1 in_school no no\n乙 8 S1 in_school yes yes"
    facts = facts_of(
        enrolment=enrolment,
        welfare="name child_kind\n甲 low_income、orphan\n乙 orphan、destitute",
        poverty="name household_kind\n甲 lifted、low_income\n乙 low_income、destitute",
        population="name\n甲\n乙",
    )
    rows = outcome("GRP-01", facts).rows
    assert set(zip(rows["subject"], rows["case_key"], strict=True)) == {
        ("甲", "orphan"), ("甲", "poor"), ("乙", "poor"),
    }  # fmt: skip
    proved = facts["proved_groups"]
    assert proved.loc["甲", ["is_poor", "is_orphan", "is_low_income"]].all()
    assert proved.loc["乙", ["is_poor", "is_destitute"]].tolist() == [False, True]


def test_a_welfare_list_without_any_orphan_says_nothing_of_orphans() -> None:
    enrolment = "name grade school_code status orphan\n甲 8 S1 in_school yes"
    facts = facts_of(enrolment=enrolment, welfare="name child_kind\n甲 left_behind")
    assert found("GRP-01", facts) == set()


def test_left_behind_children_are_only_counted() -> None:
    enrolment = (
        "name grade school_code status left_behind\n甲 8 S1 in_school yes\n乙 8 S1 in_school yes"
    )
    facts = facts_of(enrolment=enrolment, welfare="name child_kind\n甲 left_behind")
    [(subject, text)] = conditions("GRP-01", facts)
    assert subject == "990101"
    assert "1 enrolled children on the civil-affairs list, 2 by the school's flag" in text
    same = facts_of(enrolment=enrolment, welfare="name child_kind\n甲 left_behind\n乙 left_behind")
    assert found("GRP-01", same) == set()


def test_without_any_list_nothing_is_compared() -> None:
    assert state_of("GRP-01", facts_of(enrolment=poor_flag("yes")))[0] == "not_tested"


DROPOUT = "name case_no opened_on stage verified_on returned_on\n"


@pytest.mark.parametrize(
    ("case", "is_veto"),
    [
        ("甲 1 2024-09-10 dropout 2024-09-20 -", True),
        ("甲 1 2024-09-10 dropout - -", False),
        ("甲 1 2024-09-10 suspected 2024-09-20 -", False),
        ("甲 1 2024-09-10 returned 2024-09-20 2024-10-08", False),
        ("丙 1 2024-09-10 dropout 2024-09-20 -", False),
    ],
)
def test_only_a_verified_dropout_of_a_poor_household_is_a_veto(case: str, is_veto: bool) -> None:
    facts = facts_of(cases=DROPOUT + case, poverty=POVERTY, children="name is_poor\n甲 yes\n丙 no")
    assert bool(found("GRP-05", facts)) is is_veto


def test_a_school_flag_against_the_list_is_no_veto() -> None:
    facts = facts_of(
        cases=DROPOUT + "丙 1 2024-09-10 dropout 2024-09-20 -",
        poverty=POVERTY, population="name\n丙", children="name is_poor\n丙 yes",
    )  # fmt: skip
    assert found("GRP-05", facts) == set()


def test_a_child_of_a_named_group_needs_a_helper_where_the_profile_asks() -> None:
    children = """
    name is_orphan is_left_behind is_migrant state
    甲   yes       -              -          in_school
    乙   -         yes            -          in_school
    丙   -         -              yes        in_school
    丁   yes       -              -          attends_elsewhere
    戊   yes       -              -          in_school
    """
    helpers = "name helper school_code since until\n戊 李老师 S1 2024-09-09 -"
    facts = facts_of(children=children, helpers=helpers)
    assert found("GRP-06", facts, "hanzhong_2018") == {"甲", "乙"}
    assert state_of("GRP-06", facts)[0] == "not_tested"


def test_help_that_has_ended_was_named_and_is_judged_elsewhere() -> None:
    helpers = "name helper school_code since until\n甲 李老师 S1 2024-09-09 2024-10-01"
    facts = facts_of(children="name is_orphan\n甲 yes", helpers=helpers)
    assert found("GRP-06", facts, "hanzhong_2018") == set()
    assert found("GRP-09", facts) == {"甲"}


PLANS = "name kind made_on\n乙 疑似辍学学生 2024-09-12"


@pytest.mark.parametrize(
    ("stage", "cells", "is_due"),
    [
        ("suspected", "- - -", True),
        ("dropout", "2024-09-20 - -", True),
        ("returned", "2024-09-20 2024-10-08 -", False),
        ("deducted", "2024-09-20 - -", False),
        ("suspected", "- - 2024-10-08", False),
    ],
)
def test_an_open_case_needs_a_plan(stage: str, cells: str, is_due: bool) -> None:
    cases = f"name case_no opened_on stage verified_on returned_on closed_on\n甲 1 2024-09-10 {stage} {cells}"
    facts = facts_of(cases=cases, plans=PLANS)
    assert bool(found("GRP-07", facts)) is is_due


def test_a_relapse_asks_for_a_plan_once_the_case_is_opened_again() -> None:
    streak = "name start end limit open\n甲 2024-11-04 2024-11-06 2024-11-06 yes"
    cases = "name case_no opened_on stage verified_on returned_on closed_on\n甲 1 2024-09-10 {} 2024-09-20 {} -"
    on_file = facts_of(cases=cases.format("returned", "2024-10-08"), plans=PLANS, streaks=streak)
    again = facts_of(cases=cases.format("dropout", "-"), plans=PLANS, streaks=streak)
    assert on_file["case_files"]["state"].tolist() == ["relapsed"]
    assert found("GRP-07", on_file) == set()
    assert found("GRP-07", again) == {"甲"}


def test_under_two_profiles_each_school_age_child_of_a_poor_household_needs_a_plan() -> None:
    children = """
    name is_poor is_of_age state
    甲   yes     yes       in_school
    乙   yes     yes       in_school
    丙   yes     no        in_school
    丁   yes     yes       moved_away
    戊   no      yes       in_school
    己   yes     yes       out_of_school
    """
    facts = facts_of(children=children, plans=PLANS)
    assert found("GRP-07", facts, "zhuozi_2022") == {"甲", "己"}
    assert found("GRP-07", facts, "yangquan_2018") == {"甲", "己"}
    assert found("GRP-07", facts) == set()


def helped(*loads: int, school: str = "S1") -> str:
    rows = ["name helper school_code since"]
    for number, load in enumerate(loads):
        rows += [
            f"{school}-{number}-{pupil} 教师{number} {school} 2024-09-09" for pupil in range(load)
        ]
    return "\n".join(rows)


@pytest.mark.parametrize(
    ("loads", "is_outside"),
    [
        ((6, 8), False),
        ((5, 8), True),
        ((6, 9), True),
        ((5,), False),
        ((3, 3), True),
        ((3, 2), False),
    ],
)
def test_a_helper_has_six_to_eight_pupils_where_the_school_can_share_them_so(
    loads: tuple[int, ...], is_outside: bool
) -> None:
    facts = facts_of(helpers=helped(*loads))
    assert found("GRP-08", facts, "hanzhong_2018") == ({"S1"} if is_outside else set())


def test_the_load_names_the_school_and_never_the_helper() -> None:
    facts = facts_of(helpers=helped(5, 9))
    [(subject, text)] = conditions("GRP-08", facts, "hanzhong_2018")
    assert subject == "S1"
    assert "2 helpers outside the range" in text
    assert "教师" not in text
    assert state_of("GRP-08", facts)[0] == "not_tested"


@pytest.mark.parametrize(
    ("until", "reason", "is_early"),
    [
        ("2024-10-10", "-", True),
        ("2024-10-10", "helper_left", True),
        ("2024-10-10", "graduated", False),
        ("2024-10-10", "transferred", False),
        ("2024-11-19", "-", True),
        ("2024-11-20", "-", False),
        ("-", "-", False),
    ],
)
def test_help_lasts_until_graduation_or_transfer(until: str, reason: str, is_early: bool) -> None:
    helpers = (
        f"name helper school_code since until end_reason\n甲 李老师 S1 2024-09-09 {until} {reason}"
    )
    assert bool(found("GRP-09", facts_of(helpers=helpers))) is is_early


def test_a_successor_or_a_pupil_who_left_explains_the_end_of_help() -> None:
    header = "name helper school_code since until end_reason\n"
    ended = "甲 李老师 S1 2024-09-09 2024-10-10 helper_left"
    taken_over = header + ended + "\n甲 王老师 S1 2024-10-11 - -"
    assert found("GRP-09", facts_of(helpers=taken_over)) == set()
    gone = facts_of(
        helpers=header + ended, children="name status state\n甲 transferred_out attends_elsewhere"
    )
    assert found("GRP-09", gone) == set()
    moved = facts_of(helpers=header + ended, children="name school_code\n甲 S2")
    assert found("GRP-09", moved) == set()


def visits(*days: str, name: str = "甲") -> str:
    return "name date\n" + "\n".join(f"{name} {day}" for day in days)


HOME = "name status state\n甲 home_teaching home_teaching"


@pytest.mark.parametrize(
    ("days", "is_rare"),
    [
        (("2024-09-11", "2024-09-25", "2024-10-09", "2024-10-23"), False),
        (("2024-09-11", "2024-09-25", "2024-10-09"), True),
        (("2024-09-11", "2024-09-25", "2024-10-09", "2024-10-09"), True),
        (("2024-09-11", "2024-09-25", "2024-10-09", "2024-10-23", "2024-10-30"), False),
    ],
)
def test_home_teaching_visits_twice_in_every_whole_month(
    days: tuple[str, ...], is_rare: bool
) -> None:
    facts = facts_of(home_teaching=visits(*days), children=HOME)
    assert bool(found("GRP-10", facts)) is is_rare


@pytest.mark.parametrize(
    ("as_of", "is_rare"), [("2024-10-30", False), ("2024-10-31", False), ("2024-11-01", True)]
)
def test_a_month_is_judged_once_its_last_day_is_over(as_of: str, is_rare: bool) -> None:
    days = ("2024-09-11", "2024-09-25", "2024-10-09")
    facts = facts_of(as_of=as_of, home_teaching=visits(*days), children=HOME)
    assert bool(found("GRP-10", facts)) is is_rare


@pytest.mark.parametrize(
    ("schooling", "present_days", "is_rare"),
    [("home_teaching", 0, True), ("home_teaching", 30, False), ("in_school", 0, False)],
)
def test_a_child_the_federation_has_at_home_and_nobody_visits_is_found_unless_seen_in_class(
    schooling: str, present_days: int, is_rare: bool
) -> None:
    presence = pd.DataFrame(
        {"present_days": pd.array([present_days], dtype="Int64")},
        index=pd.Index(["甲"], dtype="str"),
    )
    facts = facts_of(
        home_teaching=visits("2024-09-11", "2024-09-25", "2024-10-09", "2024-10-23", name="乙"),
        children="name state\n甲 in_school\n乙 home_teaching",
        disability=f"name disability_kind schooling\n甲 intellect {schooling}",
        further={"presence": presence},
    )
    assert ("甲" in found("GRP-10", facts)) is is_rare


def test_months_before_home_teaching_began_are_not_judged() -> None:
    began = "name kind date\n甲 home_teaching 2024-10-08"
    facts = facts_of(home_teaching=visits("2024-10-09"), movements=began, children=HOME)
    assert found("GRP-10", facts) == set()


def test_a_child_taught_at_home_without_any_record_is_outside_the_system() -> None:
    children = "name in_enrolment status state\n甲 no - home_teaching\n乙 yes in_school in_school"
    days = ("2024-09-11", "2024-09-25", "2024-10-09", "2024-10-23")
    facts = facts_of(home_teaching=visits(*days), children=children)
    [(subject, text)] = conditions("GRP-10", facts)
    assert (subject, "an enrolment record is not" in text) == ("甲", True)
    pending = children.replace("state\n", "state has_possible_match\n").replace(
        "home_teaching\n", "home_teaching yes\n"
    )
    pending = pending.replace("in_school in_school", "in_school in_school no")
    assert found("GRP-10", facts_of(home_teaching=visits(*days), children=pending)) == set()


def test_a_pupil_with_a_learning_difficulty_has_a_helper_or_a_plan() -> None:
    children = """
    name has_learning_difficulty state
    甲   yes                     in_school
    乙   yes                     in_school
    丙   yes                     in_school
    丁   no                      in_school
    戊   -                       in_school
    己   yes                     attends_elsewhere
    庚   yes                     in_school
    """
    helpers = "name helper until\n丙 李老师 -\n庚 李老师 2024-10-10"
    facts = facts_of(children=children, plans="name kind\n乙 学习困难学生", helpers=helpers)
    assert found("GRP-11", facts) == {"甲", "庚"}
    assert state_of("GRP-11", facts_of(children=children, helpers=helpers))[0] == "not_tested"
