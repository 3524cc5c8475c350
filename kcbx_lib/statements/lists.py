"""Figures of a sentence as lists: a whole, a cue, and the parts that follow or precede it.

This is the reading of syntax only: which figure could be the total of which others. Whether the
sums close, and what it means if they do not, is ``relations/sum.py``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter

from kcbx_lib.statements.figures import Figure
from kcbx_lib.statements.text import Block
from kcbx_lib.statements.vocabulary import canonical

# A sentence with more figures is a table that has lost its lines; every reading of it costs too much.
LONGEST_LIST = 120
# kinds of figures whose parts can be added up
ADDABLE_NOT = frozenset(
    {"time", "percent", "point", "age", "倍", "天", "小时", "次", "米", "千米", "公里"}
)
OF_WHICH = re.compile(
    r"其中|(?<![还也另])包括|(?<![还也另])包含|分为|(?:[^一-龥]|[人名所个户位童生])中[,，]?有?$|(?<![初高完集])中,?有|(?<![初高完集])中[,，]|[人名所个户位]中|组成|涵盖|即|含|经核[实查]|经排查|经比对|按[\u4e00-\u9fff]{1,6}分[,，]|[:：]"
)
STRONG_TOTAL = re.compile(
    r"(?:[两三四五六七八九十]|\d)年(?:来|间)?(?:累计|合计|总计|共)|合计|共计|总计|一共|总共|小计|合起来|(?:两|三|四|五|六|以上|各|几)[项类校者级部处乡镇村]*(?:合计|共)"
)
_TAKES_A_SHARE = re.compile(r"约?占")
WEAK_TOTAL = re.compile(r"共|累计")
FRESH = re.compile(
    r"此外|同时|其次|另(?![一类册])|截至|去年|上年(?!结[余转])|上一年|前年|同期|今年|明年|较|比|(?<![交经理自均都是应需])由[^,，]*$|新增|增加(?!值)|减少|下降|增长|预计|力争|计划"
)
MOVED = re.compile(
    r"(?:比|较|(?<![交经理自均都是应需])由|从(?!业|事|教|军)|去年|上年(?!结[余转])|同期)[^,，;。]*$|(?:净?增加|净?减少|增长|下降|提高|降低|上升|增|减|多|少)(?:了|到|至)?$|(?:增|减)(?:量|加额|少额)(?:分别|各)?[为是]?$"
)
PARTS_OF = re.compile(r"其中|(?<![还也另])包括|(?<![还也另])包含|含(?![量金氧糖])|内有")
# 共58名，分别为…: nothing else stands between the whole and its parts
_RESPECTIVELY = re.compile(r"(?:^|[,，;。])[^,，;。]{0,2}分别[为是有]")
EARLIER = re.compile(r"去年|上年|上一年|前年|同期|上学期|上月|上季度|往年|以前")


@dataclass(frozen=True)
class Listing:
    """Addable figures of one sentence at one depth of brackets, with the words between them."""

    block: Block
    figures: tuple[Figure, ...]
    leads: tuple[str, ...]  # the words from the figure before (of any kind) to this one

    def lead(self, index: int) -> str:
        """The words before a figure, back to the figure before it."""
        return self.leads[index]

    def opens_parts(self, index: int) -> bool:
        """其中, 包括, a colon: what follows are parts of what stood before."""
        _, ended, lead = self.leads[index].rpartition(
            ";"
        )  # what stood before it is not opened again
        return bool(OF_WHICH.search(lead) or (not ended and _RESPECTIVELY.search(lead)))

    def says_of_which(self, index: int) -> bool:
        """其中, 包括, 含: surely a part of what stood before."""
        return bool(PARTS_OF.search(self.leads[index].rpartition(";")[2]))

    def is_strong_total(self, index: int) -> bool:
        """合计, 共计: what stood before adds up to this."""
        lead = self.leads[index].rpartition(";")[2]
        return any(not _TAKES_A_SHARE.match(lead, hit.end()) for hit in STRONG_TOTAL.finditer(lead))

    def is_weak_total(self, index: int) -> bool:
        """共: may sum up, may as well begin something new."""
        return bool(WEAK_TOTAL.search(self.leads[index]))

    def breaks(self, index: int) -> bool:
        """Another subject, another time: what follows is no part of what stood before."""
        return bool(FRESH.search(self.leads[index]))

    def semicolon(self, index: int) -> bool:
        """Whether a semicolon stands before the figure."""
        return ";" in self.leads[index]


# 529757万元，比上年增长13.1%。其中…: how a figure has moved interrupts no list
_MOVES = re.compile(
    r"[,，、](?:同比|(?:比|较)[^,，。;:\d]{1,8}|名义|实际|可比口径|按可比价格?(?:计算)?[,，]同比)?(?:增长|下降|增加|减少|提高|上升|降低|回落)了?\d+(?:\.\d+)?(?:%|个?百分点)"
)


def outside_brackets(text: str) -> str:
    """``text`` without its bracketed stretches, innermost first."""
    before = None
    while before != text:
        before = text
        text = re.sub(r"\([^()]*\)", "", text)
    return re.sub(r"\([^()]*$|^[^()]*\)", "", text)


def listings(block: Block, figures: list[Figure]) -> Iterator[tuple[int, Listing]]:
    """(depth bracket, Listing) for every sentence and bracket of a block, all kinds together."""
    groups: dict[tuple[int, int], list[Figure]] = {}
    for figure in figures:
        groups.setdefault((figure.sentence, figure.bracket), []).append(figure)
    for (sentence, bracket), everyone in sorted(groups.items()):
        members = everyone[:LONGEST_LIST]
        start = block.sentences[sentence][0]
        if bracket >= 0:
            start = block.brackets[bracket].start + 1
        leads = []
        for member in members:
            leads.append(_MOVES.sub("", outside_brackets(block.match[start : member.start])))
            start = member.end
        yield bracket, Listing(block, tuple(members), tuple(leads))


def of_kind(listing: Listing, kind: str, *, noun: str | None = None) -> Listing:
    """The listing's figures of one kind; words of the figures left out stay in the leads.

    A figure after a total sign of another kind inherits it: 合计32所、15107人.
    """
    figures: list[Figure] = []
    leads: list[str] = []
    pending = ""
    total_sign = ""
    for figure, lead in zip(listing.figures, listing.leads, strict=True):
        loose = MOVED.search(figure.left) or _PER_HEAD.search(figure.left)
        if STRONG_TOTAL.search(lead) and not loose:
            total_sign = "合计"
        elif ";" in lead or OF_WHICH.search(lead) or len(lead) > 14:
            total_sign = ""
        pending += lead
        wanted = figure.kind == kind and (noun is None or figure.noun in (None, noun))
        if not wanted or not figure.countable or loose:
            if wanted and _MOVED_ALONE.fullmatch(figure.left):
                pending = pending.removesuffix(lead)  # 在校4120人，比上年增加86人，…
            elif wanted:
                # a compared figure interrupts the list, and what 其中 says behind it is of its own
                pending = "比" if loose else pending + "比"
            continue
        if total_sign and not STRONG_TOTAL.search(pending):
            pending = total_sign + pending
        figures.append(figure)
        leads.append(pending)
        pending = ""
    return Listing(listing.block, tuple(figures), tuple(leads))


def owner_of(block: Block, bracket: int, figures: list[Figure]) -> Figure | None:
    """The figure that a bracket explains: 3993人（…） or 其他（…）15人; None without one."""
    here = block.brackets[bracket]
    opening = bisect_left(figures, here.start - 80, key=attrgetter("start"))
    closing = bisect_left(figures, here.end + 10, key=attrgetter("start"))
    figures = figures[opening:closing]
    before = [f for f in figures if f.bracket == here.parent and f.end <= here.start]
    if before:
        last = before[-1]
        between = block.match[last.end : here.start]
        if len(between) <= 16 and not re.search(r"[,，、。;:()]", between):
            return last
    after = [f for f in figures if f.bracket == here.parent and f.start > here.end]
    between = block.match[here.end + 1 : after[0].start] if after else ""
    if after and len(between) < 8 and not re.search(r"[,，、。;:()]", between):
        return after[0]
    return None


_PLANNED = re.compile(
    r"(?:完成|占|为|达)(?:年初|调整|全年|年度)?(?:预算|目标|任务|计划)(?:数|任务|总数)?(?:的)?$"
)


def is_planned(figure: Figure) -> bool:
    """完成年初预算数60999万元的40.4%: what was planned has no parts, and comes between no others."""
    return bool(_PLANNED.search(figure.left))


# 比上年增加3.12万所: by how much, not how many
MOVED_BY = re.compile(
    r"(?:比|较|同比)[^,，。;]*(?:净?增加|净?减少|增收|减收|增支|减支|增|减|多|少|增长|下降)了?$"
)
_MOVED_ALONE = re.compile(
    r"(?:同比|[比较](?:去年|上年|上一年|上学年|上年度)(?:同期)?)(?:净?增加|净?减少|增收|减收|增支|减支|增|减|多|少)了?"
)


_WHOLE_NOUNS = re.compile(
    r"^(?:总人口|人口|常住人口|户籍人口|农业人口|适龄儿童|学龄儿童|适龄残疾儿童|(?:义务教育)?(?:在校生|在籍生|学生|毕业生)|学校|中小学|(?:义务教育)?(?:公办)?学校|教师|专任教师|在编教师"
    r"|在岗教师|教职工|(?:小学|初中|高中)(?:在校生|学生|教师|专任教师)?|问题|教学班|寄宿生|新生|村|幼儿园|辍学学生|疑似辍学学生|疑似失学儿童|留守儿童|残疾儿童)?$"
)


_PER_HEAD = re.compile(r"人均|户均|生均|班均|校均|师均|平均|每|单价|突破|标准")


def names_a_whole(figure: Figure) -> bool:
    """Whether the label names everyone or everything of a kind, so that bare parts may follow."""
    label = canonical(figure.label)
    return bool(
        _WHOLE_NOUNS.match(label)
        or re.search(r"(?:常住|户籍|总|农业|农村|城镇)人口$", label)
        or re.search(r"共有|共|总", figure.left)
    )
