"""Report files of every kind: what is read, where a figure stands, and what is said when it is not."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from docx import Document
from pypdf import PdfReader, PdfWriter

from kcbx_lib.errors import UnreadableInput
from kcbx_lib.statements import check_file, read_figures

BROKEN = "全镇总人口8412人，其中男性4310人，女性4202人。"


def only(checked: pd.DataFrame, kind: str) -> dict[str, str]:
    rows = checked[checked["kind"].eq(kind)].to_dict("records")
    assert len(rows) == 1, checked.to_string()
    return rows[0]


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    import matplotlib as mpl
    from matplotlib import pyplot as plt

    from kcbx_lib.reports.charts import use_chinese_font

    with mpl.rc_context():
        mpl.rcParams["font.family"] = use_chinese_font()
        mpl.rcParams["pdf.fonttype"] = 42
        figure = plt.figure()
        figure.text(0.05, 0.8, "据公安部门提供的户籍数据，全镇总人口8412人，其中男性")
        figure.text(0.05, 0.7, "4310人，女性4202人。")
        path = tmp_path / "report.pdf"
        figure.savefig(path)
        plt.close(figure)
    return path


def test_text_is_read_in_the_encodings_that_offices_use(tmp_path: Path) -> None:
    simplified, traditional = (
        BROKEN,
        "全鎮總人口8412人，其中男性4310人，女性4202人。這是學校的報告。",
    )
    for encoding, text in (
        ("utf-8", simplified),
        ("utf-8-sig", simplified),
        ("gb18030", simplified),
        ("utf-16", simplified),
        ("big5", traditional),
    ):
        path = tmp_path / f"{encoding}.txt"
        path.write_bytes(text.encode(encoding))
        row = only(check_file(path), "sum")
        assert (row["grade"], row["computed"]) == ("contradiction", "8512人"), encoding
        assert row["file"] == path.name


def test_the_quote_is_the_original_text(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("全鎮總人口 ８４１２ 人，其中男性4310人，女性4202人。", encoding="utf-8")
    assert only(check_file(path), "sum")["quote"].startswith("全鎮總人口 ８４１２ 人")


def test_the_place_names_paragraph_and_line(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"一、基本情况\n\n本镇概况如下。\n{BROKEN}\n", encoding="utf-8")
    assert only(check_file(path), "sum")["place"] == "第3段"


def test_a_sentence_cut_by_line_ends_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    lines = (
        "全镇适龄儿童少年共计两千三百余名，总人口8412人，其中男\n性4310人，女性4202人，均已登记。\n"
    )
    path.write_text(lines, encoding="utf-8")
    assert only(check_file(path), "sum")["grade"] == "contradiction"


def test_docx_paragraphs_and_tables_are_read(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("松溪镇自查报告")
    document.add_paragraph(BROKEN)
    rows = [["村", "适龄儿童"], ["东岭村", "120"], ["西岭村", "80"], ["合计", "210"]]
    table = document.add_table(rows=4, cols=2)
    for r, cells in enumerate(rows):
        for c, cell in enumerate(cells):
            table.cell(r, c).text = cell
    path = tmp_path / "a.docx"
    document.save(str(path))
    checked = check_file(path)
    places = dict(zip(checked["place"], checked["grade"], strict=True))
    assert places == {"第2段": "contradiction", "表1第4行第2列": "contradiction"}


def test_a_docx_that_is_one_table_is_read(tmp_path: Path) -> None:
    document = Document()
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text = "基本情况"
    table.cell(0, 1).text = BROKEN
    path = tmp_path / "a.docx"
    document.save(str(path))
    row = only(check_file(path), "sum")
    assert (row["grade"], row["place"]) == ("contradiction", "表1第1行第2列")


def test_pdf_text_is_read_with_page_and_line(pdf: Path) -> None:
    row = only(check_file(pdf), "sum")
    assert row["grade"] == "contradiction"
    assert row["place"] == "第1页第1行"


def test_an_encrypted_pdf_says_so(pdf: Path, tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(str(pdf)))
    writer.encrypt("secret", algorithm="RC4-128")
    path = tmp_path / "locked.pdf"
    writer.write(str(path))
    with pytest.raises(UnreadableInput, match="加密"):
        check_file(path)


def test_a_scan_says_that_it_needs_ocr(tmp_path: Path) -> None:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    path = tmp_path / "scan.pdf"
    writer.write(str(path))
    with pytest.raises(UnreadableInput, match="OCR"):
        check_file(path)


def test_what_cannot_be_read_says_why_and_what_to_do(tmp_path: Path) -> None:
    cases = {
        "old.docx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "加密"),
        "broken.docx": (b"no zip at all", "损坏"),
        "broken.pdf": (b"%PDF-1.7 nothing else", "损坏"),
        "book.txt": (b"PK\x03\x04" + b"\0" * 100, "不是文本文件"),
        "empty.txt": (b" \n", "空文件"),
        "sheet.xlsx": (b"PK", "不支持"),
    }
    for name, (content, words) in cases.items():
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(UnreadableInput, match=words):
            check_file(path)
    with pytest.raises(UnreadableInput, match="找不到"):
        check_file(tmp_path / "none.txt")


def test_a_text_of_fifty_megabytes_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as handle:
        handle.truncate(50_000_000)
    with pytest.raises(UnreadableInput, match="50 MB"):
        check_file(path)


def test_figures_are_listed_with_value_unit_label_and_place(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        "全县在校学生1.52万人，约占人口的8.4%，50人以上的教学点17个。", encoding="utf-8"
    )
    figures = read_figures(path)
    assert list(zip(figures["value"], figures["unit"], figures["counts"], strict=True)) == [
        ("1.52", "万人", "person"),
        ("8.4", "%", "percent"),
        ("50", "人", "person"),
        ("17", "个", "school"),
    ]
    assert figures["is_threshold"].tolist() == [False, False, True, False]
    assert figures["is_whole_unit"].tolist() == [True, True, True, True]
