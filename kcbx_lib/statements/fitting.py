"""A rate beside one pair of counts: does it follow from them, and what to report if it does not."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from kcbx_lib.messages import say
from kcbx_lib.statements.figures import Figure
from kcbx_lib.statements.relation import (
    CANNOT_TELL,
    CONTRADICTION,
    HOLDS,
    PROBABLY,
    Relation,
    number,
)
from kcbx_lib.statements.report import Report
from kcbx_lib.statements.rounding import bounds, how_it_fits, nearly
from kcbx_lib.statements.sums import key


@dataclass(frozen=True)
class Fit:
    """A numerator and a denominator that give a rate, in words and by which rounding."""

    top: Fraction
    bottom: Fraction
    top_words: str
    bottom_words: str
    how: str
    members: tuple[tuple[int, int], ...]


def fit_of(rate: Figure, top: Figure, bottom: Figure) -> Fit | None:
    """Whether top ÷ bottom gives the rate, within what the counts' own rounding allows."""
    if bottom.value <= 0:
        return None
    if top.exact and bottom.exact and not rate.approximate:
        # most pairs are far off; exact fractions are only needed near the rate
        distance = abs(float(top.value) / float(bottom.value) * 100 - float(rate.value))
        if distance > 2 * float(rate.step) + 1e-6:
            return None
    members = (key(top), key(bottom))
    how = how_it_fits(rate.value, rate.step, top.value / bottom.value * 100)
    near = max(rate.step, rate.value / 20)
    if (
        how is None
        and rate.approximate
        and abs(top.value / bottom.value * 100 - rate.value) <= near
    ):
        how = "rounded"
    if how is None and not (top.exact and bottom.exact):
        low = bounds(top)[0] / bounds(bottom)[1] * 100
        high = bounds(top)[1] / bounds(bottom)[0] * 100
        if low <= rate.value + rate.step and rate.value - rate.step / 2 <= high:
            how = "rounded"
    if how is None:
        return None
    return Fit(top.value, bottom.value, top.written, bottom.written, how, members)


def off_by_less_than_one(rate: Figure, top: Figure, bottom: Figure) -> bool:
    """Whether the rate is wrong by less than one unit of its last place."""
    return nearly(rate.value, rate.step, top.value / bottom.value * 100)


def holds(report: Report, rate: Figure, fit: Fit, top: Figure) -> Relation:
    """A rate that follows from its counts."""
    computed = fit.top / fit.bottom * 100
    return _make(
        report,
        rate,
        HOLDS,
        say(f"statements.rate_{fit.how}"),
        computed,
        f"{fit.top_words} ÷ {fit.bottom_words} = {number(computed)}%",
        (key(rate), *fit.members),
        (top, rate),
    )


def differs(
    report: Report, rate: Figure, top: Figure, bottom: Figure, grade: str, reason: str
) -> Relation:
    """A rate that does not follow from the pair it should follow from."""
    computed = top.value / bottom.value * 100
    if grade == CONTRADICTION and off_by_less_than_one(rate, top, bottom):
        grade, reason = PROBABLY, say("statements.rate_rounded_up")
    if rate.approximate or top.approximate or bottom.approximate:
        grade, reason = CANNOT_TELL, say("statements.rate_approximate")
    if report.overwritten(top, bottom) is not None:
        grade, reason = CANNOT_TELL, say("statements.range_copy_damage")
    if grade != CANNOT_TELL and _another_pair(report, rate):
        grade, reason = CANNOT_TELL, say("statements.rate_other_pair")
    return _make(
        report,
        rate,
        grade,
        reason,
        computed,
        f"{top.written} ÷ {bottom.written} = {number(computed)}% ≠ {rate.written}",
        (key(rate), key(top), key(bottom)),
        tuple(sorted((top, bottom, rate), key=key)),
    )


def _another_pair(report: Report, rate: Figure) -> bool:
    """Whether two other counts nearby give a rate that is stated to a decimal: they may be meant."""
    if rate.decimals == 0:
        return False
    near = [
        f
        for f in report.by_block[rate.block]
        if abs(f.sentence - rate.sentence) <= 1
        and f.kind not in ("percent", "point", "age", "time", "bare")
        and f.countable
        and f.exact
        and f.value > 0
    ]
    near = sorted(near, key=lambda f: abs(f.start - rate.start))[:_NEAREST]
    return any(
        top.kind == bottom.kind and top.value < bottom.value and fit_of(rate, top, bottom)
        for top in near
        for bottom in near
    )


_NEAREST = 16


def _make(
    report: Report,
    rate: Figure,
    grade: str,
    reason: str,
    computed: Fraction,
    arithmetic: str,
    members: tuple[tuple[int, int], ...],
    quoted: tuple[Figure, ...],
) -> Relation:
    inside = tuple(f for f in quoted if f.block == rate.block) or (rate,)
    return Relation(
        kind="rate",
        grade=grade,
        stated=rate.written,
        computed=f"{number(computed)}%",
        arithmetic=arithmetic,
        reason=reason,
        quote=report.quote(*inside),
        place=report.place(rate),
        at=key(rate),
        members=members,
    )
