"""A report's text in, one row for each relation between its figures that was checked.

Columns: file, rule, kind, grade, stated, computed, quote, place, arithmetic, reason.
Grades: contradiction (no reading saves the text), probably, cannot_tell (an ordinary reading saves
it), holds.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from kcbx_lib.messages import say
from kcbx_lib.statements.closed import unless_closed
from kcbx_lib.statements.figure_table import table_of
from kcbx_lib.statements.lists import LONGEST_LIST
from kcbx_lib.statements.load import load
from kcbx_lib.statements.relation import HOLDS, KINDS, Relation
from kcbx_lib.statements.relations import (
    count,
    date,
    difference,
    divided_twice,
    echo,
    flow,
    mean,
    number,
    placeholder,
    product,
    range,
    rate,
    restated,
    sum,
    table,
    unit,
)
from kcbx_lib.statements.report import Report
from kcbx_lib.statements.text import LONGEST_BLOCK, Text, text_of

COLUMNS = (
    "file", "rule", "kind", "grade", "stated", "computed", "quote", "place", "arithmetic", "reason",
)  # fmt: skip
_FINDERS = (
    sum, table, restated, echo, divided_twice, rate, product, mean, difference, flow, range, unit, date,
    placeholder, count, number,
)  # fmt: skip


def check_text(text: str, *, source: str = "") -> pd.DataFrame:
    """One row for each relation checked in ``text``, in reading order.

    >>> check_text("在校生90人，其中男生50人，女生50人。")[["grade", "stated", "computed"]].values.tolist()
    [['contradiction', '90人', '100人']]
    """
    return _check(text_of(text, source=source))


def check_file(path: str | Path) -> pd.DataFrame:
    """One row for each relation checked in a report file (txt, md, docx, pdf).

    Raises UnreadableInput for a file that holds no readable text.
    """
    return _check(load(path))


@dataclass(frozen=True)
class Checked:
    """A report file, read once: its relations, its figures, and what was not read in one piece."""

    relations: pd.DataFrame
    figures: pd.DataFrame
    notes: tuple[str, ...]


def read_report(path: str | Path) -> Checked:
    """Relations, figures and notes of a report file. Raises UnreadableInput like ``check_file``."""
    text = load(path)
    return Checked(_check(text), table_of(text), notes_of(text))


def notes_of(text: Text) -> tuple[str, ...]:
    """What was cut so that the work stays bounded: paragraphs and lists no report has."""
    notes = [
        say("statements.paragraph_cut", place=place, limit=LONGEST_BLOCK) for place in text.cut
    ]
    report = Report(text)
    for _, figures in sorted(report.by_block.items()):
        sentences = Counter((figure.sentence, figure.bracket) for figure in figures)
        if max(sentences.values()) > LONGEST_LIST:
            place = report.place(figures[0])
            notes.append(say("statements.list_cut", place=place, limit=LONGEST_LIST))
    return tuple(dict.fromkeys(notes))


def relations_of(text: Text) -> list[Relation]:
    """All checked relations of a text, in reading order."""
    report = Report(text)
    found = [relation for finder in _FINDERS for relation in finder.find(report)]
    found = unless_closed(report, found)
    order = {kind: index for index, kind in enumerate(KINDS)}
    found.sort(key=lambda r: (r.at, order[r.kind], r.members, r.stated, r.computed))
    return found


def _check(text: Text) -> pd.DataFrame:
    rows = [
        (
            text.source, item.rule, item.kind, item.grade, item.stated, item.computed, item.quote,
            item.place, item.arithmetic, item.reason,
        )
        for item in relations_of(text)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype="str")


def faults(checked: pd.DataFrame) -> pd.DataFrame:
    """The rows that do not hold, the gravest first."""
    order = {"contradiction": 0, "probably": 1, "cannot_tell": 2}
    found = checked[checked["grade"] != HOLDS]
    return found.sort_values("grade", key=lambda s: s.map(order), kind="stable")
