"""SRF-03: values for each head, class sizes and pupil-teacher ratios against their totals."""

from __future__ import annotations

import re
from fractions import Fraction

from kcbx_lib.messages import say
from kcbx_lib.statements.figures import Figure
from kcbx_lib.statements.lists import LONGEST_LIST, MOVED_BY
from kcbx_lib.statements.relation import (
    CANNOT_TELL,
    CONTRADICTION,
    HOLDS,
    PROBABLY,
    Relation,
    number,
)
from kcbx_lib.statements.relations.sum import read_sums
from kcbx_lib.statements.report import Report
from kcbx_lib.statements.rounding import bounds
from kcbx_lib.statements.sums import Key, key

_MEAN = re.compile(
    r"(?P<mean>平均每?个?班额?|平均班额|班额平均|班均|校均|师均|人均|生均|户均|村均|平均每个?(?:人|名|生|户|校|所|班|村|位|名教师|位教师|家庭户|户家庭)|平均)"
)
_MEAN_BELOW = {
    "班": "class", "校": "school", "所": "school", "师": "person", "人": "person", "生": "person",
    "户": "household", "村": "village", "名": "person", "位": "person",
}  # fmt: skip


def find(report: Report) -> list[Relation]:
    """Means of a total over a count, and ratios of pupils to teachers."""
    found: list[Relation] = []
    for block in report.text.blocks:
        figures = report.by_block.get(block.index, [])
        for sentence in sorted({f.sentence for f in figures}):
            inside = [f for f in figures if f.sentence == sentence][:LONGEST_LIST]
            found.extend(_means(report, inside))
            found.extend(_ratios(report, inside))
    return found


def _means(report: Report, figures: list[Figure]) -> list[Relation]:
    """班均45人: the mean against every total and count of the sentence."""
    found = []
    for mean in figures:
        hit = _MEAN.search(mean.left[-10:])
        if hit is None or not mean.countable or mean.kind in ("percent", "point"):
            continue
        if MOVED_BY.search(mean.left) or mean.left.endswith(("由", "从")):
            continue  # 由500元提高到1000元: what it was
        below = next(
            (k for w, k in _MEAN_BELOW.items() if w in hit["mean"].replace("平均", "")), None
        )
        others = [f for f in figures if f is not mean and f.countable and f.value > 0]
        tops = everyone = [f for f in others if f.kind == mean.kind]
        if below == "class" and mean.kind == "person":
            tops = [f for f in tops if f.noun == "student"] or tops  # a class has pupils
        bottoms = [f for f in others if below is None or f.kind == below]
        parts = _parts_among(report, bottoms)
        fine = [b for b in bottoms if key(b) not in parts]
        pairs = [(t, b) for t in tops for b in bottoms if t is not b and t.value > b.value]
        if below == "person" and "师" in hit["mean"]:
            pairs = [(t, b) for t, b in pairs if b.noun == "teacher"]
        fits = [(t, b) for t, b in pairs if _mean_fits(mean, t, b)] or [
            (t, b)
            for t in everyone
            for b in bottoms
            if t.value > b.value and _mean_fits(mean, t, b)
        ]
        heads = None if fits else _per_pupil(report, mean, figures)
        if fits:
            found.append(_mean(report, mean, *fits[0], HOLDS, say("statements.mean_holds")))
        elif heads is not None:
            top, bottom = heads
            grade, reason = _per_pupil_grade(mean, top, bottom)
            found.append(_mean(report, mean, top, bottom, grade, say(f"statements.{reason}")))
        elif (
            below is not None
            and (pair := _only_pair(mean, _beside(report, mean, pairs, fine))) is not None
        ):
            top, bottom = pair
            grade, reason = CONTRADICTION, say("statements.mean_differs")
            amount = top.exact or top.kind in ("yuan", "square_metre")
            if mean.approximate or top.approximate or not amount or not bottom.exact:
                grade, reason = CANNOT_TELL, say("statements.product_approximate")
            elif _PERIOD.search(mean.left) or _A_MONTH.match(
                report.block(mean.block).match, mean.end
            ):
                grade, reason = CANNOT_TELL, say("statements.product_periods")
            elif abs(mean.value - top.value / bottom.value) < mean.step:
                grade, reason = PROBABLY, say("statements.rate_rounded_up")
            found.append(_mean(report, mean, top, bottom, grade, reason))
    return found


def _parts_among(report: Report, figures: list[Figure]) -> set[Key]:
    """The figures that are parts of another of them: 60名, 30名, 20名 beside 110人."""
    wholes = read_sums(report).wholes
    inside = {key(figure) for figure in figures}
    return {
        key(figure)
        for figure in figures
        if any(key(total) in inside for total in wholes.get(key(figure), []))
    }


# 月人均补助140元: of a month, while amounts and heads are of a year
_PERIOD = re.compile(
    r"(?:每?[月日天周季年]|学期|期)(?:的)?(?:人均|户均|生均|校均|班均|平均|均)|(?:人均|户均|生均)每?[月日天周季]"
)
_A_MONTH = re.compile(r"(?:/[人户生名])?(?:/|每)[月日天周季]")


def _beside(
    report: Report,
    mean: Figure,
    pairs: list[tuple[Figure, Figure]],
    fine: list[Figure],
) -> list[tuple[Figure, Figure]]:
    """The pairs between the same semicolons as the mean, their counts no parts of one another."""
    match = report.block(mean.block).match
    floor = match.rfind(";", 0, mean.start)
    ceiling = match.find(";", mean.end)
    ceiling = len(match) if ceiling < 0 else ceiling
    return [
        (top, bottom)
        for top, bottom in pairs
        if bottom in fine
        and floor < min(top.start, bottom.start)
        and max(top.end, bottom.end) <= ceiling
    ]


def _per_pupil(report: Report, mean: Figure, figures: list[Figure]) -> tuple[Figure, Figure] | None:
    """占地面积15600㎡，学生463人，生均33.69㎡: the area or books right before, and the pupils there are.

    The pupils may have been counted before; then there must be one number of them only.
    """
    if mean.kind not in ("square_metre", "册", "台") or "生均" not in mean.left[-4:]:
        return None
    before = [f for f in figures if f.kind == mean.kind and f.start < mean.start]
    if not before or mean.left[:-2].strip() or before[-1].value <= mean.value:
        return None
    top = before[-1]
    match = report.block(mean.block).match
    if re.search(r"[。;]", match[top.end : mean.start]) or top.bracket != mean.bracket:
        return None
    pupils = {
        f.value: f
        for f in reversed(report.figures)
        if _PUPILS.search(f.label + f.right[:4]) and f.exact and f.kind == "person"
    }
    inside = [f for f in pupils.values() if (f.block, f.sentence) == (mean.block, mean.sentence)]
    chosen = inside or list(pupils.values())
    return (top, chosen[0]) if len(chosen) == 1 else None


def _per_pupil_grade(mean: Figure, top: Figure, bottom: Figure) -> tuple[str, str]:
    beside = (top.block, top.sentence) == (bottom.block, bottom.sentence)
    cases = (
        (_mean_fits(mean, top, bottom), HOLDS, "mean_holds"),
        (any(f.approximate for f in (mean, top, bottom)), CANNOT_TELL, "product_approximate"),
        (
            abs(mean.value - top.value / bottom.value) < 2 * mean.step,
            CANNOT_TELL,
            "rate_rounded_up",
        ),
        (beside and mean.decimals > 0, CONTRADICTION, "mean_differs"),
        (True, PROBABLY, "mean_differs"),
    )
    return next((grade, reason) for true, grade, reason in cases if true)


_PUPILS = re.compile(r"^(?:在校|在籍)?(?:学生|生)(?:总?数|人数)?$|在校(?:学生|生)|在籍(?:学生|生)")


def _only_pair(mean: Figure, pairs: list[tuple[Figure, Figure]]) -> tuple[Figure, Figure] | None:
    """The one total and count that a mean can come from; among areas, the one of its own noun."""
    if mean.kind == "square_metre":
        noun = re.sub(rf"{_MEAN.pattern}|面积|建筑|占地|使用|总", "", mean.left)
        if len(noun) < 2:
            return None
        pairs = [(top, bottom) for top, bottom in pairs if noun[-2:] in top.left + top.label]
    elif mean.kind not in ("person", "yuan", "册", "台"):
        return None
    return pairs[0] if len(pairs) == 1 else None


def _mean_fits(mean: Figure, top: Figure, bottom: Figure) -> bool:
    low = bounds(top)[0] / bounds(bottom)[1]
    high = bounds(top)[1] / bounds(bottom)[0]
    least, most = bounds(mean)
    if mean.exact:
        least, most = mean.value - mean.step / 2, mean.value + mean.step
        return low < most and least <= high
    return low <= most and least <= high


def _mean(
    report: Report, mean: Figure, top: Figure, bottom: Figure, grade: str, reason: str
) -> Relation:
    value = top.value / bottom.value
    sign = "" if grade == HOLDS else f" ≠ {mean.written}"
    return Relation(
        kind="rate",
        grade=grade,
        stated=mean.written,
        computed=number(value / (mean.step * 10**mean.decimals), places=2) + mean.unit,
        arithmetic=f"{top.written} ÷ {bottom.written} = {number(value, places=2)}{sign}",
        reason=reason,
        quote=report.quote(*sorted((mean, top, bottom), key=key)),
        place=report.place(mean),
        at=key(mean),
        members=(key(mean), key(top), key(bottom)),
    )


_RATIO = re.compile(
    r"(?P<kind>生师比|师生比)(?:为|是|达到|达|约)*(?P<a>\d+(?:\.\d+)?)[:∶比](?P<b>\d+(?:\.\d+)?)"
)


def _ratios(report: Report, figures: list[Figure]) -> list[Relation]:
    """生师比15.7∶1 against the sentence's pupils and teachers."""
    if not figures:
        return []
    block = report.block(figures[0].block)
    start, end = block.sentences[figures[0].sentence]
    found = []
    for hit in _RATIO.finditer(block.match, start, end):
        a, b = Fraction(hit["a"]), Fraction(hit["b"])
        people = [
            f for f in figures if f.kind == "person" and f.countable and not MOVED_BY.search(f.left)
        ]
        pupils = [f for f in people if f.noun == "student"]
        teachers = [f for f in people if f.noun == "teacher"]
        if len(pupils) != 1 or len(teachers) != 1 or not teachers[0].value or 0 in (a, b):
            continue
        stated = max(a, b) / min(a, b)
        decimals = max(len(hit[side].partition(".")[2]) for side in ("a", "b"))
        step = Fraction(1, 10**decimals)
        value = pupils[0].value / teachers[0].value
        holds = stated - step / 2 <= value < stated + step
        near = abs(stated - value) < 2 * step
        grade = HOLDS if holds else (CANNOT_TELL if near else PROBABLY)
        reason = say("statements.mean_holds" if holds else "statements.mean_differs")
        found.append(
            Relation(
                kind="rate",
                grade=grade,
                stated=block.quote(hit.start(), hit.end()),
                computed=f"{number(value, places=2)}:1",
                arithmetic=f"{pupils[0].written} ÷ {teachers[0].written} = {number(value, places=2)}",
                reason=reason,
                quote=report.quote(*sorted((pupils[0], teachers[0]), key=key)),
                place=block.place(hit.start()),
                at=(block.index, hit.start()),
                members=(key(pupils[0]), key(teachers[0])),
            )
        )
    return found
