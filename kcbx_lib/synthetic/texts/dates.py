"""SRF-05: days that do not exist, spans that run backwards, weekdays, a title of another year."""

from __future__ import annotations

from datetime import date, timedelta

from kcbx_lib.synthetic.texts.passage import Passage
from kcbx_lib.synthetic.texts.world_figures import WorldFigures

WEEKDAYS = "一二三四五六日"


def chinese(day: date) -> str:
    """A day as official papers write it: 2024年9月4日."""
    return f"{day.year}年{day.month}月{day.day}日"


def meeting(of: WorldFigures, wrong: bool) -> Passage:
    """A meeting on a day and its weekday; wrong: another weekday."""
    day = of.term_start + timedelta(days=4)
    weekday = WEEKDAYS[(day.weekday() + (2 if wrong else 0)) % 7]
    text = f"{chinese(day)}（星期{weekday}）召开全县控辍保学工作部署会。"
    why = f"{day} is no such weekday" if wrong else "the day and its weekday agree"
    return Passage(
        "SRF-05", (("work", text),), words=f"星期{weekday}|{chinese(day)}", why=why, is_fault=wrong
    )


def full_check(of: WorldFigures, wrong: bool) -> Passage:
    """The full check from one day to another; wrong: it ended before it began."""
    first = of.term_start + timedelta(days=7)
    last = first + timedelta(days=-12 if wrong else 12)
    text = f"{chinese(first)}至{chinese(last)}，开展适龄儿童少年入学情况全面排查。"
    why = "it ends before it begins" if wrong else "a span of twelve days"
    return Passage(
        "SRF-05",
        (("work", text),),
        words=f"{chinese(first)}至{chinese(last)}|{chinese(last)}",
        why=why,
        is_fault=wrong,
    )


def review(of: WorldFigures, wrong: bool) -> Passage:
    """When enrolment changes were reviewed; wrong: the 31st of a month of thirty days."""
    day = "9月31日" if wrong else "9月30日"
    text = f"{of.year}年{day}前完成学籍异动集中复核。"
    why = "September has thirty days" if wrong else "the last day of September"
    return Passage("SRF-05", (("work", text),), words=f"{of.year}年{day}", why=why, is_fault=wrong)


def earlier_document(of: WorldFigures, wrong: bool) -> Passage:
    """Work begun last year and a term that ends next year: no conflict. There is no wrong wording."""
    text = (
        f"自{of.year - 1}年9月1日起，全县推行控辍保学月报制度；"
        f"{of.year + 1}年1月学期结束前再开展一次检查。"
    )
    return Passage(
        "SRF-05",
        (("work", text),),
        words=f"{of.year - 1}年9月1日",
        why="last year's start, next year's plan",
    )


WITH_FAULT = (meeting, full_check, review)
ALWAYS_RIGHT = (earlier_document,)
