"""A report in words as a file: Word, plain text or Markdown, each in its office's manner."""

from __future__ import annotations

from datetime import datetime, time
from io import BytesIO
from pathlib import Path

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn

from kcbx_lib.reports.repacked import repacked
from kcbx_lib.synthetic.texts.compose import SECTIONS, ReportText
from kcbx_lib.synthetic.texts.passage import Passage


def write_report_text(report: ReportText, folder: Path, *, made_on: datetime | None = None) -> Path:
    """Write the report under the county's folder. The same report gives the same bytes."""
    path = folder / report.file
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".docx":
        path.write_bytes(_word(report, made_on or datetime.combine(report.day, time())))
    elif path.suffix == ".md":
        path.write_bytes(_markdown(report).encode(report.encoding))
    else:
        path.write_bytes(_plain(report).replace("\n", "\r\n").encode(report.encoding))
    return path


def _annexes(report: ReportText) -> list[Passage]:
    return [one for one in report.passages if one.table]


def _plain(report: ReportText) -> str:
    lines = [report.title, ""]
    for section, heading in SECTIONS.items():
        lines += [heading] if heading else []
        lines += [f"　　{text}" for text in report.paragraphs(section)]
    return "\n".join([*lines, "", *report.signed, ""])


def _markdown(report: ReportText) -> str:
    lines = [f"# {report.title}", ""]
    for section, heading in SECTIONS.items():
        lines += [f"## {heading}", ""] if heading else []
        for text in report.paragraphs(section):
            lines += [text, ""]
    for line in report.signed:
        lines += [line, ""]
    for annex in _annexes(report):
        lines += [annex.parts[0][1], ""]
        head, *rows = annex.table
        lines += [_row(head), _row(tuple("---" for _ in head)), *(_row(row) for row in rows), ""]
    return "\n".join(lines)


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cells) + " |"


def _word(report: ReportText, made_on: datetime) -> bytes:
    document = Document()
    document.core_properties.author = ""
    document.core_properties.created = document.core_properties.modified = made_on
    font = document.styles["Normal"].font
    font.name = "FangSong"
    document.styles["Normal"].element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋")
    title = document.add_paragraph(report.title)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for section, heading in SECTIONS.items():
        if heading:
            document.add_paragraph(heading)
        for text in report.paragraphs(section):
            document.add_paragraph(text)
    for line in report.signed:
        document.add_paragraph(line).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for annex in _annexes(report):
        document.add_paragraph(annex.parts[0][1])
        table = document.add_table(rows=0, cols=len(annex.table[0]))
        for row in annex.table:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    out = BytesIO()
    document.save(out)
    return repacked(out.getvalue())
