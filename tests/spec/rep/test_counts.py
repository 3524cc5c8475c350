"""The figures of reports: they carry over, agree with the records, and close within a phase."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from kcbx_lib.policy import load_policy
from kcbx_lib.rules.rep import counts_carry_over, counts_differ_from_records, phase_counts_close
from tests.spec.indicators.county_of_text import children, facts, found, subjects, table
from tests.spec.rep.reports_of_text import SCHOOLS, reports

ON = date(2024, 11, 20)
NATIONAL = load_policy("national", on=ON)

# -- REP-04 ---------------------------------------------------------------------------------------

FLOW = (
    "org | period | submitted_on | start_count | moved_in | moved_out | suspended | resumed | died | "
    "end_count | returned | dropout_new\n"
)


def carried(text: str) -> list[str]:
    made = facts(reports=reports(FLOW + text), schools=SCHOOLS)
    return sorted(found(counts_carry_over, made, NATIONAL).get("case_key", []))


@pytest.mark.parametrize(("end", "closes"), [(103, True), (102, False), (104, False), (100, False)])
def test_start_and_changes_make_the_end(end: int, closes: bool) -> None:
    # 100 + 5 + 2 − 2 − 1 − 1 = 103
    line = f"一小 | 2024-09 | 2024-09-18 | 100 | 5 | 2 | 1 | 2 | 1 | {end} | 0 | 0"

    assert carried(line) == ([] if closes else ["2024-09-sum"])


def test_pupils_brought_back_may_be_counted_as_joining() -> None:
    assert carried("一小 | 2024-09 | 2024-09-18 | 100 | 0 | 0 | 0 | 0 | 0 | 102 | 2 | 0") == []
    assert carried("一小 | 2024-09 | 2024-09-18 | 100 | 0 | 0 | 0 | 0 | 0 | 101 | 2 | 0") != []


def test_new_dropouts_may_be_counted_as_leaving() -> None:
    assert carried("一小 | 2024-09 | 2024-09-18 | 100 | 0 | 0 | 0 | 0 | 0 | 98 | 0 | 2") == []


def test_a_blank_that_could_make_up_the_difference_accuses_nobody() -> None:
    assert carried("一小 | 2024-09 | 2024-09-18 | 100 | - | 0 | 0 | 0 | 0 | 103 | 0 | 0") == []
    # A blank number of arrivals cannot explain that pupils are missing.
    assert carried("一小 | 2024-09 | 2024-09-18 | 100 | - | 0 | 0 | 0 | 0 | 97 | 0 | 0") != []


def month(period: str, start: int, end: int, org: str = "一小") -> str:
    moved_in, moved_out = max(end - start, 0), max(start - end, 0)
    return f"{org} | {period} | {period}-18 | {start} | {moved_in} | {moved_out} | 0 | 0 | 0 | {end} | 0 | 0"


def test_a_month_starts_with_what_the_month_before_ended_with() -> None:
    assert carried(month("2024-09", 100, 102) + "\n" + month("2024-10", 102, 101)) == []
    assert carried(month("2024-09", 100, 102) + "\n" + month("2024-10", 101, 101)) == [
        "2024-10-start"
    ]


def test_over_the_turn_of_the_year_months_still_follow() -> None:
    assert carried(month("2024-12", 100, 100) + "\n" + month("2025-01", 99, 99)) == [
        "2025-01-start"
    ]


def test_over_the_summer_a_year_leaves_and_another_enters() -> None:
    assert carried(month("2024-08", 100, 100) + "\n" + month("2024-09", 130, 130)) == []


def test_a_month_left_out_between_two_is_no_contradiction() -> None:
    assert carried(month("2024-09", 100, 100) + "\n" + month("2024-11", 104, 104)) == []


def test_each_school_has_a_row_of_its_own() -> None:
    assert carried(month("2024-09", 100, 102) + "\n" + month("2024-10", 80, 80, org="二小")) == []


def test_of_two_versions_the_later_is_judged() -> None:
    wrong = "一小 | 2024-09 | 2024-09-18 | 100 | 0 | 0 | 0 | 0 | 0 | 90 | 0 | 0"
    right = "一小 | 2024-09 | 2024-09-25 | 100 | 0 | 10 | 0 | 0 | 0 | 90 | 0 | 0"

    assert carried(wrong + "\n" + right) == []


# -- REP-03 ---------------------------------------------------------------------------------------

CHILDREN = children(
    "subject | age_on_cutoff | state | school_code\n"
    + "\n".join(f"{name} | 9 | in_school | A" for name in "abcdef")
)
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


def test_a_report_that_says_what_the_records_say_is_clear() -> None:
    assert differing("一小 | 2024-09 | 2024-09-30 | 1 | 1 | 1 | 2 | 1 | 1").empty


@pytest.mark.parametrize("suspected", [1, 2, 3, 4])
def test_a_case_that_is_no_longer_merely_suspected_may_or_may_not_have_been_counted(
    suspected: int,
) -> None:
    assert differing(f"一小 | 2024-09 | 2024-09-30 | 1 | 1 | 1 | {suspected} | 1 | 1").empty


def test_a_verified_dropout_who_returned_may_or_may_not_have_been_counted() -> None:
    assert differing("一小 | 2024-09 | 2024-09-30 | 1 | 1 | 1 | 2 | 2 | 1").empty


def test_what_happened_after_the_report_was_sent_need_not_be_in_it() -> None:
    assert differing("一小 | 2024-09 | 2024-09-20 | 1 | 1 | 0 | 2 | 1 | 1").empty


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
    quiet = "\n".join(
        f"{org} | {period} | {period}-28 | 0 | 0 | 0 | 0 | 0 | 0"
        for org in ("二小", "三中")
        for period in ("2024-09", "2024-10")
    )
    rows = differing(line + "\n" + quiet)

    assert list(rows["subject"]) == ["A"]
    assert [None if pd.isna(one) else one for one in rows["severity"]] == [severity]


def test_a_count_on_another_basis_is_said_and_not_judged() -> None:
    lines = "\n".join(
        f"{org} | 2024-09 | 2024-09-30 | 50 | 0 | 0 | 0 | 0 | 0" for org in ("二小", "三中")
    )
    made = facts(
        reports=reports(REPORTED + lines),
        schools=SCHOOLS,
        children=CHILDREN,
        cases=CASES,
        movements=MOVES,
    )
    outcome = counts_differ_from_records.find(made, NATIONAL)

    assert outcome.rows.empty
    assert outcome.note is not None


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


def test_pupils_at_the_end_are_set_against_the_enrolment_records() -> None:
    enrolment = table(
        "subject | school_code | grade | status\n"
        + "\n".join(f"p{n} | {code} | 3 | in_school" for code in "ABC" for n in range(10)),
        grade="Int64",
    )
    head = "org | period | submitted_on | end_count\n"
    lines = "一小 | 2024-10 | 2024-10-30 | 14\n二小 | 2024-10 | 2024-10-30 | 10\n三中 | 2024-10 | 2024-10-30 | 10"
    made = facts(
        reports=reports(head + lines),
        schools=SCHOOLS,
        children=CHILDREN,
        movements=MOVES,
        enrolment=enrolment,
    )

    assert subjects(counts_differ_from_records, made, NATIONAL) == ["A"]


def test_without_records_there_is_nothing_to_set_reports_against() -> None:
    made = facts(
        reports=reports(REPORTED + "一小 | 2024-09 | 2024-09-30 | 1 | 1 | 1 | 2 | 0 | 1"),
        schools=SCHOOLS,
        children=CHILDREN,
    )

    assert counts_differ_from_records.find(made, NATIONAL).tested == 0


# -- REP-09 ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("suspected", "is_found"), [(5, False), (3, True), (4, True), (6, True)])
def test_checked_less_deducted_is_what_remains(suspected: int, is_found: bool) -> None:
    stated = reports(
        f"""
        org        | period  | submitted_on | checked | deducted | suspected_new
        区教育局   | 2019-01 | 2019-02-01   | 282     | 277      | {suspected}
        """
    )

    assert bool(subjects(phase_counts_close, facts(reports=stated), NATIONAL)) is is_found


def phases(first: str, second: str) -> pd.DataFrame:
    lines = [
        f"{name} | 第一阶段 | {stage} | 2024-09-10"
        for name, stage in zip("abcd", first.split(), strict=False)
    ]
    lines += [f"{name} | 第二阶段 | suspected | 2024-10-10" for name in second]
    return table("subject | list_version | stage | verified_on\n" + "\n".join(lines))


@pytest.mark.parametrize(
    ("second", "is_found"), [("cd", False), ("c", True), ("acd", True), ("", False)]
)
def test_the_second_phase_takes_up_those_the_first_left_suspected(
    second: str, is_found: bool
) -> None:
    cases = phases("deducted deducted suspected suspected", second)

    assert bool(subjects(phase_counts_close, facts(cases=cases), NATIONAL)) is is_found


def test_the_third_phase_has_an_origin_of_its_own() -> None:
    cases = table(
        """
        subject | list_version | stage     | verified_on
        a       | 第一阶段     | deducted  | 2024-09-10
        b       | 第三阶段     | dropout   | 2024-10-10
        """
    )

    assert subjects(phase_counts_close, facts(cases=cases), NATIONAL) == []


def test_a_child_twice_in_a_list_with_two_results_breaks_its_sum() -> None:
    cases = table(
        """
        subject | list_version | stage     | verified_on
        a       | 第三阶段     | deducted  | 2024-09-10
        a       | 第三阶段     | dropout   | 2024-10-10
        b       | 第三阶段     | dropout   | 2024-10-10
        """
    )

    assert subjects(phase_counts_close, facts(cases=cases), NATIONAL) == ["第三阶段"]


def test_a_second_list_of_other_children_has_an_origin_of_its_own() -> None:
    cases = phases("deducted deducted suspected suspected", "xy")

    assert subjects(phase_counts_close, facts(cases=cases), NATIONAL) == []


def test_a_school_need_not_count_a_child_who_is_not_on_its_roll() -> None:
    cases = table(
        """
        subject | case_no | stage     | opened_on  | verified_on | returned_on | list_version
        g       | 1       | suspected | 2024-09-10 | -           | -           | -
        """
    )
    nowhere = pd.concat(
        [
            CHILDREN,
            children(
                "subject | age_on_cutoff | state | school_code | in_enrolment\n"
                "g | 9 | attends_no_record | A | no"
            ),
        ]
    )
    for counted in (0, 1):
        made = facts(
            reports=reports(
                REPORTED + f"一小 | 2024-09 | 2024-09-30 | 1 | 1 | 1 | {counted} | 0 | 0"
            ),
            schools=SCHOOLS,
            children=nowhere,
            cases=cases,
            movements=MOVES,
        )
        assert subjects(counts_differ_from_records, made, NATIONAL) == []


def still_out(second: str, *, cases: pd.DataFrame | None = None) -> list[str]:
    """The schools found for these counts: outstanding | suspected_new | dropout_new | returned."""
    head = "org | period | submitted_on | outstanding | suspected_new | dropout_new | returned\n"
    lines = f"一小 | 2024-09 | 2024-09-28 | 5 | 5 | 0 | 0\n一小 | 2024-10 | 2024-10-28 | {second}"
    tables = {} if cases is None else {"cases": cases, "children": CHILDREN}
    made = facts(reports=reports(head + lines), schools=SCHOOLS, **tables)
    return subjects(phase_counts_close, made, NATIONAL)


@pytest.mark.parametrize(
    ("second", "is_found"),
    [
        ("7 | 2 | 0 | 0", False),
        ("8 | 2 | 1 | 0", False),
        ("9 | 2 | 1 | 0", True),
        ("4 | 0 | 0 | 1", False),
    ],
)
def test_those_still_out_grow_by_no_more_than_the_new_cases(second: str, is_found: bool) -> None:
    assert bool(still_out(second)) is is_found


@pytest.mark.parametrize(
    ("second", "is_found"),
    [("4 | 0 | 0 | 1", False), ("3 | 0 | 0 | 1", False), ("2 | 0 | 0 | 1", True)],
)
def test_those_still_out_fall_by_no_more_than_returns_and_settled_cases(
    second: str, is_found: bool
) -> None:
    settled = table(
        """
        subject | case_no | stage    | opened_on  | verified_on | returned_on | closed_on  | list_version
        a       | 1       | deducted | 2024-09-10 | 2024-09-15  | -           | 2024-10-08 | -
        """
    )

    assert bool(still_out(second, cases=settled)) is is_found


def test_without_cases_nobody_knows_how_many_were_settled() -> None:
    assert still_out("0 | 0 | 0 | 0") == []
