"""``publish_run``: a run's counts made fit for others, and the files that carry them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from kcbx_lib.errors import PrivacyBreach, WrongUse
from kcbx_lib.messages import LANGUAGES, say
from kcbx_lib.privacy.release import ReleaseCheck
from kcbx_lib.privacy.suppression import is_small
from kcbx_lib.publication.cells import Cells, name_cells, state_cells
from kcbx_lib.publication.limits import Limits, limits_of
from kcbx_lib.publication.page import publication_page
from kcbx_lib.publication.rows import CITY, NOT_PUBLISHED, indicator_rows, state_rows
from kcbx_lib.publication.run_tables import RunTables, read_run
from kcbx_lib.publication.small_units import merge_small_units
from kcbx_lib.publication.tables import indicator_table, summary_table
from kcbx_lib.publication.withhold import hide, protect_rows
from kcbx_lib.publication.workbook import publication_sheets
from kcbx_lib.reports.workbooks import write_workbook
from kcbx_lib.reports.writer import neutralised, write_csv, write_json, write_text

PAGES = {"zh": "index.html", "en": "index.en.html"}
PSEUDONYM = re.compile(r"(?<![a-z0-9])c[a-z2-7]{16}(?![a-z0-9])")
NAMING_COLUMNS = ("name", "resident_id", "student_no")


@dataclass(frozen=True)
class Publication:
    """What is told: both tables, and the note of what was hidden and why."""

    summary: pd.DataFrame
    indicators: pd.DataFrame
    note: dict[str, Any]
    names: Mapping[str, str]


def publish_run(run: Path, out: Path, *, policy: str | None = None) -> dict[str, Path]:
    """Write the publication of the run in ``run`` to ``out``; the files by what they are.

    Raises UnreadableInput where ``run`` is none, WrongUse where ``out`` is itself a run (its internal
    files would be taken for published ones), PrivacyBreach, with nothing written, where a small count
    could be worked out or a person's detail stands in a text.
    """
    tables = read_run(run)
    if (out / "run.json").exists() or out.resolve().is_relative_to(run.resolve()):
        raise WrongUse(say("publish.out_is_a_run", found=out))
    publication = make_publication(tables, limits_of(tables.counties, policy=policy))
    pages = {lang: publication_page(publication, lang=lang, pages=PAGES) for lang in LANGUAGES}
    _check(tables, publication, pages)
    written = {f"page_{lang}": write_text(out / PAGES[lang], pages[lang]) for lang in LANGUAGES}
    written["summary"] = write_csv(out / "summary.csv", publication.summary)
    written["indicators"] = write_csv(out / "indicators.csv", publication.indicators)
    written["workbook"] = write_workbook(
        out / "publication.xlsx",
        publication_sheets(publication),
        created=datetime.fromisoformat(str(publication.note["as_of"])),
    )
    written["note"] = write_json(out / "publication.json", publication.note)
    return written


def make_publication(tables: RunTables, limits: Limits) -> Publication:
    """The tables as they may be told. Raises PrivacyBreach where a small count cannot be kept."""
    names = {CITY: "／".join(say("publish.city", lang=lang) for lang in LANGUAGES)}
    names |= {county.code: county.name for county in tables.counties}
    merged = merge_small_units(tables.indicators, tables.pupils, limit=limits.smallest_unit)
    rows = name_cells(
        indicator_rows(merged.indicators.dropna(subset=["numerator"]), tables.counties)
    )
    states = state_rows(tables.states, tables.counties)
    states["cell"] = "s|" + states["county"] + "|" + states["measure"]
    rates = protect_rows(rows, merged.pupils, below=limits.below)
    count_cells = state_cells(states)
    hidden_counts, told_counts = hide(count_cells, limits.below)
    if told := len(rates.told) + len(told_counts):
        raise PrivacyBreach(say("publish.exposed", count=told))
    options = {"round_to": limits.round_to}
    note = {
        "kit": version("kcbx"),
        "as_of": max(county.as_of for county in tables.counties),
        "counties": [{"code": one.code, "name": one.name} for one in tables.counties],
        "not_audited": list(tables.failed),
        "limits": [
            {"key": key, "value": value, "document": document, "status": status}
            for key, value, document, status in limits.sources
        ],
        "hidden": {
            "indicators": why_hidden(rates.cells, rates.hidden, limits.below),
            "summary": why_hidden(count_cells, hidden_counts, limits.below),
        },
        "withheld": withheld_rows(rates.rows),
        "merged": [
            {"county": county, "level": level, "units": len(units)}
            for (county, level), units in sorted(merged.units.items())
        ],
        "left_out": list(NOT_PUBLISHED),
    }
    return Publication(
        summary_table(states, hidden_counts, names, **options),
        indicator_table(rates.rows, rates.hidden, names, **options),
        note,
        names,
    )


def withheld_rows(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """How many rows of an indicator are withheld, by county and level."""
    keys = ["indicator", "county", "level"]
    counts = rows[rows["withheld"]].groupby(keys, sort=True).size()
    return [
        {**dict(zip(keys, where, strict=True)), "rows": int(count)}
        for where, count in counts.items()
    ]


def why_hidden(cells: Cells, hidden: frozenset[str], below: int) -> dict[str, int]:
    """How many counts there are, and how many are blank for which reason."""
    small = {cell for cell in hidden if is_small(cells.counts[cell], below)}
    complement = (cells.first & hidden) - small
    return {
        "counts": len(cells.price),
        "small": len(small),
        "complement": len(complement),
        "protecting": len(hidden - small - complement),
    }


def _check(tables: RunTables, publication: Publication, pages: Mapping[str, str]) -> None:
    """No person and no pseudonym in any text that leaves."""
    people = [
        pd.read_csv(path, dtype="str", encoding="utf-8-sig", keep_default_na=False)
        for county in tables.counties
        if (path := county.folder / "restricted" / "key.csv").is_file()
    ]
    known = pd.concat(people, ignore_index=True) if people else pd.DataFrame()
    check = ReleaseCheck(known[[name for name in NAMING_COLUMNS if name in known]])
    frames = {"summary.csv": publication.summary, "indicators.csv": publication.indicators}
    texts = {PAGES[lang]: page for lang, page in pages.items()}
    for name, frame in frames.items():
        check.check_frame(frame, where=name)
        texts[name] = neutralised(frame).to_csv(index=False)
    for name, text in texts.items():
        check.check_text(text, where=name)
        if count := len(PSEUDONYM.findall(text)):
            raise PrivacyBreach(say("release.breach", where=name, count=count))
