"""SRF-08: document numbers as GB/T 9704 writes them, and damaged ones."""

from __future__ import annotations

from kcbx_lib.synthetic.texts.passage import Passage
from kcbx_lib.synthetic.texts.world_figures import WorldFigures


def state_council(of: WorldFigures, wrong: bool) -> Passage:
    """The basis of the report; wrong: square brackets round the year."""
    number = "国办发[2017]72号" if wrong else "国办发〔2017〕72号"
    return _passage(f"自查以国家控辍保学文件（{number}）为依据。", number, wrong)


def ten_offices(of: WorldFigures, wrong: bool) -> Passage:
    """A second basis; wrong: the brackets are gone."""
    number = "教基20205号" if wrong else "教基〔2020〕5号"
    return _passage(
        f"落实教育部等部门的工作要求（{number}），县、乡、校三级同步开展自查。", number, wrong
    )


def own_plan(of: WorldFigures, wrong: bool) -> Passage:
    """The county's own plan; wrong: a number padded with a nought."""
    short = of.county[:-1]
    number = f"{short}教发〔{of.year}〕{'0' if wrong else ''}{of.number}号"
    return _passage(f"本学期初，县教育局印发工作方案（{number}）。", number, wrong)


def order(of: WorldFigures, wrong: bool) -> Passage:
    """A law by its order, a plan by its years: no document numbers. There is no wrong wording."""
    text = f"对照《义务教育法》（主席令第52号）和本县教育事业发展规划（2021—{of.year + 1}年），完善入学保障机制。"
    return Passage("SRF-08", (("lead", text),), words="第52号", why="an order and a span of years")


def _passage(text: str, words: str, wrong: bool) -> Passage:
    why = "malformed" if wrong else "well formed"
    return Passage("SRF-08", (("lead", text),), words=words, why=why, is_fault=wrong)


WITH_FAULT = (state_council, ten_offices, own_plan)
ALWAYS_RIGHT = (order,)
