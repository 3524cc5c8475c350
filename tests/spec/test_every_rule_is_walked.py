"""Every rule has a test below, at and above each limit, on both sides of each day, and for each
lawful explanation; a rule that gains a limit or an explanation without such a test fails here.
"""

import pytest

from kcbx_lib.policy import policy_keys
from kcbx_lib.rules.registry import all_rules, wording
from tests.spec.walked import FACETS, NOT_A_LIMIT, demanded, walked

RULES = {entry.rule.id: entry.rule for entry in all_rules()}


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_is_tested_on_both_sides_of_all_that_it_asks(rule: str) -> None:
    shown = walked().get(rule, {})
    missing = {
        what: sorted(facets - shown.get(what, frozenset()))
        for what, facets in demanded(RULES[rule]).items()
        if facets - shown.get(what, frozenset())
    }
    assert not missing


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_says_when_it_accuses_nobody(rule: str) -> None:
    """Each rule names its lawful explanations, or says why it knows none."""
    words = wording(rule)
    assert words.get("lawful") or words.get("no_excuse")
    for said in (*words.get("lawful", {}).values(), words.get("no_excuse")):
        assert said is None or {"zh", "en"} == set(said)


@pytest.mark.parametrize(("rule", "what"), [(r, w) for r, of in walked().items() for w in of])
def test_a_mark_names_what_there_is(rule: str, what: str) -> None:
    facets = walked()[rule][what]
    if what == "lawful":
        assert facets <= set(wording(rule).get("lawful", {}))
    else:
        assert what == "rule" or what in policy_keys()
        assert facets <= FACETS


@pytest.mark.parametrize(("rule", "key"), NOT_A_LIMIT)
def test_a_number_that_is_no_limit_is_one_the_rule_uses(rule: str, key: str) -> None:
    assert key in RULES[rule].uses
    assert len(NOT_A_LIMIT[rule, key]) > 20
