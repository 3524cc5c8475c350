"""SRF-07: 七长, 六个行政村（…）: an announced count agrees with the list beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kcbx_lib.messages import say
from kcbx_lib.statements.numerals import small_count
from kcbx_lib.statements.relation import CANNOT_TELL, CONTRADICTION, HOLDS, PROBABLY, Relation
from kcbx_lib.statements.relations import series
from kcbx_lib.statements.report import Report
from kcbx_lib.statements.text import Block

_NUMERAL = r"(?P<count>\d{1,2}|[二三四五六七八九十两]{1,3})"
_ANY_NUMERAL = re.compile(
    rf"(?:(?<=[^\dA-Za-z一二三四五六七八九十百千万第之分.,])|^){_NUMERAL}(?P<measure>个|项|类|种|条|大|所|家|本|级|支|座|处|长|必访|包|查|线|比对|不|有|关|员)"
    r"(?P<thing>[^,，。;:、()“”\"\d]{0,14})[”\"]?(?P<more>[^,，。;:、()“”\"\d]{0,8})"
)
_OPEN_LIST = re.compile(
    r"(?P<sign>\(|:|[,，](?=即|包括|分别[为是]))(?P<lead>(?:即|就是|指的?是?|分别(?:为|是)|包括|如下)[:,，]?)?"
)
_BEFORE = re.compile(
    rf"(?P<etc>等)?(?:[“\"])?{_NUMERAL}(?P<measure>个|项|类|种|条|大|所|家|本|级|支|座|处|长|方面|部门|包|环节)(?P<thing>[\u4e00-\u9fff]{{0,12}})"
)
_COMPOUND = re.compile(r"[“\"][一二三四五六七八九十两\d]+[\u4e00-\u9fff]{1,3}$")
"""“一无两有”: the list that follows is of both."""
_FIGURE = re.compile(r"[一二三四五六七八九十百千万两〇零]{2,}[人名个所户位元亩]")
_ORDINALS = "一二三四五六七八九十"
_SELF_COUNTING = re.compile(
    r"[两二三四五六七八九十\d]+(?:季|级|类|项|个|次|所|名|大|方面|种|地|校)|各[\u4e00-\u9fff]|若干|部分|有关|相关"
)


_KINDS_OF_PLACE = re.compile(
    r"(?:(?:省|自治区|直辖市|市|区|县|旗|州|盟|镇|乡|街道|办事处|街道办|场|社区|村|居|园区|开发区|新区|功能区|林场|农场|办|所|站|厅|局|委|中心|市区|自治县|自治州|团场|师市|兵团|行署|地区)[、,，/]?)+"
)


@dataclass(frozen=True)
class _Listed:
    least: int
    most: int
    open_ended: bool  # 等 without saying that it is all
    clean: bool


def find(report: Report) -> list[Relation]:
    """Announced counts followed or preceded by their list, and 一是…二是… series."""
    found: list[Relation] = []
    for block in report.text.blocks:
        found.extend(_lists_after(block))
        found.extend(_lists_before(block))
        found.extend(_titles(block))
    found.extend(series.find(report))
    taken: set[tuple[int, int]] = set()
    kept = []
    order = {HOLDS: 0, CONTRADICTION: 1, PROBABLY: 2, CANNOT_TELL: 3}
    for relation in sorted(found, key=lambda r: (r.at, order[r.grade])):
        if relation.at not in taken:
            taken.add(relation.at)
            kept.append(relation)
    return kept


def _lists_after(block: Block) -> list[Relation]:
    found = []
    match = block.match
    for hit in _ANY_NUMERAL.finditer(match):
        count = small_count(hit["count"])
        if count is None or not 2 <= count <= 40:
            continue
        opening = _OPEN_LIST.match(match, hit.end())
        if opening is None or _COMPOUND.search(match[: hit.start("count")]):
            continue
        if opening["sign"] == "(" and _FIGURE.search(hit["thing"] + hit["more"]):
            continue  # 三处合计三百一十四人（完小…，教学点…）: the bracket is the figure's
        end, in_bracket = _list_end(block, opening)
        body = match[opening.end() : end]
        if re.match(r"其中|共|含|不含|见|附|不少于|以下简称", body):
            continue
        if _KINDS_OF_PLACE.fullmatch(body):
            continue  # 11个县（市、区）: one kind of unit in several names
        listed = _items(body)
        if listed is None:
            continue
        lead = bool(opening["lead"])
        if not lead and listed.most * 3 <= count:
            continue  # 14个学科（专业、专门）: another name, no list
        if opening["sign"] == ":" and not lead and "、" not in body:
            continue
        if not in_bracket and not lead and opening["sign"] != ":":
            continue
        each = _repeats(body, hit["measure"])
        goes_on = not in_bracket and match[end : end + 1] in (",", "，", ";")
        partial = goes_on or "包括" in (opening["lead"] or "") or "(" in body
        judged = _judge(count, listed, sure=in_bracket or lead or each, partial=partial)
        if judged is not None:
            found.append(_relation(block, hit.start("count"), end, hit, listed, *judged))
    return found


def _repeats(body: str, measure: str) -> bool:
    """六包：县领导包乡镇、乡镇干部包村…: every item holds the counted word, so the list is its list."""
    items = [item for item in re.split(r"[、,，;]", body) if item]
    return measure in _ACTS and len(items) > 2 and all(measure in item for item in items)


_ACTS = ("包", "查", "访", "看", "问", "讲", "不")


def _list_end(block: Block, opening: re.Match[str]) -> tuple[int, bool]:
    """Where a list that opens here ends, and whether a bracket closes it."""
    match = block.match
    if opening["sign"] == "(":
        for bracket in block.brackets:
            if bracket.start == opening.start("sign"):
                return bracket.end, True
    stop = re.search(r"[。!?\n]", match[opening.end() :])
    end = opening.end() + (stop.start() if stop else len(match) - opening.end())
    body = match[opening.end() : end]
    # A list without brackets ends at the comma where items stop being joined by 、
    bare = _without_brackets(body)
    if "、" in bare:
        comma = re.search(r"[,，]", bare)
        if comma:
            depth = 0
            for index, character in enumerate(body):
                depth += (character == "(") - (character == ")")
                if depth == 0 and character in ",，":
                    return opening.end() + index, False
    return end, False


def _without_brackets(text: str) -> str:
    before = None
    while before != text:
        before = text
        text = re.sub(r"\([^()]*\)", "", text)
    return text


def _items(body: str) -> _Listed | None:
    """How many items a list names, at least and at most; None where it is no list."""
    body = _without_brackets(body).strip("“”\"' ")
    body = re.sub(r"“[^”]*”", lambda m: m[0].replace("、", "·"), body)
    open_ended = bool(re.search(r"等[\u4e00-\u9fff]{0,6}$|等$", body))
    body = re.sub(r"等$", "", body)
    numbered = _numbered(body)
    if numbered >= 2:
        return _Listed(numbered, numbered, open_ended, clean=False)
    for separator in (";", "、", "，", ","):
        if separator in body:
            break
    else:
        return None
    others = [s for s in ("，", ",", ";") if s in body and s != separator]
    pieces = [
        piece for piece in re.split(r"[,，;]" if separator in ",，;" else "、", body) if piece
    ]
    if len(pieces) < 2:
        return None
    least = len(pieces)
    most = least
    for piece in pieces:
        joins = len(re.findall(r"和|与|及|以及|或", piece))
        most += joins
    if separator == "、":
        clean = not others
    elif separator == ";":
        clean = True
    else:
        clean = "、" not in body and max(map(len, pieces)) <= 14
    clean = (
        clean
        and not any(_SELF_COUNTING.search(piece) for piece in pieces)
        and max(len(piece) for piece in pieces) <= 24
    )
    if re.search(r"[%‰]|\d", body):
        return None  # a list of figures: relations/sum.py
    return _Listed(least, most, open_ended, clean)


def _numbered(body: str) -> int:
    """一不办理…，二不办理…: how far items count themselves."""
    last = 0
    for order, digit in enumerate(_ORDINALS, start=1):
        if not re.search(
            rf"(?:^|[,，、;])(?:{digit}|\({digit}\)|{order}[.、])(?!个|般|样|致)", body
        ):
            break
        last = order
    return last


def _judge(count: int, listed: _Listed, *, sure: bool, partial: bool) -> tuple[str, str] | None:
    if listed.least <= count <= listed.most:
        return HOLDS, say("statements.count_holds")
    if listed.open_ended and listed.most < count:
        return CANNOT_TELL, say("statements.count_examples")
    if not listed.clean or (partial and listed.most < count):
        return CANNOT_TELL, say("statements.count_unclear")
    if not sure:
        return None
    return CONTRADICTION, say("statements.count_differs")


def _lists_before(block: Block) -> list[Relation]:
    """县长、…、家长“七长”; 公安、民政等8个部门: the list stands before its count."""
    found = []
    match = block.match
    for hit in _BEFORE.finditer(match):
        count = small_count(hit["count"])
        start = hit.start()
        if count is None or not 2 <= count <= 20 or start == 0:
            continue
        floor = max(match.rfind(mark, 0, start) for mark in "。;!?:\n") + 1
        if match[start - 1] in ",，。;:(":
            continue
        bare = _without_brackets(match[floor:start]).rpartition("(")[2]
        bare = re.sub(r"^\d+[.、]", "", bare)
        tail = re.split(r"[,，”]", bare.rstrip('”"'))[-1]
        pieces = [piece for piece in tail.split("、") if piece]
        if len(pieces) < 2 or max(map(len, pieces[1:])) > 16 or re.search(r"\d", tail):
            continue
        least = len(pieces)
        most = least + sum(len(re.findall(r"和|与|及|以及", piece)) for piece in pieces)
        longer = bare.count("、") > tail.count("、")
        quoted = match[start] in '“"'
        if least <= count <= most:
            grade, reason = HOLDS, "count_holds"
        elif hit["etc"]:
            if most > count:
                continue
            grade, reason = CANNOT_TELL, "count_examples"
        elif _all_named(pieces, hit["thing"]) and least == most and not longer:
            # 排查制度、劝返制度、核查制度4项制度: each item bears the counted name
            grade, reason = PROBABLY, "count_differs"
        elif not quoted or _SELF_COUNTING.search(tail):
            continue
        elif hit["measure"] not in ("长", "包"):
            continue  # 提高残疾人等“两项补贴”: what stands before is no list of its members
        elif longer or abs(count - least) > 2:
            grade, reason = CANNOT_TELL, "count_unclear"
        else:
            grade, reason = PROBABLY, "count_differs"
        span = str(least) if least == most else f"{least}–{most}"
        found.append(_before_relation(block, floor, hit, span, grade, reason))
    return found


def _all_named(pieces: list[str], thing: str) -> bool:
    """Whether every item ends with the counted noun and none counts for itself."""
    named = len(thing) > 1 and all(piece.endswith(thing) for piece in pieces)
    return named and not any(_SELF_COUNTING.search(piece) for piece in pieces)


_TITLED = re.compile(
    r"(?P<titles>(?:《[^《》]+》[、和及]?){2,})(?P<etc>等)?(?P<count>\d{1,2}|[二两三四五六七八九十]{1,3})"
    r"(?P<measure>个|项|份|部|件)(?P<thing>[\u4e00-\u9fff]{0,4})"
)


def _titles(block: Block) -> list[Relation]:
    """《…》《…》《…》等3项制度: titles are counted by their marks; 等 may leave some out, never in."""
    found = []
    for hit in _TITLED.finditer(block.match):
        count, listed = small_count(hit["count"]), hit["titles"].count("《")
        if count is None:
            continue
        cases = (
            (listed == count, HOLDS, "count_holds"),
            (listed > count, CONTRADICTION, "count_differs"),
            (bool(hit["etc"]), CANNOT_TELL, "count_examples"),
            (True, PROBABLY, "count_differs"),
        )
        grade, reason = next((grade, reason) for true, grade, reason in cases if true)
        found.append(_before_relation(block, hit.start(), hit, str(listed), grade, reason))
    return found


def _before_relation(
    block: Block, start: int, hit: re.Match[str], listed: str, grade: str, reason: str
) -> Relation:
    return Relation(
        kind="count",
        grade=grade,
        stated=hit["count"] + hit["measure"] + hit["thing"][:6],
        computed=listed,
        arithmetic=say("statements.count_listed", listed=listed),
        reason=say(f"statements.{reason}"),
        quote=block.quote(start, hit.end()),
        place=block.place(hit.start()),
        at=(block.index, hit.start("count")),
    )


def _relation(
    block: Block,
    start: int,
    end: int,
    hit: re.Match[str],
    listed: _Listed,
    grade: str,
    reason: str,
) -> Relation:
    span = str(listed.least) if listed.least == listed.most else f"{listed.least}–{listed.most}"
    return Relation(
        kind="count",
        grade=grade,
        stated=f"{hit['count']}{hit['measure']}{hit['thing']}",
        computed=span,
        arithmetic=say("statements.count_listed", listed=span),
        reason=reason,
        quote=block.quote(start, min(end + 1, len(block.match))),
        place=block.place(start),
        at=(block.index, start),
    )
