"""A round of visits on disk: written before the visits, read back after them.

``plan.json`` and ``schools.csv`` (every school with its chance) hold all that is needed to repeat
the draw or to evaluate it months later; the route sheets carry the results home.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
from python_calamine import CalamineWorkbook

from kcbx_lib.errors import UnreadableInput
from kcbx_lib.messages import say
from kcbx_lib.sampling.county import CountySample
from kcbx_lib.sampling.design import Design
from kcbx_lib.sampling.evaluate import Evaluation
from kcbx_lib.sampling.page import render_page
from kcbx_lib.sampling.route_sheets import RESULT_FIELDS, write_route_sheets

PLAN_FILE = "plan.json"
SCHOOLS_FILE = "schools.csv"
KEPT_COLUMNS = (
    "school_code",
    "school_name",
    "stage",
    "township",
    "pupils",
    "stratum",
    "inclusion_probability",
    "is_certainty",
    "is_selected",
    "draw_order",
)


def write_sample(
    sample: CountySample,
    out: Path,
    *,
    as_of: str,
    pupils: pd.DataFrame | None = None,
    classes: pd.DataFrame | None = None,
    evaluation: Evaluation | None = None,
    lang: str | None = None,
) -> dict[str, Path]:
    """Lay the round down in ``out``; the written files by what they are.

    ``page`` and ``plan`` and ``schools`` name schools only. The route sheets go beside them; with a
    list of ``pupils`` they name children and go to ``restricted/``. The same sample gives the same
    bytes: ``as_of`` (ISO date) is the only date in them.
    """
    out.mkdir(parents=True, exist_ok=True)
    files = {
        "page": out / "index.html",
        "plan": out / PLAN_FILE,
        "schools": out / SCHOOLS_FILE,
        "route_sheets": out / "route_sheets.xlsx",
    }
    if pupils is not None:
        (out / "restricted").mkdir(mode=0o700, exist_ok=True)
        files["route_sheets"] = out / "restricted" / "route_sheets.xlsx"
    files["page"].write_text(
        render_page(sample, evaluation, as_of=as_of, lang=lang), encoding="utf-8"
    )
    record = sample.record() | {"as_of": as_of}
    files["plan"].write_text(
        json.dumps(record, ensure_ascii=False, indent=2, sort_keys=True, default=str) + "\n",
        encoding="utf-8",
    )
    kept = [column for column in KEPT_COLUMNS if column in sample.design.schools.columns]
    # repr-precision: the evaluation months later must see the very same chances.
    sample.design.schools[kept].to_csv(
        files["schools"], index=False, encoding="utf-8-sig", lineterminator="\n"
    )
    write_route_sheets(
        sample, files["route_sheets"], as_of=as_of, pupils=pupils, classes=classes, lang=lang
    )
    return files


def load_design(folder: Path) -> Design:
    """The design of a round written by ``write_sample``, for its evaluation.

    Raises UnreadableInput if the folder holds no such round, or its list was changed since.
    """
    try:
        record = json.loads((folder / PLAN_FILE).read_text(encoding="utf-8"))
        schools = pd.read_csv(
            folder / SCHOOLS_FILE,
            dtype={
                "school_code": "str",
                "is_certainty": "boolean",
                "is_selected": "boolean",
                "draw_order": "Int64",
            },
            encoding="utf-8-sig",
        )
    except (OSError, ValueError) as error:
        raise UnreadableInput(say("sampling.no_round", folder=folder.name)) from error
    strata = tuple(record["strata"])
    chosen = schools[schools["is_selected"].eq(True)].sort_values("draw_order")
    if chosen["school_code"].tolist() != record["selected"]:
        raise UnreadableInput(say("sampling.round_changed", folder=folder.name))
    return Design(
        schools=schools,
        method=record["method"],
        seed=record["seed"],
        strata=strata,
        frame_sha256=record["frame_sha256"],
    )


def read_results(workbook: Path) -> pd.DataFrame:
    """The results sheet of the route sheets, filled in: one row a school.

    Gives ``school_code``, ``pupils_checked``, ``pupils_found``; a cell left blank or not a number
    stays unknown. The sheet is known by its headers, in either language, whatever it is called.
    Raises UnreadableInput if no sheet has them.
    """
    try:
        book = CalamineWorkbook.from_path(str(workbook))
        sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    except Exception as error:  # calamine raises one class per file format
        raise UnreadableInput(say("sampling.no_results", file=workbook.name)) from error
    headers = [
        {say(f"sampling.result_{field}", lang=lang): field for field in RESULT_FIELDS}
        for lang in ("zh", "en")
    ]
    for rows in sheets:
        for number, row in enumerate(rows):
            for names in headers:
                cells = [str(cell).strip() for cell in row]
                if set(names) <= set(cells):
                    places = {
                        names[cell]: place for place, cell in enumerate(cells) if cell in names
                    }
                    return _typed(rows[number + 1 :], places)
    raise UnreadableInput(say("sampling.no_results", file=workbook.name))


def _typed(rows: list[list[Any]], places: dict[str, int]) -> pd.DataFrame:
    table = pd.DataFrame(
        {field: [row[place] for row in rows] for field, place in places.items()}, dtype="object"
    )
    table["school_code"] = table["school_code"].map(_text).astype("str")
    for column in ("pupils_checked", "pupils_found"):
        numbers = pd.to_numeric(table[column], errors="coerce")
        # A fraction of a pupil is a slip of the pen: unknown, not rounded.
        table[column] = numbers.where(numbers % 1 == 0).astype("Int64")
    kept = table[table["school_code"].str.len() > 0]
    return kept[["school_code", "pupils_checked", "pupils_found"]].reset_index(drop=True)


def _text(cell: object) -> str:
    """A code as text; a number-typed code loses its .0, which the sheet never had."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
