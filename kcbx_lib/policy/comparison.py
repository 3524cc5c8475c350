"""What each profile demands, side by side, and where profiles differ."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from kcbx_lib.messages import language
from kcbx_lib.policy.loader import load_policy
from kcbx_lib.policy.profiles import profile_names
from kcbx_lib.policy.rulebook import policy_keys


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
