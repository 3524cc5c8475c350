"""Has a spreadsheet rounded this number away?

Excel keeps 15 significant digits of a number and shows the rest as zeros; a program that reads the
cell as a double gets the nearest multiple of 16, 32, 64 … instead. Either way the last digits of an
18-digit id are gone and nothing in the file can bring them back. Typed as text, nothing happens.
"""

from __future__ import annotations

import re

from kcbx_lib.clean.cells import MOST_DIGITS_OF_A_NUMBER

_SCIENTIFIC = re.compile(r"\d(?:\.\d*)?[eE]\+?(\d{1,3})")
_SHORTEST_ID, _LONGEST_ID = 18, 20  # a resident id; a disability card's number
_FIRST_LOST = 10**MOST_DIGITS_OF_A_NUMBER


def is_rounded_number(number: int | float) -> bool:
    """Whether a number-typed cell is too long to have kept all its digits."""
    return abs(number) >= _FIRST_LOST  # infinity as well


def is_scientific(text: str) -> bool:
    """Whether a text shows a long number (a phone, an id, a card) as 4.11E+17; 1E5 may be a count."""
    match = _SCIENTIFIC.fullmatch(text)
    return match is not None and 10 <= int(match[1]) < 30


def looks_rounded(digits: str) -> bool:
    """Whether the text of an 18-digit id (or a longer number) reads as a rounded number.

    Two traces: zeros after the 15th digit (Excel), or a number that a double holds exactly (other
    programs). Of the ids with a mistyped digit one in 16 to 128, depending on the province, shows
    the second trace by chance, so ask only after the check character has failed; the mistake is
    then one of wording, since neither has a clean value. Shorter texts say too little.
    """
    if not _SHORTEST_ID <= len(digits) <= _LONGEST_ID:
        return False
    if not (digits.isascii() and digits.isdigit()):
        return False
    return not digits[MOST_DIGITS_OF_A_NUMBER:].strip("0") or int(float(digits)) == int(digits)


def surviving_digits(digits: str) -> str:
    """The first 15 digits of a rounded number: enough to offer candidates, never to decide."""
    return digits[:MOST_DIGITS_OF_A_NUMBER]
