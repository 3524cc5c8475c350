"""TGT-06: a target whose failure vetoes the year's assessment (一票否决) is missed.

The finding says which target and by how much; whether the veto is used is for people to decide.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.labels import joined, label
from kcbx_lib.rules.organisations import county_subject

RULE = Rule(
    id="TGT-06",
    needs=("indicators",),
    uses=("veto.targets",),
    serves=("Y9", "H3"),
    demands=("veto.targets",),
)
INDICATORS = {
    "target.enrolment_primary": "net_enrolment_primary",
    "target.enrolment_junior": "net_enrolment_junior",
    "target.retention": "retention_adjusted",
    "target.dropout": "dropout",
    "target.entry_grade_one": "entry_grade_one",
    "target.awareness": "awareness",
    "target.aid_coverage": "aid_coverage",
    "target.agreements": "agreements_signed",
}


def find(facts: Facts, policy: Policy) -> Found:
    """At most one finding, naming every target of the veto that the county misses."""
    names = [INDICATORS[key] for key in policy["veto.targets"] if key in INDICATORS]
    rates = facts["indicators"]
    county = rates[
        rates["indicator"].isin(names)
        & rates["level"].eq("county")
        & rates["state"].isin(["met", "not_met"])
        & (rates["group"].eq("all") | rates["indicator"].eq("retention_adjusted"))
    ]
    missed = county[county["state"].eq("not_met")].drop_duplicates("indicator")
    if missed.empty:
        return Found.nothing(len(county))
    clauses = [
        label(
            "rules_tgt.missed",
            name=label(f"indicators.{row.indicator}"),
            rate=row.rate,
            target=f"{row.target:g}",
            numerator=row.numerator,
            denominator=row.denominator,
        )
        for row in missed.itertuples()
    ]
    rows = pd.DataFrame(
        [county_subject(facts) | {"missed": joined(clauses), "vetoes": policy.text("veto.targets")}]
    )
    return Found(rows, len(county))
