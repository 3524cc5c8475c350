"""SRF-04: areas agree across their units, and counts of people are whole numbers."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise

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
from kcbx_lib.statements.rounding import bounds
from kcbx_lib.statements.sums import key

_WHOLE = re.compile(
    r"幅员|总面积|国土面积|土地面积|区域面积|辖区面积|行政面积|面积共|版图|土地总面积|(?:全|我|本)[县区市镇乡村旗]面积|^面积"
)
_LAND = re.compile(
    r"草场|草原|草地|牧场|耕地|林地|森林|水面|水域|湿地|农田|园地|可利用|果园|荒地|建设用地|基本农田"
)
_KIND_OF_LAND = re.compile(rf"{_LAND.pattern}|山场|茶园|桑园|种植|播种|建筑|校舍|绿化|占地")
_KM2 = Fraction(1_000_000)
_OLDEST = 130


def find(report: Report) -> list[Relation]:
    """Land against the area that holds it, one area in two units, fractions of people, ages."""
    return [
        *_land(report),
        *_conversions(report),
        *_fractions_of_people(report),
        *_ages(report),
    ]


def _areas(report: Report) -> list[Figure]:
    return [f for f in report.figures if f.kind == "square_metre" and f.countable]


def _land(report: Report) -> list[Relation]:
    found = []
    areas = _areas(report)
    for index, part in enumerate(areas):
        if not _LAND.search(part.label) and not _LAND.search(part.left):
            continue
        wholes = [
            w
            for w in areas[:index]
            # 耕地总面积 is all of one kind of land, not all the land there is
            if w.block == part.block and _WHOLE.search(w.left) and not _KIND_OF_LAND.search(w.left)
        ]
        if not wholes:
            continue
        whole = wholes[-1]
        if re.search(r"省|全市|全国", part.left) or abs(part.sentence - whole.sentence) > 1:
            continue
        above = bounds(part)[0] > bounds(whole)[1]
        grade, reason = HOLDS, say("statements.unit_inside")
        if above:
            grade, reason = CONTRADICTION, say("statements.unit_part_above")
            if part.approximate or whole.approximate:
                grade = PROBABLY
        sign = ">" if above else "≤"
        found.append(
            _relation(
                report,
                part,
                whole,
                grade,
                reason,
                f"{part.written} = {number(part.value / _KM2)}平方公里 {sign} {number(whole.value / _KM2)}平方公里",
                f"≤ {whole.written}",
            )
        )
    return found


def _conversions(report: Report) -> list[Relation]:
    """86亩（约57333平方米）: the bracket repeats the area in another unit."""
    found = []
    for block in report.text.blocks:
        figures = [f for f in _areas(report) if f.block == block.index]
        for first, second in pairwise(figures):
            between = block.match[first.end : second.start]
            if first.unit == second.unit or not re.fullmatch(r"\((?:约|合|折合|即|约合)?", between):
                continue
            low, high = bounds(first)
            least, most = bounds(second)
            # 约 stands in almost every conversion: two per cent, not ten
            least, most = min(least, second.value * Fraction(98, 100)), max(most, second.value)
            if second.approximate:
                least, most = second.value * Fraction(98, 100), second.value * Fraction(102, 100)
            agree = low <= most and least <= high
            factor = second.value / second_units(second)
            grade, reason = HOLDS, say("statements.unit_same")
            if not agree:
                grade, reason = CONTRADICTION, say("statements.unit_differs")
            found.append(
                _relation(
                    report,
                    second,
                    first,
                    grade,
                    reason,
                    f"{first.written} = {number(first.value / factor, places=2)}{second.unit}",
                    f"{number(first.value / factor, places=2)}{second.unit}",
                )
            )
    return found


def second_units(figure: Figure) -> Fraction:
    """How many of its written unit a figure is."""
    written = re.match(r"[\d,.]+", figure.written)
    return Fraction((written[0] if written else "1").replace(",", "") or "1")


def _change_of_mean(report: Report, figure: Figure) -> bool:
    """Whether a figure says by how much a mean of its sentence has changed."""
    block = report.block(figure.block)
    before = block.match[block.sentences[figure.sentence][0] : figure.start]
    changed = re.search(r"(?:减少|增加|下降|上升|提高|降低|少|多|增|减)(?:了|约)?$", figure.left)
    return bool(changed and re.search(r"平均|均每|[人户校班师生]均", before))


def _fractions_of_people(report: Report) -> list[Relation]:
    found = []
    for figure in report.figures:
        if figure.kind not in ("person", "school", "household", "village", "class"):
            continue
        if figure.value.denominator == 1 or figure.high is not None:
            continue
        after = report.block(figure.block).match[figure.end : figure.end + 1]
        if _change_of_mean(report, figure):
            continue  # 平均每户2.31人，比…3.22人减少0.91人: a change of a mean
        before = outside_brackets(
            report.block(figure.block).match[max(0, figure.start - 30) : figure.start]
        )
        clause = re.split(r"[,，。;:]", before)[-1]
        if (
            re.search(r"平均|均|每|比|约|近|率", figure.left + clause)
            or figure.approximate
            or after == "/"
        ):
            continue
        found.append(
            Relation(
                kind="unit",
                grade=PROBABLY,
                stated=figure.written,
                computed=say("statements.unit_whole_number"),
                arithmetic=figure.written,
                reason=say("statements.unit_fraction"),
                quote=report.quote(figure),
                place=report.place(figure),
                at=key(figure),
                members=(key(figure),),
            )
        )
    return found


def _ages(report: Report) -> list[Relation]:
    """615周岁: a span that has lost its dash, or a wrong age."""
    found = []
    for figure in report.figures:
        if figure.kind != "age" or figure.value <= _OLDEST:
            continue
        found.append(
            Relation(
                kind="unit",
                grade=CANNOT_TELL,
                stated=figure.written,
                computed=f"≤ {_OLDEST}",
                arithmetic=f"{number(figure.value)} > {_OLDEST}",
                reason=say("statements.unit_age"),
                quote=report.quote(figure),
                place=report.place(figure),
                at=key(figure),
                members=(key(figure),),
            )
        )
    return found


def _relation(
    report: Report,
    stated: Figure,
    other: Figure,
    grade: str,
    reason: str,
    arithmetic: str,
    computed: str,
) -> Relation:
    return Relation(
        kind="unit",
        grade=grade,
        stated=stated.written,
        computed=computed,
        arithmetic=arithmetic,
        reason=reason,
        quote=report.quote(other, stated),
        place=report.place(stated),
        at=key(stated),
        members=(key(other), key(stated)),
    )
