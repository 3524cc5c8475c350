"""Names of codes and columns inside a finding's sentence, from the message catalogue.

A finding's sentence is data; a part of it that is a list (which counts differ, which links are
missing) is put together here, in the language in force.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from kcbx_lib.messages import catalogue, language, say


def label(key: str, **values: Any) -> str:
    """A short name or clause of the catalogue."""
    return say(key, **values)


def joined(parts: Iterable[str]) -> str:
    """Several names as one list."""
    return say("policy.list_joined").join(parts)


def iso(day: Any) -> str:
    """A day as it stands in a sentence: 2024-09-20."""
    return str(pd.Timestamp(day).date().isoformat())


def rule_title(rule_id: str) -> str:
    """A rule by number and name, where one finding speaks of another."""
    words = catalogue(f"rules_{rule_id.split('-')[0].lower()}")[rule_id]["title"]
    return f"{rule_id} {words[language()]}"  # type: ignore[index]
