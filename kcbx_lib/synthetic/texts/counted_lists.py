"""SRF-07: an announced number of items and the list that follows."""

from __future__ import annotations

from kcbx_lib.synthetic.texts.passage import Passage
from kcbx_lib.synthetic.texts.world_figures import WorldFigures


def measures(of: WorldFigures, wrong: bool) -> Passage:
    """Measures announced and enumerated; wrong: five announced, four given."""
    announced = "五" if wrong else "四"
    text = (
        f"主要采取了以下{announced}项措施：一是比对户籍和学籍名单，二是逐户核实去向，"
        "三是学校与乡镇联合劝返，四是对返校学生分类安置。"
    )
    return _passage(text, f"{announced}项措施", wrong, section="work")


def problems(of: WorldFigures, wrong: bool) -> Passage:
    """Problems announced and numbered; wrong: three announced, two given."""
    announced = "三" if wrong else "两"
    text = (
        f"自查发现{announced}个方面的问题：（1）部分学校考勤登记不及时；"
        "（2）个别学生的帮扶措施针对性不强。"
    )
    return _passage(text, f"{announced}个方面", wrong, section="problems")


def systems(of: WorldFigures, wrong: bool) -> Passage:
    """Rules set up, named one by one; wrong: four announced, three named."""
    announced = "4" if wrong else "3"
    text = f"建立健全排查报告制度、劝返复学制度、学籍核查制度{announced}项制度。"
    return _passage(text, f"{announced}项制度", wrong, section="work")


def among_others(of: WorldFigures, wrong: bool) -> Passage:
    """A list that ends in “and others” may name fewer. There is no wrong wording."""
    text = "县教育局会同公安、民政、残联等6个部门开展名单比对。"
    return Passage("SRF-07", (("work", text),), words="6个部门", why="an open list")


def _passage(text: str, words: str, wrong: bool, *, section: str) -> Passage:
    why = "one more announced than listed" if wrong else "as many listed as announced"
    return Passage("SRF-07", ((section, text),), words=words, why=why, is_fault=wrong)


WITH_FAULT = (measures, problems, systems)
ALWAYS_RIGHT = (among_others,)
