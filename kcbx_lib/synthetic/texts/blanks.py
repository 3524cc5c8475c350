"""SRF-06: blanks of the template that nobody filled in, and signs that only look like blanks."""

from __future__ import annotations

from kcbx_lib.synthetic.texts.passage import Passage
from kcbx_lib.synthetic.texts.world_figures import WorldFigures


def letters(of: WorldFigures, wrong: bool) -> Passage:
    """Letters to parents handed out; wrong: the number was left as XX."""
    number = "XX" if wrong else f"{of.pupils}"
    text = f"印发致家长一封信{number}份，组织召开家长会。"
    return _passage(text, number, wrong, section="work")


def training(of: WorldFigures, wrong: bool) -> Passage:
    """Training of school registrars; wrong: a line to write on."""
    number = "____" if wrong else f"{of.school_count}"
    text = f"培训学籍管理员{number}人。"
    return _passage(text, f"管理员{number}", wrong, section="work")


def next_plan(of: WorldFigures, wrong: bool) -> Passage:
    """The plan for next year; wrong: its year was never filled in."""
    year = "202X" if wrong else f"{of.year + 1}"
    text = f"下一步，将制定{year}年控辍保学工作要点，压实各方责任。"
    return _passage(text, f"{year}年", wrong, section="problems")


def marks(of: WorldFigures, wrong: bool) -> Passage:
    """Marks and codes that are no blanks. There is no wrong wording."""
    text = "考勤表统一用“√”表示到校、“×”表示缺勤；适龄残疾儿童的胸部X光等体检项目由县医院免费承担。"
    return Passage("SRF-06", (("work", text),), words="×|X光", why="signs with a meaning")


def _passage(text: str, words: str, wrong: bool, *, section: str) -> Passage:
    why = "left blank" if wrong else "filled in"
    return Passage("SRF-06", ((section, text),), words=words, why=why, is_fault=wrong)


WITH_FAULT = (letters, training, next_plan)
ALWAYS_RIGHT = (marks,)
