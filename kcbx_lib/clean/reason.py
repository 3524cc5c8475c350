"""What a cleaner says about one cell: a reason code beside the clean value, never instead of it.

The codes are the same for every cleaner, so that a column of ids and a column of dates are counted
in one table. They fall into three classes:

* quiet: ``OK``, ``NORMALISED``, ``BLANK``: nothing to ask anybody about;
* ``WARNINGS``: the value was kept, proposed or set aside, and a person should look at it;
* ``FAULTS``: something stands in the cell and no value can be read from it.

``BLANK`` is no fault: a blank cell is unknown, not wrong (a required field left blank is a matter
for the table, not for the value).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from kcbx_lib.messages import say


class Reason(StrEnum):
    """Why the clean value is what it is."""

    OK = ""
    NORMALISED = "normalised"  # the same value written otherwise: padding, width, separators
    BLANK = "blank"  # empty, or a word that says so (无, -, 不详)
    REPAIRED = "repaired"  # a proposal: 15 to 18 digits, a check letter typed as ×
    INCOMPLETE = "incomplete"  # true as far as it goes: a date to the month, a masked number
    AMBIGUOUS = "ambiguous"  # more than one reading; the value is kept only where it is the key
    UNKNOWN_REGION = "unknown_region"  # a valid id whose area code begins with no province
    OTHER_DOCUMENT = "other_document"  # plainly a permit, a passport or another number
    PRECISION_LOST = "precision_lost"  # a spreadsheet rounded the number: digits are gone
    BAD_LENGTH = "bad_length"
    BAD_CHARACTER = "bad_character"
    BAD_CHECKSUM = "bad_checksum"
    BAD_DATE = "bad_date"  # a day that the calendar does not have
    OUT_OF_RANGE = "out_of_range"
    UNKNOWN_CODE = "unknown_code"
    UNPARSEABLE = "unparseable"


QUIET: frozenset[Reason] = frozenset({Reason.OK, Reason.NORMALISED, Reason.BLANK})
WARNINGS: frozenset[Reason] = frozenset(
    {
        Reason.REPAIRED,
        Reason.INCOMPLETE,
        Reason.AMBIGUOUS,
        Reason.UNKNOWN_REGION,
        Reason.OTHER_DOCUMENT,
    }
)
# With one of these the clean value is always missing. (It is missing too with BLANK and
# OTHER_DOCUMENT, and may be with AMBIGUOUS and INCOMPLETE: ask ``value.isna()``.)
FAULTS: frozenset[Reason] = frozenset(Reason) - QUIET - WARNINGS


class CleanError(ValueError):
    """A cell that gives no value. ``reason`` says why; the text never holds the raw value,
    so that a traceback in a notebook names no child.
    """

    def __init__(self, reason: Reason, raw: object = None) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.raw = raw

    def __str__(self) -> str:
        return explain(self.reason)

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self.reason,))  # raw stays in the process where it was read


def explain(reason: Reason | str, *, lang: str | None = None) -> str:
    """The sentence that tells a reader what a reason means and what to do about it."""
    return say(f"clean.reason_{Reason(reason).value or 'ok'}", lang=lang)


# What one reading gives: the clean value (None where there is none) and the reason.
Reading = tuple[Any, Reason]
