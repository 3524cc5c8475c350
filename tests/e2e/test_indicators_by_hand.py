"""Indicators of the sample's run against the same figures counted from the raw sheets by other code."""

from __future__ import annotations

import csv
import shutil
from datetime import date
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
import yaml

from kcbx_lib.facts import Facts
from kcbx_lib.indicators.retention import retention_rates
from kcbx_lib.intake import read_county
from kcbx_lib.policy import load_policy
from tests.e2e.by_hand import figures as by_hand
from tests.e2e.by_hand.county import OPEN, County
from tests.e2e.by_hand.raw_files import tables_of
from tests.e2e.conftest import SAMPLE

FOLDERS = {path.name[:6]: path for path in sorted(SAMPLE.glob("99*"))}
STREAK = {"hanzhong_2018": 2}
"""School days in a row that are to be reported: 48 hours there, three days elsewhere."""
FIGURES = (
    by_hand.enrolment_figures,
    by_hand.dropout_figures,
    by_hand.disabled_figures,
    by_hand.aid_figures,
    by_hand.retention_figures,
    by_hand.absence_figures,
    by_hand.class_figures,
)
LEVELS = {"county", "township", "school"}


def settings_of(folder: Path) -> dict:
    return yaml.safe_load((folder / "county.yml").read_text("utf-8"))


@pytest.fixture(scope="module")
def counties() -> dict[str, County]:
    """Each county of the sample, its children put together by hand."""
    made = {}
    for code, folder in FOLDERS.items():
        settings = settings_of(folder)
        made[code] = County(
            tables_of(folder),
            streak=STREAK.get(settings["policy"], 3),
            no_school=settings["term"]["no_school"],
            extra=settings["term"]["extra_school"],
        )
    for code, county in made.items():
        county.elsewhere = {
            child.key
            for other, neighbour in made.items()
            for child in neighbour.children
            if other != code and child.status in OPEN and child.rows["enrolment"]
        }
    return made


def printed(rows: list[dict[str, str]]) -> dict[by_hand.Cell, tuple[int, int, str]]:
    """Numerator, denominator and rate of each cell as the run printed them."""
    keys = ("indicator", "level", "unit_code", "group")
    return {
        tuple(row[key] for key in keys): (
            int(row["numerator"]),
            int(row["denominator"] or 0),
            row["rate"],
        )
        for row in rows
    }


def rate(part: int, whole: int) -> Fraction | None:
    """In percent, cut after four decimals and never rounded up; none of nothing."""
    return None if whole <= 0 else Fraction(part * 10**6 // whole, 10**4)


def disagreements(
    hand: dict[by_hand.Cell, tuple[int, int]], kit: dict[by_hand.Cell, tuple[int, int, str]]
) -> dict[by_hand.Cell, tuple[object, object]]:
    """Cells in which numerator, denominator or rate differ; a cell of nobody may stand on one side only."""
    apart: dict[by_hand.Cell, tuple[object, object]] = {}
    for cell in sorted(set(hand) | set(kit)):
        part, whole = hand.get(cell, (0, 0))
        value = rate(part, whole)
        *counts, text = kit.get(cell, (0, 0, ""))
        shown = Fraction(text) if text else None
        if (part, whole, value) != (*counts, shown):
            apart[cell] = (part, whole, value), (*counts, shown)
    return apart


@pytest.mark.parametrize("figures", FIGURES, ids=lambda one: one.__name__)
@pytest.mark.parametrize("code", FOLDERS)
def test_the_run_prints_what_the_raw_sheets_say(sample_run, counties, code, figures):
    hand = figures(counties[code], code)
    names = {cell[0] for cell in hand}
    path = next(sample_run.glob(f"{code}*")) / "indicators.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        kit = printed([row for row in csv.DictReader(file) if row["indicator"] in names])

    assert {cell[0] for cell in kit} == names
    assert not disagreements(hand, kit)


def test_every_level_and_kind_of_group_is_compared(counties):
    code, county = next(iter(counties.items()))
    hand = by_hand.dropout_figures(county, code)

    assert {level for _, level, _, _ in hand} == LEVELS
    groups = {group.split("_")[0] for _, _, _, group in hand}
    assert groups == {"all", "stage", "grade", "sex", "is", "has", "not"}
    assert sum(part for part, _ in hand.values()) > 0


# Moves, deaths and confirmed arrivals of six intakes; the sample's own have none.
MOVES = ((3, 2, 2, 0), (0, 4, 1, 1), (1, 0, 0, 0), (0, 5, 5, 0), (0, 30, 30, 0), (2, 3, 0, 1))


@pytest.fixture
def moved_county(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A county of the sample whose cohorts had moves, with a column of confirmed arrivals."""
    source = FOLDERS[request.param]
    folder = tmp_path / source.name
    (folder / "教育局").mkdir(parents=True)
    for name in ("county.yml", "教育局/学校.xlsx", "教育局/队列.xlsx"):
        shutil.copy(source / name, folder / name)
    rolls = (path for path in sorted(source.rglob("*学籍*")) if path.is_file())
    pupils = next(path for path in rolls if "异动" not in path.name)
    shutil.copy(pupils, folder / pupils.name)
    book = openpyxl.load_workbook(folder / "教育局/队列.xlsx")
    sheet = book.active
    header = next(row for row in sheet.iter_rows() if any(cell.value == "招生数" for cell in row))
    place = {cell.value: cell.column for cell in header}
    sheet.cell(header[0].row, len(header) + 1, "转出已确认")
    for n, (came, left, confirmed, died) in enumerate(MOVES, start=header[0].row + 1):
        for name, value in (("转入", came), ("转出", left), ("死亡", died)):
            sheet.cell(n, place[name], value)
        sheet.cell(n, len(header) + 1, confirmed)
    book.save(folder / "教育局/队列.xlsx")
    return folder


@pytest.mark.parametrize("moved_county", FOLDERS, indirect=True)
def test_retention_deducts_all_moves_or_those_confirmed_alone(moved_county):
    code = moved_county.name[:6]
    county = County(tables_of(moved_county), streak=3, no_school=[], extra=[])
    hand = by_hand.retention_figures(county, code)
    read = read_county(moved_county)
    policy = load_policy("national", on=date(2024, 11, 20))
    rows = [
        {key: "" if str(value) == "<NA>" else str(value) for key, value in row.items()}
        for frame in retention_rates(Facts(read.settings, dict(read.tables)), policy)
        for row in frame.to_dict("records")
    ]

    assert {cell[0] for cell in hand} == {
        f"retention_{way}" for way in ("raw", "adjusted", "confirmed")
    }
    assert any(
        hand[cell] != hand["retention_confirmed", *cell[1:]]
        for cell in hand
        if cell[0] == "retention_adjusted"
    )
    assert not disagreements(hand, printed(rows))
