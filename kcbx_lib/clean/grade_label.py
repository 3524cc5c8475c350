"""How a grade and a class are written together: 七年级3班, 七(3)班, 初一(3), 703, 2023级3班.

``parse`` takes a label apart; ``grade`` and ``class_no`` each use their part of it.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from kcbx_lib.clean.chinese_numerals import NUMERALS, number_of
from kcbx_lib.clean.text import compact as compact_text
from kcbx_lib.clean.text import plain


class Stage(NamedTuple):
    """A stage of schooling under the six-three system: its first grade and its years."""

    first: int
    years: int

    @property
    def last(self) -> int:
        """The grade in which pupils graduate."""
        return self.first + self.years - 1


PRIMARY, JUNIOR, SENIOR = Stage(1, 6), Stage(7, 3), Stage(10, 3)

_STAGES = {"小": PRIMARY, "初": JUNIOR, "高": SENIOR, "职": SENIOR, "中职": SENIOR}


class Label(NamedTuple):
    """The parts of one label; a part that is not there is None or ''."""

    stage: Stage | None = None
    number: int | None = None  # the grade, counted within the stage where one is named
    cohort_year: int | None = None
    is_graduation_year: bool = False  # 届, not 级
    class_part: str = ""


def stage_of(hint: Any) -> Stage | None:
    """The stage that a word (小学, 初级中学, primary) or a school's name points to; None where it
    points to none or to several (九年一贯制, 完全中学).
    """
    text = compact_text(hint).casefold()
    if re.search(r"九年|十二年|一贯|完全中学", text):
        return None
    found = {stage for pattern, stage in _HINTS if re.search(pattern, text)}
    return found.pop() if len(found) == 1 else None


_HINTS = (
    (r"小学|primary|完小|教学点", PRIMARY),
    (r"初级中学|初中|junior", JUNIOR),
    (r"高级中学|高中|senior|职业|职高|中专|技校", SENIOR),
)

_NUMBER = f"(?P<number>[0-9]{{1,2}}|[{NUMERALS}]{{1,3}})"
_STAGE = r"(?P<stage>小学|小|初级中学|初中|初|高级中学|高中|高|职业高中|职高|职|中职)"
_HALF = r"(?:第?[一二12上下](?:半?学期|册|期)|上|下)?"
_CLASS = (
    rf"(?:\((?P<bracketed>[0-9A-Z]{{1,2}}|[{NUMERALS}]{{1,3}}|[\u4e00-\u9fff]{{1,4}}?)班?\)班?"
    rf"|第?(?P<plain>[0-9A-Z]{{1,2}}|[{NUMERALS}]{{1,3}}|[\u4e00-\u9fff]{{1,4}}?)班)?"
)
_COHORT = r"(?P<year>(?:19|20)[0-9]{2}|[0-9]{2})(?P<kind>级|届)"

_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"{_STAGE}?第?{_NUMBER}(?:年级|年|学年){_HALF}{_CLASS}",
        rf"{_STAGE}{_NUMBER}(?:年级|年|级)?{_HALF}{_CLASS}",
        rf"(?:GRADE|G|YEAR|NIANJI)\.?{_NUMBER}{_CLASS}",
        rf"(?P<number>[1-9])级{_CLASS}",
        _NUMBER,
        rf"{_NUMBER}\((?P<bracketed>[0-9A-Z]{{1,2}}|[{NUMERALS}]{{1,3}})班?\)班?",
        rf"{_NUMBER}[.\-·、/](?P<plain>[0-9]{{1,2}})班?",
        rf"(?P<number>[{NUMERALS}]{{1,3}})(?P<plain>[0-9]{{1,2}})班",
        r"(?P<number>[1-9]|1[0-2])(?P<plain>[0-9]{2})班?",
    )
)
_COHORT_FORM = re.compile(rf"{_STAGE}?{_COHORT}(?P<after>小学|初中|高中)?{_CLASS}")
_WITH_BRACKET = re.compile(r"(?P<outer>[^()]+)\((?P<inner>[^()]*(?:年级|级|届|[小初高][^()]))\)")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))


def compact(raw: Any) -> str:
    """The label without spaces, in plain digits, brackets and capitals."""
    text = re.sub(r"[_,'\"“”]+|\.0+$", "", plain(raw).translate(_DASHES).upper())
    return re.sub(r"[\[【〔<《]", "(", re.sub(r"[\]】〕>》]", ")", text))


def parse(text: str) -> Label | None:
    """The parts of a compacted label; None if it is not one."""
    cohort = _COHORT_FORM.fullmatch(text)
    if cohort is not None:
        year = int(cohort["year"])
        named = cohort["stage"] or cohort["after"]
        return Label(
            stage=_stage_named(named),
            cohort_year=year if year > 99 else 2000 + year,
            is_graduation_year=cohort["kind"] == "届",
            class_part=_class_part(cohort),
        )
    for form in _FORMS:
        match = form.fullmatch(text)
        if match is not None:
            number = number_of(match["number"])
            stage = _stage_named(match.groupdict().get("stage"))
            return None if number is None else Label(stage, number, class_part=_class_part(match))
    return None


def is_bare_two_digit_cohort(text: str) -> bool:
    """Whether a label such as 12级 may be a cohort (2012) as well as a grade (12)."""
    return re.match(r"1[0-2]级", text) is not None


def inside_and_outside(text: str) -> tuple[str, str] | None:
    """The two labels of 七年级(初一) or 2024级(七年级); None where there is only one."""
    match = _WITH_BRACKET.fullmatch(text)
    return (match["outer"], match["inner"]) if match else None


def _stage_named(word: str | None) -> Stage | None:
    if not word:
        return None
    return _STAGES.get(word) or _STAGES[word[0] if word[0] != "中" else "职"]


def _class_part(match: re.Match[str]) -> str:
    groups = match.groupdict()
    return groups.get("bracketed") or groups.get("plain") or ""
