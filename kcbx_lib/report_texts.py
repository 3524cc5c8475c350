"""The reports that a county handed in as text: every relation among their figures, checked."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from kcbx_lib.errors import UnreadableInput
from kcbx_lib.statements import check_file

REPORT_SUFFIXES = (".txt", ".md", ".docx", ".pdf")
NOT_REPORTS = ("readme", "说明")
LOCK_PREFIX = "~$"


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


def check_report_texts(folder: Path) -> pd.DataFrame | None:
    """Each relation in each report, ``file`` relative to the folder; None where there is no report.

    A report that cannot be read (a scan, an encrypted file) stands as one row of grade ``unread`` with
    the reason, so that it is neither passed nor lost.
    """
    paths = report_texts(folder)
    if not paths:
        return None
    parts = []
    for path in paths:
        name = path.relative_to(folder).as_posix()
        try:
            parts.append(check_file(path).assign(file=name))
        except UnreadableInput as problem:
            unread = {"file": [name], "grade": ["unread"], "reason": [str(problem)]}
            parts.append(pd.DataFrame(unread))
    return pd.concat(parts, ignore_index=True)
