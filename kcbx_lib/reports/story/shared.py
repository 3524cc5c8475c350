"""Answers, tiles and tables: how a notebook shows words and numbers."""

from __future__ import annotations

import html

import pandas as pd
from IPython.display import HTML, Markdown

from kcbx_lib.messages import say

LONGEST_TABLE = 15


def answer(text: str) -> Markdown:
    """A sentence that answers the section's question."""
    return Markdown(text)


def tiles(values: dict[str, object]) -> HTML:
    """A row of large numbers with a word under each."""
    cells = "".join(
        f'<div class="tile"><b>{html.escape(str(value))}</b><span>{html.escape(label)}</span></div>'
        for label, value in values.items()
    )
    return HTML(f'<div class="tiles">{cells}</div>')


def table(frame: pd.DataFrame, *, most: int = LONGEST_TABLE) -> HTML:
    """A plain table for the page: numbers to the right, text escaped, long tables cut and said so."""
    shown = frame.head(most)
    numeric = [pd.api.types.is_numeric_dtype(shown[column]) for column in shown.columns]
    head = "".join(
        f"<th{' class=num' if is_number else ''}>{html.escape(str(column))}</th>"
        for column, is_number in zip(shown.columns, numeric, strict=True)
    )
    rows = "".join(
        "<tr>"
        + "".join(
            f"<td{' class=num' if is_number else ''}>{html.escape(_cell(value))}</td>"
            for value, is_number in zip(record, numeric, strict=True)
        )
        + "</tr>"
        for record in shown.itertuples(index=False)
    )
    rest = len(frame) - len(shown)
    more = f"<p>{html.escape(say('story.more_rows', count=rest))}</p>" if rest > 0 else ""
    return HTML(f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{more}")


def table_if_any(frame: pd.DataFrame, *, most: int = LONGEST_TABLE) -> HTML | Markdown:
    """The table, or a word that there is no row to show."""
    return table(frame, most=most) if len(frame) else Markdown(say("story.none"))


def _cell(value: object) -> str:
    if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
        return "—"
    if isinstance(value, float):
        return f"{value:,.2f}"
    if isinstance(value, int):
        return f"{value:,}"
    return str(value)
