"""SRF-03: shares listed side by side are of one whole: 22件，占23.9%；68件，占73.9%；2件，占2.2%.

Each count with its share tells how large the whole must be. Where the whole is stated, or the shares
make 100 % and the counts are therefore all of it, or three of them agree on it to a hair, the one
that does not fit is wrong, whether or not the sentence names the whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from kcbx_lib.messages import say
from kcbx_lib.statements.figures import Figure
from kcbx_lib.statements.relation import (
    CANNOT_TELL,
    CONTRADICTION,
    HOLDS,
    PROBABLY,
    Relation,
    number,
)
from kcbx_lib.statements.report import Report
from kcbx_lib.statements.rounding import bounds
from kcbx_lib.statements.sums import Key, key
from kcbx_lib.statements.vocabulary import canonical

# 占…的: what stands between a count and its share
_BEHIND = re.compile(
    r"(?:\([次人]\))?(?P<open>[(,，、]?)(?:约|大约)?(?:占比|占到?|比例|比重)(?P<of>[^,，。;:、()%\d]{0,18}?)(?:的)?(?:比例|比重|比)?(?:分别)?(?:为|达到?|约|是|:)?"
)
# 第一产业增加值占生产总值的比重为: the share says itself of which count it is
_OWN_SUBJECT = re.compile(
    r"(?P<subject>[^,，。;:、()%\d]{2,14}?)占(?P<of>[^,，。;:、()%\d]{1,18}?)(?:的)?(?:比例|比重|比)(?:为|达到?|约|是)?"
)
_SIDE_BY_SIDE = re.compile(r"[和、及与]|以及")
_NESTED = re.compile(r"其中|含|包括")
_PEOPLE = frozenset({"person", "person_time"})
# how far pairs may stand apart and be one list
_NEAR = 60
# one place is often evened out so that the shares make 100 %; two places seldom
_TWO_PLACES = 2
# a longer list of shares is a table in words
_LONGEST = 40
# how exactly a whole must follow from a pair to be told from another
_SHARP = Fraction(1, 50)


@dataclass(frozen=True)
class _Pair:
    count: Figure
    rate: Figure
    of: str

    def low(self) -> Fraction:
        return bounds(self.count)[0] * 100 / (self.rate.value + self.rate.step)

    def high(self) -> Fraction:
        return (
            bounds(self.count)[1]
            * 100
            / max(self.rate.value - self.rate.step / 2, self.rate.step / 4)
        )

    def nearly(self, whole: Fraction) -> bool:
        """Fitting, or off by a slip of the last place."""
        return abs(
            self.count.value / whole * 100 - self.rate.value
        ) <= 2 * self.rate.step or self.fits(whole)

    def fits(self, whole: Fraction, slack: Fraction = Fraction(0)) -> bool:
        return self.low() <= whole + slack and whole - slack <= self.high()


def has_its_own_share(report: Report, count: Figure, rates: list[Figure]) -> bool:
    """Whether a percentage stands directly behind a count: then it is no whole of the next one's."""
    match = report.block(count.block).match
    behind = next((rate for rate in rates if rate.start > count.end), None)
    return behind is not None and bool(_BEHIND.fullmatch(match, count.end, behind.start))


def shares_of_one_whole(report: Report) -> dict[Key, Relation | None]:
    """The shares that stand in such lists, by the place of the percentage: fitting and not.

    None for those that agree on a whole which the text does not state: nothing is left to ask of them.
    """
    found: dict[Key, Relation | None] = {}
    for block in report.text.blocks:
        figures = report.by_block.get(block.index, [])
        for pairs in _lists(report, figures):
            found.update(_judge_pieces(report, pairs, figures))
        for parent, part in _nested(report, figures):
            found.update(_judge_nested(report, parent, part, figures))
    return found


def _lists(report: Report, figures: list[Figure]) -> list[list[_Pair]]:
    lists: list[list[_Pair]] = []
    for at, rate in enumerate(figures):
        if rate.kind != "percent" or rate.high is not None or rate.approximate or rate.threshold:
            continue
        if is_one_of_several(report, figures, at):
            continue
        pair = _pair(report, figures, at)
        if pair is None or not 0 < rate.value <= 100:
            continue
        last = lists[-1][-1] if lists else None
        if last is not None and len(lists[-1]) < _LONGEST and _goes_on(report, last, pair):
            lists[-1].append(pair)
        else:
            lists.append([pair])
    return [pairs for pairs in lists if len(pairs) >= 2]


def is_one_of_several(report: Report, figures: list[Figure], at: int) -> bool:
    """占总数的59.1%和48.7%: percentages side by side belong to as many counts in turn."""
    match = report.block(figures[at].block).match
    sides = (at - 1, at), (at, at + 1)
    return any(
        one >= 0
        and other < len(figures)
        and figures[one].kind == figures[other].kind == "percent"
        and _SIDE_BY_SIDE.fullmatch(match, figures[one].end, figures[other].start)
        for one, other in sides
    )


def _pair(report: Report, figures: list[Figure], at: int) -> _Pair | None:
    rate = figures[at]
    match = report.block(rate.block).match
    before, behind = _counted(match, figures, at)
    if before is not None and before.countable and before.kind not in _NO_COUNTS:
        hit = _BEHIND.fullmatch(match, behind, rate.start)
        if hit is not None and (before.bracket == rate.bracket or hit["open"] == "("):
            return _Pair(before, rate, hit["of"])
    start = max(match.rfind(mark, 0, rate.start) for mark in ",，。;:、(")
    own = _OWN_SUBJECT.fullmatch(match, start + 1, rate.start)
    if own is None:
        return None
    subject = canonical(own["subject"])
    named = [
        f for f in figures[:at]
        if f.countable and f.kind not in ("percent", "point", "bare") and _same_name(f, subject)
    ]  # fmt: skip
    return _Pair(named[0], rate, own["of"]) if len({f.value for f in named}) == 1 else None


def _nested(report: Report, figures: list[Figure]) -> list[tuple[_Pair, _Pair]]:
    """60岁及以上264018766人，占18.70%，其中65岁及以上190635280人，占13.50%: a share within a share."""
    found = []
    last: _Pair | None = None
    for at, rate in enumerate(figures):
        pair = _pair(report, figures, at) if rate.kind == "percent" and rate.value else None
        if pair is None or not pair.rate.countable or pair.rate.approximate:
            continue
        if last is not None and last.count.kind == pair.count.kind and _of(last) == _of(pair):
            match = report.block(rate.block).match
            between = match[last.rate.end : pair.count.start]
            inside = 0 < pair.count.value < last.count.value and last.rate.end < pair.count.start
            if inside and re.fullmatch(r"[,，(]其中[,，:]?[^,，。;:%]{0,14}", between):
                found.append((last, pair))
                continue
        last = pair
    return found


def _judge_nested(
    report: Report, parent: _Pair, part: _Pair, figures: list[Figure]
) -> dict[Key, Relation | None]:
    """A share within a share is of the same whole or of the part it is inside; else it is wrong."""
    whole = parent.count.value * 100 / parent.rate.value
    sharp = parent.high() - parent.low() <= parent.low() * _SHARP
    of_whole = part.low() <= parent.high() and parent.low() <= part.high()
    if of_whole or part.nearly(whole):
        return {key(part.rate): None}
    others = [*_wholes([part], figures), (parent.count.value, parent.count.written)]
    if not sharp or any(part.nearly(other) for other, _ in others):
        return {}
    words = f"({parent.count.written} ÷ {parent.rate.written})"
    return {key(part.rate): _relation(report, part, whole, words, holds=False)}


_NO_COUNTS = frozenset({"percent", "point", "bare"})
_MOVES = re.compile(
    r"[,，](?:同比|[比较][^,，。;:\d]{1,10})?(?:增加|减少|增长|下降|上升|提高|降低|增|减)了?"
)


def _counted(match: str, figures: list[Figure], at: int) -> tuple[Figure | None, int]:
    """The count before a share and where its words end, over how it has moved: 126人，比上年增加7人，占58.6%."""
    last = at - 1
    while last > 0 and _MOVES.fullmatch(match, figures[last - 1].end, figures[last].start):
        last -= 1
    if last < 0:
        return None, 0
    moved = figures[at - 1] if last < at - 1 else None
    count = figures[last]
    return count, moved.end if moved is not None else count.end + len(_noun(count))


def _same_name(figure: Figure, subject: str) -> bool:
    label = re.sub(r"(?:完成|实现|达到?)+$", "", canonical(figure.label))
    return len(subject) >= 2 and label.replace("完成", "").endswith(subject)


def _noun(figure: Figure) -> str:
    """What is counted, behind the unit: 68名学生，占…."""
    return figure.right if len(figure.right) <= 6 and "占" not in figure.right else ""


def _goes_on(report: Report, last: _Pair, pair: _Pair) -> bool:
    if last.count.kind != pair.count.kind or last.count is pair.count:
        return False
    if (last.count.bracket == -1) != (pair.count.bracket == -1):
        return False
    match = report.block(pair.rate.block).match
    between = match[last.rate.end : min(pair.count.start, pair.rate.start)]
    if pair.count.start < last.rate.start:
        between = match[last.rate.end : pair.rate.start]
    alike = _of(pair) in ("", _of(last))
    return len(between) <= _NEAR and not _NESTED.search(between) and alike


def _of(pair: _Pair) -> str:
    words = re.sub(r"总数|总人数|总量|全部|的|总", "", pair.of)
    return canonical(words)


def _judge_pieces(
    report: Report, pairs: list[_Pair], figures: list[Figure]
) -> dict[Key, Relation | None]:
    """A list as a whole; where no one whole serves it, the pieces that sentences cut it into."""
    found = _judge(report, pairs, figures)
    if found:
        return found
    match = report.block(pairs[0].rate.block).match
    for at in range(1, len(pairs)):
        between = match[pairs[at - 1].rate.end : pairs[at].rate.start]
        if re.search(r"[。:]|[中看],", between):
            for piece in (pairs[:at], pairs[at:]):
                if len(piece) > 1:
                    found.update(_judge_pieces(report, piece, figures))
            return found
    return found


def _judge(report: Report, pairs: list[_Pair], figures: list[Figure]) -> dict[Key, Relation | None]:
    wholes = _wholes(pairs, figures)
    together = sum((pair.count.value for pair in pairs), Fraction(0))
    slack = sum((bounds(p.count)[1] - bounds(p.count)[0] for p in pairs), Fraction(0))
    hundred = (
        abs(sum((p.rate.value for p in pairs), Fraction(0)) - 100)
        <= sum((p.rate.step for p in pairs), Fraction(0)) / 2
    )
    best: tuple[int, Fraction, str] | None = None
    for whole, words in wholes:
        fitting = sum(pair.nearly(whole) for pair in pairs)
        if best is None or fitting > best[0]:
            best = (fitting, whole, words)
    fitting = sum(pair.fits(together, slack) for pair in pairs)
    if best is None or fitting > best[0]:
        best = (fitting, together, " + ".join(pair.count.written for pair in pairs))
    fitting, whole, words = best
    if whole == together and len(pairs) == 2 and not hundred:
        return {}  # that the two are all is said by nothing
    if fitting < len(pairs) - 1:
        found = _unstated(report, pairs)
        return found or (_hundred(report, pairs, together) if hundred and not wholes else {})
    missing = [
        pair for pair in pairs if not pair.fits(whole, slack if whole == together else Fraction(0))
    ]
    wrong = [pair for pair in missing if not pair.nearly(whole)]
    if missing and not _told_apart(pairs, missing, len(pairs) - len(wrong)):
        if hundred and not wholes:
            return _hundred(report, pairs, together)
        return _unstated(report, pairs)
    return {
        key(pair.rate): _relation(
            report, pair, whole, words, holds=pair not in missing, hundred=hundred
        )
        for pair in pairs
    }


def _told_apart(pairs: list[_Pair], missing: list[_Pair], fitting: int) -> bool:
    """Whether so many fit, and so exactly, that the one which does not is the wrong one."""
    sharp = [p for p in pairs if p not in missing and p.high() - p.low() <= p.low() * _SHARP]
    return (
        bool(sharp)
        and fitting >= (2 if len(pairs) > 2 else 1)
        and not all(pair.rate.value == 100 for pair in pairs)
    )


def _wholes(pairs: list[_Pair], figures: list[Figure]) -> list[tuple[Fraction, str]]:
    """Figures before the list that may be its whole."""
    largest = max(pair.count.value for pair in pairs)
    counts = {key(pair.count) for pair in pairs}
    first = min(pair.rate.start for pair in pairs)
    return [
        (f.value, f.written)
        for f in reversed(figures)
        if (f.kind == pairs[0].count.kind or f.unit == pairs[0].count.unit)
        and f.countable
        and f.start < first
        and f.value >= largest
        and key(f) not in counts
    ]


def _unstated(report: Report, pairs: list[_Pair]) -> dict[Key, Relation | None]:
    """Three or more pairs that agree on a whole nobody states, and one that does not."""
    if max(pair.low() for pair in pairs) <= min(pair.high() for pair in pairs):
        return {key(pair.rate): None for pair in pairs}
    for whole in sorted({end for pair in pairs for end in (pair.low(), pair.high())}):
        agreeing = [pair for pair in pairs if pair.fits(whole)]
        sharp = all(p.high() - p.low() <= p.low() * _SHARP for p in agreeing)
        if len(agreeing) >= max(2, len(pairs) - 1) and len(pairs) > 2 and sharp:
            odd = [pair for pair in pairs if pair not in agreeing]
            words = "≈ " + number(Fraction(round(whole)))
            return {
                key(p.rate): _relation(
                    report, p, whole, words, holds=p not in odd, sure=len(agreeing) > 2
                )
                for p in pairs
            }
    return {}


def _hundred(report: Report, pairs: list[_Pair], together: Fraction) -> dict[Key, Relation | None]:
    """Shares that make 100 %, of counts that do not give them: one of the counts is wrong."""
    worst = max(
        pairs, key=lambda p: abs(p.count.value / together * 100 - p.rate.value) / p.rate.step
    )
    words = " + ".join(pair.count.written for pair in pairs)
    if abs(worst.count.value / together * 100 - worst.rate.value) <= 2 * worst.rate.step:
        return {}
    return {key(worst.rate): _relation(report, worst, together, words, holds=False, all_of_it=True)}


def _relation(
    report: Report,
    pair: _Pair,
    whole: Fraction,
    words: str,
    *,
    holds: bool,
    all_of_it: bool = False,
    hundred: bool = False,
    sure: bool = True,
) -> Relation:
    computed = pair.count.value / whole * 100
    near = abs(computed - pair.rate.value) <= 2 * pair.rate.step
    cases = (
        (holds, HOLDS, "share_of_one_whole"),
        (near and hundred, CANNOT_TELL, "share_evened_out"),
        (near and pair.rate.decimals < _TWO_PLACES, CANNOT_TELL, "share_last_place"),
        (near or not sure, PROBABLY, "share_stands_out"),
        (all_of_it, CONTRADICTION, "share_makes_hundred"),
        (True, CONTRADICTION, "share_stands_out"),
    )
    grade, reason = next((grade, reason) for true, grade, reason in cases if true)
    bottom = f"({words})" if "+" in words else words
    sign = "" if holds else f" ≠ {pair.rate.written}"
    return Relation(
        kind="rate",
        grade=grade,
        stated=pair.rate.written,
        computed=f"{number(computed)}%",
        arithmetic=f"{pair.count.written} ÷ {bottom} = {number(computed)}%{sign}",
        reason=say(f"statements.{reason}"),
        quote=report.quote(*sorted((pair.count, pair.rate), key=key)),
        place=report.place(pair.rate),
        at=key(pair.rate),
        # the list proves it, wherever the count stands
        members=(key(pair.rate), key(pair.count))
        if pair.count.sentence == pair.rate.sentence
        else (key(pair.rate),),
    )
