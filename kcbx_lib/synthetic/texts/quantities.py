"""SRF-04: land, units, whole people, shares. What no table holds is the county's number in disguise."""

from __future__ import annotations

from kcbx_lib.synthetic.texts.passage import Passage
from kcbx_lib.synthetic.texts.world_figures import WorldFigures


def land(of: WorldFigures, wrong: bool) -> Passage:
    """The county's area and its fields; wrong: ten times the fields, more than the county holds."""
    area = 1240 + 10 * of.number
    fields = 420 if wrong else 42
    text = f"全县总面积{area}平方公里，其中耕地面积{fields}万亩，辖{len(of.townships)}个乡镇。"
    why = f"{fields}0,000 mu are {fields * 20 / 3:.0f} km²"
    return Passage(
        "SRF-04", (("basis", text),), words=f"耕地面积{fields}万亩", why=why, is_fault=wrong
    )


def playground(of: WorldFigures, wrong: bool) -> Passage:
    """An area in two units; wrong: the second unit is one of land, not of ground."""
    mu = 30 + of.number % 9 * 3
    unit = "平方公里" if wrong else "平方米"
    text = f"今年新建和改造运动场{mu}亩（合{mu * 2000 // 3}{unit}），办学条件进一步改善。"
    why = "mu turned into square kilometres" if wrong else "one area in two units"
    return Passage(
        "SRF-04", (("work", text),), words=f"{mu * 2000 // 3}{unit}", why=why, is_fault=wrong
    )


def inspectors(of: WorldFigures, wrong: bool) -> Passage:
    """Inspectors sent out; wrong: half a person. An average may well be a fraction."""
    schools = of.school_count
    people = schools * 3
    sent = f"{people}.5" if wrong else f"{people}"
    text = (
        f"选派责任督学{sent}名挂牌督导。"
        if wrong
        else (f"选派责任督学{sent}名挂牌督导，平均每校3.0名。")
    )
    why = "half an inspector" if wrong else "an average with a decimal"
    return Passage("SRF-04", (("work", text),), words=f"责任督学{sent}名", why=why, is_fault=wrong)


def share_above_whole(of: WorldFigures, wrong: bool) -> Passage:
    """Report forms handed in; wrong: 104 % of them. Gross enrolment may pass 100 %."""
    rate = f"{101 + of.number % 5}.{of.number % 10}%"
    if wrong:
        text = f"各校月报按时报送，家访走访覆盖率{rate}。"
        return Passage(
            "SRF-04",
            (("work", text),),
            words=f"覆盖率{rate}",
            why="more than everyone",
            is_fault=True,
        )
    text = f"上年度全县初中阶段毛入学率{rate}。"
    return Passage(
        "SRF-04", (("work", text),), words=f"毛入学率{rate}", why="gross enrolment may pass 100 %"
    )


WITH_FAULT = (land, playground, inspectors, share_above_whole)
ALWAYS_RIGHT = ()
