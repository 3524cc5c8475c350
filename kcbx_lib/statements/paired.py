"""Lists in pairs: 小学62所，学生50127人；初中24所，学生24918人 beside 86所，在校学生75045人.

Where the first count of every pair closes exactly on its total, the list leaves nothing out; so the
second counts, one beside each first, must close on the total that stands beside the first total.
"""

from __future__ import annotations

import re

from kcbx_lib.messages import say
from kcbx_lib.statements.figures import Figure
from kcbx_lib.statements.lists import ADDABLE_NOT
from kcbx_lib.statements.relation import CANNOT_TELL, CONTRADICTION, PROBABLY
from kcbx_lib.statements.sums import Sums, closes, fits_exactly, key

# the second of a pair follows its first at once: 62所，学生50127人; 427户1683人
_NEAR = 16
_NOT_BESIDE = re.compile(r"[;。]|其中|平均|每|占|比|较|新增|增加|减少")
# words that name everyone of a kind: 寄宿生 beside 学生 would be another thing
_EVERYONE = re.compile(
    r"(?:在校|在园|在籍|就读|受助|惠及|涉及)?(?:学生|生|幼儿|儿童|人口|人|教师|教职工|专任教师)?数?"
    r"|(?:发放|投入|补助|资助|落实|拨付)?(?:资金|金额|经费|补助|款)?"
)


def paired_lists(sums: Sums, figures: list[Figure], *, since: int) -> None:
    """The second counts of every list whose first counts close, held against their total.

    ``figures`` are a paragraph's; its lists stand in ``sums.groups`` from ``since`` on.
    """
    order = {key(figure): position for position, figure in enumerate(figures)}
    for total, parts in list(sums.groups[since:]):
        if len(parts) < 2 or any(key(figure) not in order for figure in (total, *parts)):
            continue
        if not all(figure.exact for figure in (total, *parts)):
            continue
        if not _is_a_list(sums, figures, order, total, parts):
            continue
        for kind in sorted({f.kind for f in figures} - {total.kind, "bare"} - ADDABLE_NOT):
            for beside in (_beside, _ahead):
                second = beside(sums, figures, order[key(total)], kind)
                others = [beside(sums, figures, order[key(part)], kind) for part in parts]
                if second is None or any(other is None for other in others):
                    continue
                seconds = tuple(other for other in others if other is not None)
                firsts = (total, *parts) if beside is _beside else (second, *seconds)
                behind = (second, *seconds) if beside is _beside else (total, *parts)
                _judge(sums, second, seconds, alike=_alike(sums, firsts, behind))


_OPENS = re.compile(r"其中|包括|含|分别|[:(]|分为|由")


def _is_a_list(
    sums: Sums,
    figures: list[Figure],
    order: dict[tuple[int, int], int],
    total: Figure,
    parts: tuple[Figure, ...],
) -> bool:
    """Whether the words make it a list of the total, and it ends with the last of the parts.

    受理10件，起诉8件，不起诉2件，附条件不起诉1件 closes by chance of its first two.
    """
    match = sums.report.block(total.block).match
    first, last = parts[0], parts[-1]
    if total.start < first.start and not _OPENS.search(match[total.end : first.start]):
        return False
    for figure in figures[order[key(last)] + 1 :]:
        if figure.kind == last.kind and figure.bracket == last.bracket:
            between = match[last.end : figure.start]
            return not re.fullmatch(r"[\d.,万人名户元件]*[,，、][^,，;。:()]{1,14}", between)
    return True


def _beside(sums: Sums, figures: list[Figure], position: int, kind: str) -> Figure | None:
    """The figure of a kind that stands directly behind another one, with nothing new between."""
    first = figures[position]
    if position + 1 >= len(figures):
        return None
    second = figures[position + 1]
    if second.kind != kind or second.bracket != first.bracket or not second.countable:
        return None
    between = sums.report.block(first.block).match[first.end : second.start]
    return None if len(between) > _NEAR or _NOT_BESIDE.search(between) else second


def _ahead(sums: Sums, figures: list[Figure], position: int, kind: str) -> Figure | None:
    """The figure of a kind that another one stands directly behind: 521户 of 521户1772人."""
    if position == 0:
        return None
    first = _beside(sums, figures, position - 1, figures[position].kind)
    before = figures[position - 1]
    return before if first is figures[position] and before.kind == kind else None


def _alike(sums: Sums, firsts: tuple[Figure, ...], seconds: tuple[Figure, ...]) -> bool:
    """Whether all second counts count the same thing, by the words between the two of a pair."""
    words = set()
    for one, other in zip(firsts, seconds, strict=True):
        between = sums.report.block(one.block).match[one.end : other.start]
        words.add(re.sub(r"[,，、:]|共有|共计|共|现有|有|计|的", "", between))
    return len(words) == 1 or all(_EVERYONE.fullmatch(word) for word in words)


def _judge(sums: Sums, total: Figure, parts: tuple[Figure, ...], *, alike: bool) -> None:
    members = tuple(map(key, parts))
    if (key(total), *members) in sums.judged:
        return
    if fits_exactly(total, parts):
        sums.holds(total, parts)
        return
    if not alike:
        return
    _forget(sums, total, members)
    grade, reason = CONTRADICTION, "sum_paired"
    if closes(total, parts) or any(part.approximate for part in (total, *parts)):
        grade, reason = CANNOT_TELL, "sum_rounded"
    elif _saved_by_scope(total, parts):
        grade = PROBABLY
    sums.differs(total, parts, grade, say(f"statements.{reason}"))


# where the pupils of all schools listed are all pupils, the schools listed are all schools
_COUNTED_APART = frozenset({"person", "household", "school", "village", "class"})


def _saved_by_scope(total: Figure, parts: tuple[Figure, ...]) -> bool:
    """Whether the total may hold others (幼儿 beside 学生; money for things not listed)."""
    others = bool(total.noun) and any(part.noun and part.noun != total.noun for part in parts)
    too_small = sum(part.value for part in parts) < total.value
    return others or (too_small and total.kind not in _COUNTED_APART)


def _forget(sums: Sums, total: Figure, members: tuple[tuple[int, int], ...]) -> None:
    """Drop an earlier, less sure word on the same parts."""
    sums.judged.discard(members)
    sums.found[:] = [
        item for item in sums.found if item.kind != "sum" or item.members != (key(total), *members)
    ]
