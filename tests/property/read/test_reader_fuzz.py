"""Whatever a file holds, reading ends in rows that are accounted for or in words, and always alike."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

import pandas as pd
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kcbx_lib.intake import read_county
from kcbx_lib.read import HeaderIndex, RawSheet, SheetTable, open_sheets, read_sheet
from kcbx_lib.read.context import class_in, grade_in, legend_of, month_in, school_in, term_in
from kcbx_lib.read.headers import day_header
from kcbx_lib.read.sheet import frame_of
from kcbx_lib.tables import load_tables
from kcbx_lib.tables.wording import bare_header, compact_code, compact_header
from tests.folders import county, in_words, write_csv

INDEX = HeaderIndex(load_tables())
HEADERS = sorted(
    {
        header
        for table in INDEX.tables.values()
        for column in table.columns
        for header in column.headers
    }
)
TEXT = st.text(max_size=12)
WORDS = st.sampled_from(
    [
        "",
        " ",
        "合计",
        "√",
        "×",
        "甘一",
        "411403201209012345",
        "4.11E+17",
        "六年级",
        "2024.9.1",
        "#REF!",
        "填表人：甘",
        "缺考",
        "-",
        "0",
        "１２",
    ]
)
CELLS = st.one_of(
    WORDS,
    TEXT,
    st.floats(),
    st.integers(-(10**20), 10**20),
    st.booleans(),
    st.dates(),
    st.none(),
    st.times(),
)


def rows_of(cells):
    return st.integers(1, 12).flatmap(
        lambda wide: st.lists(st.lists(cells, min_size=wide, max_size=wide), max_size=12)
    )


@st.composite
def sheets(draw):
    """A sheet that looks like one: known headers among noise, any cells, merged areas anywhere."""
    wide = draw(st.integers(1, 10))
    header = draw(
        st.lists(
            st.one_of(st.sampled_from(HEADERS), TEXT, st.integers(1, 31).map(float)),
            min_size=wide,
            max_size=wide,
        )
    )
    above = draw(
        st.lists(st.lists(st.one_of(TEXT, WORDS), min_size=wide, max_size=wide), max_size=3)
    )
    below = draw(st.lists(st.lists(CELLS, min_size=wide, max_size=wide), max_size=10))
    rows = [*above, header, *below]
    corner = st.tuples(st.integers(0, len(rows) - 1), st.integers(0, wide - 1))
    areas = draw(st.lists(st.tuples(corner, corner), max_size=3))
    merged = tuple((*min(a, b), max(a[0], b[0]), max(a[1], b[1])) for a, b in areas)
    return RawSheet("表.xlsx", draw(TEXT), frame_of(rows), merged)


@given(sheets())
@settings(max_examples=150)
def test_any_sheet_is_read_or_left_aside_and_no_row_is_lost(sheet):
    found = read_sheet(sheet, INDEX)
    if isinstance(found, SheetTable):
        assert len(found.rows) == len(found.kinds) == len(found.body)
        assert found.rows.index.is_unique
        assert set(found.rows.columns) <= set(INDEX.tables[found.table].column_names)


@given(sheets())
@settings(max_examples=40)
def test_the_same_sheet_is_always_read_alike(sheet):
    one, two = read_sheet(sheet, INDEX), read_sheet(sheet, HeaderIndex(load_tables()))
    assert type(one) is type(two)
    if isinstance(one, SheetTable) and isinstance(two, SheetTable):
        assert one.table == two.table
        assert one.headings == two.headings
        pd.testing.assert_frame_equal(one.rows, two.rows)


@given(
    st.binary(max_size=400),
    st.sampled_from([".xlsx", ".xls", ".et", ".csv", ".parquet", ".ods", ".txt"]),
)
@example(b"PK\x03\x04", ".xlsx")
@example(b"PK\x05\x06" + b"\x00" * 18, ".xlsx")
@example(b"PAR1", ".parquet")
@example(b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>spreadsheet</a>", ".xls")
@example(b"\xff\xfe", ".csv")
@example(b'"', ".csv")
@example(b"<html><table><table></table></html>", ".xls")
@settings(max_examples=200)
def test_any_bytes_under_any_name_end_in_cells_or_in_words(content, suffix):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"文件{suffix}"
        path.write_bytes(content)
        for sheet in in_words(lambda: open_sheets(path, path.name), path.name) or []:
            read_sheet(sheet, INDEX)


@given(st.integers(0, 3000), st.binary(min_size=1, max_size=6))
@settings(max_examples=60)
def test_a_workbook_damaged_anywhere_ends_in_cells_or_in_words(place, rubbish):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "名单.xlsx"
        frame = pd.DataFrame({"姓名": ["甘一"], "年级": ["六年级"], "日期": [dt.date(2024, 9, 1)]})
        frame.to_excel(path, index=False, engine="openpyxl")
        content = bytearray(path.read_bytes())
        at = place % len(content)
        content[at : at + len(rubbish)] = rubbish
        path.write_bytes(bytes(content))
        in_words(lambda: open_sheets(path, path.name), path.name)


@given(
    rows_of(st.one_of(WORDS, TEXT)),
    st.lists(st.sampled_from(HEADERS), min_size=2, max_size=8, unique=True),
)
@settings(max_examples=40)
def test_a_county_with_any_further_list_is_accounted_for(rows, header):
    with tempfile.TemporaryDirectory() as folder:
        place = county(Path(folder))
        write_csv(place / "来表.csv", [header, *rows], encoding="utf-8")
        found = in_words(lambda: read_county(place), "来表.csv")
        if found is None:
            return
        assert (
            found.sources["read"] == found.sources["accepted"] + found.sources["quarantined"]
        ).all()
        assert int(found.sources["quarantined"].sum()) == len(found.quarantined)
        for name, frame in found.tables.items():
            if name != "attendance_marks":
                assert frame.index.is_unique


@given(TEXT)
def test_the_words_around_a_table_never_break_the_reader(text):
    for find in (school_in, grade_in, class_in, month_in, term_in, legend_of):
        find([text])


@given(CELLS)
def test_any_cell_may_stand_in_a_header(cell):
    day = day_header(cell)
    assert day is None or 1 <= day.day <= 31


@given(TEXT)
def test_reducing_a_wording_twice_changes_nothing_more(text):
    for reduce in (compact_header, compact_code):
        once = reduce(text)
        assert reduce(once) == once or not once.isprintable()
    assert isinstance(bare_header(text), str)
