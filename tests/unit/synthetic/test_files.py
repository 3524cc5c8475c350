"""The folders look as officials would hand them over, are read again, and are the same every time."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pandas as pd
import pytest
import yaml

from kcbx_lib.errors import WrongUse
from kcbx_lib.read import HeaderIndex, SheetTable, open_sheets, read_sheet
from kcbx_lib.report_texts.reading import REPORT_SUFFIXES
from kcbx_lib.synthetic.generate import build_city, synthesise
from kcbx_lib.tables import load_tables, table_names

SIZE = {"counties": 3, "pupils": 220, "seed": 11}


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("city")
    synthesise(out, **SIZE)  # type: ignore[arg-type]
    return out


@pytest.fixture(scope="module")
def sheets(city: Path) -> list[tuple[Path, SheetTable]]:
    index = HeaderIndex(load_tables())
    found = []
    for path in sorted(city.glob("99*/**/*.*")):
        if path.suffix == ".yml" or path.suffix in REPORT_SUFFIXES:
            continue
        for sheet in open_sheets(path, str(path.relative_to(city))):
            table = read_sheet(sheet, index)
            assert isinstance(table, SheetTable), (path, sheet.name)
            found.append((path.relative_to(city), table))
    return found


def test_every_table_is_recognised_in_every_county(sheets: list[tuple[Path, SheetTable]]) -> None:
    by_county: dict[str, set[str]] = {}
    for path, table in sheets:
        by_county.setdefault(path.parts[0], set()).add(table.table)
    assert len(by_county) == 3
    for tables in by_county.values():
        assert tables == set(table_names())


def test_no_column_of_a_sheet_is_left_aside_but_numbers_and_totals(
    sheets: list[tuple[Path, SheetTable]],
) -> None:
    aside = {header for _, table in sheets for header in table.rest}
    assert aside <= {"序号", "总分"}


def test_an_account_column_is_there_to_be_dropped(sheets: list[tuple[Path, SheetTable]]) -> None:
    assert any("bank_account" in table.denied for _, table in sheets)


def test_each_county_has_its_own_way(city: Path) -> None:
    ways = [
        {str(path.relative_to(folder).parent) + path.suffix for path in folder.rglob("*.*")}
        for folder in sorted(city.glob("99*"))
    ]
    assert len({frozenset(way) for way in ways}) == 3


def test_the_county_file_says_what_the_audit_needs(city: Path) -> None:
    for folder in sorted(city.glob("99*")):
        text = yaml.safe_load((folder / "county.yml").read_text(encoding="utf-8"))
        assert folder.name == f"{text['code']}_{text['name']}"
        assert text["city"] == "云岭市"
        assert set(text["term"]) == {"start", "end", "no_school", "extra_school"}


def test_the_answer_key_names_children_by_pseudonym_and_lists_faults_and_near_misses(
    city: Path,
) -> None:
    for path in sorted((city / "answer_key").glob("99*.csv")):
        key = pd.read_csv(path, dtype="str")
        children = key[key["subject_kind"].eq("child")]
        assert children["subject"].str.fullmatch("c[a-z2-7]{16}").all()
        assert set(key["found"]) == {"true", "false"}
        assert not key.duplicated(["rule", "subject_kind", "subject", "words"]).any()


def test_the_answer_key_names_nobody(city: Path) -> None:
    people = pd.read_csv(city / "answer_key" / "people.csv", dtype="str")
    hidden = people[people["kind"].isin(["resident_id", "student_no", "phone", "name"])]["value"]
    text = "".join(p.read_text(encoding="utf-8") for p in (city / "answer_key").glob("99*.csv"))
    assert not [value for value in hidden if len(value) > 2 and value in text]


def test_the_same_arguments_give_the_same_bytes(city: Path, tmp_path: Path) -> None:
    synthesise(tmp_path, **SIZE)  # type: ignore[arg-type]
    assert digest(tmp_path) == digest(city)


def digest(root: Path) -> dict[str, str]:
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def test_a_city_without_faults_expects_nothing() -> None:
    worlds = build_city(counties=1, pupils=220, seed=1, faults=False)
    assert worlds[0].expectations == []


def test_a_size_that_cannot_be_drawn_is_refused_with_what_to_change() -> None:
    with pytest.raises(WrongUse, match="200"):
        build_city(counties=1, pupils=20)


def test_children_who_move_between_counties_are_in_both(city: Path) -> None:
    people = pd.read_csv(city / "answer_key" / "people.csv", dtype="str")
    ids = people[people["kind"].eq("resident_id")]
    shared = ids.groupby("value")["county"].nunique()
    assert (shared > 1).sum() >= 6
