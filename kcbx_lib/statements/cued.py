"""其中…, 包括…, a colon: lists that a word makes parts of a figure before them."""

from __future__ import annotations

import re

from kcbx_lib.messages import say
from kcbx_lib.statements.figures import Figure
from kcbx_lib.statements.grade import family_of, is_nearly_whole
from kcbx_lib.statements.lists import Listing, is_planned
from kcbx_lib.statements.open_list import judge_open, names_all, whole_and_part
from kcbx_lib.statements.relation import CANNOT_TELL
from kcbx_lib.statements.sums import Sums, compatible, fits_exactly, key


def cued_lists(sums: Sums, listing: Listing) -> None:
    """其中…, 包括…, a colon: the figures behind the cue are parts of one before it."""
    figures = listing.figures
    for first in range(1, len(figures)):
        if not listing.opens_parts(first) or key(figures[first]) in sums.parts:
            continue
        last = _last_of_list(sums, listing, first)
        parts = figures[first:last]
        if parts[0].value == figures[first - 1].value:
            continue  # the total said again
        candidates = [
            total
            for total in figures[:first]
            if all(compatible(total, part) for part in parts) and not is_planned(total)
        ]
        if not candidates or _judged_before(sums, parts):
            continue
        wide = _wide_run(sums, listing, first)
        if len(wide) > len(parts) and _judge_wide(sums, candidates, wide, listing.lead(first)):
            continue
        if len(parts) == 1:
            above = all(parts[0].value > total.value for total in candidates)
            if listing.says_of_which(first) and (above or candidates[-1].value >= parts[0].value):
                whole_and_part(sums, candidates[-1], parts[0])
            continue
        if any(fits_exactly(total, parts) for total in candidates):
            continue
        total = next((c for c in reversed(candidates) if c.value >= parts[0].value), candidates[-1])
        computed = sum(part.value for part in parts)
        apart = bool(re.search(r"[。;]", listing.lead(first)))
        if apart and total.value < computed <= max(c.value for c in candidates):
            # 72户…；有劳动能力户37户。其中：下坪12户…: of one named further before, perhaps
            reason = say("statements.sum_other_total")
            sums.differs(total, parts, CANNOT_TELL, reason)
            continue
        # 第一、第二、第三居委会分别为5个: one figure for each of three
        each = re.search(r"、[^,，;。]*分别", listing.lead(first)) and not (
            listing.lead(first + 1).startswith("、")
        )
        says_all = not each and names_all(listing.lead(first))
        judge_open(sums, total, parts, cue=True, says_all=says_all)


def _last_of_list(sums: Sums, listing: Listing, first: int) -> int:
    """Where the list that begins at ``first`` ends, read as narrowly as its words allow."""
    figures = listing.figures
    last = first + 1
    while (
        last < len(figures)
        and not listing.opens_parts(last)
        and not listing.breaks(last)
        and not (listing.semicolon(last) and not _one_each(listing, first, last))
        and not (listing.is_strong_total(last) or listing.is_weak_total(last))
        and key(figures[last]) not in sums.parts
        and len(listing.lead(last)) <= 20
        and not _states_anew(figures[first], figures[last])
        and (
            figures[last].value <= max(figures[first - 1].value, figures[first].value)
            or (listing.says_of_which(first) and listing.lead(last).startswith("、"))
        )
    ):
        last += 1
    return last


def _wide_run(sums: Sums, listing: Listing, first: int) -> tuple[Figure, ...]:
    """The list from ``first`` read widely: over semicolons, over parts of parts, over a part too large."""
    figures = listing.figures
    parts = [figures[first]]
    inside = False
    for at in range(first + 1, len(figures)):
        lead = listing.lead(at)
        ends = listing.breaks(at) or listing.is_strong_total(at) or listing.is_weak_total(at)
        goes_on = lead.startswith(_JOINS) and "。" not in lead
        # …；第二产业65585万元。第三产业115952万元: the next of one division begins a sentence
        goes_on = goes_on or (
            lead.startswith("。") and family_of((*parts, figures[at])) is not None
        )
        if ends or not goes_on or len(lead) > _LONGEST_LEAD:
            break
        inside = (inside or listing.says_of_which(at)) and not listing.semicolon(at)
        known = sums.wholes.get(key(figures[at]), [])
        if inside or any(total is part for total in known for part in parts):
            continue
        if known or _states_anew(figures[first], figures[at]):
            break
        parts.append(figures[at])
    return tuple(parts)


_JOINS = (",", "，", "、", ";", "和", "及", "与", "以及")
_LONGEST_LEAD = 24


def _judge_wide(sums: Sums, candidates: list[Figure], parts: tuple[Figure, ...], lead: str) -> bool:
    """Judge the wide reading of a list; False where nothing says that it is the one meant."""
    total = candidates[-1]
    if any(part.kind != total.kind or not compatible(total, part) for part in parts):
        return False
    if fits_exactly(total, parts):
        sums.holds(total, parts)
        return True
    if not is_nearly_whole(total, parts):
        return False
    judge_open(sums, total, parts, cue=True, says_all=names_all(lead))
    return True


def _states_anew(first: Figure, following: Figure) -> bool:
    """耕地5.8万亩，其中水浇地4.5万亩，种植面积为5.7万亩: a verb of its own begins another matter."""
    verb = bool(re.search(r"[为达]$", following.left)) and not re.search(r"[为达]$", first.left)
    # 受理民事755件，结案600件: what was done next with the same ones
    return verb or (
        _DEED.fullmatch(following.label) is not None and not _DEED.fullmatch(first.label)
    )


_DEED = re.compile(
    r"(?:已|共|新)?(?:审结|结案|办结|执结|审执结|收案|受理|立案|毕业|招生|招收|在校|在读|录取|完成|发放|到位|拨付|支出|使用)(?:生|学生|资金|数)?"
)


def _judged_before(sums: Sums, parts: tuple[Figure, ...]) -> bool:
    """Whether one list that was judged holds all these parts."""
    if not all(key(part) in sums.related for part in parts):
        return False
    block = parts[0].block
    return any(done[0][0] == block and set(map(key, parts)) <= set(done) for done in sums.judged)


def _one_each(listing: Listing, first: int, at: int) -> bool:
    """Whether a list goes on behind a semicolon: one figure of the kind between semicolons."""
    before = sum(1 for i in range(first, at) if listing.semicolon(i)) + 1
    if at - first != before:
        return False
    return at + 1 >= len(listing.figures) or listing.semicolon(at + 1)
