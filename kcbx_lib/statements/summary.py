"""Checked relations in, what a reader is shown out: counts by grade, lists, one answer in words."""

from __future__ import annotations

import re
from collections.abc import Hashable
from typing import Any

import pandas as pd

from kcbx_lib.messages import say
from kcbx_lib.statements.relation import CANNOT_TELL, CONTRADICTION, GRADES, HOLDS, KINDS, PROBABLY

_SHOWN = ("grade", "rule", "place", "quote", "arithmetic", "reason")


def by_grade(checked: pd.DataFrame) -> pd.Series:
    """How many relations got each grade, gravest first, in the reader's language."""
    counts = checked["grade"].value_counts().reindex(list(GRADES), fill_value=0)
    counts.index = pd.Index([say(f"statements.grade_{grade}") for grade in GRADES])
    return counts


def doubtful(checked: pd.DataFrame) -> pd.DataFrame:
    """One row for each relation that does not hold, gravest first, with headers to read."""
    order = {grade: position for position, grade in enumerate(GRADES)}
    rows = checked[checked["grade"].ne(HOLDS)]
    return _readable(rows.sort_values("grade", key=lambda s: s.map(order), kind="stable"))


def holding(checked: pd.DataFrame) -> pd.DataFrame:
    """One row for each relation that holds, in reading order, with headers to read."""
    return _readable(checked[checked["grade"].eq(HOLDS)])


def answer(checked: pd.DataFrame) -> str:
    """What was checked and what came of it, in one sentence."""
    counts = checked["grade"].value_counts().reindex(list(GRADES), fill_value=0)
    named = {str(grade): int(count) for grade, count in counts.items()}
    return say("statements.answer", lang=None, total=len(checked), **named)


def verdict(checked: pd.DataFrame) -> str:
    """What a supervisor has to know first: is something wrong, how much, and of which kinds."""
    counts = checked["grade"].value_counts()
    wrong, probably = int(counts.get(CONTRADICTION, 0)), int(counts.get(PROBABLY, 0))
    if not len(checked):
        return say("statements.verdict_nothing")
    if not wrong and not probably:
        return say("statements.verdict_clear", total=len(checked))
    first = "verdict_wrong" if wrong else "verdict_doubtful"
    words = say(f"statements.{first}", contradictions=wrong, probably=probably)
    order = {kind: position for position, kind in enumerate(KINDS)}
    kinds = checked[checked["grade"].isin([CONTRADICTION, PROBABLY])]["kind"].value_counts()
    named = [
        say("statements.kind_count_of", kind=say(f"statements.kind_{kind}"), count=count)
        for kind, count in sorted(kinds.items(), key=lambda item: (-item[1], order[str(item[0])]))
    ]
    joined = say("statements.kinds_joined").join(named)
    return f"{words}\n\n{say('statements.verdict_kinds', kinds=joined)}"


def cards(checked: pd.DataFrame, grade: str, *, most: int = 30) -> str:
    """Each place of one grade as Markdown: where, the words, the arithmetic, why."""
    rows = checked[checked["grade"].eq(grade)]
    if not len(rows):
        return say("statements.cards_none")
    found = [
        _card(order, row) for order, row in enumerate(rows.head(most).to_dict("records"), start=1)
    ]
    if len(rows) > most:
        found.append(say("statements.cards_more", count=len(rows) - most))
    return "\n\n".join(found)


def _card(order: int, row: dict[Hashable, Any]) -> str:
    kind, grade = say(f"statements.kind_{row['kind']}"), say(f"statements.grade_{row['grade']}")
    head = say("statements.card", order=order, place=row["place"], kind=kind, grade=grade)
    lines = [head, "> " + _plain(row["quote"])]
    if row["arithmetic"]:
        lines.append(say("statements.card_arithmetic", arithmetic=_plain(row["arithmetic"])))
    elif row["computed"]:
        said = {"stated": _plain(row["stated"]), "computed": _plain(row["computed"])}
        lines.append(say("statements.card_differs", **said))
    lines.append(say("statements.card_reason", reason=_plain(row["reason"])))
    return "\n\n".join(lines)


def _plain(words: object) -> str:
    """Text of a report as Markdown that says just that: no emphasis, no mark-up of its own."""
    return re.sub(r"([\\`*_{}\[\]<>#|~])", r"\\\1", str(words)).replace("\n", " ")


def by_kind(checked: pd.DataFrame) -> pd.DataFrame:
    """One row for each kind that was checked, one column a grade, most wrong first; to draw."""
    table = pd.crosstab(checked["kind"], checked["grade"]).reindex(
        columns=list(GRADES), fill_value=0
    )
    wrong = table[CONTRADICTION] + table[PROBABLY]
    order = sorted(table.index, key=lambda kind: (-wrong[kind], -table.loc[kind].sum(), kind))
    table = table.loc[order]
    table.index = pd.Index([say(f"statements.kind_{kind}") for kind in table.index])
    table.columns = pd.Index([say(f"statements.grade_{grade}") for grade in GRADES])
    return table


def chart_title(table: pd.DataFrame) -> str:
    """The message of the picture of ``by_kind``."""
    if not len(table) or not table.iloc[0, :2].sum():
        return say("statements.chart_kinds_clear")
    return say("statements.chart_kinds", worst=table.index[0])


def data_answer(compared: pd.DataFrame) -> str:
    """What came of holding the report against the county's data, in one sentence."""
    counts = compared["grade"].value_counts()
    differ = int(counts.get(CONTRADICTION, 0) + counts.get(PROBABLY, 0))
    return say(
        "statements.data_verdict", total=len(compared), holds=int(counts.get(HOLDS, 0)),
        differ=differ, open=int(counts.get(CANNOT_TELL, 0)),
    )  # fmt: skip


def _readable(rows: pd.DataFrame) -> pd.DataFrame:
    shown = rows[list(_SHOWN)].copy()
    shown["grade"] = [say(f"statements.grade_{grade}") for grade in rows["grade"]]
    headers = {column: say(f"statements.column_{column}") for column in _SHOWN}
    return shown.rename(columns=headers).reset_index(drop=True)
