"""What came in: one county's settings, its accepted rows, and the account of every other row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pandas as pd


@dataclass(frozen=True)
class Term:
    """A school term as the county declares it; both ends included.

    ``no_school`` are days off beyond weekends and statutory holidays, ``extra_school`` the make-up
    days on which school was kept.
    """

    start: date
    end: date
    no_school: tuple[date, ...] = ()
    extra_school: tuple[date, ...] = ()


FIRST_MONTH_OF_AUTUMN = 7
"""From July on a county without a declared term looks ahead to the school year that opens in September."""


@dataclass(frozen=True)
class CountySettings:
    """The county as ``county.yml`` and the command describe it.

    ``as_of`` is the audit date: only what was known on that day counts. ``policy`` names a
    built-in profile or a YAML file. ``tables`` maps a table to ``file#sheet`` where the user said
    so; ``columns`` maps ``table`` to ``{header: column}`` corrections; ``aliases`` maps a school's
    other names to its code.
    """

    code: str
    name: str
    city: str
    policy: str
    as_of: date
    term: Term | None
    folder: Path
    tables: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_fictional(self) -> bool:
        """Codes 99xxxx are reserved for counties whose ids can belong to nobody."""
        return self.code.startswith("99")

    @property
    def entries_known_until(self) -> date:
        """Whoever entered a school in a later month was not there on the audit date.

        An intake is registered before its term opens, and one that opens in the last days of a month
        is often written under the next.
        """
        year = self.as_of.year if self.as_of.month >= FIRST_MONTH_OF_AUTUMN else self.as_of.year - 1
        opens = date(year, 9, 1) if self.term is None else self.term.start
        return max(self.as_of, opens + timedelta(days=10))

    @property
    def label(self) -> str:
        """``<code>_<name>``: the county's folder in a run."""
        return f"{self.code}_{self.name}"


HEADER_COLUMNS = ("file", "sheet", "table", "header", "column", "confidence", "how")


@dataclass(frozen=True)
class County:
    """One county read and cleaned, every source row accounted for.

    tables
        canonical table name → accepted rows. Index ``row_id`` (unique text, the same whatever the
        order of files), columns of the data dictionary with clean values, and the provenance
        columns ``file``, ``sheet``, ``row`` (1-based row in the sheet). ``attendance`` has one row
        per source row; ``attendance_marks`` one row per recorded pupil-day: ``row_id`` (of
        ``attendance``, as a column), ``date``, ``mark`` (see ``codes/attendance_mark.yml``).
    sources
        one row per sheet read: ``file, sheet, table, sha256, read, accepted, quarantined``, where
        ``read = accepted + quarantined`` always holds.
    quarantined
        one row per row set aside: ``table, file, sheet, row, reason, column, raw`` (raw values as
        JSON). Restricted.
    quality
        one row per cell changed or doubted: ``table, file, sheet, row, row_id, column, code, reason,
        severity, raw, cleaned``. Restricted until masked. ``code`` is a DQ rule id or ``normalised``
        or ``repaired``.
    notices
        one row per thing to tell the user that is no row: ``file, sheet, kind, detail`` (hidden
        sheet left out, unknown column kept aside, denied column dropped, unrecognised file).
    headers
        what every header was taken for: ``file, sheet, table, header, column, confidence, how``.
    answers
        the decided lines of review lists that lay in the folder: ``row_a, row_b, is_same, name_a,
        name_b``. Used by linking alone, so not kept between stages.
    """

    settings: CountySettings
    tables: Mapping[str, pd.DataFrame]
    sources: pd.DataFrame
    quarantined: pd.DataFrame
    quality: pd.DataFrame
    notices: pd.DataFrame
    headers: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=list(HEADER_COLUMNS))
    )
    answers: pd.DataFrame = field(default_factory=pd.DataFrame)

    def has(self, table: str) -> bool:
        """Whether the county handed in this table at all (it may hold no row)."""
        return table in self.tables
