"""The rulebook and the rules hold together: no value idle, no mechanism of the sources unserved."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest

import kcbx_lib
from kcbx_lib.messages import use_language
from kcbx_lib.policy import load_policy, policy_keys
from kcbx_lib.rules.registry import all_rules, wording

PACKAGE = Path(kcbx_lib.__file__).parent
MECHANISMS = (
    [f"Y{n}" for n in range(1, 12)]
    + [f"X{n}" for n in range(1, 5)]
    + [f"Z{n}" for n in range(1, 13)]
    + [f"D{n}" for n in range(1, 10)]
    + [f"H{n}" for n in range(1, 11)]
    + [f"T{n}" for n in range(1, 8)]
    + [f"S{n}" for n in range(1, 10)]
    + ["N1"]
)
TEXT_ONLY = {"Y10"}
FOR_PUBLICATION = {"publish.suppress_below", "publish.round_to"}


@cache
def source() -> str:
    """All code that may use a value, but the policy room itself."""
    files = [path for path in sorted(PACKAGE.rglob("*.py")) if "policy" not in path.parts]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def is_used(key: str) -> bool:
    """Whether code asks for the key, in full or by a stem such as ``target.enrolment_{stage}``."""
    if f'"{key}"' in source():
        return True
    stems = re.findall(r'f"([a-z_]+\.[a-z_]*)\{', source())
    return any(key.startswith(stem) for stem in stems)


def test_every_value_is_used() -> None:
    shown = {"text.withheld_services"}
    idle = [key for key in policy_keys() if key not in FOR_PUBLICATION | shown and not is_used(key)]

    assert idle == []


def test_a_rule_rests_on_keys_that_exist() -> None:
    for entry in all_rules():
        assert set(entry.rule.uses) <= set(policy_keys()), entry.rule.id
        assert set(entry.rule.demands) <= set(policy_keys()), entry.rule.id


def test_every_rule_names_mechanisms_that_exist() -> None:
    for entry in all_rules():
        assert entry.rule.serves, entry.rule.id
        assert set(entry.rule.serves) <= set(MECHANISMS), entry.rule.id


def test_every_mechanism_is_served() -> None:
    served = {one for entry in all_rules() for one in entry.rule.serves}
    served |= {one for key in policy_keys().values() for one in key.mechanisms}

    assert sorted(set(MECHANISMS) - served) == []


def test_withheld_services_are_served_by_text_and_by_no_rule() -> None:
    assert not any(TEXT_ONLY & set(entry.rule.serves) for entry in all_rules())
    assert {key for key, meaning in policy_keys().items() if "Y10" in meaning.mechanisms} == {
        "text.withheld_services"
    }


DOUBLED = re.compile(r"(日|天|次|人|名|岁|月|元|个上课日|个百分点)\1|\b([a-z]+(?: [a-z]+)?) \2\b")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("profile", ["national", "hanzhong_2018", "suiyang_2024"])
def test_a_value_brings_its_unit_into_the_sentence_once(profile: str, lang: str) -> None:
    policy = load_policy(profile, on=date(2024, 11, 20))
    use_language(lang)
    try:
        for entry in all_rules():
            text = wording(entry.rule.id)["criterion"][lang]
            shown = re.sub(r"\{policy\[([a-z_.]+)\]\}", lambda key: policy.text(key[1]), text)
            assert not DOUBLED.search(shown), (entry.rule.id, shown)
    finally:
        use_language("zh")
