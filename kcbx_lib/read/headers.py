"""Which column a header means: the dictionary turned round, with a confidence and how it was found.

A header may have several parts (two or three header rows). It is tried whole, then by its last part,
then without brackets, then without filler words. 现住址 and 户籍地址 share no rule that could merge
them: nothing here compares letters by likeness.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, TypeVar

from kcbx_lib.clean.cells import as_text
from kcbx_lib.tables import CodeList, Table, denied_kinds, load_codes
from kcbx_lib.tables.wording import bare_header, compact_header

Parts = tuple[str, ...]
T = TypeVar("T")

_FILLERS = re.compile(r"必填|选填|填写|情况|信息|内容|的|请|该生|学生|儿童|名称|人数|数$|项$|栏$")
_SOMEONE_ELSE = re.compile(
    r"监护|家长|父亲|母亲|父|母|成员|户主|帮扶|教师|老师|责任人|联系人|班主任|校长|填表|经办|送教人|领款"
)
_DAY = re.compile(
    r"^(?:(?:20[0-9]{2}[年./-])?(?:1[0-2]|0?[1-9])[月./-])?(3[01]|[12][0-9]|0?[1-9])[日号]?$"
)
_MONTH_DAY = re.compile(
    r"^(?:(20[0-9]{2})[年./-])?(1[0-2]|0?[1-9])[月./-](?:3[01]|[12][0-9]|0?[1-9])[日号]?$"
)
_NOISE = frozenset(
    compact_header(text)
    for text in "序号 序 编号 备注 说明 备 注 NO 序列 序次 行号 其他说明 备注说明 年龄 周岁 Unnamed 制表 打印".split()
)
_OF_A_COURSE = frozenset(
    {"分数", "成绩", "得分", "卷面分", "卷面成绩", "期末", "期末成绩", "原始分"}
)
_SERIALS = frozenset({"序号", "序", "no", "行号", "序次", "序列"})
LONGEST_HEADER = 40


@dataclass(frozen=True)
class Match:
    """What a header means: the column, 0 to 1, and how it was found (header, alias, part, …)."""

    column: str
    confidence: float
    how: str
    rank: int = 0


@dataclass(frozen=True)
class DayHeader:
    """A day column of a month grid: the day, and the month and year where the header has them."""

    day: int
    month: int | None = None
    year: int | None = None


def header_text(cell: Any) -> str:
    """A header cell as text: 1.0 is 1, a date 2024-09-02, line breaks gone."""
    if isinstance(cell, str):
        return _bare_text(cell)
    return "" if cell is None else "".join(as_text(cell).split())


@lru_cache(maxsize=65536)
def _bare_text(text: str) -> str:
    return "".join(as_text(text).split())


def day_header(cell: Any) -> DayHeader | None:
    """The day that a header cell stands for (1, 1日, 9/1, 9月1日, a date), or None."""
    if isinstance(cell, dt.date):
        return DayHeader(cell.day, cell.month, cell.year)
    if isinstance(cell, float) and not cell.is_integer():
        return None  # 9.1 as a number may be the first or the tenth of September
    return _day_in(cell if isinstance(cell, str) else header_text(cell))


@lru_cache(maxsize=65536)
def _day_in(text: str) -> DayHeader | None:
    text = "".join(text.split())
    iso = re.fullmatch(r"(20[0-9]{2})-([0-9]{2})-([0-9]{2})", text)
    if iso:
        return DayHeader(int(iso[3]), int(iso[2]), int(iso[1]))
    if len(text) > 1:
        text = re.sub(r"[(（]?(?:星期|周)?[一二三四五六日天][)）]?$", "", text)
    found = _DAY.match(text)
    if not found:
        return None
    month = _MONTH_DAY.match(text)
    return DayHeader(
        int(found[1]),
        int(month[2]) if month else None,
        int(month[1]) if month and month[1] else None,
    )


class HeaderIndex:
    """Every header that the dictionary knows, by table."""

    def __init__(
        self,
        tables: Mapping[str, Table],
        *,
        user: Mapping[str, Mapping[str, str]] | None = None,
        courses: CodeList | None = None,
    ) -> None:
        """``user`` maps a table to the corrections of ``county.yml``: ``{header: column}``."""
        self.tables = dict(tables)
        self._exact: dict[str, dict[str, tuple[str, int]]] = {}
        self._stems: dict[str, dict[str, str | None]] = {}
        self._user: dict[str, dict[str, str]] = {}
        for name, table in self.tables.items():
            exact: dict[str, tuple[str, int]] = {}
            stems: dict[str, str | None] = {}
            for column in table.columns:
                if column.derived:
                    continue
                for rank, header in enumerate(column.headers):
                    exact.setdefault(compact_header(header), (column.name, rank))
                    stem = _stem(compact_header(header))
                    if stem:
                        same = stems.get(stem, column.name) == column.name
                        stems[stem] = column.name if same else None
            self._exact[name], self._stems[name] = exact, stems
            self._user[name] = {
                compact_header(header): column
                for header, column in (user or {}).get(name, {}).items()
            }
        self._ignored = {
            name: {compact_header(text) for text in table.ignored}
            for name, table in self.tables.items()
        }
        self._courses = courses or load_codes("course")
        # A county of a thousand class sheets has the same dozen headers a thousand times.
        self._known: dict[str, bool] = {}
        self._matched: dict[tuple[str, Parts], Match | None] = {}
        self._denied: dict[Parts, str | None] = {}
        self._courses_of: dict[Parts, str | None] = {}
        self._memory: dict[Hashable, Any] = {}

    def remember(self, key: Hashable, make: Callable[[], T]) -> T:
        """What ``make`` gives for a key, made once: class sheets repeat their headers."""
        if key not in self._memory:
            self._memory[key] = make()
        return self._memory[key]

    @cached_property
    def _frequency(self) -> dict[str, int]:
        counts: dict[str, int] = {}
        for exact in self._exact.values():
            for header in exact:
                counts[header] = counts.get(header, 0) + 1
        return counts

    def weight(self, parts: Parts) -> float:
        """How much a header tells one table from another: 1 for one that a single table has."""
        counts = [self._frequency.get(text, 0) for text in _readings(parts)]
        return 1.0 / next((count for count in counts if count), 4)

    def knows(self, text: str) -> bool:
        """Whether any table, the list of courses or the usual unused headers hold this one."""
        if text not in self._known:
            self._known[text] = self._knows(text)
        return self._known[text]

    def _knows(self, text: str) -> bool:
        if not text or len(text) > LONGEST_HEADER or text[-1] in "：:":
            return False
        plain, bare = compact_header(text), bare_header(text)
        return (
            any(word in self._frequency for word in (plain, bare))
            or any(plain in ignored or bare in ignored for ignored in self._ignored.values())
            or any(plain in user for user in self._user.values())
            or plain in _NOISE
            or self.course(("", text)) is not None
            or self.denied((text,)) is not None
        )

    def is_noise(self, table: str, parts: Parts) -> bool:
        """Whether such a sheet usually has this header and the kit has no use for it."""
        words = set(_readings(parts))
        return not any(words) or bool(words & _NOISE) or bool(words & self._ignored[table])

    def is_serial(self, parts: Parts) -> bool:
        """Whether a header stands over the running number of the rows."""
        return compact_header("".join(parts)) in _SERIALS

    def denied(self, parts: Parts) -> str | None:
        """The denied kind (religion, birth planning, bank account) that a header belongs to."""
        if parts not in self._denied:
            self._denied[parts] = self._denied_kind(parts)
        return self._denied[parts]

    def _denied_kind(self, parts: Parts) -> str | None:
        words = [compact_header(part) for part in parts] + [compact_header("".join(parts))]
        for kind in denied_kinds():
            if any(part in word for word in words for part in kind.contains):
                return kind.kind
            if any(word == part for word in words for part in kind.equals):
                return kind.kind
        return None

    def course(self, parts: Parts) -> str | None:
        """The course that a column of marks is headed by, as its common name (语文)."""
        if parts not in self._courses_of:
            self._courses_of[parts] = self._course(parts)
        return self._courses_of[parts]

    def _course(self, parts: Parts) -> str | None:
        named = parts[-1:]
        if len(parts) > 1 and compact_header(parts[-1]) in _OF_A_COURSE:
            named = parts[-2:-1]  # 语文 over 分数 and 等级
        text = bare_header(named[0]) if named else ""
        for ending in ("成绩", "分数", "得分", "卷面"):
            text = text.removesuffix(ending)
        code = self._courses.aliases.get(text)
        return self._courses.label(code, "zh") if code else None

    def match(self, table: str, parts: Parts) -> Match | None:
        """The column of ``table`` that a header means, or None."""
        key = (table, parts)
        if key not in self._matched:
            self._matched[key] = self._match(table, parts)
        return self._matched[key]

    def _match(self, table: str, parts: Parts) -> Match | None:
        whole = compact_header("".join(parts))
        user = self._user[table]
        if user:
            for text in (whole, *(compact_header(part) for part in reversed(parts))):
                if text in user:
                    return Match(user[text], 1.0, "user")
        exact = self._exact[table]
        if whole in exact:
            column, rank = exact[whole]
            return Match(column, 1.0 if rank < 2 else 0.97, "header" if rank < 2 else "alias", rank)
        return self._match_parts(table, parts)

    def _match_parts(self, table: str, parts: Parts) -> Match | None:
        exact, stems = self._exact[table], self._stems[table]
        bare = bare_header("".join(parts))
        if bare in exact:
            column, rank = exact[bare]
            return Match(column, 0.93, "without_brackets", rank)
        other = len(parts) > 1 and any(_SOMEONE_ELSE.search(part) for part in parts[:-1])
        if len(parts) > 1:
            for text in (compact_header(parts[-1]), bare_header(parts[-1])):
                if text in exact and not (other and self._is_person(table, exact[text][0])):
                    column, rank = exact[text]
                    return Match(column, 0.85, "last_part", rank)
        if not other and not _SOMEONE_ELSE.search(bare):
            for text in (bare, compact_header("".join(parts))):
                column_name = stems.get(_stem(text)) if len(_stem(text)) > 1 else None
                if column_name:
                    return Match(column_name, 0.75, "without_fillers", 99)
        if len(parts) > 1 and not self.knows(parts[-1]) and compact_header(parts[0]) in exact:
            column, rank = exact[compact_header(parts[0])]
            return Match(column, 0.6, "first_part", rank)
        return None

    def _is_person(self, table: str, column: str) -> bool:
        return self.tables[table].person and self.tables[table].column(column).kind in {
            "name",
            "resident_id",
            "student_no",
            "code",
            "date",
            "phone",
        }


def _readings(parts: Parts) -> list[str]:
    whole = "".join(parts)
    words = [compact_header(whole), bare_header(whole)]
    if len(parts) > 1:
        words += [compact_header(parts[-1]), bare_header(parts[-1])]
    return words


def _stem(text: str) -> str:
    """A compact header without filler words; '' where nothing is left."""
    return _FILLERS.sub("", text)
