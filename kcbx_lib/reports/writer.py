"""The one door through which files leave: written aside, then renamed; the same input, the same bytes.

A reader never sees half a file. Text cells that a spreadsheet would run as a formula are
neutralised. CSV carries a byte-order mark, because Excel and WPS otherwise show Chinese as noise.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
PRIVATE_FOLDER = 0o700


def write_aside(path: Path, write: Callable[[Path], None]) -> Path:
    """Let ``write`` fill a file beside ``path``, then put it in place in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".aside-", suffix=path.suffix, dir=path.parent)
    os.close(handle)
    aside = Path(name)
    try:
        write(aside)
        aside.chmod(0o600)
        os.replace(aside, path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    return path


def write_bytes(path: Path, content: bytes) -> Path:
    """Bytes as they are."""
    return write_aside(path, lambda aside: _put(aside, content))


def _put(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def write_text(path: Path, text: str) -> Path:
    """UTF-8 with Unix line ends on every system."""
    return write_bytes(path, text.encode("utf-8"))


def write_json(path: Path, content: Mapping[str, Any]) -> Path:
    """Readable JSON with sorted keys and a final newline."""
    text = json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True, default=str)
    return write_text(path, text + "\n")


def write_csv(path: Path, frame: pd.DataFrame) -> Path:
    """A table for people: UTF-8 with a byte-order mark, dates ISO, formulas neutralised."""
    text = neutralised(frame).to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%d")
    return write_bytes(path, b"\xef\xbb\xbf" + text.encode("utf-8"))


def neutralised(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with an apostrophe before every text that a spreadsheet would run as a formula.

    Numbers keep their sign; only text cells are touched.
    """
    out = frame.copy()
    for column in out.columns:
        values = out[column]
        if isinstance(values.dtype, pd.StringDtype):
            runs = values.str.startswith(FORMULA_STARTS).eq(True).fillna(False)
            if runs.any():
                out[column] = values.mask(runs, "'" + values)
        elif pd.api.types.is_object_dtype(values):
            out[column] = values.map(lambda cell: f"'{cell}" if starts_formula(cell) else cell)
    return out


def starts_formula(cell: object) -> bool:
    """Whether a spreadsheet would take this text for a formula."""
    return isinstance(cell, str) and cell.startswith(FORMULA_STARTS)


def private_folder(path: Path) -> Path:
    """A folder only its owner can enter (0700), made if it is not there."""
    path.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    path.chmod(PRIVATE_FOLDER)
    return path
