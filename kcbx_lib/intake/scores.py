"""Scores, one row a pupil and course: tables with a column a course are unfolded.

In: raw rows, long or wide. Out: long rows, ``course`` by its common name, ``score`` (NA when absent),
``full_score`` (the sheet's, else 100), ``absent``. A wide row gives several; their ``row_id`` is the
source row's with the course's number behind it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kcbx_lib.clean import numbers
from kcbx_lib.intake.aliases import Dictionary
from kcbx_lib.intake.quality import QualityLog
from kcbx_lib.intake.stack import Stack
from kcbx_lib.intake.typed import Hints, clean_cells, is_absent_word
from kcbx_lib.read.sheet import blank_cells
from kcbx_lib.read.sheet_table import SheetTable

DEFAULT_FULL_SCORE = 100.0


def long_scores(
    stack: Stack, frame: pd.DataFrame, dictionary: Dictionary, hints: Hints, log: QualityLog
) -> pd.DataFrame:
    """The typed rows unfolded: the columns of ``frame`` with ``position`` (of the source row) and
    ``suffix`` (of its row id).
    """
    frame = frame.assign(position=np.arange(len(frame)), suffix="")
    wide = np.array([sheet.courses is not None for sheet in stack.sheets])
    wide = wide[stack.place["part"].to_numpy()]
    parts = [_course_names(_long(stack, frame[~wide], ~wide), dictionary)]
    if wide.any():
        parts.append(_unfolded(stack, frame, dictionary, hints, log))
    whole = pd.concat([part for part in parts if len(part)] or [frame.iloc[:0]])
    return whole.sort_values(["position", "suffix"], kind="stable")


def _long(stack: Stack, rows: pd.DataFrame, own: np.ndarray) -> pd.DataFrame:
    if rows.empty:
        return rows
    said = np.zeros(len(own), dtype=bool)
    if "score" in stack.raw.columns:
        said = stack.raw["score"].map(is_absent_word).to_numpy(dtype=bool)
    absent = rows["absent"].mask(said[own] & rows["absent"].isna().to_numpy(), True)
    scored = rows["score"].notna()
    absent = absent.where(absent.notna() | ~scored, False)
    full = rows["full_score"].fillna(DEFAULT_FULL_SCORE)
    return rows.assign(
        absent=absent, full_score=full, score=rows["score"].mask(absent.eq(True).fillna(False))
    )


def _course_names(rows: pd.DataFrame, dictionary: Dictionary) -> pd.DataFrame:
    codes = dictionary.code_list("course")
    known = {text: codes.label(code, "zh") for text, code in codes.aliases.items()}
    return rows.assign(course=rows["course"].map(known).astype("str").fillna(rows["course"]))


def _unfolded(
    stack: Stack, frame: pd.DataFrame, dictionary: Dictionary, hints: Hints, log: QualityLog
) -> pd.DataFrame:
    """The wide sheets' rows, one a course that has a cell; a pupil without any keeps one row."""
    cells = _course_cells(stack, frame)
    column = stack.table.column("score")
    cleaned = clean_cells(cells["cell"], column, dictionary, hints)
    absent = cells["cell"].map(is_absent_word).astype("boolean")
    bad = cleaned.value.isna() & ~absent.fillna(False)
    _log_unread(stack, cells[bad.to_numpy(dtype=bool)], log)
    rows = frame.iloc[cells["position"].to_numpy()].reset_index(drop=True)
    rows = rows.assign(
        course=cells["course"].astype("str"),
        score=cleaned.value.astype("Float64"),
        absent=absent,
        full_score=cells["full_score"].astype("Float64"),
        suffix="." + cells["number"].astype("str"),
    )
    own = np.concatenate(
        [np.full(len(sheet.rows), sheet.courses is not None) for sheet in stack.sheets]
    )
    without = frame[own & ~frame["position"].isin(cells["position"]).to_numpy()]
    return pd.concat([rows, without]) if len(without) else rows


def _course_cells(stack: Stack, frame: pd.DataFrame) -> pd.DataFrame:
    """One row per filled cell of a course: ``position, number, course, cell, full_score``."""
    parts = []
    start = 0
    for sheet in stack.sheets:
        if sheet.courses is not None and len(sheet.rows):
            matrix = sheet.courses.to_numpy(dtype=object)
            rows, columns = np.nonzero(~blank_cells(matrix))
            names = np.array([str(name) for name in sheet.courses.columns], dtype=object)
            full = _full_scores(sheet, frame.iloc[start : start + len(sheet.rows)], matrix)
            parts.append(
                pd.DataFrame(
                    {
                        "position": rows + start,
                        "number": columns + 1,
                        "course": names[columns],
                        "cell": matrix[rows, columns],
                        "full_score": full[columns],
                    }
                )
            )
        start += len(sheet.rows)
    whole = pd.concat(parts, ignore_index=True)
    return whole.assign(cell=whole["cell"].astype(object))


def _full_scores(
    sheet: SheetTable, rows: pd.DataFrame, matrix: NDArray[Any]
) -> NDArray[np.float64]:
    """Full marks by course: from its header, else from a first line 满分, else 100."""
    assert sheet.courses is not None
    line = np.flatnonzero(rows["name"].eq("满分").fillna(False).to_numpy(dtype=bool))
    full = np.full(matrix.shape[1], DEFAULT_FULL_SCORE)
    for number, course in enumerate(sheet.courses.columns):
        stated = sheet.full_scores.get(str(course)) or (
            matrix[line[0], number] if len(line) else ""
        )
        points = numbers.read(stated)[0]
        if points:
            full[number] = float(points)
    return full


def _log_unread(stack: Stack, cells: pd.DataFrame, log: QualityLog) -> None:
    for _, group in cells.groupby("number", sort=True):
        hits = np.zeros(len(stack.raw), dtype=bool)
        hits[group["position"].to_numpy()] = True
        raw = pd.Series(None, index=stack.raw.index, dtype=object)
        raw.iloc[group["position"].to_numpy()] = group["cell"].to_numpy()
        log.add(
            stack,
            hits & stack.is_data,
            column="score",
            code="doubtful",
            reason="unparseable",
            raw=raw,
        )
