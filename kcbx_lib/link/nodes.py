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
    rows = pd.DataFrame(
        {column: _typed(table, column) for column in _COLUMNS}, index=table.index, copy=False
    )
    if name == "exam_entries":  # only grade 9 is entered
        rows["grade"] = pd.array([FINAL_GRADE] * len(rows), dtype="Int64")
    if name == "movements":  # the school is named by where the child came from or went to
        came = table["kind"].isin(["transfer_in", "resume", "return_abroad"])
        own = table["to_school_code"].where(came, table["from_school_code"])
        other = table["from_school_code"].where(came, table["to_school_code"])
        stays = ~table["kind"].eq("transfer_out")
        school = rows["school_code"].fillna(own).fillna(other.where(stays))
        rows["school_code"] = school.astype("str")
    rows["raw_id"] = raw_ids.reindex(table.index).where(rows["resident_id"].isna()).astype("str")
    if name in ONE_ROW_A_CHILD or name == "enrolment":
        first = inverse = np.arange(len(rows))
    else:
        number = combine([rows[column] for column in _COLUMNS], blank_is_value=True)
        _, first, inverse = np.unique(number, return_index=True, return_inverse=True)
        rows = rows.iloc[first]
    nodes = rows.reset_index(drop=True)
    nodes["table"] = pd.Series([name], dtype="str").array.take(np.zeros(len(nodes), dtype=int))
    nodes["rows"] = np.bincount(inverse, minlength=len(first))
    return nodes, pd.Series(inverse.astype(np.int64), index=table.index)


def _typed(table: pd.DataFrame, column: str) -> pd.Series:
    """A column in the type all nodes have it in; blank throughout where the table lacks it."""
    kind = {"birth_date": "datetime64[us]", "grade": "Int64"}.get(column, "str")
    if column not in table:
        return pd.Series(index=table.index, dtype=kind)
    if column == "grade":
        return pd.to_numeric(table[column], errors="coerce").astype(kind)
    return table[column].astype(kind)


def _raw_ids(quality: pd.DataFrame) -> pd.Series:
    """What stood in the cell where no clean id could be read, by row."""
    if quality.empty or "row_id" not in quality:
        return pd.Series(dtype="str")
    doubted = quality[quality["column"].eq("resident_id") & quality["row_id"].notna()]
    raw = doubted.set_index("row_id")["raw"].astype("str")
    return raw[~raw.index.duplicated()]


def _with_keys(nodes: pd.DataFrame) -> pd.DataFrame:
    """The nodes with comparable keys beside the values: one type of text throughout, so that blanks
    compare as unequal instead of as unknown.
    """
    names, guardians = exact_keys(nodes["name"]), exact_keys(nodes["guardian"])
    sounds = sound_keys(names)
    school = nodes["school_code"].where(
        nodes["school_code"].notna(), "name:" + nodes["school_name"]
    )
    ids, sources = _usable_ids(nodes)
    return nodes.assign(
        name_key=names.where(names.ne("")),
        sound_key=sounds.where(sounds.ne("")),
        birth=nodes["birth_date"],
        school=school,
        guardian_key=guardians.where(guardians.ne("")),
        id=ids,
        id_source=sources,
    )


def _usable_ids(nodes: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """The resident id a node stands for, and whether the cell, a disability number or a G number gave it.

    J and L numbers are temporary and hold no resident id.
    """
    ids = nodes["resident_id"].copy()
    repaired = nodes["resident_id_reason"].eq("repaired").to_numpy(dtype=bool)
    source = np.where(ids.notna(), np.where(repaired, 2, 1), 0)
    for number, column, digits in (
        (3, "disability_no", slice(0, 18)),
        (4, "student_no", slice(1, 19)),
    ):
        text = nodes.loc[ids.isna() & nodes[column].notna(), column]
        if column == "student_no":
            text = text[text.str.startswith("G").astype(bool)]
        embedded = text.str.slice(digits.start, digits.stop)
        is_whole = [resident_id.is_valid(one) and len(one) == 18 for one in embedded]
        embedded = embedded[np.array(is_whole, dtype=bool)]
        ids.loc[embedded.index] = embedded
        source[embedded.index] = number
    words = pd.Series(["", "id", "id_repaired", "disability_no", "student_no"], dtype="str")
    return ids, pd.Series(words.array.take(source), index=nodes.index)


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
