"""TGT-04: a key group's net enrolment lies far below that of the other children.

Found only where the gap passes the reporting line and is more than chance would make (95 % interval
of the difference, Newcombe's method); a group of fewer than ten children is not judged at all.
"""

from __future__ import annotations

import math

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.labels import label
from kcbx_lib.rules.organisations import county_subject

RULE = Rule(
    id="TGT-04",
    needs=("indicators", "population", "children"),
    uses=("target.group_gap", "focus.groups"),
    serves=("H6", "S2", "Z8"),
    demands=("target.group_gap",),
)
RATES = ("net_enrolment_primary", "net_enrolment_junior")
SMALLEST_GROUP = 10
COUNTS = ["numerator", "denominator", "rate", "low", "high"]


def find(facts: Facts, policy: Policy) -> Found:
    """One finding a key group and stage whose enrolment lags behind."""
    rates = facts["indicators"]
    county = rates[rates["indicator"].isin(RATES) & rates["level"].eq("county")]
    keyed = county.set_index(["indicator", "group"])
    pairs = [(name, flag, f"not_{flag}") for name in RATES for flag in policy["focus.groups"] or ()]
    pairs += [(name, "sex_female", "sex_male") for name in RATES]
    pairs += [(name, "sex_male", "sex_female") for name in RATES]
    limit = float(policy["target.group_gap"])
    found: list[dict[str, object]] = []
    tested = 0
    for name, group, others in pairs:
        if (name, group) not in keyed.index or (name, others) not in keyed.index:
            continue
        inside, outside = keyed.loc[(name, group), COUNTS], keyed.loc[(name, others), COUNTS]
        if inside[["rate", "low"]].isna().any() or outside[["rate", "high"]].isna().any():
            continue
        if int(inside["denominator"]) < SMALLEST_GROUP:
            continue
        tested += 1
        gap = float(outside["rate"]) - float(inside["rate"])
        if gap > limit and _is_beyond_chance(inside, outside):
            found.append(_row(name, group, inside, outside, gap, policy))
    rows = pd.DataFrame(found).assign(**county_subject(facts)) if found else Found.nothing(0).rows
    return Found(rows, tested)


def _is_beyond_chance(inside: pd.Series, outside: pd.Series) -> bool:
    """Whether the 95 % interval of the difference (Newcombe, from the two intervals) excludes none."""
    below = float(outside["rate"]) - float(outside["low"])
    above = float(inside["high"]) - float(inside["rate"])
    gap = float(outside["rate"]) - float(inside["rate"])
    return gap - math.hypot(below, above) > 0


def _row(
    name: str, group: str, inside: pd.Series, outside: pd.Series, gap: float, policy: Policy
) -> dict[str, object]:
    return {
        "case_key": f"{name}-{group}",
        "name": label(f"indicators.{name}"),
        "group_name": policy.names("focus.groups", [group]),
        "numerator": int(inside["numerator"]),
        "denominator": int(inside["denominator"]),
        "rate": float(inside["rate"]),
        "others_rate": float(outside["rate"]),
        "gap": round(gap, 2),
        "severity": "high" if gap > 2 * float(policy["target.group_gap"]) else None,
    }
