"""``docs/coverage.md``: which value, rule, ledger, indicator, form and test carries each mechanism.

Outputs named in ``mechanisms.yml`` are shown only where the kit makes them: a file or command is looked
for in the source, a ledger among the frames, an indicator in the catalogue.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

from kcbx_lib.documents.markdown import ROOT, data, table, whole, words
from kcbx_lib.documents.measured import read_measured
from kcbx_lib.messages import catalogue, say
from kcbx_lib.policy import policy_keys
from kcbx_lib.rules.registry import all_rules, family_package, text_of_rule

KINDS = ("ledgers", "indicators", "forms")


@dataclass(frozen=True)
class Service:
    """What of the kit carries one mechanism."""

    mechanism: str
    keys: tuple[str, ...]
    rules: tuple[str, ...]
    ledgers: tuple[str, ...]
    indicators: tuple[str, ...]
    forms: tuple[str, ...]

    @property
    def is_carried(self) -> bool:
        """Whether anything carries the mechanism."""
        return any((self.keys, self.rules, self.ledgers, self.indicators, self.forms))


def mechanisms() -> dict[str, Any]:
    """Every mechanism: ``{id: {source, title, ledgers, indicators, forms}}``."""
    entries: dict[str, Any] = data("mechanisms.yml")
    return entries


def service(mechanism: str) -> Service:
    """What carries one mechanism; outputs that the kit does not make are left out."""
    entry = mechanisms()[mechanism]
    return Service(
        mechanism,
        keys=tuple(k for k, key in policy_keys().items() if mechanism in key.mechanisms),
        rules=tuple(e.rule.id for e in all_rules() if mechanism in e.rule.serves),
        ledgers=tuple(entry.get("ledgers", ())),
        indicators=tuple(
            name for name in entry.get("indicators", ()) if name in catalogue("indicators")
        ),
        forms=tuple(form for form in entry.get("forms", ()) if is_made(form)),
    )


@cache
def is_made(form: str) -> bool:
    """Whether the kit's source names this file or command (this room aside)."""
    name = form.removeprefix("kcbx ")
    return (ROOT / "docs" / name).is_file() or any(
        f'"{name}"' in text or f'"{name.rpartition(".")[0]}":' in text for text in _sources()
    )


@cache
def _sources() -> tuple[str, ...]:
    kit = ROOT / "kcbx_lib"
    paths = sorted(p for p in kit.rglob("*.py") if "documents" not in p.relative_to(kit).parts)
    return tuple(path.read_text(encoding="utf-8") for path in paths)


def coverage_page(lang: str) -> str:
    """The whole page in one language."""
    sources = words("coverage_sources", lang)
    parts = [
        f"# {words('coverage_title', lang)}",
        words("coverage_intro", lang, count=len(mechanisms()), sources=sources),
        f"## {words('coverage_mechanisms', lang)}",
    ]
    for source, names in groupby(mechanisms(), key=lambda name: mechanisms()[name]["source"]):
        parts += [f"### {words(f'source_{source}', lang)}", _mechanisms(list(names), lang)]
    parts += [f"## {words('coverage_measured', lang)}", _measured(lang)]
    return whole(parts)


def _mechanisms(names: list[str], lang: str) -> str:
    columns = ("mechanism", "about", "values", "rules", "outputs", "tests")
    rows = []
    for name in names:
        own = service(name)
        rows.append(
            [
                f'<a id="{name.lower()}"></a>**{name}**',
                mechanisms()[name]["title"][lang],
                "<br>".join(f"`{key}`" for key in own.keys) or "—",
                " ".join(_rule_link(rule, lang) for rule in own.rules) or "—",
                "<br>".join(_outputs(own, lang)) or "—",
                "<br>".join(tests_of(own.rules)) or "—",
            ]
        )
    return table([words(f"coverage_{column}", lang) for column in columns], rows)


def _rule_link(rule: str, lang: str) -> str:
    page = "rules.md" if lang == "en" else "rules.zh-CN.md"
    return f"[{rule}]({page}#{rule.lower()})"


def _outputs(own: Service, lang: str) -> list[str]:
    ledgers = [say(f"workbooks.{name}", lang=lang) for name in own.ledgers]
    indicators = [say(f"indicators.{name}", lang=lang) for name in own.indicators]
    return list(dict.fromkeys([*ledgers, *indicators, *(f"`{form}`" for form in own.forms)]))


def tests_of(rules: tuple[str, ...]) -> list[str]:
    """The folders of ``tests/spec`` that hold the rules' specifications."""
    families = sorted({family_package(rule.split("-")[0].lower()).rstrip("_") for rule in rules})
    folders = [f for f in families if (ROOT / "tests" / "spec" / f).is_dir()]
    return [f"[`spec/{folder}`](../tests/spec/{folder})" for folder in folders]


def _measured(lang: str) -> str:
    figures = read_measured()
    if figures.empty:
        return words("coverage_not_measured", lang)
    known = {entry.rule.id for entry in all_rules()}
    columns = ("planted", "found", "missed", "false_alarms", "near_misses", "precision", "recall")
    rows = [
        [
            _rule_link(row["rule"], lang),
            text_of_rule(row["rule"], "title", lang),
            *(_figure(row[column], column) for column in columns),
        ]
        for row in figures.to_dict("records")
        if row["rule"] in known
    ]
    head = [words(f"coverage_{name}", lang) for name in ("rule", "title_of_rule", *columns)]
    made_by = figures["made_by"].iloc[0]
    seed = re.search(r"--seed (\S+)", made_by)
    whole_of = {column: figures[column].astype(int).sum() for column in columns[:5]}
    intro = words(
        "coverage_measured_intro",
        lang,
        made_by=made_by,
        seed=seed[1] if seed else "—",
        **whole_of,
    )
    return f"{intro}\n\n{table(head, rows)}"


def _figure(value: str, column: str) -> str:
    if column not in ("precision", "recall"):
        return value
    return f"{float(value):.1%}" if value else "—"
