"""SRF-07: 三项措施：一是…二是…, 两个问题：（1）…（2）…: a series that numbers its own items.

A series shorter than announced is "probably" wrong, since an item may have lost its number; a longer one
has numbered the items itself and cannot be saved.
"""

from __future__ import annotations

import re

from kcbx_lib.messages import say
from kcbx_lib.statements.numerals import small_count
from kcbx_lib.statements.relation import CONTRADICTION, HOLDS, PROBABLY, Relation
from kcbx_lib.statements.report import Report
from kcbx_lib.statements.text import Block

_ORDINALS = "一二三四五六七八九十"
_NUMERAL = r"(?P<count>\d{1,2}|[二三四五六七八九十两]{1,3})"
_THINGS = r"(?:个|项|条|大|方面|点)(?P<thing>[^,，。;:、()\d“”\"]{0,8})[”\"]?[:：]"
# with an announcing verb, with 一是 directly behind the colon, or with (1)
_ANNOUNCED = (
    re.compile(
        r"(?:以下|如下|下列|做好|采取|开展|抓好|落实|推行|实施|突出|强化|坚持|做到|从)[“\"]?"
        + _NUMERAL
        + _THINGS
    ),
    re.compile(r"(?<![第十百\d])" + _NUMERAL + _THINGS + r"(?=一(?:是|要))"),
)
_BRACKETED = re.compile(r"(?<![第十百\d])" + _NUMERAL + _THINGS + r"(?=\((?P<first>1|一)\))")


def find(report: Report) -> list[Relation]:
    """Every announced series that numbers its items, at least two of them."""
    found = []
    for block in report.text.blocks:
        spoken = {
            hit.start("count"): hit for form in _ANNOUNCED for hit in form.finditer(block.match)
        }
        for _, hit in sorted(spoken.items()):
            found.append(_judge(block, hit, _spoken_length(block.match[hit.end() :])))
        for hit in _BRACKETED.finditer(block.match):
            found.append(_judge(block, hit, _bracketed_length(report, block, hit)))
    return [relation for relation in found if relation is not None]


def _spoken_length(tail: str) -> int:
    """How far 一是…二是…三是 goes, each ordinal anywhere behind the announcement."""
    last = 0
    for order, digit in enumerate(_ORDINALS, start=1):
        if not re.search(rf"(?:^|[。;,，:]){digit}(?:是|要)", tail):
            break
        last = order
    return last


def _bracketed_length(report: Report, block: Block, hit: re.Match[str]) -> int:
    """How far (1)…(2)…(3) goes, one behind the other, through the paragraphs that go on with it."""
    arabic = hit["first"] == "1"
    at, last = hit.end(), 0
    while True:
        order = f"({last + 1})" if arabic else f"({_ORDINALS[last : last + 1]})"
        place = block.match.find(order, at)
        if place < 0:
            following = report.text.blocks[block.index + 1 : block.index + 2]
            if not following or not following[0].match.startswith(order):
                return last
            block, place = following[0], 0
        at, last = place + len(order), last + 1
        if last == len(_ORDINALS):
            return last


def _judge(block: Block, hit: re.Match[str], last: int) -> Relation | None:
    count = small_count(hit["count"])
    if count is None or count < 2 or last < 2:
        return None
    holds = last == count
    grade = HOLDS if holds else (CONTRADICTION if last > count else PROBABLY)
    return Relation(
        kind="count",
        grade=grade,
        stated=block.quote(hit.start("count"), hit.end("thing")),
        computed=str(last),
        arithmetic=say("statements.count_listed", listed=last),
        reason=say("statements.count_holds" if holds else "statements.count_series"),
        quote=block.quote(hit.start(), hit.end() + 20),
        place=block.place(hit.start()),
        at=(block.index, hit.start("count")),
    )
