"""SRF-05: dates exist, follow one another, and agree with the title and the signature."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from kcbx_lib.messages import say
from kcbx_lib.statements.relation import CANNOT_TELL, CONTRADICTION, HOLDS, PROBABLY, Relation
from kcbx_lib.statements.report import Report
from kcbx_lib.statements.text import Block

_DATE = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?:年|[-./])(?P<month>\d{1,2})(?:月|[-./])(?:(?P<day>\d{1,2})(?!\d)[日号]?)?"
)
_DAY = re.compile(r"(?<![年\d])(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]")
_CHINESE_DATE = re.compile(
    r"(?P<year>[二一][〇零○Oo0一二三四五六七八九]{3})年(?P<month>[一二三四五六七八九十]{1,3})月(?P<day>[一二三四五六七八九十]{1,3})日"
)
_SIGNED = re.compile(r"^[^。,，;]{0,30}?(?P<date>(?:19|20)\d\d年\d{1,2}月\d{1,2}日)(?:印发)?$")
_RECORDED = re.compile(
    r"(?P<what>成文日期|成文时间|印发日期|发文日期|发布日期|发布时间|发布于|日期):?(?P<date>(?:19|20)\d\d(?:年|[-./])\d{1,2}(?:月|[-./])\d{1,2})"
)
_TITLE = re.compile(
    r"^(?=.{4,60}$)[^。]*?(?P<year>(?:19|20)\d\d)年(?!级)[^。]*(?:报告|总结|汇报|情况说明|自查|方案|要点)(?:\([^()]*\))?$"
)
_SUBJECT = re.compile(
    r"(?:现就|现将|现对|将)[^。]{0,30}?(?P<year>(?:19|20)\d\d)年(?:度)?[^。]{0,40}?(?:报告如下|汇报如下|总结如下|说明如下)"
)
_WEEKDAY = re.compile(r"^\(?(?:星期|周|礼拜)(?P<weekday>[一二三四五六日天])")
_FUTURE = re.compile(r"将|拟|预计|计划|力争|争取|确保|要|前|届满|为止|到期|起|安排|目标")
_PAST = re.compile(r"已|了|共|完成|有|全部|累计|实现|召开")


@dataclass(frozen=True)
class _Day:
    block: Block
    start: int
    end: int
    day: date
    has_day: bool


def find(report: Report) -> list[Relation]:
    """Impossible dates, reversed spans, wrong weekdays, title against body, signature against text."""
    impossible: list[Relation] = []
    days: list[_Day] = []
    for block in report.text.blocks:
        for hit in _DATE.finditer(block.match):
            made = _make(hit)
            if made is None:
                if not _is_date(hit):
                    continue
                impossible.append(_impossible(block, hit.start(), hit.end()))
            else:
                days.append(_Day(block, hit.start(), hit.end(), made, hit["day"] is not None))
        for hit in _DAY.finditer(block.match):
            month, day = int(hit["month"]), int(hit["day"])
            if not 1 <= month <= 12 or not 1 <= day <= monthrange(2024, month)[1]:
                impossible.append(_impossible(block, hit.start(), hit.end()))
    found = [*impossible, *_spans(days), *_weekdays(days), *_title(report)]
    found.extend(_signature(report, days))
    return found


def _is_date(hit: re.Match[str]) -> bool:
    """2024.95.3 is a section number; 2024年13月 is a wrong date."""
    return "年" in hit[0] and "月" in hit[0]


def _make(hit: re.Match[str]) -> date | None:
    year, month, day = int(hit["year"]), int(hit["month"]), int(hit["day"] or 1)
    if not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:
        return None
    return date(year, month, day)


def _impossible(block: Block, start: int, end: int) -> Relation:
    return _relation(
        block, start, end, CONTRADICTION, "date_impossible", stated=block.quote(start, end)
    )


def _relation(
    block: Block,
    start: int,
    end: int,
    grade: str,
    reason: str,
    *,
    stated: str,
    computed: str = "",
    quote: str | None = None,
) -> Relation:
    return Relation(
        kind="date",
        grade=grade,
        stated=stated,
        computed=computed,
        arithmetic="",
        reason=say(f"statements.{reason}"),
        quote=quote or block.quote(max(0, start - 12), min(len(block.match), end + 12)),
        place=block.place(start),
        at=(block.index, start),
    )


def _spans(days: list[_Day]) -> list[Relation]:
    """2019年9月1日至2018年8月31日."""
    found = []
    for first, second in pairwise(days):
        if first.block is not second.block or not (first.has_day and second.has_day):
            continue
        between = first.block.match[first.end : second.start]
        if re.fullmatch(r"(?:开始|起|启动)?[,，]?[至到~—-]", between):
            backwards = second.day < first.day
            found.append(
                _relation(
                    first.block,
                    first.start,
                    second.end,
                    CONTRADICTION if backwards else HOLDS,
                    "date_backwards" if backwards else "date_span",
                    stated=first.block.quote(first.start, second.end),
                )
            )
    return found


def _weekdays(days: list[_Day]) -> list[Relation]:
    found = []
    for day in days:
        hit = _WEEKDAY.match(day.block.match[day.end : day.end + 5])
        if hit is None or not day.has_day:
            continue
        named = "一二三四五六日".index(hit["weekday"].replace("天", "日"))
        right = named == day.day.weekday()
        found.append(
            _relation(
                day.block,
                day.start,
                day.end + hit.end(),
                HOLDS if right else CONTRADICTION,
                "date_weekday_right" if right else "date_weekday",
                stated=day.block.quote(day.start, day.end + hit.end()),
                computed="星期" + "一二三四五六日"[day.day.weekday()],
            )
        )
    return found


def _title(report: Report) -> list[Relation]:
    """The year in the title against the year on which the first paragraph says it reports."""
    title: tuple[Block, int] | None = None
    for block in report.text.blocks[:12]:
        hit = _TITLE.match(block.match)
        if hit and "学年" not in block.match:
            title = (block, int(hit["year"]))
            break
    if title is None:
        return []
    for block in report.text.blocks[:20]:
        subject = _SUBJECT.search(block.match)
        if subject is None:
            continue
        year = int(subject["year"])
        same = year == title[1]
        return [
            _relation(
                block,
                subject.start("year"),
                subject.end(),
                HOLDS if same else PROBABLY,
                "date_title_same" if same else "date_title",
                stated=str(title[1]),
                computed=str(year),
                quote=f"{title[0].quote(0, len(title[0].match))} … {block.quote(subject.start(), subject.end())}",
            )
        ]
    return []


def _signature(report: Report, days: list[_Day]) -> list[Relation]:
    """The date under the text against the recorded dates and against what it reports as past."""
    signed = _signed(report)
    if signed is None:
        return []
    block, start, end, day = signed
    found = []
    for other in report.text.blocks:
        for hit in _RECORDED.finditer(other.match):
            made = _DATE.match(hit["date"])
            recorded = _make(made) if made else None
            if recorded is None:
                continue
            drawn_up = hit["what"] in ("成文日期", "成文时间")
            if recorded == day or (not drawn_up and recorded > day):
                grade, reason = HOLDS, "date_recorded"
            elif drawn_up or recorded > day:
                grade, reason = CANNOT_TELL, "date_recorded_differs"
            else:
                grade, reason = PROBABLY, "date_published_before"
            found.append(
                _relation(
                    block,
                    start,
                    end,
                    grade,
                    reason,
                    stated=day.isoformat(),
                    computed=f"{hit['what']} {recorded.isoformat()}",
                    quote=f"{block.quote(start, end)} … {other.quote(hit.start(), hit.end())}",
                )
            )
    found.extend(_past_after(days, block, start, day))
    found.extend(_cited_later(report, day))
    return found


def _past_after(days: list[_Day], block: Block, start: int, signed: date) -> list[Relation]:
    """What is reported as past although it lies after the signature."""
    found = []
    for item in days:
        if item.day <= signed or (item.block is block and item.start == start):
            continue
        before = item.block.match[max(0, item.start - 4) : item.start]
        after = re.split(r"[。;]", item.block.match[item.end : item.end + 30])[0]
        sentence_start = item.block.sentences[item.block.sentence_of(item.start)][0]
        words = item.block.match[sentence_start : item.start] + after
        if _FUTURE.search(re.sub(r"以前|目前|当前|此前|日前|截至", "", words)):
            continue
        if re.search(r"截[至止]", before) and re.search(r"已|共|有|全", after):
            grade, reason = CONTRADICTION, "date_after_signature"
        elif re.search(r"已|了", after) and item.has_day:
            grade, reason = PROBABLY, "date_after_signature"
        else:
            continue
        found.append(
            _relation(
                item.block,
                item.start,
                item.end,
                grade,
                reason,
                stated=item.block.quote(item.start, item.end),
                computed=f"≤ {signed.isoformat()}",
            )
        )
    return found


def _signed(report: Report) -> tuple[Block, int, int, date] | None:
    """The last paragraph that is only a date, with an office before it at most."""
    for block in reversed(report.text.blocks):
        text = block.match
        if len(text) > 48:
            continue
        hit = _SIGNED.match(text)
        if hit and not _RECORDED.search(text):
            made = _DATE.search(hit["date"])
            day = _make(made) if made else None
            if day is not None:
                return block, hit.start("date"), hit.end("date"), day
        chinese = _CHINESE_DATE.search(text)
        if chinese and chinese.end() == len(text):
            day = _chinese_day(chinese)
            if day is not None:
                return block, chinese.start(), chinese.end(), day
    return None


def _chinese_day(hit: re.Match[str]) -> date | None:
    digits = {c: str(i) for i, c in enumerate("零一二三四五六七八九")} | {
        "〇": "0",
        "○": "0",
        "O": "0",
        "o": "0",
        "0": "0",
    }
    year = int("".join(digits[c] for c in hit["year"]))

    def small(written: str) -> int:
        if written == "十":
            return 10
        tens, ten, ones = written.partition("十")
        if not ten:
            return int(digits[written]) if len(written) == 1 else 0
        return int(digits.get(tens, "1")) * 10 + int(digits.get(ones, "0"))

    try:
        return date(year, small(hit["month"]), small(hit["day"]))
    except ValueError:
        return None


def _cited_later(report: Report, signed: date) -> list[Relation]:
    """A document that is cited by a number of a year after the signature."""
    found = []
    for block in report.text.blocks:
        for hit in re.finditer(r"〔((?:19|20)\d\d)〕\d+号", block.match):
            if int(hit[1]) > signed.year:
                found.append(
                    _relation(
                        block,
                        hit.start(),
                        hit.end(),
                        PROBABLY,
                        "date_cited_later",
                        stated=block.quote(hit.start(), hit.end()),
                        computed=f"≤ {signed.year}",
                    )
                )
    return found
