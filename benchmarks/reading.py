"""Reading: the kit's raw reader beside python-calamine alone and beside pandas with openpyxl.

One workbook of 100,000 rows by 30 columns, texts, numbers and dates. Calamine alone makes lists and
looks at nothing; the kit also finds broken formulas, keeps each cell's own type and makes a frame.
pandas with openpyxl reads a tenth of the rows, and its time is multiplied by ten.

Run: ``python -m benchmarks.reading``.
"""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xlsxwriter

from benchmarks.clock import seconds_in_turn, seconds_of
from benchmarks.month_grids import bare_read
from kcbx_lib.read import open_sheets

ROWS, COLUMNS, TENTH = 100_000, 30, 10
AT_MOST_SLOWER_THAN_CALAMINE = 1.6
AT_LEAST_FASTER_THAN_OPENPYXL = 6


def write_book(path: Path, rows: int, *, seed: int = 1) -> None:
    """A workbook of twelve columns of text, twelve of numbers and six of dates."""
    rng = np.random.default_rng(seed)
    texts = [f"青禾县第{n}小学" for n in range(400)]
    book = xlsxwriter.Workbook(path, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("Sheet1")
    sheet.write_row(0, 0, [f"列{n + 1}" for n in range(COLUMNS)])
    day = dt.datetime(2010, 9, 1)  # noqa: DTZ001 — a spreadsheet's day has no zone
    for row in range(1, rows + 1):
        picked = rng.integers(0, 3000, COLUMNS).tolist()
        sheet.write_row(row, 0, [texts[n % len(texts)] for n in picked[:12]])
        sheet.write_row(row, 12, picked[12:24])
        for column in range(24, COLUMNS):
            sheet.write_datetime(row, column, day + dt.timedelta(days=picked[column]))
    book.close()


def run(*, rows: int = ROWS) -> dict[str, Any]:
    """The seconds of each reader, the ratios, and whether each target is met."""
    with tempfile.TemporaryDirectory() as name:
        whole, tenth = Path(name) / "whole.xlsx", Path(name) / "tenth.xlsx"
        write_book(whole, rows)
        write_book(tenth, rows // TENTH)
        seconds = seconds_in_turn(
            {
                "kcbx": lambda: open_sheets(whole, whole.name),
                "calamine": lambda: bare_read(whole),
            }
        )
        openpyxl = TENTH * seconds_of(lambda: pd.read_excel(tenth, engine="openpyxl"))
    ours, bare = seconds["kcbx"], seconds["calamine"]
    return {
        "cells": rows * COLUMNS,
        "seconds": round(ours, 2),
        "comparisons": {
            "python_calamine": {
                "seconds": round(bare, 2),
                "ratio": round(ours / bare, 2),
                "target": f"at most {AT_MOST_SLOWER_THAN_CALAMINE} times slower",
                "met": ours / bare <= AT_MOST_SLOWER_THAN_CALAMINE,
            },
            "pandas_openpyxl": {
                "seconds": round(openpyxl, 1),
                "extrapolated_from": rows // TENTH,
                "ratio": round(openpyxl / ours, 1),
                "target": f"at least {AT_LEAST_FASTER_THAN_OPENPYXL} times faster",
                "met": openpyxl / ours >= AT_LEAST_FASTER_THAN_OPENPYXL,
            },
        },
    }


if __name__ == "__main__":
    print(json.dumps(run(), ensure_ascii=False, indent=2))
