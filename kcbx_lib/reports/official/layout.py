"""Blocks in, a Word document out, in the form of GB/T 9704-2012.

A4; margins 37, 35, 28 and 26 mm (top, bottom, left, right), so that 22 lines of 28 characters of 16 pt
stand on a page; title 小标宋 22 pt, text 仿宋 16 pt, headings 黑体 and 楷体; page number "— 1 —" on the
outer side. Every style names its East-Asian font, without which Word falls back to a Latin one. The fonts
themselves are not embedded: an office has them, and a viewer without them shows its own Song.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from kcbx_lib.reports.official.blocks import (
    Annex,
    Block,
    Body,
    Form,
    Heading,
    NewPage,
    Remark,
    Signature,
    Table,
    Title,
)
from kcbx_lib.reports.official.grid import GridCell, grid, style_id
from kcbx_lib.reports.repacked import repacked

PAGE = (Mm(210), Mm(297))
MARGINS = {"top": 37.0, "bottom": 35.0, "left": 28.0, "right": 26.0}
# A form is filled in by hand and filed, no letter of an office: it takes the page that it needs.
FORM_MARGINS = {"top": 20.0, "bottom": 20.0, "left": 20.0, "right": 20.0}
PAGE_WIDTH_MM = 210.0
LINE_WIDTH_MM = PAGE_WIDTH_MM - MARGINS["left"] - MARGINS["right"]
LINES, CHARACTERS = 22, 28
BELOW_TEXT_MM = 10.0  # the number stands 7 mm under the text; the rest is its own height
TEXT_POINTS, TABLE_POINTS = 16.0, 11.0
# 225 mm of text height, rounded down, or the last line falls onto the next page
LINE_POINTS = math.floor(225 / 25.4 * 72 / LINES * 10) / 10
SONG, FANG, HEI, KAI = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
PAGE_NUMBER_FONT, PAGE_NUMBER_POINTS = "宋体", 14.0
# name: East-Asian font, size, whether two characters are left free at the start
STYLES = {
    "kcbx title": (SONG, 22.0, False),
    "kcbx remark": (KAI, TEXT_POINTS, False),
    "kcbx heading 1": (HEI, TEXT_POINTS, True),
    "kcbx heading 2": (KAI, TEXT_POINTS, True),
    "kcbx annex": (HEI, TEXT_POINTS, False),
    "kcbx body": (FANG, TEXT_POINTS, True),
    "kcbx addressee": (FANG, TEXT_POINTS, False),
    "kcbx signature": (FANG, TEXT_POINTS, False),
    "kcbx table head": (HEI, TABLE_POINTS, False),
    "kcbx table": (FANG, TABLE_POINTS, False),
}
TWELFTHS = 12
FIGURE = re.compile(r"[\d.,%—-]*")  # a cell of figures alone stands in the middle


def document_bytes(
    blocks: Sequence[Block],
    *,
    title: str,
    made_on: date,
    margins: Mapping[str, float] = MARGINS,
) -> bytes:
    """The paper as the bytes of a docx file; equal blocks are equal bytes.

    ``made_on`` is the audit date, which stands for the moment of making in the file's properties;
    ``margins`` are in millimetres.
    """
    document = Document()
    _set_up(document, title=title, made_on=made_on, margins=margins)
    width = PAGE_WIDTH_MM - margins["left"] - margins["right"]
    for block in blocks:
        _add(document, block, width)
    out = BytesIO()
    document.save(out)
    return repacked(out.getvalue())


def _set_up(document: Any, *, title: str, made_on: date, margins: Mapping[str, float]) -> None:
    moment = datetime.combine(made_on, time())
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = title, "", ""
    properties.comments = properties.keywords = properties.subject = ""
    properties.created = properties.modified = moment
    _set_font(document.styles["Normal"].element, FANG, TEXT_POINTS)
    for name, (font, points, is_indented) in STYLES.items():
        style = document.styles.add_style(name, 1)
        style.base_style = document.styles["Normal"]
        _set_font(style.element, font, points)
        _space(style, is_table=points == TABLE_POINTS)
        if points == TEXT_POINTS:
            _tighten(style.element)
        if is_indented:
            _set_indent(style.element)
    for style in document.styles:  # the template's own styles name no East-Asian font
        if style.name not in STYLES and style.name != "Normal" and hasattr(style, "font"):
            _set_font(style.element, FANG, None)
    for section in document.sections:
        _set_page(section, margins)
    document.settings.odd_and_even_pages_header_footer = True


def _set_font(element: Any, font: str, points: float | None) -> None:
    properties = element.get_or_add_rPr()
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), font)
    for kind in ("ascii", "hAnsi"):
        fonts.set(qn(f"w:{kind}"), "Times New Roman")
    if points is not None:
        for tag in ("w:sz", "w:szCs"):
            size = properties.find(qn(tag))
            if size is None:
                size = OxmlElement(tag)
                properties.append(size)
            size.set(qn("w:val"), str(round(points * 2)))


def _space(style: Any, *, is_table: bool) -> None:
    form = style.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.widow_control = False
    if is_table:
        form.line_spacing_rule = WD_LINE_SPACING.AT_LEAST
        form.line_spacing = Pt(TABLE_POINTS * 1.5)
        off_grid = OxmlElement("w:snapToGrid")  # or each line of a cell takes a line of the page
        off_grid.set(qn("w:val"), "0")
        properties = style.element.get_or_add_pPr()
        properties.insert(properties.index(properties.find(qn("w:spacing"))), off_grid)
    else:
        form.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        form.line_spacing = Pt(LINE_POINTS)


def _set_indent(element: Any) -> None:
    """Two characters, whatever the size of the type."""
    indent = OxmlElement("w:ind")
    indent.set(qn("w:firstLineChars"), "200")
    indent.set(qn("w:firstLine"), str(round(TEXT_POINTS * 2 * 20)))
    element.get_or_add_pPr().append(indent)


def _tighten(element: Any) -> None:
    """Set the type so that 28 characters fill a line.

    By the type and not by a grid of characters: programs disagree on a grid narrower than the type.
    """
    pitch = LINE_WIDTH_MM / 25.4 * 72 / CHARACTERS
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), str(math.floor((pitch - TEXT_POINTS) * 20)))
    properties = element.get_or_add_rPr()
    properties.insert(
        properties.index(properties.find(qn("w:sz"))), spacing
    )  # Word minds the order


def _set_page(section: Any, margins: Mapping[str, float]) -> None:
    section.page_width, section.page_height = PAGE
    section.start_type = WD_SECTION.NEW_PAGE
    for side, margin in margins.items():
        setattr(section, f"{side}_margin", Mm(margin))
    section.footer_distance = Mm(margins["bottom"] - BELOW_TEXT_MM)
    section.header_distance = Mm(15)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(round(LINE_POINTS * 20)))
    _page_number(section.footer, WD_ALIGN_PARAGRAPH.RIGHT)
    _page_number(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)


def _page_number(footer: Any, side: Any) -> None:
    """— 1 —, one character in from the outer edge."""
    footer.is_linked_to_previous = False
    line = footer.paragraphs[0]
    line.alignment = side
    edge = "right_indent" if side == WD_ALIGN_PARAGRAPH.RIGHT else "left_indent"
    setattr(line.paragraph_format, edge, Pt(PAGE_NUMBER_POINTS))
    for text, kind in (("— ", ""), ("", "begin"), (" PAGE ", "instr"), ("", "end"), (" —", "")):
        run = line.add_run(text if kind == "" else "")
        _set_font(run._r, PAGE_NUMBER_FONT, PAGE_NUMBER_POINTS)
        if kind == "instr":
            field = OxmlElement("w:instrText")
            field.set(qn("xml:space"), "preserve")
            field.text = text
            run._r.append(field)
        elif kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)


def _add(document: Any, block: Block, width: float) -> None:
    match block:
        case Title(text):
            _paragraph(document, text, "kcbx title", WD_ALIGN_PARAGRAPH.CENTER)
        case Remark(text):
            _paragraph(document, text, "kcbx remark", WD_ALIGN_PARAGRAPH.CENTER)
        case Heading(text, level):
            line = _paragraph(document, text, f"kcbx heading {level}")
            line.paragraph_format.keep_with_next = True
        case Annex(text):
            _paragraph(document, text, "kcbx annex")
        case Body(text, is_indented, stays):
            line = _paragraph(document, text, "kcbx body" if is_indented else "kcbx addressee")
            line.paragraph_format.keep_with_next = stays or None
        case Signature(text):
            line = _paragraph(document, text, "kcbx signature", WD_ALIGN_PARAGRAPH.RIGHT)
            line.paragraph_format.right_indent = Pt(TEXT_POINTS * 2)
        case Table(header, rows, widths):
            _table(document, header, rows, widths or [1.0] * len(header), width)
        case Form(rows):
            _form(document, rows, width)
        case NewPage():
            document.paragraphs[-1].paragraph_format.keep_with_next = False
            _break(document)


def _paragraph(document: Any, text: str, style: str, alignment: Any = None) -> Any:
    line = _line(document, style)
    for number, part in enumerate(text.split("\n")):
        run = line.add_run()
        if number:
            run.add_break()
        run.add_text(part)
    if alignment is not None:
        line.alignment = alignment
    return line


def _line(document: Any, style: str) -> Any:
    """An empty paragraph. Its style is set by id: by name it would be searched for each time."""
    line = document.add_paragraph()
    line._p.get_or_add_pPr().style = style_id(style)
    return line


def _break(document: Any) -> None:
    """A small empty paragraph that begins a page: a table cannot carry the break itself."""
    line = _line(document, "kcbx table")
    line.paragraph_format.page_break_before = True
    line.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    line.paragraph_format.line_spacing = Pt(1)


def _table(
    document: Any,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    line: float,
) -> None:
    head = [GridCell(text, "kcbx table head", is_centred=True) for text in header]
    body = [
        [
            GridCell(text, "kcbx table", is_centred=FIGURE.fullmatch(text) is not None)
            for text in row
        ]
        for row in rows
    ]
    shares = [line * width / sum(widths) for width in widths]
    _place(document, grid([head, *body], shares, repeats=1))


def _form(document: Any, rows: Sequence[Sequence[tuple[str, int, bool]]], line: float) -> None:
    cells = [
        [
            GridCell(text, "kcbx table head" if is_label else "kcbx table", share, is_label)
            for text, share, is_label in row
        ]
        for row in rows
    ]
    _place(document, grid(cells, [line / TWELFTHS] * TWELFTHS, repeats=0))


def _place(document: Any, table: Any) -> None:
    """The table after what is there, before the settings of the section."""
    document.element.body.insert_element_before(table, "w:sectPr")
