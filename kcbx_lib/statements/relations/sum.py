"""SRF-01: the parts of a total add up to it.

For every list the reader tries all readings before it complains: each figure before the list may be
its total, the parts may divide the total several ways in turn, and a part may have parts of its own.
A sum that is too small is a contradiction only where the parts leave nothing out by their meaning
(men and women, public and private …); one that is too large only where they cannot overlap.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction

from kcbx_lib.messages import say
from kcbx_lib.statements.categories import COUNTED_TWICE, categories, is_complete, overlaps
from kcbx_lib.statements.figures import Figure
from kcbx_lib.statements.lists import (
    ADDABLE_NOT,
    Listing,
    listings,
    names_a_whole,
    of_kind,
    outside_brackets,
    owner_of,
)
from kcbx_lib.statements.relation import (
    CANNOT_TELL,
    CONTRADICTION,
    HOLDS,
    PROBABLY,
    Relation,
    number,
)
from kcbx_lib.statements.report import Report
from kcbx_lib.statements.rounding import bounds, rounded_thousands
from kcbx_lib.statements.text import Block

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
    parts: set[Key] = field(default_factory=set)
    totals: set[Key] = field(default_factory=set)
    judged: set[tuple[Key, ...]] = field(default_factory=set)

    def holds(self, total: Figure, parts: tuple[Figure, ...]) -> None:
        """Record a list that closes."""
        members = (key(total), *map(key, parts))
        if members in self.judged:
            return
        self.judged.add(members)
        self.groups.append((total, parts))
        self.parts.update(map(key, parts))
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
        lost = self.report.overwritten(total, *parts)
        if lost is not None and grade != CANNOT_TELL:
            grade = CANNOT_TELL
            others = sum(part.value for part in parts if part is not lost)
            needed = total.value - others if lost is not total else others
            reason = say(
                "statements.sum_copy_damage", figure=lost.written, needed=shown(total, needed)
            )
        self.found.append(relation(self.report, total, parts, grade, reason))


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
        for bracket, listing in listings(block, addable):
            if bracket >= 0:
                _bracket(sums, block, bracket, listing, addable)
            for part in _kinds(listing):
                _closing_totals(sums, part)
                _closing_parts(sums, part)
                open_lists.append(part)
        _across_sentences(sums, block, addable)
        for part in open_lists:
            _family_runs(sums, part)
            _cued_lists(sums, part)
            _trailing_total(sums, part)
    return sums


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
    if {"school", "个"} <= kinds:
        merged = tuple(f for f in listing.figures if f.kind in ("school", "个"))
        leads = tuple(
            lead
            for f, lead in zip(listing.figures, listing.leads, strict=True)
            if f.kind in ("school", "个")
        )
        views.append(Listing(listing.block, merged, leads))
    return [view for view in views if len(view.figures) >= 2]


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


def _bracket(
    sums: Sums, block: Block, bracket: int, listing: Listing, figures: list[Figure]
) -> None:
    """3993人（男2022人，女1937人）: the bracket explains the figure beside it."""
    total = owner_of(block, bracket, figures)
    if total is None or not total.countable:
        return
    same = of_kind(listing, total.kind)
    if not same.figures:
        same = of_kind(listing, "bare")
    parts = tuple(part for part in same.figures if compatible(total, part))
    opening = block.brackets[bracket].start
    if not parts:
        return
    leads = same.leads
    if len(parts) == 1:
        _whole_and_part(sums, total, parts[0])
        return
    if parts[0].value == total.value and same.is_strong_total(0):
        return
    _judge_open(sums, total, parts, cue=True, says_all=_says_all("".join(leads), opening))


def _says_all(words: str, _at: int = 0) -> bool:
    return any(sign in words for sign in ("分别", "全部", "均为", "分为", "组成", "由"))


def _closing_totals(sums: Sums, listing: Listing) -> None:
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


def _closing_parts(sums: Sums, listing: Listing) -> None:
    """Every run of figures behind a possible total that adds up to it, one run after another."""
    figures = listing.figures
    for index, total in enumerate(figures):
        if total.value <= 0:
            continue
        for family_run in _families(listing, index + 1):
            known = any(key(part) in sums.parts for part in family_run)
            if len(family_run) >= 2 and not known and fits_exactly(total, family_run):
                if all(compatible(total, part) for part in family_run) and not (
                    siblings(total, family_run)
                ):
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


def siblings(total: Figure, parts: tuple[Figure, ...]) -> bool:
    """Whether the supposed total is only one more member of its parts' list: G类23，D类18，C类5."""
    own = categories(total)
    marks = [categories(part) for part in parts]
    shared = [family for family in own if all(family in mark for mark in marks)]
    return any(own[family] not in {mark[family] for mark in marks} for family in shared)


def _run(sums: Sums, listing: Listing, total_at: int, first: int) -> int | None:
    """The end of the run of parts from ``first`` that adds up to the total, None without one."""
    figures = listing.figures
    total = figures[total_at]
    for last in range(first + 2, len(figures) + 1):
        parts = figures[first:last]
        if not compatible(total, parts[-1]) or parts[-1].value > bounds(total)[1]:
            return None
        if _part_of(sums, parts[-1], [total]):
            return None
        if fits_exactly(total, parts):
            return last
    return None


def _families(listing: Listing, start: int) -> list[tuple[Figure, ...]]:
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


def _across_sentences(sums: Sums, block: Block, figures: list[Figure]) -> None:
    """282人，…核减277人，其中…。疑似失学5人: a total whose parts have lists of their own.

    Only closing lists are looked for: across sentences nothing says that a list is complete.
    """
    outer = [f for f in figures if f.bracket == -1 and f.countable and f.kind != "bare"]
    for kind in sorted({f.kind for f in outer}):
        chain = [f for f in outer if f.kind == kind]
        # 核减对象中有94人…: the total stands in the sentence before
        for index, total in enumerate(chain):
            following = [f for f in chain[index + 1 :] if f.sentence == total.sentence + 1]
            if len(following) >= 2 and not any(key(f) in sums.parts for f in following):
                if total.exact and sum(f.value for f in following) == total.value:
                    sums.holds(total, tuple(following))
        for index, total in enumerate(chain):
            if total.value < 2:
                continue
            for direction in (1, -1):
                while True:
                    parts = _outer_run(sums, chain, index, direction)
                    if not parts:
                        break
                    sums.holds(total, parts)


def _outer_run(
    sums: Sums, chain: list[Figure], index: int, direction: int
) -> tuple[Figure, ...]:
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
    if siblings(total, run) or direction == -1 and {key(p) for p in run} & sums.totals:
        return ()
    return run


def _part_of(sums: Sums, part: Figure, totals: list[Figure]) -> bool:
    return any(
        part in parts and any(key(total) == key(known) for known in totals)
        for total, parts in sums.groups
    )


def _family_runs(sums: Sums, listing: Listing) -> None:
    """Men and women, levels, grades …: the nearest figure before them is their total."""
    for run in _families(listing, 0):
        while len(run) >= 2 and any(key(part) in sums.parts for part in run):
            break
        if any(key(part) in sums.parts for part in run):
            continue
        first = listing.figures.index(run[0])
        before = [f for f in listing.figures[:first] if f not in run]
        between = listing.figures[first : listing.figures.index(run[-1]) + 1]
        if len(between) > len(run) or any(listing.breaks(i) for i in _span(listing, run)[1:]):
            continue
        candidates = [f for f in before if all(compatible(f, part) for part in run)]
        candidates = [f for f in candidates if key(f) not in {key(p) for p in run}]
        if not candidates or any(closes(total, run) for total in candidates):
            continue
        total = candidates[-1]
        cue = listing.opens_parts(first)
        if not cue:
            # 1286人，男生658人，女生628人，住校生…: the parts of a division before are passed over
            free = [f for f in candidates if key(f) not in sums.parts]
            if not free or not names_a_whole(free[-1]) or listing.breaks(first):
                continue
            total = free[-1]
            passed = listing.figures[listing.figures.index(total) + 1 : first]
            if any(key(f) not in sums.parts for f in passed):
                continue
        if not cue and listing.semicolon(first):
            continue
        _judge_open(sums, total, run, cue=cue, says_all=_says_all(listing.lead(first)))


def _span(listing: Listing, run: tuple[Figure, ...]) -> list[int]:
    return [listing.figures.index(part) for part in run]


def _cued_lists(sums: Sums, listing: Listing) -> None:
    """其中…, 包括…, a colon: the figures behind the cue are parts of one before it."""
    figures = listing.figures
    for first in range(1, len(figures)):
        if not listing.opens_parts(first) or key(figures[first]) in sums.parts:
            continue
        last = first + 1
        while (
            last < len(figures)
            and not listing.opens_parts(last)
            and not listing.breaks(last)
            and not (listing.semicolon(last) and not _one_each(listing, first, last))
            and not (listing.is_strong_total(last) or listing.is_weak_total(last))
            and key(figures[last]) not in sums.parts
            and len(listing.lead(last)) <= 20
        ):
            last += 1
        parts = figures[first:last]
        candidates = [
            total for total in figures[:first] if all(compatible(total, part) for part in parts)
        ]
        if not candidates or any(set(map(key, parts)) <= set(done) for done in sums.judged):
            continue
        if len(parts) == 1:
            if all(parts[0].value > total.value for total in candidates):
                _whole_and_part(sums, candidates[-1], parts[0])
            elif candidates[-1].value >= parts[0].value:
                _whole_and_part(sums, candidates[-1], parts[0])
            continue
        if any(fits_exactly(total, parts) for total in candidates):
            continue
        total = next((c for c in reversed(candidates) if c.value >= parts[0].value), candidates[-1])
        _judge_open(sums, total, parts, cue=True, says_all=_says_all(listing.lead(first)))


def _one_each(listing: Listing, first: int, at: int) -> bool:
    """Whether a list goes on behind a semicolon: one figure of the kind between semicolons."""
    before = sum(1 for i in range(first, at) if listing.semicolon(i)) + 1
    if at - first != before:
        return False
    return at + 1 >= len(listing.figures) or listing.semicolon(at + 1)


def _trailing_total(sums: Sums, listing: Listing) -> None:
    """小学62所、初中18所，共计88所, where no run before the total adds up to it."""
    figures = listing.figures
    for index in range(2, len(figures)):
        total = figures[index]
        if not listing.is_strong_total(index) or key(total) in sums.totals | sums.parts:
            continue
        first = index - 1
        while first > 0 and not (
            listing.is_strong_total(first) or listing.breaks(first) or listing.opens_parts(first)
        ):
            first -= 1
        parts = tuple(f for f in figures[first:index] if key(f) not in sums.parts)
        if len(parts) < 2 or not all(compatible(total, part) for part in parts):
            continue
        named = bool(categories(total)) or len(total.label) > 4
        disjoint = _family_of(parts) is not None and not any(overlaps(part) for part in parts)
        too_small = sum(part.value for part in parts) < total.value
        grade = CANNOT_TELL
        reason = say("statements.sum_may_hold_more")
        if disjoint and not named and first == 0:
            grade, reason = CONTRADICTION, say("statements.sum_total_of_parts")
        elif not named:
            grade, reason = PROBABLY, say("statements.sum_total_of_parts")
        elif not too_small and disjoint:
            grade, reason = PROBABLY, say("statements.sum_too_large")
        if any(not part.exact for part in (*parts, total)):
            grade, reason = CANNOT_TELL, say("statements.sum_rounded")
        sums.differs(total, parts, grade, reason)


def _family_of(parts: tuple[Figure, ...]) -> str | None:
    """The family in which all parts differ, None without one."""
    marks = [categories(part) for part in parts]
    shared = set.intersection(*(set(mark) for mark in marks)) if marks else set()
    for family in sorted(shared):
        if len({mark[family] for mark in marks}) == len(marks):
            return family
    return None


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
    grade, reason = _grade(total, parts, says_all=says_all)
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


def _grade(total: Figure, parts: tuple[Figure, ...], *, says_all: bool) -> tuple[str, str]:
    """(grade, reason) of a list that does not close."""
    computed = sum((part.value for part in parts), Fraction(0))
    too_large = computed > total.value
    if closes(total, parts):
        return CANNOT_TELL, say("statements.sum_rounded")
    slack = max(rounded_thousands(figure) for figure in (total, *parts))
    if slack and abs(computed - total.value) < slack:
        return CANNOT_TELL, say("statements.sum_rounded")
    family = _family_of(parts)
    if family is None:
        # several divisions mixed (男, 女, 寄宿): one of them may be complete
        for run in _family_subsets(parts):
            inner = _family_of(run)
            members = frozenset(categories(part)[inner] for part in run) if inner else frozenset()
            if inner and is_complete(inner, members) and not _narrower(total, run, inner):
                return CONTRADICTION, say("statements.sum_complete_division")
        if any(overlaps(part) for part in parts):
            return CANNOT_TELL, say("statements.sum_groups_overlap")
        if any(part.label.startswith(("其他", "其它", "其余", "剩余", "余下")) for part in parts):
            return CONTRADICTION, say("statements.sum_names_the_rest")
        if too_large:
            return PROBABLY, say("statements.sum_too_large_unknown")
        if says_all:
            return PROBABLY, say("statements.sum_says_all")
        return CANNOT_TELL, say("statements.sum_may_be_incomplete")
    members = frozenset(categories(part)[family] for part in parts)
    doubtful = bool(members & COUNTED_TWICE) and total.kind in ("school", "个")
    if too_large:
        if doubtful and not is_complete(family, members):
            return PROBABLY, say("statements.sum_counted_twice")
        return CONTRADICTION, say("statements.sum_too_large")
    if _narrower(total, parts, family):
        return CANNOT_TELL, say("statements.sum_may_be_incomplete")
    if _exhaustive(total, parts, family, members) or is_complete(family, members):
        return CONTRADICTION, say("statements.sum_complete_division")
    if any(part.label.startswith(("其他", "其它", "其余", "剩余")) for part in parts) or says_all:
        return CONTRADICTION, say("statements.sum_says_all")
    if family == "code" and _unbroken(members):
        return PROBABLY, say("statements.sum_codes")
    if family == "level" and members == {"primary", "junior"}:
        return PROBABLY, say("statements.sum_levels")
    return CANNOT_TELL, say("statements.sum_may_be_incomplete")


def _family_subsets(parts: tuple[Figure, ...]) -> list[tuple[Figure, ...]]:
    marks = [(part, categories(part)) for part in parts]
    runs = []
    for family in sorted({family for _, mark in marks for family in mark}):
        run = tuple(part for part, mark in marks if family in mark)
        if len(run) >= 2 and len({categories(part)[family] for part in run}) == len(run):
            runs.append(run)
    return runs


def _narrower(total: Figure, parts: tuple[Figure, ...], family: str) -> bool:
    """Whether all parts are of a kind that the total's label does not name (小学男生, 小学女生)."""
    whole = categories(total)
    marks = [categories(part) for part in parts]
    for other in set.intersection(*(set(mark) for mark in marks)) - {family}:
        values = {mark[other] for mark in marks}
        if len(values) == 1 and whole.get(other) not in values:
            return True
    return False


def _exhaustive(
    total: Figure, parts: tuple[Figure, ...], family: str, members: frozenset[str]
) -> bool:
    """Divisions that are complete only for some totals: grades of a level, levels of compulsory."""
    whole = categories(total).get("level")
    if family == "grade":
        return (whole == "junior" and members == frozenset("七八九")) or (
            whole == "primary" and members == frozenset("一二三四五六")
        )
    if family == "level" and total.kind == "person":
        compulsory = "义务教育" in total.label or "中小学" in total.label
        return compulsory and members >= {"primary", "junior"}
    return False


def _unbroken(codes: frozenset[str]) -> bool:
    letters = sorted(codes)
    return len(letters) >= 3 and "".join(letters) in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


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
                sums.found.append(
                    relation(sums.report, total, tuple(parts), CONTRADICTION, reason)
                )
                break


def shown(figure: Figure, value: Fraction) -> str:
    """A value in the unit in which ``figure`` is written: 1.52万, 71597."""
    factor = figure.step * 10**figure.decimals
    unit = figure.unit
    scale = "万" if "万" in figure.written and not unit.startswith("万") else ""
    return f"{number(value / factor)}{scale}{unit}"


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


__all__ = ["Sums", "closes", "compatible", "find", "key", "outside_brackets", "read_sums", "shown"]
