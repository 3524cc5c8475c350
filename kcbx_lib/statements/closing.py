"""Lists that close: every reading of a sentence in which parts add up to a total.

A closing list explains its figures, so that no other reading of them is complained about.
"""

from __future__ import annotations

import re
from fractions import Fraction

from kcbx_lib.statements.categories import categories
from kcbx_lib.statements.figures import Figure
from kcbx_lib.statements.lists import LONGEST_LIST, Listing, outside_brackets
from kcbx_lib.statements.rounding import bounds
from kcbx_lib.statements.sums import Sums, compatible, fits_exactly, key, siblings
from kcbx_lib.statements.text import Block


def closing_totals(sums: Sums, listing: Listing) -> None:
    """转入37人、复学4人、新入学512人，合计553人: parts first, then their total."""
    figures = listing.figures
    for index in range(2, len(figures)):
        total = figures[index]
        if not (listing.is_strong_total(index) or listing.is_weak_total(index)):
            continue
        for first in range(index - 1):
            parts = figures[first:index]
            if fits_exactly(total, parts) and all(compatible(total, part) for part in parts):
                sums.holds(total, parts)
                break
        else:
            free = tuple(f for f in figures[:index] if key(f) not in sums.parts)
            if len(free) >= 2 and fits_exactly(total, free):
                sums.holds(total, free)


def closing_parts(sums: Sums, listing: Listing) -> None:
    """Every run of figures behind a possible total that adds up to it, one run after another."""
    figures = listing.figures
    for index, total in enumerate(figures):
        if total.value <= 0:
            continue
        for family_run in families(listing, index + 1):
            known = any(key(part) in sums.parts for part in family_run)
            divides = all(compatible(total, part) for part in family_run) and not (
                siblings(total, family_run)
            )
            if divides and not known and fits_exactly(total, family_run):
                sums.holds(total, family_run)
        at = index + 1
        while at < len(figures):
            follows = at == index + 1 or key(figures[at - 1]) in sums.parts
            if key(figures[at]) in sums.parts or not (follows or listing.opens_parts(at)):
                at += 1
                continue
            last = _run(sums, listing, index, at)
            if last is None:
                at += 1
                continue
            side_by_side = at == index + 1 and re.fullmatch(r"、[^,，;。:]*", listing.leads[at])
            if listing.opens_parts(at) or not (side_by_side or siblings(total, figures[at:last])):
                sums.holds(total, figures[at:last])
            at = last


def _run(sums: Sums, listing: Listing, total_at: int, first: int) -> int | None:
    """The end of the run of parts from ``first`` that adds up to the total, None without one."""
    figures = listing.figures
    total = figures[total_at]
    smallest, largest = bounds(total)
    low = high = said = Fraction(0)
    vague = total.approximate
    for at in range(first, len(figures)):
        part = figures[at]
        least, most = bounds(part)
        low, high, said = low + least, high + most, said + part.value
        vague = vague or part.approximate
        if at == first:
            continue
        if low > largest or part.value > largest or not compatible(total, part):
            return None  # no count is negative: what is too much stays too much
        if _part_of(sums, part, [total]):
            return None
        if said == total.value or (not vague and smallest <= high):
            return at + 1
    return None


def families(listing: Listing, start: int) -> list[tuple[Figure, ...]]:
    """Runs of figures that differ in one family of categories (男/女; 小学/初中 …), from ``start``.

    A run ends where a category comes a second time, and figures without the family are passed over:
    小学60人，其中女生28人，初中40人 is one run of levels.
    """
    runs: list[tuple[Figure, ...]] = []
    marks = [
        (figure, categories(figure, context=listing.leads[start + offset][-12:]))
        for offset, figure in enumerate(listing.figures[start:])
    ]
    families = sorted({family for _, mark in marks for family in mark})
    for family in families:
        run: list[Figure] = []
        seen: set[str] = set()
        for figure, mark in marks:
            category = mark.get(family)
            if category is None:
                continue
            if category in seen:
                runs.append(tuple(run))
                run, seen = [], set()
            run.append(figure)
            seen.add(category)
        runs.append(tuple(run))
    return [run for run in runs if len(run) >= 2]


def across_sentences(sums: Sums, block: Block, figures: list[Figure]) -> None:
    """282人，…核减277人，其中…。疑似失学5人: a total whose parts have lists of their own.

    Only closing lists are looked for: across sentences nothing says that a list is complete.
    """
    outer = [f for f in figures if f.bracket == -1 and f.countable and f.kind != "bare"]
    for kind in sorted({f.kind for f in outer}):
        chain = [f for f in outer if f.kind == kind]
        # 核减对象中有94人…: the total stands in the sentence before
        for index, total in enumerate(chain):
            following = [
                f
                for f in chain[index + 1 : index + LONGEST_LIST]
                if f.sentence == total.sentence + 1
            ]
            free = len(following) >= 2 and not any(key(f) in sums.parts for f in following)
            if free and total.exact and sum(f.value for f in following) == total.value:
                sums.holds(total, tuple(following))
        for index, total in enumerate(chain):
            if total.value < 2:
                continue
            # 、 makes it a member of the list before it, whatever those members add up to
            for direction in (1,) if total.joined_by == "、" else (1, -1):
                while True:
                    parts = _outer_run(sums, chain, index, direction)
                    if not parts:
                        break
                    sums.holds(total, parts)


def _outer_run(sums: Sums, chain: list[Figure], index: int, direction: int) -> tuple[Figure, ...]:
    """The next run of outer figures after (or before) a total that adds up to it exactly."""
    total = chain[index]
    parts: list[Figure] = []
    step = index + direction
    while 0 <= step < len(chain):
        part = chain[step]
        step += direction
        if abs(part.sentence - total.sentence) > 3:
            break
        if key(part) in sums.parts:
            if _part_of(sums, part, [total, *parts]) and (not parts or _part_of(sums, part, parts)):
                continue
            break
        if not compatible(total, part) or part.value >= total.value:
            break
        if not (part.exact and part.value > 0):
            break
        parts.append(part)
        if sum(p.value for p in parts) >= total.value:
            break
    run = tuple(sorted(parts, key=key))
    if len(run) < 2 or not total.exact or sum(p.value for p in run) != total.value:
        return ()
    between = sums.report.block(total.block).match[total.end : run[0].start]
    if direction == 1 and not re.search(r"[,，;。:(]", outside_brackets(between)):
        return ()  # 38人、21人、9人: members of one list
    if siblings(total, run) or (direction == -1 and {key(p) for p in run} & sums.totals):
        return ()
    return run


def _part_of(sums: Sums, part: Figure, totals: list[Figure]) -> bool:
    """Whether a figure is known as a part of one of these totals."""
    known = sums.wholes.get(key(part), [])
    return any(total is whole for total in totals for whole in known)
