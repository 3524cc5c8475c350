"""One checked relation between figures of a report, and the four grades it can get."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

CONTRADICTION = "contradiction"  # no reading saves the text
PROBABLY = "probably"  # one unlikely reading would save it
CANNOT_TELL = "cannot_tell"  # an ordinary reading saves it
HOLDS = "holds"
GRADES = (CONTRADICTION, PROBABLY, CANNOT_TELL, HOLDS)

KINDS = {
    "sum": "SRF-01",
    "difference": "SRF-01",
    "restated": "SRF-02",
    "rate": "SRF-03",
    "range": "SRF-04",
    "unit": "SRF-04",
    "date": "SRF-05",
    "placeholder": "SRF-06",
    "count": "SRF-07",
    "number": "SRF-08",
}


@dataclass(frozen=True)
class Relation:
    """One relation that was checked: what the text states, what follows from its own figures."""

    kind: str
    grade: str
    stated: str
    computed: str
    arithmetic: str
    reason: str
    quote: str
    place: str
    at: tuple[int, int] = field(default=(0, 0))  # block and position, for the reading order
    members: tuple[tuple[int, int], ...] = ()  # the figures it rests on: (block, start)

    @property
    def rule(self) -> str:
        """The SRF rule it belongs to."""
        return KINDS[self.kind]


def number(value: Fraction, *, places: int = 4) -> str:
    """A value as people write it: no exponent, no trailing zeros, at most ``places`` decimals.

    >>> number(Fraction(71597)), number(Fraction(139, 146) * 100)
    ('71597', '95.2055')
    """
    if value.denominator == 1:
        return str(value.numerator)
    scaled = round(value * 10**places)
    sign = "-" if scaled < 0 else ""
    whole, part = divmod(abs(scaled), 10**places)
    digits = str(part).zfill(places).rstrip("0")
    return f"{sign}{whole}.{digits}" if digits else f"{sign}{whole}"
