"""The rules as a list and each in words, for ``kcbx rules`` and other readers."""

from __future__ import annotations

import re

from kcbx_lib.messages import language, say
from kcbx_lib.policy import Policy
from kcbx_lib.rules.registry import (
    all_rules,
    basis_line,
    frame_title,
    lawful_of,
    text_of_rule,
    wording,
)
from kcbx_lib.tables import table_names

FIELD = re.compile(r"{(?!policy\[)([a-z_]+)[^}]*}")
POLICY_FIELD = re.compile(r"{policy\[([a-z_.]+)\]}")


def filled(text: str, policy: Policy, lang: str | None = None) -> str:
    """A wording away from any finding: policy values in words, what a subject would fill in as ⟨name⟩."""
    text = POLICY_FIELD.sub(lambda match: policy.text(match[1], lang or language()), text)
    return FIELD.sub(lambda match: f"⟨{match[1]}⟩", text)


def describe_rules(policy: Policy) -> list[dict[str, object]]:
    """One entry a rule, for ``kcbx rules --json``: what it is, what it needs and rests on."""
    lang = language()
    return [
        {
            "rule": entry.rule.id,
            "family": entry.rule.family,
            "title": text_of_rule(entry.rule.id, "title", lang),
            "severity": wording(entry.rule.id)["severity"],
            "values": {key: policy.text(key) for key in entry.rule.uses},
            "owner": text_of_rule(entry.rule.id, "owner", lang),
            "criterion": filled(text_of_rule(entry.rule.id, "criterion", lang), policy),
            "lawful": [filled(sentence, policy) for sentence in lawful_of(entry.rule.id, lang)],
            "tables": [name for name in entry.rule.needs if name in table_names()],
            "policy": list(entry.rule.uses),
            "mechanisms": list(entry.rule.serves),
        }
        for entry in all_rules()
    ]


def explain_rule(rule_id: str, policy: Policy) -> str:
    """One rule as a supervisor reads it: what it asks, on which clause, who acts, what it needs."""
    lang = language()
    rule = next(entry.rule for entry in all_rules() if entry.rule.id == rule_id)
    values = [
        say(
            "registry.explain_value",
            title=policy.value(key).title[lang],
            value=policy.text(key),
            basis=basis_line(policy.value(key)),
        )
        for key in rule.uses
    ]
    due = wording(rule_id).get("due_days")
    return say(
        "registry.explain",
        rule=rule_id,
        title=text_of_rule(rule_id, "title", lang),
        severity=say(f"cli.{wording(rule_id)['severity']}"),
        effect=filled(text_of_rule(rule_id, "effect", lang), policy),
        action=filled(text_of_rule(rule_id, "action", lang), policy),
        owner=text_of_rule(rule_id, "owner", lang),
        criterion=filled(text_of_rule(rule_id, "criterion", lang), policy),
        lawful="\n".join(f"  {filled(said, policy)}" for said in lawful_of(rule_id, lang)) or "  —",
        due="—" if due is None else due,
        tables="、".join(dict.fromkeys(frame_title(name) for name in rule.needs)) or "—",
        values="\n".join(values) or "  —",
        mechanisms="、".join(rule.serves) or "—",
    )
