"""A sample county's children, put together from its raw sheets with nothing of the kit.

One child is all rows of one sound id; a row whose id is broken or somebody else's is known by its name and
day of birth. What the sheets say of a child's school, groups, cases and days in class is read here.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from tests.e2e.by_hand.child import Child
from tests.e2e.by_hand.raw_files import COURSES, Row, day, grade, sound_id, yes

AS_OF = date(2024, 11, 20)
YEAR = date(2024, 8, 1)
TERM = (date(2024, 9, 2), date(2025, 1, 17))
OPEN = ("在籍", "在校", "在读", "")
PAUSED = ("休学", "借读", "送教上门", "转出中")
GONE = ("转出", "死亡", "出国", "毕业")
UNEXPLAINED = ("其他离校", "失踪")
UNEXCUSED = ("旷", "旷课")
HERE = ("√", "到", "出勤", "迟", "迟到", "早退", "早")

SCHOOL_FLAGS = {
    "is_poor": "poor",
    "is_orphan": "orphan",
    "is_left_behind": "left_behind",
    "is_migrant": "migrant",
}
WELFARE = {
    "is_orphan": "孤儿",
    "is_unsupported": "事实无人抚养儿童",
    "is_left_behind": "留守儿童",
    "is_distressed": "困境儿童",
    "is_low_income": "低保",
    "is_destitute": "特困",
    "is_justice_involved": "涉案未成年人",
    "has_imprisoned_parent": "服刑人员子女",
    "is_single_parent": "单亲",
}
ENTITLED = (
    "is_poor",
    "is_low_income",
    "is_destitute",
    "is_orphan",
    "is_unsupported",
    "is_disabled",
)


class County:
    """A county's children, put together from its tables."""

    def __init__(
        self,
        tables: dict[str, list[Row]],
        *,
        streak: int,
        no_school: Iterable[date],
        extra: Iterable[date],
    ) -> None:
        self.tables = tables
        self.streak = streak
        self.schools, self.town_of = _schools(tables["schools"])
        self.special = {
            row["school_code"] for row in tables["schools"] if "特殊" in row["school_kind"]
        }
        off, more = set(no_school), set(extra)
        span = (TERM[0] + timedelta(days=n) for n in range((AS_OF - TERM[0]).days + 1))
        self.school_days = [d for d in span if (d.weekday() < 5 and d not in off) or d in more]
        self.children = _children(tables)
        self.elsewhere: set[str] = set()
        for child in self.children:
            self._place(child)
        self.keeping = {child.school for child in self.children if child.rows["attendance"]}
        self._group()

    def _place(self, child: Child) -> None:
        """School, grade and status of the record that counts now; the township of the household."""
        rank = {**dict.fromkeys(OPEN, 0), **dict.fromkeys(PAUSED, 1)}
        records = sorted(
            child.rows["enrolment"],
            key=lambda row: (
                rank.get(row["status"], 2),
                -(day(row["entered"]) or date.min).toordinal(),
                row["school_code"],
            ),
        )
        if records:
            now = records[0]
            child.school, child.grade, child.status = (
                now["school_code"],
                grade(now["grade"]),
                now["status"],
            )
            child.boards = {"住校": True, "住宿": True, "走读": False}.get(now["boarding"])
        attended = sorted(child.rows["attendance"], key=last_day, reverse=True)
        for row in (*attended, *reversed(child.rows["scores"]), *child.rows["movements"]):
            child.school = child.school or self.school_of(row)
            child.grade = child.grade or grade(row.get("grade", ""))
        homes = [
            row["township"]
            for table in ("population", "poverty")
            for row in child.rows[table]
            if row.get("township")
        ]
        child.township = homes[0] if homes else self.town_of.get(child.school, "")

    def attended(self, child: Child) -> str:
        """The school whose sheets held the child last."""
        rows = sorted(child.rows["attendance"], key=last_day)
        return self.school_of(rows[-1]) if rows else ""

    def school_of(self, row: Row) -> str:
        """The code of the school a row names, or the one that filled in its sheet."""
        if row.get("school"):
            return self.schools.get(row["school"], "")
        said = re.search(r"填报单位:(.+?)(?:填报日期|月份|\||$)", row.get("above", ""))
        return self.schools.get(said[1], "") if said else ""

    def _group(self) -> None:
        """Key groups: yes if a list or the school says so, no if one that would say so does not."""
        for child in self.children:
            flags = child.groups
            for group, column in SCHOOL_FLAGS.items():
                said = [yes(row[column]) for row in child.rows["enrolment"]]
                flags.update({group: any(said)} if any(x is not None for x in said) else {})
            kinds = {row["child_kind"] for row in child.rows["welfare"]}
            for group, kind in WELFARE.items():
                flags[group] = flags.get(group, False) or kind in kinds
            flags["is_poor"] = flags.get("is_poor", False) or bool(child.rows["poverty"])
            said_kinds = [row["disability"] for row in child.rows["enrolment"] if row["disability"]]
            flags["is_disabled"] = bool(child.rows["disability"]) or any(
                "无" not in kind for kind in said_kinds
            )
            difficulty = _difficulty(child.rows["scores"])
            flags.update({} if difficulty is None else {"has_learning_difficulty": difficulty})
            child.proved = {group for group in ENTITLED if WELFARE.get(group) in kinds}
            child.proved |= {"is_poor"} if child.rows["poverty"] else set()
            child.proved |= {"is_disabled"} if child.rows["disability"] else set()

    # -- what happened ----------------------------------------------------------------------------

    def cases(self, child: Child) -> list[Row]:
        """The child's cases opened by the audit date."""
        return [row for row in child.rows["cases"] if (day(row["opened_on"]) or AS_OF) <= AS_OF]

    def verified(self, child: Child) -> bool:
        """A dropout verified this school year and not back."""
        return any(
            row["stage"] == "辍学"
            and YEAR <= (day(row["verified_on"]) or date.min) <= AS_OF
            and not row["returned_on"]
            for row in self.cases(child)
        )

    def perhaps(self, child: Child) -> bool:
        """Suspected and open, not to be traced, or gone without a word and not seen since."""
        open_ = any(
            row["stage"] == "疑似" and not row["returned_on"] and not row["closed_on"]
            for row in self.cases(child)
        )
        untraced = any(row["category"] == "G" for row in self.cases(child))
        return open_ or untraced or (child.status in UNEXPLAINED and not self.is_seen(child))

    def on_roll(self, child: Child) -> bool:
        """On a roll of grades 1 to 9 when the school year began."""
        if not child.is_pupil:
            return False
        left_since = any(
            YEAR <= (day(row["date"]) or date.min) <= AS_OF for row in child.rows["movements"]
        )
        return child.status not in GONE or left_since

    def was_out(self, child: Child) -> bool:
        """To be brought back: a dropout, or one who has come back."""
        return any(
            row["stage"] in ("辍学", "复学") or row["returned_on"] for row in self.cases(child)
        )

    def returned_on(self, child: Child) -> date | None:
        """The last return, if any."""
        days = [day(row["returned_on"]) for row in self.cases(child) if row["returned_on"]]
        return max((d for d in days if d is not None and d <= AS_OF), default=None)

    def relapsed(self, child: Child) -> bool:
        """Back, and then out again: the absence limit reached, or a later case still open."""
        back = self.returned_on(child)
        if back is None:
            return False
        later = any(
            (day(row["opened_on"]) or date.min) > back
            and not row["returned_on"]
            and not row["closed_on"]
            for row in self.cases(child)
        )
        return later or any(
            first > back and length >= self.streak for first, length in self.streaks(child)
        )

    def marks(self, child: Child) -> dict[date, str]:
        """What the sheets say of the child, day by day."""
        found: dict[date, str] = {}
        for row in child.rows["attendance"]:
            for when, mark in marks_of(row):
                found[when] = mark
        return found

    def streaks(self, child: Child) -> Iterator[tuple[date, int]]:
        """Runs of school days missed without excuse, as first day and length."""
        marks, first, length = self.marks(child), None, 0
        for when in [*self.school_days, date.max]:
            if marks.get(when) in UNEXCUSED:
                first, length = first or when, length + 1
            elif first is not None:
                yield first, length
                first, length = None, 0

    def is_seen(self, child: Child) -> bool:
        """Whether in class on one of the last twenty school days, or scored this term."""
        marks = self.marks(child)
        totals = any(int(row.get("present_days") or 0) for row in child.rows["attendance"])
        lately = any(marks.get(when) in HERE for when in self.school_days[-20:])
        return (
            totals
            or lately
            or any(term_of(row["term"]) == "2024-2025-1" for row in child.rows["scores"])
        )

    def is_kept(self, child: Child) -> bool:
        """Whether the child's school keeps attendance at all."""
        return child.school in self.keeping

    # -- where the child is -----------------------------------------------------------------------

    def is_away(self, child: Child) -> bool:
        """Dead, abroad, moved away or lawfully not yet entered: in no denominator."""
        if self.is_seen(child):
            return False
        kinds = {row["kind"] for row in child.rows["movements"]}
        reasons = {row["cancel_reason"] for row in child.rows["population"]} - {""}
        claims = {row["category"] for row in self.cases(child) if row["stage"] == "核减"}
        has_record = any(row["status"] in OPEN for row in child.rows["enrolment"])
        return (
            child.status in ("死亡", "出国")
            or bool(kinds & {"出国", "延缓入学"})
            or "死亡" in reasons
            or (bool(reasons) and not has_record)
            or (bool(claims & {"E", "H"}) and not child.rows["enrolment"])
        )

    def is_in_school(self, child: Child) -> bool:
        """Seen in class, taught elsewhere or at home, or with a record that nothing speaks against."""
        said = {row["schooling"] for row in child.rows["disability"]}
        if (
            self.is_seen(child)
            or child.rows["home_teaching"]
            or said & {"送教上门", "特殊教育学校"}
        ):
            return True
        if child.status in PAUSED or child.status == "毕业" or child.key in self.elsewhere:
            return True
        if child.status == "转出":
            return self._is_on_the_way(child)
        if child.rows["enrolment"] and child.status in OPEN:
            return not self.is_kept(child)
        return any(row["stage"] == "核减" and row["category"] in "BCD" for row in self.cases(child))

    def _is_on_the_way(self, child: Child) -> bool:
        """Gone to a school outside the county, or no more than a month ago to one within."""
        moves = [row for row in child.rows["movements"] if row["kind"] == "转出"]
        days = [day(row["date"]) or date.min for row in moves]
        is_recent = any(AS_OF - when <= timedelta(days=30) for when in days)
        return is_recent or any(row["to_school"] not in self.schools for row in moves)


def _schools(rows: list[Row]) -> tuple[dict[str, str], dict[str, str]]:
    codes: dict[str, str] = {}
    for row in rows:
        for name in (row["school"], *row["aliases"].split("、")):
            codes[name] = row["school_code"]
    return codes, {row["school_code"]: row["township"] for row in rows}


def plain(name: str) -> str:
    """A name without the dot between its parts, however it was typed."""
    return "".join(letter for letter in name if letter.isalnum())


def _children(tables: dict[str, list[Row]]) -> list[Child]:
    """Children by sound id; a row with a broken one, or somebody else's, by name and day of birth."""
    children: dict[str, Child] = {}
    named: dict[str, list[Child]] = defaultdict(list)
    order = ("population", "enrolment", "attendance", "scores", "poverty", "disability", "welfare",
             "movements", "cases", "aid", "home_teaching")  # fmt: skip
    homeless: list[tuple[str, Row]] = []
    for table in order:
        for row in tables[table]:
            key = _id_of(row)
            child = children.get(key) if key else None
            if key is None or (child is not None and child.name[0] != plain(row["name"])[0]):
                homeless.append((table, row))
                continue
            if child is None:
                born = date(int(key[6:10]), int(key[10:12]), int(key[12:14]))
                child = children[key] = Child(key, plain(row["name"]), born)
                named[child.name].append(child)
            child.rows[table].append(row)
    for table, row in homeless:
        name, born = plain(row["name"]), day(row.get("birth", ""))
        fits = [c for c in named[name] if born in (None, c.birth)]
        if len(fits) != 1:
            fits = [Child(f"{name}{born}", name, born)]
            children[fits[0].key] = fits[0]
            named[name].append(fits[0])
        fits[0].rows[table].append(row)
    return list(children.values())


def _id_of(row: Row) -> str | None:
    """The row's sound id: its own, that of the disability card, or that within the student number."""
    for text in (
        row.get("resident_id", ""),
        row.get("disability_no", "")[:18],
        row.get("student_no", "")[1:],
    ):
        if (known := sound_id(text)) and not row.get("student_no", "").startswith("L"):
            return known
    return None


def marks_of(row: Row) -> Iterator[tuple[date, str]]:
    """The days of a row of attendance: one day, or a month whose signs the legend above explains."""
    if row.get("mark"):
        yield day(row["date"]) or date.min, row["mark"]
        return
    months = [part for part in (row.get("above", ""), row["place"]) if "月" in part]
    numbers = next((n for text in months if (n := _month(text))), None)
    if numbers is None:
        return
    for n in range(1, 32):
        if mark := row.get(str(n), ""):
            yield date(*numbers, n), "旷" if f"{mark}旷" in row["above"] else mark


def last_day(row: Row) -> date:
    """The last day a row of attendance speaks of."""
    days = [when for when, _ in marks_of(row)]
    return max(days, default=day(row.get("month", "")) or date.min)


def _month(text: str) -> tuple[int, int] | None:
    found = re.search(r"(20\d\d)年(\d{1,2})月", text)
    return (int(found[1]), int(found[2])) if found else None


def term_of(text: str) -> str:
    """``2024-2025-1`` of any way to write it."""
    if match := re.match(r"(20\d\d)-(20\d\d).*?([12一二])", text.replace("学年第", "-")):
        return f"{match[1]}-{match[2]}-{'2' if match[3] in '2二' else '1'}"
    if match := re.match(r"(20\d\d)年(春|秋)", text):
        year = int(match[1])
        return f"{year}-{year + 1}-1" if match[2] == "秋" else f"{year - 1}-{year}-2"
    return ""


def _difficulty(rows: list[Row]) -> bool | None:
    """Two courses below 60 % in two successive terms; None where no score says enough."""
    failed: Counter[str] = Counter()
    known: set[str] = set()
    for row in rows:
        term = term_of(row["term"])
        given = (
            {row["subject"]: row["score"]}
            if "subject" in row
            else {c: row.get(c, "") for c in COURSES}
        )
        full = float(row.get("full") or 100)
        for text in given.values():
            if text and not yes(row.get("absent", "")) and text.replace(".", "").isdigit():
                known.add(term)
                failed[term] += float(text) < 0.6 * full
    weak = {term for term, count in failed.items() if count >= 2}
    if not known:
        return None
    if {"2023-2024-2", "2024-2025-1"} <= weak:
        return True
    return None if weak == known else False
