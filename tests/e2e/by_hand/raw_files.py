"""The raw sheets of a sample county as rows, read without the kit: for figures checked by hand.

Nothing here imports ``kcbx_lib``. The files are those of ``data_samples`` and no others: headers, words
and forms that these do not hold are not known here.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import openpyxl

Row = dict[str, str]

HEADERS = {
    "name": "姓名 学生姓名 儿童姓名",
    "resident_id": "身份证件号 身份证号 身份证号码 身份证 公民身份号码 证件号码",
    "student_no": "学籍号 全国学籍号 国网学籍号 学籍主号",
    "disability_no": "残疾人证号",
    "sex": "性别",
    "birth": "出生日期 出生年月日",
    "school_code": "学校标识码 学校代码",
    "school": "学校 学校名称 就读学校 所在学校",
    "aliases": "别名",
    "grade": "年级 就读年级",
    "class": "班级",
    "status": "学生状态 学籍状态 在籍状态",
    "entered": "入学年月",
    "boarding": "就读方式",
    "disability": "残疾类型",
    "left_behind": "是否留守儿童",
    "migrant": "是否随迁子女 是否进城务工人员随迁子女",
    "orphan": "是否孤儿",
    "poor": "是否脱贫(监测)户 是否脱贫监测户 是否建档立卡户",
    "township": "乡镇 乡(镇) 乡",
    "cancelled_on": "注销日期 户口注销日期",
    "cancel_reason": "注销原因",
    "schooling": "就学状况 在校生状况",
    "child_kind": "儿童类别",
    "household_kind": "户类型",
    "monitor_kind": "监测对象类别",
    "kind": "异动类型 异动类别",
    "date": "异动日期 异动时间 日期 送教日期 送教时间",
    "from_school": "转出学校",
    "to_school": "转入学校",
    "stage": "认定结果",
    "category": "类别代码",
    "opened_on": "立案日期",
    "verified_on": "核实日期",
    "returned_on": "复学日期",
    "closed_on": "销号日期",
    "program": "项目 资助项目",
    "year": "学年",
    "term": "学期",
    "amount": "金额 金额(元) 发放金额",
    "paid_on": "发放日期 发放时间",
    "subject": "科目 学科",
    "score": "成绩 分数",
    "full": "满分",
    "absent": "缺考 是否缺考",
    "mark": "考勤状态",
    "month": "月份",
    "due_days": "应到",
    "present_days": "实到",
    "intake_year": "入学年份",
    "intake": "招生数",
    "moved_in": "转入",
    "moved_out": "转出",
    "confirmed": "转出已确认",
    "died": "死亡",
    "graduates": "毕业生数",
    "school_kind": "办学类型 学段",
}
CANONICAL = {word: name for name, words in HEADERS.items() for word in words.split()}
COURSES = ("语文", "数学", "英语", "道德与法治", "物理", "化学", "科学")
FILES = {  # a word of the path → what the file is, the first that fits
    "考勤": "attendance",
    "成绩": "scores",
    "异动": "movements",
    "学籍": "enrolment",
    "户籍": "population",
    "残联": "disability",
    "民政": "welfare",
    "脱贫": "poverty",
    "核查": "cases",
    "资助": "aid",
    "送教": "home_teaching",
    "队列": "cohorts",
    "教育局/学校": "schools",
}


def tidy(value: object) -> str:
    """A cell as plain text: full-width folded, no gaps, no leading apostrophe."""
    if isinstance(value, (datetime, date)):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = unicodedata.normalize("NFKC", "" if value is None else str(value))
    return re.sub(r"[\s\u200b\ufeff]", "", text).lstrip("'")


def tables_of(folder: Path) -> dict[str, list[Row]]:
    """Every table of a county, one dictionary a row; cells tidied, blank ones empty."""
    found: dict[str, list[Row]] = {name: [] for name in FILES.values()}
    for path in sorted(folder.rglob("*")):
        if path.suffix not in (".xlsx", ".csv"):
            continue
        place = path.relative_to(folder).as_posix()
        table = next((name for word, name in FILES.items() if word in place), None)
        if table is not None:
            for title, cells in sheets(path):
                found[table] += [row | {"place": f"{place}#{title}"} for row in rows_of(cells)]
    return found


def sheets(path: Path) -> Iterator[tuple[str, list[list[object]]]]:
    """The visible sheets of a file, each as its cells."""
    if path.suffix == ".csv":
        data = path.read_bytes()
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("gb18030")
        yield "", [list(row) for row in csv.reader(text.splitlines())]
        return
    for sheet in openpyxl.load_workbook(path).worksheets:
        if sheet.sheet_state == "visible":
            yield sheet.title, [list(row) for row in sheet.iter_rows(values_only=True)]


def rows_of(cells: list[list[object]]) -> Iterator[Row]:
    """The rows under the header, by the names above; titles, totals and footers are none."""
    header: list[str] | None = None
    above = ""
    for line in cells:
        texts = [tidy(cell) for cell in line]
        words = [CANONICAL.get(text, text) for text in texts]
        if sum(word in HEADERS for word in words) >= 3 and {"name", "school", "school_code"} & set(
            words
        ):
            header = words
        elif header is None:
            above += "|".join(texts)
        elif is_row(row := dict(zip(header, texts, strict=False))):
            yield row | {"above": above}


def is_row(row: Row) -> bool:
    """Whether a line under the header is about somebody."""
    who = row["name"] if "name" in row else row.get("school_code") or row.get("school") or ""
    return bool(who) and not re.match(r"合计|小计|总计|注[::]|填报|说明|示例|例", who)


def day(text: str) -> date | None:
    """A date in any of the forms of the sample; a month is its first day."""
    numbers = re.findall(r"\d+", text)
    if len(numbers) == 1 and len(numbers[0]) in (6, 8):
        digits = numbers[0]
        numbers = [digits[:4], digits[4:6], digits[6:]]
    elif len(numbers) == 1 and len(numbers[0]) == 5:
        return date.fromordinal(date(1899, 12, 30).toordinal() + int(numbers[0]))
    if len(numbers) < 2:
        return None
    year, month, *rest = (int(number) for number in numbers if number)
    return date(year, month, rest[0] if rest else 1)


def grade(text: str) -> int | None:
    """1 to 9 from 一年级, 7, 初一, 7年级."""
    digits = "一二三四五六七八九"
    if match := re.match(r"初([一二三])", text):
        return 7 + digits.index(match[1])
    if match := re.match(r"小?([一二三四五六七八九])", text):
        return 1 + digits.index(match[1])
    if match := re.match(r"([1-9])(?:年级|$|\D)", text):
        return int(match[1])
    return None


def yes(text: str) -> bool | None:
    """Whether a cell says yes; None where it says nothing."""
    if text in ("是", "有", "Y", "1", "√", "✓", "对"):
        return True
    return False if text in ("否", "无", "N", "0", "×", "空") else None


WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def sound_id(text: str) -> str | None:
    """An 18-digit id whose check digit is right, else None."""
    text = text.upper()
    if not re.fullmatch(r"\d{17}[\dX]", text):
        return None
    check = "10X98765432"[sum(int(a) * b for a, b in zip(text, WEIGHTS, strict=False)) % 11]
    return text if text[-1] == check else None
