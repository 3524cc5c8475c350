"""The files of one county's folder: which are tables, which are not, and why.

Links are followed only inside the folder, so that a loop ends and a link to another place is no
input. Names are compared in Unicode's composed form, and the order is the names' own, so that two
machines see the same list.
"""

from __future__ import annotations

import os
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from kcbx_lib.errors import UnreadableInput
from kcbx_lib.messages import say
from kcbx_lib.read.signature import TABLE_SUFFIXES

_SETTINGS = frozenset(
    {"county.yml", "county.yaml", "aliases.yml", "aliases.yaml", "review_decisions.csv"}
)
_SYSTEM = frozenset({"thumbs.db", "desktop.ini", ".ds_store", "readme.md", "readme.txt"})
_DEEPEST = 12


@dataclass(frozen=True)
class InputFile:
    """A file that may hold tables; ``name`` is its path within the folder, with ``/``."""

    path: Path
    name: str


@dataclass(frozen=True)
class LeftOut:
    """A file that is not read, and why (a notice's kind)."""

    name: str
    kind: str


def find_files(folder: Path) -> tuple[list[InputFile], list[LeftOut]]:
    """Files to read and files left out, both in the order of their names."""
    found: list[InputFile] = []
    left: list[LeftOut] = []
    root = folder.resolve()
    try:
        walk = list(os.walk(folder, followlinks=False, onerror=_refuse))
    except OSError as error:
        raise UnreadableInput(
            say("intake.folder_unreadable", folder=folder.name, found=error.strerror or "")
        ) from None
    for place, folders, files in walk:
        here = Path(place)
        depth = len(here.relative_to(folder).parts)
        for name in list(folders):
            if name.startswith(".") or name == "__MACOSX" or depth >= _DEEPEST:
                folders.remove(name)
            elif (here / name).is_symlink():
                left.append(LeftOut(_name(here / name, folder), "link"))
        if any(
            part.startswith(".") or part == "__MACOSX" for part in here.relative_to(folder).parts
        ):
            continue
        for name in files:
            path = here / name
            kind = _why_not(path, root)
            if kind is None:
                found.append(InputFile(path, _name(path, folder)))
            elif kind:
                left.append(LeftOut(_name(path, folder), kind))
    return sorted(found, key=lambda file: file.name), sorted(left, key=lambda file: file.name)


def _refuse(error: OSError) -> None:
    raise error


def _name(path: Path, folder: Path) -> str:
    text = path.relative_to(folder).as_posix()
    return unicodedata.normalize(
        "NFC", text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    )


def _why_not(path: Path, root: Path) -> str | None:
    """None for a file to read, '' for one to pass over in silence, else the notice's kind."""
    kind = _kind_by_name(path.name.casefold())
    if kind is None and path.is_symlink():
        kind = _kind_of_link(path, root)
    if kind is None and not path.is_file():
        kind = "no_file"
    if kind is None and path.suffix.casefold() not in TABLE_SUFFIXES:
        kind = "not_a_table"
    return kind


def _kind_by_name(name: str) -> str | None:
    if name in _SETTINGS or name == ".ds_store":
        return ""
    if name.startswith(("~$", "~wrl", ".~")) or name.endswith((".tmp", ".bak", ".lock")):
        return "lock_file"
    if name.startswith("."):
        return "hidden_file"
    return "system_file" if name in _SYSTEM else None


def _kind_of_link(path: Path, root: Path) -> str | None:
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):
        return "broken_link"
    return None if target.is_relative_to(root) else "link"
