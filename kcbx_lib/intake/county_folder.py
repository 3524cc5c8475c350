"""One folder → one County: recognise, clean, accept or set aside, and account for every row."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from kcbx_lib.clean import grade as grade_cleaner
from kcbx_lib.clean.cells import as_text
from kcbx_lib.county import County, CountySettings
from kcbx_lib.errors import UnreadableInput
from kcbx_lib.intake.account import QUARANTINE_COLUMNS, sources_frame
from kcbx_lib.intake.aliases import Dictionary, read_dictionary
from kcbx_lib.intake.attendance import attendance_rows, marks_frame
from kcbx_lib.intake.copies import tell_copies
from kcbx_lib.intake.duplicates import duplicate_rows
from kcbx_lib.intake.gather import Gathered, gather, mapping_frame, notices_frame
from kcbx_lib.intake.person import complete_persons
from kcbx_lib.intake.quality import QualityLog
from kcbx_lib.intake.repaired import with_repaired
from kcbx_lib.intake.review_answers import together
from kcbx_lib.intake.school_names import directory_of, resolve_schools
from kcbx_lib.intake.scores import long_scores
from kcbx_lib.intake.settings import read_ignore, read_settings, with_aliases
from kcbx_lib.intake.stack import Stack, place_tags, stack_sheets
from kcbx_lib.intake.totals import log_totals
from kcbx_lib.intake.typed import Hints, type_columns
from kcbx_lib.intake.usable import DUPLICATE, NO_MONTH, log_blanks, set_aside
from kcbx_lib.messages import say
from kcbx_lib.read import SheetTable

PROVENANCE = ("file", "sheet", "row")
_WITH_GRADE = re.compile(r"[级初小高]|^\s*[一二三四五六七八九1-9]\s*[(（.]|^[七八九]")


def read_county(
    folder: Path,
    *,
    policy: str | None = None,
    as_of: str | dt.date | None = None,
    progress: Callable[[str], None] | None = None,
) -> County:
    """The county in ``folder``, every source row accepted or set aside.

    ``policy`` and ``as_of`` replace those of ``county.yml``; ``progress`` is told each file's name.
    Raises WrongUse for a fault in ``county.yml``, UnreadableInput where a file cannot be read, a
    required column is missing, or no enrolment was found.
    """
    folder = Path(folder)
    settings = read_settings(folder, policy=policy, as_of=as_of)
    dictionary = read_dictionary(folder)
    settings = with_aliases(settings, dictionary.schools)
    gathered = gather(settings, dictionary, ignore=read_ignore(folder), progress=progress)
    gathered.sheets, taken = with_repaired(gathered.sheets, gathered.repaired)
    if gathered.repaired:
        gathered.notice("", "", "rows_mended", count=taken, given=len(gathered.repaired))
    _require_enrolment(gathered, folder)
    return _County(settings, dictionary, gathered).build()


def header_map(folder: Path) -> pd.DataFrame:
    """What every header in the folder was taken for: ``file, sheet, table, header, column,
    confidence, how``. A wrong one is corrected under ``columns`` in ``county.yml``.
    """
    folder = Path(folder)
    settings = read_settings(folder, as_of=dt.date(2000, 1, 1))
    dictionary = read_dictionary(folder)
    return mapping_frame(gather(settings, dictionary, ignore=read_ignore(folder)))


def _require_enrolment(gathered: Gathered, folder: Path) -> None:
    if any(sheet.table == "enrolment" for sheet in gathered.sheets):
        return
    seen = [f"{sheet.sheet.place} → {sheet.table}" for sheet in gathered.sheets]
    for other in gathered.others:
        headers = "、".join(heading.header for heading in other.headings[:8])
        seen.append(f"{other.sheet.place}（{headers}）")
    found = "；".join(seen[:20]) or "、".join(sorted(gathered.sha256)) or say("intake.nothing")
    raise UnreadableInput(say("intake.no_enrolment", folder=folder.name, found=found))


class _County:
    """The tables of one county on their way from raw cells to accepted rows."""

    def __init__(
        self, settings: CountySettings, dictionary: Dictionary, gathered: Gathered
    ) -> None:
        self.settings = settings
        self.dictionary = dictionary
        self.gathered = gathered
        self.log = QualityLog()
        self.tables: dict[str, pd.DataFrame] = {}
        self.quarantined: list[pd.DataFrame] = []
        self.counts: dict[str, tuple[int, int]] = {}

    def build(self) -> County:
        """All tables, the directory of schools first: the others are resolved against it."""
        stacks = self._stacks()
        schools = None
        if "schools" in stacks:
            self._accept(stacks["schools"], _no_directory())
            schools = self.tables["schools"]
        directory = directory_of(
            schools, stacks.get("enrolment"), self.settings.aliases, county=self.settings.name
        )
        for name, stack in stacks.items():
            if name != "schools":
                self._accept(stack, directory)
        tell_copies(stacks, self.tables, self.gathered)
        return County(
            settings=self.settings,
            tables=self.tables,
            sources=sources_frame(self.gathered, self.counts),
            quarantined=_quarantine_frame(self.quarantined),
            quality=self.log.frame(),
            notices=notices_frame(self.gathered),
            headers=mapping_frame(self.gathered),
            answers=together(self.gathered.answers),
        )

    def _stacks(self) -> dict[str, Stack]:
        by_table: dict[str, list[SheetTable]] = {}
        for sheet in self.gathered.sheets:
            by_table.setdefault(sheet.table, []).append(sheet)
        tags = place_tags([sheet.sheet.place for sheet in self.gathered.sheets])
        return {
            name: stack_sheets(self.dictionary.tables[name], by_table[name], tags)
            for name in self.dictionary.tables
            if name in by_table
        }

    def _accept(self, stack: Stack, directory: pd.DataFrame) -> None:
        """Clean one table and take its rows, or set them aside."""
        codes, stage = resolve_schools(stack, directory, self.settings.name, self.log)
        hints = Hints(as_of=self.settings.as_of, stage=stage)
        frame, reasons = type_columns(stack, self.dictionary, hints, self.log)
        frame = frame.assign(**codes)
        if stack.table.person:
            frame = complete_persons(stack, frame, reasons, self.log)
        frame = _grade_from_class(stack, frame, hints)
        reason, column = set_aside(stack, frame)
        marks = None
        if stack.table.name == "attendance":
            frame, marks, undated, names = attendance_rows(
                stack, frame, self.settings, self.dictionary, self.log
            )
            hits = undated & reason.eq("").to_numpy()
            reason[hits], column[hits] = NO_MONTH, "month"
            unread = frame["form"].eq("day").to_numpy() & frame["date"].isna().to_numpy()
            hits = unread & reason.eq("").to_numpy()
            reason[hits], column[hits] = "unreadable_date", "date"
        kept = reason.eq("").to_numpy()
        repeated = duplicate_rows(stack, kept)
        reason[repeated], column[repeated] = DUPLICATE, ""
        kept = kept & ~repeated
        log_blanks(stack, frame, kept, self.log)
        log_totals(stack, frame, self.log)
        self._count(stack, kept)
        if (~kept).any():
            self.quarantined.append(_set_aside_rows(stack, ~kept, reason, column))
        if stack.table.name == "scores":
            frame = long_scores(stack, frame, self.dictionary, hints, self.log)
            self.tables["scores"] = _finished(stack, frame, kept)
            return
        self.tables[stack.table.name] = _finished(stack, frame, kept)
        if marks is not None:
            frame, halves = marks_frame(marks, names, stack, kept)
            self.tables["attendance_marks"] = frame
            if halves:
                self.gathered.notice("", "", "half_days", count=halves)

    def _count(self, stack: Stack, kept: np.ndarray) -> None:
        part = stack.place["part"].to_numpy()
        accepted = np.bincount(part[kept], minlength=len(stack.sheets))
        total = np.bincount(part, minlength=len(stack.sheets))
        for number, sheet in enumerate(stack.sheets):
            self.counts[sheet.sheet.place] = (int(total[number]), int(accepted[number]))


def _no_directory() -> pd.DataFrame:
    return pd.DataFrame({name: [] for name in ("school_code", "school_name", "aliases", "stage")})


def _grade_from_class(stack: Stack, frame: pd.DataFrame, hints: Hints) -> pd.DataFrame:
    """七年级(1)班 or 701 in the class column tells the grade where the sheet has no grade."""
    if "grade" not in frame or "class_no" not in stack.raw.columns:
        return frame
    missing = frame["grade"].isna()
    if not missing.any():
        return frame
    labels = stack.raw["class_no"].where(missing, None)
    telling = labels.map(lambda cell: isinstance(cell, str) and bool(_WITH_GRADE.search(cell)))
    found = grade_cleaner.clean_column(
        labels.where(telling, None), stage=hints.stage, as_of=hints.as_of
    )
    return frame.assign(grade=frame["grade"].where(~missing, found.value))


def _finished(stack: Stack, frame: pd.DataFrame, kept: np.ndarray) -> pd.DataFrame:
    """Accepted rows: dictionary columns, provenance, index ``row_id``."""
    columns = [column.name for column in stack.table.columns]
    if stack.table.person:
        columns.insert(columns.index("resident_id") + 1, "resident_id_reason")
    ids = stack.row_id
    place = stack.place
    if "position" in frame:
        position = frame["position"].to_numpy()
        keep = kept[position]
        frame, position = frame[keep], position[keep]
        ids = pd.Series(ids.array.take(position), dtype="str") + frame["suffix"].reset_index(
            drop=True
        )
        place = place.iloc[position]
        frame = frame.drop(columns=["position", "suffix"])
    else:
        frame, ids, place = frame[kept], ids[kept], place[kept]
    frame = frame.reindex(columns=columns)
    for name in PROVENANCE:
        frame[name] = place[name].to_numpy()
    frame = frame.astype({"file": "str", "sheet": "str", "row": "int64"})
    return frame.set_axis(pd.Index(ids.to_numpy(), dtype="str", name="row_id"), axis=0)


def _set_aside_rows(
    stack: Stack, rows: np.ndarray, reason: pd.Series, column: pd.Series
) -> pd.DataFrame:
    hits = np.flatnonzero(rows)
    place = stack.place.iloc[hits]
    return pd.DataFrame(
        {
            "table": stack.table.name,
            "file": place["file"].to_numpy(),
            "sheet": place["sheet"].to_numpy(),
            "row": place["row"].to_numpy(),
            "reason": reason.to_numpy()[hits],
            "column": column.to_numpy()[hits],
            "raw": [_raw_json(stack, at) for at in hits.tolist()],
        }
    )


def _raw_json(stack: Stack, at: int) -> str:
    """The row's raw cells by the sheet's own headers."""
    part = int(stack.place["part"].to_numpy()[at])
    sheet = stack.sheets[part]
    own = at - int(stack.starts[part])
    headers = {heading.column: heading.header for heading in sheet.headings if heading.column}
    cells = {
        headers.get(str(name), str(name)): sheet.rows[name].iat[own]
        for name in sheet.rows.columns
        if name not in sheet.supplied
    }
    cells |= sheet.cells_aside(own)
    if sheet.marks is not None:
        days = (str(day.day) for day in sheet.days)
        cells |= dict(zip(days, sheet.marks[own], strict=True))
    if sheet.courses is not None:
        cells |= {str(name): sheet.courses[name].iat[own] for name in sheet.courses.columns}
    return json.dumps({name: as_text(cell) for name, cell in cells.items()}, ensure_ascii=False)


def _quarantine_frame(parts: list[pd.DataFrame]) -> pd.DataFrame:
    types = dict.fromkeys(QUARANTINE_COLUMNS, "str") | {"row": "int64"}
    whole = (
        pd.concat([part.astype(types) for part in parts], ignore_index=True)
        if parts
        else pd.DataFrame({name: [] for name in QUARANTINE_COLUMNS}).astype(types)
    )
    return whole.sort_values(["table", "file", "sheet", "row"], kind="stable", ignore_index=True)
