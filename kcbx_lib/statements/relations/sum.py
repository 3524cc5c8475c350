"""SRF-01: the parts of a total add up to it.

For every list the reader tries all readings before it complains: each figure before the list may be
its total, the parts may divide the total several ways in turn, and a part may have parts of its own.
A sum that is too small is a contradiction only where the parts leave nothing out by their meaning
(men and women, public and private …); one that is too large only where they cannot overlap.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from operator import attrgetter

from kcbx_lib.messages import say
from kcbx_lib.statements.categories import categories, is_complete
from kcbx_lib.statements.closing import across_sentences, closing_parts, closing_totals, families
from kcbx_lib.statements.cued import cued_lists
from kcbx_lib.statements.figures import Figure
from kcbx_lib.statements.grade import THE_REST, family_of
from kcbx_lib.statements.lists import (
    ADDABLE_NOT,
    PARTS_OF,
    Listing,
    is_planned,
    listings,
    names_a_whole,
    of_kind,
    owner_of,
)
from kcbx_lib.statements.open_list import judge_open, names_all, whole_and_part
from kcbx_lib.statements.paired import paired_lists
from kcbx_lib.statements.relation import CANNOT_TELL, CONTRADICTION, PROBABLY, Relation
from kcbx_lib.statements.report import Report
from kcbx_lib.statements.school_kinds import school_kinds
from kcbx_lib.statements.sums import (
    Sums,
    closes,
    compatible,
    fits_exactly,
    key,
    relation,
    shown,
    siblings,
)
from kcbx_lib.statements.text import Block
from kcbx_lib.statements.trailing import trailing_total


def find(report: Report) -> list[Relation]:
    """All sums of a report, those that hold and those that do not."""
    sums = read_sums(report)
    _other_half(sums)
    return sums.found


def read_sums(report: Report) -> Sums:
    """The lists of a report, with what is known of each figure; read once for a report."""
    known = report.__dict__.get("_sums")
    if isinstance(known, Sums):
        return known
    sums = Sums(report)
    report.__dict__["_sums"] = sums
    for block in report.text.blocks:
        figures = report.by_block.get(block.index, [])
        if len(figures) < 2:
            continue
        addable = [figure for figure in figures if figure.kind not in ADDABLE_NOT]
        open_lists = []
        known = len(sums.groups)
        for bracket, listing in listings(block, addable):
            if bracket >= 0:
                _bracket(sums, block, bracket, listing, addable)
            school_kinds(sums, of_kind(listing, "school"))
            for part in _kinds(listing):
                closing_totals(sums, part)
                closing_parts(sums, part)
                open_lists.append(part)
        across_sentences(sums, block, addable)
        _division_of_the_sentence_before(sums, addable)
        for part in open_lists:
            _family_runs(sums, part)
            cued_lists(sums, part)
            trailing_total(sums, part)
        paired_lists(sums, figures, since=known)
        for part in open_lists:
            _near_misses(sums, part)
    return sums


_SAID_WITH_GE = frozenset({"school", "class", "village", "township", "community", "place"})


def _kinds(listing: Listing) -> list[Listing]:
    """The listing by kind of thing counted, and by kind of person where the labels say."""
    views: list[Listing] = []
    for kind in sorted({figure.kind for figure in listing.figures} - {"bare"}):
        whole = of_kind(listing, kind)
        nouns = sorted({f.noun for f in whole.figures if f.noun})
        if len(nouns) > 1:
            views.extend(of_kind(listing, kind, noun=noun) for noun in nouns)
        views.append(whole)
    kinds = {figure.kind for figure in listing.figures}
    for kind in sorted(kinds & _SAID_WITH_GE):
        # 小学40所、教学点12个; 教学班214个，七年级74个
        together = [
            (figure, lead)
            for figure, lead in zip(listing.figures, listing.leads, strict=True)
            if figure.countable and (figure.kind == kind or (figure.kind == "个" and figure.label))
        ]
        if "个" in kinds and together:
            figures, leads = zip(*together, strict=True)
            views.append(Listing(listing.block, figures, leads))
    return [view for view in views if len(view.figures) >= 2]


def _bracket(
    sums: Sums, block: Block, bracket: int, listing: Listing, figures: list[Figure]
) -> None:
    """3993人（男2022人，女1937人）: the bracket explains the figure beside it."""
    total = owner_of(block, bracket, figures)
    if total is None or not total.countable or total.kind == "bare":
        return
    _paired_bracket(sums, total, listing, figures)
    same = of_kind(listing, total.kind)
    if not same.figures:
        same = of_kind(listing, "bare")
    parts = tuple(part for part in same.figures if compatible(total, part))
    if not parts:
        return
    leads = same.leads
    if len(parts) == 1:
        if parts[0].value <= total.value or PARTS_OF.search(leads[0]):
            whole_and_part(sums, total, parts[0])
        return
    if parts[0].value == total.value and same.is_strong_total(0):
        return
    if any(PARTS_OF.search(lead) for lead in leads[1:]) and not fits_exactly(total, parts):
        return  # a part of a part: no flat list
    if _HISTORY.search("".join(leads)):
        return  # 3个村（2002年将原有7个村合并为3个村）: how it came, not what it is made of
    judge_open(sums, total, parts, cue=True, says_all=names_all("".join(leads)))


def _paired_bracket(sums: Sums, total: Figure, listing: Listing, figures: list[Figure]) -> None:
    """13951户68202人（城镇240户544人，农村13711户67658人）: the bracket explains both of the pair."""
    at = bisect_left(figures, total.start, key=attrgetter("start"))
    before = figures[at - 1] if at else total
    if before is total or before.bracket != total.bracket or not before.countable:
        return
    between = sums.report.block(total.block).match[before.end : total.start]
    same = of_kind(listing, before.kind)
    if before.kind == total.kind or len(same.figures) < 2 or not _BESIDE.fullmatch(between):
        return
    parts = same.figures
    if any(PARTS_OF.search(lead) for lead in same.leads[1:]):
        return
    if all(compatible(before, part) for part in parts):
        judge_open(sums, before, parts, cue=True, says_all=False)


_HISTORY = re.compile(r"原有|原来|合并|撤并|整合|拆分|改为|划归|更名|调整为")
_BESIDE = re.compile(r"[,，、]?[\u4e00-\u9fff]{0,3}")


def _family_runs(sums: Sums, listing: Listing) -> None:
    """Men and women, levels, grades …: the nearest figure before them is their total."""
    for run in families(listing, 0):
        if any(key(part) in sums.parts for part in run) or not _flat(listing, run):
            continue
        first = listing.figures.index(run[0])
        before = [f for f in listing.figures[:first] if f not in run and not is_planned(f)]
        candidates = [f for f in before if all(compatible(f, part) for part in run)]
        if not candidates or any(closes(total, run) for total in candidates):
            continue
        cue = listing.opens_parts(first)
        total = candidates[-1] if cue else _uncued_total(sums, listing, candidates, run)
        if total is not None:
            says_all = names_all(listing.lead(first))
            judge_open(sums, total, run, cue=cue, says_all=says_all)


def _division_of_the_sentence_before(sums: Sums, figures: list[Figure]) -> None:
    """总人口104296人。男性52786人，女性51510人: a whole division right behind the sentence of its total."""
    outer = [f for f in figures if f.bracket == -1 and f.countable and f.kind != "bare"]
    for at, first in enumerate(outer):
        rest = [f for f in outer[at:] if f.kind == first.kind and f.sentence == first.sentence]
        run = tuple(rest[:2])
        family = family_of(run) if len(run) == 2 else None
        members = frozenset(categories(part)[family] for part in run) if family else frozenset()
        if family is None or not is_complete(family, members):
            continue
        before = [f for f in outer[:at] if f.kind == first.kind]
        if not before or any(f.sentence == first.sentence for f in before):
            continue
        total = before[-1]
        known = any(key(part) in sums.parts for part in run)
        whole = names_a_whole(total) and total.sentence == first.sentence - 1
        if whole and not known and all(compatible(total, part) for part in run):
            judge_open(sums, total, run, cue=False, says_all=False)


def _flat(listing: Listing, run: tuple[Figure, ...]) -> bool:
    """Whether nothing new begins inside a run: 在校995人，其中送教12人，休学5人 is no flat list."""
    inside = [listing.figures.index(part) for part in run]
    if inside[-1] - inside[0] + 1 > len(run):
        return False
    return not any(listing.breaks(i) or listing.says_of_which(i) for i in inside[1:])


def _uncued_total(
    sums: Sums, listing: Listing, candidates: list[Figure], run: tuple[Figure, ...]
) -> Figure | None:
    """The total of a run that no word introduces; None where the text need not mean one.

    1286人，男生658人，女生628人，住校生…: the parts of a division before are passed over.
    """
    first = listing.figures.index(run[0])
    free = [f for f in candidates if key(f) not in sums.parts]
    if not free or listing.breaks(first) or listing.semicolon(first):
        return None
    if family_of(run) == "fate":
        return None  # 在校1765人，转出102人: a course of time
    total = free[-1]
    if not names_a_whole(total) and not _near(total, run):
        return None
    passed = listing.figures[listing.figures.index(total) + 1 : first]
    return None if any(key(f) not in sums.parts for f in passed) else total


def _near(total: Figure, run: tuple[Figure, ...]) -> bool:
    """Whether the run nearly makes the total: 留守儿童510人，男260人，女240人."""
    computed = sum(part.value for part in run)
    return (
        family_of(run) in ("sex", "ownership", "code")
        and abs(computed - total.value) <= total.value / 5
    )


def _near_misses(sums: Sums, listing: Listing) -> None:
    """A figure and at least three after it that nearly make it, without a word that says so.

    Worth a look, no accusation: unless the list names its own rest (剩余12人).
    """
    figures = listing.figures
    known = sums.related
    for first in range(1, len(figures) - 2):
        total = figures[first - 1]
        if listing.breaks(first) or listing.semicolon(first) or len(listing.lead(first)) > 48:
            continue
        last = first + 1
        while last < len(figures) and not (
            listing.breaks(last) or listing.semicolon(last) or len(listing.lead(last)) > 24
        ):
            last += 1
        parts = figures[first:last]
        among = (total, *parts)
        if len(parts) < 3 or any(key(f) in known for f in among):
            continue
        computed = sum(part.value for part in parts)
        close = abs(computed - total.value) <= total.value / 5
        plausible = all(f.exact for f in among) and all(p.value < total.value for p in parts)
        if not (close and plausible and all(compatible(total, part) for part in parts)):
            continue
        if siblings(total, parts):
            continue
        rest = any(part.left.startswith(THE_REST) for part in parts)
        grade, reason = (PROBABLY, "sum_names_the_rest") if rest else (CANNOT_TELL, "sum_near")
        sums.differs(total, parts, grade, say(f"statements.{reason}"))
        return


def _other_half(sums: Sums) -> None:
    """282 = 277 + 5 here, 282 with 277 and 3 there: the division is known to be complete."""
    closed = [(total, parts) for total, parts in sums.groups if len(parts) == 2]
    open_ones = [item for item in sums.found if item.grade == CANNOT_TELL and item.kind == "sum"]
    figures = {key(figure): figure for figure in sums.report.figures}
    for item in open_ones:
        members = [figures[member] for member in item.members]
        total, parts = members[0], members[1:]
        if len(parts) != 2 or not all(figure.exact for figure in members):
            continue
        for known, halves in closed:
            common = {p.value for p in halves} & {p.value for p in parts}
            if known.value == total.value and known.kind == total.kind and len(common) == 1:
                big = next(iter(common))
                if big * 2 < total.value:
                    continue
                sums.found.remove(item)
                reason = say(
                    "statements.sum_other_half",
                    place=sums.report.place(known),
                    rest=shown(total, total.value - big),
                )
                sums.found.append(relation(sums.report, total, tuple(parts), CONTRADICTION, reason))
                break
