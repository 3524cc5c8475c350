"""What may leave ``restricted/``: the release check, and the rounding of single counts.

The check holds every text against the county's own names, ids, student numbers, phones and addresses
before a file goes out. It is a net under the rooms above, which already leave persons out.
"""

from __future__ import annotations

import operator
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from kcbx_lib.errors import PrivacyBreach
from kcbx_lib.messages import catalogue, rooms, say

ID_PATTERN = re.compile(
    r"(?<![0-9A-Za-z])[GJL]?[1-9]\d{5}(?:18|19|20)\d{2}[01]\d[0-3]\d\d{3}[0-9Xx](?![0-9A-Za-z])"
)
HAN_STRETCH = re.compile(r"[\u4e00-\u9fff]{3,}")
LONGEST_POST = 12
PHONE_PATTERN = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
SHORTEST_NAME_CHECKED = 3
"""Two-character names are ordinary words often enough (高明, 安康) that finding one proves nothing;
they are checked as whole cells only. The bias: a two-character name inside a sentence is missed."""
NAMING = ("name", "guardian")
"""Columns in which counties write people, and also posts: 责任人 班主任, 甲方 学校."""
LOCATING = ("address", "household_address")
"""Columns that often say no more than the township, which the name of its school says too."""


class ReleaseCheck:
    """Knows what must not leave, and refuses text that holds it."""

    def __init__(self, people: pd.DataFrame, *, words_allowed: Iterable[str] = ()) -> None:
        """``people``: columns among name, guardian, resident_id, student_no, phone, address.

        What the kit itself writes everywhere (班主任, 学校) gives nobody away: a county that names
        posts where others name people, or writes 无户口 for an address, is not refused for the kit's
        own wording. Nor does an address that a school's or an office's own name contains (青禾县石门乡
        in 青禾县石门乡小学) find anybody.
        """
        allowed = set(words_allowed)
        public = "\n".join(sorted(allowed))
        self._long: set[str] = set()
        self._whole: set[str] = set()
        for column in people.columns:
            for value in people[column].dropna().astype("str").unique():
                text = value.strip()
                if text in allowed or len(text) < 2:
                    continue
                if column in (*NAMING, *LOCATING) and _is_own_word(text):
                    continue
                if column in LOCATING and text in public:
                    continue
                if column in NAMING and len(text) < SHORTEST_NAME_CHECKED:
                    self._whole.add(text)
                else:
                    self._long.add(text)
        # What begins with the same two characters, by length: most places of a text begin nothing.
        self._begins: dict[str, set[int]] = {}
        for text in self._long:
            self._begins.setdefault(text[:2], set()).add(len(text))

    def breaches(self, text: str) -> int:
        """How many persons' details stand in the text."""
        found = len(ID_PATTERN.findall(text)) + len(PHONE_PATTERN.findall(text))
        pairs = map(operator.add, text, text[1:])
        begins = [place for place, pair in enumerate(pairs) if pair in self._begins]
        windows = (
            text[place : place + length]
            for place in begins
            for length in self._begins[text[place : place + 2]]
        )
        return found + sum(1 for window in windows if window in self._long)

    def check_text(self, text: str, *, where: str) -> None:
        """Raise PrivacyBreach, naming the place and never the value."""
        if count := self.breaches(text):
            raise PrivacyBreach(say("release.breach", where=where, count=count))

    def check_frame(self, frame: pd.DataFrame, *, where: str) -> None:
        """Every text cell of a table, two-character names as whole cells too."""
        for column in frame.columns:
            values = frame[column]
            if pd.api.types.is_numeric_dtype(values) or pd.api.types.is_datetime64_any_dtype(
                values
            ):
                continue
            cells = values.dropna().astype("str").unique()
            whole = sum(1 for cell in cells if cell in self._whole)
            if whole:
                raise PrivacyBreach(say("release.breach", where=f"{where}: {column}", count=whole))
            self.check_text("\n".join(cells), where=f"{where}: {column}")


def _is_own_word(text: str) -> bool:
    """Whether the kit's own messages hold the text: a short one as a whole message, another anywhere."""
    messages, windows = _own_words()
    if len(text) < SHORTEST_NAME_CHECKED:
        return text in messages
    return text in windows


@cache
def _own_words() -> tuple[frozenset[str], frozenset[str]]:
    """Every message of the catalogue, and every stretch of Chinese in one that may be a post's name."""
    messages = frozenset(
        text.strip() for room in rooms() for text in _texts_in(catalogue(room).values())
    )
    stretches = {part for text in messages for part in HAN_STRETCH.findall(text)}
    windows = frozenset(
        part[start : start + length]
        for part in stretches
        for length in range(SHORTEST_NAME_CHECKED, LONGEST_POST + 1)
        for start in range(len(part) - length + 1)
    )
    return messages, windows


def _texts_in(entries: Iterable[Any]) -> Iterator[str]:
    """Every text of a catalogue; a rule's wording stands one level deeper than a message."""
    for entry in entries:
        if isinstance(entry, Mapping):
            yield from _texts_in(entry.values())
        else:
            yield str(entry)


def suppress_counts(counts: pd.Series, *, below: int = 8, round_to: int = 5) -> pd.Series:
    """Counts fit to publish: 1 to ``below - 1`` blank, the rest rounded to ``round_to``.

    Zero stays: that a school has no case tells nobody apart. Source: OpenSAFELY's practice.
    """
    small = counts.gt(0) & counts.lt(below)
    rounded = ((counts + round_to / 2) // round_to * round_to).astype("Int64")
    return rounded.where(~small, pd.NA)


def check_folder(folder: Path, planted: Mapping[str, str]) -> list[tuple[Path, str]]:
    """Every file under ``folder`` but ``restricted/`` that holds one of the planted texts."""
    hits: list[tuple[Path, str]] = []
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or "restricted" in path.relative_to(folder).parts:
            continue
        text = _text_inside(path)
        hits.extend((path, kind) for value, kind in planted.items() if value in text)
    return hits


def _text_inside(path: Path) -> str:
    """A file's text; of a Word document or workbook what its packed parts say, its markup left out."""
    if not zipfile.is_zipfile(path):
        return path.read_bytes().decode("utf-8", errors="ignore")
    with zipfile.ZipFile(path) as packed:
        parts = [packed.read(name).decode("utf-8", errors="ignore") for name in packed.namelist()]
    return "\n".join(re.sub(r"<[^>]*>", "", part) for part in parts)
