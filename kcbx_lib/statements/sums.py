"""Lists of figures and their totals: what has been understood of a report's sums so far."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction

from kcbx_lib.messages import say
from kcbx_lib.statements.categories import categories, overlaps
from kcbx_lib.statements.figures import Figure
from kcbx_lib.statements.relation import CANNOT_TELL, HOLDS, Relation, number
from kcbx_lib.statements.report import Report
from kcbx_lib.statements.rounding import bounds

Key = tuple[int, int]


def key(figure: Figure) -> Key:
    """A figure's place, by which it is known."""
    return figure.block, figure.start


@dataclass
class Sums:
    """What has been understood so far: which figures are parts of a total that closes."""

    report: Report
    found: list[Relation] = field(default_factory=list)
    groups: list[tuple[Figure, tuple[Figure, ...]]] = field(default_factory=list)
    wholes: dict[Key, list[Figure]] = field(default_factory=dict)  # the totals of a part
    parts: set[Key] = field(default_factory=set)
    totals: set[Key] = field(default_factory=set)
    judged: set[tuple[Key, ...]] = field(default_factory=set)
    related: set[Key] = field(default_factory=set)  # every figure of a list that was judged

    def holds(self, total: Figure, parts: tuple[Figure, ...]) -> None:
        """Record a list that closes."""
        members = (key(total), *map(key, parts))
        if members in self.judged:
            return
        self.judged.add(members)
        self.related.update(members)
        self.groups.append((total, parts))
        self.parts.update(map(key, parts))
        for part in parts:
            self.wholes.setdefault(key(part), []).append(total)
        self.totals.add(key(total))
        same = sum(part.value for part in parts) == total.value
        reason = say("statements.sum_closes" if same else "statements.sum_closes_rounded")
        self.found.append(relation(self.report, total, parts, HOLDS, reason))

    def differs(self, total: Figure, parts: tuple[Figure, ...], grade: str, reason: str) -> None:
        """Record a list that does not close, once for the same parts."""
        members = tuple(map(key, parts))
        if members in self.judged:
            return
        self.judged.add(members)
        self.related.update(members)
        if grade != CANNOT_TELL and self._stands_elsewhere(total, parts):
            grade, reason = CANNOT_TELL, say("statements.sum_elsewhere")
        lost = self.report.overwritten(total, *parts)
        if lost is not None and grade != CANNOT_TELL:
            grade = CANNOT_TELL
            others = sum((part.value for part in parts if part is not lost), Fraction(0))
            needed = total.value - others if lost is not total else others
            reason = say(
                "statements.sum_copy_damage", figure=lost.written, needed=shown(total, needed)
            )
        self.found.append(relation(self.report, total, parts, grade, reason))

    def _stands_elsewhere(self, total: Figure, parts: tuple[Figure, ...]) -> bool:
        """Whether another figure of the paragraph before the parts' end is just their sum.

        Then that may be the total meant, whatever the grammar says.
        """
        computed = sum((part.value for part in parts), Fraction(0))
        if len(str(int(computed / total.step if total.step else computed))) < 3:
            return False
        others = self.report.by_block[total.block]
        among = {key(figure) for figure in (total, *parts)}
        return any(
            other.kind == total.kind
            and other.value == computed
            and other.start < parts[-1].start
            and key(other) not in among
            for other in others
        )


def relation(
    report: Report, total: Figure, parts: tuple[Figure, ...], grade: str, reason: str
) -> Relation:
    """A list and its total as a Relation."""
    computed = sum((part.value for part in parts), Fraction(0))
    terms = " + ".join(shown(part, part.value) for part in parts)
    sign = "=" if computed == total.value else ("≈" if grade == HOLDS else "≠")
    arithmetic = f"{terms} = {shown(total, computed)}"
    if sign != "=":
        gap = say("statements.gap", gap=shown(total, abs(computed - total.value)))
        arithmetic = f"{arithmetic} {sign} {shown(total, total.value)}（{gap}）"
    ordered = sorted((total, *parts), key=key)
    same_block = [figure for figure in ordered if figure.block == total.block]
    return Relation(
        kind="sum",
        grade=grade,
        stated=shown(total, total.value),
        computed=shown(total, computed),
        arithmetic=arithmetic,
        reason=reason,
        quote=report.quote(*same_block),
        place=report.place(total),
        at=key(total),
        members=(key(total), *map(key, parts)),
    )


def shown(figure: Figure, value: Fraction) -> str:
    """A value in the unit in which ``figure`` is written: 1.52万, 71597."""
    factor = figure.step * 10**figure.decimals
    unit = figure.unit
    written = re.search(r"\d([百千万亿]+)", figure.written)
    scale = written[1] if written and not unit.startswith(written[1]) else ""
    if scale and not figure.written.endswith(scale + unit):
        scale = ""
    return f"{number(value / factor)}{scale}{unit}"


def closes(total: Figure, parts: tuple[Figure, ...]) -> bool:
    """Whether the parts can add up to the total, given how precisely all were written."""
    low = sum((bounds(part)[0] for part in parts), Fraction(0))
    high = sum((bounds(part)[1] for part in parts), Fraction(0))
    smallest, largest = bounds(total)
    return low <= largest and smallest <= high


def fits_exactly(total: Figure, parts: tuple[Figure, ...]) -> bool:
    """Closing without help from rounding of 约 and 余, which would make any list close."""
    if total.approximate or any(part.approximate for part in parts):
        return sum(part.value for part in parts) == total.value
    return closes(total, parts)


def compatible(total: Figure, part: Figure) -> bool:
    """Whether the part can be some of the total: pupils are no part of teachers."""
    if total.noun and part.noun and total.noun != part.noun:
        return {total.noun, part.noun} == {"people", "student"} and bool(overlaps(part))
    return True


def siblings(total: Figure, parts: tuple[Figure, ...]) -> bool:
    """Whether the supposed total is only one more member of its parts' list: G类23，D类18，C类5."""
    own = categories(total)
    marks = [categories(part) for part in parts]
    shared = [family for family in own if all(family in mark for mark in marks)]
    return any(own[family] != mark[family] for family in shared for mark in marks)
