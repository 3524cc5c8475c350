"""The reports that a county handed in as text: every relation among their figures, checked."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from kcbx_lib.errors import UnreadableInput
from kcbx_lib.statements import read_report

REPORT_SUFFIXES = (".txt", ".md", ".docx", ".pdf")
NOT_REPORTS = ("readme", "说明")
LOCK_PREFIX = "~$"
UNREAD, PARTLY_READ = "unread", "partly_read"


def report_texts(folder: Path) -> list[Path]:
    """The report texts in a county's folder, by path; lock files and readmes are none."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file()
        and path.suffix.lower() in REPORT_SUFFIXES
        and not path.name.startswith((LOCK_PREFIX, "."))
        and not path.stem.lower().startswith(NOT_REPORTS)
    )


def without_persons(figures: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """The relations with persons' names in their quotes masked: a report may name a child.

    ``people``: columns ``name`` and ``guardian``. Two-character names are masked too; masking a word
    that only looks like a name costs a reader little.
    """
    if "quote" not in figures or not figures["quote"].notna().any():
        return figures
    names = pd.concat([people[column] for column in ("name", "guardian") if column in people])
    known = sorted(set(names.dropna().astype("str")) - {""}, key=len, reverse=True)
    whole = "".join(figures["quote"].dropna())
    said = [name for name in known if len(name) > 1 and name in whole]
    out = figures.copy()
    for name in said:
        out["quote"] = out["quote"].str.replace(name, "＊" * len(name), regex=False)
    return out


def check_report_texts(folder: Path) -> dict[str, pd.DataFrame]:
    """The frames of a county's reports, none where it handed in no report.

    ``report_figures``: one row for each relation in each report. ``report_numbers``: one row for each
    figure, to be held against the county's data. ``file`` is relative to the folder. A report that
    cannot be read (a scan, an encrypted file) stands in the first as one row of grade ``unread`` with the
    reason, one that was read only in part as a row of grade ``partly_read``: neither passed nor lost.
    """
    paths = report_texts(folder)
    if not paths:
        return {}
    relations, numbers = [], []
    for path in paths:
        name = path.relative_to(folder).as_posix()
        try:
            checked = read_report(path)
        except UnreadableInput as problem:
            relations.append(_remark(name, UNREAD, str(problem)))
            continue
        relations.append(checked.relations.assign(file=name))
        relations.extend(_remark(name, PARTLY_READ, note) for note in checked.notes)
        numbers.append(checked.figures.assign(file=name))
    frames = {"report_figures": pd.concat(relations, ignore_index=True)}
    if numbers:
        frames["report_numbers"] = pd.concat(numbers, ignore_index=True)
    return frames


def _remark(file: str, grade: str, reason: str) -> pd.DataFrame:
    """A row that is no relation: what was not read of a report, and why."""
    return pd.DataFrame({"file": [file], "grade": [grade], "reason": [reason]}, dtype="str")
