"""A report file in, its Text out: txt, md, docx, pdf. What cannot be read is said, never guessed."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

from kcbx_lib.errors import UnreadableInput
from kcbx_lib.messages import say
from kcbx_lib.statements.text import Line, Table, Text, assemble, text_of

# A report of a thousand pages has about 600,000 characters; more is no report.
LARGEST_TEXT = 1_000_000
LARGEST_PLAIN_FILE = 4_000_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_COMMON = frozenset("的和了是在有年月人学生校教育工作县区市镇乡")
_COMMON_TRADITIONAL = frozenset("的和了是在有年月人學生校教育工作縣區市鎮鄉")
_PLAIN = {".txt", ".md", ".markdown", ".text", ""}


def load(path: str | Path) -> Text:
    """The Text of a file, by its ending. Raises UnreadableInput with what to do."""
    path = Path(path)
    if not path.is_file():
        raise UnreadableInput(say("statements.file_missing", file=path.name))
    ending = path.suffix.lower()
    if ending in _PLAIN:
        return _plain(path)
    if ending == ".docx":
        return _docx(path)
    if ending == ".pdf":
        return _pdf(path)
    raise UnreadableInput(say("statements.file_kind", file=path.name, ending=ending))


def _plain(path: Path) -> Text:
    size = path.stat().st_size
    if size > LARGEST_PLAIN_FILE:
        raise UnreadableInput(
            say("statements.file_large", file=path.name, size=f"{size / 1e6:.0f} MB", limit="4 MB")
        )
    raw = path.read_bytes()
    head = raw[:4096]
    if head.startswith((_OLE, b"%PDF", b"PK\x03\x04")) or (b"\x00" in head and not _utf16(raw)):
        raise UnreadableInput(say("statements.file_not_text", file=path.name))
    content = _decode(raw, path)
    if not content.strip():
        raise UnreadableInput(say("statements.file_empty", file=path.name))
    return text_of(content, source=path.name)


def _utf16(raw: bytes) -> bool:
    return raw[:2] in (b"\xff\xfe", b"\xfe\xff")


def _decode(raw: bytes, path: Path) -> str:
    """UTF-8, UTF-16 with its mark, GB18030 or Big5, whichever reads as Chinese."""
    if _utf16(raw):
        return raw.decode("utf-16", errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    best: tuple[float, str] | None = None
    for encoding, common in (("gb18030", _COMMON), ("big5", _COMMON_TRADITIONAL)):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        score = sum(character in common for character in text) / max(1, len(text))
        if best is None or score > best[0]:
            best = (score, text)
    if best is None:
        raise UnreadableInput(say("statements.file_encoding", file=path.name))
    return best[1]


def _docx(path: Path) -> Text:
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError

    with path.open("rb") as handle:
        head = handle.read(8)
    if head == _OLE:
        raise UnreadableInput(say("statements.file_encrypted", file=path.name))
    try:
        document = Document(str(path))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise UnreadableInput(say("statements.file_broken", file=path.name)) from error
    lines: list[Line] = []
    tables: list[Table] = []
    count = 0
    for element in document.element.body.iter(f"{_WORD}p", f"{_WORD}tbl"):
        if element.tag == f"{_WORD}tbl":
            if not _inside_table(element):
                tables.append(
                    Table(
                        tuple(_docx_rows(element)),
                        say("statements.place_table", table=len(tables) + 1),
                    )
                )
            continue
        if _inside_table(element):
            continue
        words = _docx_text(element)
        if words.strip():
            count += 1
            # Word's paragraphs are whole: none is joined to the next
            place = say("statements.place_paragraph", paragraph=count)
            lines.extend(Line(part, place, joins=False) for part in words.split("\n"))
    _expect_text(path, lines, tables)
    return assemble(lines, tables, source=path.name)


def _inside_table(element: object) -> bool:
    parent = element.getparent()  # type: ignore[attr-defined]
    while parent is not None:
        if parent.tag == f"{_WORD}tc":
            return True
        parent = parent.getparent()
    return False


def _docx_text(element: object) -> str:
    """The text of a paragraph as it stands after accepting all changes; deletions are not w:t."""
    pieces: list[str] = []
    for node in element.iter(f"{_WORD}t", f"{_WORD}tab", f"{_WORD}br"):  # type: ignore[attr-defined]
        if node.tag == f"{_WORD}t":
            pieces.append(node.text or "")
        else:
            pieces.append("\n" if node.tag == f"{_WORD}br" else " ")
    return "".join(pieces)


def _docx_rows(table: object) -> Iterator[tuple[str, ...]]:
    for row in table.iter(f"{_WORD}tr"):  # type: ignore[attr-defined]
        cells = []
        for cell in row.iter(f"{_WORD}tc"):
            words = " ".join(_docx_text(p).strip() for p in cell.iter(f"{_WORD}p"))
            span = cell.find(f"{_WORD}tcPr/{_WORD}gridSpan")
            cells.append(words.strip())
            if span is not None:
                cells.extend([""] * (int(span.get(f"{_WORD}val", "1")) - 1))
        yield tuple(cells)


def _pdf(path: Path) -> Text:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    lines: list[Line] = []
    try:
        reader = PdfReader(str(path))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableInput(say("statements.file_encrypted", file=path.name))
        total = 0
        for page_number, page in enumerate(reader.pages, start=1):
            content = page.extract_text() or ""
            total += len(content)
            if total > LARGEST_TEXT:
                raise UnreadableInput(_too_long(path, total))
            rows = [row for row in content.splitlines() if row.strip()]
            for number, row in enumerate(rows, start=1):
                if _page_number(row):
                    continue
                place = say("statements.place_page", page=page_number, paragraph=number)
                lines.append(Line(row.strip(), place))
    except UnreadableInput:
        raise
    except (PyPdfError, OSError, ValueError, KeyError, TypeError, NotImplementedError) as error:
        raise UnreadableInput(say("statements.file_broken", file=path.name)) from error
    except Exception as error:  # pypdf needs an extra package for AES: the file is encrypted
        if type(error).__name__ == "DependencyError":
            raise UnreadableInput(say("statements.file_encrypted", file=path.name)) from error
        raise
    if sum(len(line.text) for line in lines) < 10:
        raise UnreadableInput(say("statements.file_scanned", file=path.name))
    return assemble(lines, [], source=path.name)


def _page_number(row: str) -> bool:
    return row.strip(" -—–·第页共/0123456789") == ""


def _expect_text(path: Path, lines: list[Line], tables: list[Table]) -> None:
    length = sum(len(line.text) for line in lines)
    length += sum(len(cell) for table in tables for row in table.rows for cell in row)
    if length > LARGEST_TEXT:
        raise UnreadableInput(_too_long(path, length))
    if length == 0:
        raise UnreadableInput(say("statements.file_no_text", file=path.name))


def _too_long(path: Path, length: int) -> str:
    return say(
        "statements.file_long", file=path.name, length=f"{length:,}", limit=f"{LARGEST_TEXT:,}"
    )
