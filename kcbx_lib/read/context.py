"""What the words around a table say of all its rows: school, grade, class, month, term, legend.

A sheet per class seldom has a column 班级; it stands in the title, the sheet's name or the file's.
What is found here fills only columns that the sheet does not have at all: a blank cell stays blank.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise

from kcbx_lib.tables import load_codes
from kcbx_lib.tables.wording import compact_code

_HAN = "\u4e00-\u9fff"
_SCHOOL_KIND = (
    r"(?:中心小学|完全小学|实验小学|希望小学|小学校|小学|完小|初级中学|高级中学|完全中学|实验中学|初中部|中学|学校|教学点|"
    r"[一二三四五六七八九十]+[小中](?!学)|初中|特校|特教中心|书院|校区|分校)"
)
_SCHOOL = re.compile(
    rf"[{_HAN}A-Za-z0-9（）()·]{{1,24}}?{_SCHOOL_KIND}(?:[（(][{_HAN}]{{1,8}}(?:校区|教学点|分校|部)[）)])?"
)
_SCHOOLS_IN_GENERAL = re.compile(
    r"^(?:全[县市区乡镇旗]|各|义务教育|城乡|农村)|中小学|^(?:学校|小学|中学|初中|本校)$"
)
_UNIT = re.compile(
    rf"(?:填报单位|填表单位|学校名称|学校|单位|校名|报送单位)[(（盖章公）)]*[:：]\s*([{_HAN}A-Za-z0-9（）()·]{{2,30}})"
)
# An office that fills in a sheet about pupils is not their school.
_OFFICE = re.compile(r"局|政府|委员会|联合会|办公室|派出所|居委会|村委会|[县市区]委|中心$")
_GRADE = re.compile(
    r"([一二三四五六七八九]年级|[1-9]年级|初[一二三]|小[一二三四五六]|高[一二三]|20[0-9]{2}级)"
)
_CLASS = re.compile(
    r"(?:年级|级|初[一二三]|[七八九])?[（(]?\s*([0-9]{1,2}|[一二三四五六七八九十]{1,3})\s*[)）]?\s*班"
)
_SHORT_CLASS = re.compile(
    r"^([1-9一二三四五六七八九])[（(.\-－·]?([0-9]{1,2}|[一二三四五六七八九十]{1,2})[)）]?班?$"
)
_GRADE_CLASS = re.compile(
    r"([一二三四五六七八九七八九]|[1-9])[（(]([0-9]{1,2}|[一二三四五六七八九十]{1,2})[)）]班?"
)
_MONTH = re.compile(
    r"(20[0-9]{2})\s*[年./\-_]?\s*(1[0-2]|0?[1-9])\s*月|(?<![0-9])(20[0-9]{2})[./\-_]?(1[0-2]|0[1-9])(?![0-9])"
)
_MONTH_ALONE = re.compile(
    r"(?<![0-9年])(1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月(?!\s*[0-9]{1,2}\s*日)"
)
_TERM = re.compile(
    r"(?:20[0-9]{2}\s*[-—－–~～至]+\s*(?:20)?[0-9]{2}\s*(?:学年度?)?\s*(?:第?[一二12]学期|[上下]学期|[春秋]季?(?:学期)?|[上下]期|[-—][12]))"
    r"|(?:20[0-9]{2}\s*年?\s*[春秋]季?(?:学期)?)|(?:20[0-9]{2}\s*学年度?第?[一二12上下]学期)"
)
_PERIOD = re.compile(
    r"20[0-9]{2}年?第?(?:[0-9]{1,2}周|[一二三四1-4]季度)|20[0-9]{2}(?:年|-)(?:1[0-2]|0?[1-9])(?:月(?!\s*[0-9]{1,2}\s*日)|(?![0-9-]))"
    r"|20[0-9]{2}年?[春秋]季"
)
_SUBMITTED = re.compile(
    r"(?:填报|报送|上报|填表)(?:日期|时间)[:：]\s*(20[0-9]{2}\s*[年./-]\s*[0-9]{1,2}\s*[月./-]\s*[0-9]{1,2}\s*日?)"
)
_PHASE = re.compile(r"第[一二三四1-4]阶段")
_MARKS = "√✓✔☑×✕✗✘xXｘ╳○〇◯OΔ△▲/／∕⊙◎●☆★◇□■#*＋+－\\"
_LEGEND_WORDS = (
    "无故缺席 无故缺课 因病请假 因事请假 旷课 旷学 病假 事假 公假 迟到 早退 出勤 到校 正常 全勤 "
    "缺勤 缺课 缺席 请假 未到 休学 放假 旷 病 事 到 公"
).split()
_LEGEND = re.compile(
    rf"(?P<mark>[{re.escape(_MARKS)}])|(?P<word>{'|'.join(_LEGEND_WORDS)})|(?P<letter>(?<![A-Za-z0-9])[A-Z0-9](?=[:：=\-—\s为表]))"
)


def legend_of(texts: Iterable[str]) -> dict[str, str]:
    """What the sheet says its marks mean: ``{mark: attendance_mark code}``.

    >>> legend_of(["说明：√出勤 ×旷课 ○事假 △病假"])
    {'√': 'present', '×': 'unexcused', '○': 'personal', '△': 'sick'}
    """
    codes = load_codes("attendance_mark")
    found: dict[str, str] = {}
    for text in texts:
        pieces = [
            (kind, match.group())
            for match in _LEGEND.finditer(text)
            if (kind := match.lastgroup) is not None
        ]
        marks = [kind != "word" for kind, _ in pieces]
        if not any(marks) or all(marks):
            continue
        first = marks[0]  # mark before word (√出勤), or word before mark (出勤：√)
        for (_, one), (_, other) in _neighbours(pieces, mark_first=first):
            mark, word = (one, other) if first else (other, one)
            code = codes.find(word)
            if code is not None:
                found.setdefault(compact_code(mark), code)
    return found


def _neighbours(
    pieces: Sequence[tuple[str, str]], *, mark_first: bool
) -> list[tuple[tuple[str, str], tuple[str, str]]]:
    pairs = []
    for one, other in pairwise(pieces):
        if (one[0] != "word") == mark_first and (other[0] == "word") == mark_first:
            pairs.append((one, other))
    return pairs


def school_in(texts: Iterable[str]) -> str | None:
    """The first school that a unit line, a title or a name speaks of."""
    texts = list(texts)
    for text in texts:
        unit = _UNIT.search(text)
        if unit:
            school = _SCHOOL.match(unit[1])
            if school:
                return school.group()
            return None if _OFFICE.search(unit[1]) else unit[1]
    for text in texts:
        school = _SCHOOL.search(_without_dates(text))
        if school and not _SCHOOLS_IN_GENERAL.search(school.group()):
            return school.group()
    return None


def _without_dates(text: str) -> str:
    text = _TERM.sub(" ", _MONTH.sub(" ", text))
    return re.sub(r"20[0-9]{2}\s*(?:学年度?|年度?|级|届)?", " ", text)


def unit_in(texts: Iterable[str]) -> str | None:
    """The organisation of a 填报单位 line."""
    found = next((unit for text in texts if (unit := _UNIT.search(text))), None)
    return found[1] if found else None


def full_score_in(header: str) -> str | None:
    """The full marks that a course's header states: 语文（120分）, 数学(满分150)."""
    plain = unicodedata.normalize("NFKC", header)
    found = re.search(r"满分[:：]?([0-9]{2,3})|[(\[]([0-9]{2,3})分?[)\]]", plain)
    return (found[1] or found[2]) if found else None


def grade_in(texts: Iterable[str]) -> str | None:
    """The first grade written in full (七年级, 初一), or of a class written 七(3)班."""
    for text in texts:
        plain = unicodedata.normalize("NFKC", text)
        found = _GRADE.search(plain)
        if found:
            return found[1]
        short = _GRADE_CLASS.search(plain) or _SHORT_CLASS.match(plain.strip())
        if short:
            return f"{short[1]}年级"
    return None


def class_in(texts: Iterable[str]) -> str | None:
    """The first class (3班, 三班, 七(3)班)."""
    for text in texts:
        plain = unicodedata.normalize("NFKC", text)
        short = _GRADE_CLASS.search(plain) or _SHORT_CLASS.match(plain.strip())
        if short:
            return f"{short[2]}班"
        found = _CLASS.search(plain)
        if found:
            return f"{found[1]}班"
    return None


def month_in(texts: Iterable[str]) -> tuple[int | None, int] | None:
    """The first month, with its year where one is written: (2024, 9), (None, 9)."""
    texts = [unicodedata.normalize("NFKC", text) for text in texts]
    for text in texts:
        found = _MONTH.search(text)
        if found:
            return int(found[1] or found[3]), int(found[2] or found[4])
    for text in texts:
        alone = _MONTH_ALONE.search(text)
        if alone:
            return None, _month_number(alone[1])
    return None


def _month_number(text: str) -> int:
    if text.isdigit():
        return int(text)
    digits = {word: number for number, word in enumerate("一二三四五六七八九十", start=1)}
    return sum(digits[letter] for letter in text)


def period_in(texts: Iterable[str]) -> str | None:
    """The first period of a report: 2024年第37周, 2024年第三季度, 2024年9月."""
    for text in texts:
        found = _PERIOD.search(unicodedata.normalize("NFKC", text))
        if found:
            return found.group()
    return None


def report_kind_in(texts: Iterable[str]) -> str | None:
    """The kind of report that a title or a name speaks of."""
    for text in texts:
        for word in ("周报", "月报", "季报", "季度", "学期初", "开学统计"):
            if word in text:
                return word
    return None


def submitted_in(texts: Iterable[str]) -> str | None:
    """The day behind 填报日期： or 报送日期：."""
    found = next((day for text in texts if (day := _SUBMITTED.search(text))), None)
    return found[1] if found else None


def welfare_kind_in(texts: Iterable[str]) -> str | None:
    """The kind of children that a civil-affairs list is about: 孤儿花名册, 农村留守儿童台账."""
    return _longest_wording(texts, "welfare_kind")


def household_kind_in(texts: Iterable[str]) -> str | None:
    """The kind of households that a poverty list is about: 脱贫户子女名单, 监测户学生台账."""
    return _longest_wording(texts, "poverty_household_kind")


def _longest_wording(texts: Iterable[str], codes: str) -> str | None:
    """The longest wording of a code list in the first text that has one; none where two codes vie."""
    aliases = {text: code for text, code in load_codes(codes).aliases.items() if not text.isascii()}
    for text in texts:
        inside = [word for word in aliases if word in text]
        longest = max(map(len, inside), default=0)
        found = [word for word in inside if len(word) == longest]
        if found:
            return found[0] if len({aliases[word] for word in found}) == 1 else None
    return None


def list_version_in(texts: Iterable[str]) -> str | None:
    """The list's version: 第一阶段, 第三阶段."""
    found = next((phase for text in texts if (phase := _PHASE.search(text))), None)
    return found.group() if found else None


def term_in(texts: Iterable[str]) -> str | None:
    """The first term, as it is written there."""
    for text in texts:
        found = _TERM.search(unicodedata.normalize("NFKC", text))
        if found:
            return found.group()
    return None
