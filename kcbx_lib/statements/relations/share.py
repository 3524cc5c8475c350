"""SRF-03: 占…的p%: a share agrees with its part and its whole.

The whole is stated between 占 and the percentage, or is the total that the part belongs to, or is
named and stated elsewhere. Without one of these nothing is said.
"""

from __future__ import annotations

import re

from kcbx_lib.messages import say
from kcbx_lib.statements.figures import Figure
from kcbx_lib.statements.fitting import differs, fit_of, holds
from kcbx_lib.statements.relation import CANNOT_TELL, CONTRADICTION, PROBABLY, Relation
from kcbx_lib.statements.relations.common_whole import has_its_own_share
from kcbx_lib.statements.report import Report
from kcbx_lib.statements.sums import Sums, compatible, key, siblings
from kcbx_lib.statements.vocabulary import SCOPE, canonical, strip_label


def find_share(
    report: Report,
    sums: Sums,
    figures: list[Figure],
    rates: list[Figure],
    at: int,
    share: re.Match[str] | None,
    counts: list[Figure],
) -> Relation | None:
    """A share (占…的p%, or p% in the bracket of a count) against its part and whole."""
    rate = rates[at]
    before = [f for f in counts if f.start < rate.start]
    inside = [f for f in before if share and _in_share(report, f, rate)]
    outside = [f for f in before if f not in inside]
    top = _top(report, before, outside, rates, at, share)
    if top is None:
        return None
    said = [f for f in inside if f.kind == top.kind]
    words = re.sub(r"^比|的$", "", share["of"]) if share else ""
    words = re.sub(r"[\d.,]+[人名所个户].*$", "", words)
    totals = sums.wholes.get(key(top), [])
    larger = [f for f in before if f.kind == top.kind and f.value > top.value]
    named = [] if said else _named_whole(report, words, top)
    match = report.block(rate.block).match
    larger = [
        f
        for f in larger
        if re.search("其中|含", match[f.end : top.start]) or not has_its_own_share(report, f, rates)
    ]
    # 男性2.34万人，占50.6%；女性2.28万人，占49.4%: each is of both together
    larger = [f for f in larger if not siblings(f, (top,))]
    wholes = said or (totals if share is None and totals else [*larger, *totals])
    earlier = [
        f for f in figures if f.kind == top.kind and f.value > top.value and f.start < rate.start
    ]
    for bottom in (*wholes, *named, *earlier):
        fit = fit_of(rate, top, bottom)
        if fit is not None:
            return holds(report, rate, fit, top)
    if said:
        return differs(report, rate, top, said[-1], CONTRADICTION, say("statements.rate_one_pair"))
    if whole_names(words) or not wholes:
        return _against_named(report, rate, top, named, words)
    known = None if share is None else _known_whole(report, rates, at, before, top, totals, earlier)
    if known is None:
        return _unsure(report, rate, top, wholes, totals, share)
    whole, reason = known
    return differs(report, rate, top, whole, CONTRADICTION, say(f"statements.{reason}"))


def _known_whole(
    report: Report,
    rates: list[Figure],
    at: int,
    before: list[Figure],
    top: Figure,
    totals: list[Figure],
    earlier: list[Figure],
) -> tuple[Figure, str] | None:
    """The whole a share must be of, though unnamed, and why; None where another may be meant."""
    shared = _parallel_whole(report, rates, at, before, top)
    if shared is not None:
        return shared, "rate_parallel"
    rate = rates[at]
    direct = _directly_behind(report, top, rate) or bool(_subject(report, before, rate))
    own = _own_total(rate, top, totals, earlier) if direct else None
    return None if own is None else (own, "rate_of_its_total")


def _top(
    report: Report,
    before: list[Figure],
    outside: list[Figure],
    rates: list[Figure],
    at: int,
    share: re.Match[str] | None,
) -> Figure | None:
    """The numerator; None where 占 has a subject that is not counted (女生占45%)."""
    if not outside:
        return None
    subject = _subject(report, before, rates[at]) if share else ""
    if not subject:
        return _numerator(report, outside, rates, at)
    own = [f for f in outside if _speaks_of(f, subject)]
    return own[-1] if own else None


def _own_total(
    rate: Figure, top: Figure, totals: list[Figure], earlier: list[Figure]
) -> Figure | None:
    """The one closing total of a part, where no figure before gives the share either."""
    closing = {key(f): f for f in totals}
    if len(closing) != 1 or any(fit_of(rate, top, f) for f in earlier):
        return None
    return next(iter(closing.values()))


_FAR = 20
"""A share so many times off is of another whole rather than wrong."""


def _unsure(
    report: Report,
    rate: Figure,
    top: Figure,
    wholes: list[Figure],
    totals: list[Figure],
    share: re.Match[str] | None,
) -> Relation:
    """A share against the whole that stands nearest, graded by how sure that is the one meant."""
    bottom = wholes[-1]
    alone = len({key(f) for f in wholes}) == 1 and compatible(bottom, top)
    belongs = any(bottom is total for total in totals)
    computed = top.value / bottom.value * 100
    far_off = not rate.value / _FAR <= computed <= rate.value * _FAR
    cases = (
        (far_off and not belongs, CANNOT_TELL, "rate_denominator_open"),
        (share is None and bool(totals), PROBABLY, "rate_denominator_likely"),
        (not alone or (share is None and not belongs), CANNOT_TELL, "rate_denominator_open"),
        (not belongs, PROBABLY, "rate_denominator_likely"),
        (True, CONTRADICTION, "rate_one_pair"),
    )
    grade, reason = next((grade, reason) for true, grade, reason in cases if true)
    return differs(report, rate, top, bottom, grade, say(f"statements.{reason}"))


def _directly_behind(report: Report, top: Figure, rate: Figure) -> bool:
    """Whether nothing but a comma and 占 stands between the count and its share."""
    between = report.block(rate.block).match[top.end : rate.start]
    return bool(re.fullmatch(r"[,，(]?(?:约?占比?)(?:为|约|达)?", between))


_NO_SUBJECT = re.compile(
    r"(?:其中|分别|各自|各|约|仅|只|共|合计|总计|共计|均|同比|人数|数量|总数|比重|比例|面积|所|并|而|且|也|则|还|又|就|已|达|数|的|"
    r"[两三四五六七八九]者|以上|上述|这|该|部分|项|类|群体|学生|人)*"
)


def _subject(report: Report, before: list[Figure], rate: Figure) -> str:
    """What 占 says the share is of, where the clause names it: 女生占45%; '' where it does not."""
    match = report.block(rate.block).match
    start = max(f.end for f in before)
    clause = re.split(r"[,，、;。:()]", match[start : rate.start])
    holding = [words for words in clause if "占" in words]
    if not holding or holding[0] is clause[0]:
        return ""  # 女教师806人占65%: the number itself is the subject
    words = holding[0].split("占")[0]
    return "" if _NO_SUBJECT.fullmatch(words) else strip_label(words)


def _speaks_of(figure: Figure, subject: str) -> bool:
    """Whether a figure's label is the subject, or one of the two ends with the other."""
    label, wanted = canonical(figure.label), canonical(subject)
    return bool(label and wanted) and (label.endswith(wanted) or wanted.endswith(label))


def _parallel_whole(
    report: Report, rates: list[Figure], at: int, before: list[Figure], top: Figure
) -> Figure | None:
    """The whole of which the shares beside this one are taken; None where this one may be of another.

    女党员82名，占22.5%，青年党员61名，占18.7%: the first is of 365, so the second should be.
    """
    rate = rates[at]
    larger = [f for f in before if f.kind == top.kind and f.value > top.value]
    match = report.block(rate.block).match
    found: list[Figure] = []
    for other in rates:
        if other is rate or other.sentence != rate.sentence or other.bracket != rate.bracket:
            continue
        left = [f for f in before if f.start < other.start and f.kind == top.kind]
        between = match[left[-1].end : other.start] if left else ""
        if (
            not left
            or left[-1] is top
            or not re.fullmatch(r"[人名所个户万亿元]*[,，]?(?:约?占比?)", between)
        ):
            continue
        found.extend(w for w in larger if w.start < left[-1].start and fit_of(other, left[-1], w))
    wholes = {key(w): w for w in found if compatible(w, top)}
    return next(iter(wholes.values())) if len(wholes) == 1 else None


def _against_named(
    report: Report, rate: Figure, top: Figure, named: list[Figure], words: str
) -> Relation | None:
    """占专任教师总数的75%, where 专任教师 are counted in the sentence or elsewhere."""
    named = [f for f in named if f.value >= top.value and _is_whole(report, f, rate)]
    near = [f for f in named if (f.block, f.sentence) == (rate.block, rate.sentence)]
    wholes = near or named
    if not wholes or len(words) < 3 or len({f.value for f in wholes}) > 1:
        return None
    bottom = wholes[0]
    if near and bottom.start < top.start and compatible(bottom, top):
        reason = say("statements.rate_one_pair")
        return differs(report, rate, top, bottom, CONTRADICTION, reason)
    reason = say("statements.rate_denominator_elsewhere")
    return differs(report, rate, top, bottom, PROBABLY, reason)


def _is_whole(report: Report, figure: Figure, rate: Figure) -> bool:
    """Whether a figure of the denominator's name may be it: said before the rate, or of 全县, 共有."""
    before = (figure.block, figure.start) < (rate.block, rate.start)
    return before or bool(SCOPE.search(figure.left) or re.search(r"共|总", figure.left))


def whole_names(whole: str) -> bool:
    """Whether 占… names its denominator beyond 总数, 全部, 其."""
    return bool(
        re.sub(
            r"总数|总人数|总量|全部|其|总|数|人|比|全[县区市镇乡校体]|的|排查|名册|我[县区市镇乡校]",
            "",
            whole,
        )
    )


def _in_share(report: Report, figure: Figure, rate: Figure) -> bool:
    """Whether a count stands between 占 and the percentage."""
    match = report.block(rate.block).match
    between = match[figure.end : rate.start]
    before = match[max(0, figure.start - 16) : figure.start]
    return (
        not re.search(r"[,，;。、:]", between)
        and re.search(r"(?:占|完成|相当于|仅为|是)[^,，;。、:%]*$", before) is not None
        and figure.bracket == rate.bracket
    )


def _numerator(report: Report, outside: list[Figure], rates: list[Figure], at: int) -> Figure:
    """The count a share speaks of: the last one before it, or by turns after 分别占."""
    rate = rates[at]
    match = report.block(rate.block).match
    first = at
    while first > 0 and re.fullmatch(
        r"(?:[和、及与,，]|以及)占?", match[rates[first - 1].end : rates[first].start]
    ):
        first -= 1
    last = at
    while last + 1 < len(rates) and re.fullmatch(
        r"(?:[和、及与,，]|以及)占?", match[rates[last].end : rates[last + 1].start]
    ):
        last += 1
    run = last - first + 1
    by_turns = "分别" in match[max(0, rates[first].start - 12) : rates[first].start]
    if run > 1 and by_turns and len(outside) >= run:
        return outside[-run + (at - first)]
    if rate.bracket >= 0:
        owner = [f for f in outside if f.bracket != rate.bracket]
        opening = report.block(rate.block).brackets[rate.bracket].start
        owner = [f for f in owner if f.end <= opening]
        same = [f for f in outside if f.bracket == rate.bracket]
        if not same and owner:
            return owner[-1]
    return outside[-1]


def _named_whole(report: Report, whole: str, top: Figure) -> list[Figure]:
    """The figures elsewhere whose label is the denominator that 占 names."""
    wanted = canonical(whole)
    if len(wanted) < 2:
        return []
    return [
        f
        for f in report.figures
        if f.kind == top.kind
        and f.countable
        and f is not top
        and _ends_with(canonical(f.label), wanted)
    ]


def _ends_with(label: str, wanted: str) -> bool:
    """在校小学生 are 小学生, 中小学生 are more than these."""
    return label.endswith(wanted) and not label.removesuffix(wanted).endswith("中")
