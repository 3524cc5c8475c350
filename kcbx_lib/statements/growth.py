"""Differences and growth against their two ends, within what these were rounded to."""

from __future__ import annotations

import re
from fractions import Fraction

from kcbx_lib.messages import say
from kcbx_lib.statements.figures import Figure
from kcbx_lib.statements.moved import BY, OTHER_GROWTH, direction_of, words_before
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

# grown in constant prices or on a comparable basis, mostly without saying so
_REAL_GROWTH = re.compile(r"总值|增加值|产值|GDP|可支配收入|纯收入|零售|投资|财政|税收|预算收入")
_CONSTANT_PRICES = re.compile(r"总值|增加值|产值|GDP|可支配收入|纯收入")


def share_of_base(report: Report, base: Figure, amount: Figure, percent: Figure) -> Relation:
    """增加d人，增长p% since a base that is said: the growth is the share of the one in the other."""
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


def judge_movement(
    report: Report, first: Figure, second: Figure, stated: Figure, word: str
) -> Relation | None:
    """One stated difference or growth against its two ends."""
    if stated.kind == "percent" and first.kind != "percent":
        measured = _growth(first, second, stated)
    elif stated.kind == first.kind or (stated.kind == "point" and first.kind == "percent"):
        measured = _difference(first, second, stated)
    else:
        measured = None
    if measured is None:
        return None
    value, agrees, arithmetic, unit = measured
    direction = direction_of(word)
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


def _difference(first: Figure, second: Figure, stated: Figure) -> _Measured:
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


def growth_of_both(
    report: Report, second: Figure, amount: Figure, percent: Figure, match: str
) -> Relation | None:
    """986人，比上年增加42人，增长6.4%: the year before follows from the first two."""
    hit = BY.search(words_before(match, amount))
    direction = direction_of(hit["word"]) if hit else 0
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
            other = OTHER_GROWTH.search(match[second.clause_start : percent.start])
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


def wrong_way(report: Report, first: Figure, second: Figure) -> Relation:
    """由A增加到B, where B is the smaller one."""
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
