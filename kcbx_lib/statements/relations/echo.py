"""SRF-02: a figure said again with one digit wrong: 收到提案591件 … 这519件提案; 教师1906人 … 教师1960人.

Two figures of one name need not be one figure. But that they differ by just one digit, or by two that
changed places, is rare by chance among numbers of four digits; and 这519件 points back to what was said.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import combinations

from kcbx_lib.messages import say
from kcbx_lib.statements.figures import Figure
from kcbx_lib.statements.moment import counties_named, place_of, time_of, unit_of
from kcbx_lib.statements.relation import CONTRADICTION, HOLDS, PROBABLY, Relation
from kcbx_lib.statements.relations.sum import read_sums
from kcbx_lib.statements.report import Report
from kcbx_lib.statements.slip import differ_by_a_slip
from kcbx_lib.statements.sums import key
from kcbx_lib.statements.vocabulary import canonical

_POINTS_BACK = re.compile(r"(?:这|上述|以上|前述|该)$")
# a name with more values than this is no figure that is said again
_MOST = 12
_SMALLEST = 1000
_SMALLEST_POINTED = 100
_LEVELS = re.compile(
    r"幼儿园|小学|初中|高中|中职|职业|特教|特殊教育|学前|男|女|新增|增加|减少|比|招|毕业"
)


def find(report: Report) -> list[Relation]:
    """Figures that point back, and figures of one name that differ by one typing mistake."""
    return [*_pointing(report), *_named_alike(report)]


def _pointing(report: Report) -> list[Relation]:
    found = []
    for at, figure in enumerate(report.figures):
        if not (_POINTS_BACK.search(figure.left) and figure.exact):
            continue
        if figure.value < _SMALLEST_POINTED:
            continue
        earlier = [
            f
            for f in report.figures[:at]
            if f.kind == figure.kind and f.exact and figure.block - f.block <= 1
        ]
        if any(f.value == figure.value for f in earlier):
            same = next(f for f in reversed(earlier) if f.value == figure.value)
            found.append(_relation(report, same, figure, HOLDS, "restated_same"))
            continue
        nearly = [f for f in earlier if differ_by_a_slip(f, figure)]
        if len(nearly) == 1:
            found.append(_relation(report, nearly[0], figure, CONTRADICTION, "echo_points_back"))
    return found


def _named_alike(report: Report) -> list[Relation]:
    sums = read_sums(report)
    groups: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    for figure in report.figures:
        name = canonical(figure.label)
        plain = figure.exact and figure.bracket < 0 and figure.kind not in ("bare", "percent")
        if plain and len(name) >= 2 and figure.value >= _SMALLEST and key(figure) not in sums.parts:
            groups[(name, figure.kind)].append(figure)
    found = []
    for _, named in sorted(groups.items()):
        if len({f.value for f in named}) > _MOST or counties_named(report) > 1:
            continue
        for first, second in combinations(named[:_MOST], 2):
            if first.value != second.value and _one_thing(report, first, second):
                found.append(_relation(report, first, second, PROBABLY, "echo_mistyped"))
    return found


def _one_thing(report: Report, first: Figure, second: Figure) -> bool:
    """Whether nothing between the two says that they are of different times, places or kinds."""
    apart = (first.block, first.sentence) != (second.block, second.sentence)
    if not apart or not differ_by_a_slip(first, second):
        return False
    if time_of(report, first) != time_of(report, second):
        return False
    for of in (place_of, unit_of):
        if len({of(report, first), of(report, second)} - {""}) > 1:
            return False
    kinds = [set(_LEVELS.findall(_sentence(report, figure))) for figure in (first, second)]
    return kinds[0] == kinds[1]


def _sentence(report: Report, figure: Figure) -> str:
    block = report.block(figure.block)
    start = block.sentences[figure.sentence][0]
    return block.match[max(start, figure.start - 30) : figure.start]


def _relation(report: Report, first: Figure, again: Figure, grade: str, reason: str) -> Relation:
    sign = "=" if grade == HOLDS else "≠"
    return Relation(
        kind="restated",
        grade=grade,
        stated=again.written,
        computed=first.written,
        arithmetic=f"{first.written} {sign} {again.written}",
        reason=say(f"statements.{reason}"),
        quote=f"{report.quote(first)} … {report.quote(again)}",
        place="；".join(dict.fromkeys((report.place(first), report.place(again)))),
        at=key(again),
        members=(key(first), key(again)),
    )
