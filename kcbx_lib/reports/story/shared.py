"""Answers, tiles and tables: how a notebook shows words and numbers."""

from __future__ import annotations

import html
import re

import numpy as np
import pandas as pd
from IPython.display import HTML, Markdown

from kcbx_lib.messages import say

LONGEST_TABLE = 15
ONE_WORD = re.compile(r"[A-Za-z0-9_.:%+-]{1,20}")
"""Ids, dates and rates, which a narrow column would break in two."""


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
    shown = frame.head(most).apply(_whole)
    numeric = [pd.api.types.is_numeric_dtype(shown[column]) for column in shown.columns]
    head = "".join(
        f"<th{' class=num' if is_number else ''}>{html.escape(str(column))}</th>"
        for column, is_number in zip(shown.columns, numeric, strict=True)
    )
    rows = "".join(
        "<tr>"
        + "".join(
            f"<td{_class(value, is_number)}>{html.escape(_cell(value))}</td>"
            for value, is_number in zip(record, numeric, strict=True)
        )
        + "</tr>"
        for record in shown.itertuples(index=False)
    )
    rest = len(frame) - len(shown)
    more = f"<p>{html.escape(say('story.more_rows', count=rest))}</p>" if rest > 0 else ""
    return HTML(f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{more}")


def folded(shown: HTML, summary: str) -> HTML:
    """A long table behind one line that opens it; ``summary`` is a word of the catalogue's story."""
    line = html.escape(say(f"story.{summary}"))
    return HTML(f"<details><summary>{line}</summary>{shown.data}</details>")


def table_if_any(frame: pd.DataFrame, *, most: int = LONGEST_TABLE) -> HTML | Markdown:
    """The table, or a word that there is no row to show."""
    return table(frame, most=most) if len(frame) else Markdown(say("story.none"))


def _whole(column: pd.Series) -> pd.Series:
    """Counts that a blank beside them turned into fractions, as counts again."""
    if not pd.api.types.is_float_dtype(column):
        return column
    known = column.dropna()
    return column.astype("Int64") if len(known) and known.mod(1).eq(0).all() else column


def _class(value: object, is_number: bool) -> str:
    if is_number:
        return " class=num"
    return " class=nowrap" if ONE_WORD.fullmatch(str(value)) else ""


def _cell(value: object) -> str:
    if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
        return "—"
    if isinstance(value, float):
        return f"{value:,.2f}"
    if isinstance(value, (int, np.integer)):
        return f"{value:,}"
    return str(value)
