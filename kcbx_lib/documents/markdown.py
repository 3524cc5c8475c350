"""Tables and lists in Markdown, and where the repository's files are."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from kcbx_lib.messages import say

ROOT = Path(__file__).resolve().parents[2]


def words(key: str, lang: str, **values: Any) -> str:
    """A message of the documents' catalogue."""
    return say(f"documents.{key}", lang=lang, **values)


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table; bars and line ends inside a cell are kept from breaking it."""
    names = list(head)
    lines = [_line(names), _line(["---"] * len(names)), *map(_line, rows)]
    return "\n".join(lines)


def _line(cells: Iterable[object]) -> str:
    shown = (" ".join(str(cell).split()).replace("|", "\\|") for cell in cells)
    return "| " + " | ".join(shown) + " |"


def whole(parts: Iterable[str]) -> str:
    """Paragraphs as one page, ending in one line end."""
    return "\n\n".join(part.rstrip() for part in parts if part.strip()) + "\n"


@cache
def data(name: str) -> Any:
    """A YAML file of this room."""
    return yaml.safe_load((files(__package__) / name).read_text(encoding="utf-8"))


def text_file(name: str) -> str:
    """A text file of this room."""
    return (files(__package__) / name).read_text(encoding="utf-8")
