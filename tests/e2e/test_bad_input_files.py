"""Broken files and folders: each ends in a message that names the file, or in a notice; never a trace.

Every case builds one fault into an otherwise sound county and says how it must end: ``refused`` (the
county stops, the message names the file), ``told`` (a notice), ``aside`` (rows set aside) or ``fine``.
"""

from __future__ import annotations

import os
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from kcbx_lib.audit import audit_county, policy_of
from kcbx_lib.errors import KcbxError
from kcbx_lib.intake import read_county, summarise
from tests.folders import ENROLMENT, county, in_words, resident_id, write_csv, write_xlsx

pytestmark = pytest.mark.e2e

HEAD = list(ENROLMENT[0])
ROW = list(ENROLMENT[1])
Fault = Callable[[Path], None]


def good(place: Path, name: str = "名单.xlsx") -> Path:
    return write_xlsx(
        place / name,
        {
            "Sheet1": [
                HEAD,
                *[[*row] for row in (["乙一", resident_id(31), "G" + resident_id(31), *ROW[3:]],)],
            ]
        },
    )


def truncated(place: Path) -> None:
    path = good(place)
    path.write_bytes(path.read_bytes()[:700])


def truncated_in_the_middle(place: Path) -> None:
    path = good(place)
    content = path.read_bytes()
    path.write_bytes(
        content[: len(content) // 2] + b"\x00" * 200 + content[len(content) // 2 + 200 :]
    )


def without_its_last_byte(place: Path) -> None:
    path = good(place)
    path.write_bytes(path.read_bytes()[:-1])


def zero_bytes(place: Path) -> None:
    (place / "空.xlsx").touch()


def zero_bytes_csv(place: Path) -> None:
    (place / "空.csv").touch()


def random_bytes_called_xlsx(place: Path) -> None:
    (place / "乱.xlsx").write_bytes(bytes(range(256)) * 40)


def random_bytes_called_csv(place: Path) -> None:
    (place / "乱.csv").write_bytes(bytes(range(128, 256)) * 400)


def nul_bytes_called_csv(place: Path) -> None:
    (place / "零.csv").write_bytes(b"\x00" * 5000)


def picture_called_xlsx(place: Path) -> None:
    (place / "照片.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\x00" * 100)


def document_called_xlsx(place: Path) -> None:
    with zipfile.ZipFile(place / "报告.xlsx", "w") as archive:
        archive.writestr("word/document.xml", "<w/>")


def archive_called_xlsx(place: Path) -> None:
    with zipfile.ZipFile(place / "压缩.xlsx", "w") as archive:
        archive.writestr("名单.txt", "甘一")


def rar_called_xls(place: Path) -> None:
    (place / "名单.xls").write_bytes(b"Rar!\x1a\x07\x00" + b"x" * 300)


def pdf_called_xlsx(place: Path) -> None:
    (place / "扫描.xlsx").write_bytes(b"%PDF-1.7\n" + b"x" * 300)


def encrypted(place: Path) -> None:
    import io

    from msoffcrypto.format.ooxml import OOXMLFile

    path = good(place, "加密.xlsx")
    plain = io.BytesIO(path.read_bytes())
    with path.open("wb") as out:
        OOXMLFile(plain).encrypt("秘密", out)


def old_workbook_cut_off(place: Path) -> None:
    (place / "旧.xls").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 1500)


def biff_rubbish(place: Path) -> None:
    (place / "旧.xls").write_bytes(b"\x09\x08\x10\x00\x00\x06" + os.urandom(0) + b"\xff" * 900)


def parquet_cut_off(place: Path) -> None:
    path = place / "名单.parquet"
    pd.DataFrame(ENROLMENT[1:], columns=HEAD).to_parquet(path)
    path.write_bytes(path.read_bytes()[:-20])


def zip_bomb_header(place: Path) -> None:
    path = good(place, "炸.xlsx")
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["xl/worksheets/sheet1.xml"] = (
        members["xl/worksheets/sheet1.xml"]
        .replace(
            b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        )
        .replace(b"A1:H2", b"A1:XFD1048576")
    )
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def bad_xml_inside(place: Path) -> None:
    path = good(place, "坏.xlsx")
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["xl/worksheets/sheet1.xml"] = b"<worksheet><sheetData><row"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def no_workbook_inside(place: Path) -> None:
    with zipfile.ZipFile(place / "壳.xlsx", "w") as archive:
        archive.writestr("xl/styles.xml", "<styleSheet/>")


def missing_sheet_inside(place: Path) -> None:
    path = good(place, "缺.xlsx")
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            if "sheet1" not in name:
                archive.writestr(name, content)


def page_without_table(place: Path) -> None:
    (place / "导出.xls").write_text("<html><body>请登录</body></html>", encoding="utf-8")


def unclosed_quote_over_a_huge_file(place: Path) -> None:
    text = ",".join(HEAD) + '\n"' + "甘" * 20_000_000
    (place / "引号.csv").write_text(text, encoding="utf-8")


def unreadable_mode(place: Path) -> None:
    good(place, "锁.xlsx")


def folder_called_xlsx(place: Path) -> None:
    (place / "目录.xlsx").mkdir()
    write_csv(place / "目录.xlsx" / "里面.csv", [["物品", "数量"], ["桌", "1"]])


def link_loop(place: Path) -> None:
    (place / "环").symlink_to(place, target_is_directory=True)


def link_to_itself(place: Path) -> None:
    (place / "自己.xlsx").symlink_to(place / "自己.xlsx")


def link_outside(place: Path) -> None:
    write_csv(place.parent / "外面.csv", ENROLMENT)
    (place / "外.csv").symlink_to(place.parent / "外面.csv")


def broken_link(place: Path) -> None:
    (place / "断.xlsx").symlink_to(place / "没有.xlsx")


def lock_files(place: Path) -> None:
    (place / "~$学籍.xlsx").write_bytes(b"\x05user")
    (place / ".~lock.学籍.xlsx#").write_text("x", encoding="utf-8")


def system_files(place: Path) -> None:
    (place / ".DS_Store").write_bytes(b"\x00Bud1")
    (place / "Thumbs.db").write_bytes(b"\xd0\xcf")
    (place / "desktop.ini").write_text("[x]", encoding="utf-8")
    (place / "__MACOSX").mkdir()
    (place / "__MACOSX" / "._学籍.xlsx").write_bytes(b"\x00\x05\x16\x07")


def other_documents(place: Path) -> None:
    for name in ("方案.docx", "通知.pdf", "现场.jpg", "说明.wps", "压缩.zip", "脚本.py", "无后缀"):
        (place / name).write_bytes(b"x")


def named_pipe(place: Path) -> None:
    os.mkfifo(place / "管道.csv")


def odd_names(place: Path) -> None:
    for name in (
        "名 单　(1).csv",
        "名单#1.csv",
        "名单%20.csv",
        "-rf.csv",
        "名单\n换行.csv",
        "Ａ.CSV",
        "e\u0301.csv",
    ):
        write_csv(place / name, [["物品", "数量"], ["桌", "1"]])


def name_that_is_no_utf8(place: Path) -> None:
    path = os.fsencode(place) + b"/\xc3\xfb\xb5\xa5.csv"
    with open(path, "wb") as file:  # noqa: PTH123 - the name is bytes
        file.write("物品,数量\n桌,1\n".encode())


def very_deep_folder(place: Path) -> None:
    deep = place.joinpath(*["深"] * 30)
    deep.mkdir(parents=True)
    write_csv(deep / "x.csv", [["物品", "数量"], ["桌", "1"]])


def header_only(place: Path) -> None:
    write_csv(place / "残联.csv", [["姓名", "残疾人证号", "残疾类别", "残疾等级", "就学状况"]])


def title_only(place: Path) -> None:
    write_csv(place / "标题.csv", [["溪口县学籍表"]])


def blank_sheet(place: Path) -> None:
    write_xlsx(place / "空表.xlsx", {"Sheet1": [], "Sheet2": [], "Sheet3": []})


def only_spaces(place: Path) -> None:
    write_csv(place / "空格.csv", [[" ", "　"], ["\t", " "]])


def only_numbers(place: Path) -> None:
    write_csv(place / "数.csv", [["1", "2"], ["3", "4"]])


def thousand_columns(place: Path) -> None:
    write_csv(place / "宽.csv", [[*HEAD, *[f"列{n}" for n in range(1000)]], [*ROW, *["x"] * 1000]])


def duplicate_headers(place: Path) -> None:
    write_csv(place / "重.csv", [[*HEAD, "姓名", "年级"], [*ROW, "乙", "一年级"]])


def blank_headers(place: Path) -> None:
    write_csv(place / "缺头.csv", [[*HEAD, "", ""], [*ROW, "x", "y"]])


def ragged_rows(place: Path) -> None:
    write_csv(place / "参差.csv", [HEAD, ROW[:3], [*ROW, "多", "多"], ROW])


def formula_injection(place: Path) -> None:
    write_csv(place / "公式.csv", [HEAD, ["=cmd|'/c calc'!A0", "@SUM(1)", "+1", "-1", *ROW[4:]]])


def control_characters(place: Path) -> None:
    write_csv(place / "控.csv", [HEAD, ["甘\x07\x1b[31m一\u202e", *ROW[1:]]])


def nul_in_text(place: Path) -> None:
    path = write_csv(place / "空字.csv", [HEAD, ROW])
    path.write_bytes(path.read_bytes().replace("甘一".encode(), "甘\x00一".encode()))


def broken_encoding(place: Path) -> None:
    content = "\n".join(",".join(row) for row in [HEAD, *[ROW] * 30]).encode()
    (place / "半.csv").write_bytes(content + b"\n\xff\xfe\xe7,\x81")


def mixed_encodings(place: Path) -> None:
    (place / "混.csv").write_bytes(
        ",".join(HEAD).encode() + b"\n" + ",".join(ROW).encode("gb18030")
    )


def huge_cell(place: Path) -> None:
    write_csv(place / "大格.csv", [HEAD, ["甘" * 2_000_000, *ROW[1:]]])


def year_9999(place: Path) -> None:
    write_csv(place / "年.csv", [[*HEAD, "出生日期", "入学年月"], [*ROW, "9999-12-31", "99999-01"]])


def dates_beyond_excel(place: Path) -> None:
    write_xlsx(
        place / "日.xlsx",
        {
            "Sheet1": [
                [*HEAD, "出生日期"],
                [*ROW, 1e300],
                [*ROW[:1], resident_id(5), "", *ROW[3:], -5.5],
            ]
        },
    )


def numbers_everywhere(place: Path) -> None:
    write_xlsx(
        place / "数.xlsx", {"Sheet1": [HEAD, [1.5, 2e20, True, 3, float(10**15), -1, 0.1, False]]}
    )


def infinite_numbers(place: Path) -> None:
    pd.DataFrame(
        {
            "姓名": ["甘一"],
            "身份证号": [float("inf")],
            "年级": [float("-inf")],
            "班级": ["1"],
            "学籍号": [None],
        }
    ).to_parquet(place / "学籍无穷.parquet")


def nested_parquet(place: Path) -> None:
    pd.DataFrame(
        {
            "姓名": [["甘一", "甘二"]],
            "身份证号": [{"a": 1}],
            "年级": [b"\xff"],
            "班级": ["1"],
            "学籍号": ["G"],
        }
    ).to_parquet(place / "学籍嵌套.parquet")


def error_cells(place: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(HEAD)
    sheet.append(ROW)
    for column, code in zip("BDF", ("#REF!", "#N/A", "#DIV/0!"), strict=True):
        sheet[f"{column}2"] = code
        sheet[f"{column}2"].data_type = "e"
    book.save(place / "错.xlsx")


def merged_over_everything(place: Path) -> None:
    write_xlsx(place / "并.xlsx", {"Sheet1": [HEAD, ROW, ROW, ROW]}, merged=["A2:H4", "A1:H1"])


def chart_sheet_only(place: Path) -> None:
    book = openpyxl.Workbook()
    book.create_chartsheet("图")
    book.save(place / "图.xlsx")


def a_thousand_sheets(place: Path) -> None:
    write_xlsx(place / "多.xlsx", {f"{n}": [["物品", "数量"]] for n in range(300)})


def sheet_names_that_hurt(place: Path) -> None:
    write_xlsx(
        place / "名.xlsx",
        {"{x}": [HEAD, ROW], "%s": [["物品"]], "'; --": [["物品"]], "#": [["物品"]]},
    )


def braces_in_headers(place: Path) -> None:
    write_csv(place / "括.csv", [[*HEAD, "{0}", "{name}", "%s"], [*ROW, "1", "2", "3"]])


def conflicting_copies(place: Path) -> None:
    shutil.copy(place / "学籍.csv", place / "学籍(1).csv")
    rows = [list(row) for row in ENROLMENT]
    rows[1][5] = "五年级"
    write_csv(place / "学籍(2).csv", rows)


def repeated_rows(place: Path) -> None:
    write_csv(place / "重复.csv", [HEAD, *[["乙二", resident_id(41), "", *ROW[3:]]] * 5])


def totals_only(place: Path) -> None:
    write_csv(place / "合计.csv", [HEAD, ["合计", "100人", "", "", "", "", "", ""]])


def rows_without_anybody(place: Path) -> None:
    write_csv(
        place / "无人.csv",
        [HEAD, *[["", "", "", "", "溪口县第一小学", "六年级", "1班", "在读"]] * 3],
    )


def a_missing_required_column(place: Path) -> None:
    write_csv(
        place / "资助.csv",
        [
            ["姓名", "身份证号", "资助项目", "发放日期"],
            ["甘一", resident_id(1), "一补", "2024-10-01"],
        ],
    )


def month_grid_without_a_month(place: Path) -> None:
    write_csv(place / "考勤.csv", [["姓名", *map(str, range(1, 31))], ["甘一", *["√"] * 30]])


def month_grid_of_day_99(place: Path) -> None:
    write_csv(
        place / "2024年2月考勤.csv",
        [["姓名", *map(str, range(1, 32)), "99"], ["甘一", *["√"] * 32]],
    )


def marks_nobody_knows(place: Path) -> None:
    write_csv(
        place / "2024年9月考勤.csv", [["姓名", *map(str, range(1, 31))], ["甘一", *["★☆"] * 30]]
    )


def settings_twice(place: Path) -> None:
    shutil.copy(place / "county.yml", place / "county.yaml")


CASES: dict[str, list[Fault]] = {
    "refused": [
        truncated,
        without_its_last_byte,
        zero_bytes,
        zero_bytes_csv,
        random_bytes_called_xlsx,
        nul_bytes_called_csv,
        picture_called_xlsx,
        document_called_xlsx,
        archive_called_xlsx,
        rar_called_xls,
        pdf_called_xlsx,
        encrypted,
        old_workbook_cut_off,
        biff_rubbish,
        parquet_cut_off,
        zip_bomb_header,
        bad_xml_inside,
        no_workbook_inside,
        page_without_table,
        unclosed_quote_over_a_huge_file,
        a_missing_required_column,
    ],
    "told": [
        random_bytes_called_csv,
        link_loop,
        link_to_itself,
        link_outside,
        broken_link,
        lock_files,
        system_files,
        other_documents,
        named_pipe,
        odd_names,
        name_that_is_no_utf8,
        title_only,
        only_numbers,
        thousand_columns,
        broken_encoding,
        mixed_encodings,
        error_cells,
        sheet_names_that_hurt,
        braces_in_headers,
        conflicting_copies,
        folder_called_xlsx,
    ],
    "aside": [
        ragged_rows,
        conflicting_copies,
        repeated_rows,
        totals_only,
        rows_without_anybody,
        month_grid_without_a_month,
    ],
    "fine": [
        truncated_in_the_middle,
        missing_sheet_inside,
        very_deep_folder,
        header_only,
        blank_sheet,
        only_spaces,
        duplicate_headers,
        blank_headers,
        formula_injection,
        control_characters,
        nul_in_text,
        huge_cell,
        year_9999,
        dates_beyond_excel,
        numbers_everywhere,
        infinite_numbers,
        nested_parquet,
        merged_over_everything,
        chart_sheet_only,
        a_thousand_sheets,
        month_grid_of_day_99,
        marks_nobody_knows,
        settings_twice,
    ],
}


def built(tmp_path: Path, fault: Fault) -> Path:
    place = county(tmp_path)
    fault(place)
    return place


def accounted(place: Path):
    """The county, its account checked."""
    found = read_county(place)
    sources = found.sources
    assert (sources["read"] == sources["accepted"] + sources["quarantined"]).all()
    assert int(sources["quarantined"].sum()) == len(found.quarantined)
    assert len(summarise(found)) == len(sources)
    assert {"甘一", "甘二", "甘三"} <= set(found.tables["enrolment"]["name"])
    return found


@pytest.mark.parametrize("fault", CASES["refused"], ids=lambda fault: fault.__name__)
def test_a_file_that_cannot_be_read_stops_the_county_and_is_named(tmp_path, fault):
    place = built(tmp_path, fault)
    (bad,) = [path for path in place.iterdir() if path.name not in {"county.yml", "学籍.csv"}]
    with pytest.raises(KcbxError) as told:
        read_county(place)
    message = str(told.value)
    assert bad.name in message
    assert "请" in message  # what to do
    assert told.value.exit_code == 3
    assert "Traceback" not in message


@pytest.mark.parametrize("fault", CASES["told"], ids=lambda fault: fault.__name__)
def test_what_is_left_aside_is_told(tmp_path, fault):
    found = accounted(built(tmp_path, fault))
    assert len(found.notices) > 0
    assert found.notices["detail"].str.len().gt(0).all()


@pytest.mark.parametrize("fault", CASES["aside"], ids=lambda fault: fault.__name__)
def test_rows_that_cannot_be_used_are_set_aside_with_a_reason(tmp_path, fault):
    found = accounted(built(tmp_path, fault))
    assert len(found.quarantined) > 0
    assert found.quarantined["reason"].str.len().gt(0).all()


@pytest.mark.parametrize("fault", CASES["fine"], ids=lambda fault: fault.__name__)
def test_odd_content_is_read_or_refused_in_words(tmp_path, fault):
    place = built(tmp_path, fault)
    in_words(lambda: accounted(place), *(path.name for path in place.iterdir()))


def test_what_was_read_of_all_of_them_together_is_audited_to_the_end(tmp_path):
    """Whatever reading lets through, every later stage must bear: one county, every such fault."""
    place = county(tmp_path)
    survivors = []
    for number, fault in enumerate([*CASES["told"], *CASES["aside"], *CASES["fine"]]):
        if fault in NOT_WITH_OTHERS:
            continue
        own = place / f"{number:02d}_{fault.__name__}"
        own.mkdir()
        write_csv(own / "学籍.csv", ENROLMENT)
        shutil.copy(place / "county.yml", own / "county.yml")
        fault(own)
        if in_words(lambda own=own: read_county(own), *(path.name for path in own.iterdir())):
            survivors.append(fault)
        else:
            shutil.rmtree(own)
    assert len(survivors) > 30
    read = read_county(place)
    audit = audit_county(read, policy_of(read.settings), key=b"k" * 32)
    states = audit.facts["states_total"].iloc[0]
    assert states["union"] == states["sum_of_states"]
    assert set(audit.rules["state"]) <= {"found", "clear", "not_tested"}


# Pipes, links and a second county.yml are of the folder, not of what is read; the thousand columns, the
# 300 sheets and the huge cell are only slow here.
NOT_WITH_OTHERS = (
    named_pipe, link_loop, link_to_itself, link_outside, broken_link, settings_twice, huge_cell,
    a_thousand_sheets, thousand_columns, very_deep_folder, name_that_is_no_utf8, folder_called_xlsx,
)  # fmt: skip


def test_every_unreadable_file_is_named_at_once(tmp_path):
    place = county(tmp_path)
    zero_bytes(place)
    pdf_called_xlsx(place)
    with pytest.raises(KcbxError, match=r"(?s)扫描\.xlsx.*空\.xlsx") as told:
        read_county(place)
    assert "ignore" in str(told.value)


def test_a_file_without_permission_is_named(tmp_path, monkeypatch):
    place = county(tmp_path)
    locked = good(place, "锁.xlsx")
    real = Path.open

    def refuse(self, *args, **kwargs):
        if self.name == locked.name:
            raise PermissionError(13, "Permission denied")
        return real(self, *args, **kwargs)

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(KcbxError, match=r"锁\.xlsx"):
        read_county(place)


def test_a_file_that_vanishes_while_reading_is_named(tmp_path, monkeypatch):
    place = county(tmp_path)
    gone = good(place, "走.xlsx")
    from kcbx_lib.intake import gather

    real = gather.find_files

    def then_delete(folder):
        found = real(folder)
        gone.unlink()
        return found

    monkeypatch.setattr(gather, "find_files", then_delete)
    with pytest.raises(KcbxError, match=r"走\.xlsx"):
        read_county(place)


def test_there_are_enough_faults():
    assert len({fault.__name__ for faults in CASES.values() for fault in faults}) >= 60
