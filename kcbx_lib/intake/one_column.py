"""One column of one file cleaned, for ``kcbx clean``: each raw cell, its clean value, the reason."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd

from kcbx_lib.clean.cells import as_text
from kcbx_lib.errors import UnreadableInput, WrongUse
from kcbx_lib.intake.aliases import Dictionary
from kcbx_lib.intake.typed import Hints, clean_cells
from kcbx_lib.messages import say
from kcbx_lib.read import HeaderIndex, RawSheet, open_sheets
from kcbx_lib.read.layout import lay_out
from kcbx_lib.tables import Column, load_tables
from kcbx_lib.tables.wording import compact_header


def clean_one_column(
    file: Path, column: str, *, sheet: str | None = None, as_of: dt.date | None = None
) -> pd.DataFrame:
    """One row per data row: ``row, raw, clean, reason``. ``column`` is a header of the file or a
    column of the dictionary. Raises WrongUse naming the headers that the file has.
    """
    file = Path(file)
    if not file.is_file():
        raise UnreadableInput(
            say("read.cannot_open", file=file.name, found=say("intake.no_such_file"))
        )
    sheets = [one for one in open_sheets(file, file.name) if sheet is None or one.name == sheet]
    if not sheets:
        known = "、".join(one.name for one in open_sheets(file, file.name))
        raise WrongUse(say("intake.unknown_sheet", file=file.name, found=sheet, known=known))
    tables = load_tables()
    index = HeaderIndex(tables)
    seen: list[str] = []
    for one in sheets:
        layout = lay_out(one, index)
        if layout is None:
            continue
        headers = ["/".join(parts) for parts in layout.headers]
        seen += [header for header in headers if header]
        place, meaning = _find(layout.headers, column, index)
        if place is None or meaning is None:
            continue
        rows = layout.kinds == "data"
        cells = layout.body.iloc[:, place][rows]
        return _cleaned(one, cells, meaning, Dictionary(tables), as_of)
    raise WrongUse(
        say(
            "intake.unknown_header",
            file=file.name,
            found=column,
            known="、".join(dict.fromkeys(seen)),
        )
    )


def _find(
    headers: tuple[tuple[str, ...], ...], column: str, index: HeaderIndex
) -> tuple[int | None, Column | None]:
    wanted = compact_header(column)
    for place, parts in enumerate(headers):
        if not parts:
            continue
        meanings = [
            index.tables[name].column(match.column)
            for name in index.tables
            if (match := index.match(name, parts)) is not None
        ]
        own = compact_header("".join(parts)) == wanted
        named = [
            meaning
            for meaning in meanings
            if meaning.name == column or wanted in map(compact_header, meaning.headers)
        ]
        if own or named:
            text = Column(column, column, "text", "free_text", {"zh": "", "en": ""})
            return place, (named or meanings or [text])[0]
    return None, None


def _cleaned(
    sheet: RawSheet,
    cells: pd.Series,
    meaning: Column,
    dictionary: Dictionary,
    as_of: dt.date | None,
) -> pd.DataFrame:
    hints = Hints(as_of=as_of or dt.date(2100, 12, 31))
    cleaned = clean_cells(cells.reset_index(drop=True), meaning, dictionary, hints)
    value = cleaned.value
    texts = value.dt.strftime("%Y-%m-%d") if value.dtype.kind == "M" else value.astype("str")
    return pd.DataFrame(
        {
            "row": cells.index.to_numpy(),
            "raw": [as_text(cell) for cell in cells],
            "clean": texts.where(value.notna()).astype("str"),
            "reason": cleaned.reason.astype("str"),
        }
    )
