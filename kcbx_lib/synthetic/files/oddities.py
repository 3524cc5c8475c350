"""What real sheets have beside a plain table: grouped headers, forgotten sheets, a column a subject."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kcbx_lib.synthetic.files import handwriting
from kcbx_lib.synthetic.files.handwriting import Hand
from kcbx_lib.synthetic.files.headers import TITLES
from kcbx_lib.synthetic.files.sheet import Sheet


def groups(header: list[str]) -> list[tuple[str, int, int]]:
    """A first header row over the enrolment sheet: the running number stands alone."""
    third = max(2, len(header) // 3)
    return [
        ("学校信息", 1, 4),
        ("学生基本信息", 5, third + 4),
        ("就读与家庭情况", third + 5, len(header) - 1),
    ]


def hidden_sheet(like: Sheet) -> Sheet:
    """Last year's list, hidden and forgotten: children who exist nowhere else."""
    rows = []
    for number, name in enumerate(("旧表学生甲", "旧表学生乙"), start=1):
        row: list[Any] = [None] * len(like.header)
        row[0] = number
        for position, text in enumerate(like.header):
            if "姓名" in text.replace(" ", ""):
                row[position] = name
            if "年级" in text:
                row[position] = "一年级"
        rows.append(row)
    return Sheet(
        name="旧表", title="上学年名单（作废）", header=like.header, rows=rows, hidden=True
    )


def wide_scores(group: pd.DataFrame, hand: Hand, *, name: str, school: str) -> Sheet:
    """Scores of one grade and term with a column a course, 缺考 in the cell, and totals to ignore."""
    courses = list(dict.fromkeys(group["course"]))
    index = ["child", "name", "student_no"]
    keyed = group.assign(
        cell=pd.Series(
            [
                "缺考" if absent else (None if pd.isna(score) else int(score))
                for absent, score in zip(group["absent"], group["score"], strict=True)
            ],
            index=group.index,
            dtype=object,
        )
    )
    wide = keyed.pivot(index=index, columns="course", values="cell").reset_index()
    term = handwriting.write_term(str(group["term"].iloc[0]), hand)
    grade = handwriting.write_grade(int(group["grade"].iloc[0]), hand)
    names = handwriting.write_names(wide["name"], hand)
    numbers = [None if pd.isna(no) else str(no) for no in wide["student_no"]]
    cells = wide[courses].astype(object).to_numpy()
    rows = []
    for position, marks in enumerate(cells):
        written = [None if mark is None or mark != mark else mark for mark in marks]
        total = sum(mark for mark in written if isinstance(mark, int))
        start = [position + 1, school, grade, names[position], numbers[position], term]
        rows.append([*start, *written, total])
    return Sheet(
        name=name,
        title=f"{school}{TITLES['scores'][1]}",
        header=["序号", "学校", "年级", "姓名", "学籍号", "学期", *courses, "总分"],
        rows=rows,
    )


def add_account(sheet: Sheet) -> None:
    """A column of a kind the kit must never store: accounts that belong to no bank."""
    sheet.header.append("银行卡号")
    for number, row in enumerate(sheet.rows, start=1):
        row.append(f"0000 0000 0000 {number:04d}")
    for row in sheet.totals:
        row.append(None)
