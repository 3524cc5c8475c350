"""``docs/rules.md``: every rule, what it asks, on which values, and how its module reads the source."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from datetime import date
from itertools import groupby

from kcbx_lib.documents.markdown import table, whole, words
from kcbx_lib.messages import catalogue, say
from kcbx_lib.policy import Policy, Value, load_policy, profile_names
from kcbx_lib.rules.described import filled
from kcbx_lib.rules.registry import RegisteredRule, all_rules, lawful_of, text_of_rule, wording
from kcbx_lib.tables import load_table, table_names

AFTER_EVERY_DATE = date(2100, 1, 1)
"""The page shows each value as it stands after every amendment known."""


def rules_page(lang: str) -> str:
    """The whole page in one language."""
    parts = [
        f"# {words('rules_title', lang)}",
        words("rules_intro", lang, count=len(all_rules())),
        _contents(lang),
    ]
    for family, rules in groupby(all_rules(), key=lambda entry: entry.rule.family):
        parts.append(f"## {family} · {say(f'story.family_{family.lower()}', lang=lang)}")
        for entry in rules:
            parts += list(_rule(entry, lang))
    return whole(parts)


def _contents(lang: str) -> str:
    head = [words(f"rules_{name}", lang) for name in ("id", "heading", "severity", "owner")]
    rows = [
        [
            f"[{entry.rule.id}](#{entry.rule.id.lower()})",
            text_of_rule(entry.rule.id, "title", lang),
            say(f"cli.{wording(entry.rule.id)['severity']}", lang=lang),
            text_of_rule(entry.rule.id, "owner", lang),
        ]
        for entry in all_rules()
    ]
    return table(head, rows)


def _rule(entry: RegisteredRule, lang: str) -> Iterator[str]:
    rule = entry.rule
    text = wording(rule.id)
    due = text.get("due_days")
    yield f'<a id="{rule.id.lower()}"></a>\n\n### {rule.id} {text["title"][lang]}'
    lines = [
        ("criterion", in_words(text["criterion"][lang], lang)),
        ("condition", in_words(text["condition"][lang], lang)),
        ("effect", in_words(text["effect"][lang], lang)),
        ("action", in_words(text["action"][lang], lang)),
        ("severity", say(f"cli.{text['severity']}", lang=lang)),
        ("owner", text["owner"][lang]),
        ("due", words("rules_days", lang, days=due) if due is not None else "—"),
        ("needs", "、".join(_frame(name, lang) for name in rule.needs) or "—"),
        ("serves", " ".join(_mechanism(name, lang) for name in rule.serves) or "—"),
    ]
    yield "\n".join(f"- **{words(f'rules_{name}', lang)}** {value}" for name, value in lines)
    if lawful := lawful_of(rule.id, lang):
        head = f"**{words('rules_lawful', lang)}**"
        yield "\n".join([head, "", *(f"- {in_words(sentence, lang)}" for sentence in lawful)])
    if rule.uses:
        yield _values(rule.uses, rule.demands, lang)
    yield f"<details><summary>{words('rules_reading', lang)}</summary>\n\n{reading(entry)}\n\n</details>"


def in_words(text: str, lang: str) -> str:
    """A wording for the page: policy values as under ``national``, other fields as ⟨name⟩."""
    return filled(text, load_policy("national", on=AFTER_EVERY_DATE), lang)


def reading(entry: RegisteredRule) -> str:
    """How the rule's module says it reads the source, as the module says it."""
    text = inspect.cleandoc(sys.modules[entry.find.__module__].__doc__ or "")
    module = entry.find.__module__.replace(".", "/")
    return f"```text\n{text}\n```\n\n[`{module}.py`](../{module}.py)"


def _frame(name: str, lang: str) -> str:
    if name in table_names():
        return f"{load_table(name).title[lang]} `{name}`"
    key = f"frame_{name}"
    title = say(f"registry.{key}", lang=lang) if key in catalogue("registry") else ""
    return f"{title} [`{name}`](facts.md#{name})".strip()


def _mechanism(name: str, lang: str) -> str:
    page = "coverage.md" if lang == "en" else "coverage.zh-CN.md"
    return f"[{name}]({page}#{name.lower()})"


def _values(keys: tuple[str, ...], demands: tuple[str, ...], lang: str) -> str:
    head = [words(f"rules_{name}", lang) for name in ("key", "national", "standing", "differs")]
    national = load_policy("national", on=AFTER_EVERY_DATE)
    rows = []
    for key in keys:
        value = national.value(key)
        must = f" ({words('rules_demanded', lang)})" if key in demands else ""
        rows.append(
            [
                f"`{key}` {value.title[lang]}{must}",
                national.text(key, lang),
                standing(national, value, lang),
                "; ".join(_differing(key, lang)) or "—",
            ]
        )
    return table(head, rows)


def standing(policy: Policy, value: Value, lang: str) -> str:
    """Whether a document states the value, and which article."""
    document = policy.document(value.document)
    status = say(f"policy.status_{value.status}", lang=lang)
    if document.is_assumption:
        return status
    where = f" {value.article}" if value.article else ""
    return f"{status}: {document.title[lang]}{where}"


def _differing(key: str, lang: str) -> Iterator[str]:
    national = load_policy("national", on=AFTER_EVERY_DATE)
    for name in profile_names():
        policy = load_policy(name, on=AFTER_EVERY_DATE)
        value = policy.value(key)
        if name == "national" or value.profile == "national":
            continue
        same = value.value == national[key]
        shown = words("rules_same", lang) if same else policy.text(key, lang)
        yield f"`{name}`: {shown} ({standing(policy, value, lang)})"
