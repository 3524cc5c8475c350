"""Turning the quality log into findings: one a child (or table) and column, its rows as evidence.

A note on a row that is no child's (a school, a report) is a finding about the table in that file.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from kcbx_lib.clean.reason import Reason, explain
from kcbx_lib.facts import Facts
from kcbx_lib.messages import language, say
from kcbx_lib.rules.finding import Found
from kcbx_lib.tables import load_table, table_names

OWN_REASONS = {
    "total_disagrees", "count_disagrees", "unresolved", "required_blank", "id_contradicts", "unknown_code",
}  # fmt: skip


def noted(
    facts: Facts, code: str, *, tested: int, keep: Callable[[pd.DataFrame], pd.Series] | None = None
) -> Found:
    """Findings for every note with this code.

    Fields for the wording: ``table``, ``column``, ``reason``, ``count`` (cells), and of the first cell
    ``stated`` and ``computed``: only for cells that are about nobody, since they may be anything. A
    child's notes on one column of one table are one finding.
    """
    notes = facts["quality"]
    notes = notes[notes["code"].eq(code)]
    if keep is not None:
        notes = notes[keep(notes)]
    if notes.empty:
        return Found.nothing(tested)
    notes = notes[~_said_again(facts, notes)]
    if notes.empty:
        return Found.nothing(tested)
    known = notes["subject"].notna()
    named = notes.assign(
        subject_kind=pd.Series("child", index=notes.index).where(known, "report"),
        subject=notes["subject"].where(known, notes["file"]),
    )
    keys = ["subject_kind", "subject", "table", "column"]
    grouped = named.groupby(keys, sort=True, dropna=False)
    rows = grouped.agg(
        reason=("reason", "first"),
        count=("row", "size"),
        evidence=("row_id", lambda ids: sorted(set(ids.dropna()))),
        stated=("raw", "first"),
        computed=("cleaned", "first"),
    ).reset_index()
    rows.loc[rows["subject_kind"].eq("child"), ["stated", "computed"]] = None
    rows["case_key"] = rows["table"] + "|" + rows["column"]
    rows["reason"] = [reason_in_words(reason) for reason in rows["reason"]]
    heads = [column_in_words(*pair) for pair in zip(rows["table"], rows["column"], strict=True)]
    rows["table"] = [table_in_words(table) for table in rows["table"]]
    rows["column"] = heads
    return Found(rows, max(tested, len(rows)))


def _said_again(facts: Facts, notes: pd.DataFrame) -> pd.Series:
    """Notes on rows set aside as handed in twice: the accepted row has the same note."""
    nothing = pd.Series(False, index=notes.index)
    if not facts.has("quarantined"):
        return nothing
    rows = facts["quarantined"]
    place = ["table", "file", "sheet", "row"]
    twice = rows.loc[rows["reason"].eq("duplicate_row"), place].drop_duplicates()
    told = notes[place].merge(twice, on=place, how="left", indicator=True, validate="many_to_one")
    return pd.Series(told["_merge"].eq("both").to_numpy(), index=notes.index)


def rows_with(facts: Facts, *columns: str) -> int:
    """How many source rows hold something in any of these columns: what a rule on them looked at."""
    return sum(int(held(facts[name], columns).sum()) for name in table_names() if facts.has(name))


def held(frame: pd.DataFrame, columns: tuple[str, ...]) -> pd.Series:
    """Rows whose cell held something, an id that could not be read included."""
    out = pd.Series(False, index=frame.index)
    for column in columns:
        if column in frame:
            out |= frame[column].notna()
        if column == "resident_id" and "resident_id_reason" in frame:
            out |= ~frame["resident_id_reason"].fillna("").isin(["", Reason.BLANK.value])
    return out


def totals_read(facts: Facts) -> int:
    """How many totals rows the sheets had; they are set aside, since they are no records."""
    if not facts.has("quarantined") or facts["quarantined"].empty:
        return 0
    return int(facts["quarantined"]["reason"].eq("total_row").sum())


def reason_in_words(reason: str) -> str:
    """A note's reason as people read it."""
    if reason in OWN_REASONS:
        return say(f"quality.{reason}")
    return explain(Reason(reason))


def table_in_words(table: str) -> str:
    """A table's title."""
    return load_table(table).title[language()] if table in table_names() else table


def column_in_words(table: str, column: str) -> str:
    """A column's Chinese header, or its name in English."""
    if language() == "zh" and table in table_names():
        for entry in load_table(table).columns:
            if entry.name == column:
                return entry.header
    return column
