"""Code lists: what the values of a coded column mean, and every way offices write them.

One row of a list is one code: an English identifier, its label in two languages, its aliases.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

import yaml

from kcbx_lib.errors import WrongUse
from kcbx_lib.messages import YAML_LOADER, language, say
from kcbx_lib.tables.wording import compact_code

# 01-在读, 2.女, A、户籍原因: a number or letter put before the label.
_PREFIX = re.compile(r"^[0-9]{1,3}—?(?=[^0-9—])|^[0-9]{1,3}—")


@dataclass(frozen=True)
class Code:
    """One code, its labels and aliases."""

    code: str
    zh: str
    en: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class CodeList:
    """One list of codes, in the order of the dictionary."""

    name: str
    title: Mapping[str, str]
    entries: tuple[Code, ...]

    @property
    def codes(self) -> list[str]:
        """The identifiers."""
        return [entry.code for entry in self.entries]

    @cached_property
    def aliases(self) -> dict[str, str]:
        """Every way of writing → code: the Chinese label, the identifier, the aliases."""
        return {
            text: entry.code
            for entry in self.entries
            for text in (entry.zh, entry.code, entry.en, *entry.aliases)
        }

    @cached_property
    def _by_compact(self) -> dict[str, str]:
        return {compact_code(text): code for text, code in self.aliases.items()}

    def find(self, text: str) -> str | None:
        """The code that a cell's text stands for, or None. The label counts before a number put in
        front of it (DOMAIN: codes differ between systems, labels do not).

        >>> load_codes("student_status").find("01-在读")
        'in_school'
        """
        plain = compact_code(text)
        found = self._by_compact.get(plain)
        if found is None:
            found = self._by_compact.get(_PREFIX.sub("", plain, count=1))
        return found

    def label(self, code: str, lang: str | None = None) -> str:
        """The code's label in a language (the one in force by default); an unknown code as it is."""
        for entry in self.entries:
            if entry.code == code:
                return entry.zh if (lang or language()) == "zh" else entry.en
        return code

    def extended(self, further: Mapping[str, str]) -> CodeList:
        """The list with further ways of writing, ``{text: code or Chinese label}``."""
        added: dict[str, list[str]] = {}
        for text, target in further.items():
            code = self.find(target)
            if code is None:
                raise WrongUse(
                    say(
                        "tables.unknown_code",
                        codes=self.name,
                        found=target,
                        known="、".join(f"{entry.zh}（{entry.code}）" for entry in self.entries),
                    )
                )
            added.setdefault(code, []).append(text)
        entries = tuple(
            Code(e.code, e.zh, e.en, (*e.aliases, *added.get(e.code, ()))) for e in self.entries
        )
        return CodeList(self.name, self.title, entries)


@cache
def load_codes(name: str) -> CodeList:
    """The code list of that name. Raises WrongUse for a name the dictionary does not know."""
    path = files(__package__) / "codes" / f"{name}.yml"
    if not path.is_file():
        raise WrongUse(
            say("tables.unknown_code_list", found=name, known="、".join(code_list_names()))
        )
    text = yaml.load(path.read_text(encoding="utf-8"), Loader=YAML_LOADER)
    entries = tuple(
        Code(
            str(row["code"]),
            str(row["zh"]),
            str(row["en"]),
            tuple(str(alias) for alias in row.get("aliases", ())),
        )
        for row in text["codes"]
    )
    return CodeList(name, text["title"], entries)


def code_list_names() -> list[str]:
    """The code lists of the dictionary."""
    folder = files(__package__) / "codes"
    return sorted(entry.name[:-4] for entry in folder.iterdir() if entry.name.endswith(".yml"))
