"""Text in, one Figure out for each number with a unit: its value, precision, label and place.

Dates, document numbers, ordinals, ages in names and thresholds are recognised so that they are not
taken for counts. Simplification: a number without a unit is a figure only inside brackets or lists
(``男1204，女1112``); elsewhere it is left alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from kcbx_lib.statements.numerals import chinese_value
from kcbx_lib.statements.text import Block, Text
from kcbx_lib.statements.vocabulary import (
    AFTER_APPROXIMATE,
    AFTER_THRESHOLD,
    BOUNDARY,
    CHINESE_DIGITS,
    COUNTERS,
    EXACT_CUE,
    GE_NOUNS,
    LOWER_CUE,
    UNITS,
    noun_kind,
    strip_label,
)

_UNIT_WORDS = sorted({*UNITS, *COUNTERS}, key=lambda word: (-len(word), word))
_UNIT = "|".join(re.escape(word) for word in _UNIT_WORDS)
_ARABIC = r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
_NUMBER = re.compile(
    rf"(?<![\dA-Za-z.#])(?P<number>{_ARABIC})(?P<scale>[百千万亿]{{0,2}})(?P<more>[余多来几]?)(?P<unit>{_UNIT})?"
)
_CHINESE_NUMBER = re.compile(
    rf"(?<![{CHINESE_DIGITS}第每之前\d])(?P<number>[{CHINESE_DIGITS}]+)(?P<more>[余多来几]?)(?P<unit>{_UNIT})"
)
_RANGE = re.compile(
    rf"(?<![\dA-Za-z.])(?P<low>{_ARABIC})(?P<own>[万亿]?)(?:[人名个元%户亩])?(?:-|~|～|至|到)(?P<high>{_ARABIC})(?P<scale>[万亿]?)(?P<unit>{_UNIT})"
)
_PERCENT_WORD = re.compile(r"百分之(?P<number>[零〇一二两三四五六七八九十百点]+)")
# stretches whose digits are no figures
_NOT_FIGURES = re.compile(
    r"(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2}"
    r"|(?:19|20)\d\d年?[-~～至到](?:19|20)?\d\d(?:学年|年)?度?"
    r"|(?:19|20)\d\d(?:年度?|学年|级|届|学期)(?:\d{1,2}月(?:\d{1,2}[日号]?)?)?"
    r"|\d{1,2}月(?:\d{1,2}[日号])?(?:份|底|初|末|中旬|上旬|下旬)?"
    r"|[〔\[【(〈](?:19|20)\d\d[〕\]】)〉]\s*第?\d*号?"
    r"|级\(?\d+\)?班|\d+号|\d{1,2}[:时点]\d{2}分?|\d+分钟"
    r"|第[\d一二三四五六七八九十百]+[-、至到\d一二三四五六七八九十]*[个名位人所户次条章节款项批轮期届阶段类天年月周]?"
    r"|\d+[万亿]\d+[千百万]|\d{11,}|(?<![A-Za-z])[A-Za-z][A-Za-z0-9_.-]*\d[A-Za-z0-9_.-]*"
    r"|\d+[:∶比]\d+(?:\.\d+)?|\d+\+\d+"
)
# 一 in these is an idiom, not a count
_IDIOM = re.compile(
    r"一[人生家户校县村]一|一对一|一个都不|一个不|一名学生(?:辍学|失学|掉队)|一个也|没有一|无一|任何一|(?:不漏|不落|不少|不丢|落下|掉下)一|每一|同一|统一|逐一|另一"
    r"|进一步|一次性|一体|一类$|一项重要|一次$|一个学生都|一个孩子都|多一|一个重要"
)


@dataclass(frozen=True)
class Figure:
    """A number with what it counts.

    ``value`` is in the base unit of ``kind`` (people, yuan, square metres, per cent); ``step`` is
    the last place written, in that unit; ``high`` is the upper end of a range.
    """

    value: Fraction
    step: Fraction
    unit: str
    kind: str
    label: str
    noun: str | None
    block: int
    sentence: int
    start: int  # of the number
    end: int  # of the unit
    bracket: int
    clause_start: int
    written: str
    approximate: bool = False
    threshold: bool = False
    high: Fraction | None = None
    left: str = ""  # the words of the clause before the number
    right: str = ""  # the words of the clause after the unit
    decimals: int = 0
    joined_by: str = ""  # the mark before its clause
    code: str = ""  # A类, B2类: the category code of a list

    @cached_property
    def exact(self) -> bool:
        """A plain count: no about, no threshold, no range, not rounded to thousands of units."""
        return (
            not (self.approximate or self.threshold)
            and self.high is None
            and self.step <= 1
            and self.value.denominator == 1
        )

    @property
    def countable(self) -> bool:
        """Fit for arithmetic: neither a threshold nor a range."""
        return not self.threshold and self.high is None


def figures_of(text: Text) -> list[Figure]:
    """All figures of a text, in reading order."""
    found: list[Figure] = []
    for block in text.blocks:
        found.extend(figures_of_block(block))
    return found


def figures_of_block(block: Block) -> list[Figure]:
    """The figures of one paragraph, in reading order."""
    match = block.match
    taken = [hit.span() for hit in _NOT_FIGURES.finditer(match)]
    blocked = bytearray(len(match))
    for start, end in taken:
        # 23人 after a year span is free: only the span itself is barred
        blocked[start:end] = b"\x01" * (end - start)
    raw: list[_Raw] = []
    for hit in _RANGE.finditer(match):
        moves = re.search(r"[由从][^,，。;]*$", match[max(0, hit.start() - 14) : hit.start()])
        if not moves and not any(blocked[hit.start() : hit.end()]):
            raw.append(_range(hit))
            blocked[hit.start() : hit.end()] = b"\x01" * (hit.end() - hit.start())
    for hit in _NUMBER.finditer(match):
        if not blocked[hit.start()]:
            raw.append(_arabic(hit, match))
    for hit in _PERCENT_WORD.finditer(match):
        value = chinese_value(hit["number"])
        if value is not None:
            raw.append(_Raw(hit.start(), hit.end(), value, Fraction(1), "%", "percent"))
            blocked[hit.start() : hit.end()] = b"\x01" * (hit.end() - hit.start())
    idioms = bytearray(len(match))
    for hit in _IDIOM.finditer(match):
        idioms[hit.start() : hit.end()] = b"\x01" * (hit.end() - hit.start())
    for hit in _CHINESE_NUMBER.finditer(match):
        if not blocked[hit.start()] and not idioms[hit.start()]:
            item = _chinese(hit, match)
            if item is not None:
                raw.append(item)
    raw.sort(key=lambda item: (item.start, item.end))
    return _labelled(block, raw)


@dataclass(frozen=True)
class _Raw:
    start: int
    end: int
    value: Fraction
    step: Fraction
    unit: str
    kind: str
    approximate: bool = False
    high: Fraction | None = None
    decimals: int = 0


def _scale(written: str) -> Fraction:
    factor = Fraction(1)
    for character in written:
        factor *= {"百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}[character]
    return factor


def _unit_of(unit: str, after: str) -> tuple[str, Fraction]:
    """(kind, factor) of a written unit; ``after`` is the text that follows it."""
    if unit in UNITS:
        return UNITS[unit]
    if unit == "个":
        for pattern, kind in GE_NOUNS:
            if re.match(pattern, after):
                return kind, Fraction(1)
        return "个", Fraction(1)
    kinds = {"班": "class", "村": "village", "镇": "township", "乡": "township", "街道": "township",
             "社区": "community", "县": "county"}  # fmt: skip
    return kinds.get(unit, unit), Fraction(1)


def _arabic(hit: re.Match[str], match: str) -> _Raw:
    written = hit["number"].replace(",", "")
    decimals = len(written.partition(".")[2])
    unit = hit["unit"] or ""
    end = hit.end()
    kind, factor = _unit_of(unit, match[end:]) if unit else ("bare", Fraction(1))
    factor *= _scale(hit["scale"])
    return _Raw(
        hit.start(),
        end,
        Fraction(written) * factor,
        factor / 10**decimals,
        unit,
        kind,
        approximate=bool(hit["more"]),
        decimals=decimals,
    )


def _range(hit: re.Match[str]) -> _Raw:
    kind, factor = _unit_of(hit["unit"], hit.string[hit.end() :])
    factor *= _scale(hit["scale"])
    low, high = (Fraction(hit[name].replace(",", "")) * factor for name in ("low", "high"))
    if hit["own"]:  # 1万人至10万人: each end says its own scale
        said = hit["scale"] + (hit["unit"][0] if hit["unit"][0] in "万亿" else "")
        low = low / _scale(said) * _scale(hit["own"])
    return _Raw(hit.start(), hit.end(), low, factor, hit["unit"], kind, high=high)


def _chinese(hit: re.Match[str], match: str) -> _Raw | None:
    unit = hit["unit"]
    value = chinese_value(hit["number"])
    if value is None or (unit in ("类", "线", "本", "对", "种") and value < 20):
        return None
    if (value == 1 and unit not in UNITS) or unit in _NAMED_BY_NUMBER:
        return None
    vague = match[max(0, hit.start() - 1) : hit.start()] in ("数", "上", "几", "成")
    if vague or not set(hit["number"]) - set("百千万亿"):
        return None
    kind, factor = _unit_of(unit, match[hit.end() :])
    rounded = bool(hit["more"])
    return _Raw(hit.start(), hit.end(), value * factor, factor, unit, kind, approximate=rounded)


def _labelled(block: Block, raw: list[_Raw]) -> list[Figure]:
    """Raw numbers with their labels; a number inside another's stretch is dropped."""
    found: list[Figure] = []
    match = block.match
    previous_end = 0
    for position, item in enumerate(raw):
        if item.start < previous_end:
            continue
        next_start = raw[position + 1].start if position + 1 < len(raw) else len(match)
        floor = previous_end
        if position and _opens_band(match, raw[position - 1], item):
            floor = raw[position - 1].start  # 35岁以下28人: the age is what the people are
        clause = _clause_start(match, item.start, floor)
        left = match[clause : item.start]
        right = _right(match, item.end, next_start)
        if left == "" and clause > 0 and match[clause - 1] == ")":
            clause, left = _before_bracket(block, clause, previous_end)
        head = _head(right)
        if _is_of_the_one_before(item, clause == previous_end, left, head):
            left = ""  # 78个行政村6个居委会: the words between belong to the number before
        label = strip_label(left)
        kind = item.kind
        if item.unit == "个" and kind == "个" and not re.match(r"[\u4e00-\u9fff]", head):
            kind = next(
                (k for pattern, k in GE_NOUNS if k != "time" and re.search(rf"{pattern}$", label)),
                kind,
            )
        dated = re.match(
            r"[年月日号时点分秒周届级世期版第\d.:：/-]", match[item.end : item.end + 1]
        )
        if item.kind == "bare" and (not label or dated or re.search(r"[A-Za-z0-9.]$", left)):
            previous_end = item.end
            continue
        if not label or (item.unit in ("所", "名", "个", "户", "位", "") and _noun_like(head)):
            label = strip_label(label + head) if head else label
        before = match[max(0, item.start - 6) : item.start]
        found.append(
            Figure(
                value=item.value,
                step=item.step,
                unit=item.unit,
                kind=kind,
                label=label,
                noun=noun_kind(label),
                block=block.index,
                sentence=block.sentence_of(item.start),
                start=item.start,
                end=item.end,
                bracket=block.bracket_of(item.start),
                clause_start=clause,
                written=match[item.start : item.end],
                approximate=item.approximate
                or bool(EXACT_CUE.search(before))
                or bool(AFTER_APPROXIMATE.match(right)),
                threshold=bool(LOWER_CUE.search(before))
                or (
                    bool(AFTER_THRESHOLD.match(match[item.end : item.end + 8]))
                    and item.high is None
                ),
                high=item.high,
                left=left,
                right=right,
                decimals=item.decimals,
                joined_by=match[clause - 1 : clause] if clause else "",
                code=_code(match, left, item.end),
            )
        )
        previous_end = item.end
    return found


_BAND = re.compile(r"(?:及|\(含\))?(?:以下|以上|之间)?(?:的|有|共)?")


def _opens_band(match: str, age: _Raw, item: _Raw) -> bool:
    """Whether an age before a count says who is counted: 35岁以下28人, 36至50岁37人."""
    return age.kind == "age" and bool(_BAND.fullmatch(match, age.end, item.start))


def _clause_start(match: str, at: int, floor: int) -> int:
    """Where the words that belong to the number at ``at`` begin."""
    start = at
    while start > floor and match[start - 1] not in BOUNDARY + "()":
        start -= 1
    return start


def _before_bracket(block: Block, clause: int, floor: int) -> tuple[int, str]:
    """(start, words) of the label before a bracket that stands between it and its number."""
    for bracket in block.brackets:
        if bracket.end == clause - 1:
            start = _clause_start(block.match, bracket.start, 0)
            return start, block.match[start : bracket.start]
    return clause, ""


def _right(match: str, end: int, next_start: int) -> str:
    stop = end
    while stop < min(next_start, len(match)) and match[stop] not in BOUNDARY + "()":
        stop += 1
    return match[end:stop]


# 新荣二村, 三班, 五校 are names
_NAMED_BY_NUMBER = frozenset(
    {"村", "镇", "乡", "班", "校", "街道", "社区", "县", "支部", "线", "对", "本", "种", "类"}
)


def _is_of_the_one_before(item: _Raw, joined: bool, left: str, head: str) -> bool:
    """Whether the words before a number are the noun of the number before: 78个行政村6个居委会."""
    counted = joined and item.unit in _COUNTED_BEHIND and _noun_like(head)
    return counted and bool(_NOUN_AT_END.search(left))


_NOUN_AT_END = re.compile(
    r"(?:学生|教师|学校|村|乡镇|镇|乡|社区|街道|小学|初中|中学|幼儿园|教学点)$"
)
_COUNTED_BEHIND = frozenset({"个", "所", "名", "户", "位"})
_HEAD_END = re.compile(
    r"的|每|共|再次|已经|进行|属于|申报|经过|经|中(?!小学|学|心|职|专|考|等)|由于|均|全部|逐|已|被|(?<!原)因(?!病|残|学)|开展|负责|参加|实行|建立|和|与|及|或|都|也|未"
)
_NOUNS = re.compile(
    r"学生|儿童|少年|孩子|幼儿|教师|老师|校长|家长|监护人|人口|学校|小学|初中|高中|中学|完中|幼儿园|教学点|教学班|班级|村|乡镇|街道|社区|县区"
    r"|部门|单位|居委会|居民委员会|小组|家庭|牧户|学位|班额|男|女|生$|问题|线索|中心|支部"
)


def _head(right: str) -> str:
    """The noun phrase behind a counter: 名疑似失学儿童再次核实 → 疑似失学儿童."""
    text = re.sub(r"^[的为是]", "", right)
    cut = _HEAD_END.search(text)
    text = text[: cut.start()] if cut and cut.start() > 0 else text
    return text[:18]


def _noun_like(head: str) -> bool:
    return bool(_NOUNS.search(head))


_CODE = re.compile(r"([A-Z]\d?)类")


def _code(match: str, left: str, end: int) -> str:
    """The list code next to a number (``A类3人``, ``3人(A类)``), '' without one."""
    hit = _CODE.search(left)
    if hit:
        return hit[1]
    after = re.match(r"[^,，、。;:()\d]{0,14}\(([A-Z]\d?)类\)", match[end : end + 26])
    return after[1] if after else ""
