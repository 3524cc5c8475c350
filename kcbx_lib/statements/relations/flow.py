"""SRF-01: start + in − out = end: 年初4152人，转入86人，转出113人，期末4125人.

Only a movement whose words say which way it goes is counted. Movements that the text leaves out may
explain a difference, so it is "probably" wrong; a contradiction only where the text itself says that
nothing else moved. With a movement of unclear direction nothing is said.
"""

from __future__ import annotations

import re
from fractions import Fraction

from kcbx_lib.messages import say
from kcbx_lib.statements.figures import Figure
from kcbx_lib.statements.relation import CONTRADICTION, HOLDS, PROBABLY, Relation
from kcbx_lib.statements.report import Report
from kcbx_lib.statements.sums import key, shown

_START = re.compile(
    r"(?:年初|期初|学期初|学年初|月初|上年末|上月末|上学期末|上学年末|开学时|开学初|学年开始时?)[^,，。;]{0,12}$"
)
_END = re.compile(
    r"(?:年末|期末|学期末|学年末|月末|年底|月底|学期结束时?|学年结束时?|目前|现在|现有|截至)[^,，。;]{0,12}$"
)
_NOTHING_ELSE = re.compile(
    r"(?:无|没有|未发生|未出现|未有)(?:任何)?其[他它](?:学籍|人员|学生|人口)?(?:变动|异动|变化|增减|流动)"
)
_IN = re.compile(r"(?:转入|迁入|招生|新招|新生|复学|新增|入学|净增|招收)[^,，。;]{0,8}$")
_OUT = re.compile(r"(?:转出|迁出|毕业|休学|死亡|流失|辍学|减少|退学|出国|升学|净减)[^,，。;]{0,8}$")
# 在校生 and the like: what is counted at both ends
_STOCK = re.compile(r"在校|在籍|学生|人数|在册|人口|在园")


def find(report: Report) -> list[Relation]:
    """Every start and end of one sentence with the movements between them."""
    found = []
    for block in report.text.blocks:
        figures = [
            f for f in report.by_block.get(block.index, []) if f.kind == "person" and f.countable
        ]
        for sentence in sorted({f.sentence for f in figures}):
            relation = _flow(
                report, [f for f in figures if f.sentence == sentence and f.bracket < 0]
            )
            if relation is not None:
                found.append(relation)
    return found


def _flow(report: Report, figures: list[Figure]) -> Relation | None:
    starts = [f for f in figures if _START.search(f.left)]
    ends = [f for f in figures if _END.search(f.left)]
    if len(starts) != 1 or len(ends) != 1 or starts[0].start > ends[0].start:
        return None
    start, end = starts[0], ends[0]
    moved = [f for f in figures if start.start < f.start < end.start]
    signs = [_sign(figure) for figure in moved]
    known = bool(moved) and all(signs) and all(f.exact for f in (start, end, *moved))
    if not known or not (_STOCK.search(start.left) or _STOCK.search(end.left)):
        return None
    value = start.value + sum(
        (figure.value * sign for figure, sign in zip(moved, signs, strict=True)), Fraction(0)
    )
    holds = value == end.value
    match = report.block(end.block).match
    first, last = report.block(end.block).sentences[end.sentence]
    closed = bool(_NOTHING_ELSE.search(match, first, last))
    grade = HOLDS if holds else CONTRADICTION if closed else PROBABLY
    reason = "flow_closes" if holds else "flow_closed" if closed else "flow_differs"
    terms = shown(start, start.value) + "".join(
        f" {'+' if sign > 0 else '−'} {shown(figure, figure.value)}"
        for figure, sign in zip(moved, signs, strict=True)
    )
    sign = "" if holds else f" ≠ {shown(end, end.value)}"
    return Relation(
        kind="difference",
        grade=grade,
        stated=shown(end, end.value),
        computed=shown(end, value),
        arithmetic=f"{terms} = {shown(end, value)}{sign}",
        reason=say(f"statements.{reason}"),
        quote=report.quote(start, *moved, end),
        place=report.place(end),
        at=key(end),
        members=(key(start), *map(key, moved), key(end)),
    )


def _sign(figure: Figure) -> int:
    """+1 for who came, −1 for who left, 0 where the words say neither or both."""
    came, left = bool(_IN.search(figure.left)), bool(_OUT.search(figure.left))
    return 0 if came == left else (1 if came else -1)
