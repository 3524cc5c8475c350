"""The ledgers as their users read them: codes by name, yes and no, the school by its name.

The CSV files keep the codes, for programs; the workbook is for people.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.messages import has_message, say
from kcbx_lib.tables import load_codes

LIST = ";"


def ledger_in_words(ledger: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """The ledger with every code in words, and ``school_name`` in place of the code where it is known."""
    out = ledger.copy()
    for column, name_of in _WORDS.items():
        if column in out:
            out[column] = _mapped(out[column], name_of)
    for column in out.columns:
        if pd.api.types.is_bool_dtype(out[column]):
            out[column] = _mapped(out[column], _yes_no)
    if "school_code" in out and facts.has("schools"):
        known = facts["schools"].dropna(subset=["school_code"]).drop_duplicates("school_code")
        names = out["school_code"].map(known.set_index("school_code")["school_name"])
        out["school_code"] = names.where(names.notna(), out["school_code"])
        out = out.rename(columns={"school_code": "school_name"})
    return out


def _mapped(values: pd.Series, name_of: Callable[[Any], str]) -> pd.Series:
    known = {value: name_of(value) for value in values.dropna().unique()}
    return values.map(known).astype("str")


def _yes_no(value: Any) -> str:
    return say("workbooks.yes" if value else "workbooks.no")


def _message(prefix: str) -> Callable[[Any], str]:
    """Each code of a list by its message; one without a message stands as it is."""

    def name_of(value: Any) -> str:
        keys = [code for code in str(value).split(LIST) if code]
        names = [
            say(f"{prefix}{code}") if has_message(f"{prefix}{code}") else code for code in keys
        ]
        return say("policy.list_joined").join(names)

    return name_of


def _stage(value: Any) -> str:
    return load_codes("school_stage").label(str(value))


_WORDS: dict[str, Callable[[Any], str]] = {
    "stage": _stage,
    "state": _message("story.state_"),
    "explanation": _message("registers."),
    "groups": _message("policy.code_"),
    "case_state": _message("ledgers.state_"),
    "listed_because": _message("ledgers.because_"),
    "irregular": _message("ledgers.event_"),
}
