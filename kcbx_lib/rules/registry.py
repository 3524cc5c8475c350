"""Runs every rule and turns what it finds into findings that stand alone.

A rule is found by being a module in ``rules/<family>/``; there is no list to keep. Each rule ends
in one of three states: found, clear, or not tested with the reason — a missing table, a profile that
asks for none, no subject to look at. Silence is never a pass.
"""

from __future__ import annotations

import hashlib
import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.messages import catalogue, language, say
from kcbx_lib.policy import Policy, Value
from kcbx_lib.policy.wording import in_words
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.row_places import RowPlaces
from kcbx_lib.tables import load_table, table_names

FAMILIES = ("dq", "reg", "att", "grp", "case", "rep", "tgt", "res", "gov", "srf")
SEVERITIES = ("high", "medium", "low")
FINDING_COLUMNS = (
    "finding_id",
    "rule",
    "severity",
    "county",
    "township",
    "school_code",
    "subject_kind",
    "subject",
    "condition",
    "criterion",
    "basis",
    "effect",
    "action",
    "owner",
    "due",
    "tables",
    "evidence",
)
RULE_COLUMNS = ("rule", "state", "subjects_tested", "found", "reason")
WORKING_DEFAULT = "working_default"
"""The document that stands for none: a value of it is the kit's own."""

Find = Callable[[Facts, Policy], Found]


@dataclass(frozen=True)
class RegisteredRule:
    """A rule's metadata and its ``find``."""

    rule: Rule
    find: Find


@dataclass(frozen=True)
class RuleResults:
    """``findings`` (one row a finding) and ``rules`` (one row a rule, every rule present).

    ``past``: ids of findings that have happened and that no later work undoes.
    """

    findings: pd.DataFrame
    rules: pd.DataFrame
    past: frozenset[str] = frozenset()

    def with_those_of(self, later: RuleResults) -> RuleResults:
        """Both passes as one, in the order of the rules."""
        return RuleResults(
            _in_order(self.findings, later.findings),
            _in_order(self.rules, later.rules),
            self.past | later.past,
        )


@cache
def all_rules() -> tuple[RegisteredRule, ...]:
    """Every rule of the kit, by id."""
    found = [RegisteredRule(module.RULE, module.find) for module in _rule_modules()]
    ids = [registered.rule.id for registered in found]
    if len(ids) != len(set(ids)):
        raise ValueError(f"two rules share an id: {sorted({i for i in ids if ids.count(i) > 1})}")
    return tuple(sorted(found, key=lambda registered: _order(registered.rule.id)))


def _rule_modules() -> Iterator[Any]:
    for family in FAMILIES:
        package = importlib.import_module(f"kcbx_lib.rules.{family_package(family)}")
        for entry in pkgutil.iter_modules(package.__path__):
            module = importlib.import_module(f"{package.__name__}.{entry.name}")
            if hasattr(module, "RULE"):
                yield module


def family_package(family: str) -> str:
    """The folder of a family; ``case`` is a word of Python's own."""
    return "case_" if family == "case" else family


def _order(rule_id: str) -> tuple[int, str]:
    return FAMILIES.index(rule_id.split("-")[0].lower()), rule_id


def _in_order(*frames: pd.DataFrame) -> pd.DataFrame:
    """Frames of several passes as one, in the order of the rules, each rule's rows as they stood."""
    whole = pd.concat(frames, ignore_index=True)
    place = whole["rule"].map({entry.rule.id: place for place, entry in enumerate(all_rules())})
    return whole.iloc[place.argsort(kind="stable")].reset_index(drop=True)


def run_rules(facts: Facts, policy: Policy, *, follow_up: bool | None = None) -> RuleResults:
    """Every rule on one county's facts, worded in the language in force.

    ``follow_up``: True runs only the rules that follow an earlier run's findings, False only the
    others; None runs all in one pass, as without an earlier run there is nothing to follow.

    ``findings`` has the contract's columns in the order of rule, severity and subject; ``rules`` has
    one row a rule. A fault inside a rule is raised: a county with half its rules is not audited.
    """
    rows_of = RowPlaces(facts)
    findings: list[pd.DataFrame] = []
    states: list[dict[str, object]] = []
    past: set[str] = set()
    for registered in all_rules():
        if follow_up is not None and registered.rule.follows_up != follow_up:
            continue
        state, found = _test(registered, facts, policy)
        states.append(state)
        if found is not None and len(found.rows):
            worded = _worded(registered.rule, found.rows, facts, policy, rows_of)
            past |= set(worded.loc[worded["is_past"], "finding_id"])
            findings.append(worded.drop(columns="is_past"))
    whole = pd.concat(findings, ignore_index=True) if findings else pd.DataFrame()
    return RuleResults(
        # text even where there is no row: an empty frame would come back as numbers
        whole.reindex(columns=list(FINDING_COLUMNS)).astype("str"),
        pd.DataFrame(states, columns=list(RULE_COLUMNS)),
        frozenset(past),
    )


def _test(
    registered: RegisteredRule, facts: Facts, policy: Policy
) -> tuple[dict[str, object], Found | None]:
    rule = registered.rule
    missing = facts.missing(rule.needs)
    if missing and not any(facts.has(name) for name in rule.instead):
        tables = "、".join(dict.fromkeys(frame_title(name) for name in missing))
        return _state(rule, "not_tested", 0, 0, say("registry.missing", tables=tables)), None
    unasked = [key for key in rule.demands if policy[key] is None]
    if unasked:
        titles = "、".join(policy.value(key).title[language()] for key in unasked)
        reason = say("registry.not_demanded", policy=policy.title[language()], values=titles)
        return _state(rule, "not_tested", 0, 0, reason), None
    found = registered.find(facts, policy)
    note = note_in_words(found.note) if found.note else ""
    if len(found.rows):
        count = int(found.rows[["subject"]].shape[0])
        return _state(rule, "found", max(found.tested, 1), count, note), found
    if found.tested == 0:
        reason = note or say("registry.no_subjects")
        return _state(rule, "not_tested", 0, 0, reason), found
    return _state(rule, "clear", found.tested, 0, note), found


def note_in_words(note: tuple[str, dict[str, Any]]) -> str:
    """A rule's note on what it could not test."""
    key, values = note
    return say(key, **values)


def _state(rule: Rule, state: str, tested: int, found: int, reason: str) -> dict[str, object]:
    return {
        "rule": rule.id,
        "state": state,
        "subjects_tested": tested,
        "found": found,
        "reason": reason,
    }


def frame_title(name: str) -> str:
    """A table's name as its users know it; a derived frame's from the catalogue."""
    if name in table_names():
        return load_table(name).title[language()]
    key = f"registry.frame_{name}"
    room = catalogue("registry")
    return say(key) if f"frame_{name}" in room else name


def wording(rule_id: str) -> Mapping[str, Any]:
    """A rule's words and data: ``title, condition, criterion, effect, action, owner, severity, due_days``.

    ``lawful``: the explanations under which the rule accuses nobody, by name; ``no_excuse``: why there
    is none, or none but those.
    ``past``: what it finds has happened and no later work undoes it, such as a notice served too late. A
    rule of both kinds (a case verified late, a case not verified yet) says so row by row, ``is_past``.
    """
    family = rule_id.split("-")[0].lower()
    return catalogue(f"rules_{family}")[rule_id]


def text_of_rule(rule_id: str, part: str, lang: str) -> str:
    """One part of a rule's wording as written."""
    return str(wording(rule_id)[part][lang])


def lawful_of(rule_id: str, lang: str) -> list[str]:
    """When a rule accuses nobody, a sentence each; where it knows no excuse, why."""
    words = wording(rule_id)
    said = [*words.get("lawful", {}).values(), words.get("no_excuse")]
    return [str(sentence[lang]) for sentence in said if sentence is not None]


def _worded(
    rule: Rule, rows: pd.DataFrame, facts: Facts, policy: Policy, places: RowPlaces
) -> pd.DataFrame:
    words = wording(rule.id)
    lang = language()
    rows = rows.reset_index(drop=True)
    shown = _PolicyInWords(policy)
    filled = [
        {**{str(key): _plain(value) for key, value in record.items()}, "policy": shown}
        for record in rows.to_dict("records")
    ]
    out = pd.DataFrame(index=rows.index)
    out["rule"] = rule.id
    out["severity"] = _column(rows, "severity", words["severity"])
    out["county"] = facts.county.code
    out["subject_kind"] = _column(rows, "subject_kind", "child")
    out["subject"] = rows["subject"].astype("str")
    place = _place_of_children(facts)
    for column in ("township", "school_code"):
        known = rows["subject"].map(place[column]) if place is not None else pd.NA
        given = rows[column] if column in rows else pd.Series(pd.NA, index=rows.index)
        out[column] = given.where(given.notna(), known)
    for part in ("condition", "criterion", "effect", "action"):
        template = words[part][lang]
        out[part] = [template.format(**record) for record in filled]
    out["basis"] = _bases(rule, rows, policy)
    out["owner"] = words["owner"][lang]
    out["due"] = _due(rows, words.get("due_days"), facts)
    evidence = rows["evidence"] if "evidence" in rows else pd.Series([[]] * len(rows))
    out[["tables", "evidence"]] = places.describe(evidence)
    case_key = _column(rows, "case_key", "").map(_plain).astype("str")
    out["finding_id"] = [
        finding_id(facts.county.code, rule.id, subject, key)
        for subject, key in zip(out["subject"], case_key, strict=True)
    ]
    out["is_past"] = _column(rows, "is_past", bool(words.get("past"))).astype(bool)
    rank = out["severity"].map(SEVERITIES.index)
    order = out.assign(_rank=rank).sort_values(["_rank", "subject", "finding_id"], kind="stable")
    return order.reindex(columns=[*FINDING_COLUMNS, "is_past"])


def finding_id(county: str, rule_id: str, subject: str, case_key: str = "") -> str:
    """The same finding has the same id from run to run: county, rule, subject and what tells it apart."""
    digest = hashlib.sha256("|".join((county, rule_id, subject, case_key)).encode()).hexdigest()
    return f"{rule_id}-{digest[:10]}"


def _bases(rule: Rule, rows: pd.DataFrame, policy: Policy) -> list[str]:
    """What each finding rests on: the clause it names, else the catalogue's basis, else all values used.

    A rule may read a value without resting on it (what a code means): then the catalogue's basis stands.
    """
    words, lang = wording(rule.id), language()
    clauses = rows["clause"] if "clause" in rows else [None] * len(rows)
    bases = []
    for clause in clauses:
        named = (clause,) if isinstance(clause, str) else ()
        keys = named or (() if "basis" in words else rule.uses)
        lines = basis_lines(policy, keys) or [own_basis(words, lang)]
        bases.append(say("registry.joined").join(lines))
    return bases


def own_basis(words: Mapping[str, Any], lang: str) -> str:
    """The basis of a rule whose demand is no policy value: a standard, a duty to record, arithmetic."""
    given = words.get("basis")
    return str(given[lang]) if given else say("registry.own_logic")


def basis_lines(policy: Policy, keys: tuple[str, ...]) -> list[str]:
    """Document, article and standing of the values a finding rests on, without repeats."""
    lines: list[str] = []
    for key in keys:
        line = basis_line(policy.value(key))
        if line not in lines:
            lines.append(line)
    return lines


def basis_line(value: Value) -> str:
    """One citation: document and article; where none confirms the value, which value that is."""
    lang = language()
    text = value.document_title[lang]
    if value.article:
        text = say("registry.basis", document=text, article=value.article)
    if value.is_confirmed:
        return text
    key = "registry.default" if value.document == WORKING_DEFAULT else "registry.unconfirmed"
    return say(key, basis=text, title=value.title[lang], value=in_words(value, lang))


def _column(rows: pd.DataFrame, name: str, default: object) -> pd.Series:
    if name not in rows:
        return pd.Series([default] * len(rows), index=rows.index, dtype="object")
    return rows[name].where(rows[name].notna(), default)


def _due(rows: pd.DataFrame, due_days: int | None, facts: Facts) -> pd.Series:
    default = (
        "" if due_days is None else (facts.as_of + pd.Timedelta(days=due_days)).date().isoformat()
    )
    return _column(rows, "due", default).map(_plain).astype("str")


def _place_of_children(facts: Facts) -> pd.DataFrame | None:
    if not facts.has("children"):
        return None
    return facts["children"].reindex(columns=["township", "school_code"])


def _plain(value: object) -> object:
    """A value as it reads in a sentence: dates ISO, whole numbers without a point, blank as —."""
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if isinstance(value, (list, tuple)):
        return "、".join(str(_plain(item)) for item in value)
    if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
        return "—"
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


class _PolicyInWords:
    """``{policy[key]}`` in a wording: the value of the profile, as it reads in a sentence."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy

    def __getitem__(self, key: str) -> object:
        return self._policy.text(key)
