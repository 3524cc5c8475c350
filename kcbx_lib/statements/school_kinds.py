"""Schools by kind: 学校17所，其中初级中学9所、小学8所、特殊教育学校1所 is one list, closed only as a whole.

No school is of two of these kinds, so some members that happen to make the total are no reading of it.
A teaching point may or may not be counted as a school, so the list may close with it or without.
"""

from __future__ import annotations

import re
from fractions import Fraction

from kcbx_lib.messages import say
from kcbx_lib.statements.figures import Figure
from kcbx_lib.statements.lists import PARTS_OF, Listing
from kcbx_lib.statements.relation import PROBABLY
from kcbx_lib.statements.sums import Sums, key

_KIND = re.compile(
    r"(?:小学|初级中学|[初高完]中校?|一贯制学校|完全中学|高级中学|特殊教育学校|教学点)$"
)
_POINT = "教学点"


def school_kinds(sums: Sums, listing: Listing) -> None:
    """Close or refuse every list of at least three kinds of school right behind its total."""
    for first in range(1, len(listing.figures)):
        total = listing.figures[first - 1]
        if not PARTS_OF.search(listing.lead(first)) or not re.search("学校|校$", total.label):
            continue
        last = first
        while last < len(listing.figures) and _is_kind(listing, last, joined=last > first):
            last += 1
        parts = listing.figures[first:last]
        kinds = {part.label for part in parts}
        if len(parts) < 3 or len(kinds) < len(parts) or not all(f.exact for f in (total, *parts)):
            continue
        _judge(sums, total, parts)


def _is_kind(listing: Listing, at: int, *, joined: bool) -> bool:
    """Whether a figure counts one kind of school, joined to the one before by 、 alone."""
    follows = not joined or re.fullmatch(r"[、和及][^,，;。:]*", listing.lead(at)) is not None
    return follows and bool(_KIND.search(listing.figures[at].label))


def _judge(sums: Sums, total: Figure, parts: tuple[Figure, ...]) -> None:
    """Closed with or without teaching points; too many schools otherwise are probably wrong."""
    schools = tuple(part for part in parts if _POINT not in part.label)
    for counted in (parts, schools):
        if sum((part.value for part in counted), Fraction(0)) == total.value:
            sums.holds(total, counted)
            sums.parts.update(map(key, parts))
            return
    if sum((part.value for part in schools), Fraction(0)) > total.value:
        sums.differs(total, parts, PROBABLY, say("statements.sum_counted_twice"))
        sums.parts.update(map(key, parts))
