"""The reports in words: true to their world but where a fault is planted, and the same every time."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from kcbx_lib.statements.load import load
from kcbx_lib.synthetic.faults import plant_all
from kcbx_lib.synthetic.files.report_text import write_report_text
from kcbx_lib.synthetic.measure import disagreements_of, measure_rules
from kcbx_lib.synthetic.texts.compose import ENDINGS, MATTERS, reports_of
from kcbx_lib.synthetic.texts.world_figures import WorldFigures, figures_of
from kcbx_lib.synthetic.world import World, build_world


@pytest.fixture(scope="module")
def world() -> World:
    world = build_world(code="990102", name="白石县", policy_name="zhuozi_2022", pupils=300, seed=3)
    plant_all(world)
    return world


@pytest.fixture(scope="module")
def of(world: World) -> WorldFigures:
    return figures_of(world)


def test_each_rule_has_a_fault_in_one_report_and_near_misses_in_all(of: WorldFigures) -> None:
    reports = reports_of(of, seed=1)
    wrong = Counter(one.rule for report in reports for one in report.passages if one.is_fault)
    assert wrong == {f"SRF-0{number}": 1 for number in range(1, 9)}
    for report in reports:
        right = {one.rule for one in report.passages if not one.is_fault}
        assert right == set(wrong)


def test_neighbours_and_seeds_carry_different_faults(of: WorldFigures) -> None:
    def faults(seed: int) -> set[str]:
        return {
            one.words
            for report in reports_of(of, seed=seed)
            for one in report.passages
            if one.is_fault
        }

    assert not faults(1) & faults(2)


def test_a_lawful_county_hands_in_no_fault(of: WorldFigures) -> None:
    reports = reports_of(of, seed=1, with_faults=False)
    assert not any(one.is_fault for report in reports for one in report.passages)


@pytest.mark.parametrize("matter", MATTERS, ids=lambda matter: matter.__name__.split(".")[-1])
def test_the_wrong_wording_differs_from_the_right_one(matter, of: WorldFigures) -> None:  # type: ignore[no-untyped-def]
    for topic in matter.WITH_FAULT:
        right, wrong = topic(of, False), topic(of, True)
        assert wrong.is_fault
        assert not right.is_fault
        assert (right.parts, right.table) != (wrong.parts, wrong.table)
    for topic in matter.ALWAYS_RIGHT:
        assert topic(of, False) == topic(of, True)


def test_the_words_of_an_expectation_stand_in_its_passage(of: WorldFigures) -> None:
    for report in reports_of(of, seed=2):
        for one in report.passages:
            text = "".join(paragraph for _, paragraph in one.parts) + str(one.table)
            assert any(words in text for words in one.words.split("|")), one


def test_the_figures_are_those_of_the_tables(world: World, of: WorldFigures) -> None:
    enrolled = world.tables["enrolment"]
    in_school = enrolled.loc[enrolled["status"].eq("in_school"), "child"].nunique()
    assert of.pupils == in_school == of.primary + of.junior
    assert sum(size for _, size, _ in of.sizes) == in_school
    assert of.agreements_due == len(world.tables["agreements"])
    assert of.school_count == len(world.places)


def test_every_kind_of_file_holds_every_paragraph(of: WorldFigures, tmp_path: Path) -> None:
    reports = reports_of(of, seed=1)
    assert {report.file.rsplit(".")[-1] for report in reports} == set(ENDINGS)
    for report in reports:
        path = write_report_text(report, tmp_path)
        text = load(path).match
        for paragraph in report.paragraphs("work"):
            assert paragraph[:6] in text
        if path.suffix == ".txt":
            with pytest.raises(UnicodeDecodeError):
                path.read_bytes().decode("utf-8")


def test_the_same_report_is_the_same_bytes(of: WorldFigures, tmp_path: Path) -> None:
    for report in reports_of(of, seed=1):
        first = write_report_text(report, tmp_path / "a").read_bytes()
        assert write_report_text(report, tmp_path / "b").read_bytes() == first


def _key(*rows: tuple[str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        [("99", "SRF-01", "a.txt", found, "why", words) for found, words in rows],
        columns=["county", "rule", "subject", "found", "why", "words"],
    )


def _findings(*conditions: str) -> pd.DataFrame:
    return pd.DataFrame(
        [("99", "SRF-01", "a.txt", condition) for condition in conditions],
        columns=["county", "rule", "subject", "condition"],
    )


def test_a_finding_in_a_report_counts_only_for_the_words_it_quotes() -> None:
    key = _key(("true", "学校6所|7所"), ("true", "女生9人"), ("false", "教师8人"))
    table = measure_rules(_findings("共7所学校", "教师8人", "另一处5人"), key, ["SRF-01"]).iloc[0]
    assert table["planted"] == 2
    assert table["missed"] == 1
    assert table["false_alarms"] == 2
    wrong = disagreements_of(_findings("共7所学校", "教师8人"), key)
    assert set(wrong["kind"] + wrong["entry"]) == {"missed女生9人", "false_alarm教师8人"}
