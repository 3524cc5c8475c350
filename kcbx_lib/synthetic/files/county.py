"""Which table goes into which file: one county's folder, its own way with every one of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from kcbx_lib.synthetic.files import attendance, handwriting, oddities
from kcbx_lib.synthetic.files.handwriting import Hand, draw_hand, write_column
from kcbx_lib.synthetic.files.headers import COLUMNS, TITLES
from kcbx_lib.synthetic.files.report_text import write_report_text
from kcbx_lib.synthetic.files.sheet import Sheet, write_csv, write_workbook
from kcbx_lib.synthetic.world import World
from kcbx_lib.tables import load_table

_PLAIN_TABLES = (
    "poverty", "disability", "welfare", "aid", "movements", "cases", "persuasions", "notices",
    "home_teaching", "plans", "exam_entries", "helpers", "schools", "agreements", "activities",
    "inspections", "tasks", "cohorts", "surveys",
)  # fmt: skip
_SUMMED = {
    "aid": ("amount_yuan",),
    "cohorts": ("intake", "moved_in", "moved_out", "died", "graduates"),
    "reports": ("start_count", "moved_in", "moved_out", "end_count"),
}
# Exported by a system, never typed by hand.
_FOLDERS = ("教育局", "学校报送", "部门数据")


class CountyFiles:
    """Writes one world as files. The same world and manner give the same bytes."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world = world
        self.folder = folder
        settings = world.settings
        self.rng = np.random.default_rng([settings.seed, int(settings.code), 7])
        self.manner = int(settings.code) % 3
        self.raw: dict[tuple[str, Any, str], Any] = {
            (table, row, column): text for table, row, column, text in world.raw
        }
        self.school_words = _school_words(world)

    def write(self) -> None:
        """Write the folder: ``county.yml``, every table, and the reports in words."""
        self._write_settings()
        self._enrolment()
        self._population()
        self._attendance()
        self._scores()
        self._reports()
        for table in _PLAIN_TABLES:
            self._plain(table)
        for report in self.world.texts:
            write_report_text(report, self.folder)

    # -- one table in one sheet -------------------------------------------------------------------

    def cells(
        self, table: str, rows: pd.DataFrame, hand: Hand, *, leave_out: tuple[str, ...] = ()
    ) -> tuple[list[str], list[list[Any]]]:
        """Header and rows of a table in a file's hand, damaged cells included."""
        dictionary = load_table(table)
        header, columns = [], []
        for column, words in COLUMNS[table]:
            if column not in rows or column in leave_out:
                continue
            text = words[int(self.rng.integers(0, len(words)))]
            cells = write_column(
                rows[column],
                dictionary.column(column),
                hand,
                self.rng,
                school_words=self.school_words,
            )
            header.append(text)
            columns.append((column, cells))
        if self.raw:
            for position, label in enumerate(rows.index):
                for column, cells in columns:
                    damaged = self.raw.get((table, label, column), self)
                    if damaged is not self:
                        cells[position] = damaged
        body = [list(row) for row in zip(*(cells for _, cells in columns), strict=True)]
        return header, body

    def sheet(
        self,
        table: str,
        rows: pd.DataFrame,
        hand: Hand,
        *,
        name: str,
        unit: str = "",
        leave_out: tuple[str, ...] = (),
        tidy: bool = False,
        totals: bool = False,
    ) -> Sheet:
        """The sheet of a table with its title, running number, totals and footer."""
        header, body = self.cells(table, rows, hand, leave_out=leave_out)
        if tidy:
            return Sheet(name=name, header=header, rows=body)
        numbered = [[position, *row] for position, row in enumerate(body, start=1)]
        title = f"{self.world.settings.name}{TITLES[table][1]}"
        sheet = Sheet(
            name=name,
            title=title,
            unit_line=f"填报单位：{unit or self.world.offices.bureau}　　填报日期：{self._today()}",
            header=["序号", *header],
            rows=numbered,
        )
        if totals:
            sheet.totals = [self._totals(table, rows, len(header) + 1)]
        if self.rng.random() < 0.5:
            sheet.footer = ["注：本表一式两份，报县教育局备案。"]
        return sheet

    def _totals(self, table: str, rows: pd.DataFrame, width: int) -> list[Any]:
        names = [column for column, _ in COLUMNS[table] if column in rows]
        line: list[Any] = [None] * width
        line[0] = "合计"
        summed = [c for c in _SUMMED.get(table, ()) if c in names]
        for column in summed:
            value = float(rows[column].sum()) + self.world.wrong_totals.get(table, 0.0)
            line[1 + names.index(column)] = int(value) if value.is_integer() else value
        if not summed:
            line[1] = f"{len(rows)}人"
        return line

    def _today(self) -> str:
        day = self.world.as_of
        return f"{day.year}年{day.month}月{day.day}日"

    def _book(self, name: str, sheets: list[Sheet]) -> None:
        write_workbook(self.folder / name, sheets, made_on=self.world.settings.as_of)

    # -- the tables -------------------------------------------------------------------------------

    def _write_settings(self) -> None:
        settings = self.world.settings
        text = yaml.safe_dump(
            {
                "code": settings.code,
                "name": settings.name,
                "city": settings.city,
                "policy": settings.policy,
                "as_of": settings.as_of,
                "term": {
                    "start": settings.term.start,
                    "end": settings.term.end,
                    "no_school": list(settings.term.no_school),
                    "extra_school": list(settings.term.extra_school),
                },
            },
            allow_unicode=True,
            sort_keys=False,
        )
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "county.yml").write_bytes(text.encode())

    def _enrolment(self) -> None:
        rows = self.world.tables["enrolment"].sort_values(
            ["school_code", "grade", "class_no", "student_no", "name"], kind="stable"
        )
        if self.manner == 1:
            sheet = self.sheet(
                "enrolment", rows, draw_hand(self.rng, tidy=True), name="导出", tidy=True
            )
            write_csv(self.folder / "学籍系统导出.csv", sheet, encoding="gb18030")
            return
        townships = self.world.places.set_index("school_code")["township"]
        for school, part in rows.groupby("school_code", sort=True):
            hand = draw_hand(self.rng)
            name = self.world.school_name(str(school))
            by = ["grade"] if self.manner == 0 else ["grade", "class_no"]
            sheets = []
            for _, group in part.groupby(by, sort=True):
                label = handwriting.write_grade(int(group["grade"].iloc[0]), Hand())
                if len(by) == 2:
                    label += f"{group['class_no'].iloc[0]}班"
                sheet = self.sheet(
                    "enrolment", group, hand, name=label, unit=name, totals=self.manner == 2
                )
                if self.manner == 0:
                    sheet.groups = oddities.groups(sheet.header)
                sheets.append(sheet)
            if self.manner == 0:
                sheets.append(oddities.hidden_sheet(sheets[0]))
            self._book(f"学籍/{townships[school]}/{name}学籍.xlsx", sheets)

    def _population(self) -> None:
        rows = self.world.tables["population"]
        if self.manner == 2:
            hand = draw_hand(self.rng)
            sheet = self.sheet(
                "population", rows, hand, name="Sheet1", unit="县公安局", totals=True
            )
            self._book("部门数据/公安户籍/户籍适龄人口.xlsx", [sheet])
            return
        sheets = []
        for township, part in rows.groupby("township", sort=True):
            hand = draw_hand(self.rng)
            if self.manner == 1:
                sheet = self.sheet("population", part, hand, name="人口", tidy=True)
                write_csv(
                    self.folder / f"部门数据/户籍/{township}适龄人口.csv",
                    sheet,
                    encoding="utf-8-sig",
                )
            else:
                sheets.append(
                    self.sheet(
                        "population", part, hand, name=str(township), unit=f"{township}派出所"
                    )
                )
        if sheets:
            self._book("部门数据/户籍适龄人口.xlsx", sheets)

    def _attendance(self) -> None:
        whole = attendance.register(
            self.world.tables["attendance"], self.world.tables["attendance_marks"]
        )
        for number, school in enumerate(sorted(whole.lines["school_code"].unique())):
            hand = draw_hand(self.rng)
            part = whole.of_school(school)
            name = self.world.school_name(school)
            if self.manner == 1 and number % 3 == 2:
                sheet = attendance.long_sheet(part, hand, school=name)
                write_csv(self.folder / f"考勤/{name}考勤明细.csv", sheet, encoding="gb18030")
                continue
            if self.manner == 2 and attendance.is_fully_kept(part):
                summary, listed = attendance.totals(part, hand, school=name)
                self._book(f"学校报送/考勤/{name}考勤.xlsx", [summary, listed])
                continue
            for month, sheets in attendance.grids(
                part,
                hand,
                school=name,
                signs=number % 2 == 1,
                month_column=self.manner == 0,
            ):
                month_text = handwriting.month_text(month, "chinese")
                self._book(f"考勤/{month_text}/{name}{month_text}考勤.xlsx", sheets)

    def _scores(self) -> None:
        rows = self.world.tables["scores"].copy()
        schools = self.world.people["school_code"].reindex(rows["child"])
        grades = self.world.people["grade"].reindex(rows["child"])
        rows["school_code"] = schools.to_numpy()
        rows["grade"] = grades.astype("Int64").to_numpy()
        for school, part in rows.groupby("school_code", sort=True):
            hand = draw_hand(self.rng)
            name = self.world.school_name(str(school))
            sheets = []
            for _, group in part.groupby(["term", "grade"], sort=True):
                grade, term = int(group["grade"].iloc[0]), str(group["term"].iloc[0])
                label = f"{handwriting.write_grade(grade, Hand())}{term[2:]}"
                unit = f"填报单位：{name}"
                if grade >= 7:
                    ordered = group.assign(school_name=name)
                    sheet = self.sheet("scores", ordered, hand, name=label, unit=name)
                else:
                    sheet = oddities.wide_scores(group, hand, name=label, school=name)
                sheet.unit_line = unit
                sheets.append(sheet)
            self._book(f"学校报送/成绩/{name}成绩.xlsx", sheets)

    def _reports(self) -> None:
        rows = self.world.tables["reports"]
        bureau = rows["org"].eq(self.world.offices.bureau)
        names = {"monthly": "月报", "term_start": "学期初", "weekly": "周报", "quarterly": "季度"}
        for kind, part in rows[~bureau].groupby("period_kind", sort=True):
            hand = draw_hand(self.rng)
            sheets = [
                self.sheet("reports", group, hand, name=str(period), totals=True)
                for period, group in part.groupby("period", sort=True)
            ]
            self._book(f"教育局/报表/学校{names[str(kind)]}.xlsx", sheets)
        hand = draw_hand(self.rng)
        sheets = [
            self.sheet("reports", part, hand, name=names[str(kind)])
            for kind, part in rows[bureau].groupby("period_kind", sort=True)
        ]
        self._book("教育局/报表/县级报表.xlsx", sheets)

    def _plain(self, table: str) -> None:
        rows = self.world.tables[table]
        if rows.empty:
            return
        hand = draw_hand(self.rng)
        if table == "schools":  # the list that says what a school is called in full
            hand = replace(hand, schools="full")
        if table in ("aid", "helpers") and "school_name" not in rows:
            code = rows["child"].map(self.world.people["school_code"])
            rows = rows.assign(
                school_name=code.map(
                    self.world.places.set_index("school_code")["school_name"]
                ).astype("str")
            )
        leave_out = ("student_no",) if table in ("movements", "cases") and self.manner == 2 else ()
        name = file_of(table, self.world.settings.code)
        sheet = self.sheet(
            table,
            rows,
            hand,
            name="Sheet1",
            unit=_UNITS.get(table, ""),
            leave_out=leave_out,
            totals=table in _SUMMED,
        )
        if table == "aid" and self.manner == 0:
            oddities.add_account(sheet)
        if name.endswith(".csv"):
            write_csv(self.folder / name, sheet, encoding="gb18030")
        else:
            self._book(name, [sheet])


_UNITS = {"poverty": "县农业农村局", "disability": "县残疾人联合会", "welfare": "县民政局"}


def file_of(table: str, code: str) -> str:
    """The file of a table that has one sheet, within the county's folder."""
    folder = _FOLDERS[2 if table in ("poverty", "disability", "welfare") else 0]
    as_csv = table in ("aid", "helpers") and int(code) % 3 == 1
    return f"{folder}/{TITLES[table][0]}.{'csv' if as_csv else 'xlsx'}"


def write_county(world: World, folder: Path) -> None:
    """Write the world's folder with ``county.yml`` and every table, each in its own manner."""
    CountyFiles(world, folder).write()


def _school_words(world: World) -> dict[str, dict[str, str]]:
    county = world.settings.name
    full = world.places["school_name"].to_list()
    aliases = [text.split("、") for text in world.places["aliases"]]
    return {
        "full": {},
        "alias": {name: words[-1] for name, words in zip(full, aliases, strict=True)},
        "bare": {name: name.removeprefix(county) for name in full},
    }
