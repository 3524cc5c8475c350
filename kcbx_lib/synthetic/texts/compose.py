"""A county's three reports: which topic stands in which, which of them in its wrong wording."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from types import ModuleType

from kcbx_lib.synthetic.texts import (
    blanks,
    counted_lists,
    dates,
    document_numbers,
    quantities,
    rates,
    restated,
    sums,
)
from kcbx_lib.synthetic.texts.dates import chinese
from kcbx_lib.synthetic.texts.passage import Passage, Topic
from kcbx_lib.synthetic.texts.world_figures import WorldFigures

MATTERS = (sums, restated, rates, quantities, dates, blanks, counted_lists, document_numbers)
SECTIONS = {
    "lead": "",
    "basis": "一、基本情况",
    "work": "二、主要工作与成效",
    "problems": "三、存在问题和努力方向",
}
ENDINGS = ("docx", "txt", "md")


@dataclass(frozen=True)
class ReportText:
    """One report: its file under the county's folder, its passages, and how it is written down."""

    file: str
    encoding: str
    title: str
    passages: tuple[Passage, ...]
    signed: tuple[str, str]
    day: date

    def paragraphs(self, section: str) -> list[str]:
        """The paragraphs of a section, in the order of the matters."""
        return [text for one in self.passages for place, text in one.parts if place == section]


def reports_of(of: WorldFigures, *, seed: int, with_faults: bool = True) -> list[ReportText]:
    """The self-check report, the term's summary, and a special report that is right throughout.

    The first carries a fault of every second rule, the second of the others; which of a rule's faults
    it is goes round with the county and the seed. Every other topic stands there in its right wording; all do without
    faults.
    """
    turn = of.number + seed
    names = (
        ("教育局/控辍保学自查报告", f"{of.county}{of.year}年控辍保学工作自查报告", of.bureau),
        ("教育局/秋季学期工作总结", f"{of.county}{of.year}年秋季学期控辍保学工作总结", of.bureau),
        ("教育局/控辍保学情况专报", f"{of.county}{of.year}年控辍保学工作情况报告", of.bureau),
    )
    reports = []
    for place, (file, title, office) in enumerate(names):
        ending = ENDINGS[(of.number - 1 + place) % len(ENDINGS)]
        encoding = "gb18030" if ending == "txt" else "utf-8"
        passages = []
        for number, matter in enumerate(MATTERS):
            able = _able(matter, ending)
            spoilt = with_faults and place < 2 and number % 2 == place
            wrong = able[turn % len(able)] if spoilt else None
            passages += [topic(of, topic is wrong) for topic in (*able, *matter.ALWAYS_RIGHT)]
        signed = (office, chinese(of.as_of))
        reports.append(
            ReportText(f"{file}.{ending}", encoding, title, tuple(passages), signed, of.as_of)
        )
    return reports


def _able(matter: ModuleType, ending: str) -> list[Topic]:
    """The matter's topics with a fault that a file of this kind can hold: plain text has no tables."""
    topics: tuple[Topic, ...] = matter.WITH_FAULT
    return [topic for topic in topics if ending != "txt" or topic is not sums.school_table]
