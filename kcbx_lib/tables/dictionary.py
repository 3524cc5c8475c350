"""The data dictionary: what each table is, column by column, read from ``dictionary/*.yml``.

A table's file says what one row means, by what names its file goes, and its columns with their
Chinese header, the other headers seen for them, kind, code list, sensitivity and meaning. The five
person columns and those that many tables share are written once (``_person.yml``, ``_shared.yml``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from kcbx_lib.errors import WrongUse
from kcbx_lib.messages import YAML_LOADER, language, say

KINDS = frozenset(
    """text name resident_id student_no disability_no date month grade flag code number integer
    money phone address school_code school_name class_no list period school_year term day_mark
    subject_score category""".split()
)
SENSITIVITIES = ("public", "internal", "name", "id", "student_no", "phone", "address", "free_text")
PERSON_COLUMNS = ("name", "resident_id", "student_no", "sex", "birth_date")


@dataclass(frozen=True)
class Column:
    """One column of a table.

    ``aliases`` are other headers for it. ``yes_words`` and ``no_words`` are what a flag may say
    beside 是 and 否; with ``text_means``, any other text does (a signature). ``derived`` columns are
    made on intake and never looked for in a sheet; ``multiple`` cells hold several codes; with
    ``contains`` a code is also found inside a longer text.
    """

    name: str
    header: str
    kind: str
    sensitivity: str
    meaning: Mapping[str, str]
    aliases: tuple[str, ...] = ()
    codes: str | None = None
    required: bool = False
    unit: str | None = None
    yes_words: tuple[str, ...] = ()
    no_words: tuple[str, ...] = ()
    text_means: bool | None = None
    derived: bool = False
    multiple: bool = False
    contains: bool = False

    @property
    def headers(self) -> tuple[str, ...]:
        """Every header by which the column is known: the main one, its name, its aliases."""
        return (self.header, self.name, *self.aliases)


@dataclass(frozen=True)
class Table:
    """One table: its columns in order (the person columns first), and how a file of it is named.

    ``ignored`` are headers that such sheets usually have and the kit has no use for; they are left
    aside without a notice. ``recognised_by`` are sets of columns; a sheet with all columns of one of
    them can be this table whatever its file is called. ``weak_file_names`` are words that any list
    may be called by (花名册, 台账); they count only where no other table's word is found.
    """

    name: str
    title: Mapping[str, str]
    row: Mapping[str, str]
    person: bool
    file_names: tuple[str, ...]
    columns: tuple[Column, ...]
    ignored: tuple[str, ...] = ()
    recognised_by: tuple[tuple[str, ...], ...] = ()
    weak_file_names: tuple[str, ...] = ()

    @property
    def column_names(self) -> list[str]:
        """Canonical column names in order."""
        return [column.name for column in self.columns]

    def column(self, name: str) -> Column:
        """The column of that name. Raises WrongUse where the table has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise WrongUse(
            say(
                "tables.unknown_column",
                table=self.name,
                found=name,
                known="、".join(f"{column.name}（{column.header}）" for column in self.columns),
            )
        )

    def has(self, name: str) -> bool:
        """Whether the table has a column of that name."""
        return any(column.name == name for column in self.columns)

    def find_column(self, text: str) -> Column | None:
        """The column whose name, header or alias is exactly ``text``."""
        return next((column for column in self.columns if text in column.headers), None)

    def label(self, lang: str | None = None) -> str:
        """The table's title in a language (the one in force by default)."""
        return self.title[lang or language()]

    def with_aliases(self, further: Mapping[str, tuple[str, ...]]) -> Table:
        """The table with further headers for its columns, ``{column: headers}``."""
        for name in further:
            self.column(name)
        columns = tuple(
            replace(column, aliases=(*column.aliases, *further.get(column.name, ())))
            for column in self.columns
        )
        return replace(self, columns=columns)


def table_names() -> list[str]:
    """The tables of the dictionary, in the contract's order."""
    return list(_ORDER)


_ORDER = (
    "population enrolment attendance scores poverty disability welfare aid movements cases "
    "persuasions notices home_teaching reports schools plans exam_entries surveys helpers "
    "agreements activities inspections tasks cohorts"
).split()


@cache
def load_table(name: str) -> Table:
    """The table of that name. Raises WrongUse for a name the dictionary does not know."""
    if name not in _ORDER:
        known = "、".join(table_names())
        raise WrongUse(say("tables.unknown_table", found=name, known=known))
    text = _read(name)
    person = bool(text["person"])
    rows = [*(_person_rows(text.get("person_aliases", {})) if person else ()), *text["columns"]]
    columns = tuple(_column(row, table=name) for row in rows)
    return Table(
        name=name,
        title=text["title"],
        row=text["row"],
        person=person,
        file_names=tuple(str(word) for word in text["file_names"]),
        columns=columns,
        ignored=tuple(str(word) for word in text.get("ignored", ())),
        weak_file_names=tuple(str(word) for word in text.get("weak_file_names", ())),
        recognised_by=tuple(tuple(names) for names in text["recognised_by"]),
    )


def load_tables() -> dict[str, Table]:
    """All tables by name."""
    return {name: load_table(name) for name in table_names()}


@dataclass(frozen=True)
class DeniedKind:
    """A kind of column that is never stored, and the words by which its header is known."""

    kind: str
    title: Mapping[str, str]
    contains: tuple[str, ...]
    equals: tuple[str, ...]


@cache
def denied_kinds() -> tuple[DeniedKind, ...]:
    """The kinds of column that are dropped on reading: religion, birth planning, bank accounts."""
    path = files(__package__) / "denied.yml"
    rows = yaml.load(path.read_text(encoding="utf-8"), Loader=YAML_LOADER)
    return tuple(
        DeniedKind(row["kind"], row["title"], tuple(row["contains"]), tuple(row["equals"]))
        for row in rows
    )


@cache
def _read(name: str) -> dict[str, Any]:
    path = files(__package__) / "dictionary" / f"{name}.yml"
    return yaml.load(path.read_text(encoding="utf-8"), Loader=YAML_LOADER)


@cache
def _shared() -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in _read("_shared")["columns"]}


def _person_rows(further: dict[str, list[str]]) -> list[dict[str, Any]]:
    """The person columns, with the headers that only this table uses for them."""
    return [
        {**row, "aliases": [*row["aliases"], *further.get(row["name"], ())]}
        for row in _read("_person")["columns"]
    ]


def _column(row: dict[str, Any], *, table: str) -> Column:
    fields = dict(row)
    if "use" in fields:
        shared = _shared()[fields.pop("use")]
        less = set(fields.pop("aliases_less", ()))
        aliases = [text for text in shared.get("aliases", ()) if text not in less]
        aliases += fields.pop("aliases_more", [])
        if "header" in fields:
            aliases.insert(0, shared["header"])  # the common header still names the column
        fields = {**shared, "aliases": aliases, **fields}
    for key in ("aliases", "yes_words", "no_words"):
        fields[key] = tuple(str(text) for text in fields.get(key, ()))
    column = Column(**fields)
    if column.kind not in KINDS or column.sensitivity not in SENSITIVITIES:
        raise ValueError(f"{table}.{column.name}: unknown kind or sensitivity")
    return column
