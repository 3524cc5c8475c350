"""One policy value with its source, and the checks a value has to pass.

A value is data: what it is, from when it holds, how it is compared, which document and article state
it, and whether a document was seen to state it (``confirmed``) or the kit assumes it
(``unconfirmed``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

COMPARISONS = ("at least", "more than", "at most", "below", "before", "within", "equals")
STATUSES = ("confirmed", "unconfirmed")
UNITS = (
    "years",
    "months",
    "days",
    "school_days",
    "attempts",
    "pupils",
    "yuan",
    "percent",
    "percentage_points",
    "share",
    "count",
    "none",
)
GROUPS = (
    "is_poor",
    "is_low_income",
    "is_destitute",
    "is_orphan",
    "is_unsupported",
    "is_disabled",
    "is_left_behind",
    "is_distressed",
    "is_migrant",
    "has_learning_difficulty",
    "is_justice_involved",
    "has_imprisoned_parent",
    "is_single_parent",
)
"""Flag columns of ``children``: a profile names a group by its column, so a rule needs no mapping."""

DEADLINES = {
    "end_of_month": frozenset(),
    "day_of_month": frozenset({"day"}),
    "weekday": frozenset({"weekday"}),
}


@dataclass(frozen=True)
class Document:
    """A source document, law or working default that values cite.

    ``dated`` is the day it was signed, or None where our copy does not give it; ``damage`` says what
    is wrong with the copy.
    """

    id: str
    kind: str
    title: Mapping[str, str]
    issuer: Mapping[str, str]
    number: str | None
    dated: date | None
    damage: Mapping[str, str] | None = None

    @property
    def citation(self) -> dict[str, str]:
        """Title with its number, and a word on a date that our copy lost, in both languages."""
        number = f" {self.number}" if self.number else ""
        is_undated = self.kind in ("local", "national") and self.dated is None
        lost = (
            {"zh": "（日期不明）", "en": " (date unknown)"} if is_undated else {"zh": "", "en": ""}
        )
        return {lang: f"{self.title[lang]}{number}{lost[lang]}" for lang in ("zh", "en")}

    @property
    def is_assumption(self) -> bool:
        """True for the kit's own defaults and a user's what-if: no document stands behind them."""
        return self.kind == "default"


@dataclass(frozen=True)
class Key:
    """What a policy key means: title, type, unit and the mechanisms of the sources it serves."""

    key: str
    title: Mapping[str, str]
    type: str
    unit: str
    mechanisms: tuple[str, ...]
    codes: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Value:
    """One dated, cited value of a policy key.

    value
        the plain value; None where the profile asks for none.
    since
        first day on which it holds; None: from the beginning, or the document's date is unknown.
    profile
        the profile that gave it (a profile inherits what it does not state).
    """

    key: str
    value: Any
    unit: str
    comparison: str
    document: str
    article: str | None
    status: str
    title: Mapping[str, str]
    since: date | None
    profile: str
    document_title: Mapping[str, str]
    note: Mapping[str, str] | None = None

    @property
    def is_confirmed(self) -> bool:
        """Whether a document was seen to state the value."""
        return self.status == "confirmed"

    def exact(self) -> Fraction:
        """The number as a fraction, as written: 98.85 is 1977/20, never the nearest binary float."""
        return Fraction(str(self.value))


def is_month_day(value: object) -> bool:
    """Whether ``value`` is a day of the year written ``MM-DD``."""
    if not isinstance(value, str) or not re.fullmatch(r"\d{2}-\d{2}", value):
        return False
    try:
        date(2024, int(value[:2]), int(value[3:]))
    except ValueError:
        return False
    return True


def _is_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0


def _is_codes(value: object, key: Key) -> bool:
    if not isinstance(value, list) or len(set(map(str, value))) != len(value):
        return False
    return all(isinstance(code, str) and (not key.codes or code in key.codes) for code in value)


def _is_deadline(value: object) -> bool:
    if not isinstance(value, dict) or value.get("kind") not in DEADLINES:
        return False
    needed = DEADLINES[value["kind"]]
    if set(value) - {"kind", "comparison"} != needed:
        return False
    limit = {"day": 31, "weekday": 7}
    return all(_is_integer(value[part]) and 1 <= value[part] <= limit[part] for part in needed)


def _is_records(value: object, key: Key) -> bool:
    if not isinstance(value, list):
        return False
    return all(isinstance(record, dict) and set(key.fields) <= set(record) for record in value)


CHECKS: Mapping[str, Callable[[Any, Key], bool]] = {
    "integer": lambda value, key: _is_integer(value),
    "number": lambda value, key: _is_number(value) and (key.unit != "share" or value <= 1),
    "boolean": lambda value, key: isinstance(value, bool),
    "text": lambda value, key: isinstance(value, str) and (not key.codes or value in key.codes),
    "month_day": lambda value, key: is_month_day(value),
    "month_days": lambda value, key: isinstance(value, list) and all(map(is_month_day, value)),
    "integers": lambda value, key: isinstance(value, list) and all(map(_is_integer, value)),
    "codes": _is_codes,
    "groups": lambda value, key: isinstance(value, list) and set(value) <= set(GROUPS),
    "keys": lambda value, key: isinstance(value, list) and all("." in str(one) for one in value),
    "mapping": lambda value, key: isinstance(value, dict) and bool(value),
    "records": _is_records,
    "deadline": lambda value, key: _is_deadline(value),
    "wording": lambda value, key: isinstance(value, dict) and {"zh", "en"} <= set(value),
}
"""Type of a key → whether a value (never None) fits it."""


def fits(value: object, key: Key) -> bool:
    """Whether ``value`` has the type of its key; None always fits: the profile asks for none."""
    return value is None or CHECKS[key.type](value, key)
