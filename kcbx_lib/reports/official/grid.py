"""A table as Word's own markup. python-docx looks every cell up anew, which takes minutes for a county's
forms; here a table of any size is written in one go.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

TWIPS_PER_MM = 1440 / 25.4
BORDER = '<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")


def style_id(name: str) -> str:
    """The id under which python-docx keeps a style that was added by this name."""
    return name.replace(" ", "")


@dataclass(frozen=True)
class GridCell:
    """A cell: its text (line ends kept), how many columns it spans, its paragraph style."""

    text: str
    style: str
    span: int = 1
    is_centred: bool = False


def grid(rows: Sequence[Sequence[GridCell]], widths: Sequence[float], *, repeats: int) -> Any:
    """The table's element; ``widths`` of its columns in millimetres, ``repeats`` header rows.

    Raises ValueError for a row that does not fill the line: a form would come out crooked.
    """
    for row in rows:
        if sum(cell.span for cell in row) != len(widths):
            raise ValueError(f"a row fills {sum(c.span for c in row)} of {len(widths)} columns")
    twips = [round(width * TWIPS_PER_MM) for width in widths]
    borders = "".join(BORDER.format(side=side) for side in SIDES)
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in twips)
    body = "".join(_row(row, twips, is_header=at < repeats) for at, row in enumerate(rows))
    return parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(twips)}" w:type="dxa"/>'
        f'<w:jc w:val="center"/><w:tblBorders>{borders}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{body}</w:tbl>'
    )


def _row(row: Sequence[GridCell], twips: Sequence[int], *, is_header: bool) -> str:
    repeated = "<w:tblHeader/>" if is_header else ""
    cells, at = [], 0
    for cell in row:
        cells.append(_cell(cell, sum(twips[at : at + cell.span])))
        at += cell.span
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{''.join(cells)}</w:tr>"


def _cell(cell: GridCell, width: int) -> str:
    span = f'<w:gridSpan w:val="{cell.span}"/>' if cell.span > 1 else ""
    centred = '<w:jc w:val="center"/>' if cell.is_centred else ""
    runs = "<w:r><w:br/></w:r>".join(
        f'<w:r><w:t xml:space="preserve">{escape(_printable(line))}</w:t></w:r>'
        for line in cell.text.split("\n")
    )
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style_id(cell.style)}"/>{centred}</w:pPr>{runs}</w:p></w:tc>'
    )


def _printable(text: str) -> str:
    """The text without control characters, which no XML may hold."""
    return "".join(character for character in text if character >= " ")
