"""GRP-01: the offices' lists and the school's flags, child by child; left-behind children as two counts."""

from __future__ import annotations

import pytest

from tests.spec.ledgers.county import conditions, facts_of, found, outcome, state_of


def poor_flag(*flags: str) -> str:
    return "name grade school_code status poor\n" + "\n".join(
        f"{name} 8 S1 in_school {flag}" for name, flag in zip("甲乙丙丁", flags, strict=False)
    )


POVERTY = "name household_kind\n甲 lifted\n乙 monitored"


@pytest.mark.walks("GRP-01", "rule", "found", "clear")
@pytest.mark.walks("GRP-01", "lawful", "flag_blank")
@pytest.mark.parametrize(
    ("listed", "flag", "side"),
    [
        (True, "no", "the poverty office lists the child, the school's flag says no"),
        (False, "yes", "the school's flag says yes, the poverty office does not list the child"),
        (True, "yes", None),
        (False, "no", None),
        (True, "-", None),
        (False, "-", None),
    ],
)
def test_list_and_flag_are_compared_child_by_child_and_blank_is_unknown(
    listed: bool, flag: str, side: str | None
) -> None:
    poverty = f"name household_kind\n{'甲' if listed else '乙'} lifted"
    texts = conditions("GRP-01", facts_of(enrolment=poor_flag(flag), poverty=poverty))
    assert [text for _, text in texts] == ([f"poor household: {side}"] if side else [])


@pytest.mark.walks("GRP-01", "lawful", "ordinary_household")
@pytest.mark.parametrize(
    ("kind", "is_found"),
    [
        ("ordinary", False),
        ("lifted", True),
        ("monitored", True),
        ("registered_poor", True),
        ("-", True),
    ],
)
def test_an_ordinary_household_on_the_list_is_not_poor(kind: str, is_found: bool) -> None:
    facts = facts_of(enrolment=poor_flag("no"), poverty=f"name household_kind\n甲 {kind}")
    assert bool(found("GRP-01", facts)) is is_found


@pytest.mark.walks("GRP-01", "lawful", "risk_cleared")
@pytest.mark.parametrize("flag", ["yes", "no"])
@pytest.mark.parametrize(("cleared", "is_found"), [("yes", False), ("no", True), ("-", True)])
def test_a_monitored_household_whose_risk_is_cleared_may_be_ticked_either_way(
    flag: str, cleared: str, is_found: bool
) -> None:
    poverty = f"name household_kind risk_cleared\n甲 monitored {cleared}"
    facts = facts_of(enrolment=poor_flag(flag), poverty=poverty)
    assert bool(found("GRP-01", facts)) is (is_found and flag == "no")


@pytest.mark.walks("GRP-01", "lawful", "registered_elsewhere")
def test_a_child_registered_in_another_county_is_on_that_countys_list() -> None:
    children = "name in_population\n甲 no\n乙 yes\n丙 yes"
    facts = facts_of(
        enrolment=poor_flag("yes", "yes", "no"), poverty="name household_kind\n丁 lifted",
        population="name\n乙\n丙", children=children,
    )  # fmt: skip
    assert found("GRP-01", facts) == {"乙"}


@pytest.mark.walks("GRP-01", "lawful", "match_pending")
@pytest.mark.parametrize(("pending", "is_found"), [("yes", False), ("no", True)])
def test_a_possible_match_awaits_a_human_first(pending: str, is_found: bool) -> None:
    facts = facts_of(
        enrolment=poor_flag("yes"), poverty="name household_kind\n乙 lifted",
        children=f"name has_possible_match\n甲 {pending}",
    )  # fmt: skip
    assert bool(found("GRP-01", facts)) is is_found


@pytest.mark.walks("GRP-01", "lawful", "record_ended")
@pytest.mark.parametrize(
    ("status", "is_found"),
    [
        *((status, False) for status in ("transferred_out", "graduated", "dead", "abroad")),
        *((status, True) for status in ("in_school", "suspended", "-")),
    ],
)
def test_a_record_that_has_ended_is_corrected_no_more(status: str, is_found: bool) -> None:
    enrolment = f"name grade school_code status poor\n甲 8 S1 {status} no"
    facts = facts_of(enrolment=enrolment, poverty=POVERTY)
    assert bool(found("GRP-01", facts)) is is_found


@pytest.mark.walks("GRP-01", "lawful", "unsupported_not_orphan")
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


@pytest.mark.walks("GRP-01", "lawful", "list_without_kind")
@pytest.mark.parametrize(
    ("welfare", "is_found"), [("甲 left_behind", False), ("甲 left_behind\n丙 orphan", True)]
)
def test_a_welfare_list_without_any_orphan_says_nothing_of_orphans(
    welfare: str, is_found: bool
) -> None:
    enrolment = "name grade school_code status orphan\n甲 8 S1 in_school yes"
    facts = facts_of(enrolment=enrolment, welfare=f"name child_kind\n{welfare}")
    assert bool(found("GRP-01", facts)) is is_found


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
