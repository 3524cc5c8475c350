"""A report in, one row for each figure in it: value, unit, label, place.

Columns: file, label, value, unit, counts (what is counted: person, school, yuan, percent …), low and
high (the smallest and largest value that could have been written so, in base units), is_approximate,
is_threshold, code, time (years and dates named before it in its sentence), is_whole_unit (全县, 我区 …
stands in its clause), quote, place. Values are exact decimals as text; low and high are floats.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from kcbx_lib.statements.figures import Figure
from kcbx_lib.statements.load import load
from kcbx_lib.statements.relation import number
from kcbx_lib.statements.report import Report
from kcbx_lib.statements.rounding import bounds
from kcbx_lib.statements.text import Text, text_of
from kcbx_lib.statements.vocabulary import SCOPE

COLUMNS = (
    "file", "label", "value", "unit", "counts", "low", "high", "is_approximate", "is_threshold",
    "code", "time", "is_whole_unit", "quote", "place",
)  # fmt: skip
_TIME = re.compile(
    r"截[至止](?:到)?(?:(?:19|20)\d\d年)?\d{1,2}月(?:\d{1,2}日)?|(?:19|20)\d\d年(?:\d{1,2}月(?:\d{1,2}日)?)?"
    r"|去年|上年|今年|上学期|本学期|年初|年底|目前"
)


def read_figures(path: str | Path) -> pd.DataFrame:
    """The figures of a report file. Raises UnreadableInput like ``check_file``."""
    return table_of(load(path))


def figures_of_text(text: str, *, source: str = "") -> pd.DataFrame:
    """The figures of a report's text, in reading order."""
    return table_of(text_of(text, source=source))


def table_of(text: Text) -> pd.DataFrame:
    """One row for each figure of a text that was read."""
    report = Report(text)
    rows = [_row(report, figure) for figure in report.figures]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    text_columns = ["file", "label", "value", "unit", "counts", "code", "time", "quote", "place"]
    flags = ["is_approximate", "is_threshold", "is_whole_unit"]
    types: dict[str, str] = dict.fromkeys(text_columns, "str")
    types |= dict.fromkeys(flags, "boolean") | dict.fromkeys(("low", "high"), "float64")
    return table.astype(types)


def _row(report: Report, figure: Figure) -> tuple[object, ...]:
    block = report.block(figure.block)
    before = block.match[block.sentences[figure.sentence][0] : figure.start]
    low, high = bounds(figure)
    if figure.high is not None:
        high = figure.high
    written = figure.value / (figure.step * 10**figure.decimals)
    return (
        report.text.source, figure.label, number(written, places=6), _unit(figure), figure.kind,
        float(low), float(high), figure.approximate, figure.threshold, figure.code,
        "；".join(dict.fromkeys(_TIME.findall(before))), bool(SCOPE.search(before)),
        report.quote(figure), report.place(figure),
    )  # fmt: skip


def _unit(figure: Figure) -> str:
    scale = re.search(r"\d([百千万亿]+)", figure.written)
    if scale and not figure.unit.startswith(scale[1]):
        return scale[1] + figure.unit
    return figure.unit
