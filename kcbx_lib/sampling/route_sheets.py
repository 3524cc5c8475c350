"""The workbook that goes out with the visitors: one sheet a school, and one to bring results home.

Printed on A4 it is a form to fill in by hand; opened in WPS or Excel it is the same form to type
in. The first sheet says which schools, why these, which share of all they are, and the seed; the
second takes the results. ``returned.read_returned`` reads both it and the schools' own sheets back.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from kcbx_lib.errors import PrivacyBreach, WrongUse
from kcbx_lib.messages import say
from kcbx_lib.sampling.county import CountySample
from kcbx_lib.sampling.words import percent, promise_sentence

NAME_COLUMNS = {"name", "resident_id", "student_no", "guardian", "phone", "address"}
A4 = 9
BLANK_CLASS_ROWS = 16
FIRST_CHARACTERS_OF_FORMULAS = ("=", "+", "-", "@", "\t", "\r")
# Excel's limits on the name of a sheet.
LONGEST_SHEET_NAME = 31
FORBIDDEN_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\']")


def write_route_sheets(
    sample: CountySample,
    path: Path,
    *,
    as_of: str,
    pupils: pd.DataFrame | None = None,
    classes: pd.DataFrame | None = None,
    lang: str | None = None,
) -> Path:
    """Write the workbook for a drawn round of visits; gives the path back.

    ``classes`` (``school_code``, ``grade``, ``class_no``, ``enrolled``) fills in the class lists;
    without it their rows are blank. ``pupils`` (``school_code``, ``grade``, ``class_no``, and
    ``name`` or ``subject``) adds a list of the pupils to be seen. As that names children, the path
    must then lie under a folder ``restricted``; otherwise PrivacyBreach is raised and nothing is
    written. ``as_of`` is the only date in the file: same inputs, same bytes.
    """
    personal = pupils is not None and bool(NAME_COLUMNS & set(pupils.columns))
    if personal and "restricted" not in path.resolve().parts[:-1]:
        raise PrivacyBreach(say("sampling.names_outside_restricted", lang=lang, folder=path.parent))
    try:
        created = dt.datetime.combine(dt.date.fromisoformat(as_of), dt.time())
    except ValueError as error:
        raise WrongUse(say("sampling.bad_date", lang=lang, found=as_of)) from error
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties({"title": say("sampling.book_title", lang=lang), "created": created})
        form = _Form(book, lang)
        form.overview(sample)
        form.results(sample)
        for school in sample.selection.to_dict("records"):
            form.school(
                sample,
                school,
                classes=_of_school(classes, school["school_code"]),
                pupils=_of_school(pupils, school["school_code"]),
            )
    return path


def harmless(text: object) -> str:
    """Text that no spreadsheet takes for a formula, even after a detour through CSV."""
    plain = "" if text is None or text is pd.NA or text != text else str(text)
    return f"'{plain}" if plain.startswith(FIRST_CHARACTERS_OF_FORMULAS) else plain


class _Form:
    """One workbook being written: its formats and its language."""

    def __init__(self, book: Workbook, lang: str | None) -> None:
        self.book = book
        self.lang = lang
        self.used_names: set[str] = set()
        base = {"font_name": "宋体", "font_size": 11, "valign": "vcenter", "text_wrap": True}
        boxed = base | {"border": 1}
        self.title = book.add_format(
            base | {"font_name": "黑体", "font_size": 16, "align": "center", "text_wrap": False}
        )
        self.section = book.add_format(base | {"font_name": "黑体", "font_size": 12})
        self.note = book.add_format(base | {"font_size": 10, "font_color": "#444444"})
        self.label = book.add_format(boxed | {"bg_color": "#EEF2F6", "align": "center"})
        self.text = book.add_format(boxed | {"indent": 1})
        self.centred = book.add_format(boxed | {"align": "center"})
        self.number = book.add_format(boxed | {"align": "center", "num_format": "#,##0"})
        self.entry = book.add_format(boxed | {"align": "center", "bg_color": "#FFFBEA"})

    def say(self, key: str, **values: object) -> str:
        return say(f"sampling.{key}", lang=self.lang, **values)

    def sheet(self, name: str, widths: list[float], *, landscape: bool = False) -> Worksheet:
        """A sheet that prints on A4, one page wide, with page numbers."""
        clean = FORBIDDEN_IN_SHEET_NAMES.sub("", name)[:LONGEST_SHEET_NAME].strip() or "-"
        unique, turn = clean, 2
        while unique.casefold() in self.used_names:
            tail = f" {turn}"
            unique, turn = clean[: LONGEST_SHEET_NAME - len(tail)] + tail, turn + 1
        self.used_names.add(unique.casefold())
        sheet = self.book.add_worksheet(unique)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.set_paper(A4)
        if landscape:
            sheet.set_landscape()
        sheet.set_margins(left=0.6, right=0.5, top=0.6, bottom=0.7)
        sheet.fit_to_pages(1, 0)
        sheet.center_horizontally()
        sheet.hide_gridlines(2)
        sheet.set_footer(self.say("page_number"))
        return sheet

    def heading(self, sheet: Worksheet, row: int, text: str, last: int, form: Format) -> None:
        sheet.merge_range(row, 0, row, last, "", form)
        sheet.write_string(row, 0, harmless(text), form)
        if form is self.section:
            sheet.set_row(row, 26)

    def facts(
        self, sheet: Worksheet, row: int, pairs: list[tuple[str, str]], spans: list[tuple[int, int]]
    ) -> int:
        """Labels and values in boxes, ``len(spans) / 2`` pairs a line; gives the next free row."""
        per_line = len(spans) // 2
        for start in range(0, len(pairs), per_line):
            sheet.set_row(row, 25)
            line = pairs[start : start + per_line] + [("", "")] * (
                per_line - len(pairs[start : start + per_line])
            )
            cells = [text for pair in line for text in pair]
            for place, ((first, last), cell) in enumerate(zip(spans, cells, strict=True)):
                form = self.text if place % 2 else self.label
                if last > first:
                    sheet.merge_range(row, first, row, last, "", form)
                sheet.write_string(row, first, harmless(cell), form)
            row += 1
        return row

    def overview(self, sample: CountySample) -> None:
        """The first sheet: what was drawn, from what, and the schools in the order of the road."""
        sheet = self.sheet(
            self.say("sheet_overview"), [6, 26, 16, 8, 12, 9, 10, 10, 14, 16], landscape=True
        )
        self.heading(sheet, 0, f"{sample.name} {self.say('book_title')}".strip(), 9, self.title)
        sheet.set_row(0, 30)
        row = self.facts(sheet, 1, self._about(sample), [(0, 1), (2, 4), (5, 6), (7, 9)])
        for text, height in (
            (promise_sentence(sample, lang=self.lang), 34),
            (self.say("rules_of_the_visit"), 48),
        ):
            self.heading(sheet, row, text, 9, self.note)
            sheet.set_row(row, height)
            row += 1
        heads = [
            "order",
            "school",
            "code",
            "stage",
            "township",
            "pupils",
            "chance",
            "why",
            "visit_date",
            "team",
        ]
        sheet.set_row(row, 24)
        for column, head in enumerate(heads):
            sheet.write_string(row, column, self.say(f"col_{head}"), self.label)
        sheet.repeat_rows(row)
        sheet.freeze_panes(row + 1, 0)
        road = sample.selection.sort_values(["township", "draw_order"], na_position="last")
        for school in road.to_dict("records"):
            row += 1
            sheet.set_row(row, 22)
            sheet.write_number(row, 0, int(school["draw_order"]), self.number)
            for column, field in (
                (1, "school_name"),
                (2, "school_code"),
                (3, "stage"),
                (4, "township"),
            ):
                sheet.write_string(row, column, harmless(school.get(field)), self.text)
            sheet.write_number(row, 5, int(school["pupils"]), self.number)
            sheet.write_string(row, 6, percent(school["inclusion_probability"]), self.centred)
            sheet.write_string(row, 7, self._why(sample, school), self.centred)
            sheet.write_blank(row, 8, None, self.entry)
            sheet.write_blank(row, 9, None, self.entry)

    def results(self, sample: CountySample) -> None:
        """The sheet that comes home: per school, how many were checked and how many found."""
        sheet = self.sheet(self.say("sheet_results"), [18, 28, 12, 12, 12, 30])
        self.heading(sheet, 0, self.say("sheet_results"), 5, self.title)
        self.heading(sheet, 1, self.say("results_note", **_round_mark(sample)), 5, self.note)
        sheet.set_row(0, 30)
        sheet.set_row(1, 84)
        heads = [
            "result_school_code",
            "col_school",
            "result_due",
            "result_pupils_checked",
            "result_pupils_found",
            "result_note",
        ]
        for column, head in enumerate(heads):
            sheet.write_string(2, column, self.say(head), self.label)
        sheet.repeat_rows(2)
        sheet.freeze_panes(3, 0)
        row = 3
        for school in sample.selection.to_dict("records"):
            sheet.set_row(row, 22)
            sheet.write_string(row, 0, harmless(school["school_code"]), self.text)
            sheet.write_string(row, 1, harmless(school["school_name"]), self.text)
            sheet.write_number(row, 2, int(school["pupils"]), self.number)
            for column in (3, 4):
                sheet.write_blank(row, column, None, self.entry)
            sheet.write_blank(row, 5, None, self.text)
            row += 1
        sheet.data_validation(
            3,
            3,
            max(row - 1, 3),
            4,
            {
                "validate": "integer",
                "criteria": ">=",
                "value": 0,
                "error_title": self.say("whole_number_title"),
                "error_message": self.say("whole_number"),
            },
        )

    def school(
        self,
        sample: CountySample,
        school: Mapping[Any, Any],
        *,
        classes: pd.DataFrame | None,
        pupils: pd.DataFrame | None,
    ) -> None:
        """The form of one school."""
        order = int(school["draw_order"])
        sheet = self.sheet(
            f"{order:02d} {harmless(school['school_name'])}", [9, 10, 11, 11, 11, 11, 27]
        )
        self.heading(sheet, 0, self.say("form_title"), 6, self.title)
        sheet.set_row(0, 30)
        self.heading(sheet, 1, self.say("form_one"), 6, self.section)
        count = sample.promise.schools_selected
        pairs = [
            (self.say("col_school"), str(school["school_name"])),
            (self.say("col_code"), str(school["school_code"])),
            (self.say("col_township"), harmless(school.get("township"))),
            (self.say("col_stage"), harmless(school.get("stage"))),
            (self.say("pupils_on_roll"), f"{int(school['pupils']):,}"),
            (self.say("col_order"), f"{order} / {count}"),
            (self.say("col_chance"), percent(school["inclusion_probability"])),
            (self.say("col_why"), self._why(sample, school)),
            (self.say("share_of_schools"), self._share(sample, "schools")),
            (self.say("share_of_pupils"), self._share(sample, "pupils")),
            (self.say("seed"), str(sample.design.seed)),
            (self.say("fingerprint"), sample.design.frame_sha256[:16]),
        ]
        row = self.facts(sheet, 2, pairs, [(0, 1), (2, 3), (4, 4), (5, 6)])
        self.heading(sheet, row, self.say("form_two"), 6, self.section)
        entries = [(self.say(key), "") for key in ("visit_day", "arrived_at", "team", "announced")]
        row = self.facts(sheet, row + 1, entries, [(0, 1), (2, 3), (4, 4), (5, 6)])
        self.heading(sheet, row, self.say("form_three"), 6, self.section)
        row = self._class_rows(sheet, row + 1, classes)
        if pupils is not None and len(pupils):
            row = self._pupil_rows(sheet, row, pupils)
        self.heading(sheet, row, self.say("form_four"), 6, self.section)
        totals = [(self.say(f"result_{key}"), "") for key in ("due", "pupils_checked")]
        totals += [(self.say("result_pupils_found"), ""), (self.say("result_note"), "")]
        row = self.facts(sheet, row + 1, totals, [(0, 1), (2, 3), (4, 4), (5, 6)])
        signed = [(self.say("signed_team"), ""), (self.say("signed_school"), "")]
        row = self.facts(sheet, row, signed, [(0, 1), (2, 3), (4, 4), (5, 6)])
        sheet.set_row(row - 1, 34)
        self.heading(sheet, row, self.say("form_note"), 6, self.note)
        sheet.set_row(row, 62)

    def _class_rows(self, sheet: Worksheet, row: int, classes: pd.DataFrame | None) -> int:
        """The roll call, class by class: filled in as far as known, the rest to be written."""
        heads = ["grade", "class", "on_roll", "present", "on_leave", "absent", "where"]
        for column, head in enumerate(heads):
            sheet.write_string(row, column, self.say(f"col_{head}"), self.label)
        sheet.set_row(row, 32)
        known = [] if classes is None else classes.to_dict("records")
        spare = 2 if known else BLANK_CLASS_ROWS
        for line in [*known, *({} for _ in range(spare))]:
            row += 1
            sheet.set_row(row, 24)
            sheet.write_string(row, 0, harmless(line.get("grade")), self.centred)
            sheet.write_string(row, 1, harmless(line.get("class_no")), self.centred)
            enrolled = line.get("enrolled")
            if enrolled is None or pd.isna(enrolled):
                sheet.write_blank(row, 2, None, self.number)
            else:
                sheet.write_number(row, 2, int(enrolled), self.number)
            for column in (3, 4, 5):
                sheet.write_blank(row, column, None, self.entry)
            sheet.write_blank(row, 6, None, self.text)
        return row + 1

    def _pupil_rows(self, sheet: Worksheet, row: int, pupils: pd.DataFrame) -> int:
        """The pupils to be seen one by one."""
        self.heading(sheet, row, self.say("form_pupils", count=len(pupils)), 6, self.section)
        row += 1
        heads = ["number", "grade", "class", "pupil", "pupil_in_class", "pupil_seen", "where"]
        for column, head in enumerate(heads):
            sheet.write_string(row, column, self.say(f"col_{head}"), self.label)
        sheet.set_row(row, 32)
        who = "name" if "name" in pupils.columns else "subject"
        for number, pupil in enumerate(pupils.to_dict("records"), start=1):
            row += 1
            sheet.set_row(row, 21)
            sheet.write_number(row, 0, number, self.number)
            sheet.write_string(row, 1, harmless(pupil.get("grade")), self.centred)
            sheet.write_string(row, 2, harmless(pupil.get("class_no")), self.centred)
            sheet.write_string(row, 3, harmless(pupil.get(who)), self.centred)
            sheet.write_blank(row, 4, None, self.entry)
            sheet.write_blank(row, 5, None, self.entry)
            sheet.write_blank(row, 6, None, self.text)
        return row + 1

    def _about(self, sample: CountySample) -> list[tuple[str, str]]:
        return [
            (self.say("share_of_schools"), self._share(sample, "schools")),
            (self.say("share_of_pupils"), self._share(sample, "pupils")),
            (self.say("method"), self.say(f"method_{sample.design.method}")),
            (self.say("seed"), str(sample.design.seed)),
            (self.say("certainty_count"), str(len(sample.certainty))),
            (self.say("fingerprint"), sample.design.frame_sha256[:16]),
        ]

    def _share(self, sample: CountySample, what: str) -> str:
        if what == "schools":
            part, whole = sample.promise.schools_selected, sample.promise.schools
        else:
            part, whole = int(sample.selection["pupils"].sum()), sample.promise.pupils
        return f"{part:,} / {whole:,}({percent(part / max(whole, 1))})"

    def _why(self, sample: CountySample, school: Mapping[Any, Any]) -> str:
        if school["is_certainty"]:
            return self.say("why_certainty")
        return self.say(f"why_{sample.design.method}")


def _round_mark(sample: CountySample) -> dict[str, object]:
    """What tells this draw from any other, printed on every sheet that comes home."""
    return {"seed": sample.design.seed, "fingerprint": sample.design.frame_sha256[:16]}


def _of_school(frame: pd.DataFrame | None, code: object) -> pd.DataFrame | None:
    """The rows of one school, in the order of grade and class."""
    if frame is None:
        return None
    rows = frame[frame["school_code"] == code]
    keys = [c for c in ("grade", "class_no", "pupil_order", "subject", "name") if c in rows.columns]
    return rows.sort_values(keys, kind="stable") if keys else rows
