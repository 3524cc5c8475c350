"""What every profile shares: the keys and the documents they may cite."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from kcbx_lib.messages import YAML_LOADER
from kcbx_lib.policy.values import Document, Key


@cache
def policy_keys() -> dict[str, Key]:
    """Every policy key, in the order of ``keys.yml``."""
    raw = _read("keys.yml")
    return {
        key: Key(
            key=key,
            title=entry["title"],
            type=entry["type"],
            unit=entry["unit"],
            mechanisms=tuple(entry["mechanisms"]),
            codes=tuple(entry.get("codes", ())),
            fields=tuple(entry.get("fields", ())),
        )
        for key, entry in raw.items()
    }


@cache
def documents() -> dict[str, Document]:
    """Every source document, law and working default of ``documents.yml``."""
    return {name: document_from(name, entry) for name, entry in _read("documents.yml").items()}


def document_from(name: str, entry: Mapping[str, Any]) -> Document:
    """A document as its YAML entry describes it; ``date: unknown`` becomes None."""
    dated = entry.get("date")
    return Document(
        id=name,
        kind=str(entry.get("kind", "local")),
        title=entry["title"],
        issuer=entry.get("issuer", {"zh": "", "en": ""}),
        number=entry.get("number"),
        dated=dated if isinstance(dated, date) else None,
        damage=entry.get("damage"),
    )


def _read(name: str) -> dict[str, Any]:
    text = (files(__package__) / name).read_text(encoding="utf-8")
    content: dict[str, Any] = yaml.load(text, Loader=YAML_LOADER)
    return content
