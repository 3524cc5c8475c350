"""SRF-03: a stated percentage agrees with the counts around it, rounded or truncated.

Every pair of counts in the sentence may be the numerator and denominator; a rate that fits one pair
holds. It is called a contradiction only where the wording leaves one pair to compute it from.
"""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from kcbx_lib.messages import say
from kcbx_lib.statements.figures import Figure
from kcbx_lib.statements.fitting import Fit, differs, fit_of, holds, off_by_less_than_one
from kcbx_lib.statements.lists import MOVED_BY
from kcbx_lib.statements.relation import CANNOT_TELL, CONTRADICTION, HOLDS, PROBABLY, Relation
from kcbx_lib.statements.relations.common_whole import is_one_of_several, shares_of_one_whole
from kcbx_lib.statements.relations.share import find_share
from kcbx_lib.statements.relations.sum import read_sums
from kcbx_lib.statements.report import Report
from kcbx_lib.statements.rounding import how_it_fits
from kcbx_lib.statements.sums import Sums, compatible, key

_COUNTED = frozenset({"person", "person_time", "school", "household", "village", "class", "place",
                      "个", "件", "条", "份", "项", "township", "community", "家", "套", "起",
                      "square_metre", "yuan", "间", "册", "台"})  # fmt: skip
# a rate just above 100 is impossible by itself (relations/range.py), and still to be held against its counts
_HIGHEST = 110
# how many figures before and behind a rate may explain it
_BEFORE, _AFTER = 30, 12
SHARE = re.compile(
    r"(?:占到?|占比|比例|比重|(?:完成|相当于|仅为|是)(?=[^,，。;]*\d))(?P<of>.{0,24}?)(?:的)?(?:比例|比重|比)?(?:为|达到|达|约|是|:)*$"
)
_RATE = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{0,12}?(?:率|比例|覆盖面))(?:均|都|已|也|再次|继续|稳定|分别)*(?:为|达到了?|达|是|约|保持在?|:|,|，|仅|只有|不足|超过|的)*$"
)
_TARGET = re.compile(
    r"目标|力争|确保|争取|要求|达到.*以上|不低于|控制在|指标|规划|预计|上年|去年|以内|应达|同比|增长|下降|提高|上升|比上|较上|提升"
)
_ADJUSTED = re.compile(r"转入|转出|迁入|迁出|死亡|调整|剔除|扣除|除去|除.*外|不含")
_DUE = re.compile(
    r"应|需|总|共|适龄|全部|符合|名单|计划|拟|在册|待|全[县区市镇乡校]|原有|参加|列入|纳入"
)
_DONE = re.compile(
    r"已|实|完成|签订|入学|就读|在校|返校|复学|合格|达标|享受|受助|建立|覆盖|安置|到校|巩固|毕业|升入|录取|通过|落实|报名|办理|送教|整改|销号|复课|解决"
)


# a movement (relations/difference.py); 10.4万起，合计占…: the share of a sum
_NO_RATE = re.compile(
    r"(?:增长|下降|提高|上升|降低|减少|增加|增幅|降幅|提升)(?:了|到|至|约)*$|(?:合计|共计|总计|两[者项类])约?占[^,，。;]*$"
)


_OF_EACH = re.compile(r"(?:均|都|各)(?:已|为|达到?|是|保持在?)*$")  # 3县入住率均达: of each of them


def find(report: Report) -> list[Relation]:
    """All percentages that stand beside counts."""
    sums = read_sums(report)
    in_common = shares_of_one_whole(report)
    found = []
    for block in report.text.blocks:
        figures = report.by_block.get(block.index, [])
        order = {key(figure): position for position, figure in enumerate(figures)}
        rates = [
            f for f in figures if f.kind == "percent" and f.high is None and f.value <= _HIGHEST
        ]
        for at, rate in enumerate(rates):
            position = order[key(rate)]
            near = figures[max(0, position - _BEFORE) : position + _AFTER]
            relation = _judge(report, sums, near, rates, at)
            several = is_one_of_several(report, figures, position)
            if relation is not None and relation.grade != HOLDS and several:
                relation = None  # which count each is of, is a question of their order
            if key(rate) in in_common and (relation is None or relation.grade != HOLDS):
                relation = in_common[key(rate)]
            if relation is not None:
                found.append(relation)
    return found


def _judge(
    report: Report, sums: Sums, figures: list[Figure], rates: list[Figure], at: int
) -> Relation | None:
    rate = rates[at]
    block = report.block(rate.block)
    words = words_before(block.match, figures, rate)
    share = SHARE.search(words)
    named = _RATE.search(words)
    if _NO_RATE.search(words):
        return None
    bracketed = rate.bracket >= 0 and block.match[block.brackets[rate.bracket].start + 1 : rate.start] in (
        "", "占", "占比", "约", "约占", "占总数",
    )  # fmt: skip
    if share is None and named is None and not bracketed:
        listed = _listed_share(block.match, rates, at, figures)
        if listed is None:
            return None
        share, words = listed, "占"
    counts = _counts(report, figures, rate)
    if not counts:
        return None
    if share is not None or bracketed:
        if not rate.value:
            return None  # 经营收入0万元，占0%: its count is nought, no other before it
        return find_share(report, sums, figures, rates, at, share, counts)
    assert named is not None
    return _named(report, rate, named["name"], words, counts)


def words_before(match: str, figures: list[Figure], rate: Figure) -> str:
    """The clause before a rate, through the numbers it holds: 占应劝返31人的86.5% ."""
    start = rate.start
    while start > 0 and match[start - 1] not in ",，;。:、()" and rate.start - start < 40:
        start -= 1
    words = match[start : rate.start]
    if words in ("", "为", "达", "达到") and start > 1:
        return words_before(match, figures, _at(rate, start - 1)) + words
    return words


def _at(figure: Figure, start: int) -> Figure:
    return replace(figure, start=start)


def _listed_share(
    match: str, rates: list[Figure], at: int, figures: list[Figure]
) -> re.Match[str] | None:
    """分别占30.0%和14.0%: the second percentage has no words of its own."""
    if at == 0:
        return None
    first = rates[at - 1]
    if not re.fullmatch(r"[和、及与,，]|以及", match[first.end : rates[at].start]):
        return None
    if at >= 2 and re.fullmatch(r"[和、及与,，]|以及", match[rates[at - 2].end : first.start]):
        first = rates[at - 2]
    return SHARE.search(words_before(match, figures, first))


def _counts(report: Report, figures: list[Figure], rate: Figure) -> list[Figure]:
    """The counts of the rate's sentence, its bracket and the bracket's owner included."""
    return [
        f
        for f in figures
        if f.sentence == rate.sentence
        and f.kind in _COUNTED
        and f.countable
        and f.value > 0
        and not MOVED_BY.search(f.left)
    ]


def _named(
    report: Report, rate: Figure, name: str, words: str, counts: list[Figure]
) -> Relation | None:
    """A named rate against every pair of counts in its sentence."""
    kinds = sorted({f.kind for f in counts})
    for kind in kinds:
        for fit, pair in _pairs(rate, [f for f in counts if f.kind == kind]):
            return holds(report, rate, fit, min(pair, key=key))
    if _TARGET.search(words) or rate.threshold or rate.approximate or _OF_EACH.search(words):
        return None
    match = report.block(rate.block).match
    key_word = re.sub(r"(?:净|毛)?(?:率|比例|覆盖面)$", "", name)[-2:]
    near = _same_clause_group(match, counts, rate)
    likely = [_likeliest_pair([f for f in near if f.kind == kind], key_word) for kind in kinds]
    pairs = [found for found in likely if found is not None]
    if not pairs:
        return _two_kinds(report, rate, key_word, near) or _run(report, rate, key_word, near)
    top, bottom, sure = pairs[0]
    start, end = report.block(rate.block).sentences[rate.sentence]
    adjusted = bool(_ADJUSTED.search(match[start:end])) or not compatible(bottom, top)
    cases = (
        (adjusted, CANNOT_TELL, "rate_adjusted"),
        (sum(f.kind == top.kind for f in near) > 2, CANNOT_TELL, "rate_denominator_open"),
        (bool(re.search(r"毛|增长|资金|巩固", name)), CANNOT_TELL, "rate_adjusted"),
        (not _tells_of(top, _deed(name)), CANNOT_TELL, "rate_denominator_open"),
        # 逮捕25人，不捕24人，不捕率48.98%: of both together
        (bool(re.search(r"^(?:其中|共)?[不未没]", top.left)), CANNOT_TELL, "rate_denominator_open"),
        (off_by_less_than_one(rate, top, bottom), PROBABLY, "rate_rounded_up"),
        (not sure, PROBABLY, "rate_denominator_likely"),
        (True, CONTRADICTION, "rate_one_pair"),
    )
    grade, reason = next((grade, reason) for true, grade, reason in cases if true)
    return differs(report, rate, top, bottom, grade, say(f"statements.{reason}"))


def _deed(name: str) -> str:
    """What a rate says was done: 送教 of 送教覆盖率, 签订 of 签订率."""
    return re.sub(r"(?:净|毛)?(?:率|比例|覆盖面)$|(?:覆盖|完成)率$", "", name)[-2:]


def _tells_of(top: Figure, key_word: str) -> bool:
    """Whether the numerator's words share the rate's: 签订率 and 已签; not 达标率 and 已认定."""
    words = top.left + top.label + top.right[:6]
    said = _SAME_THING.get(key_word, ())
    return not key_word or any(word in words for word in (*key_word, *said))


# what a rate may call otherwise than its count
_SAME_THING = {
    "出勤": ("实到", "出席", "到校", "到岗"),
    "到课": ("实到",),
    "入学": ("就读", "在校", "在读", "安置"),
    "升学": ("录取", "就读"),
    "到校": ("返校", "报到"),
    "返校": ("到校", "复学"),
    "复学": ("劝返", "返校"),
    "劝返": ("复学", "返校"),
    "巩固": ("毕业", "在校"),
    "普及": ("就读", "在校"),
}


def _between(first: Figure, second: Figure) -> str:
    """The mark between two counts of neighbouring clauses: 、 joins members of one list."""
    return "、" if second.joined_by == "、" and second.start - first.end <= 20 else ""


def _likeliest_pair(group: list[Figure], key_word: str) -> tuple[Figure, Figure, bool] | None:
    """(numerator, denominator, sure) that the words point to: 应签200份，实签198份 for 签订率."""
    tops = [f for f in group if _is_top(f, key_word)]
    bottoms = [f for f in group if f not in tops and _is_bottom(f)]
    if len(group) == 2:
        first, second = group
        if len(tops) == 2 and _DUE.search(first.left + first.label):
            tops, bottoms = [second], [first]
        elif tops == [second] and not bottoms:
            bottoms = [first]
        if _between(first, second) == "、":
            return None  # members of one list
        if not tops and re.search(r"其中|有", second.left) and first.label and not key_word:
            return (second, first, False) if second.value <= first.value else None
    if len(tops) != 1 or len(bottoms) != 1 or bottoms[0].value < tops[0].value:
        return None
    return tops[0], bottoms[0], True


def _two_kinds(
    report: Report, rate: Figure, key_word: str, counts: list[Figure]
) -> Relation | None:
    """寄宿生4654人，床位2422个，床位率64%: the rate names the count that is its numerator."""
    if len(counts) != 2 or len(key_word) < 2 or counts[0].kind == counts[1].kind:
        return None
    tops = [f for f in counts if key_word in f.label + f.left]
    if len(tops) != 1 or tops[0] is not counts[1]:
        return None
    bottom, top = counts
    if top.value > bottom.value:
        return None  # 14个村…，走访4318户，走访率100%: no share of one in the other
    fit = fit_of(rate, top, bottom)
    if fit is not None:
        return holds(report, rate, fit, bottom)
    reason = say("statements.rate_denominator_likely")
    return differs(report, rate, top, bottom, PROBABLY, reason)


# 升学率: 升入…; 就业率: 就业…: the verb of a rate and of the counts that make its numerator
_VERBS = ("升", "入", "就", "返", "复", "安", "整", "签", "销", "参", "录")


def _run(report: Report, rate: Figure, key_word: str, counts: list[Figure]) -> Relation | None:
    """毕业生1024人，升入高中612人，升入中职386人，升学率95.2%: the verb says what is added up."""
    if len(counts) < 3 or len({f.kind for f in counts}) != 1 or key_word[:1] not in _VERBS:
        return None
    bottom, *tops = counts
    verb = key_word[:1]
    if not all(re.match(rf"(?:其中|已|共|并)?{verb}", f.left) for f in tops):
        return None
    total = sum((f.value for f in tops), Fraction(0))
    if verb in bottom.left or total > bottom.value or not all(f.exact for f in counts):
        return None
    top = replace(tops[-1], value=total, written="(" + " + ".join(f.written for f in tops) + ")")
    reason = say("statements.rate_denominator_likely")
    return differs(report, rate, top, bottom, PROBABLY, reason)


def _same_clause_group(match: str, group: list[Figure], rate: Figure) -> list[Figure]:
    """The counts before the rate, since the last semicolon or the percentage before."""
    floor = max(match.rfind(";", 0, rate.start), match.rfind("%", 0, rate.start - 1))
    return [f for f in group if floor < f.start < rate.start]


def _is_top(figure: Figure, key_word: str) -> bool:
    words = figure.left + figure.label + figure.right[:4]
    if re.search(r"应|需|计划", figure.left):
        return False
    return bool((len(key_word) == 2 and key_word in words) or _DONE.search(figure.left))


def _is_bottom(figure: Figure) -> bool:
    return bool(_DUE.search(figure.left + figure.label)) or figure.left == figure.label


_Explained = tuple[Fit, tuple[Figure, Figure]]


def _pairs(rate: Figure, group: list[Figure]) -> list[_Explained]:
    """The pairs of one kind that give the rate, the nearest first; else sums that give it."""
    fits = [
        (fit, (top, bottom))
        for bottom in group
        for top in group
        if top is not bottom
        and top.value <= bottom.value
        and (fit := fit_of(rate, top, bottom)) is not None
    ]
    fits.sort(key=lambda item: sum(abs(rate.start - f.start) for f in item[1]))
    return fits or [*_with_the_rest(rate, group), *_summed(rate, group)]


def _with_the_rest(rate: Figure, group: list[Figure]) -> list[_Explained]:
    """已劝返26人，尚有2人: the whole is the sum of the two."""
    fits: list[_Explained] = []
    for first, second in pairwise(group):
        whole = first.value + second.value
        if not re.search(r"尚|还|仍|未|不|其余|剩余|另", second.left) or not whole:
            continue
        for part in (first, second):
            how = how_it_fits(rate.value, rate.step, part.value / whole * 100)
            if how:
                words = f"({first.written} + {second.written})"
                members = (key(part), key(first), key(second))
                fits.append(
                    (Fit(part.value, whole, part.written, words, how, members), (part, part))
                )
    return fits


def _summed(rate: Figure, group: list[Figure]) -> list[_Explained]:
    """随班就读44人，特校7人，送教17人，入学率97%: the numerator is a sum of parts."""
    fits: list[_Explained] = []
    for bottom in group:
        later = [f for f in group if f.start > bottom.start]
        for first in range(len(later)):
            for last in range(first + 2, min(len(later), first + 6) + 1):
                run = later[first:last]
                top = sum((f.value for f in run), Fraction(0))
                if not 0 < top <= bottom.value:
                    continue
                how = how_it_fits(rate.value, rate.step, top / bottom.value * 100)
                if how:
                    words = f"({' + '.join(f.written for f in run)})"
                    members = (*map(key, run), key(bottom))
                    fit = Fit(top, bottom.value, words, bottom.written, how, members)
                    fits.append((fit, (run[0], bottom)))
    return fits
