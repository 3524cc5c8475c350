"""A policy value as people read it: numbers with their unit, codes by name, deadlines in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from kcbx_lib.messages import has_message, say
from kcbx_lib.policy.rulebook import policy_keys
from kcbx_lib.policy.values import Value

NONE = "—"


def in_words(value: Value, lang: str) -> str:
    """The value as text; ``—`` where the profile asks for none."""
    if value.value is None:
        return NONE
    return _BY_TYPE.get(policy_keys()[value.key].type, _listed)(value, lang) or NONE


def _yes_no(value: Value, lang: str) -> str:
    return say("policy.yes" if value.value else "policy.no", lang=lang)


def listed(codes: Iterable[Any], lang: str, key: str = "") -> str:
    """Codes by name, as one list."""
    return say("policy.list_joined", lang=lang).join(_name(code, lang, key) for code in codes)


def _listed(value: Value, lang: str) -> str:
    return listed(value.value, lang, value.key)


def _records(value: Value, lang: str) -> str:
    return "; ".join(_record(record, lang) for record in value.value)


def _number(value: Value, lang: str) -> str:
    plain, unit = value.value, value.unit
    if unit == "share":
        return f"{(Decimal(str(plain)) * 100).normalize():f}%"
    if unit == "percent":
        return f"{plain}%"
    return say(f"policy.unit_{unit}", lang=lang, number=plain) if unit != "none" else str(plain)


def _name(item: Any, lang: str, key: str = "") -> str:
    """A code, group or key by its name in the language; what has no name stands as written."""
    # `county_bureau` is an office in one list and a link of the chain in another.
    text = f"link_{item}" if key == "responsibility.chain" else str(item)
    if text in policy_keys():
        return policy_keys()[text].title[lang]
    return say(f"policy.code_{text}", lang=lang) if has_message(f"policy.code_{text}") else text


def _record(record: Mapping[str, Any], lang: str) -> str:
    if "measures" in record:
        measures = say("policy.list_joined", lang=lang).join(
            _name(code, lang) for code in record["measures"]
        )
        return say("policy.ladder_step", lang=lang, failed=record["failed"], measures=measures)
    since = record.get("since")
    return say(
        "policy.aid_standard",
        lang=lang,
        since="" if since is None else say("policy.since", lang=lang, since=since),
        stage=_name(record["stage"], lang),
        boarding=_name(record["boarding"], lang),
        yuan=record["yuan_per_year"],
    )


def _mapping(value: Value, lang: str) -> str:
    plain = value.value
    kind = plain.get("kind", plain.get("due"))
    if not isinstance(kind, str):
        joined = say("policy.list_joined", lang=lang)
        return "; ".join(f"{name}: {joined.join(codes)}" for name, codes in plain.items())
    when = say("policy.before" if value.comparison == "before" else "policy.by", lang=lang)
    weekday = say(f"policy.weekday_{plain['weekday']}", lang=lang) if "weekday" in plain else ""
    return say(
        f"policy.deadline_{kind}", lang=lang, when=when, day=plain.get("day", ""), weekday=weekday
    )


_BY_TYPE: Mapping[str, Callable[[Value, str], str]] = {
    "boolean": _yes_no,
    "integer": _number,
    "number": _number,
    "text": lambda value, lang: _name(value.value, lang),
    "month_day": lambda value, lang: str(value.value),
    "wording": lambda value, lang: str(value.value[lang]),
    "records": _records,
    "mapping": _mapping,
    "deadline": _mapping,
}
