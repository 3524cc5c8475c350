"""What each profile demands, side by side, and where profiles differ."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from kcbx_lib.messages import language, say
from kcbx_lib.policy.loader import Policy, load_policy
from kcbx_lib.policy.profiles import profile_names
from kcbx_lib.policy.rulebook import policy_keys
from kcbx_lib.policy.values import Value
from kcbx_lib.policy.wording import in_words


def compare_profiles(
    names: Sequence[str] | None = None, *, on: date, lang: str | None = None
) -> pd.DataFrame:
    """One row a policy key: ``key, title, unit``, one column a profile, ``differs``.

    A cell reads as people read it, ``—`` where the profile asks for none. ``differs`` is true where
    the profiles do not all hold the same value. Raises WrongUse for an unknown profile.
    """
    shown = lang or language()
    policies = [load_policy(name, on=on) for name in (names or profile_names())]
    rows = []
    for key, meaning in policy_keys().items():
        plain = [repr(policy[key]) for policy in policies]
        rows.append(
            {"key": key, "title": meaning.title[shown], "unit": meaning.unit}
            | {policy.name: policy.text(key, shown) for policy in policies}
            | {"differs": len(set(plain)) > 1}
        )
    return pd.DataFrame(rows)


def sources_of(names: Sequence[str], key: str, *, on: date) -> dict[str, dict[str, object]]:
    """What stands behind a key's value in each profile, for a listing that others read.

    By profile: ``value`` as data, ``comparison``, ``since``, ``document`` with its title, ``article``,
    ``status``, and ``stated_by``, the profile that gives it (another one where it is inherited).
    """
    found: dict[str, dict[str, object]] = {}
    for name in names:
        value = load_policy(name, on=on).value(key)
        found[name] = {
            "value": value.value,
            "comparison": value.comparison,
            "since": None if value.since is None else value.since.isoformat(),
            "document": value.document,
            "document_title": value.document_title[language()],
            "article": value.article,
            "status": value.status,
            "stated_by": value.profile,
        }
    return found


def differences(names: Sequence[str], *, on: date, lang: str | None = None) -> pd.DataFrame:
    """One row a key and value where profiles differ: ``key, title, value, standing, profiles``.

    ``standing`` says which document and article state the value, or that it is a working default;
    profiles that hold the same value on the same ground stand in one row.
    """
    shown = lang or language()
    policies = [load_policy(name, on=on) for name in names]
    rows: list[dict[str, str]] = []
    for key, meaning in policy_keys().items():
        if len({repr(policy[key]) for policy in policies}) == 1:
            continue
        held: dict[tuple[str, str], list[str]] = {}
        for policy in policies:
            stated = standing(policy, policy.value(key), shown)
            held.setdefault((policy.text(key, shown), stated), []).append(policy.name)
        rows += [
            {"key": key, "title": meaning.title[shown], "value": text, "standing": stated,
             "profiles": " ".join(holders)}
            for (text, stated), holders in held.items()
        ]  # fmt: skip
    return pd.DataFrame(rows, columns=["key", "title", "value", "standing", "profiles"])


def demands(name: str, *, on: date, lang: str | None = None) -> pd.DataFrame:
    """What one profile states itself: ``key, title, value, since, standing``; amendments one below the other."""
    shown = lang or language()
    policy = load_policy(name, on=on)
    rows = [
        {
            "key": key,
            "title": policy_keys()[key].title[shown],
            "value": in_words(value, shown),
            "since": "—" if value.since is None else value.since.isoformat(),
            "standing": standing(policy, value, shown),
        }
        for key, values in policy.lineage[0].own.items()
        for value in values
    ]
    return pd.DataFrame(rows, columns=["key", "title", "value", "since", "standing"])


def standing(policy: Policy, value: Value, lang: str) -> str:
    """Document and article that state the value, or that no document does."""
    document = policy.document(value.document)
    status = say(f"policy.status_{value.status}", lang=lang)
    if document.is_assumption:
        return status
    return f"{status}: {document.title[lang]} {value.article or ''}".rstrip()
