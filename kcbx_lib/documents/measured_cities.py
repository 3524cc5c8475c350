"""The fictional cities that rules are measured on, audited from their files.

``seen`` is made with the sample's seed, which the kit was built and mended against; nobody looked at
``unseen`` while building. Each has one county a built-in profile, faults planted, and a few lawful ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from kcbx_lib.audit import Audit, audit_county
from kcbx_lib.exchange import match_across, person_index
from kcbx_lib.facts import Facts
from kcbx_lib.intake import read_county
from kcbx_lib.link import link_children
from kcbx_lib.policy import load_policy
from kcbx_lib.privacy.identity import sample_key
from kcbx_lib.report_texts import check_report_texts
from kcbx_lib.rules.reg import states_do_not_close
from kcbx_lib.synthetic.answer_key import answer_key
from kcbx_lib.synthetic.files.county import write_county
from kcbx_lib.synthetic.generate import build_city
from kcbx_lib.synthetic.world import World


@dataclass(frozen=True)
class City:
    """The arguments of ``kcbx synth`` that make a city."""

    name: str
    seed: int
    counties: int = 8
    lawful: int = 4
    pupils: int = 600

    @property
    def made_by(self) -> str:
        """The command that makes the same files."""
        return (
            f"synth --counties {self.counties} --lawful {self.lawful} --pupils {self.pupils} "
            f"--seed {self.seed}"
        )


CITIES = (City("seen", 1), City("unseen", 4117))
CLOSING = "REG-12"


def audit_city(worlds: list[World], root: Path) -> dict[str, Audit]:
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
            reports=check_report_texts(root / code),
        )
        for code, county in counties.items()
    }


def findings_and_key(city: City) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A city's findings and what was planted in it.

    No file can keep the states from closing, so REG-12 is planted in the derived frame instead: one
    child's state lost, another's written twice.
    """
    worlds = build_city(
        counties=city.counties, lawful=city.lawful, pupils=city.pupils, seed=city.seed
    )
    with TemporaryDirectory() as folder:
        audits = audit_city(worlds, Path(folder))
    findings = [audit.findings for audit in audits.values()]
    keys = [answer_key(world) for world in worlds]
    for audit in audits.values():
        found, planted = spoilt_states(audit)
        findings.append(found)
        keys.append(planted)
    return pd.concat(findings, ignore_index=True), pd.concat(keys, ignore_index=True)


def spoilt_states(audit: Audit) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What REG-12 finds in a county whose states were spoilt, and that it ought to."""
    facts = audit.facts
    states = facts["register_states"]
    faults = {"one state lost": states.iloc[1:], "one state twice": pd.concat([states, states[:1]])}
    found, planted = [], []
    for why, spoilt in faults.items():
        where = {"county": facts.county.code, "rule": CLOSING, "subject": why}
        planted.append(where | {"subject_kind": "county", "found": "true", "why": why, "words": ""})
        if len(states_do_not_close.find(_with(facts, spoilt), audit.policy).rows):
            found.append(where | {"condition": why})
    columns = ["county", "rule", "subject", "condition"]
    return pd.DataFrame(found, columns=columns), pd.DataFrame(planted)


def _with(facts: Facts, states: pd.DataFrame) -> Facts:
    """The facts with these states and the sums over them; what they must close on stays."""
    total = facts["states_total"].assign(
        sum_of_states=len(states), sum_in_population=int(states["in_population"].sum())
    )
    return facts.with_frames(register_states=states, states_total=total)
