"""What is compared: one node per distinct way in which a table writes a child.

Registers in which a row is a child (household register, poverty list …) give a node a row. Tables that
write a child many times (attendance, scores, payments) give one node for all rows that say the same of
it. A node carries what identifies a child and what supports a match; nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kcbx_lib.clean import resident_id
from kcbx_lib.county import County
from kcbx_lib.link.names import exact_keys, sound_keys
from kcbx_lib.tables import load_table, table_names

ONE_ROW_A_CHILD = ("population", "poverty", "disability")
REGISTERS = ("population", "enrolment", "attendance", "poverty", "disability", "welfare")
PRIORITY = ("population", "enrolment", "poverty", "disability", "welfare", "attendance", "cases")
"""Whose word counts where tables differ: the police's first, then the school's."""

IDENTITY = ("name", "resident_id", "student_no", "sex", "birth_date")
SUPPORT = (
    "school_code",
    "school_name",
    "grade",
    "class_no",
    "guardian",
    "village",
    "township",
    "household_no",
    "disability_no",
    "case_no",
)


@dataclass(frozen=True)
class Nodes:
    """``frame``: one row per node, a plain range as index. ``of_row``: row_id → node."""

    frame: pd.DataFrame
    of_row: pd.Series
    _codes: dict[tuple[str, ...], NDArray[np.int64]] = field(default_factory=dict, compare=False)

    def codes(self, *columns: str) -> NDArray[np.int64]:
        """One integer per node for the combination of ``columns``; −1 where any of them is blank."""
        if columns not in self._codes:
            parts: list[pd.Series] = [self.frame[columns[0]]]
            if len(columns) > 1:  # texts are compared once, their numbers as often as need be
                numbers = [pd.Series(self.codes(column)) for column in columns]
                parts = [number.mask(number < 0) for number in numbers]
            self._codes[columns] = combine(parts)
        return self._codes[columns]

    def with_frame(self, frame: pd.DataFrame) -> Nodes:
        """The same nodes with other values."""
        return Nodes(frame, self.of_row)


def children_tables(tables: Mapping[str, pd.DataFrame]) -> list[str]:
    """The tables handed in that are about children, in the contract's order."""
    return [name for name in table_names() if name in tables and load_table(name).person]


def gather(county: County) -> Nodes:
    """Every row of every children's table as nodes."""
    raw_ids = _raw_ids(county.quality)
    parts, rows = [], []
    start = 0
    for table in children_tables(county.tables):
        part, of_row = _nodes_of(county.tables[table], table, raw_ids)
        parts.append(part)
        rows.append(of_row + start)
        start += len(part)
    if not parts:
        return Nodes(
            _with_keys(pd.DataFrame(columns=[*_COLUMNS, "table", "rows"])), pd.Series(dtype="int64")
        )
    return Nodes(_with_keys(pd.concat(parts, ignore_index=True)), pd.concat(rows))


FINAL_GRADE = 9
_COLUMNS = (*IDENTITY, "resident_id_reason", "raw_id", *SUPPORT)


def _nodes_of(table: pd.DataFrame, name: str, raw_ids: pd.Series) -> tuple[pd.DataFrame, pd.Series]:
    rows = pd.DataFrame(index=table.index)
    for column in _COLUMNS:
        rows[column] = table.get(column, pd.NA)
    if name == "exam_entries":  # only grade 9 is entered
        rows["grade"] = FINAL_GRADE
    if name == "movements":  # the school is named by where the child came from or went to
        came = table["kind"].isin(["transfer_in", "resume", "return_abroad"])
        own = table["to_school_code"].where(came, table["from_school_code"])
        other = table["from_school_code"].where(came, table["to_school_code"])
        stays = ~table["kind"].eq("transfer_out")
        rows["school_code"] = rows["school_code"].fillna(own).fillna(other.where(stays))
    rows["raw_id"] = raw_ids.reindex(table.index).where(rows["resident_id"].isna())
    if name in ONE_ROW_A_CHILD or name == "enrolment":
        number = np.arange(len(rows))
    else:
        number = combine([rows[column] for column in _COLUMNS], blank_is_value=True)
    _, first, inverse = np.unique(number, return_index=True, return_inverse=True)
    nodes = rows.iloc[first].reset_index(drop=True)
    nodes["table"] = name
    nodes["rows"] = np.bincount(inverse, minlength=len(first))
    return nodes, pd.Series(inverse.astype(np.int64), index=table.index)


def _raw_ids(quality: pd.DataFrame) -> pd.Series:
    """What stood in the cell where no clean id could be read, by row."""
    if quality.empty or "row_id" not in quality:
        return pd.Series(dtype="str")
    doubted = quality[quality["column"].eq("resident_id") & quality["row_id"].notna()]
    raw = doubted.set_index("row_id")["raw"].astype("str")
    return raw[~raw.index.duplicated()]


def _with_keys(frame: pd.DataFrame) -> pd.DataFrame:
    """The nodes with comparable keys beside the values."""
    out = frame.copy()
    out["name_key"] = exact_keys(out["name"])
    out["sound_key"] = sound_keys(out["name_key"])
    for column in ("name_key", "sound_key"):
        out[column] = out[column].where(out[column].ne(""), None).astype("object")
    out["birth"] = pd.to_datetime(out["birth_date"]).astype("datetime64[us]")
    school = out["school_code"].astype("object")
    named = out["school_name"].astype("object")
    out["school"] = school.where(
        out["school_code"].notna(), named.map(_named_school, na_action="ignore")
    )
    guardian = exact_keys(out["guardian"]).astype("object")
    out["guardian_key"] = guardian.where(guardian.ne(""), None)
    out["grade"] = pd.to_numeric(out["grade"], errors="coerce").astype("Int64")
    out["id"], out["id_source"] = _usable_ids(out)
    # One type of text throughout: blanks compare as unequal instead of as unknown.
    text = [column for column in out if column not in ("birth_date", "birth", "grade", "rows")]
    return out.astype(dict.fromkeys(text, "str"))


def _named_school(name: object) -> str:
    return f"name:{name}"


def _usable_ids(nodes: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """The resident id a node stands for, and whether the cell, a disability number or a G number gave it.

    J and L numbers are temporary and hold no resident id.
    """
    ids = nodes["resident_id"].astype("object").where(nodes["resident_id"].notna(), None)
    source = pd.Series(np.where(ids.notna(), "id", ""), index=nodes.index, dtype="object")
    reason = nodes["resident_id_reason"].astype("object")
    source = source.mask(source.eq("id") & reason.eq("repaired"), "id_repaired")
    for column, label, digits in (
        ("disability_no", "disability_no", slice(0, 18)),
        ("student_no", "student_no", slice(1, 19)),
    ):
        text = nodes[column].astype("object")
        wanted = ids.isna() & text.notna()
        if column == "student_no":
            wanted &= text.astype("str").str.startswith("G")
        embedded = text[wanted].astype("str").str[digits]
        valid = embedded[[resident_id.is_valid(one) and len(one) == 18 for one in embedded]]
        ids = ids.where(~ids.index.isin(valid.index), valid.reindex(ids.index))
        source = source.where(~source.index.isin(valid.index), label)
    return ids, source


def combine(columns: Iterable[pd.Series], *, blank_is_value: bool = False) -> NDArray[np.int64]:
    """Integers that are equal where all of ``columns`` are; −1 where one is blank (unless a value)."""
    combined: NDArray[np.int64] | None = None
    blank: NDArray[np.bool_] | None = None
    for column in columns:
        codes = pd.factorize(column, use_na_sentinel=True)[0].astype(np.int64)
        is_blank = codes < 0
        blank = is_blank if blank is None else blank | is_blank
        codes = codes + 1
        if combined is not None:
            codes = combined * (int(codes.max(initial=0)) + 1) + codes
            codes = pd.factorize(codes)[0].astype(np.int64)
        combined = codes
    if combined is None or blank is None:
        raise ValueError("no column to combine")
    return combined if blank_is_value else np.where(blank, -1, combined)
