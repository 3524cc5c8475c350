"""A file is opened by what it is; its cells keep their types, its broken formulas stay broken."""

import datetime as dt
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import statsmodels

from kcbx_lib.errors import UnreadableInput
from kcbx_lib.read import open_sheets
from kcbx_lib.read.text_file import delimiter_of
from tests.folders import write_csv, write_xlsx
from tests.old_workbook import OLD_WORKBOOK

ROWS = [["姓名", "身份证号"], ["甘一", "990177201209010017"]]


def cells(path):
    (sheet,) = open_sheets(path, path.name)
    return sheet.frame.astype(object).to_numpy().tolist()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_text_file_is_read_in_every_usual_encoding_and_delimiter(tmp_path, encoding, delimiter):
    assert (
        cells(write_csv(tmp_path / "表.csv", ROWS, encoding=encoding, delimiter=delimiter)) == ROWS
    )


def test_a_large_text_file_gives_the_same_cells_as_a_small_one(tmp_path):
    rows = [*ROWS, *[[f"甘{number}", str(number).zfill(18)] for number in range(400_000)]]
    path = write_csv(tmp_path / "大.csv", rows, encoding="gb18030")
    (sheet,) = open_sheets(path, path.name)
    assert isinstance(sheet.frame[0].dtype, pd.StringDtype)  # it went by columns
    assert sheet.frame.iloc[[0, 1, 2, -1]].to_numpy().tolist() == [*ROWS, rows[2], rows[-1]]
    assert sheet.frame.index[-1] == len(rows)


def test_text_keeps_leading_zeros_and_long_numbers(tmp_path):
    path = write_csv(tmp_path / "表.csv", [["编号", "证"], ["007", "411403201209012345"]])
    assert cells(path)[1] == ["007", "411403201209012345"]


def test_a_number_typed_id_stays_a_number_so_that_its_loss_shows(tmp_path):
    path = write_xlsx(
        tmp_path / "表.xlsx", {"一": [["身份证号"], [411403201209012345], ["411403201209012345"]]}
    )
    (sheet,) = open_sheets(path, "表.xlsx")
    assert [type(cell) for cell in sheet.frame[0][1:]] == [float, str]


def test_a_broken_or_never_computed_formula_is_a_code_and_not_blank(tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"], book.active["A2"], book.active["B2"] = "姓名", "甘一", "=1+1"
    book.active["C2"] = "#REF!"
    book.active["C2"].data_type = "e"
    book.active["A3"] = "甘二"
    book.save(tmp_path / "表.xlsx")
    (sheet,) = open_sheets(tmp_path / "表.xlsx", "表.xlsx")
    assert sheet.frame.iloc[1].tolist() == ["甘一", "#CALC!", "#REF!"]
    assert sheet.frame.iloc[2].tolist() == ["甘二", "", ""]
    assert sheet.mended == 2


def test_a_computed_formula_is_its_result(tmp_path):
    path = write_xlsx(tmp_path / "表.xlsx", {"一": [["数"], ["=1+1"]]})
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    members[sheet] = (
        members[sheet]
        .replace(b"<v></v>", b"<v>2</v>")
        .replace(b"<v/>", b"<v>2</v>")
        .replace(b"<v />", b"<v>2</v>")
    )
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    assert cells(path)[1] == [2.0]


def test_dates_of_the_1904_system_are_the_days_meant(tmp_path):
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active["A1"] = dt.date(2012, 9, 1)
    book.save(tmp_path / "表.xlsx")
    assert cells(tmp_path / "表.xlsx") == [[dt.date(2012, 9, 1)]]


def test_rows_count_from_the_top_of_the_sheet_even_below_blank_ones(tmp_path):
    path = write_xlsx(tmp_path / "表.xlsx", {"一": [[], [], [None, "姓名"], [None, "甘一"]]})
    (sheet,) = open_sheets(path, "表.xlsx")
    assert sheet.frame.loc[4].tolist() == ["", "甘一"]


def test_hidden_sheets_are_marked(tmp_path):
    path = write_xlsx(tmp_path / "表.xlsx", {"一": ROWS, "二": ROWS})
    book = openpyxl.load_workbook(path)
    book["二"].sheet_state = "veryHidden"
    book.save(path)
    assert [sheet.hidden for sheet in open_sheets(path, "表.xlsx")] == [False, True]


def test_parquet_has_its_column_names_as_the_first_row(tmp_path):
    frame = pd.DataFrame(
        {"姓名": ["甘一", None], "次数": [1, 2], "日期": pd.to_datetime(["2024-09-01", None])}
    )
    frame.to_parquet(tmp_path / "表.parquet")
    rows = cells(tmp_path / "表.parquet")
    assert rows[0] == ["姓名", "次数", "日期"]
    assert rows[1][:2] == ["甘一", 1]
    assert rows[2][0] is None


def test_a_web_page_called_xls_is_read_as_its_table(tmp_path):
    table = "<table><tr><th>姓名</th><th>年级</th></tr><tr><td>甘一</td><td>六</td></tr></table>"
    page = f"<html><body>{table}</body></html>"
    (tmp_path / "导出.xls").write_text(page, encoding="gb18030")
    assert cells(tmp_path / "导出.xls") == [["姓名", "年级"], ["甘一", "六"]]


def test_a_text_called_xls_is_read_as_text(tmp_path):
    write_csv(tmp_path / "导出.xls", ROWS, encoding="gb18030", delimiter="\t")
    assert cells(tmp_path / "导出.xls") == ROWS


def test_an_xlsx_called_et_is_read(tmp_path):
    write_xlsx(tmp_path / "表.xlsx", {"一": ROWS}).rename(tmp_path / "表.et")
    assert cells(tmp_path / "表.et") == ROWS


def test_a_cell_at_the_end_of_the_sheet_is_refused_before_memory_is(tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "姓名", "远"
    book.save(tmp_path / "表.xlsx")
    with pytest.raises(UnreadableInput, match=r"表\.xlsx"):
        open_sheets(tmp_path / "表.xlsx", "表.xlsx")


def test_the_delimiter_is_the_one_that_splits_evenly():
    assert delimiter_of("姓名\t地址\n甘一\t石桥镇,一村,3号\n甘二\t石桥镇,二村\n") == "\t"
    assert delimiter_of("姓名\n甘一\n") == ","


def test_an_old_workbook_is_read_by_its_signature(tmp_path):
    source = Path(statsmodels.__file__).parent / "datasets/macrodata/src/macrodata.xls"
    source = source / source.name if source.is_dir() else source
    if not source.is_file():
        pytest.skip("no old workbook comes with this installation of statsmodels")
    for name in ("旧.xls", "旧.et", "旧.xlsx"):
        (tmp_path / name).write_bytes(source.read_bytes())
        sheets = open_sheets(tmp_path / name, name)
        assert any(sheet.frame.size > 100 for sheet in sheets)


@pytest.mark.parametrize("name", ["旧.xls", "旧.et", "旧.xlsx"])
def test_an_old_workbook_keeps_text_days_and_numbers_apart(tmp_path, name):
    (tmp_path / name).write_bytes(OLD_WORKBOOK)
    head, first, second = cells(tmp_path / name)
    assert head == ["姓名", "身份证号", "出生日期", "年级"]
    assert first == ["甘一", "990177201209010012", dt.date(2012, 9, 1), 6.0]
    assert second == ["甘二", 990177201209010012.0, "2012.9.1", "六年级"]


def test_an_et_that_is_neither_is_refused_with_what_to_do(tmp_path):
    (tmp_path / "表.et").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    with pytest.raises(UnreadableInput, match=r"表\.et.*另存为 xlsx"):
        open_sheets(tmp_path / "表.et", "表.et")
    (tmp_path / "图.et").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    with pytest.raises(UnreadableInput, match=r"图\.et.*另存为 xlsx"):
        open_sheets(tmp_path / "图.et", "图.et")
