"""SRF-06: blanks of the template that nobody filled in: XX, 201X, ?名, ____人.

A letter that means something (X光, A类, 3×5) and a mask over a person's name (张**) are no blanks.
"""

from __future__ import annotations

import re

from kcbx_lib.messages import say
from kcbx_lib.statements.relation import CONTRADICTION, PROBABLY, Relation
from kcbx_lib.statements.report import Report

_COUNTER = r"(?:万?人次?|名|位|个|所|户|家|元|万元|%|‰|亩|份|次|条|项|月|日|年|岁|周岁|班|校|村|镇|乡|号|页|平方)"
_X = "[XxＸ×✕╳]"
_PATTERNS = (
    # numbers first: what they took is no name
    ("year", re.compile(rf"(?<![\dA-Za-z])(?:20|19)(?:\d{_X}|{_X}{{2}})(?![A-Za-z])(?=年|[-—~至学〕\]）)度届级]|$)")),
    ("year", re.compile(rf"(?<![\dA-Za-z×]){_X}{{4}}(?=年)")),
    ("number", re.compile(rf"(?<![\dA-Za-z×*]){_X}{{1,6}}(?=[余多]?{_COUNTER})(?!{_X}*[县区市省镇乡村校]\w)")),
    ("number", re.compile(rf"(?<![\dA-Za-z])(?:20|19)(?:\d{_X}|{_X}{{2}})(?=[余多]?{_COUNTER})")),
    ("number", re.compile(r"(?<!\?)\?{1,6}(?=(?:万?人次?|名|位|个|所|户|家|万?元|%|亩|份)(?:[,，、。;)]|$))")),
    ("blank", re.compile(r"[_＿]{2,}")),
    ("blank", re.compile(rf"\( {{0,4}}\)(?={_COUNTER})")),
    ("blank", re.compile(r"(?:待填|待补充|待核实填写|此处填写|请填写|\[填写\]|【填写】|TBD|填入)")),
    ("stars", re.compile(rf"(?<![\u4e00-\u9fff*])\*{{2,}}(?={_COUNTER})|(?<=[为有达约共计])\*{{1,6}}(?={_COUNTER})")),
    ("name", re.compile(rf"(?<![\dA-Za-z]){_X}{{2,}}(?=[\u4e00-\u9fff]|[,，。;、)]|$)")),
    ("name", re.compile(r"(?<![A-Za-z\d×XＸ])[XＸ×](?=[省市县区镇乡村府政](?:[^光]|$))")),
    ("name", re.compile(r"(?<![一二三四五六七八九十○〇])[○〇]{2,}(?=[县市区省镇乡村校])")),
)  # fmt: skip
_MEANT = re.compile(r"[Xx×](?:光|线|轴|型|染色|射)|\d[×xX]\d")
# “××畅销书排行榜”: any name may stand there
_STANDS_IN = re.compile(r"“[Xx×]{2,}[\u4e00-\u9fff]{1,12}”")


def find(report: Report) -> list[Relation]:
    """One row for each blank number or year, one for each kind of blank name with its count."""
    found: list[Relation] = []
    names: dict[str, list[tuple[int, int, int]]] = {}
    for block in report.text.blocks:
        taken = [hit.span() for hit in _MEANT.finditer(block.match)]
        taken += [hit.span() for hit in _STANDS_IN.finditer(block.match)]
        for kind, pattern in _PATTERNS:
            for hit in pattern.finditer(block.match):
                if any(start < hit.end() and hit.start() < end for start, end in taken):
                    continue
                taken.append(hit.span())
                if kind == "name":
                    stop = min(len(block.match), hit.end() + 1)
                    word = block.match[hit.start() : stop]
                    names.setdefault(word, []).append((block.index, hit.start(), hit.end()))
                    continue
                found.append(_relation(report, kind, block.index, hit.start(), hit.end(), 1))
    for _word, places in sorted(names.items(), key=lambda item: item[1][0]):
        block_index, start, end = places[0]
        found.append(_relation(report, "name", block_index, start, end, len(places)))
    return sorted(found, key=lambda item: item.at)


def _relation(report: Report, kind: str, index: int, start: int, end: int, times: int) -> Relation:
    block = report.block(index)
    reason = say(f"statements.placeholder_{kind}", times=times)
    return Relation(
        kind="placeholder",
        grade=PROBABLY if kind == "stars" else CONTRADICTION,
        stated=block.quote(start, min(len(block.match), end + 1)),
        computed="",
        arithmetic="",
        reason=reason,
        quote=block.quote(max(0, start - 12), min(len(block.match), end + 8)),
        place=block.place(start),
        at=(index, start),
    )
