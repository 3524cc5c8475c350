"""The counts of a verification phase close, within a list, between phases and from month to month."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from kcbx_lib.policy import load_policy
from kcbx_lib.rules.rep import phase_counts_close
from tests.spec.indicators.county_of_text import facts, subjects, table
from tests.spec.rep.reports_of_text import CHILDREN, SCHOOLS, reports

NATIONAL = load_policy("national", on=date(2024, 11, 20))


@pytest.mark.walks("REP-09", "rule", "found", "clear", "below", "at", "above")
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


@pytest.mark.walks("REP-09", "rule", "found", "clear")
@pytest.mark.parametrize(
    ("second", "is_found"), [("cd", False), ("c", True), ("acd", True), ("", False)]
)
def test_the_second_phase_takes_up_those_the_first_left_suspected(
    second: str, is_found: bool
) -> None:
    cases = phases("deducted deducted suspected suspected", second)

    assert bool(subjects(phase_counts_close, facts(cases=cases), NATIONAL)) is is_found


@pytest.mark.walks("REP-09", "lawful", "another_origin")
def test_the_third_phase_has_an_origin_of_its_own() -> None:
    cases = table(
        """
        subject | list_version | stage     | verified_on
        a       | 第一阶段     | deducted  | 2024-09-10
        b       | 第三阶段     | dropout   | 2024-10-10
        """
    )

    assert subjects(phase_counts_close, facts(cases=cases), NATIONAL) == []


@pytest.mark.walks("REP-09", "rule", "found", "clear")
@pytest.mark.parametrize(
    ("result", "is_found"),
    [
        ("dropout | 2024-10-10", True),
        pytest.param(
            "deducted | 2024-10-10",
            False,
            marks=pytest.mark.walks("REP-09", "lawful", "same_result_twice"),
        ),
        # verified, and nobody says as what
        ("- | 2024-10-10", True),
        ("- | -", False),
    ],
)
def test_a_child_stands_in_a_list_once_with_one_result(result: str, is_found: bool) -> None:
    cases = table(
        f"""
        subject | list_version | stage     | verified_on
        a       | 第三阶段     | deducted  | 2024-09-10
        a       | 第三阶段     | {result}
        b       | 第三阶段     | dropout   | 2024-10-10
        """
    )
    expected = ["第三阶段"] if is_found else []

    assert subjects(phase_counts_close, facts(cases=cases), NATIONAL) == expected


@pytest.mark.walks("REP-09", "lawful", "another_origin")
def test_a_second_list_of_other_children_has_an_origin_of_its_own() -> None:
    cases = phases("deducted deducted suspected suspected", "xy")

    assert subjects(phase_counts_close, facts(cases=cases), NATIONAL) == []


def still_out(second: str, *, cases: pd.DataFrame | None = None) -> list[str]:
    """The schools found for these counts: outstanding | suspected_new | dropout_new | returned."""
    head = "org | period | submitted_on | outstanding | suspected_new | dropout_new | returned\n"
    lines = f"一小 | 2024-09 | 2024-09-28 | 5 | 5 | 0 | 0\n一小 | 2024-10 | 2024-10-28 | {second}"
    tables = {} if cases is None else {"cases": cases, "children": CHILDREN}
    made = facts(reports=reports(head + lines), schools=SCHOOLS, **tables)
    return subjects(phase_counts_close, made, NATIONAL)


@pytest.mark.walks("REP-09", "rule", "found", "clear", "below", "at", "above")
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


@pytest.mark.walks("REP-09", "lawful", "settled_without_return")
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


@pytest.mark.walks("REP-09", "lawful", "cases_not_kept")
def test_without_cases_nobody_knows_how_many_were_settled() -> None:
    header = "subject | stage | opened_on | verified_on | returned_on | closed_on | list_version"
    kept = table(f"{header}\na | suspected | 2024-09-10 | - | - | - | -")

    assert still_out("0 | 0 | 0 | 0") == []
    assert still_out("0 | 0 | 0 | 0", cases=kept) == ["A"]


@pytest.mark.walks("REP-09", "lawful", "period_left_out")
@pytest.mark.parametrize(("later", "is_found"), [("2024-10", True), ("2024-11", False)])
def test_a_month_left_out_between_two_is_not_compared(later: str, is_found: bool) -> None:
    head = "org | period | submitted_on | outstanding | suspected_new | dropout_new | returned\n"
    lines = (
        f"一小 | 2024-09 | 2024-09-28 | 5 | 5 | 0 | 0\n一小 | {later} | {later}-28 | 9 | 0 | 0 | 0"
    )
    made = facts(reports=reports(head + lines), schools=SCHOOLS)

    assert bool(subjects(phase_counts_close, made, NATIONAL)) is is_found


@pytest.mark.walks("REP-09", "lawful", "any_reading", "results_blank")
@pytest.mark.parametrize(
    ("results", "is_found"),
    [
        ("3 | 2 | - | -", False),
        ("5 | 3 | 2 | -", False),  # suspected, of whom some are dropouts and some came back
        ("1 | 1 | 3 | 9", False),
        ("- | - | - | -", False),
        ("3 | 3 | - | -", True),
        ("0 | 0 | 0 | 0", True),
    ],
)
def test_any_reading_of_the_results_may_make_up_what_is_left(results: str, is_found: bool) -> None:
    head = (
        "org | period | submitted_on | checked | deducted | suspected_new | dropout_new | returned"
        " | outstanding\n"
    )
    stated = reports(f"{head}区教育局 | 2019-01 | 2019-02-01 | 282 | 277 | {results}")

    assert bool(subjects(phase_counts_close, facts(reports=stated), NATIONAL)) is is_found
