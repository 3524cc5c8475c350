"""Where blanking counts one by one keeps nothing, rows are withheld and the rest is told."""

import json

import pandas as pd
import pytest

from kcbx_lib.privacy.suppression import reach
from kcbx_lib.publication import publish_run
from kcbx_lib.publication.cells import indicator_cells, name_cells
from kcbx_lib.publication.withhold import hide, next_withheld, protect_rows
from tests.spec.publication.run_of_text import read, write_run

CODE, ONE, OTHER = "990101", "2990101001", "2990101002"
BELOW = 8
# Fourteen disabled children, twelve enrolled, each of those at a school; two are of no school. The
# schools' children are all enrolled, so at least two of the county are not: one is ruled out.
DISABLED = [
    ("disabled_enrolment", "county", CODE, "all", 12, 14, None, ""),
    ("disabled_enrolment", "school", ONE, "all", 3, 3, None, ""),
    ("disabled_enrolment", "school", OTHER, "all", 9, 9, None, ""),
]
ABSENT = [
    ("chronic_absence", "county", CODE, "all", 60, 600, None, ""),
    ("chronic_absence", "school", ONE, "all", 25, 300, None, ""),
    ("chronic_absence", "school", OTHER, "all", 35, 300, None, ""),
]
PUPILS = {("东镇", ONE): 300, ("西镇", OTHER): 300}


def named(rows):
    columns = ["indicator", "level", "unit_code", "group", "numerator", "denominator"]
    frame = pd.DataFrame([row[:6] for row in rows], columns=columns).assign(county=CODE)
    return name_cells(frame.astype({"numerator": "Int64", "denominator": "Int64"}))


def pupils():
    places = [(CODE, *place) for place in PUPILS]
    return pd.DataFrame(places, columns=["county", "township", "school_code"])


@pytest.fixture
def published(tmp_path):
    county = {"rows": DISABLED + ABSENT, "states": {"in_school": 600}, "pupils": PUPILS}
    return publish_run(write_run(tmp_path / "run", {CODE: county}), tmp_path / "out")


def test_blanks_alone_would_leave_this_table_open():
    cells = indicator_cells(named(DISABLED), pupils(), below=BELOW)
    hidden, told = hide(cells, BELOW)
    assert {name for name in cells.price if cells.counts[name]} == hidden
    assert len(told) == 1


def test_the_schools_rows_go_and_every_small_count_is_safe_then():
    found = protect_rows(named(DISABLED + ABSENT), pupils(), below=BELOW)
    assert not found.told
    gone = found.rows[found.rows["withheld"]]
    assert set(zip(gone["indicator"], gone["level"], strict=True)) == {
        ("disabled_enrolment", "school")
    }
    cells, checked = found.cells, 0
    for cell, count in cells.counts.items():
        if 0 < count < BELOW:
            checked += 1
            low, high = reach(
                cell,
                cells.counts,
                published=cells.price,
                hidden=found.hidden,
                relations=cells.relations,
            )
            assert low <= 1, cell
            assert high >= BELOW - 1, cell
    assert checked >= 3


def test_a_withheld_row_is_there_and_tells_nothing(published):
    table = read(published["indicators"])
    gone = table[table["hidden"].eq("withheld")]
    assert set(gone["unit_code"]) == {ONE, OTHER}
    assert set(gone["indicator"]) == {"disabled_enrolment"}
    assert gone[["numerator", "denominator", "rate", "state"]].isna().all(axis=None)


def test_other_indicators_are_told_as_before(published):
    table = read(published["indicators"])
    told = table[table["indicator"].eq("chronic_absence")]
    assert sorted(told["numerator"]) == [25, 35, 60]


def test_record_and_pages_say_what_was_withheld(published):
    note = json.loads(published["note"].read_text(encoding="utf-8"))
    assert note["withheld"] == [
        {"indicator": "disabled_enrolment", "county": CODE, "level": "school", "rows": 2}
    ]
    assert "整行不公布" in published["page_zh"].read_text(encoding="utf-8")
    assert "are withheld entirely" in published["page_en"].read_text(encoding="utf-8")


def test_a_city_and_its_counties_go_together():
    rows = named(DISABLED[:1])
    from_all = pd.concat([rows, rows.assign(level="city", county="city", unit_code="city")])
    table = name_cells(from_all.reset_index(drop=True))
    cells = indicator_cells(table, pupils(), below=BELOW)
    assert next_withheld(table, cells, [table["numerator_cell"].iloc[0]]).all()
    assert not next_withheld(
        table.assign(withheld=True), cells, [table["numerator_cell"].iloc[0]]
    ).any()


@pytest.mark.parametrize(
    ("rows", "left"),
    [
        # 30 back, 9 back and away again, of 42: three are neither.
        ([("return", 30, 42), ("relapse", 9, 42)], 3),
        # 20 classes within the standard, 9 large, 9 over-large, of 40: two in between.
        (
            [
                ("classes_within_standard", 20, 40),
                ("large_classes", 9, 40),
                ("overlarge_classes", 9, 40),
            ],
            2,
        ),
        # 200 on the roll, 203 with those whose record is gone.
        ([("dropout", 20, 200), ("dropout_upper", 40, 203)], 3),
    ],
)
def test_what_indicators_leave_of_each_other_is_kept(rows, left):
    table = named([(name, "county", CODE, "all", top, base) for name, top, base in rows])
    found = protect_rows(table, pupils(), below=BELOW)
    kept = [cell for cell, count in found.cells.counts.items() if count == left]
    assert kept
    assert found.hidden
    for cell in kept:
        low, high = reach(
            cell,
            found.cells.counts,
            published=found.cells.price,
            hidden=found.hidden,
            relations=found.cells.relations,
        )
        assert low <= 1
        assert high >= BELOW - 1


def test_the_aided_are_the_entitled_and_the_others():
    rows = [("aid_coverage", 50, 80), ("aided_not_entitled", 4, 54)]
    table = named([(name, "county", CODE, "all", top, base) for name, top, base in rows])
    found = protect_rows(table, pupils(), below=BELOW)
    shown = {found.cells.counts[cell] for cell in set(found.cells.price) - found.hidden}
    # 54 less 50 would be the four.
    assert not {50, 54} <= shown
