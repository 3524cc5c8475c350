"""Tasks past their day, and tasks closed without acceptance."""

from __future__ import annotations

import pytest

from kcbx_lib.rules.gov import closed_without_acceptance, overdue_task
from tests.spec.gov.offices_of_text import NATIONAL, SCHOOLS, TASK, YAOSHENG, noted
from tests.spec.indicators.county_of_text import facts, found, missing_tables, subjects, table

# -- GOV-06 ---------------------------------------------------------------------------------------

OVERDUE = "x | 一小 | 张三 | 2024-11-19 | - | - | - | -"


def overdue(task: str) -> list[str]:
    return subjects(overdue_task, facts(tasks=table(TASK + task), schools=SCHOOLS), NATIONAL)


@pytest.mark.walks("GOV-06", "rule", "found", "clear", "day_before", "day_of", "day_after")
@pytest.mark.walks("GOV-06", "lawful", "last_day")
@pytest.mark.parametrize(
    ("due", "is_found"), [("2024-11-19", True), ("2024-11-20", False), ("2024-11-21", False)]
)
def test_a_task_is_overdue_the_day_after_its_last_day(due: str, is_found: bool) -> None:
    assert overdue(OVERDUE.replace("2024-11-19", due)) == (["A"] if is_found else [])


@pytest.mark.parametrize(
    "task",
    [
        pytest.param(
            "x | 一小 | 张三 | 2024-10-01 | 2024-10-20 | 报告 | - | -",
            marks=pytest.mark.walks("GOV-06", "lawful", "done_late"),
        ),
        pytest.param(
            "x | 一小 | 张三 | 2024-10-01 | - | 报告 | 李四 | 2024-10-20",
            marks=pytest.mark.walks("GOV-06", "lawful", "closed"),
        ),
        pytest.param(
            "x | 一小 | 张三 | - | - | - | - | -",
            marks=pytest.mark.walks("GOV-06", "lawful", "no_day"),
        ),
    ],
)
def test_a_task_that_is_done_closed_or_has_no_day_is_not_overdue(task: str) -> None:
    assert overdue(task) == []
    assert overdue(OVERDUE) == ["A"]


@pytest.mark.walks("GOV-06", "lawful", "done_unreadable")
@pytest.mark.parametrize(
    ("column", "is_found"), [("done_on", False), ("closed_on", False), ("due", True)]
)
def test_a_task_whose_day_of_completion_cannot_be_read_is_not_called_overdue(
    column: str, is_found: bool
) -> None:
    made = facts(tasks=table(TASK + OVERDUE), schools=SCHOOLS, quality=noted(column))

    assert subjects(overdue_task, made, NATIONAL) == (["A"] if is_found else [])


@pytest.mark.parametrize(
    "owner", ["柳河村委会", "柳河村民委员会", "柳河镇人民政府", "柳河街道办事处"]
)
def test_an_owner_that_is_an_organisation_is_named(owner: str) -> None:
    made = facts(tasks=table(f"{TASK}x | {owner} | 张三 | 2024-10-01 | - | - | - | -"))

    assert subjects(overdue_task, made, NATIONAL) == [owner]


def test_an_owner_who_is_a_person_is_not_named() -> None:
    made = facts(
        tasks=table(TASK + "x | 王建国 | 张三 | 2024-10-01 | - | - | - | -"), schools=SCHOOLS
    )
    rows = found(overdue_task, made, NATIONAL)

    assert list(rows["subject"]) == ["990101"]
    assert "item" not in rows


# -- GOV-07 ---------------------------------------------------------------------------------------

CLOSED = "x | 一小 | {person} | 2024-10-01 | 2024-09-20 | {evidence} | {acceptor} | {closed}"


def accepted(
    acceptor: str, person: str = "张三", evidence: str = "报告", closed: str = "2024-09-25"
) -> list[str]:
    line = CLOSED.format(person=person, evidence=evidence, acceptor=acceptor, closed=closed)
    made = facts(tasks=table(TASK + line), schools=SCHOOLS)
    assert subjects(closed_without_acceptance, made, YAOSHENG) == subjects(
        closed_without_acceptance, made, NATIONAL
    )
    return subjects(closed_without_acceptance, made, NATIONAL)


@pytest.mark.walks("GOV-07", "rule", "found", "clear")
@pytest.mark.parametrize(
    ("acceptor", "evidence", "is_found"),
    [
        ("李四", "报告", False),
        ("-", "报告", True),
        ("张三", "报告", True),
        ("张三（校长）", "报告", True),
        ("一小", "报告", True),
        ("李四", "-", True),
    ],
)
def test_closing_needs_evidence_and_somebody_else_who_accepts(
    acceptor: str, evidence: str, is_found: bool
) -> None:
    assert accepted(acceptor, evidence=evidence) == (["A"] if is_found else [])


@pytest.mark.walks("GOV-07", "lawful", "not_closed")
def test_a_task_that_is_not_closed_needs_no_acceptor_yet() -> None:
    assert accepted("-", evidence="-", closed="-") == []
    assert accepted("-", evidence="-") == ["A"]


@pytest.mark.walks("GOV-07", "lawful", "one_other_among_them")
@pytest.mark.parametrize(
    ("person", "acceptor", "is_found"),
    [
        ("张三", "张三、李四", False),
        ("张三、王五", "李四；王五", False),
        ("张三、王五", "张三", True),
        ("张三、王五", "王五，张三", True),
        ("张三", "张三、一小", True),
    ],
)
def test_of_several_who_accepted_one_must_not_have_done_it(
    person: str, acceptor: str, is_found: bool
) -> None:
    assert accepted(acceptor, person) == (["A"] if is_found else [])


@pytest.mark.walks("GOV-07", "lawful", "inspected_by_its_own_office")
@pytest.mark.parametrize(
    ("owner", "acceptor", "subject"),
    [
        ("一小", "青禾县一小", "A"),
        ("青禾县教育局", "县教体局", "青禾县教育局"),
        ("县教育和体育局", "青禾县教育局", "县教育和体育局"),
        ("青禾县教育局", "云岭市教育局", None),
        ("一小", "县教育局", None),
        ("青禾县教育局", "县教育局督导室", None),
    ],
)
def test_the_owner_under_another_name_is_no_other_acceptor(
    owner: str, acceptor: str, subject: str | None
) -> None:
    line = f"x | {owner} | 张三 | 2024-10-01 | 2024-09-20 | 报告 | {acceptor} | 2024-09-25"
    made = facts(tasks=table(TASK + line), schools=SCHOOLS)

    assert subjects(closed_without_acceptance, made, NATIONAL) == ([subject] if subject else [])


@pytest.mark.parametrize("rule", [overdue_task, closed_without_acceptance])
def test_without_tasks_nothing_is_tested(rule: object) -> None:
    assert missing_tables(rule, facts()) == ["tasks"]
