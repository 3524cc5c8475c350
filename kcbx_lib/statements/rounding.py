"""When does a stated value agree with a computed one, given how precisely it was written?

A stated value holds if it equals the computed one rounded or truncated at its last written place:
both are common practice, and the result says which was met.
"""

from __future__ import annotations

from fractions import Fraction

from kcbx_lib.statements.figures import Figure

# 约, 余, 近: how far a stated value may lie from the computed one before it is worth a word
LOOSE = Fraction(1, 10)


def bounds(figure: Figure) -> tuple[Fraction, Fraction]:
    """The smallest and largest true value that could have been written as ``figure``."""
    if figure.approximate:
        return figure.value * (1 - LOOSE), figure.value * (1 + LOOSE)
    if figure.exact:
        return figure.value, figure.value
    return figure.value - figure.step / 2, figure.value + figure.step


def how_it_fits(stated: Fraction, step: Fraction, computed: Fraction) -> str | None:
    """``exact``, ``rounded``, ``truncated`` or None.

    >>> how_it_fits(Fraction("98.2"), Fraction("0.1"), Fraction("98.25"))
    'truncated'
    """
    if stated == computed:
        return "exact"
    if abs(stated - computed) <= step / 2 and computed != stated + step / 2:
        return "rounded"
    if 0 <= computed - stated < step:
        return "truncated"
    return None


def nearly(stated: Fraction, step: Fraction, computed: Fraction) -> bool:
    """Off by less than one unit of the last place, as a value that was always rounded up is."""
    return abs(stated - computed) < step


def rounded_thousands(figure: Figure) -> Fraction:
    """How far a plain number such as 12,000 may have been rounded without saying so.

    The zeros are those written: 1200万元 has two, as 1200人 has.
    """
    written = figure.value / figure.step if figure.step else Fraction(0)
    if written.denominator != 1 or written < 10_000:
        return Fraction(0)
    zeros = len(str(written.numerator)) - len(str(written.numerator).rstrip("0"))
    return Fraction(10**zeros) * figure.step if zeros >= 3 else Fraction(0)
