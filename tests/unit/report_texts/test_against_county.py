"""The sample county's own report texts held against its data."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

from kcbx_lib.audit import Audit, audit_folder
from kcbx_lib.report_texts import check_report_texts, known_counts

SAMPLE = next((Path(__file__).resolve().parents[3] / "data_samples").glob("990101_*"))
REPORT = """青禾县2024年控辍保学自查报告
截至2024年11月20日，全县共有学校7所，在校学生552人。全县在校学生中，男生300人，女生253人。
2024年全县适龄儿童900人。
"""


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Audit:
    folder = tmp_path_factory.mktemp("county") / SAMPLE.name
    copytree(SAMPLE, folder, ignore=ignore_patterns("*.txt", "*.md", "*.docx"))
    (folder / "自查报告.txt").write_text(REPORT, encoding="utf-8")
    (folder / "扫描件.pdf").write_bytes(b"%PDF-1.4 broken")
    return audit_folder(folder)


def test_figures_are_related_to_each_other_and_to_the_data(audited: Audit) -> None:
    figures = audited.facts["report_figures"]
    data = figures[figures["quote"].fillna("").str.contains("按数据重算")]
    assert dict(zip(data["stated"], data["grade"], strict=True)) == {
        "7所": "holds",
        "552人": "holds",
        "900人": "probably",
    }


def test_what_differs_from_the_data_is_a_finding_and_what_holds_is_none(audited: Audit) -> None:
    found = audited.findings[audited.findings["rule"].eq("SRF-02")]
    assert found["subject"].tolist() == ["自查报告.txt"]
    assert "900人" in found["condition"].iloc[0]


def test_an_unread_report_is_named_by_every_rule(audited: Audit) -> None:
    rules = audited.rules.set_index("rule")
    assert "扫描件.pdf" in str(rules.loc["SRF-06", "reason"])


def test_every_definition_of_a_count_is_named(audited: Audit) -> None:
    known = known_counts(audited.facts)
    pupils = known[known["measure"].eq("pupils")]
    assert {"monthly_reports", "enrolment_records", "official_age"} <= set(pupils["basis"])


def test_a_folder_without_reports_gives_no_frames(tmp_path: Path) -> None:
    (tmp_path / "名单.xlsx").write_bytes(b"")
    assert check_report_texts(tmp_path) == {}
