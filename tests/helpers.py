"""Invented counties drawn as small text tables.

A table is a header line and one line a row; ``-`` is a blank cell. ``birth`` in ``resident_id`` stands
for the valid id of the row's birth date (``birth/2`` for the second child born that day, and so on).
In ``attendance``, ``marks`` are the marks of successive school days from ``since`` on: √ present,
旷 unexcused, 病 sick, × absent, ``.`` nothing recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pandas as pd

from kcbx_lib.clean.resident_id import check_letter
from kcbx_lib.county import County, CountySettings, Term
from kcbx_lib.school_calendar import calendar_of
from kcbx_lib.tables import load_table

AUTUMN = Term(date(2024, 9, 2), date(2025, 1, 17))
MARKS = {"√": "present", "旷": "unexcused", "病": "sick", "事": "personal", "迟": "late"}
MARKS |= {"×": "absent_unknown", "休": "suspended", "放": "no_school", "公": "official"}
DATES = ("date", "month")
INTEGERS = ("integer", "grade")


def resident_id(birth: str, *, nth: int = 1, sex: str = "male", area: str = "990101") -> str:
    """A valid id of a fictional area: the ``nth`` of its sex born there on ``birth``."""
    sequence = 2 * nth + (1 if sex == "male" else 0)
    body = f"{area}{birth.replace('-', '')}{sequence:03d}"
    return body + check_letter(body)


def county_of(
    *,
    as_of: str = "2024-11-20",
    term: Term | None = AUTUMN,
    code: str = "990101",
    quality: pd.DataFrame | None = None,
    **tables: str,
) -> County:
    """A county with the tables drawn, every other not handed in."""
    parsed: dict[str, pd.DataFrame] = {}
    for name, text in tables.items():
        rows = read_text(text)
        if name == "attendance":
            parsed["attendance"], parsed["attendance_marks"] = attendance_of(rows, term or AUTUMN)
        else:
            parsed[name] = table_of(name, rows)
    settings = CountySettings(
        code=code,
        name="青禾县",
        city="云岭市",
        policy="national",
        as_of=date.fromisoformat(as_of),
        term=term,
        folder=Path(),
    )
    nothing = pd.DataFrame()
    columns = [
        "table",
        "file",
        "sheet",
        "row",
        "row_id",
        "column",
        "code",
        "reason",
        "severity",
        "raw",
        "cleaned",
    ]
    empty = pd.DataFrame({column: pd.Series(dtype="str") for column in columns})
    return County(
        settings, parsed, nothing, nothing, empty if quality is None else quality, nothing
    )


def read_text(text: str) -> list[dict[str, str]]:
    """The rows of a drawn table, blanks left out."""
    lines = [line.split() for line in text.strip().splitlines()]
    header = lines[0]
    for cells in lines[1:]:
        if len(cells) != len(header):
            raise ValueError(f"{len(header)} columns, but: {' '.join(cells)}")
    return [
        {column: cell for column, cell in zip(header, cells, strict=True) if cell != "-"}
        for cells in lines[1:]
    ]


def table_of(name: str, rows: list[Mapping[str, str]]) -> pd.DataFrame:
    """The accepted frame of a table, every column of the dictionary present and typed."""
    frame = pd.DataFrame(index=range(len(rows)))
    rows = [dict(row) for row in rows]
    table = load_table(name)
    if table.person:
        for row in rows:
            _fill_person(row)
    for column in table.columns:
        values = [row.get(column.name) for row in rows]
        frame[column.name] = _typed(values, column.kind)
    if table.person:
        frame["resident_id_reason"] = [
            row.get("resident_id_reason", "" if "resident_id" in row else "blank") for row in rows
        ]
    unknown = sorted({key for row in rows for key in row} - set(frame.columns) - {"row_id"})
    if unknown:
        raise ValueError(f"{name} has no column {unknown}")
    frame["file"], frame["sheet"], frame["row"] = f"{name}.xlsx", "Sheet1", range(2, len(rows) + 2)
    ids = [row.get("row_id", f"{name}-{number}") for number, row in enumerate(rows, start=2)]
    return frame.set_index(pd.Index(ids, dtype="str", name="row_id"))


def _fill_person(row: dict[str, str]) -> None:
    wanted = row.get("resident_id", "")
    if wanted.startswith("birth"):
        nth = int(wanted.partition("/")[2] or 1)
        row["resident_id"] = resident_id(row["birth_date"], nth=nth, sex=row.get("sex", "male"))


def _typed(values: list[str | None], kind: str) -> pd.Series:
    if kind in DATES:
        return pd.Series(pd.to_datetime(pd.Series(values, dtype="object"))).astype("datetime64[us]")
    if kind in INTEGERS:
        return pd.Series([None if v is None else int(v) for v in values], dtype="Int64")
    if kind in ("number", "money", "subject_score"):
        return pd.Series([None if v is None else float(v) for v in values], dtype="Float64")
    if kind == "flag":
        return pd.Series(
            [None if v is None else v in ("yes", "是") for v in values], dtype="boolean"
        )
    return pd.Series(values, dtype="str")


def attendance_of(rows: list[dict[str, str]], term: Term) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The accepted frames of drawn attendance: one row a line, one mark a recorded school day."""
    days = calendar_of(term)
    school = days.loc[days["is_school_day"], "date"]
    plain, marks = [], []
    for number, row in enumerate(rows, start=2):
        drawn = row.get("marks", "")
        since = pd.Timestamp(row.get("since", str(term.start)))
        kept = {key: value for key, value in row.items() if key not in ("marks", "since")}
        plain.append({"form": "grid", **kept})
        row_id = row.get("row_id", f"attendance-{number}")
        successive = school[school >= since]
        for day, mark in zip(successive, expand(drawn), strict=False):
            if mark != ".":
                marks.append({"row_id": row_id, "date": day, "mark": MARKS[mark]})
        for extra in row.get("also", "").split(","):
            if extra:
                day, mark = extra.split("=")
                marks.append({"row_id": row_id, "date": pd.Timestamp(day), "mark": MARKS[mark]})
        plain[-1].pop("also", None)
    frame = table_of("attendance", plain)
    recorded = pd.DataFrame(marks, columns=["row_id", "date", "mark"])
    recorded["row_id"] = recorded["row_id"].astype("str")
    recorded["mark"] = recorded["mark"].astype("str")
    recorded["date"] = pd.to_datetime(recorded["date"]).astype("datetime64[us]")
    return frame, recorded


def expand(drawn: str) -> str:
    """``√*20旷*3`` as twenty √ and three 旷."""
    out, position = "", 0
    while position < len(drawn):
        mark, position = drawn[position], position + 1
        if drawn[position : position + 1] == "*":
            end = position + 1
            while end < len(drawn) and drawn[end].isdigit():
                end += 1
            out, position = out + mark * int(drawn[position + 1 : end]), end
        else:
            out += mark
    return out
