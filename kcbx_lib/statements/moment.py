"""When and where a figure is said: the time, the unit and the place that its words are under."""

from __future__ import annotations

import re

from kcbx_lib.statements.figures import Figure
from kcbx_lib.statements.report import Report
from kcbx_lib.statements.vocabulary import SCOPE

_PHASE = re.compile(
    r"第[一二三四五六七八九十]+(?:阶段|轮|批|次|季度)|首批|上半年|下半年|春季|秋季|\d{1,2}月|年初|年底|年末|期初|期末|目前|截至|去年|上年|今年|上学期|本学期|同期|原有|原来|现|将|预计|计划|到20\d\d年|再次|复核|至今"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_BLANK_YEAR = re.compile(r"(?:20|19)?[\dXxＸ×*]?[XxＸ×*]{1,4}(?=年)")
_PLACE = re.compile(
    r"[\u4e00-\u9fff]{2,6}?(?:县|区|镇|乡|街道|中学|小学|学校)(?![\u4e00-\u9fff]{0,2}(?:级|直|内|域|教育|政府|委))"
)


def unit_of(report: Report, figure: Figure) -> str:
    """县, 镇, 校 …: which kind of unit 全县, 我镇, 本校 speak of."""
    block = report.block(figure.block)
    sentence = block.match[block.sentences[figure.sentence][0] : figure.start]
    hits = [hit for hit in SCOPE.findall(sentence + figure.label) if hit[0] in "全我本"]
    return hits[-1][-1] if hits else ""


def place_of(report: Report, figure: Figure) -> str:
    """The place that the figure's paragraph, or the heading above it, names last."""
    own = _last_place(report.block(figure.block).match[: figure.start])
    if own:
        return own
    for index in range(figure.block - 1, -1, -1):
        heading = report.block(index).match
        if len(heading) <= _HEADING_LENGTH and not re.search(
            r"[。；;]|关于|报告|通知|方案", heading
        ):
            named = _last_place(heading)
            if named:
                return named
    return ""


_HEADING_LENGTH = 24


def _last_place(text: str) -> str:
    hits = [hit for hit in _PLACE.findall(text) if not SCOPE.search(hit)]
    if not hits:
        return ""
    ends = r"(?:县|区|镇|乡|街道|中学|小学|学校)$"
    return re.sub(rf"^.*?(?=[\u4e00-\u9fff]{{2,3}}{ends})", "", hits[-1])


def time_of(report: Report, figure: Figure) -> tuple[str, ...]:
    """The years and phases named before a figure in its sentence, else in the last one that names any.

    A year that was left blank (20xx年) may be any: each blank is a time of its own.
    """
    block = report.block(figure.block)
    for sentence in range(figure.sentence, -1, -1):
        start, end = block.sentences[sentence]
        stop = figure.start if sentence == figure.sentence else end
        words = block.match[start:stop]
        years = set(_YEAR.findall(words))
        blanks = {
            f"{hit[0]} {figure.block}:{start + hit.start()}" for hit in _BLANK_YEAR.finditer(words)
        }
        phases = set(_PHASE.findall(words)) - {"现"}
        if years or blanks or phases:
            return (*sorted(years), *sorted(blanks), *sorted(phases))
    return ()


def counties_named(report: Report) -> int:
    """How many different counties the report speaks of by name."""
    names = re.findall(
        r"(?<![全我本各该])([\u4e00-\u9fff]{2})(?:县|区)(?=[\u4e00-\u9fff]*(?:共有|现有|全县|全区|有))",
        report.text.match,
    )
    return len(set(names) - {"辖区", "我县", "地区", "校区", "社区", "片区"})
