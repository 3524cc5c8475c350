"""GRP-02, GRP-03 and GRP-04: support due, paid enough, and paid to the right child."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.spec.ledgers.county import conditions, facts_of, found, outcome, state_of

PAID = "name term school_year amount_yuan paid_on program\n"
OTHER = "己 2024-2025-1 2024-2025 375 2024-10-20 生活补助"
POOR = "name household_kind\n甲 lifted\n己 lifted"


def children(**cells: str) -> str:
    row = {"name": "甲", "is_poor": "yes"} | cells
    other = dict.fromkeys(row, "-") | {"name": "己", "is_poor": "yes", "state": "in_school"}
    head = dict.fromkeys([*row, "state"])
    return "\n".join(
        " ".join(line.get(key, "in_school") for key in head) if line is not head else " ".join(head)
        for line in (head, row, other)
    )


def aided(
    *payments: str, as_of: str = "2024-11-20", policy: str = "national", **more: str
) -> set[str]:
    tables = {"poverty": POOR, "children": children()} | more
    facts = facts_of(as_of=as_of, policy=policy, aid=PAID + "\n".join((OTHER, *payments)), **tables)
    return found("GRP-02", facts, policy) - {"己"}


@pytest.mark.parametrize(
    ("as_of", "is_found"), [("2024-11-15", False), ("2024-11-16", False), ("2024-11-17", True)]
)
def test_support_is_due_seventy_five_days_after_term_start(as_of: str, is_found: bool) -> None:
    assert bool(aided(as_of=as_of)) is is_found


def test_before_the_day_the_rule_says_that_nothing_is_due_yet() -> None:
    facts = facts_of(as_of="2024-11-16", aid=PAID + OTHER, poverty=POOR, children=children())
    assert state_of("GRP-02", facts) == (
        "not_tested",
        "Not tested: this term's support is due by 2024-11-16, which has not passed on the audit date.",
    )


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
    assert bool(aided(payment)) is is_found


@pytest.mark.parametrize(
    "cells",
    [
        {"state": "attends_elsewhere"},
        {"state": "suspended"},
        {"state": "enrolled_not_attending"},
        {"state": "in_school", "in_enrolment": "no"},
        {"state": "in_school", "has_possible_match": "yes"},
    ],
)
def test_only_a_pupil_enrolled_and_in_school_here_is_judged(cells: dict[str, str]) -> None:
    text = (
        children(**cells)
        .replace("己 yes -", "己 yes in_school")
        .replace("in_school -", "in_school no")
    )
    if "in_enrolment" in cells:
        text = "name is_poor state in_enrolment\n甲 yes in_school no\n己 yes in_school yes"
    assert aided(children=text) == set()


@pytest.mark.parametrize(
    ("kind", "day", "is_found"),
    [
        ("transfer_in", "2024-10-08", False),
        ("transfer_in", "2024-08-20", True),
        ("resume", "2024-10-08", False),
        ("suspend", "2024-10-08", False),
    ],
)
def test_a_pupil_who_joined_or_paused_during_the_term_is_not_judged(
    kind: str, day: str, is_found: bool
) -> None:
    assert bool(aided(movements=f"name kind date\n甲 {kind} {day}")) is is_found


def test_the_offices_list_proves_the_group_and_a_flag_against_it_does_not() -> None:
    not_listed = "name household_kind\n己 lifted"
    assert aided(poverty=not_listed, population="name\n甲\n己") == set()
    assert aided(poverty=POOR, population="name\n甲\n己") == {"甲"}
    outside = "name is_poor in_population\n甲 yes no\n己 yes yes"
    assert aided(poverty=not_listed, population="name\n己", children=outside) == {"甲"}


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        ("disability", "name disability_kind\n甲 limb"),
        ("welfare", "name child_kind\n甲 orphan"),
        ("welfare", "name child_kind\n甲 unsupported"),
        ("welfare", "name child_kind\n甲 low_income"),
        ("welfare", "name child_kind\n甲 destitute"),
    ],
)
def test_every_eligible_group_is_entitled(table: str, rows: str) -> None:
    assert aided(
        poverty="name household_kind\n己 lifted",
        children="name is_poor\n甲 no\n己 yes",
        **{table: rows},
    ) == {"甲"}


def test_a_left_behind_child_of_no_other_group_is_not_entitled() -> None:
    assert (
        aided(
            poverty="name household_kind\n己 lifted", children="name is_left_behind\n甲 yes\n己 -"
        )
        == set()
    )


def test_where_no_payment_of_this_term_was_handed_in_nothing_is_said() -> None:
    facts = facts_of(
        aid=PAID + "己 2023-2024-2 - 375 2024-05-20 生活补助", poverty=POOR, children=children()
    )
    assert state_of("GRP-02", facts)[0] == "not_tested"


def short(
    amount: str,
    *,
    term: str = "2024-2025-1",
    as_of: str = "2024-11-20",
    policy: str = "national",
    movements: str = "",
    enrolled_on: str = "2020-09-01",
    **cells: str,
) -> bool:
    row = {"name": "甲", "is_poor": "yes", "grade": "8", "boarding": "boarder"} | cells
    enrolment = (
        f"name grade school_code status enrolled_on boarding\n"
        f"甲 {row['grade']} S1 in_school {enrolled_on} {row['boarding']}"
    )
    facts = facts_of(
        as_of=as_of,
        policy=policy,
        enrolment=enrolment,
        children=" ".join(row) + "\n" + " ".join(row.values()),
        poverty="name household_kind\n甲 lifted",
        aid=PAID
        + "\n".join(f"甲 {term} - {part} 2024-10-20 生活补助" for part in amount.split("+")),
        **({"movements": movements} if movements else {}),
    )
    return bool(found("GRP-03", facts, policy))


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


def test_half_a_yuan_is_rounding() -> None:
    assert not short("312", grade="6", boarding="day")


def test_an_instalment_whose_amount_is_blank_may_have_been_enough() -> None:
    assert not short("100+-")
    assert not short("-")
    assert short("0+100")


def test_instalments_add_up() -> None:
    assert not short("375+375")
    assert short("375+300")


@pytest.mark.parametrize(
    ("term", "grade", "half"),
    [
        ("2023-2024-1", "8", 625),  # grade 7 then, before the amounts were raised: 1,250 a year
        ("2023-2024-2", "8", 750),  # from spring 2024: 1,500 a year
        ("2022-2023-2", "8", 500),  # grade 6 then: primary, 1,000 a year
    ],
)
def test_an_earlier_term_is_judged_by_its_own_stage_and_dates(
    term: str, grade: str, half: int
) -> None:
    assert short(str(half - 1), term=term, grade=grade)
    assert not short(str(half), term=term, grade=grade)


def test_boarding_of_a_term_at_another_school_is_unknown_and_the_lower_amount_counts() -> None:
    # entered the present school as a boarder in September 2024; how the pupil lived before is not known
    assert not short("375", term="2023-2024-2", grade="8", enrolled_on="2024-09-01")
    assert short("374", term="2023-2024-2", grade="8", enrolled_on="2024-09-01")


def test_a_pupil_whose_boarding_is_blank_is_judged_by_the_lower_amount() -> None:
    assert not short("375", boarding="-")
    assert short("374", boarding="-")


def test_the_current_term_is_judged_only_once_payment_is_due() -> None:
    assert not short("100", as_of="2024-11-16")
    assert short("100", as_of="2024-11-17")


def test_yangquan_states_the_first_amounts_and_follows_the_later_ones_from_their_day() -> None:
    assert short("624", term="2023-2024-1", policy="yangquan_2018")
    assert not short("625", term="2023-2024-1", policy="yangquan_2018")
    assert short("749", policy="yangquan_2018")


def test_a_pupil_who_joined_during_the_term_is_not_judged() -> None:
    assert not short("100", movements="name kind date\n甲 transfer_in 2024-10-08")


def test_the_finding_states_the_sum() -> None:
    facts = facts_of(
        children="name is_poor boarding\n甲 yes boarder",
        poverty="name household_kind\n甲 lifted",
        aid=PAID + "甲 2024-2025-1 - 600 2024-10-20 生活补助",
    )
    [(_, text)] = conditions("GRP-03", facts)
    assert "750 yuan due, 600 paid, 150 short" in text


LEFT = "name in_enrolment status state\n甲 yes transferred_out attends_elsewhere\n己 yes in_school in_school"


def paid_wrongly(payment: str, *, kids: str = "", **tables: str) -> set[str]:
    return found("GRP-04", facts_of(aid=PAID + payment, children=kids, **tables))


def test_support_to_a_child_without_a_record_is_found() -> None:
    kids = "name in_enrolment status state\n甲 no - out_of_school\n己 yes in_school in_school"
    payment = "甲 2024-2025-1 - 375 2024-10-20 生活补助\n" + OTHER
    assert paid_wrongly(payment, kids=kids) == {"甲"}
    awaiting = kids.replace("state\n", "state has_possible_match\n").replace(
        "out_of_school\n", "out_of_school yes\n"
    )
    assert (
        paid_wrongly(
            payment, kids=awaiting.replace("in_school in_school", "in_school in_school no")
        )
        == set()
    )


@pytest.mark.parametrize(
    "state", ["attends_elsewhere", "special_school", "home_teaching", "transfer_in_progress"]
)
def test_a_child_taught_elsewhere_is_the_other_schools_to_record(state: str) -> None:
    kids = f"name in_enrolment status state\n甲 no - {state}\n己 yes in_school in_school"
    assert paid_wrongly("甲 2024-2025-1 - 375 2024-10-20 生活补助", kids=kids) == set()


@pytest.mark.parametrize("program", ["学前教育资助", "普通高中国家助学金", "雨露计划"])
def test_support_for_another_stage_needs_no_record_of_this_one(program: str) -> None:
    kids = "name in_enrolment status state\n甲 no - out_of_school\n己 yes in_school in_school"
    assert paid_wrongly(f"甲 2024-2025-1 - 375 2024-10-20 {program}", kids=kids) == set()


@pytest.mark.parametrize(
    ("paid_on", "is_found"), [("2024-10-08", False), ("2024-10-09", False), ("2024-10-10", True)]
)
def test_a_payment_after_the_day_of_leaving_is_found(paid_on: str, is_found: bool) -> None:
    moves = "name kind date\n甲 transfer_out 2024-10-09"
    payment = f"甲 2024-2025-1 - 375 {paid_on} 生活补助"
    assert bool(paid_wrongly(payment, kids=LEFT, movements=moves)) is is_found


def test_a_record_taken_out_of_the_list_after_the_leaving_is_judged_by_the_day_too() -> None:
    moves = "name kind date\n甲 transfer_out 2024-10-09"
    kids = LEFT.replace("甲 yes transferred_out", "甲 no -")
    late = "甲 2024-2025-1 - 375 2024-10-20 生活补助"
    assert paid_wrongly(late, kids=kids, movements=moves) == {"甲"}
    assert paid_wrongly(late.replace("10-20", "10-08"), kids=kids, movements=moves) == set()


def test_support_earned_before_leaving_may_be_paid_late() -> None:
    moves = "name kind date\n甲 graduate 2024-07-05"
    kids = LEFT.replace("transferred_out attends_elsewhere", "graduated graduated")
    assert (
        paid_wrongly("甲 2023-2024-2 - 375 2024-09-20 生活补助", kids=kids, movements=moves)
        == set()
    )
    assert paid_wrongly("甲 2024-2025-1 - 375 2024-09-20 生活补助", kids=kids, movements=moves) == {
        "甲"
    }


def test_a_move_within_the_county_is_no_leaving() -> None:
    enrolment = "name grade school_code status\n甲 8 S1 transferred_out\n甲 8 S2 in_school\n己 8 S1 in_school"
    moves = "name kind date\n甲 transfer_out 2024-10-09"
    payment = "甲 2024-2025-1 - 375 2024-10-20 生活补助"
    assert paid_wrongly(payment, enrolment=enrolment, movements=moves) == set()


def seen_until(day: str) -> dict[str, pd.DataFrame]:
    last = pd.Series(pd.to_datetime([day]), index=pd.Index(["甲"], dtype="str"))
    days = pd.array([30], dtype="Int64")
    seen = {
        "kept_days": days,
        "present_days": days,
        "last_present_on": last.astype("datetime64[us]"),
    }
    return {"presence": pd.DataFrame(seen, index=last.index)}


STILL_LISTED = "name school_code status\n甲 S1 in_school\n己 S1 in_school"


@pytest.mark.parametrize(
    ("moves", "last_seen", "is_found"),
    [
        ("甲 transfer_out 2024-10-09", "2024-10-08", True),
        ("甲 transfer_out 2024-10-09", "2024-10-09", True),
        ("甲 transfer_out 2024-10-09", "2024-10-21", False),  # sits in class all the same
        ("甲 transfer_out 2024-10-09\n甲 transfer_in 2024-10-15", "2024-10-08", False),
        ("甲 transfer_out 2024-10-20", "2024-10-18", False),  # paid on the day of leaving
        ("甲 death 2024-10-09", "2024-10-08", True),
        ("甲 suspend 2024-10-09", "2024-10-08", False),
    ],
)
def test_a_record_nobody_took_out_of_the_list_hides_no_leaving(
    moves: str, last_seen: str, is_found: bool
) -> None:
    facts = facts_of(
        aid=PAID + "甲 2024-2025-1 - 375 2024-10-20 生活补助",
        enrolment=STILL_LISTED, movements=f"name kind date\n{moves}", further=seen_until(last_seen),
    )  # fmt: skip
    assert bool(found("GRP-04", facts)) is is_found


def test_a_leaving_without_a_date_proves_nothing() -> None:
    assert paid_wrongly("甲 2024-2025-1 - 375 2024-10-20 生活补助", kids=LEFT) == set()


def test_how_many_children_were_looked_at_is_said() -> None:
    facts = facts_of(aid=PAID + OTHER, children="name is_poor\n己 yes")
    assert outcome("GRP-04", facts).tested == 1
