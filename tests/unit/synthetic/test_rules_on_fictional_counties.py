"""The rules against the answer key: nothing in a lawful county, everything planted and no more.

These are whole audits from files, so they take a while; they are the first to look at when a rule, a
reader or a planter changes.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from kcbx_lib.documents.measured_cities import audit_city, spoilt_states
from kcbx_lib.policy import profile_names
from kcbx_lib.synthetic.answer_key import answer_key
from kcbx_lib.synthetic.generate import build_city
from kcbx_lib.synthetic.measure import disagreements_of, measure_rules
from kcbx_lib.synthetic.world import build_world


@pytest.mark.parametrize("profile", profile_names())
def test_nothing_is_found_in_a_lawful_county(profile: str, tmp_path: Path) -> None:
    world = build_world(code="990117", name="安陵县", policy_name=profile, pupils=300, seed=8)
    audit = audit_city([world], tmp_path)["990117"]
    found = audit.findings[["rule", "subject", "condition"]].to_dict("records")
    assert found == []
    assert (audit.rules["state"] == "clear").sum() > 60
    found_when_spoilt, planted_states = spoilt_states(audit)
    assert list(found_when_spoilt["condition"]) == list(planted_states["why"])


@pytest.fixture(scope="module")
def planted(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
    """Findings, answer keys and rule ids of a planted city."""
    worlds = build_city(counties=3, pupils=600, seed=1)
    audits = audit_city(worlds, tmp_path_factory.mktemp("planted"))
    findings = pd.concat([audit.findings for audit in audits.values()], ignore_index=True)
    key = pd.concat([answer_key(world) for world in worlds], ignore_index=True)
    return findings, key, list(audits["990101"].rules["rule"])


def test_everything_planted_is_found_and_nothing_else(
    planted: tuple[pd.DataFrame, pd.DataFrame, list[str]],
) -> None:
    findings, key, _ = planted
    wrong = disagreements_of(findings, key).astype("object")
    assert wrong.where(wrong.notna(), "").to_dict("records") == []


def test_most_rules_have_something_to_find_and_something_to_pass_over(
    planted: tuple[pd.DataFrame, pd.DataFrame, list[str]],
) -> None:
    findings, key, rules = planted
    table = measure_rules(findings, key, rules)
    assert table["planted"].gt(0).sum() >= 86
    assert table["near_misses"].gt(0).sum() >= 80
