"""Invented counties with cases, drawn as small text tables; a child's name is its pseudonym.

``children`` is drawn too, with what the registers made of it; what is not drawn has the values of an
ordinary pupil of grade 8, born 2011-03-01, in school.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any
from unittest.mock import patch

import pandas as pd

from kcbx_lib.county import CountySettings, Term
from kcbx_lib.facts import Facts
from kcbx_lib.ledgers import build_ledgers
from kcbx_lib.messages import use_language
from kcbx_lib.policy import Policy, load_policy
from kcbx_lib.policy.values import GROUPS
from kcbx_lib.rules import registry
from kcbx_lib.rules.finding import Found
from kcbx_lib.school_calendar import calendar_of
from tests.helpers import AUTUMN, attendance_of, read_text, table_of

CHILD: dict[str, Any] = {
    "birth_date": "2011-03-01",
    "township": "东河镇",
    "school_code": "S1",
    "grade": "8",
    "stage": "junior",
    "boarding": "day",
    "status": "in_school",
    "state": "in_school",
    "explanation": "-",
    "age_on_cutoff": "13",
    "is_of_age": "yes",
    "in_population": "yes",
    "in_enrolment": "yes",
    "has_possible_match": "no",
}


def facts_of(
    *,
    as_of: str = "2024-11-20",
    policy: str | Policy = "national",
    term: Term | None = AUTUMN,
    children: str = "",
    streaks: str = "",
    further: dict[str, pd.DataFrame] | None = None,
    **tables: str,
) -> Facts:
    """The facts of a drawn county, its ledgers built under the policy."""
    settings = CountySettings(
        code="990101",
        name="青禾县",
        city="云岭市",
        policy="national",
        as_of=date.fromisoformat(as_of),
        term=term,
        folder=Path(),
    )
    frames: dict[str, pd.DataFrame] = {}
    names: list[str] = []
    for name, text in tables.items():
        rows = read_text(text)
        if name == "attendance":
            frames["attendance"], marks = attendance_of(rows, term or AUTUMN)
            owner = frames["attendance"]["name"]
            frames["attendance_marks"] = marks.assign(
                subject=marks["row_id"].map(owner), school_code="S1"
            )
        else:
            frames[name] = table_of(name, rows)
        if "name" in frames[name]:
            frames[name]["subject"] = frames[name]["name"]
            names += list(frames[name]["name"].dropna())
    drawn = children_of(children, names)
    if "enrolment" not in frames:
        enrolled = drawn[drawn["in_enrolment"].eq(True)]
        rows = [
            {"name": str(subject), "grade": str(row.grade), "school_code": str(row.school_code)}
            | ({} if pd.isna(row.status) else {"status": str(row.status)})
            | ({} if pd.isna(row.boarding) else {"boarding": str(row.boarding)})
            for subject, row in enrolled.iterrows()
        ]
        frames["enrolment"] = table_of("enrolment", rows)
        frames["enrolment"]["subject"] = frames["enrolment"]["name"]
    frames["children"] = drawn
    frames["streaks"] = streaks_of(streaks)
    if term is not None:
        frames["school_days"] = calendar_of(term)
    facts = Facts(settings, {**frames, **(further or {})})
    profile = policy_of(policy, as_of)
    return facts.with_frames(**build_ledgers(facts, profile))


def policy_of(policy: str | Policy, as_of: str = "2024-11-20") -> Policy:
    """A profile by name on the day, or the policy as given."""
    return load_policy(policy, on=date.fromisoformat(as_of)) if isinstance(policy, str) else policy


def children_of(text: str, names: list[str]) -> pd.DataFrame:
    """The ``children`` frame: those drawn, and an ordinary pupil for every other name."""
    rows = read_text(text) if text.strip() else []
    known = {row["name"] for row in rows}
    rows += [{"name": name} for name in dict.fromkeys(names) if name not in known]
    columns = list(dict.fromkeys([*CHILD, *GROUPS, *(key for row in rows for key in row)]))
    columns.remove("name") if "name" in columns else None
    frame = pd.DataFrame(index=pd.Index([row["name"] for row in rows], dtype="str", name="subject"))
    for column in columns:
        default = CHILD.get(column, "-")
        cells = [row.get(column, default) for row in rows]
        frame[column] = _typed(column, [None if cell in ("-", "?") else cell for cell in cells])
    return frame


def _typed(column: str, cells: list[str | None]) -> pd.Series:
    if column == "birth_date":
        return (
            pd.Series(pd.to_datetime(pd.Series(cells, dtype="object")))
            .astype("datetime64[us]")
            .to_numpy()
        )
    if column in ("grade", "age_on_cutoff"):
        return pd.array([None if c is None else int(c) for c in cells], dtype="Int64")
    if column.startswith(("is_", "has_", "in_")):
        return pd.array([None if c is None else c == "yes" for c in cells], dtype="boolean")
    return pd.array(cells, dtype="str")


def streaks_of(text: str) -> pd.DataFrame:
    """The ``streaks`` frame: name, start, end, limit (day it reached the limit), open."""
    rows = read_text(text) if text.strip() else []
    frame = pd.DataFrame(rows, columns=["name", "start", "end", "limit", "open"])
    dates = {
        column: pd.to_datetime(frame[name]).astype("datetime64[us]")
        for column, name in (("start", "start"), ("end", "end"), ("limit_reached_on", "limit"))
    }
    return pd.DataFrame(
        {
            "subject": frame["name"].astype("str"),
            "school_code": "S1",
            **dates,
            "school_days": 3,
            "is_open": frame["open"].eq("yes").astype("boolean"),
        }
    )


def conditions(rule: str, facts: Facts, policy: str | Policy = "national") -> list[tuple[str, str]]:
    """Each finding of a rule as ``(subject, condition)``, worded in English as the run words it."""
    results = results_of(rule, facts, policy)
    return sorted(zip(results.findings["subject"], results.findings["condition"], strict=True))


def state_of(rule: str, facts: Facts, policy: str | Policy = "national") -> tuple[str, str]:
    """A rule's state in ``rules.csv`` and the reason given."""
    row = results_of(rule, facts, policy).rules.iloc[0]
    return str(row["state"]), str(row["reason"])


def results_of(rule: str, facts: Facts, policy: str | Policy = "national") -> registry.RuleResults:
    """The run of a single rule."""
    use_language("en")
    try:
        with patch.object(registry, "all_rules", return_value=(registered(rule),)):
            return registry.run_rules(facts, policy_of(policy, facts.county.as_of.isoformat()))
    finally:
        use_language("zh")


@cache
def registered(rule: str) -> registry.RegisteredRule:
    """One rule, its family's folder searched."""
    package = import_module(f"kcbx_lib.rules.{registry.family_package(rule.split('-')[0].lower())}")
    for entry in iter_modules(package.__path__):
        module = import_module(f"{package.__name__}.{entry.name}")
        if module.RULE.id == rule:
            return registry.RegisteredRule(module.RULE, module.find)
    raise LookupError(rule)


def outcome(rule: str, facts: Facts, policy: str | Policy = "national") -> Found:
    """What one rule finds, unworded."""
    return registered(rule).find(facts, policy_of(policy, facts.county.as_of.isoformat()))


def found(rule: str, facts: Facts, policy: str | Policy = "national") -> set[str]:
    """The subjects that one rule finds."""
    return set(outcome(rule, facts, policy).rows["subject"])
