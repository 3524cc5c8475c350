"""Words that say a value has moved: by how much, from what, since when."""

from __future__ import annotations

import re

from kcbx_lib.statements.figures import Figure
from kcbx_lib.statements.lists import outside_brackets
from kcbx_lib.statements.vocabulary import strip_label

_UP = r"增收|增支|增加|增长|上升|提高|提升|扩大|上涨|增至|增到|升至|升到|多|净增|增"
_DOWN = r"减收|减支|减少|下降|降低|缩减|降至|降到|减至|减到|压缩|少|净减少|净减|减|降"
MOVE = rf"(?:{_UP}|{_DOWN})"
# 年均增长 is no growth between the two ends; another subject is another figure
OTHER_GROWTH = re.compile(
    r"自然|年均|平均每年|复合|累计|可比|不变价|名义|实际|考虑|按|口径|剔除|扣除|同比例"
)
BY = re.compile(
    rf"(?:^|[^一-龥]|净|共|同比|分别|人数|比上年|比去年|[一-龥])(?P<word>{MOVE})(?:了|幅度?为|幅达|率为|幅)?(?:约)?$"
)
EARLIER = re.compile(
    r"去年|上年|上一年|上学年|上学期|同期|前年|上月|年初|期初|原来|原有|[比较](?:19|20)\d\d年|[与和同](?:19|20)\d\d年[^,，。;]{0,16}(?:相比|相较|比)"
)
# 与2010年的133972万人相比: the base stands inside
AGAINST = re.compile(
    r"[与和同较比](?:(?:19|20)\d\d年|上年|去年|同期|上次|上一次|第[一-龥]次)[^,，。;]*$"
)
COMPARED = re.compile(r"[^,，。;\d]{0,4}(?:相比|相较)")


def words_before(match: str, figure: Figure) -> str:
    """The words of the clause before a figure, through other figures."""
    start = figure.start
    while start > 0 and match[start - 1] not in ",，;。:()" and figure.start - start < 30:
        start -= 1
    return match[start : figure.start]


def words_between(match: str, first: Figure, second: Figure) -> str:
    """What stands between two figures, brackets left out."""
    return re.sub(r"\([^()]*\)", "", match[first.end : second.start])


def same_subject(stated: Figure, said: re.Match[str], first: Figure) -> bool:
    """Whether the clause speaks of the same thing: it names nothing, or what moved."""
    clause = stated.left
    if OTHER_GROWTH.search(clause):
        return False
    cut = clause.rfind(said["word"])
    subject = re.sub(
        r"^(?:[一二两三四五六七八九十\d]+年(?:来|间|内)?|期间|其间|净|共|总共|一共|同比|共计|人数|总量|总数|数量|分别|也|又|再|其中|比(?:上年|去年|上一年|上学年|上学期|同期)|较(?:上年|去年|上一年|上学年|上学期|同期)|"
        r"增幅|降幅|幅度|即|共同|均|都|大幅|明显|已)+",
        "",
        _SINCE.sub("", clause[:cut] if cut >= 0 else clause),
    )
    return len(subject) <= 1 or strip_label(subject) in first.left


_SINCE = re.compile(
    r"^(?:[与和同比较](?:(?:19|20)\d\d年|上年|去年|同期|年初)[^,，。;]{0,10}?(?:相比|相较|比)?|[^,，。;]{0,3}相比[,，]?)(?=$|[净共])"
)


def direction_of(word: str) -> int:
    """1 for a word that says more, -1 for one that says less, 0 for neither."""
    if re.fullmatch(_UP, word or ""):
        return 1
    return -1 if re.fullmatch(_DOWN, word or "") else 0


def told_between(match: str, second: Figure, stated: Figure) -> str:
    """The words between a value and its change, without what brackets say between them."""
    return outside_brackets(match[second.end : stated.start])
