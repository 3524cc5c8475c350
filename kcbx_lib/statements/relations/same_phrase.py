"""SRF-02: the very same words, time and scope among them, before two different numbers.

截至2024年11月，全县在校随迁子女27人 … 截至2024年11月，全县在校随迁子女22人. Here nothing has to be assumed
of which figures belong together: the whole sentence up to the number is said twice. A date makes the
moment certain; 目前 and 本学期 mean the day of writing, which a text pasted together may have several of.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise

from kcbx_lib.statements.figures import Figure
from kcbx_lib.statements.moment import counties_named, place_of, time_of
from kcbx_lib.statements.relation import CONTRADICTION, PROBABLY
from kcbx_lib.statements.report import Report
from kcbx_lib.statements.vocabulary import SCOPE

Pair = tuple[Figure, Figure]

_DATED = re.compile(r"(?:19|20)\d\d年\d{1,2}月")
_NOW = re.compile(r"目前|现有|共有|截至|本学期|本学年|本年度|今年|累计")
# words that begin a sentence without belonging to what is said
_OPENING = re.compile(
    r"^(?:[一二三四五六七八九十]+[是、]|[(（][一二三四五六七八九十\d]+[)）]|\d+[.、])+"
)
# said of one thing at a time: what stands before decides which
_POINTS_BACK = re.compile(r"该|其中|此|这|同比|每|平均|分别|第[一二三四五六七八九十\d]")
_SHORTEST = 6
# a verb behind the number says which of them are meant
_SOME = re.compile(r"纳入|参加|列入|完成|达|获|被|已|实现|开展|进行|未|属|享受|通过")


def said_twice(report: Report) -> list[tuple[Pair, str, str]]:
    """Pairs of figures behind the same words, their grade and reason; only such that differ."""
    phrases: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    for figure in report.figures:
        if figure.exact and figure.bracket < 0 and figure.kind != "bare":
            phrase = _phrase(report, figure)
            if phrase:
                phrases[(phrase, figure.unit)].append(figure)
    found = []
    for (phrase, _), said in sorted(phrases.items()):
        values = list({figure.value: figure for figure in reversed(said)}.values())[::-1]
        if len(values) != 2 or _otherwise_meant(report, phrase, (values[0], values[1])):
            continue
        for first, second in pairwise(values):
            certain = _DATED.search(phrase) and SCOPE.search(phrase)
            grade = CONTRADICTION if certain else PROBABLY
            reason = "restated_same_phrase" if certain else "restated_same_words"
            found.append(((first, second), grade, reason))
    return found


def _phrase(report: Report, figure: Figure) -> str:
    """The sentence up to the number, where it names a moment and whom it counts; else empty."""
    block = report.block(figure.block)
    start = block.sentences[figure.sentence][0]
    words = _OPENING.sub("", block.match[start : figure.start])
    if len(words) < _SHORTEST or re.search(r"\d+(?![\d年月日])", words) or ":" in words:
        return ""
    named = _NOW.search(words) or _DATED.search(words)
    whom = SCOPE.search(words) or re.search(r"累计|本学[期年]", words)
    return words if named and whom and not _POINTS_BACK.search(words) else ""


def _otherwise_meant(report: Report, phrase: str, pair: Pair) -> bool:
    """Whether another time or place than the phrase's own is named before one of the two."""
    first, second = pair
    if (first.block, first.sentence) == (second.block, second.sentence):
        return True
    places = {place_of(report, figure) for figure in pair} - {""}
    moments = {time_of(report, figure) for figure in pair}
    goes_on = {figure.right for figure in pair}  # 12所纳入试点: some of them only
    partly = goes_on != {first.right} or bool(_SOME.search(first.right))
    return len(places) > 1 or len(moments) > 1 or partly or counties_named(report) > 1
