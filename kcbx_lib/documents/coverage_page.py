"""``docs/coverage.md``: which value, rule, ledger, indicator, form and test carries each mechanism.

Outputs named in ``mechanisms.yml`` are shown only where the kit makes them: a file or command is looked
for in the source, a ledger among the frames, an indicator in the catalogue.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

import pandas as pd

from kcbx_lib.documents.markdown import ROOT, data, table, whole, words
from kcbx_lib.documents.measured import FIGURES, falls_short, read_measured
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
    cities = list(dict.fromkeys(figures["city"]))
    known = {entry.rule.id for entry in all_rules()}
    rows = []
    for rule, of_rule in figures[figures["rule"].isin(known)].groupby("rule", sort=True):
        by_city = of_rule.set_index("city")
        cells = [_rule_link(str(rule), lang), text_of_rule(str(rule), "title", lang)]
        for city in cities:
            cells += _city_cells(by_city.loc[city]) if city in by_city.index else ["—"] * 4
        short = any(falls_short(row) for _, row in of_rule.iterrows())
        reason = data("measured_reasons.yml").get(rule, {}) if short else {}
        rows.append([*cells, reason.get(lang, "")])
    head = [words("coverage_rule", lang), words("coverage_title_of_rule", lang)]
    head += [
        f"{words(f'coverage_{name}', lang)} ({words(f'coverage_city_{city}', lang)})"
        for city in cities
        for name in ("offered", "missed", "false_alarms", "rates")
    ]
    head.append(words("coverage_reason", lang))
    intros = [_city_intro(figures[figures["city"].eq(city)], lang) for city in cities]
    bullets = "\n".join(f"- {intro}" for intro in intros)
    return f"{words('coverage_measured_intro', lang)}\n\n{bullets}\n\n{table(head, rows)}"


def _city_intro(figures: pd.DataFrame, lang: str) -> str:
    """What was planted in one city and what came of it, all rules together."""
    counts = {column: figures[column].astype(int).sum() for column in FIGURES}
    name = words(f"coverage_city_{figures['city'].iloc[0]}", lang)
    return words(
        "coverage_city_intro", lang, city=name, made_by=figures["made_by"].iloc[0], **counts
    )


def _city_cells(row: pd.Series) -> list[str]:
    """Planted and offered, missed, false alarms, precision and recall of a rule in one city."""
    rates = [f"{float(row[name]):.1%}" if row[name] else "—" for name in ("precision", "recall")]
    offered = f"{row['planted']} + {row['near_misses']}"
    return [offered, row["missed"], row["false_alarms"], " · ".join(rates)]
