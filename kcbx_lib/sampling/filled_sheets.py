"""Filled-in route sheets → what each of them says of a school, with the place it is said at.

Two forms come home, in either language and under whatever name: the table of results (one row a
school) and a school's own form (totals and signatures at its foot). They are known by their labels.
A blank stays unknown; what is no whole number is a problem to mend, never guessed. Messages name
file, sheet and row, and quote a cell only where it can hold no name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from kcbx_lib.messages import LANGUAGES, say
from kcbx_lib.read import RawSheet

COUNTS = ("pupils_checked", "pupils_found")
WHOLE_NUMBER = re.compile(r"(\d{1,6})(?:\.0+)?\s*[人名]?")
ROUND_MARK = re.compile(r"(?<![0-9a-f])[0-9a-f]{16}(?![0-9a-f])")
# Only such a cell is quoted in a message: digits and signs, too short to be anybody's number.
QUOTABLE = re.compile(r"[0-9.,+\-/%~— ]{1,7}")
ROLL_CALL = ("present", "on_leave", "absent")


@dataclass(frozen=True)
class Entry:
    """What one place says of one school; a count is None where the cell is blank."""

    school_code: str
    school_name: str
    pupils_checked: int | None
    pupils_found: int | None
    file: str
    sheet: str
    row: int
    is_form: bool
    has_roll_call: bool = False

    @property
    def counts(self) -> tuple[int | None, int | None]:
        """Checked and found."""
        return self.pupils_checked, self.pupils_found

    @property
    def is_complete(self) -> bool:
        """Both counts are there."""
        return None not in self.counts

    @property
    def is_blank(self) -> bool:
        """Neither count is there."""
        return self.counts == (None, None)

    @property
    def place(self) -> str:
        """File, sheet and row, as a message names them."""
        return place_of(self.file, self.sheet, self.row)


@dataclass
class SheetReading:
    """What was read of one sheet: its entries, its problems, the draw that it names (if it does)."""

    entries: list[Entry] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    round_mark: str | None = None
    seed: str | None = None
    is_known: bool = False


def place_of(file: str, sheet: str, row: int | None = None) -> str:
    """``file``, its sheet and its row in the language in force."""
    key = "place" if row is None else "place_row"
    return say(f"sampling.{key}", file=file, sheet=sheet, row=row)


def read_filled_sheet(sheet: RawSheet) -> SheetReading:
    """One sheet of a filled workbook; ``is_known`` is False where it is none of the two forms."""
    cells = _texts(sheet)
    reading = SheetReading()
    for lang in LANGUAGES:
        labels = _labels(lang)
        places = _places(cells, labels)
        head = _table_head(cells, labels)
        if head is None and (places["sheet_results"] or sheet.name == labels["sheet_results"]):
            head = 0, {}, [labels[name] for name in ("school_code", *COUNTS)]
        if head is not None:
            _read_table(sheet, cells, head, reading)
        elif _is_form(places):
            _read_form(sheet, cells, places, labels, reading)
        elif not _is_overview(places):
            continue
        reading.is_known = True
        reading.round_mark, reading.seed = _round_of(cells, labels)
        return reading
    return reading


def count_in(cell: Any) -> int | None:
    """A whole number of pupils; None for a blank. Raises ValueError for anything else."""
    if isinstance(cell, bool):
        raise ValueError
    text = _plain(cell)
    if not text:
        return None
    match = WHOLE_NUMBER.fullmatch(text)
    if match is None:
        raise ValueError
    return int(match[1])


def _labels(lang: str) -> dict[str, str]:
    """The words on the forms in one language, by what they label."""
    words = {name: f"result_{name}" for name in ("school_code", "due", *COUNTS, "note")}
    words |= {name: name for name in ("form_title", "seed", "sheet_results", "certainty_count")}
    words |= {name: f"col_{name}" for name in ("code", "school", "chance", *ROLL_CALL)}
    return {name: _plain(say(f"sampling.{key}", lang=lang)) for name, key in words.items()}


def _places(
    cells: np.ndarray[Any, Any], labels: Mapping[str, str]
) -> dict[str, list[tuple[int, int]]]:
    """Where each label stands, from the top."""
    return {
        name: [(int(row), int(column)) for row, column in np.argwhere(cells == text)]
        for name, text in labels.items()
    }


def _table_head(
    cells: np.ndarray[Any, Any], labels: Mapping[str, str]
) -> tuple[int, dict[str, int], list[str]] | None:
    """The header row of the results: its row, column by field, and the headers that are missing."""
    for row in range(len(cells)):
        line = list(cells[row])
        found = {
            name: line.index(labels[name])
            for name in ("school_code", *COUNTS)
            if labels[name] in line
        }
        # On a school's form the two counts stand side by side too, but never beside a code.
        if "school_code" in found and len(found) > 1:
            if labels["school"] in line:
                found["school"] = line.index(labels["school"])
            missing = [labels[name] for name in COUNTS if name not in found]
            return row, found, missing
    return None


def _is_form(places: Mapping[str, list[tuple[int, int]]]) -> bool:
    """A school's own form, whole or damaged: two of its three marks, and it is not the overview."""
    marks = ("form_title", "code", "pupils_found")
    return sum(bool(places[mark]) for mark in marks) > 1 and not _is_overview(places)


def _is_overview(places: Mapping[str, list[tuple[int, int]]]) -> bool:
    """The first sheet, which takes no results; only it counts the certain schools."""
    return bool(places["certainty_count"] and places["chance"])


def _read_table(
    sheet: RawSheet,
    cells: np.ndarray[Any, Any],
    head: tuple[int, dict[str, int], list[str]],
    reading: SheetReading,
) -> None:
    first, columns, missing = head
    if missing:
        place = place_of(sheet.file, sheet.name, _row(sheet, first))
        reading.problems.append(
            say("sampling.filled_no_column", place=place, missing="、".join(missing))
        )
        return
    for row in range(first + 1, len(cells)):
        line = cells[row]
        place = place_of(sheet.file, sheet.name, _row(sheet, row))
        code = _code(sheet.frame.iat[row, columns["school_code"]])
        spots = {name: (row, columns[name]) for name in COUNTS}
        counts = _counts(sheet, spots, place, reading.problems)
        if counts is None:
            continue
        if not code:
            if counts != (None, None):
                reading.problems.append(say("sampling.filled_no_code", place=place))
            continue
        name = line[columns["school"]] if "school" in columns else ""
        reading.entries.append(
            Entry(code, str(name), *counts, sheet.file, sheet.name, _row(sheet, row), is_form=False)
        )


def _read_form(
    sheet: RawSheet,
    cells: np.ndarray[Any, Any],
    places: Mapping[str, list[tuple[int, int]]],
    labels: Mapping[str, str],
    reading: SheetReading,
) -> None:
    absent = [labels[name] for name in ("code", *COUNTS) if not places[name]]
    if absent:
        place = place_of(sheet.file, sheet.name)
        reading.problems.append(
            say("sampling.filled_form_damaged", place=place, missing="、".join(absent))
        )
        return
    known = set(labels.values())
    code_row, code_column = _right_of(cells, places["code"][0], known)
    code = _code(sheet.frame.iat[code_row, code_column]) if code_column >= 0 else ""
    # The totals stand at the foot: the last place of each label.
    spots = {name: _right_of(cells, places[name][-1], known) for name in COUNTS}
    top, foot = min(row for row, _ in spots.values()), max(row for row, _ in spots.values())
    place = place_of(sheet.file, sheet.name, _row(sheet, foot))
    counts = _counts(sheet, spots, place, reading.problems)
    if counts is None:
        return
    called = _has_roll_call(cells, places, top)
    if not code:
        if counts != (None, None) or called:
            place = place_of(sheet.file, sheet.name, _row(sheet, code_row))
            reading.problems.append(say("sampling.filled_no_code", place=place))
        return
    name = ""
    if places["school"]:
        name_row, name_column = _right_of(cells, places["school"][0], known)
        name = str(cells[name_row, name_column]) if name_column >= 0 else ""
    reading.entries.append(
        Entry(
            code,
            name,
            *counts,
            sheet.file,
            sheet.name,
            _row(sheet, foot),
            is_form=True,
            has_roll_call=called,
        )
    )


def _right_of(
    cells: np.ndarray[Any, Any], label: tuple[int, int], known: set[str]
) -> tuple[int, int]:
    """The first filled cell right of a label, before the next label; column -1 where all is blank."""
    row, column = label
    for place in range(column + 1, cells.shape[1]):
        text = cells[row, place]
        if text in known:
            break
        if text:
            return row, place
    return row, -1


def _counts(
    sheet: RawSheet, spots: Mapping[str, tuple[int, int]], place: str, problems: list[str]
) -> tuple[int | None, int | None] | None:
    """Both counts at their spots (column -1: blank); None, the problem told, if they cannot be."""
    counts: list[int | None] = []
    good = True
    for name in COUNTS:
        row, column = spots[name]
        cell = sheet.frame.iat[row, column] if column >= 0 else ""
        try:
            counts.append(count_in(cell))
        except ValueError:
            good = False
            label = say(f"sampling.result_{name}")
            problems.append(
                say("sampling.filled_no_number", place=place, column=label, found=_quoted(cell))
            )
    if not good:
        return None
    checked, found = counts
    if checked is not None and found is not None and found > checked:
        problems.append(
            say("sampling.filled_more_found", place=place, checked=checked, found=found)
        )
        return None
    return checked, found


def _has_roll_call(
    cells: np.ndarray[Any, Any], places: Mapping[str, list[tuple[int, int]]], end: int
) -> bool:
    """Whether somebody wrote numbers into the classes' rows."""
    for name in ROLL_CALL:
        for row, column in places[name][:1]:
            if any(WHOLE_NUMBER.fullmatch(str(text)) for text in cells[row + 1 : end, column]):
                return True
    return False


def _round_of(
    cells: np.ndarray[Any, Any], labels: Mapping[str, str]
) -> tuple[str | None, str | None]:
    """The fingerprint and the seed printed on the sheet, where they still stand there."""
    mark = seed = None
    for text in _words(cells):
        if mark is None and (found := ROUND_MARK.search(text)):
            mark = found[0]
    for row, column in np.argwhere(cells == labels["seed"]):
        _, place = _right_of(cells, (int(row), int(column)), set(labels.values()))
        seed = str(cells[row, place]) if place >= 0 else None
        break
    if seed is None and (
        found := re.search(rf"{re.escape(labels['seed'])}\s*(\d+)", " ".join(_words(cells[:3])))
    ):
        seed = found[1]
    return mark, seed


def _words(cells: np.ndarray[Any, Any]) -> Iterator[str]:
    return (str(text) for text in cells.ravel() if text)


def _texts(sheet: RawSheet) -> np.ndarray[Any, Any]:
    """The sheet as plain texts, for labels to be found in."""
    frame = sheet.frame
    cells = np.empty(frame.shape, dtype=object)
    for row, values in enumerate(frame.to_numpy(dtype=object)):
        cells[row] = [_plain(value) for value in values]
    return cells


def _plain(cell: Any) -> str:
    """A cell as text: one form for full-width signs, no surrounding blanks or closing colon."""
    if cell is None or cell != cell:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return unicodedata.normalize("NFKC", str(cell)).strip().rstrip(":").strip()


def _code(cell: Any) -> str:
    """A school code as text, without the apostrophe that keeps a sheet from reading a number."""
    return _plain(cell).lstrip("'")


def _row(sheet: RawSheet, position: int) -> int:
    return int(sheet.frame.index[position])


def _quoted(cell: Any) -> str:
    text = _plain(cell)
    return text if QUOTABLE.fullmatch(text) else say("sampling.filled_words")
