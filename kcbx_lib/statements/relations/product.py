"""SRF-03: unit price × count, also × days where the price is one for a day."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from kcbx_lib.messages import say
from kcbx_lib.statements.figures import Figure
from kcbx_lib.statements.lists import LONGEST_LIST
from kcbx_lib.statements.relation import (
    CANNOT_TELL,
    CONTRADICTION,
    HOLDS,
    PROBABLY,
    Relation,
    number,
)
from kcbx_lib.statements.report import Report
from kcbx_lib.statements.rounding import bounds
from kcbx_lib.statements.sums import key, shown
from kcbx_lib.statements.vocabulary import COUNTERS

_PER = re.compile(
    r"每(?P<per>生|人次|人|名|位|户|校|所|个?班|个?村|个?乡镇|个?镇|个?孩子|个?学生|个?行政村|个?教学点|台|辆|套|份)(?:每?(?P<period>学?年|学期|月|天|日|餐|次|季度))?"
)
_PER_AFTER = re.compile(
    r"^/(?:每)?(?P<per>生|人次|人|名|户|校|班|村)(?:[.·・/](?P<period>年|学年|学期|月|天|日|餐))?"
)
_PER_KIND = {
    "生": "person", "人": "person", "名": "person", "位": "person", "人次": "person_time", "户": "household",
    "校": "school", "所": "school", "班": "class", "村": "village", "乡镇": "township", "镇": "township",
    "孩子": "person", "学生": "person", "行政村": "village", "教学点": "school", "台": "台", "辆": "辆",
    "套": "套", "份": "份",
}  # fmt: skip
# a yearly standard paid in terms or months: the factor between price and total
_PERIODS = (2, 3, 4, 5, 6, 8, 9, 10, 12)


def find(report: Report) -> list[Relation]:
    """Products of a price and a count."""
    found: list[Relation] = []
    for block in report.text.blocks:
        figures = report.by_block.get(block.index, [])
        for sentence in sorted({f.sentence for f in figures}):
            inside = [f for f in figures if f.sentence == sentence][:LONGEST_LIST]
            found.extend(_prices(report, inside))
    return found


_ANYTHING = "*"  # 单价: the price of whatever is counted


def _sold(figure: Figure, per: str) -> bool:
    return per == _ANYTHING and figure.kind in COUNTERS


def _is_counted(figure: Figure, per: str, figures: list[Figure]) -> bool:
    """Whether a price is for each of what a figure counts; 每生 also of 人次 where no heads are given."""
    if figure.kind == per:
        return True
    heads = any(f.kind == "person" for f in figures)
    return per == "person" and figure.kind == "person_time" and not heads


def _per(report: Report, figure: Figure) -> tuple[str, str] | None:
    """(kind of thing, period) that a figure is stated for, None when it is no per-unit value."""
    match = report.block(figure.block).match
    if re.search(r"单价(?:为|是|约)?$", figure.left):
        return _ANYTHING, ""
    hits = list(_PER.finditer(figure.left))
    if hits:
        hit = hits[-1]
        return _PER_KIND[hit["per"].removeprefix("个")], hit["period"] or ""
    after = _PER_AFTER.match(match[figure.end : figure.end + 8])
    if after:
        return _PER_KIND[after["per"]], after["period"] or ""
    return None


def _prices(report: Report, figures: list[Figure]) -> list[Relation]:
    priced = [(f, _per(report, f)) for f in figures if f.kind in ("yuan", "person", "place")]
    prices = [(f, per) for f, per in priced if per is not None]
    if not prices:
        return []
    kinds = {f.kind for f, _ in prices}
    if len(kinds) != 1:
        return []
    unit = kinds.pop()
    chosen = {key(f) for f, _ in prices}
    counts = [
        f
        for f in figures
        if key(f) not in chosen
        and any(_is_counted(f, per[0], figures) or _sold(f, per[0]) for _, per in prices)
        and f.countable
        and f.value > 0
    ]
    totals = [
        f
        for f in figures
        if key(f) not in chosen
        and f not in counts
        and f.kind in ({unit} if unit == "yuan" else {"person", "place"})
        and f.countable
    ]
    if unit != "yuan" and not totals:
        # 42名教师每人结对5至7名学生，共248名: teachers and pupils are both people
        people = [f for f in counts if f.start < prices[0][0].start]
        totals = [f for f in counts if f.start > prices[-1][0].start]
        counts = people
    if not counts or not totals:
        return []
    if len(prices) == 1:
        return _one_price(report, prices[0][0], prices[0][1], counts, totals, figures)
    return _several_prices(report, [f for f, _ in prices], counts, totals)


def _one_price(
    report: Report,
    price: Figure,
    per: tuple[str, str],
    counts: list[Figure],
    totals: list[Figure],
    figures: list[Figure],
) -> list[Relation]:
    low, high = _price_bounds(price)
    for total in totals:
        for count in counts:
            small, large = bounds(count)
            least, most = bounds(total)
            if small * low <= most and least <= large * high:
                return [_product(report, [(count, price)], total, HOLDS, _fits_reason(price))]
    if len(counts) != 1 or len(totals) != 1:
        return []
    count, total = counts[0], totals[0]
    if count.start > total.start > price.start and price.start < count.start:
        return []
    days = _days(figures, per[1])
    if days is not None:
        return [_over_days(report, price, count, total, days)]
    grade, reason = _price_grade(report, price, per[1], count, total)
    return [_product(report, [(count, price)], total, grade, say(f"statements.{reason}"))]


def _price_grade(
    report: Report, price: Figure, period: str, count: Figure, total: Figure
) -> tuple[str, str]:
    """The grade of count × price that is not the total: a contradiction only for money paid once."""
    factor = total.value / (count.value * price.value)
    words = report.block(price.block).match[max(0, price.start - 8) : price.start]
    money = price.kind == "yuan"
    vague = price.threshold or any(f.approximate for f in (price, count, total))
    unclear = not _about_total(report, total) or period in ("月", "天", "日", "餐", "次")
    cases = (
        (vague, CANNOT_TELL, "product_approximate"),
        (not money and price.high is not None, PROBABLY, "product_range"),
        (not money and bool(re.search(r"每班$|每[人名位]$", words)), PROBABLY, "product_differs"),
        (not money, CANNOT_TELL, "product_capacity"),
        (_of_periods(factor), CANNOT_TELL, "product_periods"),
        (unclear, CANNOT_TELL, "product_unclear"),
        (True, CONTRADICTION, "product_differs"),
    )
    return next((grade, reason) for true, grade, reason in cases if true)


def _of_periods(factor: Fraction) -> bool:
    """Whether a total may be of several months or terms, or of one of the few that a price is for.

    A tenth is no period: it is a nought that was left out.
    """
    return any(factor in (n, Fraction(1, n)) for n in _PERIODS) and factor != Fraction(1, 10)


def _days(figures: list[Figure], period: str) -> Figure | None:
    """The one number of days (200天) for which a price of a day is paid; None without one."""
    days = [f for f in figures if f.kind == "天" and f.exact]
    return days[0] if period in ("天", "日") and len(days) == 1 else None


def _over_days(
    report: Report, price: Figure, count: Figure, total: Figure, days: Figure
) -> Relation:
    """8000人，每生每天5元，按200天计算，需800万元; what was really paid follows attendance."""
    times = replace(
        price,
        value=price.value * days.value,
        written=f"{price.written} × {days.written}",
    )
    low, high = (count_bound * times.value for count_bound in bounds(count))
    least, most = bounds(total)
    planned = bool(re.search(r"需|应|预算|测算|概算", total.left))
    cases = (
        (low <= most and least <= high, HOLDS, "product_holds"),
        (not (price.exact and count.countable), CANNOT_TELL, "product_approximate"),
        (planned, PROBABLY, "product_differs"),
        (True, CANNOT_TELL, "product_attended"),
    )
    grade, reason = next((grade, reason) for true, grade, reason in cases if true)
    return _product(report, [(count, times)], total, grade, say(f"statements.{reason}"))


def _about_total(report: Report, total: Figure) -> bool:
    """Whether the words before an amount say that it is what was paid for these."""
    return bool(
        re.search(
            r"共|合计|总计|累计|发放|拨付|补助|资助|落实|支付|投入|金额|需|计|减免|安排|下达",
            total.left + total.label,
        )
    )


def _several_prices(
    report: Report, prices: list[Figure], counts: list[Figure], totals: list[Figure]
) -> list[Relation]:
    if len(counts) != len(prices):
        return []
    pairs = list(zip(counts, prices, strict=True))
    low = sum((bounds(c)[0] * _price_bounds(p)[0] for c, p in pairs), Fraction(0))
    high = sum((bounds(c)[1] * _price_bounds(p)[1] for c, p in pairs), Fraction(0))
    for total in totals:
        least, most = bounds(total)
        if low <= most and least <= high:
            return [_product(report, pairs, total, HOLDS, say("statements.product_holds"))]
    each = []
    for total in totals:
        for count, price in pairs:
            least, most = bounds(total)
            if least <= count.value * price.value <= most:
                each.append(
                    _product(
                        report, [(count, price)], total, HOLDS, say("statements.product_holds")
                    )
                )
                break
    if each or len(totals) != 1 or any(not f.exact for f in (*counts, *prices)):
        return each
    product = sum((c.value * p.value for c, p in pairs), Fraction(0))
    factor = totals[0].value / product
    if _of_periods(factor):
        return [_product(report, pairs, totals[0], CANNOT_TELL, say("statements.product_periods"))]
    grade = PROBABLY if _about_total(report, totals[0]) else CANNOT_TELL
    return [_product(report, pairs, totals[0], grade, say("statements.product_differs"))]


def _price_bounds(price: Figure) -> tuple[Fraction, Fraction]:
    if price.high is not None:
        return price.value, price.high
    if price.threshold:
        return Fraction(0), price.value
    # 每村3万元 is a standard, not a rounded amount
    return bounds(price) if price.approximate else (price.value, price.value)


def _fits_reason(price: Figure) -> str:
    if price.high is not None:
        return say("statements.product_inside_range")
    return say("statements.product_holds")


def _product(
    report: Report,
    pairs: list[tuple[Figure, Figure]],
    total: Figure,
    grade: str,
    reason: str,
) -> Relation:
    product = sum((c.value * p.value for c, p in pairs), Fraction(0))
    if len(pairs) == 1 and pairs[0][1].high is not None:
        count, price = pairs[0]
        mean = total.value / count.value
        computed = number(mean, places=2)
        arithmetic = f"{total.written} ÷ {count.written} = {computed}（{price.written}）"
    else:
        terms = " + ".join(f"{c.written} × {p.written}" for c, p in pairs)
        computed = shown(total, product)
        arithmetic = f"{terms} = {computed}"
        if grade != HOLDS:
            arithmetic += f" ≠ {shown(total, total.value)}"
    members = tuple(sorted({key(f) for pair in pairs for f in pair} | {key(total)}))
    everything = sorted([*(f for pair in pairs for f in pair), total], key=key)
    return Relation(
        kind="rate",
        grade=grade,
        stated=shown(total, total.value),
        computed=computed,
        arithmetic=arithmetic,
        reason=reason,
        quote=report.quote(*everything),
        place=report.place(total),
        at=key(total),
        members=members,
    )
