"""Headings of columns as people read them."""

from __future__ import annotations

from kcbx_lib.messages import has_message, language, say
from kcbx_lib.tables import load_table, table_names


def header_of(column: str) -> str:
    """A column's heading in the language in force: the dictionary's, or the catalogue's own."""
    key = f"workbooks.column_{column}"
    if has_message(key):
        return say(key)
    if language() == "zh":
        for name in table_names():
            for entry in load_table(name).columns:
                if entry.name == column:
                    return entry.header
    return column
