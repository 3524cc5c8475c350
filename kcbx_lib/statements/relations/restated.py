"""SRF-02: one figure stated twice must be the same figure.

The same words often speak of another moment, another phase or a part of the whole. So a difference
is a contradiction only for things that do not change within a report (schools, enrolment, villages …)
of the whole unit (全县, 我区 …), under one time, where the second cannot be a part of the first.
"""

from __future__ import annotations

import re
from collections import defaultdict

from kcbx_lib.messages import say
from kcbx_lib.statements.figures import Figure
from kcbx_lib.statements.moment import counties_named, place_of, time_of, unit_of
from kcbx_lib.statements.relation import CANNOT_TELL, HOLDS, PROBABLY, Relation
from kcbx_lib.statements.relations.same_phrase import said_twice
from kcbx_lib.statements.relations.sum import read_sums
from kcbx_lib.statements.report import Report
from kcbx_lib.statements.sums import Sums, key
from kcbx_lib.statements.vocabulary import SCOPE, canonical, strip_label

# what a report counts once for the whole unit
_STEADY = re.compile(
    r"(?:学校|中心校|完小|中小学|小学|初中|在校生|在籍生|学生|教师|教职工|村|乡镇|镇|社区|街道|人口|教学点|教学班|班级|幼儿园|九年一贯制学校|适龄儿童|户)$"
)
# what changes while the work goes on
_MOVING = re.compile(
    r"疑似|辍学|失学|劝返|复学|排查|核查|新增|转入|转出|线索|问题|整改|未入学|返校|走访|资助|督查|检查|培训|试点|发放|签订|参加|完成|获|评为|达标|新建|改建|建成|投入|增加|减少"
)
_DEFINES = re.compile(r"共有|现有|共|有|辖|设|为|总数|总计|合计|达")
_ALL = re.compile(r"所有|全部|全体|逐|每|均|都|全覆盖|各")
_COUNTABLE = frozenset(
    {"person", "school", "village", "township", "class", "household", "community"}
)


# a name with more values than this is no figure that is stated twice
_MOST_VALUES = 24


def find(report: Report) -> list[Relation]:
    """Labels that occur with one value (holds) or with several."""
    sums = read_sums(report)
    groups: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    for figure in report.figures:
        if figure.kind not in _COUNTABLE or not figure.exact:
            continue
        name = _name(figure)
        if name is not None:
            groups[(name, figure.kind)].append(figure)
    twice = said_twice(report)
    found = [
        _relation(report, list(pair), grade, say(f"statements.{why}")) for pair, grade, why in twice
    ]
    judged = {key(figure) for pair, *_ in twice for figure in pair}
    for (name, _), named in sorted(groups.items()):
        members = _without_totals(named, sums)
        if len(members) < 2:
            continue
        found.extend(
            relation
            for relation in _judge(report, name, members, sums.parts)
            if relation.grade == HOLDS or not judged.issuperset(relation.members)
        )
    return found


def _without_totals(members: list[Figure], sums: Sums) -> list[Figure]:
    """A total and its part may bear one name (282 suspected on the list, 5 of them still so)."""
    named = {key(figure) for figure in members}
    totals = {
        total.value
        for total, parts in sums.groups
        if len(parts) > 1 and any(key(part) in named for part in parts)
    }
    kept = [f for f in members if f.value not in totals]
    return kept if len(kept) >= 2 else members


def _name(figure: Figure) -> str | None:
    """The comparable name of a figure, None where its label is too loose to compare."""
    if figure.code:
        return f"{figure.code}类"
    full = _label(figure)
    name = canonical(full)
    unit = _UNITS.get(figure.kind)
    if unit is not None and unit[1].match(name or strip_label(figure.right)):
        return unit[0]
    if len(name) < 3 or len(name) > 14:
        return None
    if re.search(r"[男女]|^其|每|平均|其他|其中|^[\d一二三四五六七八九十]", name):
        return None
    if _MOVING.search(name) and re.search(r"疑似(?:失学|辍学)", name):
        return "疑似失学" if "失学" in name else "疑似辍学"
    return name


# what a county is divided into, however short its name
_UNITS = {
    kind: (name, re.compile(rf"(?:{words})(?=全|均|都|共|深|逐|开|的|及|和|$)"))
    for kind, name, words in (
        ("village", "行政村", "个?(?:行政|建制)?村"),
        ("township", "乡镇", "个?(?:乡镇|镇街)"),
        ("community", "社区", "个?社区"),
    )
}


def _label(figure: Figure) -> str:
    """Scope and noun: 全县88所义务教育阶段学校 and 全县共有义务教育阶段学校86所 alike."""
    label = figure.label
    bare = SCOPE.sub("", label)
    if len(strip_label(bare)) < 2 and figure.right:
        noun = re.match(r"的?([\u4e00-\u9fff]{2,12})", figure.right)
        if noun:
            head = re.split(
                r"中(?!小|学)|的|全部|均|都|逐|进行|开展|已|被|实|完|参|和|与|及|未|共|一|按|统",
                noun[1],
            )[0]
            return label + head
    return label


def _scope(report: Report, figure: Figure) -> bool:
    """Whether the figure speaks of the whole unit that reports."""
    clause = figure.left + figure.label
    if SCOPE.search(clause):
        return True
    block = report.block(figure.block)
    start = block.sentences[figure.sentence][0]
    return bool(SCOPE.search(block.match[start : figure.start][-30:]))


def _judge(
    report: Report, name: str, members: list[Figure], parts: set[tuple[int, int]]
) -> list[Relation]:
    values = list(dict.fromkeys(figure.value for figure in members))
    if len(values) == 1:
        if len({f.block for f in members}) < 2 and len({f.sentence for f in members}) < 2:
            return []
        return [_relation(report, members, HOLDS, say("statements.restated_same"))]
    if re.fullmatch(r"[A-Z]\d?类", name) or _MOVING.search(name):
        return [_relation(report, members, CANNOT_TELL, say("statements.restated_moment"))]
    if not _STEADY.search(name):
        return []
    whole = [f for f in members if _scope(report, f) and key(f) not in parts and f.bracket == -1]
    whole = list({f.value: f for f in reversed(whole)}.values())[::-1][:_MOST_VALUES]
    found = _above_the_whole(report, name, members, whole)
    seen: set[tuple[object, object]] = set()
    for index, first in enumerate(whole):
        for second in whole[index + 1 :]:
            pair = (first.value, second.value)
            if first.value == second.value or pair in seen:
                continue
            seen.add(pair)
            judged = _pair(report, first, second)
            if judged is not None:
                found.append(_relation(report, [first, second], *judged))
    return found


def _above_the_whole(
    report: Report, name: str, members: list[Figure], whole: list[Figure]
) -> list[Relation]:
    """全县现有行政村156个 … 组织165个行政村: more than all there are, so no part of them."""
    if name not in {name for name, _ in _UNITS.values()} or len(whole) != 1:
        return []
    all_there_are = whole[0]
    larger = [
        f
        for f in members
        if all_there_are.value < f.value <= all_there_are.value * 6 / 5
        and time_of(report, f) in (time_of(report, all_there_are), ())
        and f.start > all_there_are.start * (f.block == all_there_are.block)
    ]
    reason = say("statements.restated_above_all")
    return [_relation(report, [all_there_are, f], PROBABLY, reason) for f in larger[:1]]


def _pair(report: Report, first: Figure, second: Figure) -> tuple[str, str] | None:
    """(grade, reason) of two values of one name, None where they need not agree."""
    places = {place_of(report, first), place_of(report, second)} - {""}
    same_sentence = (first.block, first.sentence) == (second.block, second.sentence)
    units = {unit_of(report, first), unit_of(report, second)} - {""}
    if len(places) > 1 or len(units) > 1 or same_sentence:
        return None
    small, large = sorted((first, second), key=lambda f: f.value)
    close = large.value <= small.value * 6 / 5
    # 现有86所 here and 88所 there: a part cannot be larger than the whole
    whole = _defines(small) and not _MOVING.search(_sentence_tail(report, small))
    everyone = bool(_ALL.search(_after(report, small)))
    partly = bool(_MOVING.search(_sentence_tail(report, small))) and not _defines(small)
    cases = (
        (time_of(report, first) != time_of(report, second), CANNOT_TELL, "restated_time"),
        (counties_named(report) > 1, CANNOT_TELL, "restated_place"),
        (partly, "", ""),
        (_level(report, small) != _level(report, large), "", ""),
        (
            whole and close and all(_of_all(report, f) for f in (first, second)),
            PROBABLY,
            "restated_differs",
        ),
        (whole and close, PROBABLY, "restated_differs"),
        (whole, CANNOT_TELL, "restated_part"),
        (close and everyone, PROBABLY, "restated_differs"),
        (close, CANNOT_TELL, "restated_part"),
        (True, "", ""),
    )
    grade, reason = next((grade, reason) for true, grade, reason in cases if true)
    return (grade, say(f"statements.{reason}")) if grade else None


def _of_all(report: Report, figure: Figure) -> bool:
    """Whether the sentence counts all there are of the unit that reports: 全县现有…, 我镇共有…."""
    block = report.block(figure.block)
    start = block.sentences[figure.sentence][0]
    return bool(_COUNTS_ALL.search(block.match[start : figure.start]))


_COUNTS_ALL = re.compile(
    r"(?:[全我本][县区市镇乡村校旗省]|辖区|境内)[^。;]{0,14}?(?:共|有|辖|设|总数|总计|合计|达|为)|(?:共有|现有)[^。;]{0,10}$"
)


def _level(report: Report, figure: Figure) -> str:
    """The kind of school a figure speaks of, by its own label or an earlier one of its kind.

    普通高中在校生11455人，教职工821人: the staff are those of these schools.
    """
    floor = report.block(figure.block).match.rfind(";", 0, figure.start)
    labels = [
        other.label
        for other in report.by_block[figure.block]
        if other.sentence == figure.sentence
        and other.kind == figure.kind
        and floor < other.start <= figure.start
    ]
    hits = [hit for label in labels for hit in _LEVELS.findall(label)]
    return hits[-1] if hits else ""


_LEVELS = re.compile(r"幼儿园|小学|初中|高中|职高|中职|职业|特教|特殊教育|学前|教学点")


def _defines(figure: Figure) -> bool:
    """Whether the clause says how many there are, rather than speaking of some of them."""
    rest = SCOPE.sub("", figure.left)
    return bool(_DEFINES.search(rest)) or len(strip_label(rest)) >= 3


def _after(report: Report, figure: Figure) -> str:
    block = report.block(figure.block)
    return block.match[figure.end : figure.end + 20]


def _sentence_tail(report: Report, figure: Figure) -> str:
    block = report.block(figure.block)
    tail = block.match[figure.end : figure.end + 24]
    return re.split(r"[。;]", tail)[0]


def _relation(report: Report, members: list[Figure], grade: str, reason: str) -> Relation:
    ordered = sorted(members, key=key)
    by_value = {figure.value: figure.written for figure in reversed(ordered)}
    values = [by_value[value] for value in dict.fromkeys(f.value for f in ordered)]
    first = ordered[0]
    last = next((f for f in reversed(ordered) if f.value != first.value), ordered[-1])
    quote = report.quote(first)
    if last.block != first.block or last.sentence != first.sentence:
        quote = f"{quote} … {report.quote(last)}"
    return Relation(
        kind="restated",
        grade=grade,
        stated=values[0] if grade == HOLDS else "；".join(values),
        computed="" if grade != HOLDS else values[0],
        arithmetic=("=" if grade == HOLDS else " ≠ ").join(values) if grade != HOLDS else "",
        reason=reason,
        quote=quote,
        place="；".join(dict.fromkeys(report.place(figure) for figure in ordered)),
        at=key(ordered[0]),
        members=tuple(map(key, ordered)),
    )
