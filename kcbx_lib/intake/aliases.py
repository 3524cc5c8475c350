"""``aliases.yml``: further headers, code wordings and school names that a county adds without code.

It lies in the county's folder, or beside the counties in the data root for all of them:

    columns: {enrolment: {school_name: [办学点]}}     # table: {column: further headers}
    codes:   {student_status: {在册: 在读}}            # code list: {wording: label or code}
    schools: {石桥一小: "3990101001"}                  # a school's other name: its code
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kcbx_lib.errors import WrongUse
from kcbx_lib.intake.settings import load_yaml
from kcbx_lib.messages import say
from kcbx_lib.tables import CodeList, Table, load_codes, load_table, load_tables

FILES = ("aliases.yml", "aliases.yaml")
_KEYS = ("columns", "codes", "schools")


@dataclass(frozen=True)
class Dictionary:
    """The data dictionary as this county uses it: the built-in one with its own additions."""

    tables: Mapping[str, Table]
    codes: Mapping[str, CodeList] = field(default_factory=dict)
    schools: Mapping[str, str] = field(default_factory=dict)

    def code_list(self, name: str) -> CodeList:
        """The code list of that name, with the county's further wordings."""
        return self.codes.get(name) or load_codes(name)


def read_dictionary(folder: Path) -> Dictionary:
    """The dictionary for the county in ``folder``. Raises WrongUse for an unknown key, table,
    column or code, UnreadableInput for a file that is no YAML.
    """
    tables = load_tables()
    codes: dict[str, CodeList] = {}
    schools: dict[str, str] = {}
    for place in (folder.parent, folder):  # the county's own file has the last word
        for name in FILES:
            path = place / name
            if path.is_file():
                text = _checked(load_yaml(path, file=name), name)
                for table, headers in text["columns"].items():
                    tables[table] = tables.get(table, load_table(table)).with_aliases(
                        {
                            str(column): _texts(words)
                            for column, words in _map(headers, name).items()
                        }
                    )
                for code_list, wordings in text["codes"].items():
                    current = codes.get(code_list) or load_codes(code_list)
                    further = {str(k): str(v) for k, v in _map(wordings, name).items()}
                    codes[code_list] = current.extended(further)
                schools.update({str(k): str(v) for k, v in text["schools"].items()})
    return Dictionary(tables, codes, schools)


def _checked(text: Any, file: str) -> dict[str, dict[str, Any]]:
    text = _map(text or {}, file)
    unknown = [str(key) for key in text if key not in _KEYS]
    if unknown:
        raise WrongUse(
            say("intake.unknown_key", file=file, found=unknown[0], known="、".join(_KEYS), hint="")
        )
    return {key: _map(text.get(key) or {}, f"{file} {key}") for key in _KEYS}


def _map(value: Any, key: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise WrongUse(say("intake.not_a_map", key=key, found=str(value)[:60]))
    return value


def _texts(words: Any) -> tuple[str, ...]:
    return tuple(str(word) for word in words) if isinstance(words, list) else (str(words),)
