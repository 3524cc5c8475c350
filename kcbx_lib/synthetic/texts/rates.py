"""SRF-03: rates beside their counts. Rounded and cut off are both right."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from kcbx_lib.synthetic.texts.passage import Passage
from kcbx_lib.synthetic.texts.world_figures import WorldFigures


def percent(part: int, whole: int, places: int, *, up: bool) -> str:
    """The percentage at so many places, cut off or taken up to the next step.

    >>> percent(2, 3, 2, up=False), percent(2, 3, 2, up=True)
    ('66.66%', '66.67%')
    """
    step = Decimal(1).scaleb(-places)
    exact = Decimal(part) * 100 / Decimal(whole)
    return f"{exact.quantize(step, rounding=ROUND_CEILING if up else ROUND_FLOOR)}%"


def rounds_up(part: int, whole: int, places: int) -> bool:
    """Whether rounding to so many places goes up, so that rounded and cut off differ."""
    exact = Decimal(part) * 100 / Decimal(whole)
    return exact.quantize(Decimal(1).scaleb(-places)) > exact


def agreements(of: WorldFigures, wrong: bool) -> Passage:
    """Agreements signed of those due, the rate cut off at two places; wrong: two points too high or low."""
    rate = percent(of.agreements_signed, of.agreements_due, 2, up=False)
    if wrong:
        rate = percent(
            of.agreements_signed - 3 * of.agreements_due // 100, of.agreements_due, 2, up=False
        )
    text = (
        f"应签订控辍保学责任书{of.agreements_due}份，已签订{of.agreements_signed}份，签订率{rate}。"
    )
    why = "three points below its counts" if wrong else "cut off, not rounded"
    return Passage("SRF-03", (("work", text),), words=rate, why=why, is_fault=wrong)


def attendance(of: WorldFigures, wrong: bool) -> Passage:
    """Days attended of days due, rounded at one place; wrong: two points off, and never above 100 %."""
    up = rounds_up(of.attended_days, of.due_days, 1)
    rate = percent(of.attended_days, of.due_days, 1, up=up)
    if wrong:
        above = of.attended_days + of.due_days // 50
        below = of.attended_days - of.due_days // 50
        rate = percent(above if above < of.due_days else below, of.due_days, 1, up=False)
    text = f"开学以来学生应到{of.due_days}人次，实到{of.attended_days}人次，出勤率{rate}。"
    why = "two points off its counts" if wrong else "rounded to one place"
    return Passage("SRF-03", (("work", text),), words=f"出勤率{rate}", why=why, is_fault=wrong)


def share_of_junior(of: WorldFigures, wrong: bool) -> Passage:
    """Junior pupils among the left-behind, as a share; wrong: the share of another whole."""
    whole = of.pupils if wrong else of.left_behind
    up = rounds_up(of.left_behind_junior, whole, 1)
    rate = percent(of.left_behind_junior, whole, 1, up=up)
    text = (
        f"接受心理辅导的留守儿童{of.left_behind}人中，初中学生{of.left_behind_junior}人，占{rate}。"
    )
    why = "the share is of all pupils" if wrong else "rounded to one place"
    return Passage("SRF-03", (("work", text),), words=f"占{rate}", why=why, is_fault=wrong)


def awareness(of: WorldFigures, wrong: bool) -> Passage:
    """A survey: two thirds, cut off. There is no wrong wording."""
    asked = 300 + 3 * of.number
    aware = asked * 2 // 3
    rate = percent(aware, asked, 2, up=False)
    text = f"随机调查家长{asked}人，了解义务教育法相关规定的{aware}人，知晓率{rate}。"
    return Passage("SRF-03", (("work", text),), words=f"知晓率{rate}", why="two thirds, cut off")


WITH_FAULT = (agreements, attendance, share_of_junior)
ALWAYS_RIGHT = (awareness,)
