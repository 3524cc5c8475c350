"""TGT-03: more verified dropouts than the limit allows.

Only cases that a person verified in this school year, and that have not come back, count; the upper
figure with suspected and untraceable children is printed beside it and decides nothing.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.labels import label
from kcbx_lib.rules.organisations import county_subject

RULE = Rule(
    id="TGT-03",
    needs=("indicators", "case_files"),
    uses=("target.dropout",),
    serves=("Y1", "H3", "Z1"),
    demands=("target.dropout",),
)


def find(facts: Facts, policy: Policy) -> Found:
    """At most one finding: the county's dropout rate is above the limit."""
    rates = facts["indicators"]
    county = rates[rates["level"].eq("county") & rates["group"].eq("all")]
    verified = county[county["indicator"].eq("dropout") & county["state"].isin(["met", "not_met"])]
    above = verified[verified["state"].eq("not_met")]
    upper = county.loc[county["indicator"].eq("dropout_upper"), "numerator"]
    rows = above.assign(
        **county_subject(facts),
        focus=_in_focus_stage(rates, policy),
        upper=int(upper.iloc[0]) if len(upper) else 0,
        evidence=pd.Series(
            [_evidence(facts["case_files"])] * len(above), index=above.index, dtype=object
        ),
    )
    return Found(rows, len(verified))


def _in_focus_stage(rates: pd.DataFrame, policy: Policy) -> str:
    """How many of them are in the stage the profile watches most, as a clause; "" where it names none."""
    stage = policy["focus.stage"]
    here = rates[
        rates["indicator"].eq("dropout")
        & rates["level"].eq("county")
        & rates["group"].eq(f"stage_{stage}")
    ]
    if stage is None or here.empty:
        return ""
    count = int(here["numerator"].iloc[0])
    return label("rules_tgt.in_focus", stage=policy.text("focus.stage"), count=count)


def _evidence(cases: pd.DataFrame) -> list[str]:
    verified = cases[cases["stage"].eq("dropout").fillna(False) & cases["returned_on"].isna()]
    return sorted(verified.index.astype("str"))
