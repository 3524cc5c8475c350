"""Every file of the folder → its sheets, each recognised as a table or named as left aside.

A file that should be a table and cannot be read stops the county: with one school's file missing, its
pupils would look as if they were in no school. All such files are named at once, with what to do.
"""

from __future__ import annotations

import fnmatch
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from kcbx_lib.county import HEADER_COLUMNS, CountySettings
from kcbx_lib.errors import UnreadableInput, WrongUse
from kcbx_lib.intake.aliases import Dictionary
from kcbx_lib.intake.folder import find_files
from kcbx_lib.intake.repaired import Repaired, is_quarantine, read_repaired
from kcbx_lib.intake.review_answers import is_review, read_answers
from kcbx_lib.messages import say
from kcbx_lib.read import HeaderIndex, RawSheet, SheetTable, Unrecognised, open_sheets, read_sheet
from kcbx_lib.tables import load_table

NOTICE_COLUMNS = ("file", "sheet", "kind", "detail")


@dataclass
class Gathered:
    """What the folder holds: recognised sheets, the hash of each file, notices, mended rows."""

    sheets: list[SheetTable] = field(default_factory=list)
    others: list[Unrecognised] = field(default_factory=list)
    sha256: dict[str, str] = field(default_factory=dict)
    notices: list[tuple[str, str, str, str]] = field(default_factory=list)
    repaired: list[Repaired] = field(default_factory=list)
    answers: list[pd.DataFrame] = field(default_factory=list)

    def notice(self, file: str, sheet: str, kind: str, **values: Any) -> None:
        """Note something to tell the user that is no row."""
        self.notices.append((file, sheet, kind, say(f"intake.notice_{kind}", **values)))


def gather(
    settings: CountySettings,
    dictionary: Dictionary,
    *,
    ignore: tuple[str, ...] = (),
    progress: Callable[[str], None] | None = None,
) -> Gathered:
    """All sheets of the county's folder. Raises UnreadableInput, naming every file that cannot be
    read, and WrongUse for a place in ``county.yml`` that does not exist.
    """
    files, left = find_files(settings.folder)
    gathered = Gathered()
    for item in left:
        gathered.notice(item.name, "", item.kind)
    named = _named_places(settings)
    index = HeaderIndex(dictionary.tables, user=settings.columns)
    trouble: list[str] = []
    for file in files:
        if any(fnmatch.fnmatch(file.name, pattern) for pattern in ignore):
            gathered.notice(file.name, "", "ignored")
            continue
        if progress:
            progress(file.name)
        try:
            gathered.sha256[file.name] = _sha256(file.path)
            sheets = open_sheets(file.path, file.name)
        except UnreadableInput as problem:
            trouble.append(str(problem))
            continue
        except OSError as problem:
            trouble.append(say("read.cannot_open", file=file.name, found=problem.strerror or ""))
            continue
        _take(sheets, named, index, gathered)
    if trouble:
        raise UnreadableInput("\n".join([*trouble, say("intake.unreadable_files")]))
    _refuse_unmatched(named, [file.name for file in files])
    _tell_supplied(gathered, index)
    return gathered


def _sha256(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


@dataclass
class _Named:
    """A place that ``county.yml`` names for a table; ``used`` once a sheet was found there."""

    table: str
    file: str
    sheet: str | None
    used: bool = False

    def fits(self, sheet: RawSheet) -> bool:
        """Whether the sheet lies there; the file may be a pattern such as ``考勤/*.xlsx``."""
        same = sheet.file == self.file or fnmatch.fnmatch(sheet.file, self.file)
        return same and (self.sheet is None or self.sheet == sheet.name)


def _named_places(settings: CountySettings) -> list[_Named]:
    places = []
    for table, text in settings.tables.items():
        load_table(table)
        for line in text.splitlines():
            file, mark, sheet = line.partition("#")
            places.append(
                _Named(table, file.strip().replace("\\", "/"), sheet.strip() if mark else None)
            )
    return places


def _refuse_unmatched(named: list[_Named], files: list[str]) -> None:
    for place in named:
        if not place.used:
            where = place.file + (f"#{place.sheet}" if place.sheet else "")
            raise WrongUse(
                say(
                    "intake.place_not_found",
                    table=place.table,
                    found=where,
                    known="、".join(files[:12]),
                )
            )


def _take(
    sheets: list[RawSheet], named: list[_Named], index: HeaderIndex, gathered: Gathered
) -> None:
    exclusive = {place.table for place in named}
    if sheets and is_quarantine(sheets):
        gathered.repaired += read_repaired(sheets)
        gathered.notice(sheets[0].file, "", "quarantine_read")
        return
    if sheets and is_review(sheets):
        gathered.answers.append(read_answers(sheets))
        gathered.notice(sheets[0].file, "", "review_read", count=len(gathered.answers[-1]))
        return
    for sheet in sheets:
        place = next((place for place in named if place.fits(sheet)), None)
        if place is not None:
            if sheet.hidden and place.sheet is None:
                gathered.notice(sheet.file, sheet.name, "hidden_sheet")
                continue
            place.used = True
        elif sheet.hidden:
            gathered.notice(sheet.file, sheet.name, "hidden_sheet")
            continue
        _tell_notes(sheet, gathered)
        found = read_sheet(sheet, index, table=place.table if place else None)
        if isinstance(found, Unrecognised):
            gathered.others.append(found)
            if sheet.frame.size:
                seen = "、".join(heading.header for heading in found.headings[:12]) or say(
                    "intake.nothing"
                )
                gathered.notice(sheet.file, sheet.name, "unrecognised", headers=seen)
        elif place is None and found.table in exclusive:
            gathered.others.append(Unrecognised(sheet, found.headings))
            gathered.notice(sheet.file, sheet.name, "named_elsewhere", table=found.table)
        else:
            missing = _missing_column(found, index)
            if missing and not found.found.by_headers:
                gathered.others.append(Unrecognised(sheet, found.headings))
                gathered.notice(
                    sheet.file, sheet.name, "lacks_column", column=missing, table=found.table
                )
                continue
            if missing:
                _refuse_missing(found, missing, index)
            _tell_columns(found, gathered)
            gathered.sheets.append(found)


def _missing_column(found: SheetTable, index: HeaderIndex) -> str | None:
    """A required column that neither the sheet nor the words around it give."""
    table = index.tables[found.table]
    present = {*found.rows.columns, *found.supplied}
    stand_ins = {
        "grade": {"class_no"},
        "school_code": {"school_name"},
        "school_name": {"school_code"},
        "period": {"submitted_on"},
        "case_no": {"name", "resident_id", "student_no"},
    }
    for column in table.columns:
        if not column.required or column.name in present:
            continue
        if stand_ins.get(column.name, set()) & present or found.courses is not None:
            continue
        return column.name
    return None


def _refuse_missing(found: SheetTable, missing: str, index: HeaderIndex) -> None:
    """Stop the county, naming file, sheet, column and headers: the table is there and of no use."""
    table = index.tables[found.table]
    headers = [heading.header for heading in found.headings]
    example = f"columns: {{{table.name}: {{{headers[0]}: {missing}}}}}"
    raise UnreadableInput(
        say(
            "intake.missing_column",
            place=found.sheet.place,
            table=f"{table.label()}（{table.name}）",
            column=f"{table.column(missing).header}（{missing}）",
            headers="、".join(headers[:40]),
            example=example,
        )
    )


def _tell_notes(sheet: RawSheet, gathered: Gathered) -> None:
    for kind, detail in sheet.notes:
        gathered.notice(sheet.file, sheet.name, kind, found=detail)
    if sheet.mended:
        gathered.notice(sheet.file, sheet.name, "formula_cells", count=sheet.mended)


def _tell_columns(found: SheetTable, gathered: Gathered) -> None:
    place = (found.sheet.file, found.sheet.name)
    for kind, count in found.denied.items():
        gathered.notice(*place, "denied_column", what=say(f"intake.denied_{kind}"), count=count)
    unknown = [heading.header for heading in found.headings if heading.how == "unknown"]
    if unknown:
        gathered.notice(*place, "unknown_column", headers="、".join(unknown[:30]))
    if found.found.rivals:
        rivals = "、".join(name for name, _ in found.found.rivals)
        gathered.notice(*place, "near_tie", table=found.table, rivals=rivals)


def _tell_supplied(gathered: Gathered, index: HeaderIndex) -> None:
    """One notice a file for the columns that its sheets have from a title or a name."""
    counts: dict[tuple[str, str], int] = {}
    for found in gathered.sheets:
        if found.supplied:
            table = index.tables[found.table]
            headers = "、".join(table.column(name).header for name in found.supplied)
            key = (found.sheet.file, headers)
            counts[key] = counts.get(key, 0) + 1
    for (file, headers), count in counts.items():
        gathered.notice(file, "", "supplied", columns=headers, count=count)


def notices_frame(gathered: Gathered) -> pd.DataFrame:
    """The notices in one order."""
    frame = pd.DataFrame(gathered.notices, columns=list(NOTICE_COLUMNS)).astype("str")
    return frame.sort_values(list(NOTICE_COLUMNS), kind="stable", ignore_index=True)


def mapping_frame(gathered: Gathered) -> pd.DataFrame:
    """Every header of every sheet and what it was taken for."""
    taken = [(one.sheet, one.table, one.headings) for one in gathered.sheets]
    taken += [(other.sheet, "", other.headings) for other in gathered.others]
    rows = [
        (sheet.file, sheet.name, table, *heading)
        for sheet, table, headings in taken
        for heading in headings
    ]
    frame = pd.DataFrame(rows, columns=list(HEADER_COLUMNS))
    types = dict.fromkeys(HEADER_COLUMNS, "str") | {"confidence": "float64"}
    return frame.astype(types).sort_values(["file", "sheet"], kind="stable", ignore_index=True)
