"""Counts of reports against enrolment changes, cases and the roll."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from kcbx_lib.policy import load_policy
from kcbx_lib.rules.rep import counts_differ_from_records
from tests.spec.indicators.county_of_text import children, facts, found, subjects, table
from tests.spec.rep.reports_of_text import CHILDREN, SCHOOLS, reports

NATIONAL = load_policy("national", on=date(2024, 11, 20))

CASES = table(
    """
    subject | case_no | stage    | opened_on  | verified_on | returned_on | school_code | list_version
    a       | 1       | dropout  | 2024-09-10 | 2024-09-15  | -           | A           | -
    b       | 2       | returned | 2024-09-11 | 2024-09-12  | 2024-09-16  | A           | -
    c       | 3       | deducted | 2024-09-12 | 2024-09-13  | -           | A           | -
    d       | 4       | suspected | 2024-09-13 | -          | -           | A           | -
    """
)
MOVES = table(
    """
    subject | kind         | date       | from_school | to_school
    d       | transfer_out | 2024-09-05 | 一小        | 外地小学
    e       | transfer_in  | 2024-09-05 | 外地小学    | 一小
    f       | suspend      | 2024-09-28 | 一小        | -
    """
)
REPORTED = "org | period | submitted_on | moved_in | moved_out | suspended | suspected_new | dropout_new | returned\n"


def differing(line: str, **frames: pd.DataFrame) -> pd.DataFrame:
    tables = {"cases": CASES, "movements": MOVES} | frames
    made = facts(reports=reports(REPORTED + line), schools=SCHOOLS, children=CHILDREN, **tables)
    return found(counts_differ_from_records, made, NATIONAL)


@pytest.mark.walks("REP-03", "rule", "clear")
def test_a_report_that_says_what_the_records_say_is_clear() -> None:
    assert differing("一小 | 2024-09 | 2024-09-30 | 1 | 1 | 1 | 2 | 1 | 1").empty


@pytest.mark.walks("REP-03", "lawful", "no_longer_suspected")
@pytest.mark.walks("REP-03", "rule", "at")
@pytest.mark.parametrize("suspected", [1, 2, 3, 4])
def test_a_case_that_is_no_longer_merely_suspected_may_or_may_not_have_been_counted(
    suspected: int,
) -> None:
    assert differing(f"一小 | 2024-09 | 2024-09-30 | 1 | 1 | 1 | {suspected} | 1 | 1").empty


@pytest.mark.walks("REP-03", "rule", "at", "below", "above")
@pytest.mark.parametrize(("dropouts", "is_found"), [(0, True), (1, False), (2, False), (3, True)])
def test_a_verified_dropout_who_returned_may_or_may_not_have_been_counted(
    dropouts: int, is_found: bool
) -> None:
    line = f"一小 | 2024-09 | 2024-09-30 | 1 | 1 | 1 | 2 | {dropouts} | 1"

    assert len(differing(line + "\n" + QUIET)) == int(is_found)


QUIET = "\n".join(
    f"{org} | {period} | {period}-28 | 0 | 0 | 0 | 0 | 0 | 0"
    for org in ("二小", "三中")
    for period in ("2024-09", "2024-10")
)


@pytest.mark.walks("REP-03", "lawful", "after_it_was_sent")
@pytest.mark.walks("REP-03", "rule", "day_before", "day_of", "day_after")
@pytest.mark.parametrize(
    ("sent", "is_found"),
    [("2024-09-20", False), ("2024-09-28", False), ("2024-09-29", True), ("2024-10-02", True)],
)
def test_what_happened_on_or_after_the_day_a_report_was_sent_need_not_be_in_it(
    sent: str, is_found: bool
) -> None:
    # one pupil was suspended on 28 September
    for suspended, outside in ((0, is_found), (1, False), (2, True)):
        line = f"一小 | 2024-09 | {sent} | 1 | 1 | {suspended} | 2 | 1 | 1"
        assert len(differing(line + "\n" + QUIET)) == int(outside)


@pytest.mark.walks("REP-03", "lawful", "since_the_last_report")
@pytest.mark.parametrize(
    ("sent", "suspended", "is_found"),
    [
        ("2024-09-27", 1, False),
        ("2024-09-28", 1, False),
        ("2024-09-29", 1, True),
        ("2024-09-27", 2, True),
    ],
)
def test_what_happened_since_the_last_report_may_be_in_this_one(
    sent: str, suspended: int, is_found: bool
) -> None:
    of_september = f"一小 | 2024-09 | {sent} | 1 | 1 | 1 | 2 | 1 | 1"
    of_october = f"一小 | 2024-10 | 2024-10-28 | 0 | 0 | {suspended} | 0 | 0 | 0"
    rows = differing("\n".join((of_september, of_october, QUIET)))

    assert list(rows.get("case_key", [])) == (["2024-10"] if is_found else [])


@pytest.mark.walks("REP-03", "lawful", "blank")
@pytest.mark.parametrize(("suspected", "is_found"), [("-", False), ("0", True)])
def test_a_blank_count_is_unknown(suspected: str, is_found: bool) -> None:
    line = f"一小 | 2024-09 | 2024-09-30 | 1 | 1 | 1 | {suspected} | 1 | 1"

    assert len(differing(line + "\n" + QUIET)) == int(is_found)


@pytest.mark.walks("REP-03", "lawful", "before_the_records")
@pytest.mark.parametrize(("period", "is_found"), [("2024-08", False), ("2024-09", True)])
def test_a_report_from_before_the_records_begin_is_not_judged(period: str, is_found: bool) -> None:
    line = f"一小 | {period} | {period}-30 | 9 | 1 | 1 | 2 | 1 | 1"

    assert len(differing(line + "\n" + QUIET)) == int(is_found)


@pytest.mark.walks("REP-03", "lawful", "corrected_later")
def test_of_two_versions_the_last_is_held_against_the_records() -> None:
    wrong = "一小 | 2024-09 | 2024-09-30 | 9 | 1 | 1 | 2 | 1 | 1"
    right = "一小 | 2024-09 | 2024-10-04 | 1 | 1 | 1 | 2 | 1 | 1"

    assert differing("\n".join((wrong, right, QUIET))).empty
    assert len(differing(wrong + "\n" + QUIET)) == 1


@pytest.mark.walks("REP-03", "rule", "found", "below", "above")
@pytest.mark.parametrize(
    ("line", "severity"),
    [
        ("一小 | 2024-09 | 2024-09-30 | 1 | 1 | 1 | 2 | 0 | 1", "high"),
        ("一小 | 2024-09 | 2024-09-30 | 1 | 1 | 1 | 0 | 1 | 1", "high"),
        ("一小 | 2024-09 | 2024-09-30 | 1 | 1 | 1 | 5 | 1 | 1", None),
        ("一小 | 2024-09 | 2024-09-30 | 1 | 1 | 1 | 2 | 1 | 3", None),
        # opened and verified in one month, a case is still one
        ("一小 | 2024-09 | 2024-09-30 | 1 | 1 | 1 | 2 | 3 | 1", None),
        ("一小 | 2024-09 | 2024-09-30 | 4 | 1 | 1 | 2 | 1 | 1", None),
    ],
)
def test_a_count_outside_what_the_records_allow_is_found(line: str, severity: str | None) -> None:
    rows = differing(line + "\n" + QUIET)

    assert list(rows["subject"]) == ["A"]
    assert [None if pd.isna(one) else one for one in rows["severity"]] == [severity]


@pytest.mark.walks("REP-03", "lawful", "other_basis")
@pytest.mark.walks("REP-03", "rule", "below", "at", "above")
@pytest.mark.parametrize(("agreeing", "is_judged"), [(0, False), (1, False), (2, True), (3, True)])
def test_a_count_that_fewer_than_half_of_the_reports_agree_on_is_said_and_not_judged(
    agreeing: int, is_judged: bool
) -> None:
    arrivals = [0 if place < agreeing else 50 for place in range(4)]
    lines = "\n".join(
        f"{org} | {period} | {period}-30 | {count} | 0 | 0 | 0 | 0 | 0"
        for count, (org, period) in zip(
            arrivals,
            [(org, month) for org in ("二小", "三中") for month in ("2024-09", "2024-10")],
            strict=True,
        )
    )
    made = facts(
        reports=reports(REPORTED + lines),
        schools=SCHOOLS,
        children=CHILDREN,
        cases=CASES,
        movements=MOVES,
    )
    outcome = counts_differ_from_records.find(made, NATIONAL)

    assert len(outcome.rows) == (4 - agreeing if is_judged else 0)
    assert (outcome.note is None) is is_judged


def test_a_transfer_within_the_county_is_counted_at_both_schools() -> None:
    moves = table(
        """
        subject | kind         | date       | from_school | to_school
        d       | transfer_out | 2024-09-05 | 一小        | 二小
        d       | transfer_in  | 2024-09-05 | 一小        | 二小
        """
    )
    lines = "一小 | 2024-09 | 2024-09-30 | 0 | 1 | 0 | 2 | 1 | 1\n二小 | 2024-09 | 2024-09-30 | 1 | 0 | 0 | 0 | 0 | 0"

    assert differing(lines, movements=moves).empty


@pytest.mark.walks("REP-03", "lawful", "booked_by_one_school")
def test_where_one_school_alone_booked_the_transfer_the_other_is_not_blamed() -> None:
    moves = table(
        "subject | kind | date | from_school | to_school\nd | transfer_out | 2024-09-05 | 一小 | 二小"
    )
    for arrivals in (0, 1):
        lines = (
            "一小 | 2024-09 | 2024-09-30 | 0 | 1 | 0 | 2 | 1 | 1\n"
            f"二小 | 2024-09 | 2024-09-30 | {arrivals} | 0 | 0 | 0 | 0 | 0"
        )
        assert differing(lines, movements=moves).empty


@pytest.mark.walks("REP-03", "rule", "below", "at", "above")
@pytest.mark.parametrize(
    ("booked", "arrivals", "is_found"),
    [
        ("二小", 0, False),  # between its own schools, for the county nobody arrived
        ("二小", 1, False),
        ("二小", 2, True),
        ("外地小学", 0, True),
        ("外地小学", 1, False),
    ],
)
def test_a_move_within_the_county_may_or_may_not_be_one_for_the_county(
    booked: str, arrivals: int, is_found: bool
) -> None:
    moves = table(f"{LATER}d | transfer_in | 2024-09-05 | {booked} | 一小")
    line = f"青禾县教育局 | 2024-09 | 2024-09-30 | {arrivals} | - | 0 | - | - | -"
    rows = differing(
        line + "\n" + QUIET.replace("二小 | 2024-09", "二小 | 2024-11"), movements=moves
    )

    assert ("990101" in set(rows["subject"]) or "青禾县教育局" in set(rows["subject"])) is is_found


@pytest.mark.walks("REP-03", "lawful", "gone_abroad")
@pytest.mark.parametrize(("left", "is_found"), [(0, False), (1, False), (2, True)])
def test_a_pupil_gone_abroad_may_stand_under_those_who_left(left: int, is_found: bool) -> None:
    # the form has no column for it, and without it the counts would not carry over
    moves = table(
        "subject | kind | date | from_school | to_school\nf | abroad | 2024-09-05 | 一小 | -"
    )
    line = f"一小 | 2024-09 | 2024-09-30 | 0 | {left} | 0 | 2 | 1 | 1"
    quiet = "\n".join(
        f"{org} | 2024-09 | 2024-09-28 | 0 | 0 | 0 | 0 | 0 | 0" for org in ("二小", "三中")
    )

    assert len(differing(line + "\n" + quiet, movements=moves)) == int(is_found)


def test_without_records_there_is_nothing_to_set_reports_against() -> None:
    made = facts(
        reports=reports(REPORTED + "一小 | 2024-09 | 2024-09-30 | 1 | 1 | 1 | 2 | 0 | 1"),
        schools=SCHOOLS,
        children=CHILDREN,
    )

    assert counts_differ_from_records.find(made, NATIONAL).tested == 0


@pytest.mark.walks("REP-03", "lawful", "not_on_the_roll")
@pytest.mark.parametrize(
    ("on_roll", "counted", "is_found"),
    [("no", 0, False), ("no", 1, False), ("no", 2, True), ("yes", 0, True), ("yes", 1, False)],
)
def test_a_school_need_not_count_a_child_who_is_not_on_its_roll(
    on_roll: str, counted: int, is_found: bool
) -> None:
    cases = table(
        """
        subject | case_no | stage     | opened_on  | verified_on | returned_on | list_version
        g       | 1       | suspected | 2024-09-10 | -           | -           | -
        """
    )
    drawn = children(
        "subject | age_on_cutoff | state | school_code | in_enrolment\n"
        f"g | 9 | attends_no_record | A | {on_roll}"
    )
    made = facts(
        reports=reports(
            f"{REPORTED}一小 | 2024-09 | 2024-09-30 | 1 | 1 | 1 | {counted} | 0 | 0\n{QUIET}"
        ),
        schools=SCHOOLS,
        children=pd.concat([CHILDREN, drawn]),
        cases=cases,
        movements=MOVES,
    )

    assert subjects(counts_differ_from_records, made, NATIONAL) == (["A"] if is_found else [])


PUPILS = table(
    "subject | school_code | grade | status\n"
    + "\n".join(f"p{n} | {code} | 3 | in_school" for code in "ABC" for n in range(10)),
    grade="Int64",
)
LATER = "subject | kind | date | from_school | to_school\n"


def ending(pupils: int, moves: pd.DataFrame = MOVES) -> list[str]:
    """The schools found whose first counts so many pupils at the end of October."""
    head = "org | period | submitted_on | end_count\n"
    counts = {"一小": pupils, "二小": 10, "三中": 10}
    lines = "\n".join(f"{org} | 2024-10 | 2024-10-30 | {count}" for org, count in counts.items())
    made = facts(
        reports=reports(head + lines),
        schools=SCHOOLS,
        children=CHILDREN,
        movements=moves,
        enrolment=PUPILS,
    )
    return subjects(counts_differ_from_records, made, NATIONAL)


@pytest.mark.walks("REP-03", "rule", "below", "at", "above")
@pytest.mark.parametrize(("pupils", "is_found"), [(9, True), (10, False), (11, True)])
def test_pupils_at_the_end_are_set_against_the_enrolment_records(
    pupils: int, is_found: bool
) -> None:
    assert ending(pupils) == (["A"] if is_found else [])


@pytest.mark.walks("REP-03", "lawful", "later_changes")
@pytest.mark.parametrize(
    ("move", "right"),
    [
        ("x | transfer_out | 2024-11-05 | 一小 | 外地小学", (11,)),
        ("x | suspend | 2024-11-05 | 一小 | -", (11,)),
        ("p1 | transfer_in | 2024-11-05 | 外地小学 | 一小", (9,)),
        # a roll older than the change: the child who left stands on it, the one who joined does not
        ("p1 | transfer_out | 2024-11-05 | 一小 | 外地小学", (10, 11)),
        ("y | transfer_in | 2024-11-05 | 外地小学 | 一小", (9, 10)),
        # on the very day the report was sent
        ("x | transfer_out | 2024-10-30 | 一小 | 外地小学", (10, 11)),
        # long before
        ("x | transfer_out | 2024-10-08 | 一小 | 外地小学", (10,)),
    ],
)
def test_the_roll_of_today_is_worked_back_to_the_day_of_the_report(
    move: str, right: tuple[int, ...]
) -> None:
    moves = table(LATER + move)

    for pupils in range(7, 14):
        assert ending(pupils, moves) == ([] if pupils in right else ["A"])
