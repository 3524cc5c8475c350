"""Registers of attendance: month grids by class, a row a day, or totals with a list of absences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from kcbx_lib.synthetic.files import handwriting
from kcbx_lib.synthetic.files.handwriting import Hand
from kcbx_lib.synthetic.files.sheet import Sheet
from kcbx_lib.synthetic.schooling import MARKS

# Two ways of marking. Signs need the sheet's legend; words explain themselves. What neither can
# say stays a sign without a legend: absent, reason unknown.
WORDS = {
    "present": "√", "late": "迟", "left_early": "早退", "unexcused": "旷", "sick": "病", "personal": "事",
    "official": "公假", "absent_unknown": "×",
}  # fmt: skip
SIGNS = {
    "present": "√", "late": "迟", "left_early": "早退", "unexcused": "×", "sick": "△", "personal": "○",
    "official": "公假", "absent_unknown": "缺",
}  # fmt: skip
LEGEND = "图例：√出勤　×旷课　△病假　○事假"
LONG_WORDS = {
    "present": "到", "late": "迟到", "left_early": "早退", "unexcused": "旷课", "sick": "病假",
    "personal": "事假", "official": "公假", "absent_unknown": "缺勤",
}  # fmt: skip


@dataclass(frozen=True)
class Register:
    """Lines (one row per pupil, school and month) and their marks as a matrix of codes, -1 blank."""

    lines: pd.DataFrame
    codes: np.ndarray

    def of_school(self, school: str) -> Register:
        """The part of one school."""
        here = self.lines["school_code"].eq(school).to_numpy()
        return Register(self.lines[here].reset_index(drop=True), self.codes[here])


def register(attendance: pd.DataFrame, marks: pd.DataFrame) -> Register:
    """Bring marks into the lines they belong to. Raises ValueError for a mark without its line.

    Duplicate marks of one day keep the last.
    """
    lines = attendance.sort_values(
        ["school_code", "month", "grade", "class_no", "student_no", "name", "child"], kind="stable"
    ).reset_index(drop=True)
    schools = pd.Index(sorted(lines["school_code"].unique()))
    line_key = _key(
        lines["child"].to_numpy(), schools.get_indexer(lines["school_code"]), lines["month"]
    )
    mark_school = marks["school_code"].astype("category")
    position = schools.get_indexer(mark_school.cat.categories)[mark_school.cat.codes]
    mark_key = _key(marks["child"].to_numpy(), position, marks["date"])
    order = np.argsort(line_key, kind="stable")
    found = np.searchsorted(line_key[order], mark_key)
    found = np.minimum(found, len(order) - 1)
    if (line_key[order][found] != mark_key).any():
        raise ValueError("an attendance mark has no line in the register of its month")
    codes = np.full((len(lines), 32), -1, dtype=np.int8)
    day = marks["date"].dt.day.to_numpy()
    codes[order[found], day] = marks["mark"].cat.set_categories(MARKS).cat.codes.to_numpy()
    return Register(lines, codes)


def _key(child: np.ndarray, school: np.ndarray, day: pd.Series) -> np.ndarray:
    month = day.to_numpy().astype("datetime64[M]").astype(np.int64)
    return (child.astype(np.int64) * 4096 + school.astype(np.int64)) * 4096 + month


def grids(
    part: Register, hand: Hand, *, school: str, signs: bool, month_column: bool
) -> Iterator[tuple[datetime, list[Sheet]]]:
    """For each month a list of sheets, one a class: day columns 1 to the month's last."""
    words = np.array([*(SIGNS if signs else WORDS).values(), ""], dtype=object)
    for key, in_month in part.lines.groupby("month", sort=True):
        month = pd.Timestamp(str(key))
        sheets = []
        for (grade, class_no), rows in in_month.groupby(["grade", "class_no"], sort=True):
            last = month.days_in_month
            cells = words[part.codes[rows.index][:, 1 : last + 1]]
            label = f"{handwriting.write_grade(int(grade), Hand())}{class_no}班"
            month_text = handwriting.month_text(month, "chinese")
            header: list[Any] = ["序号", "姓名", "学籍号", "年级", "班级"]
            if month_column:
                header.append("月份")
            header += list(range(1, last + 1))
            names = handwriting.write_names(rows["name"], hand)
            numbers = [None if pd.isna(no) else str(no) for no in rows["student_no"]]
            body = []
            for number, (name, student_no, marks) in enumerate(
                zip(names, numbers, cells, strict=True), start=1
            ):
                start = [
                    number,
                    name,
                    student_no,
                    handwriting.write_grade(int(grade), hand),
                    handwriting.write_class(str(class_no), hand),
                ]
                if month_column:
                    start.append(handwriting.month_text(month, hand.periods))
                body.append(start + [mark or None for mark in marks])
            sheets.append(
                Sheet(
                    name=label,
                    title=f"{school}{label}{month_text}学生考勤表",
                    unit_line=f"填报单位：{school}　　月份：{month_text}",
                    notes_above=[LEGEND] if signs else [],
                    header=header,
                    rows=body,
                    footer=["班主任签字：　　　　　　教导处："],
                )
            )
        yield month, sheets


def long_sheet(part: Register, hand: Hand, *, school: str) -> Sheet:
    """A row a pupil and day, as an app exports them."""
    return Sheet(
        name="考勤明细",
        header=["学校", "年级", "班级", "姓名", "学籍号", "日期", "考勤状态"],
        rows=_days(part, hand, school=school, only_absences=False),
    )


def totals(part: Register, hand: Hand, *, school: str) -> tuple[Sheet, Sheet]:
    """Totals a pupil and month, and beside them the list of absences, late arrivals and early leaving."""
    recorded = (part.codes >= 0).sum(axis=1)
    present = ((part.codes >= 0) & (part.codes <= 2)).sum(axis=1)
    rows = [
        [school, handwriting.write_grade(int(grade), hand), str(class_no), name, number,
         handwriting.month_text(month, hand.periods), int(due), int(there)]
        for grade, class_no, name, number, month, due, there in zip(
            part.lines["grade"], part.lines["class_no"],
            handwriting.write_names(part.lines["name"], hand),
            [None if pd.isna(no) else str(no) for no in part.lines["student_no"]],
            part.lines["month"], recorded, present, strict=True,
        )
    ]  # fmt: skip
    summary = Sheet(
        name="出勤汇总",
        title=f"{school}学生出勤汇总表",
        header=["学校", "年级", "班级", "姓名", "学籍号", "月份", "应到", "实到"],
        rows=rows,
    )
    listed = Sheet(
        name="缺勤登记",
        title=f"{school}学生缺勤登记表",
        header=["学校", "年级", "班级", "姓名", "学籍号", "日期", "考勤状态"],
        rows=_days(part, hand, school=school, only_absences=True),
    )
    return summary, listed


def is_fully_kept(part: Register) -> bool:
    """Whether every pupil of every class-month has a mark on every day kept there."""
    kept = part.codes >= 0
    by_month = pd.Series(range(len(part.lines))).groupby(part.lines["month"].to_numpy())
    return all(bool((kept[rows] == kept[rows[0]]).all()) for rows in by_month.indices.values())


def _days(part: Register, hand: Hand, *, school: str, only_absences: bool) -> list[list[Any]]:
    words = [LONG_WORDS[mark] for mark in MARKS]
    at, day = np.nonzero(part.codes > 0 if only_absences else part.codes >= 0)
    lines = part.lines.iloc[at]
    months = lines["month"].to_numpy()
    dates = pd.Series(months + (day - 1).astype("timedelta64[D]")).astype("datetime64[us]")
    names = np.array(handwriting.write_names(part.lines["name"], hand), dtype=object)[at]
    text = handwriting.write_dates(
        dates, Hand(dates="slash" if hand.dates in ("excel", "mixed") else hand.dates),
        np.random.default_rng(0),
    )  # fmt: skip
    return [
        [school, handwriting.write_grade(int(grade), hand), str(class_no), name,
         None if pd.isna(number) else str(number), when, words[code]]
        for grade, class_no, name, number, when, code in zip(
            lines["grade"], lines["class_no"], names, lines["student_no"], text,
            part.codes[at, day], strict=True,
        )
    ]  # fmt: skip
