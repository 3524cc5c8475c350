"""Totals behind their parts: 小学62所、初中18所，共计88所, where no run before the total adds up to it."""

from __future__ import annotations

import re
from fractions import Fraction

from kcbx_lib.messages import say
from kcbx_lib.statements.categories import categories, overlaps
from kcbx_lib.statements.figures import Figure
from kcbx_lib.statements.grade import family_of
from kcbx_lib.statements.lists import ADDABLE_NOT, Listing
from kcbx_lib.statements.numerals import chinese_value
from kcbx_lib.statements.relation import CANNOT_TELL, CONTRADICTION, PROBABLY
from kcbx_lib.statements.sums import Sums, closes, compatible, key


def trailing_total(sums: Sums, listing: Listing) -> None:
    """Every 合计 (or 共 at the end of parts that one verb introduces) that its parts do not make."""
    figures = listing.figures
    for index in range(2, len(figures)):
        total = figures[index]
        strong = listing.is_strong_total(index)
        weak = listing.is_weak_total(index) and index == len(figures) - 1
        if not (strong or weak) or key(total) in sums.totals | sums.parts:
            continue
        first = _first(listing, index)
        parts = tuple(f for f in figures[first:index] if key(f) not in sums.parts)
        if len(parts) < 2 or not all(compatible(total, part) for part in parts):
            continue
        if not strong and not _one_verb(total, parts):
            continue
        grade, reason = _grade(
            total, parts, listing.lead(index), strong=strong, from_start=first == 0
        )
        if _passes_over(sums, total, parts):
            grade, reason = CANNOT_TELL, "sum_may_hold_more"
        sums.differs(total, parts, grade, say(f"statements.{reason}"))


def _passes_over(sums: Sums, total: Figure, parts: tuple[Figure, ...]) -> bool:
    """23家次、186户次、52家次，合计261家: between the parts stands a figure counted in another word."""
    among = {key(figure) for figure in (total, *parts)}
    return any(
        parts[0].start < figure.start < total.start
        and figure.sentence == total.sentence
        and figure.bracket == total.bracket
        and key(figure) not in among
        and figure.kind not in ADDABLE_NOT
        and figure.kind.endswith("_time")
        for figure in sums.report.by_block.get(total.block, [])
    )


def _first(listing: Listing, index: int) -> int:
    """Where the parts of the total at ``index`` begin: behind another total, subject or cue."""
    first = index - 1
    while first > 0 and not (
        listing.is_strong_total(first) or listing.breaks(first) or listing.opens_parts(first)
    ):
        first -= 1
    return first


def _one_verb(total: Figure, parts: tuple[Figure, ...]) -> bool:
    """投资380万元…，投资126万元…，投资94万元…，共投入650万元: one verb for each of three parts."""
    verbs = {part.left[:2] for part in parts}
    return len(parts) > 2 and len(verbs) == 1 and all(p.value < total.value for p in parts)


_YEARS = re.compile(r"(?P<years>[两三四五六七八九十]|\d)年(?:来|间)?(?:累计|合计|总计|共)")


def _each_year(total: Figure, parts: tuple[Figure, ...]) -> bool:
    """三年累计投入 behind three amounts 投入: one for each year, none left out, the same thing said."""
    hit = _YEARS.search(total.left)
    if hit is None or total.left[hit.end() :] not in parts[0].left:
        return False
    years = Fraction(hit["years"]) if hit["years"].isdigit() else chinese_value(hit["years"])
    return years == len(parts)


_OF_BOTH = re.compile(
    r"(?P<one>[\u4e00-\u9fff]{2,8})[”\"]?(?:和|与|及|、)[“\"]?(?P<other>[\u4e00-\u9fff]{2,8})[”\"]?(?:两[者项类])?(?:合计|共计|总计)$"
)


def _sums_up(lead: str, parts: tuple[Figure, ...]) -> str:
    """“很满意”和“满意”合计1047份 names the two it adds up: ``others`` where no part bears such a name,
    ``these`` where the parts are just those two, else nothing.
    """
    hit = _OF_BOTH.search(lead)
    if hit is None:
        return ""
    names = [part.left + part.label for part in parts]
    if not all(any(word[-2:] in name for name in names) for word in hit.groups()):
        return "others"
    return "these" if len(parts) == 2 else ""


def _grade(
    total: Figure, parts: tuple[Figure, ...], lead: str, *, strong: bool, from_start: bool
) -> tuple[str, str]:
    figures = (total, *parts)
    vague = any(f.approximate or not f.countable for f in figures)
    named = bool(categories(total)) or len(total.label) > 4
    disjoint = family_of(parts) is not None and not any(overlaps(part) for part in parts)
    too_small = sum(part.value for part in parts) < total.value
    cases = (
        (vague or closes(total, parts), CANNOT_TELL, "sum_rounded"),
        (_sums_up(lead, parts) == "others", CANNOT_TELL, "sum_may_hold_more"),
        (_sums_up(lead, parts) == "these", CONTRADICTION, "sum_named_in_total"),
        (_each_year(total, parts), CONTRADICTION, "sum_total_of_parts"),
        (not strong, PROBABLY, "sum_total_of_parts"),
        (too_small and not from_start, CANNOT_TELL, "sum_may_hold_more"),
        (disjoint and not named and from_start, CONTRADICTION, "sum_total_of_parts"),
        (not named, PROBABLY, "sum_total_of_parts"),
        (not too_small and disjoint, PROBABLY, "sum_too_large"),
        (True, CANNOT_TELL, "sum_may_hold_more"),
    )
    return next((grade, reason) for true, grade, reason in cases if true)
