"""SRF-04: no part is larger than its whole, and no share above 100 %."""

from __future__ import annotations

import re

from kcbx_lib.messages import say
from kcbx_lib.statements.figures import Figure
from kcbx_lib.statements.lists import is_planned
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
from kcbx_lib.statements.sums import key, shown
from kcbx_lib.statements.vocabulary import COUNTERS

# rates whose numerator is by definition some of the denominator
BOUNDED = re.compile(
    r"(?:净入学|到校|出勤|签订|知晓|满意|覆盖|合格|达标|及格|优秀|普及|建档|参与|参加|报到|到位|整改|化解|走访|建籍|入户|劝返|复学|返校|辍学"
    r"|流失|送教|安置|标注|核查|排查|受理|支持|参保|建成|联系|发放|资助|报考|毕业|识字|完好|比对|录入|办结|正确|准确|使用|占比|比例|持证|本科|学历)\w{0,2}率"
)
# may exceed 100: gross enrolment, completion of a plan, retention with arrivals
UNBOUNDED = re.compile(
    r"毛入学|完成|巩固|增长|增幅|执行|超额|利用|保有|翻|提高|升学|负债|比上年|同比|达产|毛入园|开出|入园|增率|增速|拨备|杠杆|收益|市盈|周转|偿付|充足|换手|负荷|上座|入住|空置"
)
_SHARE = re.compile(r"占|比例|比重|占比")
# 占学生总数的105%: a part of all there are
_OF_ALL = re.compile(
    r"占[^%]{0,12}(?:总数|总人数|总量|总人口|人口|学生|儿童|教师|教职工|全部|面积|户数|人数)"
)
# 占调整预算105%: what was planned, or the year before, can be exceeded
_EXCEEDED = re.compile(
    r"(?:占|为|达)[^%]{0,10}(?:预算|计划|目标|任务|指标|上年|去年|同期|定额|核定|设计)"
)


_PLAN = re.compile(
    r"[^,，。;:]{0,12}(?:计划|任务|目标|规划|指标)"
)  # 50万人搬迁计划: more may be done


def find(report: Report) -> list[Relation]:
    """Parts against their wholes, percentages against 100."""
    return [*_parts(report), *_percentages(report)]


def _parts(report: Report) -> list[Relation]:
    found = []
    seen = set()
    for total, parts in read_sums(report).groups:
        if len(parts) != 1 or key(parts[0]) in seen:
            continue
        part = parts[0]
        seen.add(key(part))
        if _other_things(total, part):
            continue
        above = bounds(part)[0] > bounds(total)[1]
        grade, reason = HOLDS, say("statements.range_inside")
        if above:
            grade, reason = CONTRADICTION, say("statements.range_part_above")
            people = total.kind in ("person", "person_time")
            others = people and part.noun is not None and part.noun != total.noun
            behind = report.block(total.block).match[total.end : total.end + 16]
            planned = is_planned(total) or _PLAN.match(behind)
            if part.approximate or total.approximate or others or planned:
                grade, reason = CANNOT_TELL, say("statements.range_unsure")
            lost = report.overwritten(total, part)
            if lost is not None:
                grade, reason = CANNOT_TELL, say("statements.range_copy_damage")
        sign = ">" if above else "≤"
        found.append(
            Relation(
                kind="range",
                grade=grade,
                stated=shown(part, part.value),
                computed=f"≤ {shown(total, total.value)}",
                arithmetic=f"{shown(part, part.value)} {sign} {shown(total, total.value)}",
                reason=reason,
                quote=report.quote(total, part),
                place=report.place(part),
                at=key(part),
                members=(key(total), key(part)),
            )
        )
    return found


def _other_things(total: Figure, part: Figure) -> bool:
    """4个工作组 and 5个昼夜: one counter for different things; areas belong to ``unit.py``."""
    if total.kind == "square_metre" and total.unit != part.unit:
        return True
    if total.kind not in COUNTERS:
        return False
    return bool(total.right and part.right) and total.right[:1] != part.right[:1]


def _percentages(report: Report) -> list[Relation]:
    found = []
    for figure in report.figures:
        if figure.kind != "percent" or figure.value <= 100:
            continue
        grade, reason = _judge(report, figure)
        found.append(
            Relation(
                kind="range",
                grade=grade,
                stated=f"{number(figure.value)}%",
                computed="≤ 100%",
                arithmetic=f"{number(figure.value)}% > 100%",
                reason=reason,
                quote=report.quote(figure),
                place=report.place(figure),
                at=key(figure),
                members=(key(figure),),
            )
        )
    return found


def _judge(report: Report, figure: Figure) -> tuple[str, str]:
    words = figure.left
    if UNBOUNDED.search(words) or _EXCEEDED.search(words):
        return CANNOT_TELL, say("statements.range_may_exceed")
    if figure.approximate or figure.threshold:
        return PROBABLY, say("statements.range_above_hundred")
    if BOUNDED.search(words) or _OF_ALL.search(words) or re.search(r"(?:满意度|知晓度)", words):
        return CONTRADICTION, say("statements.range_above_hundred")
    if _SHARE.search(words):
        return PROBABLY, say("statements.range_above_hundred")
    if re.search(r"入学率|到课率|巩固率", words):
        return PROBABLY, say("statements.range_above_hundred")
    return CANNOT_TELL, say("statements.range_may_exceed")
