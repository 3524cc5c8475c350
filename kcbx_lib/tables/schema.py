"""The pandera schema of an accepted table, built from the dictionary; faults are gathered lazily.

It says what intake promises to every later room: types, codes, ranges, a unique row id. It judges no
county's data: a doubtful cell was set to NA before, with an entry in the quality list.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from kcbx_lib.tables.codes import load_codes
from kcbx_lib.tables.dictionary import Column, load_table

if TYPE_CHECKING:
    from pandera.pandas import DataFrameSchema

DTYPES = {
    "date": "datetime64[us]",
    "month": "datetime64[us]",
    "flag": "boolean",
    "integer": "Int64",
    "grade": "Int64",
    "number": "Float64",
    "money": "Float64",
    "subject_score": "Float64",
}
_HIGHEST_GRADE = 12
_RESIDENT_ID = r"^[0-9]{17}[0-9X]$"
_MARKS = "attendance_marks"


def dtype_of(column: Column) -> str:
    """The type of a column in an accepted frame."""
    return DTYPES.get(column.kind, "str")


@cache
def schema_of(table: str) -> DataFrameSchema:
    """The schema of an accepted frame (``attendance_marks`` too); validate with ``lazy=True``.

    Raises WrongUse for a table the dictionary does not know.
    """
    import pandera.pandas as pa

    if table == _MARKS:
        names = load_codes("attendance_mark").codes
        return pa.DataFrameSchema(
            {
                "row_id": pa.Column("str"),
                "date": pa.Column("datetime64[us]"),
                "mark": pa.Column("str", pa.Check.isin(names)),
            },
            strict=True,
            unique=["row_id", "date"],
        )
    entry = load_table(table)
    columns = {
        column.name: pa.Column(dtype_of(column), _checks(column), nullable=True)
        for column in entry.columns
    }
    if entry.person:
        columns["resident_id_reason"] = pa.Column("str", nullable=True)
    columns |= {name: pa.Column("str") for name in ("file", "sheet")}
    columns["row"] = pa.Column("int64", pa.Check.ge(1))
    return pa.DataFrameSchema(
        columns, index=pa.Index("str", unique=True, name="row_id"), strict=True
    )


def _checks(column: Column) -> list[Any]:
    import pandera.pandas as pa

    if column.kind in {"code", "day_mark"} and column.codes and not column.multiple:
        return [pa.Check.isin(load_codes(column.codes).codes)]
    if column.kind == "resident_id":
        return [pa.Check.str_matches(_RESIDENT_ID)]
    if column.kind == "grade":
        return [pa.Check.in_range(1, _HIGHEST_GRADE)]
    if column.kind in {"integer", "number", "subject_score"}:
        return [pa.Check.ge(0)]
    return []
