"""Published figures as cited data in, one row for each declared relation out, with its grade.

The folder holds ``figures.yml``: figures with their document, and relations between them by name.
The arithmetic is done here; ``evidence`` says what may excuse a relation that does not close:

disjoint           nothing: the parts cannot overlap and leave nothing out  → contradiction
closed_elsewhere   nothing: the document itself closes the same total with another part → contradiction
blank              nothing: a blank was left open → contradiction
title_and_body     one unlikely reading (the title was reused) → probably
later_phase        a later phase of the work may have changed the figure → cannot tell
recorded_later     a text may be recorded after it was signed → cannot tell
copy_damage        the copy has lost or overwritten characters → cannot tell (sums), probably (numbers)
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from kcbx_lib.errors import UnreadableInput
from kcbx_lib.messages import say
from kcbx_lib.statements.relation import (
    CANNOT_TELL,
    CONTRADICTION,
    HOLDS,
    KINDS,
    PROBABLY,
    number,
)

COLUMNS = (
    "row", "rule", "kind", "source", "grade", "stated", "computed", "arithmetic", "reason",
)  # fmt: skip
_GRADES = {
    "disjoint": CONTRADICTION,
    "closed_elsewhere": CONTRADICTION,
    "blank": CONTRADICTION,
    "title_and_body": PROBABLY,
    "later_phase": CANNOT_TELL,
    "recorded_later": CANNOT_TELL,
    "copy_damage": CANNOT_TELL,
}
_SQUARE_METRES = {"平方公里": Fraction(1_000_000), "亩": Fraction(2000, 3), "平方米": Fraction(1)}
_KIND = {"product": "rate", "mean_in_range": "rate", "same": "restated", "area_within": "unit"}


def check_published(folder: str | Path) -> pd.DataFrame:
    """One row for each relation of ``folder/figures.yml``, in its order.

    Columns: row (of the check table, <NA> for relations that must pass), rule, kind, source (document),
    grade, stated, computed, arithmetic, reason. Raises UnreadableInput for a missing or faulty file.
    """
    path = Path(folder) / "figures.yml"
    if not path.is_file():
        raise UnreadableInput(say("statements.file_missing", file=path.name))
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    figures = content["figures"]
    rows = [_relation(entry, figures, content["documents"]) for entry in content["relations"]]
    checked = pd.DataFrame(rows, columns=list(COLUMNS))
    checked["row"] = checked["row"].astype("Int64")
    others = [column for column in COLUMNS if column != "row"]
    return checked.astype(dict.fromkeys(others, "str"))


def published_figures(folder: str | Path) -> pd.DataFrame:
    """One row for each cited figure: figure, document, item, value, unit (value as text)."""
    content = yaml.safe_load((Path(folder) / "figures.yml").read_text(encoding="utf-8"))
    rows = [
        (name, entry["document"], entry["item"], str(entry["value"]), entry["unit"])
        for name, entry in content["figures"].items()
    ]
    columns = ["figure", "document", "item", "value", "unit"]
    return pd.DataFrame(rows, columns=columns, dtype="str")


def _value(figures: dict[str, Any], name: str) -> Fraction:
    if name not in figures:
        raise UnreadableInput(say("statements.published_unknown", figure=name))
    return Fraction(str(figures[name]["value"]))


def _shown(figures: dict[str, Any], name: str) -> str:
    entry = figures[name]
    if entry["unit"] == "日期":
        return str(entry["value"])
    return f"{number(_value(figures, name))}{entry['unit']}"


def _relation(
    entry: dict[str, Any], figures: dict[str, Any], documents: dict[str, Any]
) -> tuple[Any, ...]:
    kind, evidence = entry["kind"], entry["evidence"]
    holds, stated, computed, arithmetic, document = _compute(entry, figures)
    if holds:
        grade, reason = HOLDS, say("statements.published_holds")
    else:
        grade, reason = _GRADES[evidence], say(f"statements.published_{evidence}")
        if kind == "number":
            grade = PROBABLY  # surely malformed in this copy; the original may be sound
    common = _KIND.get(kind, kind)
    if common == "restated" and evidence in ("title_and_body", "recorded_later"):
        common = "date"
    title = documents[document]["title"]
    return (
        entry.get("row", pd.NA), KINDS[common], common, title, grade, stated, computed, arithmetic,
        reason,
    )  # fmt: skip


def _compute(entry: dict[str, Any], figures: dict[str, Any]) -> tuple[bool, str, str, str, str]:
    """(holds, stated, computed, arithmetic, document) of one declared relation."""
    kind = entry["kind"]
    if kind == "sum":
        total, parts = entry["total"], entry["parts"]
        value = sum((_value(figures, part) for part in parts), Fraction(0))
        unit = figures[total]["unit"]
        terms = " + ".join(number(_value(figures, part)) for part in parts)
        holds = value == _value(figures, total)
        return (holds, _shown(figures, total), f"{number(value)}{unit}",
                _equation(terms, value, _value(figures, total)), figures[total]["document"])  # fmt: skip
    if kind == "product":
        total, factors = entry["total"], entry["factors"]
        value = Fraction(1)
        for factor in factors:
            value *= _value(figures, factor)
        terms = " × ".join(number(_value(figures, factor)) for factor in factors)
        holds = value == _value(figures, total)
        return (holds, _shown(figures, total), number(value),
                _equation(terms, value, _value(figures, total)), figures[total]["document"])  # fmt: skip
    if kind == "mean_in_range":
        total, count = entry["total"], entry["count"]
        mean = _value(figures, total) / _value(figures, count)
        low, high = _value(figures, entry["low"]), _value(figures, entry["high"])
        terms = f"{_shown(figures, total)} ÷ {_shown(figures, count)} = {number(mean, places=2)}"
        return (low <= mean <= high, f"{number(low)}–{number(high)}", number(mean, places=2), terms,
                figures[total]["document"])  # fmt: skip
    if kind == "same":
        first, second = entry["figures"]
        equal = figures[first]["value"] == figures[second]["value"]
        sign = "=" if equal else "≠"
        words = f"{_shown(figures, first)} {sign} {_shown(figures, second)}"
        return (equal, _shown(figures, first), _shown(figures, second), words,
                figures[first]["document"])  # fmt: skip
    if kind == "area_within":
        whole, part = entry["whole"], entry["part"]
        area = _value(figures, whole) * _SQUARE_METRES[figures[whole]["unit"]]
        land = _value(figures, part) * _SQUARE_METRES[figures[part]["unit"]]
        words = f"{_shown(figures, part)} = {number(land / 1_000_000, places=1)}平方公里"
        sign = "≤" if land <= area else ">"
        return (land <= area, _shown(figures, part), f"≤ {_shown(figures, whole)}",
                f"{words} {sign} {_shown(figures, whole)}", figures[whole]["document"])  # fmt: skip
    if kind in ("placeholder", "number"):
        words = "、".join(entry["words"])
        if "figure" in entry:
            words = f"{words} × {_shown(figures, entry['figure'])}"
        return False, words, "", "", entry["document"]
    raise UnreadableInput(say("statements.published_unknown", figure=kind))


def _equation(terms: str, value: Fraction, stated: Fraction) -> str:
    end = "" if value == stated else f" ≠ {number(stated)}"
    return f"{terms} = {number(value)}{end}"
