"""SRF-08: document numbers as GB/T 9704 writes them: 国办发〔2017〕72号."""

from __future__ import annotations

import re

from kcbx_lib.messages import say
from kcbx_lib.statements.relation import CONTRADICTION, HOLDS, PROBABLY, Relation
from kcbx_lib.statements.report import BARE_DOCUMENT_NUMBER, DAMAGED_NUMBERS, Report

_OFFICE = r"(?P<office>[\u4e00-\u9fffA-Z×*]{1,14}?)"
_BRACKETED = re.compile(
    rf"{_OFFICE}(?P<open>[〔\[【(〈<{{])(?P<year>[0-9XxＸ×]{{2,5}})(?P<close>[〕\]】)〉>}}])"
    r"(?P<order>第?)(?P<number>[0-9XxＸ×]*)(?P<end>号?)"
)
_HALF_OPEN = re.compile(
    rf"{_OFFICE}(?:〔(?P<year>20\d\d|19\d\d)第?(?P<number>\d{{1,4}})号|(?P<lost>20\d\d|19\d\d)〕\d{{1,4}}号)"
)
_WRONG_PART = re.compile(
    rf"{_OFFICE}(?P<year>20\d\d|19\d\d)[〔\[(【](?P<number>\d{{1,4}})[〕\])】]号"
)
# words after which a bracketed year is no document number: 规划（2020）, 教材［2019］
_NUMBER_OFFICE = re.compile(
    r"(?:发|办|字|函|秘|督|规|通|令|科|教|体|基|厅|密|电|政|委|财|人|学|议|批|审|教组|社)$"
)


def find(report: Report) -> list[Relation]:
    """Every document number; damaged ones say whether the copy or the author is likelier."""
    hits = []
    for block in report.text.blocks:
        for pattern, judge in (
            (BARE_DOCUMENT_NUMBER, _bare),
            (_HALF_OPEN, _half),
            (_WRONG_PART, _wrong_part),
            (_BRACKETED, _bracketed),
        ):
            for hit in pattern.finditer(block.match):
                judged = judge(hit)
                if judged is not None:
                    start = hit.end("office") - len(_office(hit))
                    hits.append((block, start, hit.end(), *judged))
    lost = sum(1 for *_, grade, problem, _ in hits if problem == "bare")
    found = []
    hits.sort(key=lambda hit: (hit[0].index, hit[1]))
    for block, start, end, judged_alone, problem, proper in hits:
        grade, reason = judged_alone, say(f"statements.number_{problem}")
        if problem == "bare" and lost >= DAMAGED_NUMBERS:
            grade, reason = PROBABLY, say("statements.number_copy_damage", times=lost)
        found.append(
            Relation(
                kind="number",
                grade=grade,
                stated=block.quote(start, end),
                computed=proper,
                arithmetic="",
                reason=reason,
                quote=block.quote(start, end),
                place=block.place(start),
                at=(block.index, start),
            )
        )
    return found


# a conjunction joins two documents or two offices; between other words it is part of a place's name
# (云和县, 太和县, 政和县)
_CONJUNCTION = re.compile(
    r"(?:(?<=[》〉”’)〕号神求局府委厅部办会院室组发函字法例])|(?<=通知|意见|方案|办法|规定|文件))(?:以及|和|与|及)"
)
_WORDS_BEFORE = re.compile(
    r"[,，、;:。(《]|通知|意见|方案|办法|规定|文件|根据|依据|按照|关于|印发的|落实|执行|贯彻|转发"
)


def _office(hit: re.Match[str]) -> str:
    """The office's short name at the end of the words before the year."""
    start, end = hit.span("office")
    joined = [mark.end() for mark in _CONJUNCTION.finditer(hit.string, max(0, start - 2), end)]
    words = hit.string[max([start, *joined]) : end]
    return _WORDS_BEFORE.split(words)[-1][-8:]


def _bare(hit: re.Match[str]) -> tuple[str, str, str] | None:
    return CONTRADICTION, "bare", f"{_office(hit)}〔{hit['year']}〕{hit['number']}号"


def _half(hit: re.Match[str]) -> tuple[str, str, str] | None:
    year = hit["year"] or hit["lost"]
    return CONTRADICTION, "half", f"{_office(hit)}〔{year}〕…号"


def _wrong_part(hit: re.Match[str]) -> tuple[str, str, str] | None:
    return PROBABLY, "brackets", f"{_office(hit)}〔{hit['year']}〕{hit['number']}号"


def _bracketed(hit: re.Match[str]) -> tuple[str, str, str] | None:
    proper = f"{_office(hit)}〔{hit['year']}〕{hit['number'].lstrip('0')}号"
    tortoise = hit["open"] == "〔" and hit["close"] == "〕"
    blank = not hit["year"].isdigit() or not (hit["number"] or "0").isdigit()
    numbered = bool(hit["number"] and hit["end"])
    if blank or (not tortoise and not (numbered and _NUMBER_OFFICE.search(hit["office"]))):
        return None  # a blank is reported as one; a bracketed year alone is no document number
    cases = (
        (not tortoise, PROBABLY, "brackets"),
        (not numbered, PROBABLY, "incomplete"),
        (len(hit["year"]) != 4, CONTRADICTION, "year"),
        (bool(hit["order"]) or hit["number"].startswith("0"), PROBABLY, "padded"),
        (True, HOLDS, "well_formed"),
    )
    grade, problem = next((grade, problem) for true, grade, problem in cases if true)
    return grade, problem, proper
