"""SRF-01: 由A增加到B，增加d，增长p%: differences and growth agree with their two ends."""

from __future__ import annotations

import re
from fractions import Fraction

from kcbx_lib.messages import say
from kcbx_lib.statements.figures import Figure
from kcbx_lib.statements.lists import outside_brackets
from kcbx_lib.statements.relation import (
    CANNOT_TELL,
    CONTRADICTION,
    HOLDS,
    PROBABLY,
    Relation,
    number,
)
from kcbx_lib.statements.report import Report
from kcbx_lib.statements.rounding import bounds, how_it_fits
from kcbx_lib.statements.sums import key, shown
from kcbx_lib.statements.vocabulary import strip_label

_UP = r"增收|增支|增加|增长|上升|提高|提升|扩大|上涨|增至|增到|升至|升到|多|净增|增"
_DOWN = r"减收|减支|减少|下降|降低|缩减|降至|降到|减至|减到|压缩|少|净减少|净减|减|降"
_MOVE = rf"(?:{_UP}|{_DOWN})"
_FROM = re.compile(r"(?:由|从(?!业|事|教|军))[^,，;。]*$")
# a rank or place: the higher, the smaller the number
_RANK = re.compile(r"排名|排位|位次|名次|第|位居|居")
# 年均增长 is no growth between the two ends; another subject is another figure
_OTHER_GROWTH = re.compile(
    r"自然|年均|平均每年|复合|累计|可比|不变价|名义|实际|考虑|按|口径|剔除|扣除|同比例"
)
# grown in constant prices or on a comparable basis, mostly without saying so
_REAL_GROWTH = re.compile(r"总值|增加值|产值|GDP|可支配收入|纯收入|零售|投资|财政|税收|预算收入")
_CONSTANT_PRICES = re.compile(r"总值|增加值|产值|GDP|可支配收入|纯收入")
_TO = re.compile(
    rf"^[^,，;。]{{0,8}}?(?P<word>{_MOVE})?(?:到了?|至|为)|^[^,，;。]{{0,8}}?(?P<word2>{_MOVE})(?:到了?|至|为)?"
)
_BY = re.compile(
    rf"(?:^|[^一-龥]|净|共|同比|分别|人数|比上年|比去年|[一-龥])(?P<word>{_MOVE})(?:了|幅度?为|幅达|率为|幅)?(?:约)?$"
)
_THAN = re.compile(
    r"(?:比|较|同比|与)[^,，;。]{0,12}?(?:去年|上年|上一年|上学年|上学期|同期|前年|\d{4}年|上月|年初|期初)[^,，;。]*$"
)
_EARLIER = re.compile(
    r"去年|上年|上一年|上学年|上学期|同期|前年|上月|年初|期初|原来|原有|[比较](?:19|20)\d\d年|[与和同](?:19|20)\d\d年[^,，。;]{0,16}(?:相比|相较|比)"
)
# 与2010年的133972万人相比: the base stands inside
_AGAINST = re.compile(
    r"[与和同较比](?:(?:19|20)\d\d年|上年|去年|同期|上次|上一次|第[一-龥]次)[^,，。;]*$"
)
_COMPARED = re.compile(r"[^,，。;\d]{0,4}(?:相比|相较)")


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
        found.extend(_since_alone(report, figures))
        found.extend(_adjusted(report, figures))
    return found


def _words(match: str, figure: Figure) -> str:
    """The words of the clause before a figure, through other figures."""
    start = figure.start
    while start > 0 and match[start - 1] not in ",，;。:()" and figure.start - start < 30:
        start -= 1
    return match[start : figure.start]


def _next_words(match: str, first: Figure, second: Figure) -> str:
    return re.sub(r"\([^()]*\)", "", match[first.end : second.start])


def _from_to(report: Report, figures: list[Figure], index: int) -> list[Relation]:
    """由A增加到B, and what is said of the difference until the next 由."""
    first = figures[index]
    match = report.block(first.block).match
    later = [f for f in figures[index + 1 :] if f.sentence == first.sentence]
    if not later or later[0].kind != first.kind:
        return []
    second = later[0]
    between = _next_words(match, first, second)
    hit = _TO.search(between)
    if hit is None or not second.countable or len(between) > 14:
        return []
    # 由1月5日…到 dates are no figures; 从3人到5人不等 is a range
    word = hit["word"] or hit["word2"] or ""
    found: list[Relation | None] = []
    direction = _direction(word)
    if direction and (second.value - first.value) * direction < 0:
        found.append(_direction_relation(report, first, second))
    for stated in later[1:4]:
        gap = match[second.end : stated.start]
        if re.search(r"[由从比较;]", gap) or not stated.countable:
            break
        said = _BY.search(_words(match, stated))
        if said is None or not _same_subject(stated, said, first):
            break
        found.append(_check(report, first, second, stated, said["word"]))
    return [relation for relation in found if relation is not None]


def _same_subject(stated: Figure, said: re.Match[str], first: Figure) -> bool:
    """Whether the clause speaks of the same thing: it names nothing, or what moved."""
    clause = stated.left
    if _OTHER_GROWTH.search(clause):
        return False
    cut = clause.rfind(said["word"])
    subject = re.sub(
        r"^(?:[一二两三四五六七八九十\d]+年(?:来|间|内)?|期间|其间|净|共|总共|一共|同比|共计|人数|总量|总数|数量|分别|也|又|再|其中|比(?:上年|去年|上一年|上学年|上学期|同期)|较(?:上年|去年|上一年|上学年|上学期|同期)|"
        r"增幅|降幅|幅度|即|共同|均|都|大幅|明显|已)+",
        "",
        _SINCE.sub("", clause[:cut] if cut >= 0 else clause),
    )
    return len(subject) <= 1 or strip_label(subject) in first.left


_SINCE = re.compile(
    r"^(?:[与和同比较](?:(?:19|20)\d\d年|上年|去年|同期|年初)[^,，。;]{0,10}?(?:相比|相较|比)?|[^,，。;]{0,3}相比[,，]?)(?=$|[净共])"
)


def _direction(word: str) -> int:
    if re.fullmatch(_UP, word or ""):
        return 1
    return -1 if re.fullmatch(_DOWN, word or "") else 0


def _compared(report: Report, figures: list[Figure]) -> list[Relation]:
    """B人，比上年（A人）增加d人，增长p%; B%，比上年提高d个百分点，上年为A%."""
    found: list[Relation | None] = []
    for index, second in enumerate(figures):
        match = report.block(second.block).match
        later = [f for f in figures[index + 1 : index + 5] if f.sentence == second.sentence]
        if not later or not second.countable or second.kind in ("point", "age"):
            continue
        between = outside_brackets(match[second.end : later[0].start])
        words = _words(match, later[0])
        if _EARLIER.search(_words(match, second)):
            continue  # 比上年的A人增加d人: the base, not what grew
        against = bool(
            later[0].kind == second.kind
            and _AGAINST.search(between)
            and _COMPARED.match(match, later[0].end)
        )
        if against and len(between) <= _LONGEST_AGAINST:
            found.extend(_moved_since(report, later[0], second, later[1:], match))
            continue
        told = words + _told(match, second, later[0])
        compared = re.search(r"比|较|同比", told) or _grown_at_once(match, second, later)
        far = len(between) > (_LONGEST_AGAINST if "相比" in between else 20)
        if ";" in between or far or not compared:
            continue
        base: Figure | None = None
        rest = later
        if later[0].kind == second.kind and _EARLIER.search(words) and not _BY.search(words):
            # 比上年的A人增加d人
            base, rest = later[0], later[1:]
        elif not _BY.search(words) or not (
            re.search(rf"{_EARLIER.pattern}|同比", words + _told(match, second, later[0]))
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
                said = _BY.search(_words(match, stated)) if stated is not None else None
                if stated is not None and said is not None:
                    found.append(_check(report, base, second, stated, said["word"]))
        elif amount is not None and percent is not None and second.kind != "percent":
            found.append(_growth_of_both(report, second, amount, percent, match))
    return [relation for relation in found if relation is not None]


def _told(match: str, second: Figure, stated: Figure) -> str:
    """The words between a value and its change, without what brackets say between them."""
    return outside_brackets(match[second.end : stated.start])


def _grown_at_once(match: str, second: Figure, later: list[Figure]) -> bool:
    """7668个，增加3346个，增长77.4%: the change and its rate right behind the value."""
    if len(later) < 2 or (later[0].kind, later[1].kind) != (second.kind, "percent"):
        return False
    one = _told(match, second, later[0])
    other = _told(match, later[0], later[1])
    return bool(re.fullmatch(rf"[,，](?:净|共)?{_MOVE}了?", one)) and bool(
        re.fullmatch(rf"[,，](?:增幅|降幅)?(?:{_MOVE})?(?:了|为|达)?", other)
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


_LONGEST_AGAINST = 40


def _moved_since(
    report: Report, base: Figure, second: Figure, later: list[Figure], match: str
) -> list[Relation | None]:
    """141178万人，与2010年的133972万人相比，增加7206万人，增长5.38%: both ends and the way between."""
    found: list[Relation | None] = []
    kinds: set[str] = set()
    for stated in later:
        said = _BY.search(_words(match, stated))
        if said is None or not stated.countable or not _same_subject(stated, said, second):
            break
        if stated.kind in kinds:
            break
        kinds.add(stated.kind)
        found.append(_check(report, base, second, stated, said["word"]))
    return found


_ADJUSTED_TO = re.compile(r"[,，][^,，。;:\d]{0,8}(?:调整|变更|修正|核定|追加)(?:为|到|至)")


def _adjusted(report: Report, figures: list[Figure]) -> list[Relation]:
    """年初预算安排23784万元，预算调整为44305万元，增加20521万元: both ends and the way between."""
    found = []
    for first, second, stated in zip(figures, figures[1:], figures[2:], strict=False):
        match = report.block(first.block).match
        if not (first.kind == second.kind == stated.kind and first.sentence == stated.sentence):
            continue
        if not all(f.countable and f.bracket == first.bracket for f in (first, second, stated)):
            continue
        said = _BY.search(_words(match, stated))
        to = _ADJUSTED_TO.fullmatch(match, first.end, second.start)
        if to is None or said is None or not _same_subject(stated, said, second):
            continue
        relation = _check(report, first, second, stated, said["word"])
        if relation is not None:
            found.append(relation)
    return found


def _since_alone(report: Report, figures: list[Figure]) -> list[Relation]:
    """与2010年的725482人相比，增加25907人，增长3.57%, where the value of today stands elsewhere."""
    found = []
    for base, amount, percent in zip(figures, figures[1:], figures[2:], strict=False):
        match = report.block(base.block).match
        start = match.rfind(",", 0, base.start) + 1
        start = max(
            start, match.rfind("。", 0, base.start) + 1, match.rfind("\n", 0, base.start) + 1
        )
        alone = (
            (amount.kind, percent.kind) == (base.kind, "percent")
            and base.sentence == percent.sentence
            and all(f.countable and not f.approximate for f in (base, amount, percent))
            and _AGAINST.search(outside_brackets(match[start : base.start]))
            and _COMPARED.match(match, base.end)
            and not any(f.kind == base.kind for f in figures if start <= f.start < base.start)
        )
        said = [_BY.search(_words(match, f)) for f in (amount, percent)] if alone else []
        if len(said) < 2 or not all(said) or ";" in match[base.end : percent.start]:
            continue
        found.append(_share_of_base(report, base, amount, percent))
    return found


def _share_of_base(report: Report, base: Figure, amount: Figure, percent: Figure) -> Relation:
    value = amount.value / base.value * 100
    ends = [x / y * 100 for x in bounds(amount) for y in bounds(base) if y > 0]
    fits = how_it_fits(percent.value, percent.step, value) is not None
    near = min(ends) - percent.step <= percent.value <= max(ends) + percent.step
    cases = (
        (fits, HOLDS, "difference_holds"),
        (near and not (base.exact and amount.exact), HOLDS, "difference_rounded_ends"),
        (near, PROBABLY, "rate_rounded_up"),
        (True, CONTRADICTION, "difference_growth"),
    )
    grade, reason = next((grade, reason) for true, grade, reason in cases if true)
    sign = "" if grade == HOLDS else f" ≠ {percent.written}"
    factor = base.step * 10**base.decimals
    return Relation(
        kind="difference",
        grade=grade,
        stated=percent.written,
        computed=f"{number(value)}%",
        arithmetic=f"{number(amount.value / factor)} ÷ {number(base.value / factor)} = {number(value)}%{sign}",
        reason=say(f"statements.{reason}"),
        quote=report.quote(base, amount, percent),
        place=report.place(percent),
        at=key(percent),
        members=(key(base), key(amount), key(percent)),
    )


_NOW = re.compile(r"今年|本年|本学|目前|现在|现有|今秋")


def _year_before(earlier: list[Figure], second: Figure) -> Figure | None:
    """去年在校生8436人，今年8217人: the value of the year before, beside the one of this year."""
    if not earlier or not _NOW.search(second.left):
        return None
    base = earlier[-1]
    same = (base.kind, base.sentence) == (second.kind, second.sentence)
    return base if same and base.countable and _EARLIER.search(base.left) else None


_WAS = re.compile(
    r"(?:上年|去年|上一年|上学年|上学期|同期|上月|年初)(?:度)?(?:同期)?(?:的|为|是|有|仅|只有|仅为|则为)*$"
)


def _moves(match: str, figure: Figure, second: Figure) -> bool:
    """Whether a figure says by how much ``second`` has moved."""
    said = _BY.search(_words(match, figure))
    return figure.countable and said is not None and _same_subject(figure, said, second)


def _check(
    report: Report, first: Figure, second: Figure, stated: Figure, word: str
) -> Relation | None:
    """One stated difference or growth against its two ends."""
    if stated.kind == "percent" and first.kind != "percent":
        measured = _growth(first, second, stated)
    elif stated.kind == first.kind or (stated.kind == "point" and first.kind == "percent"):
        measured = _gap(first, second, stated)
    else:
        measured = None
    if measured is None:
        return None
    value, agrees, arithmetic, unit = measured
    direction = _direction(word)
    wrong_way = direction != 0 and (second.value - first.value) * direction < 0
    among = (first, second, stated)
    percent = stated.kind == "percent"
    close = percent and first.kind != "percent" and abs(value - stated.value) < 2 * stated.step
    grown = percent and first.kind != "percent"
    roughly = grown and how_it_fits(stated.value, stated.step, value) is None
    real = percent and second.kind == "yuan" and bool(_REAL_GROWTH.search(first.left + second.left))
    cases = (
        (agrees and wrong_way, PROBABLY, "difference_wrong_way"),
        (agrees and roughly, HOLDS, "difference_rounded_ends"),
        (agrees, HOLDS, "difference_holds"),
        (any(f.approximate for f in among), CANNOT_TELL, "product_approximate"),
        (report.overwritten(*among) is not None, CANNOT_TELL, "range_copy_damage"),
        (real, CANNOT_TELL, "difference_comparable"),
        (close, PROBABLY, "rate_rounded_up"),
        (percent and first.kind == "percent", PROBABLY, "difference_differs"),
        (True, CONTRADICTION, "difference_differs"),
    )
    grade, reason = next((grade, reason) for true, grade, reason in cases if true)
    return Relation(
        kind="difference",
        grade=grade,
        stated=stated.written,
        computed=f"{number(value)}{unit}",
        arithmetic=arithmetic if agrees else f"{arithmetic} ≠ {stated.written}",
        reason=say(f"statements.{reason}"),
        quote=report.quote(*sorted(among, key=key)),
        place=report.place(stated),
        at=key(stated),
        members=(key(first), key(second), key(stated)),
    )


_Measured = tuple[Fraction, bool, str, str]


def _growth(first: Figure, second: Figure, stated: Figure) -> _Measured | None:
    """(value, agrees, arithmetic, unit) of 增长p% between two counts.

    5.7亿元 may be 5.65 or 5.79: what was written rounded allows a span of growth rates.
    """
    if not first.value:
        return None
    value = abs(second.value - first.value) / first.value * 100
    low, high = sorted((first, second), key=lambda f: f.value)
    factor = first.step * 10**first.decimals
    arithmetic = (
        f"({number(high.value / factor)} − {number(low.value / factor)}) ÷ "
        f"{number(first.value / factor)} = {number(value)}%"
    )
    agrees = how_it_fits(stated.value, stated.step, value) is not None
    if not agrees and not (first.exact and second.exact):
        ends = [(b / a - 1) * 100 for a in bounds(first) if a > 0 for b in bounds(second)]
        ends = sorted(abs(end) for end in ends) if value else [Fraction(0)]
        agrees = ends[0] <= stated.value + stated.step and stated.value - stated.step <= ends[-1]
    return value, agrees, arithmetic, "%"


def _gap(first: Figure, second: Figure, stated: Figure) -> _Measured:
    """(value, agrees, arithmetic, unit) of 增加d between two values of one kind."""
    size = abs(second.value - first.value)
    low, high = sorted((first, second), key=lambda f: f.value)
    factor = stated.step * 10**stated.decimals
    unit = shown(stated, Fraction(0)).removeprefix("0")
    arithmetic = (
        f"{number(high.value / factor)} − {number(low.value / factor)} = "
        f"{number(size / factor)}{unit}"
    )
    loose = Fraction(0)
    if not (first.exact and second.exact):
        loose += (first.step + second.step) / 2
    if not stated.exact:
        loose += stated.step / 2
    agrees = abs(size - stated.value) <= loose
    if not agrees and stated.kind == "percent" and first.value:
        # 由80%提高到88%，提高10%: said of the value, not in points
        agrees = how_it_fits(stated.value, stated.step, size / first.value * 100) is not None
    return size / factor, agrees, arithmetic, unit


def _growth_of_both(
    report: Report, second: Figure, amount: Figure, percent: Figure, match: str
) -> Relation | None:
    """986人，比上年增加42人，增长6.4%: the year before follows from the first two."""
    hit = _BY.search(_words(match, amount))
    direction = _direction(hit["word"]) if hit else 0
    base = second.value - amount.value * (direction or 1)
    if base <= 0 or second.kind != amount.kind or second.approximate or amount.approximate:
        return None
    value = amount.value / base * 100
    holds = how_it_fits(percent.value, percent.step, value) is not None
    if not holds and not (second.exact and amount.exact):
        spans = [
            x / (y - x * (direction or 1)) * 100
            for x in bounds(amount)
            for y in bounds(second)
            if y - x * (direction or 1) > 0
        ]
        near = percent.value + percent.step, percent.value - percent.step
        holds = bool(spans) and min(spans) <= near[0] and near[1] <= max(spans)
    exactly = how_it_fits(percent.value, percent.step, value) is not None
    grade, reason = HOLDS, "difference_holds" if exactly else "difference_rounded_ends"
    sign = ""
    if not holds:
        grade, reason = CONTRADICTION, "difference_growth"
        sign = f" ≠ {percent.written}"
        words = second.left + second.label
        if second.kind == "yuan" and _CONSTANT_PRICES.search(words):
            grade, reason = CANNOT_TELL, "difference_comparable"
        elif second.kind == "yuan" and _REAL_GROWTH.search(words):
            # what came in is counted in money; another basis would have to be said
            other = _OTHER_GROWTH.search(match[second.clause_start : percent.start])
            grade, reason = (
                (CANNOT_TELL, "difference_comparable") if other else (PROBABLY, "difference_growth")
            )
        elif abs(value - percent.value) < 2 * percent.step:
            grade, reason = PROBABLY, "rate_rounded_up"
    factor = second.step * 10**second.decimals
    return Relation(
        kind="difference",
        grade=grade,
        stated=percent.written,
        computed=f"{number(value)}%",
        arithmetic=f"{number(amount.value / factor)} ÷ {number(base / factor)} = {number(value)}%{sign}",
        reason=say(f"statements.{reason}"),
        quote=report.quote(second, amount, percent),
        place=report.place(percent),
        at=key(percent),
        members=(key(second), key(amount), key(percent)),
    )


def _direction_relation(report: Report, first: Figure, second: Figure) -> Relation:
    return Relation(
        kind="difference",
        grade=PROBABLY,
        stated=f"{first.written} → {second.written}",
        computed=number(second.value - first.value),
        arithmetic=f"{number(second.value)} − {number(first.value)} = {number(second.value - first.value)}",
        reason=say("statements.difference_wrong_way"),
        quote=report.quote(first, second),
        place=report.place(second),
        at=key(second),
        members=(key(first), key(second)),
    )
