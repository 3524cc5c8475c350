"""Profiles as written: one YAML file each, read, checked and put on top of what it extends.

A county may bring its own file; it extends a built-in profile and states only what differs::

    profile: qinghe
    title: {zh: 青禾县, en: Qinghe county}
    extends: suiyang_2024
    values:
      absence.report_streak_days: 2            # short form: unconfirmed, cites the file itself
      target.retention:
        - {since: 2025-01-01, value: 97, comparison: at least, document: qinghe_order, article: 第三条,
           status: confirmed}
    documents:
      qinghe_order: {title: {zh: …, en: …}, number: 青教〔2024〕5号, date: 2024-12-20}
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from kcbx_lib.errors import PolicyError, WrongUse
from kcbx_lib.messages import YAML_LOADER, say
from kcbx_lib.policy.rulebook import document_from, documents, policy_keys
from kcbx_lib.policy.values import COMPARISONS, STATUSES, Document, Key, Value, fits

ORDER = (
    "national",
    "yaosheng_2022",
    "xinrong_2022",
    "zhuozi_2022",
    "district_2019",
    "hanzhong_2018",
    "yangquan_2018",
    "suiyang_2024",
)
FIELDS = {"since", "value", "comparison", "document", "article", "status", "note", "unit"}


@dataclass(frozen=True)
class Profile:
    """A profile as its file states it, before anything is inherited.

    ``own`` maps a key to its values, oldest first; ``documents`` are those the file itself adds.
    """

    name: str
    title: Mapping[str, str]
    extends: str | None
    document: str | None
    own: Mapping[str, tuple[Value, ...]]
    documents: Mapping[str, Document]


def profile_names() -> tuple[str, ...]:
    """The built-in profiles, national first."""
    return ORDER


def read_profile(name_or_path: str) -> Profile:
    """The profile of that name, or the YAML file at that path.

    Raises WrongUse for a name that is neither, naming the known ones and the nearest; PolicyError
    for a file that contradicts the rulebook.
    """
    if name_or_path in ORDER:
        return _built_in(name_or_path)
    path = Path(name_or_path)
    if path.suffix in (".yml", ".yaml") or path.is_file():
        return _from_file(path)
    raise WrongUse(
        say(
            "policy.unknown_profile",
            found=name_or_path,
            known="、".join(ORDER),
            nearest=nearest(name_or_path, ORDER),
        )
    )


def nearest(found: str, known: Iterable[str]) -> str:
    """A sentence that names the closest known spelling, or nothing."""
    close = difflib.get_close_matches(found, list(known), n=1, cutoff=0.5)
    return say("policy.nearest", name=close[0]) if close else ""


@cache
def _built_in(name: str) -> Profile:
    text = (files(__package__) / "profiles" / f"{name}.yml").read_text(encoding="utf-8")
    return _checked(yaml.load(text, Loader=YAML_LOADER), where=f"{name}.yml")


def _from_file(path: Path) -> Profile:
    if not path.is_file():
        raise WrongUse(say("policy.no_file", found=path.name))
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = "?" if mark is None else mark.line + 1
        raise PolicyError(say("policy.not_yaml", where=path.name, line=line)) from None
    if not isinstance(raw, dict) or not isinstance(raw.get("values", {}), dict):
        raise PolicyError(say("policy.not_a_profile", where=path.name))
    if raw.get("extends", "national") not in ORDER:
        raise PolicyError(
            say(
                "policy.unknown_parent",
                where=path.name,
                found=raw.get("extends"),
                known="、".join(ORDER),
            )
        )
    raw = {"profile": path.stem, "title": {"zh": path.stem, "en": path.stem}} | raw
    raw.setdefault("extends", "national")
    return _checked(raw, where=path.name)


def _checked(raw: Mapping[str, Any], *, where: str) -> Profile:
    added = {
        name: document_from(name, entry) for name, entry in (raw.get("documents") or {}).items()
    }
    known = documents() | added
    own: dict[str, tuple[Value, ...]] = {}
    for key, entries in (raw.get("values") or {}).items():
        meaning = policy_keys().get(key)
        if meaning is None:
            raise PolicyError(
                say(
                    "policy.unknown_key",
                    where=where,
                    found=key,
                    nearest=nearest(key, policy_keys()),
                )
            )
        values = [
            _value(meaning, entry, profile=raw["profile"], known=known, where=where)
            for entry in _entries(entries, meaning)
        ]
        _require_one_value_a_day(values, where=where)
        own[key] = tuple(sorted(values, key=lambda value: value.since or date.min))
    return Profile(
        name=raw["profile"],
        title=raw["title"],
        extends=raw.get("extends"),
        document=raw.get("document"),
        own=own,
        documents=added,
    )


def _entries(entries: Any, key: Key) -> list[dict[str, Any]]:
    """The dated entries of a key; a bare value is one undated, unconfirmed entry of the file itself."""
    is_list_of_entries = (
        isinstance(entries, list)
        and bool(entries)
        and all(isinstance(entry, dict) and "value" in entry for entry in entries)
    )
    if is_list_of_entries:
        return list(entries)
    default = read_profile("national").own[key.key][0]
    return [
        {
            "since": None,
            "value": entries,
            "comparison": default.comparison,
            "document": "own_profile",
            "article": None,
            "status": "unconfirmed",
        }
    ]


def _value(
    key: Key,
    entry: Mapping[str, Any],
    *,
    profile: str,
    known: Mapping[str, Document],
    where: str,
) -> Value:
    def refuse(expected: str, found: object) -> PolicyError:
        return PolicyError(
            say("policy.wrong_value", where=where, key=key.key, expected=expected, found=found)
        )

    if unknown := sorted(set(entry) - FIELDS):
        raise refuse("、".join(sorted(FIELDS)), "、".join(unknown))
    since = entry.get("since")
    if isinstance(since, datetime) or not (since is None or isinstance(since, date)):
        raise refuse("since: YYYY-MM-DD", since)
    if not fits(entry["value"], key):
        raise refuse(say(f"policy.type_{key.type}", codes="、".join(key.codes)), entry["value"])
    if entry.get("comparison") not in COMPARISONS:
        raise refuse("、".join(COMPARISONS), entry.get("comparison"))
    status = entry.get("status")
    if status not in STATUSES:
        raise refuse("、".join(STATUSES), status)
    document = str(entry.get("document"))
    if document not in known:
        raise refuse(say("policy.a_listed_document"), document)
    if status == "confirmed" and (known[document].is_assumption or not entry.get("article")):
        raise refuse(say("policy.confirmed_needs_article"), f"{document} {entry.get('article')}")
    return Value(
        key=key.key,
        value=entry["value"],
        unit=key.unit,
        comparison=entry["comparison"],
        document=document,
        article=entry.get("article"),
        status=status,
        title=key.title,
        since=since,
        profile=profile,
        document_title=known[document].citation,
        note=entry.get("note"),
    )


def _require_one_value_a_day(values: list[Value], *, where: str) -> None:
    days = [value.since for value in values]
    if len(set(days)) != len(days):
        raise PolicyError(say("policy.two_values_one_day", where=where, key=values[0].key))
