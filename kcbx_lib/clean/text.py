"""A free text: the same words without the marks that nobody can see.

``tidy`` is where every other cleaner begins. It maps full-width letters and digits to plain ones,
removes zero-width marks, BOM and control characters, makes every kind of space a plain one, and
trims. Chinese punctuation, circled numbers and rare characters stay as they are: full NFKC would
turn ① into 1 and ：into a colon.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import pandas as pd

from kcbx_lib.clean.cells import FORMULA_ERRORS, UNREADABLE, as_text
from kcbx_lib.clean.cleaned import Cleaned
from kcbx_lib.clean.columns import clean_each_unique
from kcbx_lib.clean.reason import CleanError, Reading, Reason

# Words that stand for "nothing written here" in any column.
PLACEHOLDERS = frozenset(
    "- -- --- — —— ― – / // \\ . … 无 無 暂无 没有 空 空白 未填 未填写 不详 不祥 未知 不清楚 不明 待查 待核实 待补 "
    "null none nan nat n/a <na>".split()
)

_EXCEL_ESCAPE = re.compile(r"_x000[DdAa9]_")  # a line break as some exporters leave it


def _table() -> dict[int, str | None]:
    table: dict[int, str | None] = {}
    for code in range(0x10000):  # beyond the first plane there are only the tags below
        category = unicodedata.category(chr(code))
        if category in {"Cf", "Cc"}:
            table[code] = None
        elif category in {"Zs", "Zl", "Zp"}:
            table[code] = " "
    table.update(dict.fromkeys([*range(0xFE00, 0xFE10), *range(0xE0000, 0xE0080)]))
    for code in range(0xFF01, 0xFF5F):  # the full-width forms of ASCII
        plain = chr(code - 0xFEE0)
        if plain.isalnum():
            table[code] = plain
    # Letters that look blank: the Hangul fillers and the empty braille cell.
    table.update(dict.fromkeys([0x3164, 0x115F, 0x1160, 0xFFA0, 0x2800], " "))
    table.update(dict.fromkeys(map(ord, "\n\r\x0b\x0c\x85\u2028\u2029"), "\n"))
    table[ord("\t")] = " "
    return table


_TABLE = _table()
_SPACES = re.compile(r" {2,}")
_ANY_SPACE = re.compile(r"\s+")
_LINES = re.compile(r" *\n[ \n]*")


def tidy(raw: Any) -> str:
    """The cell's text, visible marks only; line breaks stay, runs of spaces become one."""
    text = raw if type(raw) is str and raw.isascii() else as_text(raw)
    if text.isascii() and text.isprintable() and "  " not in text and "_x000" not in text:
        return text.strip()
    if "_x000" in text:
        text = _EXCEL_ESCAPE.sub("\n", text)
    text = text.translate(_TABLE)
    if "  " in text:
        text = _SPACES.sub(" ", text)
    if "\n" in text:
        text = _LINES.sub("\n", text)
    return text.strip()


def unread(text: str, placeholders: frozenset[str] = PLACEHOLDERS) -> Reason | None:
    """Why a tidied text cannot hold a value at all: blank, a failed formula, or no text; else None."""
    if not text or text.casefold() in placeholders:
        return Reason.BLANK
    if text.upper() in FORMULA_ERRORS or text == UNREADABLE:
        return Reason.UNPARSEABLE
    return None


def written(clean: str, raw: Any) -> Reason:
    """OK if the cell already held the clean text, NORMALISED if it was written otherwise."""
    return Reason.OK if isinstance(raw, str) and raw == clean else Reason.NORMALISED


def compact(raw: Any) -> str:
    """The tidied text without the apostrophe by which Excel marks a number typed as text."""
    return tidy(raw).lstrip("'` \n")


def plain(raw: Any) -> str:
    """The text as codes and labels are compared: no spaces at all, and every character in its plain
    form (NFKC). Not for free text or names, whose characters are the author's.
    """
    text = unicodedata.normalize("NFKC", compact(raw))
    # A lone accent becomes a space and a combining one: once more, to be the same the next time.
    return unicodedata.normalize("NFKC", _ANY_SPACE.sub("", text))


def read(raw: Any) -> Reading:
    """The text and the reason; a placeholder such as 无 or - is blank."""
    text = compact(raw)
    fault = unread(text)
    if fault is not None:
        return None, fault
    return text, written(text, raw)


def validate(raw: Any) -> str:
    """The clean text. Raises CleanError where there is none."""
    value, reason = read(raw)
    if value is None:
        raise CleanError(reason, raw)
    return str(value)


def is_valid(raw: Any) -> bool:
    """Whether a text can be read."""
    return read(raw)[0] is not None


def clean_column(column: pd.Series) -> Cleaned:
    """A column of free texts, cleaned cell by cell."""
    return clean_each_unique(column, read, dtype="str")
