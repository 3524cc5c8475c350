"""Workbooks that open cleanly in Excel and WPS: the ledgers, the quarantine to repair, the review list.

All three hold persons and are written under ``restricted/`` only. Text is written as text, so that an
id keeps its digits and no cell runs as a formula; the creation date is the audit date.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xlsxwriter

from kcbx_lib.county import County
from kcbx_lib.facts import Facts
from kcbx_lib.messages import has_message, language, say
from kcbx_lib.reports.headings import header_of
from kcbx_lib.reports.ledger_words import ledger_in_words
from kcbx_lib.reports.review_sheets import side_by_side
from kcbx_lib.reports.writer import starts_formula, write_aside
from kcbx_lib.tables import load_table, table_names

WIDEST_COLUMN = 40
WIDEST_OF_MANY = 20
MOST_COLUMNS_ON_A4 = 14
FROZEN_COLUMNS = 2
A3, A4 = 8, 9  # Excel's paper numbers; more columns than A4 can hold in readable type go on A3
NARROWEST_COLUMN = 6
HEADER_LENGTH = 6  # a longer heading wraps
FONT = "等线"
SHEET_NAME_LENGTH = 31
PERSON_LAST = ("name", "resident_id", "student_no", "guardian")


@dataclass(frozen=True)
class Sheet:
    """One sheet: its title, the line under it, and the table; ``choices`` are drop-downs by column."""

    name: str
    title: str
    note: str
    frame: pd.DataFrame
    choices: Mapping[str, list[str]] = field(default_factory=dict)


def write_workbook(path: Path, sheets: list[Sheet], *, created: datetime) -> Path:
    """A workbook of titled tables with a frozen, filtered header and print settings for A4."""

    def fill(aside: Path) -> None:
        with xlsxwriter.Workbook(
            str(aside), {"strings_to_formulas": False, "strings_to_urls": False}
        ) as book:
            book.set_properties({"created": created})
            for sheet in sheets:
                _fill_sheet(book, sheet)

    return write_aside(path, fill)


def _fill_sheet(book: Any, sheet: Sheet) -> None:
    formats = _formats(book)
    page = book.add_worksheet(sheet.name[:SHEET_NAME_LENGTH])
    columns = list(sheet.frame.columns)
    widest = WIDEST_OF_MANY if len(columns) > MOST_COLUMNS_ON_A4 else WIDEST_COLUMN
    last = max(len(columns) - 1, 0)
    page.write_string(0, 0, sheet.title, formats["title"])
    page.write_string(1, 0, sheet.note, formats["note"])
    for number, column in enumerate(columns):
        page.write_string(2, number, str(column), formats["header"])
        page.set_column(number, number, _width(sheet.frame, column, widest))
    for row, record in enumerate(sheet.frame.itertuples(index=False), start=3):
        for number, value in enumerate(record):
            _write_cell(page, row, number, value, formats["cell"])
    # where a table runs off the screen, whom a row is about stays in sight
    page.freeze_panes(3, FROZEN_COLUMNS if len(columns) > MOST_COLUMNS_ON_A4 else 0)
    if columns:
        page.autofilter(2, 0, max(2, 2 + len(sheet.frame)), last)
    for column, choices in sheet.choices.items():
        at = columns.index(column)
        page.data_validation(
            3, at, max(3, 2 + len(sheet.frame)), at, {"validate": "list", "source": choices}
        )
    page.set_landscape()
    page.set_paper(A3 if len(columns) > MOST_COLUMNS_ON_A4 else A4)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.fit_to_pages(1, 0)
    page.repeat_rows(2)
    page.set_footer("&C&P / &N")


def _formats(book: Any) -> dict[str, Any]:
    base = {"font_name": FONT, "font_size": 10}
    return {
        "title": book.add_format({**base, "bold": True, "font_size": 14}),
        "note": book.add_format({**base, "font_color": "#555555"}),
        "header": book.add_format(
            {
                **base,
                "bold": True,
                "bg_color": "#E8EEF4",
                "border": 1,
                "text_wrap": True,
                "valign": "vcenter",
            }
        ),
        "cell": book.add_format(
            {**base, "border": 1, "border_color": "#D0D0D0", "valign": "top", "text_wrap": True}
        ),
    }


def _write_cell(page: Any, row: int, column: int, value: object, style: Any) -> None:
    if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
        page.write_blank(row, column, None, style)
    elif isinstance(value, bool | np.bool_):
        page.write_string(
            row, column, say("workbooks.yes") if value else say("workbooks.no"), style
        )
    elif isinstance(value, int | float | np.integer | np.floating):
        page.write_number(row, column, value, style)
    elif isinstance(value, pd.Timestamp):
        page.write_string(row, column, value.date().isoformat(), style)
    else:
        text = str(value)
        page.write_string(row, column, f"'{text}" if starts_formula(text) else text, style)


def _width(frame: pd.DataFrame, column: str, widest: int) -> int:
    texts = [str(column)[:HEADER_LENGTH], *map(_shown, frame[column].head(200).dropna())]
    longest = max(sum(2 if ord(c) > 0x2E7F else 1 for c in text) for text in texts)
    return min(max(longest + 2, NARROWEST_COLUMN), widest)


def _shown(value: object) -> str:
    """A value as long as its cell shows it: a moment stands as its day."""
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else str(value)


def titled(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with headings for people; headings that would repeat keep the column's own name."""
    names = [header_of(str(column)) for column in frame.columns]
    repeated = {name for name in names if names.count(name) > 1}
    return frame.set_axis(
        [
            f"{name}（{column}）" if name in repeated else name
            for name, column in zip(names, frame.columns, strict=True)
        ],
        axis=1,
    )


def write_ledgers(path: Path, *, facts: Facts) -> Path:
    """三本台账: school-age, suspected, dropout, with names, one sheet each."""
    people = facts["children"].rename_axis(index="subject").reset_index()
    named = people[[column for column in ("subject", *PERSON_LAST) if column in people]]
    earlier = forgotten_people(facts)
    if len(earlier):
        known = [column for column in ("subject", *PERSON_LAST) if column in earlier]
        named = pd.concat([named, earlier[known]], ignore_index=True)
    sheets = []
    for ledger in ("ledger_school_age", "ledger_suspected", "ledger_dropout"):
        own = facts[ledger]
        frame = named.merge(
            own[[c for c in own.columns if c == "subject" or c not in named.columns]],
            on="subject",
            how="right",
            validate="one_to_many",
        )
        title = say(f"workbooks.{ledger}")
        sheets.append(
            Sheet(
                title,
                f"{facts.county.name}{title}",
                _note(facts, len(frame)),
                titled(ledger_in_words(frame, facts)),
            )
        )
    return write_workbook(path, sheets, created=_created(facts.county.as_of))


def forgotten_people(facts: Facts) -> pd.DataFrame:
    """Who the children are whom a ledger keeps although no table speaks of them any more."""
    if not facts.has("previous_people"):
        return pd.DataFrame({"subject": pd.Series(dtype="str")})
    earlier = facts["previous_people"]
    listed = facts["ledger_suspected"]["subject"]
    still = earlier["subject"].isin(listed) & ~earlier["subject"].isin(facts["children"].index)
    return earlier[still].reset_index(drop=True)


def write_quarantine(path: Path, *, county: County) -> Path:
    """The rows set aside, one sheet a table, laid out to be repaired and dropped back into the folder."""
    sheets = []
    for table, rows in county.quarantined.groupby("table", sort=True, dropna=False):
        raw = pd.DataFrame([json.loads(text) for text in rows["raw"]], index=rows.index).astype(
            "str"
        )
        front = rows[["file", "sheet", "row", "reason"]]
        front = front.assign(reason=front["reason"].map(_reason)).rename(columns=header_of)
        frame = front.merge(
            raw.rename(columns=str),
            left_index=True,
            right_index=True,
            suffixes=("", "*"),
            validate="one_to_one",
        )
        name = load_table(str(table)).title[language()] if table in table_names() else str(table)
        note = say("workbooks.quarantine_note")
        sheets.append(Sheet(name, say("workbooks.quarantine_title", table=name), note, frame))
    if not sheets:
        empty = pd.DataFrame(
            {header_of(column): [] for column in ("file", "sheet", "row", "reason")}
        )
        name = say("workbooks.quarantine_none")
        sheets.append(Sheet(name, name, "", empty))
    return write_workbook(path, sheets, created=_created(county.settings.as_of))


def _reason(code: object) -> str:
    """Why a row was set aside, in words where the catalogue has them."""
    key = f"quality_story.reason_{code}"
    return say(key) if has_message(key) else str(code)


def write_review(path: Path, *, facts: Facts) -> Path:
    """Possible matches for a human to decide, both records side by side; further sheets show the pairs
    joined on slips of the pen, which a person can part, and the decisions already followed. The
    answers are read back from the workbook on the next run.
    """
    created = _created(facts.county.as_of)
    choices = {header_of("decision"): [say("workbooks.same"), say("workbooks.different")]}
    waiting = facts["link_review"]
    sheets = [
        Sheet(
            say("workbooks.review"),
            say("workbooks.review_title"),
            say("workbooks.review_note"),
            side_by_side(facts, waiting, pd.Series(pd.NA, index=waiting.index, dtype="str")),
            choices,
        )
    ]
    slips = facts["link_on_slips"]
    if len(slips):
        frame = side_by_side(facts, slips, pd.Series(pd.NA, index=slips.index, dtype="str"))
        title = say("workbooks.on_slips")
        sheets.append(Sheet(title, title, say("workbooks.on_slips_note"), frame, choices))
    decided = facts["link_decided"]
    if len(decided):
        words = decided["is_same"].map(
            {True: say("workbooks.same"), False: say("workbooks.different")}
        )
        frame = side_by_side(facts, decided, words)
        title = say("workbooks.decided")
        sheets.append(Sheet(title, title, say("workbooks.decided_note"), frame, choices))
    return write_workbook(path, sheets, created=created)


def _note(facts: Facts, count: int) -> str:
    return say("workbooks.ledger_note", as_of=facts.county.as_of.isoformat(), count=count)


def _created(as_of: Any) -> datetime:
    return datetime(as_of.year, as_of.month, as_of.day)  # noqa: DTZ001 — a label, not a moment
