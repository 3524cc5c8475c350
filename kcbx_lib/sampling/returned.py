"""The sheets of one round brought together: one result a school, every contradiction named.

The same school may stand in the table of results, on its own form, in the copies of several teams.
Where they agree they are one result; where they differ nobody can tell which is right, so the
evaluation waits until it is mended. A school left blank is told, and counts as without a result.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from kcbx_lib.errors import UnreadableInput
from kcbx_lib.messages import say
from kcbx_lib.read import open_sheets
from kcbx_lib.read.signature import SPREADSHEET_SUFFIXES
from kcbx_lib.sampling.design import Design
from kcbx_lib.sampling.filled_sheets import Entry, place_of, read_filled_sheet

RESULT_COLUMNS = ("school_code", "school_name", "pupils_checked", "pupils_found", "place")


@dataclass
class Returned:
    """What came home: ``results`` has one row a school with both counts and the place of them.

    ``problems`` must be mended before anything can be said; ``notes`` are told beside the result.
    ``files`` holds the SHA-256 of each workbook read.
    """

    results: pd.DataFrame
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)


def find_workbooks(places: Sequence[Path]) -> list[tuple[Path, str]]:
    """Every workbook named or lying under a named folder, with the name that messages call it by."""
    found: dict[Path, str] = {}
    for place in places:
        if place.is_file():
            found.setdefault(place.resolve(), place.name)
        elif place.is_dir():
            for path in sorted(place.rglob("*")):
                if path.suffix.lower() in SPREADSHEET_SUFFIXES and path.is_file():
                    name = path.relative_to(place).as_posix()
                    # ~$… is what Office leaves beside an open file.
                    if not path.name.startswith(("~$", ".")):
                        found.setdefault(path.resolve(), name)
        else:
            raise UnreadableInput(say("sampling.filled_no_place", place=place))
    return sorted(found.items(), key=lambda item: item[1])


def read_results(workbook: Path) -> pd.DataFrame:
    """One workbook of filled-in sheets without its round: one row a school with both counts.

    Raises UnreadableInput, naming every place to mend, where the sheets cannot be read as they are.
    """
    returned = read_returned([workbook], None)
    if returned.problems:
        raise UnreadableInput("\n".join(returned.problems))
    return returned.results[["school_code", "pupils_checked", "pupils_found"]]


def read_returned(places: Sequence[Path], design: Design | None) -> Returned:
    """Read every workbook under ``places`` against the round that was drawn.

    Without a ``design`` nothing is known of the round, so codes and names are taken as they stand.
    """
    returned = Returned(pd.DataFrame(columns=list(RESULT_COLUMNS)))
    entries: list[Entry] = []
    workbooks = find_workbooks(places)
    if not workbooks:
        named = "、".join(place.name for place in places)
        raise UnreadableInput(say("sampling.filled_no_workbook", place=named))
    for path, name in workbooks:
        try:
            sheets = open_sheets(path, name)
        except UnreadableInput as problem:
            returned.problems.append(str(problem))
            continue
        returned.files[name] = hashlib.sha256(path.read_bytes()).hexdigest()
        known = False
        for sheet in sheets:
            reading = read_filled_sheet(sheet)
            known |= reading.is_known
            other = _is_of_another_round(reading.round_mark, reading.seed, design)
            if reading.is_known and other:
                if any(not entry.is_blank for entry in reading.entries) or reading.problems:
                    place = place_of(sheet.file, sheet.name)
                    returned.problems.append(say("sampling.filled_other_round", place=place))
                continue
            returned.problems += reading.problems
            entries += reading.entries
        if not known:
            returned.problems.append(say("sampling.no_results", file=name))
    returned.results = _settle(entries, design, returned)
    return returned


def _is_of_another_round(mark: str | None, seed: str | None, design: Design | None) -> bool:
    """Whether the sheet names another list or another seed than this round's."""
    if design is None:
        return False
    if mark is not None and design.frame_sha256 and not design.frame_sha256.startswith(mark):
        return True
    return (
        seed is not None and seed.isdigit() and design.seed is not None and int(seed) != design.seed
    )


def _settle(entries: Sequence[Entry], design: Design | None, returned: Returned) -> pd.DataFrame:
    """One row a school whose counts are known, in the order of the codes."""
    if design is None:
        names = {entry.school_code: entry.school_name for entry in entries}
        drawn = set(names)
    else:
        listed = design.schools[["school_code", "school_name"]].astype("str")
        names = dict(listed.itertuples(index=False, name=None))
        drawn = set(design.selected["school_code"].astype("str"))
    by_school: dict[str, list[Entry]] = {}
    for entry in entries:
        if _is_misplaced(entry, names, returned):
            continue
        if entry.school_code in names:
            by_school.setdefault(entry.school_code, []).append(entry)
    rows = []
    for code in sorted(by_school):
        settled = _one_result(by_school[code], returned)
        if settled is not None:
            rows.append(
                (code, names[code], settled.pupils_checked, settled.pupils_found, settled.place)
            )
            if code not in drawn:
                returned.notes.append(say("sampling.filled_not_drawn", place=settled.place))
    frame = pd.DataFrame(rows, columns=list(RESULT_COLUMNS))
    text = dict.fromkeys(("school_code", "school_name", "place"), "str")
    return frame.astype({**text, "pupils_checked": "Int64", "pupils_found": "Int64"})


def _is_misplaced(entry: Entry, names: dict[str, str], returned: Returned) -> bool:
    """Whether the entry's code is none of the list, or another school's; if so it is told."""
    code = entry.school_code
    if code not in names:
        if not entry.is_blank:
            returned.problems.append(
                say("sampling.filled_unknown_code", place=entry.place, code=code)
            )
        return True
    if not _is_other_name(entry, names[code]):
        return False
    values = {"code": code, "found": entry.school_name, "name": names[code]}
    returned.problems.append(say("sampling.filled_other_name", place=entry.place, **values))
    return True


def _is_other_name(entry: Entry, name: str) -> bool:
    """A row whose code and name belong to different schools was shifted or sorted in part."""
    given, own = ("".join(text.lstrip("'").split()) for text in (entry.school_name, name))
    return bool(given) and given != own


def _one_result(entries: Sequence[Entry], returned: Returned) -> Entry | None:
    """The result on which all entries of a school agree; None, with the reason told, without one."""
    complete = [entry for entry in entries if entry.is_complete]
    filled = [entry for entry in entries if not entry.is_blank]
    for entry in filled:
        other = next((one for one in filled if _contradict(entry, one)), None)
        if other is not None:
            returned.problems.append(
                say(
                    "sampling.filled_contradiction",
                    code=entry.school_code,
                    first=entry.place,
                    first_counts=_shown(entry),
                    second=other.place,
                    second_counts=_shown(other),
                )
            )
            return None
    if complete:
        if len({entry.file for entry in complete}) > 1:
            places = "；".join(entry.place for entry in complete)
            returned.notes.append(say("sampling.filled_doubled", places=places))
        return complete[0]
    for entry in filled:
        returned.notes.append(say("sampling.filled_in_part", place=entry.place))
    for entry in entries:
        if entry.is_blank and entry.has_roll_call:
            returned.notes.append(say("sampling.filled_no_totals", place=entry.place))
    return None


def _contradict(one: Entry, other: Entry) -> bool:
    return any(
        None not in pair and pair[0] != pair[1]
        for pair in zip(one.counts, other.counts, strict=True)
    )


def _shown(entry: Entry) -> str:
    return " / ".join("—" if count is None else str(count) for count in entry.counts)
