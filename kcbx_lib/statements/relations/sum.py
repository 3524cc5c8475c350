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
from kcbx_lib.statements.closing import (
    across_sentences,
    closing_parts,
    closing_totals,
    families,
)
from kcbx_lib.statements.figures import Figure
from kcbx_lib.statements.grade import THE_REST, family_of, grade_open_list, is_nearly_whole
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
            _cued_lists(sums, part)
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
        pair = (kind, "个")
        together = [
            (figure, lead)
            for figure, lead in zip(listing.figures, listing.leads, strict=True)
            if figure.kind in pair and figure.countable
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
    opening = block.brackets[bracket].start
    if not parts:
        return
    leads = same.leads
    if len(parts) == 1:
        if parts[0].value <= total.value or PARTS_OF.search(leads[0]):
            _whole_and_part(sums, total, parts[0])
        return
    if parts[0].value == total.value and same.is_strong_total(0):
        return
    if any(PARTS_OF.search(lead) for lead in leads[1:]) and not fits_exactly(total, parts):
        return  # a part of a part: no flat list
    if _HISTORY.search("".join(leads)):
        return  # 3个村（2002年将原有7个村合并为3个村）: how it came, not what it is made of
    _judge_open(sums, total, parts, cue=True, says_all=_says_all("".join(leads), opening))


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
        _judge_open(sums, before, parts, cue=True, says_all=False)


_HISTORY = re.compile(r"原有|原来|合并|撤并|整合|拆分|改为|划归|更名|调整为")
_BESIDE = re.compile(r"[,，、]?[\u4e00-\u9fff]{0,3}")


def _says_all(words: str, _at: int = 0) -> bool:
    return bool(re.search(r"分别|全部|均为|分为|组成|由|按[\u4e00-\u9fff]{1,6}分", words))


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
            says_all = _says_all(listing.lead(first))
            _judge_open(sums, total, run, cue=cue, says_all=says_all)


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
            _judge_open(sums, total, run, cue=False, says_all=False)


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


def _cued_lists(sums: Sums, listing: Listing) -> None:
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
                _whole_and_part(sums, candidates[-1], parts[0])
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
        says_all = not each and _says_all(listing.lead(first))
        _judge_open(sums, total, parts, cue=True, says_all=says_all)


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
    _judge_open(sums, total, parts, cue=True, says_all=_says_all(lead))
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


def _one_each(listing: Listing, first: int, at: int) -> bool:
    """Whether a list goes on behind a semicolon: one figure of the kind between semicolons."""
    before = sum(1 for i in range(first, at) if listing.semicolon(i)) + 1
    if at - first != before:
        return False
    return at + 1 >= len(listing.figures) or listing.semicolon(at + 1)


def _judge_open(
    sums: Sums, total: Figure, parts: tuple[Figure, ...], *, cue: bool, says_all: bool
) -> None:
    """Grade a list against the total it seems to divide."""
    if all(key(part) in sums.parts for part in parts):
        return
    if fits_exactly(total, parts):
        sums.holds(total, parts)
        return
    several = _in_turn(total, parts)
    if several:
        for part in several:
            sums.holds(total, part)
        rest = tuple(p for p in parts if not any(p in part for part in several))
        if len(rest) >= 2:
            _judge_open(sums, total, rest, cue=cue, says_all=False)
        return
    grade, reason = grade_open_list(total, parts, says_all=says_all, cue=cue)
    sums.differs(total, parts, grade, reason)


def _in_turn(total: Figure, parts: tuple[Figure, ...]) -> list[tuple[Figure, ...]]:
    """The runs of parts that each add up to the total: 公办33，民办17，小学40，初中10."""
    runs = []
    at = 0
    while at < len(parts):
        for last in range(at + 2, len(parts) + 1):
            if fits_exactly(total, parts[at:last]):
                runs.append(parts[at:last])
                at = last
                break
        else:
            at += 1
    return runs


def _whole_and_part(sums: Sums, total: Figure, part: Figure) -> None:
    """A single part is only compared in size; ``relations/range.py`` reports it."""
    sums.groups.append((total, (part,)))


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
