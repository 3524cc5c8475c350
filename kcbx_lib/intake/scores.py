"""Scores, one row a pupil and course: tables with a column a course are unfolded.

In: raw rows, long or wide. Out: long rows, ``course`` by its common name, ``score`` (NA when absent),
``full_score`` (the sheet's, else 100), ``absent``. A wide row gives several; their ``row_id`` is the
source row's with the course's number behind it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from kcbx_lib.clean import numbers
from kcbx_lib.intake.aliases import Dictionary
from kcbx_lib.intake.quality import QualityLog
from kcbx_lib.intake.stack import Stack
from kcbx_lib.intake.typed import Hints, clean_cells, is_absent_word
from kcbx_lib.read.sheet import blank_cells

DEFAULT_FULL_SCORE = 100.0


def long_scores(
    stack: Stack, frame: pd.DataFrame, dictionary: Dictionary, hints: Hints, log: QualityLog
) -> pd.DataFrame:
    """The typed rows unfolded: the columns of ``frame`` with ``position`` (of the source row) and
    ``suffix`` (of its row id).
    """
    frame = frame.assign(position=np.arange(len(frame)), suffix="")
    wide = np.array([sheet.courses is not None for sheet in stack.sheets])[
        stack.place["part"].to_numpy()
    ]
    parts = [_course_names(_long(stack, frame[~wide], ~wide), dictionary)]
    start = 0
    for sheet in stack.sheets:
        rows = frame.iloc[start : start + len(sheet.rows)]
        if sheet.courses is not None:
            parts.append(_unfolded(stack, sheet, rows, start, dictionary, hints, log))
        start += len(sheet.rows)
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
    stack: Stack,
    sheet: object,
    rows: pd.DataFrame,
    start: int,
    dictionary: Dictionary,
    hints: Hints,
    log: QualityLog,
) -> pd.DataFrame:
    courses: pd.DataFrame = sheet.courses  # type: ignore[attr-defined]
    full_scores = dict(sheet.full_scores)  # type: ignore[attr-defined]
    column = stack.table.column("score")
    full_row = _full_score_row(rows, courses)
    parts = []
    for number, course in enumerate(courses.columns, start=1):
        cells = courses[course].astype(object).set_axis(rows.index)
        if course in full_row:
            full_scores.setdefault(course, full_row[course])
        blank = blank_cells(cells.to_frame().to_numpy(dtype=object)).ravel()
        cleaned = clean_cells(cells, column, dictionary, hints)
        absent = cells.map(is_absent_word).astype("boolean")
        bad = cleaned.value.isna().to_numpy() & ~blank & ~absent.fillna(False).to_numpy(dtype=bool)
        hits = np.zeros(len(stack.raw), dtype=bool)
        hits[start : start + len(rows)] = bad & stack.is_data[start : start + len(rows)]
        raw = pd.Series(None, index=stack.raw.index, dtype=object)
        raw.iloc[start : start + len(rows)] = cells.to_numpy()
        log.add(stack, hits, column="score", code="doubtful", reason="unparseable", raw=raw)
        points = numbers.read(full_scores.get(course, ""))[0]
        parts.append(
            rows.assign(
                course=course,
                score=cleaned.value.astype("Float64"),
                absent=absent,
                full_score=float(points or DEFAULT_FULL_SCORE),
                suffix=f".{number}",
            )[~blank].astype({"course": "str", "full_score": "Float64"})
        )
    # A pupil without any mark still is a row that came in.
    whole = pd.concat(parts) if parts else rows.iloc[:0]
    without = rows[~rows["position"].isin(whole["position"])]
    return pd.concat([whole, without]) if len(without) else whole


def _full_score_row(rows: pd.DataFrame, courses: pd.DataFrame) -> dict[str, str]:
    """A first line 满分 below the header gives each course's full marks."""
    line = rows["name"].eq("满分").fillna(False).to_numpy(dtype=bool)
    if not line.any():
        return {}
    return {
        course: courses[course].iloc[int(np.flatnonzero(line)[0])] for course in courses.columns
    }
