"""Which sentences of a rule the tests walk through, read from their marks without running them.

A test says what it shows with ``@pytest.mark.walks(rule, what, *facets)``:

``walks("ATT-01", "absence.report_streak_days", "below", "at", "above")``
    the numbers on both sides of a limit and on it;
``walks("REP-01", "report.monthly_deadline", "day_before", "day_of", "day_after")``
    a day of the calendar on which something is due or from which a value holds;
``walks("ATT-01", "lawful", "excused_leave")``
    an explanation under which the rule accuses nobody, by its name in the rule's wording;
``walks("REG-10", "rule", "found", "clear")``
    a rule without a number: what it finds and what it leaves alone.

The mark may stand on a function or on one ``pytest.param(..., marks=...)``.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from kcbx_lib.policy import policy_keys, profile_names
from kcbx_lib.policy.profiles import read_profile
from kcbx_lib.rules.finding import Rule
from kcbx_lib.rules.registry import wording

SPEC = Path(__file__).parent
LIMIT = ("below", "at", "above")
DAY = ("day_before", "day_of")
FACETS = frozenset({*LIMIT, *DAY, "day_after", "found", "clear"})

NOT_A_LIMIT: dict[tuple[str, str], str] = {
    ("GRP-09", "helper.load_max"): (
        "cited as the clause that has help go on until graduation or transfer; how many pupils a helper "
        "has is GRP-08"
    ),
}
"""(rule, policy key) whose number is no limit of the rule's, and why: it needs no three cases."""


@cache
def walked() -> dict[str, dict[str, frozenset[str]]]:
    """``{rule: {what: facets}}`` over every test below this folder."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for path in sorted(SPEC.rglob("test_*.py")):
        for rule, what, *facets in marks_of(path):
            found[rule][what] |= set(facets)
    return {r: {w: frozenset(f) for w, f in of.items()} for r, of in found.items()}


def marks_of(path: Path) -> Iterator[tuple[str, ...]]:
    """The words of each ``walks`` mark in a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "walks":
            yield tuple(ast.literal_eval(argument) for argument in node.args)


def demanded(rule: Rule) -> dict[str, frozenset[str]]:
    """``{what: facets}`` that the tests of a rule have to show."""
    wanted = {"rule": frozenset({"found", "clear"})}
    for key in rule.uses:
        if (rule.id, key) in NOT_A_LIMIT:
            continue
        kind = policy_keys()[key].type
        if kind in ("integer", "number"):
            wanted[key] = frozenset(LIMIT)
        elif kind in ("month_day", "month_days", "deadline") or key in amended():
            wanted[key] = frozenset(DAY)
    lawful = frozenset(wording(rule.id).get("lawful", {}))
    return wanted | ({"lawful": lawful} if lawful else {})


@cache
def amended() -> frozenset[str]:
    """Keys that change on a day within one profile."""
    return frozenset(
        key
        for name in profile_names()
        for key, values in read_profile(name).own.items()
        if len(values) > 1
    )
