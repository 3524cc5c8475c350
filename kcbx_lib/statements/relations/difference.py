"""SRF-01: 由A增加到B，增加d，增长p%: differences and growth agree with their two ends."""

from __future__ import annotations

import re

from kcbx_lib.statements.figures import Figure
from kcbx_lib.statements.growth import growth_of_both, judge_movement, wrong_way
from kcbx_lib.statements.lists import outside_brackets
from kcbx_lib.statements.moved import (
    AGAINST,
    BY,
    COMPARED,
    EARLIER,
    MOVE,
    direction_of,
    same_subject,
    told_between,
    words_before,
    words_between,
)
from kcbx_lib.statements.relation import Relation
from kcbx_lib.statements.report import Report
from kcbx_lib.statements.since import LONGEST_AGAINST, adjusted, moved_since, since_alone

_FROM = re.compile(r"(?:由|从(?!业|事|教|军))[^,，;。]*$")
# a rank or place: the higher, the smaller the number
_RANK = re.compile(r"排名|排位|位次|名次|第|位居|居")
_TO = re.compile(
    rf"^[^,，;。]{{0,8}}?(?P<word>{MOVE})?(?:到了?|至|为)|^[^,，;。]{{0,8}}?(?P<word2>{MOVE})(?:到了?|至|为)?"
)


def find(report: Report) -> list[Relation]:
    """All movements from one value to another whose difference is stated too."""
    found: list[Relation] = []
    for block in report.text.blocks:
        figures = report.by_block.get(block.index, [])
        for index, first in enumerate(figures):
            if not _FROM.search(first.left) or not first.countable:
                continue
            if _RANK.search(first.left) or block.match[first.end : first.end + 1] == "/":
                continue
            found.extend(_from_to(report, figures, index))
        found.extend(_compared(report, figures))
        found.extend(since_alone(report, figures))
        found.extend(adjusted(report, figures))
    return found


def _from_to(report: Report, figures: list[Figure], index: int) -> list[Relation]:
    """由A增加到B, and what is said of the difference until the next 由."""
    first = figures[index]
    match = report.block(first.block).match
    later = [f for f in figures[index + 1 :] if f.sentence == first.sentence]
    if not later or later[0].kind != first.kind:
        return []
    second = later[0]
    between = words_between(match, first, second)
    hit = _TO.search(between)
    if hit is None or not second.countable or len(between) > 14:
        return []
    # 由1月5日…到 dates are no figures; 从3人到5人不等 is a range
    word = hit["word"] or hit["word2"] or ""
    found: list[Relation | None] = []
    direction = direction_of(word)
    if direction and (second.value - first.value) * direction < 0:
        found.append(wrong_way(report, first, second))
    for stated in later[1:4]:
        gap = match[second.end : stated.start]
        if re.search(r"[由从比较;]", gap) or not stated.countable:
            break
        said = BY.search(words_before(match, stated))
        if said is None or not same_subject(stated, said, first):
            break
        found.append(judge_movement(report, first, second, stated, said["word"]))
    return [relation for relation in found if relation is not None]


def _compared(report: Report, figures: list[Figure]) -> list[Relation]:
    """B人，比上年（A人）增加d人，增长p%; B%，比上年提高d个百分点，上年为A%."""
    found: list[Relation | None] = []
    for index, second in enumerate(figures):
        match = report.block(second.block).match
        later = [f for f in figures[index + 1 : index + 5] if f.sentence == second.sentence]
        if not later or not second.countable or second.kind in ("point", "age"):
            continue
        between = outside_brackets(match[second.end : later[0].start])
        words = words_before(match, later[0])
        if EARLIER.search(words_before(match, second)):
            continue  # 比上年的A人增加d人: the base, not what grew
        against = bool(
            later[0].kind == second.kind
            and AGAINST.search(between)
            and COMPARED.match(match, later[0].end)
        )
        if against and len(between) <= LONGEST_AGAINST:
            found.extend(moved_since(report, later[0], second, later[1:], match))
            continue
        told = words + told_between(match, second, later[0])
        compared = re.search(r"比|较|同比", told) or _grown_at_once(match, second, later)
        far = len(between) > (LONGEST_AGAINST if "相比" in between else 20)
        if ";" in between or far or not compared:
            continue
        base: Figure | None = None
        rest = later
        if later[0].kind == second.kind and EARLIER.search(words) and not BY.search(words):
            # 比上年的A人增加d人
            base, rest = later[0], later[1:]
        elif not BY.search(words) or not (
            re.search(rf"{EARLIER.pattern}|同比", words + told_between(match, second, later[0]))
            or _grown_at_once(match, second, later)
        ):
            continue
        else:
            base = next(
                (f for f in later[1:] if f.kind == second.kind and _WAS.search(f.left)), None
            ) or _year_before(figures[:index], second)
        moved = [
            f
            for f in _of_the_same(match, second, rest)
            if f is not base and _moves(match, f, second)
        ]
        same = "point" if second.kind == "percent" else second.kind
        amount = next((f for f in moved if f.kind == same), None)
        percent = next((f for f in moved if f.kind == "percent"), None)
        if base is not None:
            for stated in (amount, percent):
                said = BY.search(words_before(match, stated)) if stated is not None else None
                if stated is not None and said is not None:
                    found.append(judge_movement(report, base, second, stated, said["word"]))
        elif amount is not None and percent is not None and second.kind != "percent":
            found.append(growth_of_both(report, second, amount, percent, match))
    return [relation for relation in found if relation is not None]


def _grown_at_once(match: str, second: Figure, later: list[Figure]) -> bool:
    """7668个，增加3346个，增长77.4%: the change and its rate right behind the value."""
    if len(later) < 2 or (later[0].kind, later[1].kind) != (second.kind, "percent"):
        return False
    one = told_between(match, second, later[0])
    other = told_between(match, later[0], later[1])
    return bool(re.fullmatch(rf"[,，](?:净|共)?{MOVE}了?", one)) and bool(
        re.fullmatch(rf"[,，](?:增幅|降幅)?(?:{MOVE})?(?:了|为|达)?", other)
    )


def _of_the_same(match: str, second: Figure, rest: list[Figure]) -> list[Figure]:
    """The figures until another matter begins: 校数85所，比上年减少2所；招生2.96万人，…增加4.44%."""
    kept = []
    for figure in rest:
        begins = figure.kind not in (second.kind, "percent", "point")
        if (
            begins
            or ";" in match[second.end : figure.start]
            or "。" in match[second.end : figure.start]
        ):
            break
        kept.append(figure)
    return kept


_NOW = re.compile(r"今年|本年|本学|目前|现在|现有|今秋")


def _year_before(earlier: list[Figure], second: Figure) -> Figure | None:
    """去年在校生8436人，今年8217人: the value of the year before, beside the one of this year."""
    if not earlier or not _NOW.search(second.left):
        return None
    base = earlier[-1]
    same = (base.kind, base.sentence) == (second.kind, second.sentence)
    return base if same and base.countable and EARLIER.search(base.left) else None


_WAS = re.compile(
    r"(?:上年|去年|上一年|上学年|上学期|同期|上月|年初)(?:度)?(?:同期)?(?:的|为|是|有|仅|只有|仅为|则为)*$"
)


def _moves(match: str, figure: Figure, second: Figure) -> bool:
    """Whether a figure says by how much ``second`` has moved."""
    said = BY.search(words_before(match, figure))
    return figure.countable and said is not None and same_subject(figure, said, second)
