"""The rules against the answer key: nothing in a lawful county, everything planted and no more.

These are whole audits from files, so they take a while; they are the first to look at when a rule, a
reader or a planter changes.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from kcbx_lib.audit import Audit, audit_county
from kcbx_lib.exchange import match_across, person_index
from kcbx_lib.intake import read_county
from kcbx_lib.link import link_children
from kcbx_lib.policy import load_policy, profile_names
from kcbx_lib.privacy.identity import sample_key
from kcbx_lib.report_texts import check_report_texts
from kcbx_lib.synthetic.answer_key import answer_key
from kcbx_lib.synthetic.files.county import write_county
from kcbx_lib.synthetic.generate import build_city
from kcbx_lib.synthetic.measure import disagreements_of, measure_rules
from kcbx_lib.synthetic.world import World, build_world


def audits_of(worlds: list[World], root: Path) -> dict[str, Audit]:
    """Each county read from its files and audited, with what the others of the city know."""
    counties, linked = {}, {}
    for world in worlds:
        code = world.settings.code
        write_county(world, root / code)
        counties[code] = read_county(root / code)
        linked[code] = link_children(counties[code], key=sample_key())
    known = match_across(
        {code: person_index(linked[code], county.settings) for code, county in counties.items()}
    )
    return {
        code: audit_county(
            county,
            load_policy(county.settings.policy, on=county.settings.as_of),
            key=sample_key(),
            exchange=known.get(code) if len(worlds) > 1 else None,
            linked=linked[code],
            report_figures=check_report_texts(root / code),
        )
        for code, county in counties.items()
    }


@pytest.mark.parametrize("profile", profile_names())
def test_nothing_is_found_in_a_lawful_county(profile: str, tmp_path: Path) -> None:
    world = build_world(code="990117", name="安陵县", policy_name=profile, pupils=300, seed=8)
    audit = audits_of([world], tmp_path)["990117"]
    found = audit.findings[["rule", "subject", "condition"]].to_dict("records")
    assert found == []
    assert (audit.rules["state"] == "clear").sum() > 60


@pytest.fixture(scope="module")
def planted(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
    """Findings, answer keys and rule ids of a planted city."""
    worlds = build_city(counties=3, pupils=600, seed=1)
    audits = audits_of(worlds, tmp_path_factory.mktemp("planted"))
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
