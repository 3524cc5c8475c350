"""Invented counties drawn as small text tables, for the specifications of indicators and rules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from kcbx_lib.county import CountySettings, Term
from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.registry import wording

TERM = Term(start=date(2024, 9, 2), end=date(2025, 1, 17))


def table(text: str, **dtypes: str) -> pd.DataFrame:
    """The frame that a text table draws: header, then one row a line, cells parted by ``|``.

    An empty cell or ``-`` is missing. ``dtypes`` names the type of a column that is no text; a column
    ending in ``_on`` and ``date``, ``deadline``, ``due``, ``start``, ``end`` is a date. Row ids are
    ``r1``, ``r2`` …, or the column ``row_id``.
    """
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    header, rows = lines[0], lines[1:]
    frame = pd.DataFrame(rows, columns=header, dtype="str").replace({"": pd.NA, "-": pd.NA})
    for column in header:
        kind = dtypes.get(column)
        if kind == "boolean":
            words = {"yes": True, "no": False}
            frame[column] = frame[column].map(words).astype("boolean")
        elif kind is not None:
            frame[column] = pd.to_numeric(frame[column]).astype(kind)
        elif column.endswith("_on") or column in ("date", "deadline", "due", "start", "end"):
            frame[column] = pd.to_datetime(frame[column]).astype("datetime64[us]")
    names = frame.pop("row_id") if "row_id" in frame else [f"r{n + 1}" for n in range(len(frame))]
    return frame.set_index(pd.Index(names, dtype="str", name="row_id"))


def children(text: str, **dtypes: str) -> pd.DataFrame:
    """The ``children`` frame: index ``subject``; membership and flags are yes, no or blank."""
    known = {"age_on_cutoff": "Int64", "grade": "Int64", "is_of_age": "boolean"}
    header = [cell.strip() for cell in text.strip().splitlines()[0].split("|")]
    known |= {name: "boolean" for name in header if name.startswith(("in_", "is_", "has_"))}
    frame = table(text, **(known | dtypes)).set_index("subject")
    defaults: Mapping[str, Any] = {
        "township": pd.NA,
        "school_code": pd.NA,
        "grade": pd.NA,
        "stage": pd.NA,
        "sex": pd.NA,
        "status": pd.NA,
        "in_population": True,
        "in_enrolment": True,
        "in_disability": False,
        "is_of_age": True,
    }
    for name, value in defaults.items():
        if name not in frame:
            kind = "boolean" if name.startswith(("in_", "is_")) else "str"
            frame[name] = pd.Series(value, index=frame.index, dtype=kind)
    return frame


def facts(
    *, as_of: date = date(2024, 11, 20), term: Term | None = TERM, **frames: pd.DataFrame
) -> Facts:
    """The facts of an invented county that holds these frames and no others."""
    county = CountySettings(
        code="990101",
        name="青禾县",
        city="云岭市",
        policy="national",
        as_of=as_of,
        term=term,
        folder=Path("青禾县"),
    )
    return Facts(county, frames)


def cell(frame: pd.DataFrame, column: str, **where: object) -> Any:
    """The one cell of the row that these values name."""
    rows = frame
    for name, value in where.items():
        rows = rows[rows[name].eq(value)]
    assert len(rows) == 1, f"{len(rows)} rows where {where}"
    return rows[column].iloc[0]


def found(rule: Any, county: Facts, policy: Policy) -> pd.DataFrame:
    """What a rule finds, its wording filled in: a missing field in a sentence raises here."""
    rows = rule.find(county, policy).rows.reset_index(drop=True)
    words = wording(rule.RULE.id)
    for lang in ("zh", "en"):
        for part in ("title", "criterion", "condition", "effect", "action"):
            for record in rows.to_dict("records"):
                fields = {str(name): value for name, value in record.items()}
                assert words[part][lang].format(**fields, policy=policy)
        assert words["owner"][lang]
    assert words["severity"] in ("high", "medium", "low")
    if "subject_kind" in rows:
        assert set(rows["subject_kind"]) <= {"child", "school", "township", "county", "report"}
    return rows


def subjects(rule: Any, county: Facts, policy: Policy) -> list[str]:
    """The subjects a rule finds, sorted."""
    return sorted(found(rule, county, policy)["subject"])


def missing_tables(rule: Any, county: Facts) -> list[str]:
    """The frames the rule needs and the county has not: then the registry says "not tested"."""
    return county.missing(rule.RULE.needs)
