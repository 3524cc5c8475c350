"""``docs/facts.md``: the frames a rule may ask for, and what their rows and columns mean."""

from __future__ import annotations

from typing import Any

from kcbx_lib.documents.markdown import data, table, whole, words
from kcbx_lib.rules.registry import all_rules
from kcbx_lib.tables import load_table, table_names


def frames() -> dict[str, Any]:
    """The derived frames: ``{name: {row, columns: {column: meaning}}}``."""
    entries: dict[str, Any] = data("frames.yml")
    return entries


def facts_page(lang: str) -> str:
    """The whole page."""
    parts = [
        f"# {words('facts_title', lang)}",
        words("facts_intro", lang),
        f"## {words('facts_derived', lang)}",
    ]
    for name, entry in frames().items():
        users = [rule.rule.id for rule in all_rules() if name in rule.rule.needs]
        used = f" {words('facts_used_by', lang, rules=' '.join(users))}" if users else ""
        parts += [
            f'<a id="{name}"></a>\n\n### `{name}`',
            f"{words('facts_row', lang, row=entry['row'])}{used}",
            table(
                [words("facts_column", lang), words("facts_meaning", lang)],
                [[f"`{column}`", meaning] for column, meaning in entry["columns"].items()],
            ),
        ]
    parts += [f"## {words('facts_tables', lang)}", words("facts_tables_text", lang), _tables(lang)]
    return whole(parts)


def _tables(lang: str) -> str:
    page = "data-dictionary.md" if lang == "en" else "data-dictionary.zh-CN.md"
    head = [words(f"facts_{name}", lang) for name in ("table", "one_row", "child")]
    return table(
        head,
        [
            [
                f"[`{name}`]({page}#{name}) {load_table(name).title['zh']}",
                load_table(name).row[lang],
                "✓" if load_table(name).person else "",
            ]
            for name in table_names()
        ],
    )
