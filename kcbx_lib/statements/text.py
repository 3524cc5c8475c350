"""A report as paragraphs and tables, each character of which knows its place in the original.

Matching runs on a tidied copy (full width to half width, traditional to simplified, spaces between
Chinese characters dropped); quoting always gives the original characters back. Paragraphs broken
in the middle of a sentence, as copied pages and PDF lines are, are joined again.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import cache
from operator import attrgetter, itemgetter

import opencc

from kcbx_lib.messages import say

_TO_SIMPLIFIED = opencc.OpenCC("t2s")
SENTENCE_END = "。!?！？"
# A line is only joined to the next when it is long enough to have been cut by a page's width.
_SHORTEST_CUT_LINE = 20
_TITLE_END = re.compile(
    r"(?:报告|方案|通知|总结|意见|办法|汇报|情况|名单|附件|工作|要点|细则|台账|局|府|室|会|日|成效|问题|方向|打算)$"
)
_LONG_LINE = 200
# no paragraph of a report is as long; a longer one is read in pieces, which is said
LONGEST_BLOCK = 4000
# 全县在校学生8320人。其中：小学… and …。按学段分，小学… divide what the sentence before has counted
_GOES_ON = re.compile(
    r"其中|按[^,，。;:\d]{1,8}(?:分|划分|看)[,，:]|分[^,，。;:\d]{1,6}看[,，:]|这些[^,，。;:\d]{1,6}(?:包括|中)|第[二三]产业"
)
_PAGE_MARK = re.compile(r"^\d{1,3}、")
_LINE_END = SENTENCE_END + ";；:：”》)）"
_MARKDOWN_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+")
_MARKDOWN_BOLD = re.compile(r"\*\*([^*]+)\*\*")
_HEADING = re.compile(
    r"^(?:[一二三四五六七八九十]+[、是]|[(（][一二三四五六七八九十\d]+[)）]|\d+[.、．]|第[一二三四五六七八九十]+[章节部条]"
    r"|附件|附表|[-*#>|•·])"
)
_KEPT_WIDE = {"，": "，", "〔": "〔", "〕": "〕", "﹝": "〔", "﹞": "〕", "〇": "〇", "。": "。"}
_DASHES = dict.fromkeys("‐‑‒–—―－﹣−", "-")


@dataclass(frozen=True)
class Line:
    """One line or paragraph as it stands in the file, with the words that say where."""

    text: str
    place: str
    joins: bool = True  # False: never joined to its neighbours (a table cell)


@dataclass(frozen=True)
class Table:
    """A table of the file: rows of cells, as text."""

    rows: tuple[tuple[str, ...], ...]
    place: str


@dataclass(frozen=True)
class Bracket:
    """A bracketed stretch of a block; ``start`` is the opening, ``end`` the closing character."""

    start: int
    end: int
    parent: int  # index of the enclosing bracket, -1 outside all


@dataclass(frozen=True)
class Block:
    """A paragraph to read: ``match`` is searched, ``original`` is quoted."""

    index: int
    original: str
    match: str
    origin: tuple[int, ...]  # origin[i]: where match[i] stands in original
    starts: tuple[int, ...]  # where each joined line begins in match
    places: tuple[str, ...]
    sentences: tuple[tuple[int, int], ...]
    brackets: tuple[Bracket, ...] = field(default=())

    def place(self, at: int) -> str:
        """The words that say where the character ``match[at]`` stands in the file."""
        return self.places[max(0, bisect_right(self.starts, at) - 1)]

    def quote(self, start: int, end: int, *, limit: int = 120) -> str:
        """The original text of ``match[start:end]``, its middle left out where it is long."""
        if not self.origin:
            return ""
        last = min(max(end - 1, start), len(self.origin) - 1)
        words = " ".join(self.original[self.origin[start] : self.origin[last] + 1].split())
        if len(words) <= limit:
            return words
        return f"{words[: limit * 2 // 3]}…{words[-limit // 3 :]}"

    def sentence_of(self, at: int) -> int:
        """Index of the sentence in which ``match[at]`` stands."""
        return max(0, bisect_right(self.sentences, at, key=itemgetter(0)) - 1)

    def bracket_of(self, at: int) -> int:
        """Index of the innermost bracket around ``match[at]``, -1 for none."""
        index = bisect_left(self.brackets, at, key=attrgetter("start")) - 1
        while index >= 0 and self.brackets[index].end <= at:
            index = self.brackets[index].parent
        return index


@dataclass(frozen=True)
class Text:
    """A report: where it came from, its paragraphs, its tables."""

    source: str
    blocks: tuple[Block, ...]
    tables: tuple[Table, ...] = ()
    cut: tuple[str, ...] = ()  # the places of paragraphs that were too long to be read in one piece

    @property
    def match(self) -> str:
        """All searched text, one block a line."""
        return "\n".join(block.match for block in self.blocks)


def text_of(content: str, *, source: str = "") -> Text:
    """The Text of plain characters: each line a paragraph, ``|`` and tab tables recognised."""
    lines: list[Line] = []
    tables: list[Table] = []
    rows: list[tuple[str, ...]] = []

    def close_table() -> None:
        if len(rows) >= 2:
            tables.append(Table(tuple(rows), say("statements.place_table", table=len(tables) + 1)))
        elif rows:
            lines.append(
                Line(" ".join(rows[0]), say("statements.place_paragraph", paragraph=count))
            )
        rows.clear()

    count = 0
    for written in content.splitlines():
        raw = _MARKDOWN_BOLD.sub(r"\1", _MARKDOWN_HEADING.sub("", written))
        if raw.strip():
            count += 1
        cells = _cells(raw)
        if cells is not None:
            if not all(re.fullmatch(r":?-{2,}:?", cell) for cell in cells):
                rows.append(cells)
            continue
        close_table()
        place = say("statements.place_paragraph", paragraph=count)
        lines.append(Line(raw, place))
    close_table()
    return assemble(lines, tables, source=source)


def _cells(line: str) -> tuple[str, ...] | None:
    """The cells of a line that is a table row (``| a | b |`` or at least two tabs), else None."""
    stripped = line.strip()
    if len(stripped) > 2 and stripped.startswith("|") and stripped.endswith("|"):
        return tuple(cell.strip() for cell in stripped[1:-1].split("|"))
    if stripped.count("\t") >= 2:
        return tuple(cell.strip() for cell in stripped.split("\t"))
    return None


def assemble(lines: list[Line], tables: list[Table], *, source: str = "") -> Text:
    """Lines and tables as a Text: cut lines joined, table cells that hold sentences read too."""
    groups: list[list[Line]] = []
    open_line = False
    page_cut = False
    for line in lines:
        tidy = line.text.strip()
        if not tidy:
            continue
        indented = line.text[:1] in " \t\u3000" and line.text[:2].strip() == ""
        page = _PAGE_MARK.match(tidy)
        if page_cut and page and line.joins:
            # document viewers number their pages in the middle of a sentence: 18、三村)
            tidy = tidy[page.end() :]
            groups[-1].append(Line(tidy, line.place))
        elif open_line and line.joins and not indented and not _HEADING.match(tidy):
            groups[-1].append(line)
        else:
            groups.append([line])
        page_cut = line.joins and len(tidy) >= _LONG_LINE and tidy[-1] not in _LINE_END
        open_line = (
            line.joins
            and len(tidy) >= _SHORTEST_CUT_LINE
            and not (len(tidy) < 60 and _TITLE_END.search(tidy))
            and tidy[-1] not in _LINE_END
        )
    for table in tables:
        for row_number, row in enumerate(table.rows, start=1):
            for column, cell in enumerate(row, start=1):
                if len(cell) >= 6 and re.search(r"[\u3400-\u9fff]", cell):
                    where = say(
                        "statements.place_cell", table=table.place, row=row_number, column=column
                    )
                    groups.append([Line(cell, where, joins=False)])
    bounded = [part for group in groups for part in _bounded(group)]
    blocks = tuple(_block(index, group) for index, group in enumerate(bounded))
    cut = tuple(
        group[0].place for group in groups if sum(len(x.text) for x in group) > LONGEST_BLOCK
    )
    return Text(source=source, blocks=blocks, tables=tuple(tables), cut=cut)


def _bounded(group: list[Line]) -> list[list[Line]]:
    """A paragraph as pieces of at most ``LONGEST_BLOCK`` characters, cut at sentence ends if it has any.

    What one figure can be related to grows with the paragraph; a report's are a few hundred characters.
    """
    pieces: list[list[Line]] = [[]]
    length = 0
    for line in group:
        for text in _pieces(line.text):
            if length and length + len(text) > LONGEST_BLOCK:
                pieces.append([])
                length = 0
            pieces[-1].append(Line(text, line.place, line.joins))
            length += len(text)
    return pieces


def _pieces(text: str) -> list[str]:
    """A line cut behind the last full stop, else semicolon, else comma, within each stretch."""
    found = []
    while len(text) > LONGEST_BLOCK:
        head = text[:LONGEST_BLOCK]
        ends = (max(head.rfind(mark) for mark in marks) for marks in ("。！？\n", ";；", ",，、"))
        end = next((end for end in ends if end > LONGEST_BLOCK // 2), LONGEST_BLOCK - 1) + 1
        found.append(text[:end])
        text = text[end:]
    return [*found, text]


def _block(index: int, lines: list[Line]) -> Block:
    """Joined lines as one Block."""
    original = ""
    match: list[str] = []
    origin: list[int] = []
    starts: list[int] = []
    for line in lines:
        starts.append(len(match))
        body = line.text.strip()
        for offset, character in _tidy(body):
            match.append(character)
            origin.append(len(original) + offset)
        original += body
    text = "".join(match)
    return Block(
        index=index,
        original=original,
        match=text,
        origin=tuple(origin),
        starts=tuple(starts),
        places=tuple(line.place for line in lines),
        sentences=tuple(_sentences(text)),
        brackets=tuple(_brackets(text)),
    )


def _tidy(text: str) -> list[tuple[int, str]]:
    """(offset, character) of the copy that is searched."""
    pairs = [(offset, _plain(character)) for offset, character in enumerate(text)]
    kept: list[tuple[int, str]] = []
    for index, (offset, character) in enumerate(pairs):
        if character == "":
            continue
        if character == " ":
            before = kept[-1][1] if kept else ""
            after = next((c for _, c in pairs[index + 1 :] if c not in ("", " ")), "")
            both = before.isascii() and before.isalnum() and after.isascii() and after.isalnum()
            if not both or before == " ":
                continue
        kept.append((offset, character))
    return kept


@cache
def _plain(character: str) -> str:
    """One character of the searched copy: at most one character, '' for an invisible one."""
    if character in _KEPT_WIDE:
        return _KEPT_WIDE[character]
    if character in _DASHES:
        return _DASHES[character]
    if character.isspace():
        return " "
    if unicodedata.category(character) == "Cf":
        return ""
    narrow = unicodedata.normalize("NFKC", character)
    if len(narrow) != 1:
        return character
    simplified = _TO_SIMPLIFIED.convert(narrow)
    return simplified if len(simplified) == 1 else narrow


def simplified(text: str) -> str:
    """``text`` as the searched copy has it."""
    return "".join(character for _, character in _tidy(text))


def _sentences(text: str) -> list[tuple[int, int]]:
    """(start, end) of each sentence; a full stop inside brackets, or before 其中, ends none.

    A question mark ends a sentence only before a line's end, a quotation mark or another word than
    a counter: ``初中生?名`` is a blank left open.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    depth = 0
    for index, character in enumerate(text):
        if character == "(":
            depth += 1
        elif character == ")":
            depth = max(0, depth - 1)
        elif character in SENTENCE_END and (depth == 0 or character == "。"):
            if character == "?" and text[index + 1 : index + 2] in set("名人所个户%,，"):
                continue
            if character == "。" and _GOES_ON.match(text, index + 1):
                continue
            spans.append((start, index + 1))
            start = index + 1
            depth = 0
    if start < len(text):
        spans.append((start, len(text)))
    return spans or [(0, 0)]


def _brackets(text: str) -> list[Bracket]:
    """The bracket pairs of a text in the order of their openings; an unclosed one is none."""
    opened: list[int] = []
    pairs: list[tuple[int, int]] = []
    for index, character in enumerate(text):
        if character == "(":
            opened.append(index)
        elif character == ")" and opened:
            pairs.append((opened.pop(), index))
    pairs.sort()
    around: list[int] = []
    found: list[Bracket] = []
    for index, (start, end) in enumerate(pairs):
        while around and pairs[around[-1]][1] < start:
            around.pop()
        found.append(Bracket(start, end, around[-1] if around else -1))
        around.append(index)
    return found
