"""``docs/policies.md`` and ``docs/policies.zh-CN.md``: every key, every profile's values, every source.

Written from the rulebook; a test compares the files with what this module writes, so they cannot fall
behind it. Write them anew with ``python -m kcbx_lib.policy.document docs``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from kcbx_lib.messages import say
from kcbx_lib.policy.comparison import standing
from kcbx_lib.policy.loader import load_policy
from kcbx_lib.policy.profiles import profile_names, read_profile
from kcbx_lib.policy.rulebook import documents, policy_keys
from kcbx_lib.policy.values import Document, Value
from kcbx_lib.policy.wording import in_words

FILES = {"en": "policies.md", "zh": "policies.zh-CN.md"}
AFTER_EVERY_DATE = date(2100, 1, 1)
"""The page shows each key's newest value, with the day since which it holds."""


def policies_page(lang: str) -> str:
    """The whole page in one language."""
    parts = [
        f"# {say('policy.page_title', lang=lang)}",
        say("policy.page_intro", lang=lang),
        f"## {say('policy.page_defaults', lang=lang)}",
        _defaults(lang),
        f"## {say('policy.page_profiles', lang=lang)}",
        *(_profile(name, lang) for name in profile_names()[1:]),
        f"## {say('policy.page_documents', lang=lang)}",
        _documents(lang),
        f"## {say('policy.page_own', lang=lang)}",
        say("policy.page_own_text", lang=lang),
    ]
    return "\n\n".join(parts) + "\n"


def _defaults(lang: str) -> str:
    policy = load_policy("national", on=AFTER_EVERY_DATE)
    head = ["page_key", "page_meaning", "page_value", "page_status", "page_mechanisms"]
    rows = []
    for key, meaning in policy_keys().items():
        value = policy.value(key)
        rows.append(
            [
                f"`{key}`",
                meaning.title[lang],
                _shown(value, lang),
                standing(policy, value, lang),
                " ".join(meaning.mechanisms),
            ]
        )
    return _table(head, rows, lang)


def _profile(name: str, lang: str) -> str:
    profile = read_profile(name)
    policy = load_policy(name, on=AFTER_EVERY_DATE)
    head = ["page_key", "page_meaning", "page_value", "page_since", "page_status"]
    rows = []
    for key, values in profile.own.items():
        for value in values:
            since = "—" if value.since is None else value.since.isoformat()
            meaning = policy_keys()[key].title[lang]
            shown = _shown(value, lang)
            rows.append([f"`{key}`", meaning, shown, since, standing(policy, value, lang)])
    title = f"### `{name}` {profile.title[lang]}"
    return f"{title}\n\n{_table(head, rows, lang)}"


def _shown(value: Value, lang: str) -> str:
    note = f" ({value.note[lang]})" if value.note else ""
    return f"{in_words(value, lang)}{note}"


def _documents(lang: str) -> str:
    head = ["page_document", "page_issuer", "page_number", "page_date", "page_damage"]
    shown = [document for document in documents().values() if not document.is_assumption]
    return _table(head, [_document(document, lang) for document in shown], lang)


def _document(document: Document, lang: str) -> list[str]:
    return [
        document.title[lang],
        document.issuer[lang],
        document.number or "—",
        "—" if document.dated is None else document.dated.isoformat(),
        document.damage[lang] if document.damage else "",
    ]


def _table(head: Iterable[str], rows: Iterable[Iterable[str]], lang: str) -> str:
    names = [say(f"policy.{name}", lang=lang) for name in head]
    lines = [_line(names), _line(["---"] * len(names)), *map(_line, rows)]
    return "\n".join(lines)


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def write_pages(folder: Path) -> list[Path]:
    """Write the page in both languages into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for lang, name in FILES.items():
        path = folder / name
        path.write_text(policies_page(lang), encoding="utf-8", newline="\n")
        paths.append(path)
    return paths


if __name__ == "__main__":
    write_pages(Path(sys.argv[1] if len(sys.argv) > 1 else "docs"))
