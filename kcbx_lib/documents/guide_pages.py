"""The pages written by hand whose lists, messages and exit codes come from the kit itself."""

from __future__ import annotations

import tomllib
from typing import Any

import jinja2

from kcbx_lib import errors
from kcbx_lib.documents.markdown import ROOT, data, table, text_file
from kcbx_lib.documents.rules_page import AFTER_EVERY_DATE
from kcbx_lib.messages import say
from kcbx_lib.policy import load_policy, profile_names
from kcbx_lib.rules.registry import all_rules
from kcbx_lib.tables import load_table, table_names


def architecture_page(lang: str) -> str:
    """``docs/architecture.md``: the house as it is."""
    return _filled("architecture.md.j2", lang)


def user_guide_page(lang: str) -> str:
    """``docs/user-guide.md`` and its Chinese original."""
    return _filled("user-guide.zh-CN.md.j2" if lang == "zh" else "user-guide.md.j2", lang)


def floors() -> list[str]:
    """The rooms from the ground up, as the import contract of ``pyproject.toml`` lists them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    layers = next(one["layers"] for one in contracts if one["id"] == "floors")
    return [layer.strip("()") for layer in reversed(layers)]


def exit_codes() -> dict[str, int]:
    """The exit code of each kind of stop."""
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    return {kind.__name__: kind.exit_code for kind in kinds if issubclass(kind, errors.KcbxError)}


def _filled(name: str, lang: str) -> str:
    environment = jinja2.Environment(
        undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False
    )
    template = environment.from_string(text_file(f"templates/{name}"))

    def message(key: str, **values: Any) -> str:
        return say(key, lang=lang, **values)

    text = template.render(
        message=message,
        code=exit_codes(),
        rules=len(all_rules()),
        floors=_floors(),
        tables=_tables(lang),
        profiles=_profiles(lang),
    )
    return text.rstrip() + "\n"


def _floors() -> str:
    known: dict[str, str] = data("rooms.yml")
    rows = [
        [str(number), f"`{name}`", known[name]] for number, name in enumerate(floors(), start=1)
    ]
    return table(["Floor", "Room", "What lives there"], reversed(rows))


def _tables(lang: str) -> str:
    head = ["表", "一行是", "常用文件名"] if lang == "zh" else ["Table", "One row", "File name"]
    rows = [
        [load_table(name).title[lang], load_table(name).row[lang], load_table(name).file_names[0]]
        for name in table_names()
    ]
    return table(head, rows)


def _profiles(lang: str) -> str:
    head = ["方案", "出处"] if lang == "zh" else ["Profile", "Source"]
    rows = [
        [f"`{name}`", load_policy(name, on=AFTER_EVERY_DATE).title[lang]]
        for name in profile_names()
    ]
    return table(head, rows)
