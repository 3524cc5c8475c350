"""Any tidy table from a file, as text: delimiter sniffed, headers and cells freed of stray blanks.

One row in is one row out. Numbers stay text until ``columns.py`` decides what a column is, so that an
identifier is never rounded.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pandas as pd

from kcbx_lib.errors import UnreadableInput, WrongUse
from kcbx_lib.messages import say

DELIMITERS = (",", ";", "\t", "|")
STRAY = re.compile("[\\s\u00a0\u3000\ufeff\u200b\u200c\u200d\u2060]+")
BLANKS = (
    "", "NA", "N/A", "n/a", "#N/A", "NaN", "nan", "NULL", "null", "None", "<NA>", "?", ".", "..",
    "-", "--", "—", "——", "－", "/", "不详", "未知", "未填",
)  # fmt: skip
"""Cells that say that nothing is known: those of pandas, the dot of Stata and SAS, and dashes. 无 and
none are answers, not blanks."""
PARQUET_MAGIC = b"PAR1"
SNIFFED_LINES = 50


def read_table(path: Path | str, *, notes: list[str] | None = None) -> pd.DataFrame:
    """A csv, tsv, txt or parquet file as a frame; csv cells are text or NA.

    ``notes`` gathers what was done to headers that repeat. Raises WrongUse when there is no such
    file, UnreadableInput for another format or an empty table.
    """
    file = Path(path)
    if not file.is_file():
        raise WrongUse(say("research.no_file", file=file.name))
    content = file.read_bytes()
    if content[:4] == PARQUET_MAGIC:
        frame = _read_parquet(file)
    elif content[:2] == b"PK" or content[:4] == b"\xd0\xcf\x11\xe0":
        raise UnreadableInput(say("research.workbook", file=file.name))
    else:
        frame = _read_text(_decoded(content, file.name), file.name)
    return with_clean_headers(frame, name=file.name, notes=notes)


def with_clean_headers(
    frame: pd.DataFrame, *, name: str, notes: list[str] | None = None
) -> pd.DataFrame:
    """The frame with headers freed of stray blanks.

    A column without a header is named by its place. Of two columns of one name the later is left out
    where it says the same, else it gets a number (``score.1``), as pandas counts; both are noted.
    """
    if frame.empty:
        raise UnreadableInput(say("research.empty", file=name))
    notes = [] if notes is None else notes
    taken: dict[str, int] = {}
    for place, column in enumerate(frame.columns):
        header = clean_header(column) or f"column_{place + 1}"
        if header in taken:
            if _same_cells(frame.iloc[:, taken[header]], frame.iloc[:, place]):
                notes.append(say("research.same_header_same_cells", column=header))
                continue
            header = _numbered(header, taken)
            notes.append(say("research.same_header", column=header))
        taken[header] = place
    return frame.iloc[:, list(taken.values())].set_axis(list(taken), axis=1)


def _same_cells(one: pd.Series, other: pd.Series) -> bool:
    return bool((one.eq(other) | (one.isna() & other.isna())).fillna(False).all())


def _numbered(header: str, taken: dict[str, int]) -> str:
    number = 1
    while f"{header}.{number}" in taken:
        number += 1
    return f"{header}.{number}"


def clean_header(header: object) -> str:
    """A header with runs of blanks made one, the ends and byte-order marks cut."""
    return STRAY.sub(" ", str(header)).strip()


def _read_parquet(file: Path) -> pd.DataFrame:
    try:
        frame = pd.read_parquet(file)
    except (ValueError, OSError) as problem:  # pyarrow's own errors are of these two kinds
        raise UnreadableInput(say("research.broken_parquet", file=file.name)) from problem
    named = [name for name in frame.index.names if name is not None]
    return frame.reset_index() if named else frame.reset_index(drop=True)


def _decoded(content: bytes, name: str) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableInput(say("research.unknown_encoding", file=name))


def _read_text(text: str, name: str) -> pd.DataFrame:
    if not text.strip():
        raise UnreadableInput(say("research.empty", file=name))
    if "\x00" in text[:4096]:
        raise UnreadableInput(say("research.workbook", file=name))
    delimiter = sniff_delimiter(text)
    try:
        frame = pd.read_csv(
            io.StringIO(text.lstrip()),
            sep=delimiter,
            dtype="str",
            keep_default_na=False,
            index_col=False,
            skipinitialspace=True,
            on_bad_lines="error",
            header=None,
        )
    except (pd.errors.ParserError, ValueError, csv.Error) as problem:
        raise UnreadableInput(say("research.ragged", file=name)) from problem
    header, rows = frame.iloc[0], frame.iloc[1:].reset_index(drop=True)
    rows = rows.apply(lambda cells: cells.str.strip())
    rows = rows.mask(rows.isin(BLANKS))
    rows.columns = [header.iloc[n] for n in range(len(header))]
    return rows.dropna(how="all").reset_index(drop=True)


def sniff_delimiter(text: str) -> str:
    """The delimiter under which the first lines split into the same number of cells, the most of them."""
    sample = text.splitlines()[:SNIFFED_LINES]
    best, most = ",", (0, 0.0)
    for delimiter in DELIMITERS:
        widths = [len(row) for row in csv.reader(sample, delimiter=delimiter) if row]
        if not widths or widths[0] < 2:
            continue
        agreeing = sum(width == widths[0] for width in widths) / len(widths)
        if (round(agreeing, 1), widths[0]) > (most[1], most[0]):
            best, most = delimiter, (widths[0], round(agreeing, 1))
    return best
