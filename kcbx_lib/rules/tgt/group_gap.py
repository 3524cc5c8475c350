"""TGT-04: a key group's net enrolment lies far below that of the other children.

Found only where the gap passes the reporting line and is more than chance would make (95 % interval
of the difference, Newcombe's method); a group of fewer than ten children is not judged at all. Children
of the group who await review are taken for in school: a list that nobody could match is no child out of it.
"""

from __future__ import annotations

import math
from fractions import Fraction

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
COUNTS = ["numerator", "denominator", "unknown", "rate", "low", "high"]


def find(facts: Facts, policy: Policy) -> Found:
    """One finding a key group and stage whose enrolment lags behind."""
    rates = facts["indicators"]
    county = rates[rates["indicator"].isin(RATES) & rates["level"].eq("county")]
    keyed = county.set_index(["indicator", "group"])
    pairs = [(name, flag, f"not_{flag}") for name in RATES for flag in policy["focus.groups"] or ()]
    pairs += [(name, "sex_female", "sex_male") for name in RATES]
    pairs += [(name, "sex_male", "sex_female") for name in RATES]
    limit = policy.value("target.group_gap").exact()
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
        gap = _surely(inside, outside)
        if gap > limit and _is_beyond_chance(gap, inside, outside):
            found.append(_row(name, group, inside, outside, gap, policy))
    rows = pd.DataFrame(found).assign(**county_subject(facts)) if found else Found.nothing(0).rows
    return Found(rows, tested)


def _surely(inside: pd.Series, outside: pd.Series) -> Fraction:
    """The exact gap in points, however the children under review in the group turn out."""
    others = Fraction(int(outside["numerator"]), int(outside["denominator"]))
    known = int(inside["numerator"]) + int(inside["unknown"])
    return (others - Fraction(known, int(inside["denominator"]))) * 100


def _is_beyond_chance(gap: Fraction, inside: pd.Series, outside: pd.Series) -> bool:
    """Whether the 95 % interval of the difference (Newcombe, from the two intervals) excludes none."""
    below = float(outside["rate"]) - float(outside["low"])
    above = float(inside["high"]) - float(inside["rate"])
    return float(gap) - math.hypot(below, above) > 0


def _row(
    name: str, group: str, inside: pd.Series, outside: pd.Series, gap: Fraction, policy: Policy
) -> dict[str, object]:
    unknown = int(inside["unknown"])
    most = int(inside["numerator"]) + unknown
    return {
        "case_key": f"{name}-{group}",
        "name": label(f"indicators.{name}"),
        "group_name": policy.names("focus.groups", [group]),
        "numerator": most,
        "denominator": int(inside["denominator"]),
        "review": label("rules_tgt.taken_as_in_school", count=unknown) if unknown else "",
        "rate": math.floor(Fraction(most, int(inside["denominator"])) * 1_000_000) / 10_000,
        "others_rate": float(outside["rate"]),
        "gap": round(float(gap), 2),
        "severity": "high" if gap > 2 * policy.value("target.group_gap").exact() else None,
    }
