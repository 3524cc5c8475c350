"""The first thing a reader sees: whose audit, as of when, under which policy, and five numbers."""

from __future__ import annotations

import html

import pandas as pd
from IPython.display import HTML

from kcbx_lib.facts import Facts
from kcbx_lib.messages import language, say
from kcbx_lib.policy import Policy
from kcbx_lib.reports.story.shared import tiles


def headline(facts: Facts, policy: Policy, findings: pd.DataFrame) -> HTML:
    """The county's name, date and policy, and its five figures."""
    settings = facts.county
    line = say(
        "story.headline",
        county=settings.name,
        code=settings.code,
        as_of=settings.as_of.isoformat(),
        policy=policy.title[language()],
    )
    states = facts["register_states"]["state"].value_counts()
    bands = facts["risk"]["band"].value_counts()
    numbers = tiles(
        {
            say("story.tile_children"): f"{len(facts['register_states']):,}",
            say("story.tile_out_of_school"): int(states.get("out_of_school", 0)),
            say("story.tile_suspected"): len(facts["ledger_suspected"]),
            say("story.tile_high_risk"): int(bands.get("high", 0)),
            say("story.tile_findings"): f"{len(findings):,}",
        }
    )
    return HTML(f"<p><b>{html.escape(line)}</b></p>{numbers.data}")
