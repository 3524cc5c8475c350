"""From a drawn county to its facts, the way an audit goes, without files."""

from __future__ import annotations

from datetime import date
from functools import cache

import pandas as pd

from kcbx_lib.as_of import cut_to
from kcbx_lib.attendance import attendance_facts
from kcbx_lib.children import build_children
from kcbx_lib.facts import Facts
from kcbx_lib.link import link_children
from kcbx_lib.policy import Policy, load_policy
from kcbx_lib.registers import register_states
from kcbx_lib.rules.finding import Found
from kcbx_lib.school_calendar import school_days
from tests.helpers import county_of

KEY = b"k" * 32


@cache
def policy_of(profile: str, on: date) -> Policy:
    return load_policy(profile, on=on)


class Drawn:
    """A drawn county with its facts; ``name_of`` gives each subject its invented name back."""

    def __init__(
        self,
        *,
        profile: str = "national",
        exchange: pd.DataFrame | None = None,
        values: dict | None = None,
        **tables,
    ) -> None:
        county = county_of(**tables)
        self.linked = link_children(county, key=KEY)
        self.policy: Policy = policy_of(profile, county.settings.as_of)
        if values:
            self.policy = self.policy.with_values(values)
        quality = county.quality.assign(
            subject=county.quality["row_id"].map(self.linked.crosswalk["subject"])
        )
        known, _ = cut_to(
            self.linked.tables,
            pd.Timestamp(county.settings.as_of),
            entries_until=pd.Timestamp(county.settings.entries_known_until),
        )
        facts = Facts(county.settings, known)
        facts = facts.with_frames(
            link_review=self.linked.review, link_decided=self.linked.decided, quality=quality
        )
        if exchange is not None:
            facts = facts.with_frames(exchange=exchange)
        facts = facts.with_frames(school_days=school_days(facts))
        facts = facts.with_frames(**attendance_facts(facts, self.policy))
        facts = facts.with_frames(children=build_children(facts, self.linked, self.policy))
        self.facts = facts.with_frames(**register_states(facts, self.policy))

    @property
    def name_of(self) -> pd.Series:
        return self.linked.people["name"]

    def states(self) -> dict[str, str]:
        """``{name: state}`` of the register states; a name on two children gets a number."""
        rows = self.facts["register_states"]
        return dict(zip(rows["subject"].map(self.name_of), rows["state"], strict=True))

    def explanations(self) -> dict[str, str]:
        rows = self.facts["register_states"]
        return dict(zip(rows["subject"].map(self.name_of), rows["explanation"], strict=True))

    def found(self, rule) -> list[str]:
        """The names (or school codes) that a rule module finds, sorted; every wording field is there."""
        result: Found = rule.find(self.facts, self.policy)
        subjects = result.rows["subject"]
        return sorted(subjects.map(self.name_of).fillna(subjects).tolist())
