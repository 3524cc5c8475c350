"""The data dictionary as a page to read, in both languages, generated from the YAML.

``python -m kcbx_lib.tables.document docs`` writes ``data-dictionary.md`` and
``data-dictionary.zh-CN.md``; a test compares them with what is generated.
"""

from __future__ import annotations

import sys
from pathlib import Path

from kcbx_lib.messages import say
from kcbx_lib.tables.codes import CodeList, code_list_names, load_codes
from kcbx_lib.tables.dictionary import PERSON_COLUMNS, Column, Table, denied_kinds, load_tables

PAGES = {"en": "data-dictionary.md", "zh": "data-dictionary.zh-CN.md"}


def page(lang: str) -> str:
    """The whole page in one language, as Markdown."""
    tables = load_tables()
    lines = [
        f"# {say('tables.page_title', lang=lang)}",
        "",
        say("tables.page_intro", lang=lang),
        "",
    ]
    lines += _contents(tables, lang)
    lines += _section(say("tables.page_person", lang=lang), _person_columns(tables), lang)
    for table in tables.values():
        lines += _table(table, lang)
    lines += ["", f"## {say('tables.page_codes', lang=lang)}", ""]
    for name in code_list_names():
        lines += _code_list(load_codes(name), lang)
    lines += [
        "",
        f"## {say('tables.page_denied', lang=lang)}",
        "",
        say("tables.page_denied_text", lang=lang),
        "",
    ]
    for kind in denied_kinds():
        words = "、".join([*kind.contains, *kind.equals])
        lines.append(f"- **{kind.title[lang]}** (`{kind.kind}`): {words}")
    return "\n".join(lines).rstrip() + "\n"


def _contents(tables: dict[str, Table], lang: str) -> list[str]:
    lines = [
        "| "
        + " | ".join(say(f"tables.page_{h}", lang=lang) for h in ("table", "row", "files"))
        + " |",
        "|---|---|---|",
    ]
    for table in tables.values():
        title = f"[{table.title[lang]}](#{table.name}) `{table.name}`"
        lines.append(
            f"| {title} | {table.row[lang]} | {'、'.join([*table.file_names, *table.weak_file_names])} |"
        )
    return [*lines, ""]


def _person_columns(tables: dict[str, Table]) -> list[Column]:
    enrolment = tables["enrolment"]
    return [enrolment.column(name) for name in PERSON_COLUMNS]


def _table(table: Table, lang: str) -> list[str]:
    own = [
        column for column in table.columns if not (table.person and column.name in PERSON_COLUMNS)
    ]
    lines = ["", f'<a id="{table.name}"></a>', "", f"## {table.title[lang]} `{table.name}`", ""]
    lines += [say("tables.page_one_row", lang=lang, row=table.row[lang]), ""]
    if table.person:
        lines += [say("tables.page_with_person", lang=lang), ""]
    return lines + _columns(own, lang)


def _section(title: str, columns: list[Column], lang: str) -> list[str]:
    return ["", f"## {title}", "", *_columns(columns, lang)]


def _columns(columns: list[Column], lang: str) -> list[str]:
    heads = ("column", "header", "kind", "needed", "sensitivity", "meaning", "aliases")
    lines = [
        "| " + " | ".join(say(f"tables.page_{head}", lang=lang) for head in heads) + " |",
        "|" + "---|" * len(heads),
    ]
    for column in columns:
        kind = f"{column.kind}: [{column.codes}](#{column.codes})" if column.codes else column.kind
        aliases = (
            "、".join(column.aliases)
            if not column.derived
            else say("tables.page_derived", lang=lang)
        )
        needed = say("tables.page_yes", lang=lang) if column.required else ""
        unit = f" ({column.unit})" if column.unit else ""
        lines.append(
            f"| `{column.name}` | {column.header} | {kind}{unit} | {needed} | {column.sensitivity} "
            f"| {column.meaning[lang]} | {aliases} |"
        )
    return lines


def _code_list(codes: CodeList, lang: str) -> list[str]:
    lines = [f'<a id="{codes.name}"></a>', "", f"### {codes.title[lang]} `{codes.name}`", ""]
    lines += [
        f"| {say('tables.page_code', lang=lang)} | 中文 | English | {say('tables.page_aliases', lang=lang)} |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| `{entry.code}` | {entry.zh} | {entry.en} | {'、'.join(entry.aliases)} |".replace(
            "、|、", "、\\|、"
        )
        for entry in codes.entries
    ]
    return [*lines, ""]


def write_pages(folder: Path) -> list[Path]:
    """Write both pages into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for lang, name in PAGES.items():
        path = folder / name
        path.write_text(page(lang), encoding="utf-8")
        paths.append(path)
    return paths


if __name__ == "__main__":
    write_pages(Path(sys.argv[1] if len(sys.argv) > 1 else "docs"))
