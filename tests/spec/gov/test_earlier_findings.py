"""What an earlier run found and this one finds again: overdue tasks and steps of the inspection ladder."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from kcbx_lib.audit import Audit, audit_county, policy_of
from kcbx_lib.intake import read_county
from kcbx_lib.ledgers.follow_up import follow_up
from kcbx_lib.policy import load_policy
from kcbx_lib.privacy.identity import sample_key
from kcbx_lib.rules.gov import inspection_ladder, overdue_task
from kcbx_lib.rules.registry import wording
from tests.spec.indicators.county_of_text import facts, found, table

NATIONAL = load_policy("national", on=date(2024, 11, 20))
SCHOOLS = table(
    """
    school_code | school_name | stage   | township
    A           | 一小        | primary | 青山镇
    B           | 二小        | primary | 青山镇
    """
)
INSPECTIONS = "org | date | result | measure | measure_on | deadline\n"


def followed(text: str) -> pd.DataFrame:
    """The follow-up as audit makes it: each line found again, overdue unless it says no."""
    header = "rule | subject_kind | subject | school_code | township | severity_now | times | is_overdue\n"
    frame = table(header + text, times="Int64", is_overdue="boolean")
    return frame.assign(
        count_before=1,
        count_now=1,
        outcome="repeated",
        due_before=pd.Timestamp("2024-10-20"),
    )


def told(rule: Any, follow_up: str, **frames: pd.DataFrame) -> dict[str, str]:
    made = facts(schools=SCHOOLS, follow_up=followed(follow_up), **frames)
    template = wording(rule.RULE.id)["condition"]["zh"]
    rows = found(rule, made, NATIONAL).to_dict("records")
    return {str(row["subject"]): template.format(**row) for row in rows}


# -- GOV-06: a finding with a day is a task -------------------------------------------------------


@pytest.mark.walks("GOV-06", "rule", "found")
def test_a_fault_found_again_after_its_day_is_an_overdue_task_of_its_school() -> None:
    rows = told(
        overdue_task,
        """REG-04 | child | c1 | A | 青山镇 | medium | 2 | yes
REG-04 | child | c2 | A | 青山镇 | medium | 2 | yes
REG-04 | child | c3 | B | 青山镇 | medium | 2 | no""",
    )

    assert set(rows) == {"A"}
    assert "有人无籍”仍有2项" in rows["A"]
    assert "时限2024-10-20，已逾期31天" in rows["A"]
    assert "c1" not in rows["A"]


@pytest.mark.parametrize(
    ("place", "unit"), [("- | 青山镇", "青山镇"), ("- | -", "990101"), ("B | 青山镇", "B")]
)
def test_who_answers_for_a_child_is_its_school_else_its_township_else_the_county(
    place: str, unit: str
) -> None:
    rows = told(overdue_task, f"REG-01 | child | c1 | {place} | high | 2 | yes")

    assert set(rows) == {unit}


@pytest.mark.walks("GOV-06", "lawful", "cannot_be_undone")
@pytest.mark.parametrize("is_past", [True, False])
def test_what_has_happened_and_cannot_be_undone_is_no_task(is_past: bool) -> None:
    row = {"rule": "REP-01", "subject_kind": "school", "subject": "A", "severity": "medium"}
    row |= {"due": "2024-10-20", "finding_id": "f", "school_code": "A", "township": "青山镇"}
    again = follow_up(
        pd.DataFrame([row]),
        pd.DataFrame([row]),
        pd.DataFrame({"rule": ["REP-01"], "state": ["found"]}),
        subjects=[],
        as_of=pd.Timestamp("2024-11-20"),
        past=["f"] if is_past else [],
    )
    made = facts(schools=SCHOOLS, follow_up=again)

    assert list(found(overdue_task, made, NATIONAL)["subject"]) == ([] if is_past else ["A"])


def test_without_an_earlier_run_only_the_tasks_are_judged() -> None:
    tasks = table(
        "item | owner | person | due | done_on | evidence | accepted_by | closed_on\n"
        "x | 一小 | 张三 | 2024-11-19 | - | - | - | -"
    )

    assert list(found(overdue_task, facts(tasks=tasks, schools=SCHOOLS), NATIONAL)["subject"]) == [
        "A"
    ]


# -- GOV-05: run after run is inspection after inspection -----------------------------------------


@pytest.mark.parametrize(
    ("fault", "lacking"),
    [
        ("RES-01 | school | A | A | 青山镇 | medium | 2 | yes", "黄牌警告、通报批评"),
        ("RES-01 | school | A | A | 青山镇 | medium | 3 | yes", "追究责任"),
        pytest.param(
            "RES-01 | school | A | A | 青山镇 | medium | 2 | no",  # its day has not passed
            None,
            marks=pytest.mark.walks("GOV-05", "lawful", "day_not_passed"),
        ),
        pytest.param(
            "RES-01 | school | A | A | 青山镇 | low | 2 | yes",
            None,
            marks=pytest.mark.walks("GOV-05", "lawful", "of_a_child_or_low"),
        ),
        ("REG-04 | child | c1 | A | 青山镇 | high | 2 | yes", None),  # a child's, not the school's
    ],
)
def test_a_fault_of_a_school_found_run_after_run_climbs_the_ladder(
    fault: str, lacking: str | None
) -> None:
    rows = told(inspection_ladder, fault)

    assert set(rows) == ({"A"} if lacking else set())
    assert lacking is None or lacking in rows["A"]


@pytest.mark.parametrize(
    ("measure", "is_found"),
    [
        ("2024-11-01 | met | yellow_card、criticism | 2024-11-01 | -", False),
        ("2024-11-01 | met | accountability | 2024-11-01 | -", False),  # harsher
        ("2024-11-01 | met | yellow_card | 2024-11-01 | -", True),
        (
            "2024-09-01 | met | yellow_card、criticism | 2024-09-01 | -",
            True,
        ),  # before the day passed
    ],
)
def test_a_step_taken_since_the_day_passed_answers_it(measure: str, is_found: bool) -> None:
    rows = told(
        inspection_ladder,
        "RES-01 | school | A | A | 青山镇 | medium | 2 | yes",
        inspections=table(f"{INSPECTIONS}一小 | {measure}"),
    )

    assert set(rows) == ({"A"} if is_found else set())


def test_a_school_already_found_by_its_inspections_is_found_once() -> None:
    made = facts(
        schools=SCHOOLS,
        follow_up=followed("RES-01 | school | A | A | 青山镇 | medium | 2 | yes"),
        inspections=table(f"{INSPECTIONS}一小 | 2024-10-01 | not_met | - | - | -"),
    )

    assert len(found(inspection_ladder, made, NATIONAL)) == 1


# -- the whole audit, run after run ---------------------------------------------------------------


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(
        "\n".join(line.strip() for line in text.strip().splitlines()), "utf-8"
    )


@pytest.fixture
def county(tmp_path: Path) -> Path:
    folder = tmp_path / "990177"
    folder.mkdir()
    write(
        folder,
        "county.yml",
        """code: "990177"
        name: 岚溪县
        city: 远山市
        policy: national
        as_of: 2024-09-20
        term: {start: 2024-09-02, end: 2025-01-17}""",
    )
    write(
        folder,
        "学籍.csv",
        """姓名,身份证件号,性别,出生日期,学校标识码,学校名称,年级,班级,学生状态
        钱小雨,990177201503020028,女,2015-03-02,3990177001,石桥小学,三年级,1,在校""",
    )
    write(
        folder,
        "学校.csv",
        """学校标识码,学校名称,学段,乡镇,在校生,拨款学生数
        3990177001,石桥小学,小学,石桥镇,60,60""",
    )
    return folder


def audited(folder: Path, as_of: str, earlier: Audit | None = None) -> Audit:
    read = read_county(folder, as_of=as_of)
    previous = None
    if earlier is not None:
        previous = {"previous_findings": earlier.findings}
        if earlier.facts.has("follow_up"):
            previous["previous_follow_up"] = earlier.facts["follow_up"]
    return audit_county(read, policy_of(read.settings), key=sample_key(), previous=previous)


def of_rule(audit: Audit, rule: str) -> pd.DataFrame:
    return audit.findings[audit.findings["rule"].eq(rule)]


def tasks_of(audit: Audit, rule: str) -> list[str]:
    """Who has an overdue task for what this rule found."""
    tasks = of_rule(audit, "GOV-06")
    return sorted(tasks.loc[tasks["condition"].str.contains(rule), "subject"])


@pytest.mark.walks("GOV-06", "lawful", "day_not_passed")
def test_the_second_pass_follows_the_findings_of_an_earlier_run(county: Path) -> None:
    first = audited(county, "2024-09-20")
    assert len(of_rule(first, "RES-01")) == 1
    assert first.rules.set_index("rule").loc["GOV-06", "state"] == "not_tested"
    due = date.fromisoformat(of_rule(first, "RES-01")["due"].iloc[0])

    in_time = audited(county, due.isoformat(), first)
    assert tasks_of(in_time, "RES-01") == []
    assert in_time.rules.set_index("rule").loc["GOV-06", "subjects_tested"] > 0

    second = audited(county, "2025-01-10", in_time)  # the run in between put nothing off
    assert tasks_of(second, "RES-01") == ["3990177001"]
    assert list(of_rule(second, "GOV-05")["subject"]) == ["3990177001"]
    assert list(second.rules["rule"]) == list(first.rules["rule"])
    followed_up = second.facts["follow_up"].set_index("rule")
    assert followed_up.loc["RES-01", "times"] == 3
    assert followed_up.loc["GOV-05", "outcome"] == "new"


@pytest.mark.walks("GOV-06", "lawful", "mended")
def test_a_task_of_an_earlier_run_is_cured_with_its_fault(county: Path) -> None:
    first = audited(county, "2024-09-20")
    second = audited(county, "2024-12-20", first)
    assert tasks_of(second, "RES-01") == ["3990177001"]

    write(
        county,
        "学校.csv",
        """学校标识码,学校名称,学段,乡镇,在校生,拨款学生数
        3990177001,石桥小学,小学,石桥镇,60,100""",
    )
    third = audited(county, "2025-01-10", second)

    assert tasks_of(third, "RES-01") == []
    outcomes = third.facts["follow_up"].set_index("rule")["outcome"]
    assert outcomes["RES-01"] == "cured"
    assert outcomes["GOV-05"] == "cured"


def test_an_earlier_run_without_findings_changes_nothing(county: Path) -> None:
    alone = audited(county, "2024-12-20")
    nothing = replace(alone, findings=alone.findings.iloc[:0])
    after = audited(county, "2024-12-20", nothing)

    pd.testing.assert_frame_equal(after.findings, alone.findings)
