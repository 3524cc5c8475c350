"""``docs/glossary.md``: one word for one thing, in English, Chinese and the code."""

from __future__ import annotations

from typing import Any

from kcbx_lib.documents.markdown import data, table, whole, words
from kcbx_lib.messages import say


def glossary() -> dict[str, dict[str, Any]]:
    """``{section: {identifier: {zh, en, meaning: {zh, en}}}}``."""
    entries: dict[str, dict[str, Any]] = data("glossary.yml")
    return entries


def glossary_page(lang: str) -> str:
    """The whole page in one language."""
    parts = [f"# {words('glossary_title', lang)}", words("glossary_intro", lang)]
    head = [words(f"glossary_{name}", lang) for name in ("identifier", "chinese", "meaning")]
    for section, entries in glossary().items():
        parts.append(f"## {words(f'glossary_section_{section}', lang)}")
        rows = [
            [f"`{name}`", _chinese(section, name, entry), entry["meaning"][lang]]
            for name, entry in entries.items()
        ]
        parts.append(table(head, rows))
    return whole(parts)


def _chinese(section: str, name: str, entry: dict[str, Any]) -> str:
    """The Chinese term; a state's is the one its users read everywhere else."""
    return say(f"story.state_{name}", lang="zh") if section == "states" else str(entry["zh"])
