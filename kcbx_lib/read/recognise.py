"""Which table a sheet is, and which of its columns is which: by its headers, then by its names.

A header counts the more the fewer tables have it; the title, the sheet's, file's and folder's names
add to it. Near-identical tables (the household register, enrolment, the poverty list) are told apart
by the columns that only one of them has; a bare list of names is what its file is called, or nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kcbx_lib.read.context import welfare_kind_in
from kcbx_lib.read.headers import HeaderIndex, Match, Parts
from kcbx_lib.read.layout import Layout
from kcbx_lib.tables import PERSON_COLUMNS, Table

_HINTS = {"title": 0.9, "sheet": 0.8, "file": 0.8, "folder": 0.5}
_NEAR_TIE = 0.5
# Lists whose rows may be nothing but a child's name and numbers.
_BARE_LISTS = frozenset({"enrolment", "population", "exam_entries"})
_FROM_WORDS = frozenset(
    {"grade", "case_no", "period", "org", "child_kind", "school_code", "school_name"}
)
_STRONG_PERSON = frozenset({"resident_id", "student_no"})


@dataclass(frozen=True)
class Names:
    """The words around a sheet that may say what it is."""

    title: str = ""
    sheet: str = ""
    file: str = ""
    folder: str = ""


class Heading(NamedTuple):
    """One header of a sheet, the column it was taken for ('' for none), how surely and how."""

    header: str
    column: str
    confidence: float
    how: str


@dataclass(frozen=True)
class Recognised:
    """A sheet's table, its columns (position → match), the courses among them, and the runner-up.

    ``by_headers``: whether its headers alone could make it this table, whatever it is called.
    """

    table: str
    columns: dict[int, Match]
    courses: dict[int, str]
    how: str
    score: float
    rivals: tuple[tuple[str, float], ...] = ()
    by_headers: bool = True


def names_of(file: str, sheet: str, texts: Sequence[str]) -> Names:
    """The names around a sheet: its title line, its own name, the file's, the folders'."""
    folder, _, stem = file.rpartition("/")
    title = next((text for text in texts if 3 < len(text) < 60), "")
    return Names(title=title, sheet=sheet, file=stem.rsplit(".", 1)[0], folder=folder)


@dataclass(frozen=True)
class _Candidate:
    """What a sheet's headers alone say of one table; plausible without and with a name's hint."""

    table: str
    columns: dict[int, Match]
    score: float
    plausible: tuple[bool, bool]
    missing: frozenset[str]


def recognise(layout: Layout, names: Names, index: HeaderIndex) -> Recognised | None:
    """The sheet's table, or None where neither headers nor names tell.

    With rivals of nearly the same score the first in the contract's order is taken and the others
    are named in ``rivals``.
    """
    found = []
    said = _tables_by_place(names, index)
    for candidate in _candidates(layout, index):
        hint, how = _hint(candidate.table, said)
        by_headers, by_name = candidate.plausible
        if by_headers or (by_name and hint and _can_do_without(candidate.missing, names)):
            found.append((candidate.score + hint, candidate, how))
    if not found:
        return None
    found.sort(key=lambda item: -item[0])
    score, best, how = found[0]
    rivals = tuple(
        (other.table, round(value, 2))
        for value, other, _ in found[1:3]
        if score - value < _NEAR_TIE
    )
    courses = course_columns(layout, best.table, best.columns, index)
    return Recognised(
        best.table, best.columns, courses, how or "headers", score, rivals, best.plausible[0]
    )


def _can_do_without(missing: frozenset[str], names: Names) -> bool:
    """Whether the words around a sheet give what its headers lack. A sheet that only its name makes a
    table, and that lacks what the table needs, is left unrecognised rather than called broken.
    """
    if "child_kind" in missing and welfare_kind_in([names.title, names.sheet, names.file]) is None:
        return False
    return missing <= _FROM_WORDS


def _candidates(layout: Layout, index: HeaderIndex) -> list[_Candidate]:
    def make() -> list[_Candidate]:
        found = []
        for name, table in index.tables.items():
            columns = assign(layout, name, index)
            plausible = (
                _plausible(table, layout, columns, index, hinted=False),
                _plausible(table, layout, columns, index, hinted=True),
            )
            if any(plausible):
                score = _score(table, layout, columns, index)
                matched = {match.column for match in columns.values()}
                missing = (
                    frozenset(column.name for column in table.columns if column.required) - matched
                )
                found.append(_Candidate(name, columns, score, plausible, missing))
        return found

    return index.remember(("candidates", layout.headers, layout.day_columns), make)


def as_table(layout: Layout, table: str, index: HeaderIndex) -> Recognised:
    """The sheet as the table that ``county.yml`` says it is."""
    columns = assign(layout, table, index)
    return Recognised(
        table, columns, course_columns(layout, table, columns, index), "county.yml", 0.0
    )


def assign(layout: Layout, table: str, index: HeaderIndex) -> dict[int, Match]:
    """Position → column of ``table``; of several headers for one column the surest wins."""
    best: dict[str, tuple[float, int, int, Match]] = {}
    for position, parts in enumerate(layout.headers):
        if not parts or index.denied(parts) is not None:
            continue
        if position in layout.day_columns and table == "attendance":
            continue
        if table == "scores" and index.course(parts) is not None:
            continue
        match = index.match(table, parts)
        if match is None:
            continue
        rank = (match.confidence, -match.rank, -position, match)
        if match.column not in best or rank[:3] > best[match.column][:3]:
            best[match.column] = rank
    return {-rank[2]: rank[3] for rank in best.values()}


def course_columns(
    layout: Layout, table: str, columns: dict[int, Match], index: HeaderIndex
) -> dict[int, str]:
    """Columns of marks, one a course, of a wide table of scores."""
    if table != "scores":
        return {}
    found: dict[int, str] = {}
    for position, parts in enumerate(layout.headers):
        if parts and position not in columns:
            course = index.course(parts)
            if course and course not in found.values():
                found[position] = course
    return found


def headings_of(
    layout: Layout, found: Recognised | None, index: HeaderIndex
) -> tuple[Heading, ...]:
    """Each header of the sheet: what it was taken for, how surely, and how.

    ``how``: header, alias, without_brackets, last_part, without_fillers, first_part, user, course,
    day; or why it is left aside: usual_unused, unknown, denied, another_is_surer, not_recognised.
    """

    def make() -> tuple[Heading, ...]:
        rows = []
        for position, parts in enumerate(layout.headers):
            if not parts:
                continue
            column, confidence, how = "", 0.0, "not_recognised"
            if index.denied(parts) is not None:
                how = "denied"
            elif found is not None:
                column, confidence, how = _meaning(position, parts, layout, found, index)
            rows.append(Heading("/".join(parts), column, confidence, how))
        return tuple(rows)

    table = found.table if found else ""
    return index.remember(("headings", table, layout.headers, layout.day_columns), make)


def _meaning(
    position: int, parts: Parts, layout: Layout, found: Recognised, index: HeaderIndex
) -> tuple[str, float, str]:
    if position in found.columns:
        match = found.columns[position]
        return match.column, match.confidence, match.how
    if position in found.courses:
        return f"course:{found.courses[position]}", 1.0, "course"
    if found.table == "attendance" and position in layout.day_columns:
        return "day", 1.0, "day"
    if index.match(found.table, parts) is not None:
        return "", 0.0, "another_is_surer"
    return "", 0.0, "usual_unused" if index.is_noise(found.table, parts) else "unknown"


def _tables_by_place(
    names: Names, index: HeaderIndex
) -> list[tuple[float, str, str, frozenset[str]]]:
    """The tables that each name around a sheet speaks of, with its weight and its place.

    A word that any list may be called by counts only where no table's own word is found.
    """
    texts = [(weight, place, getattr(names, place)) for place, weight in _HINTS.items()]
    texts = [item for item in texts if item[2]]
    weak = not any(_tables_said(text, index) for _, _, text in texts)
    return [(*item, _tables_said(item[2], index, weak=weak)) for item in texts]


def _hint(table: str, said: list[tuple[float, str, str, frozenset[str]]]) -> tuple[float, str]:
    """How much the names speak for the table, and which of them does."""
    speaking = [item[:3] for item in said if table in item[3]]
    weight, place, _ = max(speaking, default=(0.0, "", ""))
    return weight, place


def _tables_said(text: str, index: HeaderIndex, *, weak: bool = False) -> frozenset[str]:
    """The tables that a title or a name speaks of."""

    def make() -> frozenset[str]:
        return frozenset(
            name
            for name, table in index.tables.items()
            if any(
                _says(text, word) for word in (table.weak_file_names if weak else table.file_names)
            )
        )

    return index.remember(("said", weak, text), make)


def _says(text: str, word: str) -> bool:
    if word.isascii():
        return re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", text.casefold()) is not None
    return word in text


def _plausible(
    table: Table, layout: Layout, columns: dict[int, Match], index: HeaderIndex, *, hinted: bool
) -> bool:
    names = {match.column for match in columns.values()}
    if any(match.how == "user" for match in columns.values()):
        return True
    if table.person and not names & {"name", "resident_id", "student_no"}:
        return hinted and "case_no" in names and len(names) > 2
    if _has_its_own_form(table, layout, columns, index, hinted=hinted):
        return True
    if any(set(signature) <= names for signature in table.recognised_by):
        return True
    if not hinted or table.name in {"attendance", "scores"}:
        return False  # a list of names is no attendance, whatever its file is called
    own = names - set(PERSON_COLUMNS)
    return len(names) > 1 and (bool(own) or table.name in _BARE_LISTS)


def _has_its_own_form(
    table: Table, layout: Layout, columns: dict[int, Match], index: HeaderIndex, *, hinted: bool
) -> bool:
    """A month grid, or a column a course, which no other table has."""
    if table.name == "attendance":
        return bool(layout.day_columns)
    if table.name == "scores":
        return _course_count(layout, columns, index) > (0 if hinted else 1)
    return False


def _course_count(layout: Layout, columns: dict[int, Match], index: HeaderIndex) -> int:
    return sum(
        1
        for position, parts in enumerate(layout.headers)
        if parts and position not in columns and index.course(parts)
    )


def _score(table: Table, layout: Layout, columns: dict[int, Match], index: HeaderIndex) -> float:
    matched = {match.column for match in columns.values()}
    score = 0.0
    for position, match in columns.items():
        score += index.weight(layout.headers[position]) * match.confidence
        if match.how == "user":
            score += 5.0
    if table.name == "attendance" and layout.day_columns:
        score += 3.0
    if table.name == "scores":
        score += min(3.0, float(_course_count(layout, columns, index)))
    score -= sum(0.75 for column in table.columns if column.required and column.name not in matched)
    if not table.person and _person_headers(layout.headers, index) & _STRONG_PERSON:
        score -= 5.0  # a sheet with children's numbers is a table about children
    unread = [
        parts
        for position, parts in enumerate(layout.headers)
        if parts
        and position not in columns
        and position not in layout.day_columns
        and not index.is_noise(table.name, parts)
        and index.denied(parts) is None
        and not (table.name == "scores" and index.course(parts))
    ]
    return score - 0.2 * len(unread)


def _person_headers(headers: Iterable[Parts], index: HeaderIndex) -> set[str]:
    found = set()
    for parts in headers:
        match = index.match("enrolment", parts) if parts else None
        if match is not None:
            found.add(match.column)
    return found
