"""TGT-01: net enrolment of the county below the profile's target.

Counted over the nine official cohorts of the household register. A rate that only children under
review could lift or sink is "insufficient" and not found. Junior secondary is judged on its net rate:
the gross rate moves with the size of neighbouring cohorts, which is nobody's fault.
"""

from __future__ import annotations

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.labels import label
from kcbx_lib.rules.organisations import county_subject

RULE = Rule(
    id="TGT-01",
    needs=("indicators", "population", "children"),
    uses=("target.enrolment_primary", "target.enrolment_junior", "target.entry_grade_one"),
    serves=("Y1", "X1", "X2", "Z1", "D4"),
)
TARGETS = {
    "net_enrolment_primary": "target.enrolment_primary",
    "net_enrolment_junior": "target.enrolment_junior",
    "entry_grade_one": "target.entry_grade_one",
}


def find(facts: Facts, policy: Policy) -> Found:
    """One finding a rate of the county that is below its target."""
    rates = facts["indicators"]
    county = rates[
        rates["indicator"].isin(list(TARGETS))
        & rates["level"].eq("county")
        & rates["group"].eq("all")
        & rates["target"].notna()
    ]
    missed = county[county["state"].eq("not_met").fillna(False)]
    rows = missed.assign(
        **county_subject(facts),
        case_key=missed["indicator"],
        clause=missed["indicator"].map(TARGETS),
        name=[label(f"indicators.{name}") for name in missed["indicator"]],
        missing=missed["denominator"] - missed["numerator"] - missed["unknown"],
    )
    note: tuple[str, dict[str, object]] | None = None
    undecided = county[county["state"].eq("insufficient").fillna(False)]
    if len(undecided):
        note = ("rules_tgt.undecided", {"count": int(undecided["unknown"].max())})
    return Found(rows, len(county), note)
