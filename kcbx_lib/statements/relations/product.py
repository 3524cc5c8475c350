"""SRF-03: per-head values, unit price × count, class sizes and pupil-teacher ratios."""

from __future__ import annotations

import re
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
_MEAN = re.compile(
    r"(?P<mean>平均每?班额?|平均班额|班均|校均|师均|人均|生均|户均|村均|平均每(?:人|名|生|户|校|所|班|村|位|名教师|位教师)|平均)"
)
_MEAN_BELOW = {
    "班": "class", "校": "school", "所": "school", "师": "person", "人": "person", "生": "person",
    "户": "household", "村": "village", "名": "person", "位": "person",
}  # fmt: skip
# a yearly standard paid in terms or months: the factor between price and total
_PERIODS = (2, 3, 4, 5, 6, 8, 9, 10, 12)


def find(report: Report) -> list[Relation]:
    """Products of a price and a count, and means of a total over a count."""
    found: list[Relation] = []
    for block in report.text.blocks:
        figures = report.by_block.get(block.index, [])
        for sentence in sorted({f.sentence for f in figures}):
            inside = [f for f in figures if f.sentence == sentence][:LONGEST_LIST]
            found.extend(_prices(report, inside))
            found.extend(_means(report, inside))
            found.extend(_ratios(report, inside))
    return found


def _per(report: Report, figure: Figure) -> tuple[str, str] | None:
    """(kind of thing, period) that a figure is stated for, None when it is no per-unit value."""
    match = report.block(figure.block).match
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
        and any(f.kind == per[0] for _, per in prices)
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
        return _one_price(report, prices[0][0], prices[0][1], counts, totals)
    return _several_prices(report, [f for f, _ in prices], counts, totals)


def _one_price(
    report: Report,
    price: Figure,
    per: tuple[str, str],
    counts: list[Figure],
    totals: list[Figure],
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
    product = count.value * price.value
    grade, reason = CONTRADICTION, say("statements.product_differs")
    factor = total.value / product
    if price.kind != "yuan":
        words = report.block(price.block).match[max(0, price.start - 8) : price.start]
        grade, reason = CANNOT_TELL, say("statements.product_capacity")
        if price.high is not None:
            grade = PROBABLY
            reason = say("statements.product_range")
        elif re.search(r"每班$|每[人名位]$", words):
            grade, reason = PROBABLY, say("statements.product_differs")
    elif any(factor in (n, Fraction(1, n)) for n in _PERIODS):
        grade, reason = CANNOT_TELL, say("statements.product_periods")
    elif not _about_total(report, total) or per[1] in ("月", "天", "日", "餐", "次"):
        grade, reason = CANNOT_TELL, say("statements.product_unclear")
    if price.threshold or price.approximate or count.approximate or total.approximate:
        grade, reason = CANNOT_TELL, say("statements.product_approximate")
    return [_product(report, [(count, price)], total, grade, reason)]


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
    if any(factor in (n, Fraction(1, n)) for n in _PERIODS):
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


def _means(report: Report, figures: list[Figure]) -> list[Relation]:
    """班均45人: the mean against every total and count of the sentence."""
    found = []
    for mean in figures:
        hit = _MEAN.search(mean.left[-10:])
        if hit is None or not mean.countable or mean.kind in ("percent", "point"):
            continue
        below = next(
            (k for w, k in _MEAN_BELOW.items() if w in hit["mean"].replace("平均", "")), None
        )
        others = [f for f in figures if f is not mean and f.countable and f.value > 0]
        tops = [f for f in others if f.kind == mean.kind]
        bottoms = [f for f in others if below is None or f.kind == below]
        pairs = [(t, b) for t in tops for b in bottoms if t is not b and t.value > b.value]
        if below == "person" and "师" in hit["mean"]:
            pairs = [(t, b) for t, b in pairs if b.noun == "teacher"]
        fits = [(t, b) for t, b in pairs if _mean_fits(mean, t, b)]
        if fits:
            found.append(_mean(report, mean, *fits[0], HOLDS, say("statements.mean_holds")))
        elif below is not None and (pair := _only_pair(mean, pairs)) is not None:
            top, bottom = pair
            grade, reason = CONTRADICTION, say("statements.mean_differs")
            amount = top.exact or top.kind in ("yuan", "square_metre")
            if mean.approximate or top.approximate or not amount or not bottom.exact:
                grade, reason = CANNOT_TELL, say("statements.product_approximate")
            elif abs(mean.value - top.value / bottom.value) < mean.step:
                grade, reason = PROBABLY, say("statements.rate_rounded_up")
            found.append(_mean(report, mean, top, bottom, grade, reason))
    return found


def _only_pair(mean: Figure, pairs: list[tuple[Figure, Figure]]) -> tuple[Figure, Figure] | None:
    """The one total and count that a mean can come from; among areas, the one of its own noun."""
    if mean.kind == "square_metre":
        noun = re.sub(rf"{_MEAN.pattern}|面积|建筑|占地|使用|总", "", mean.left)
        if len(noun) < 2:
            return None
        pairs = [(top, bottom) for top, bottom in pairs if noun[-2:] in top.left + top.label]
    elif mean.kind not in ("person", "yuan"):
        return None
    return pairs[0] if len(pairs) == 1 else None


def _mean_fits(mean: Figure, top: Figure, bottom: Figure) -> bool:
    low = bounds(top)[0] / bounds(bottom)[1]
    high = bounds(top)[1] / bounds(bottom)[0]
    least, most = bounds(mean)
    if mean.exact:
        least, most = mean.value - mean.step / 2, mean.value + mean.step
        return low < most and least <= high
    return low <= most and least <= high


def _mean(
    report: Report, mean: Figure, top: Figure, bottom: Figure, grade: str, reason: str
) -> Relation:
    value = top.value / bottom.value
    sign = "" if grade == HOLDS else f" ≠ {mean.written}"
    return Relation(
        kind="rate",
        grade=grade,
        stated=mean.written,
        computed=number(value / (mean.step * 10**mean.decimals), places=2) + mean.unit,
        arithmetic=f"{top.written} ÷ {bottom.written} = {number(value, places=2)}{sign}",
        reason=reason,
        quote=report.quote(*sorted((mean, top, bottom), key=key)),
        place=report.place(mean),
        at=key(mean),
        members=(key(mean), key(top), key(bottom)),
    )


_RATIO = re.compile(
    r"(?P<kind>生师比|师生比)(?:为|是|达到|达|约)*(?P<a>\d+(?:\.\d+)?)[:∶比](?P<b>\d+(?:\.\d+)?)"
)


def _ratios(report: Report, figures: list[Figure]) -> list[Relation]:
    """生师比15.7∶1 against the sentence's pupils and teachers."""
    if not figures:
        return []
    block = report.block(figures[0].block)
    start, end = block.sentences[figures[0].sentence]
    found = []
    for hit in _RATIO.finditer(block.match, start, end):
        a, b = Fraction(hit["a"]), Fraction(hit["b"])
        pupils = [f for f in figures if f.kind == "person" and f.noun == "student" and f.countable]
        teachers = [
            f for f in figures if f.kind == "person" and f.noun == "teacher" and f.countable
        ]
        if len(pupils) != 1 or len(teachers) != 1 or not teachers[0].value or 0 in (a, b):
            continue
        stated = max(a, b) / min(a, b)
        decimals = max(len(hit[side].partition(".")[2]) for side in ("a", "b"))
        step = Fraction(1, 10**decimals)
        value = pupils[0].value / teachers[0].value
        holds = stated - step / 2 <= value < stated + step
        near = abs(stated - value) < 2 * step
        grade = HOLDS if holds else (CANNOT_TELL if near else PROBABLY)
        reason = say("statements.mean_holds" if holds else "statements.mean_differs")
        found.append(
            Relation(
                kind="rate",
                grade=grade,
                stated=block.quote(hit.start(), hit.end()),
                computed=f"{number(value, places=2)}:1",
                arithmetic=f"{pupils[0].written} ÷ {teachers[0].written} = {number(value, places=2)}",
                reason=reason,
                quote=report.quote(*sorted((pupils[0], teachers[0]), key=key)),
                place=block.place(hit.start()),
                at=(block.index, hit.start()),
                members=(key(pupils[0]), key(teachers[0])),
            )
        )
    return found
