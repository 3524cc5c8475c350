"""What an official paper is made of, from top to bottom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Title:
    """The title, centred; a line end in it is kept."""

    text: str


@dataclass(frozen=True)
class Remark:
    """A centred line under a title: draft, as of which day, the document's number."""

    text: str


@dataclass(frozen=True)
class Heading:
    """一、 at level 1, （一） at level 2."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Body:
    """A paragraph of the text; ``is_indented`` is false for the line that names the addressee.

    ``stays_with_next``: on one page with what follows, as the list of annexes with the signature.
    """

    text: str
    is_indented: bool = True
    stays_with_next: bool = False


@dataclass(frozen=True)
class Annex:
    """附件1 in the upper left corner of a page."""

    text: str


@dataclass(frozen=True)
class Signature:
    """A line of the signature, set to the right."""

    text: str


@dataclass(frozen=True)
class Table:
    """A table whose first row is its header, repeated on each page; ``widths`` are shares of the line."""

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float] = ()


@dataclass(frozen=True)
class Form:
    """A form: rows of cells that fill the line together, each ``(text, share of twelve, is a label)``."""

    rows: Sequence[Sequence[tuple[str, int, bool]]]


@dataclass(frozen=True)
class NewPage:
    """What follows begins a page."""


Block = Title | Remark | Heading | Body | Annex | Signature | Table | Form | NewPage


def text_of(blocks: Sequence[Block]) -> str:
    """Every word of the paper, a line a block or row, for the release check."""
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Table):
            lines += ["\t".join(row) for row in (block.header, *block.rows)]
        elif isinstance(block, Form):
            lines += ["\t".join(text for text, *_ in row) for row in block.rows]
        elif not isinstance(block, NewPage):
            lines.append(block.text)
    return "\n".join(lines)
