"""SRF-01: parts beside their whole, and a number carried over."""

from __future__ import annotations

from kcbx_lib.synthetic.texts.passage import Passage
from kcbx_lib.synthetic.texts.world_figures import WorldFigures

STAGES = {
    "primary": "小学", "junior": "初级中学", "nine_year": "九年一贯制学校", "teaching_point": "教学点",
    "special": "特殊教育学校",
}  # fmt: skip


def schools(of: WorldFigures, wrong: bool) -> Passage:
    """The county's schools by stage; wrong: four primary schools too many, or more.

    More than there are teaching points, which statistics may leave out of the schools: no such reading
    saves it.
    """
    surplus = max(4, of.schools.get("teaching_point", 0) + 1)
    stated = of.schools | ({"primary": of.schools["primary"] + surplus} if wrong else {})
    parts = "、".join(f"{STAGES[stage]}{n}所" for stage, n in sorted(stated.items()))
    return Passage(
        "SRF-01",
        (("basis", f"全县现有义务教育阶段学校{of.school_count}所，其中{parts}。"),),
        words=f"学校{of.school_count}所|小学{stated['primary']}所",
        why="the kinds make more than the whole" if wrong else "the stages add up",
        is_fault=wrong,
    )


def pupils(of: WorldFigures, wrong: bool) -> Passage:
    """Pupils divided twice, by stage and by sex; wrong: the girls are ten too many."""
    girls = of.girls + 10 if wrong else of.girls
    text = (
        f"在校学生{of.pupils}人，其中小学生{of.primary}人、初中生{of.junior}人；"
        f"按性别分，男生{of.boys}人、女生{girls}人。"
    )
    why = "the sexes make ten more than the whole" if wrong else "two divisions of one whole"
    return Passage("SRF-01", (("basis", text),), words=f"女生{girls}人", why=why, is_fault=wrong)


def carried_over(of: WorldFigures, wrong: bool) -> Passage:
    """From the start of term to now by transfers; wrong: four too many moved in."""
    start = of.pupils - of.moved_in + of.moved_out
    moved_in = of.moved_in + 4 if wrong else of.moved_in
    text = (
        f"学期初在校学生{start}人，学期中转入{moved_in}人、转出{of.moved_out}人，无其他变动，"
        f"目前在校学生{of.pupils}人。"
    )
    why = "start + in − out gives another number" if wrong else "the number carries over"
    return Passage(
        "SRF-01",
        (("basis", text),),
        words=f"学期初在校学生{start}人|目前在校学生{of.pupils}人",
        why=why,
        is_fault=wrong,
    )


def school_table(of: WorldFigures, wrong: bool) -> Passage:
    """The annex: pupils and classes of each school with a total; wrong: three classes too many."""
    total = sum(size for _, size, _ in of.sizes)
    classes = sum(count for *_, count in of.sizes) + (3 if wrong else 0)
    rows = [(name, str(size), str(count)) for name, size, count in of.sizes]
    return Passage(
        "SRF-01",
        (("annex", "附件：各学校学生数和班级数"),),
        words=f"{classes}",
        why="the table's total is three classes too high" if wrong else "the table adds up",
        is_fault=wrong,
        table=(("学校", "学生数", "班级数"), *rows, ("合计", str(total), str(classes))),
    )


def overlapping(of: WorldFigures, wrong: bool) -> Passage:
    """Groups that share children: their sum may pass the number of children. There is no wrong wording."""
    groups = of.left_behind + of.migrants + of.poor + of.disabled
    cared_for = groups - min(of.disabled, of.poor) - 3
    text = (
        f"全县建档关爱学生{cared_for}人，包括留守儿童{of.left_behind}人、随迁子女{of.migrants}人、"
        f"脱贫户和监测户子女{of.poor}人、残疾学生{of.disabled}人，部分学生同时属于两类以上，分类人数有重复。"
    )
    return Passage(
        "SRF-01", (("basis", text),), words=f"建档关爱学生{cared_for}人", why="groups that overlap"
    )


def some_of_them(of: WorldFigures, wrong: bool) -> Passage:
    """Some of the teachers, not all: a part need not fill the whole. There is no wrong wording."""
    leaders, senior = of.school_count * 2, of.teachers // 5
    text = f"全县有专任教师{of.teachers}人，其中高级职称教师{senior}人，兼任学校中层干部的{leaders}人。"
    return Passage(
        "SRF-01",
        (("basis", text),),
        words=f"专任教师{of.teachers}人",
        why="parts that name only some",
    )


WITH_FAULT = (schools, pupils, carried_over, school_table)
ALWAYS_RIGHT = (overlapping, some_of_them)
