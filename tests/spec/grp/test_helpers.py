"""GRP-06, GRP-08 and GRP-09: a named helper, with a load that one can bear, for as long as it is needed."""

from __future__ import annotations

import pytest

from kcbx_lib.policy import Policy, load_policy, profile_names
from tests.spec.case.drawn import assuming
from tests.spec.ledgers.county import conditions, facts_of, found, policy_of, state_of

HANZHONG = policy_of("hanzhong_2018")
GROUPS = ("is_orphan", "is_disabled", "is_left_behind", "is_poor", "has_imprisoned_parent")
NOBODY = "name helper school_code since until\n己 李老师 S1 2024-09-09 -"


def helped_by(*rows: str) -> str:
    return "\n".join(["name helper school_code since until", *rows])


@pytest.mark.walks("GRP-06", "rule", "found", "clear")
@pytest.mark.walks("GRP-06", "lawful", "group_unproved")
@pytest.mark.parametrize(
    ("group", "is_found"),
    [
        *((group, True) for group in GROUPS),
        *((group, False) for group in (
            "is_migrant", "is_low_income", "is_unsupported", "is_distressed", "is_single_parent",
            "has_learning_difficulty", "is_justice_involved",
        )),
    ],
)  # fmt: skip
def test_a_child_of_a_named_group_needs_a_helper(group: str, is_found: bool) -> None:
    children = f"name {group}\n甲 yes\n乙 no\n丙 ?"
    facts = facts_of(children=children, helpers=NOBODY)
    assert found("GRP-06", facts, HANZHONG) == ({"甲"} if is_found else set())
    named = facts_of(children=children, helpers=helped_by("甲 李老师 S1 2024-09-09 -"))
    assert found("GRP-06", named, HANZHONG) == set()
    nameless = facts_of(children=children, helpers=helped_by("甲 - S1 2024-09-09 -"))
    assert found("GRP-06", nameless, HANZHONG) == ({"甲"} if is_found else set())


@pytest.mark.walks("GRP-06", "lawful", "no_group_named")
@pytest.mark.parametrize("policy", [p for p in profile_names() if p != "hanzhong_2018"])
def test_where_the_profile_names_no_group_nobody_is_found(policy: str) -> None:
    facts = facts_of(children="name is_orphan\n甲 yes", helpers=NOBODY, policy=policy)
    assert state_of("GRP-06", facts, policy)[0] == "not_tested"
    own = load_policy(policy, on=facts.county.as_of).with_values({"helper.groups": ["is_orphan"]})
    assert found("GRP-06", facts, own) == {"甲"}


@pytest.mark.walks("GRP-06", "helper.groups", "day_before", "day_of")
@pytest.mark.walks("GRP-08", "helper.load_min", "day_before", "day_of")
@pytest.mark.walks("GRP-08", "helper.load_max", "day_before", "day_of")
@pytest.mark.parametrize(
    ("as_of", "state"), [("2018-11-19", "not_tested"), ("2018-11-20", "found")]
)
def test_hanzhong_asks_for_helpers_from_the_day_of_its_notice_on(as_of: str, state: str) -> None:
    drawn = {"children": "name is_orphan\n甲 yes", "helpers": helped(5, 9)}
    facts = facts_of(as_of=as_of, policy="hanzhong_2018", **drawn)
    for rule in ("GRP-06", "GRP-08"):
        assert state_of(rule, facts, "hanzhong_2018")[0] == state


@pytest.mark.walks("GRP-06", "lawful", "group_unproved")
@pytest.mark.parametrize(("listed", "is_found"), [("甲", True), ("丁", False)])
def test_a_flag_that_the_list_does_not_bear_out_proves_nothing(listed: str, is_found: bool) -> None:
    facts = facts_of(
        children="name is_poor\n甲 yes", helpers=NOBODY, population="name\n甲\n丁",
        poverty=f"name household_kind\n{listed} lifted",
    )  # fmt: skip
    assert ("甲" in found("GRP-06", facts, HANZHONG)) is is_found


@pytest.mark.walks("GRP-06", "lawful", "not_here", "match_pending")
@pytest.mark.parametrize(
    ("cells", "is_found"),
    [
        *((f"{state} yes no", True)
          for state in ("in_school", "home_teaching", "special_school", "suspended")),
        *((f"{state} yes no", False) for state in (
            "attends_elsewhere", "transfer_in_progress", "studying_elsewhere", "moved_away", "died",
            "out_of_school", "enrolled_not_attending", "to_review",
        )),
        ("in_school no no", False),
        ("in_school yes yes", False),
    ],
)  # fmt: skip
def test_the_helper_is_due_where_the_child_is_enrolled_and_taught(
    cells: str, is_found: bool
) -> None:
    children = f"name is_orphan state in_enrolment has_possible_match\n甲 yes {cells}\n己 no in_school yes no"
    facts = facts_of(children=children, helpers=NOBODY)
    assert bool(found("GRP-06", facts, HANZHONG)) is is_found


@pytest.mark.walks("GRP-06", "lawful", "help_ended")
def test_help_that_has_ended_was_named_and_is_judged_elsewhere() -> None:
    facts = facts_of(
        children="name is_orphan\n甲 yes", helpers=helped_by("甲 李老师 S1 2024-09-09 2024-10-01")
    )
    assert found("GRP-06", facts, HANZHONG) == set()
    assert found("GRP-09", facts) == {"甲"}


def helped(*loads: int, school: str = "S1") -> str:
    rows = ["name helper school_code since until"]
    for number, load in enumerate(loads):
        rows += [
            f"{school}-{number}-{pupil} 教师{number} {school} 2024-09-09 -" for pupil in range(load)
        ]
    return "\n".join(rows)


FIVE_TO_TEN = assuming(helper__load_min=5, helper__load_max=10)


@pytest.mark.walks("GRP-08", "rule", "found", "clear")
@pytest.mark.parametrize(
    ("policy", "loads", "is_outside"),
    [
        pytest.param(HANZHONG, (5, 8), True,
                     marks=pytest.mark.walks("GRP-08", "helper.load_min", "below")),
        pytest.param(HANZHONG, (6, 8), False,
                     marks=[pytest.mark.walks("GRP-08", "helper.load_min", "at"),
                            pytest.mark.walks("GRP-08", "helper.load_max", "at")]),
        pytest.param(HANZHONG, (7, 7), False,
                     marks=[pytest.mark.walks("GRP-08", "helper.load_min", "above"),
                            pytest.mark.walks("GRP-08", "helper.load_max", "below")]),
        pytest.param(HANZHONG, (6, 9), True,
                     marks=pytest.mark.walks("GRP-08", "helper.load_max", "above")),
        (HANZHONG, (9,), True),
        pytest.param(HANZHONG, (5,), False,
                     marks=pytest.mark.walks("GRP-08", "lawful", "few_pupils_in_school")),
        pytest.param(HANZHONG, (3, 2), False,
                     marks=pytest.mark.walks("GRP-08", "lawful", "few_pupils_in_school")),
        (HANZHONG, (3, 3), True),
        (FIVE_TO_TEN, (4, 10), True),
        (FIVE_TO_TEN, (5, 10), False),
        (FIVE_TO_TEN, (5, 11), True),
        (FIVE_TO_TEN, (4,), False),
    ],
)  # fmt: skip
def test_a_helper_has_as_many_pupils_as_the_profile_advises(
    policy: Policy, loads: tuple[int, ...], is_outside: bool
) -> None:
    facts = facts_of(helpers=helped(*loads))
    assert found("GRP-08", facts, policy) == ({"S1"} if is_outside else set())


@pytest.mark.walks("GRP-08", "lawful", "help_ended", "written_twice")
@pytest.mark.parametrize(
    ("ninth", "is_outside"),
    [
        ("九 教师0 S1 2024-09-09 -", True),
        ("九 教师0 S1 2024-09-09 2024-11-20", True),  # to the audit date
        ("九 教师0 S1 2024-09-09 2024-11-19", False),
        ("S1-0-0 教师0 S1 2024-10-09 -", False),
        ("九 教师0 S2 2024-09-09 -", False),  # of the same name at another school
    ],
)
def test_pupils_are_counted_once_and_while_they_are_helped(ninth: str, is_outside: bool) -> None:
    facts = facts_of(helpers=f"{helped(8)}\n{ninth}")
    assert ("S1" in found("GRP-08", facts, HANZHONG)) is is_outside


@pytest.mark.walks("GRP-08", "lawful", "no_range_named")
def test_the_load_names_the_school_and_never_the_helper() -> None:
    facts = facts_of(helpers=helped(5, 9))
    [(subject, text)] = conditions("GRP-08", facts, HANZHONG)
    assert subject == "S1"
    assert "2 helpers outside the range" in text
    assert "教师" not in text
    assert state_of("GRP-08", facts)[0] == "not_tested"


ENDS = "name helper school_code since until end_reason\n"
ENDED = "甲 李老师 S1 2024-09-09 2024-10-10 helper_left"


@pytest.mark.walks("GRP-09", "rule", "found", "clear")
@pytest.mark.parametrize(
    ("until", "reason", "is_early"),
    [
        *(("2024-10-10", reason, True) for reason in ("-", "helper_left", "no_longer_needed", "other")),
        *(pytest.param("2024-10-10", reason, False,
                       marks=pytest.mark.walks("GRP-09", "lawful", "graduated_or_transferred"))
          for reason in ("graduated", "transferred", "dead")),
        ("2024-11-19", "-", True),
        pytest.param("2024-11-20", "-", False,
                     marks=pytest.mark.walks("GRP-09", "lawful", "not_ended")),
        pytest.param("2024-11-21", "-", False,
                     marks=pytest.mark.walks("GRP-09", "lawful", "not_ended")),
        pytest.param("-", "-", False, marks=pytest.mark.walks("GRP-09", "lawful", "not_ended")),
    ],
)  # fmt: skip
def test_help_lasts_until_graduation_or_transfer(until: str, reason: str, is_early: bool) -> None:
    helpers = f"{ENDS}甲 李老师 S1 2024-09-09 {until} {reason}"
    assert bool(found("GRP-09", facts_of(helpers=helpers))) is is_early


@pytest.mark.walks("GRP-09", "lawful", "successor")
@pytest.mark.parametrize(
    ("successor", "is_early"),
    [
        ("甲 王老师 S1 2024-10-11 - -", False),
        ("甲 王老师 S1 2024-10-11 2024-11-20 -", False),
        ("甲 王老师 S1 2024-10-11 2024-11-19 -", True),
        ("乙 王老师 S1 2024-10-11 - -", True),
    ],
)
def test_a_successor_takes_the_help_over_and_cures_the_fault(
    successor: str, is_early: bool
) -> None:
    facts = facts_of(helpers=f"{ENDS}{ENDED}\n{successor}")
    assert ("甲" in found("GRP-09", facts)) is is_early


@pytest.mark.walks("GRP-09", "lawful", "left_the_school")
@pytest.mark.parametrize(
    ("children", "is_early"),
    [
        ("name status state\n甲 in_school in_school", True),
        *((f"name status state\n甲 {status} attends_elsewhere", False)
          for status in ("transferred_out", "graduated", "dead", "abroad")),
        ("name school_code\n甲 S2", False),
        ("name in_enrolment\n甲 no", False),
    ],
)  # fmt: skip
def test_a_pupil_who_left_the_school_explains_the_end_of_help(
    children: str, is_early: bool
) -> None:
    facts = facts_of(
        helpers=ENDS + ENDED, children=children, enrolment="name grade school_code\n甲 8 S1"
    )
    assert bool(found("GRP-09", facts)) is is_early
