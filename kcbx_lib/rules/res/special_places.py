"""RES-05: fewer places for special education than children who need one.

Needed is a place for each school-age disabled child who is at a special school or in no school at
all. Children in an ordinary class or taught at home are provided for and need none here, so the need
is counted low rather than high. A county whose schools state no places is not judged.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.organisations import county_subject

RULE = Rule(
    id="RES-05",
    needs=("schools", "disability", "children"),
    uses=("resources.special_place_for_each",),
    serves=("D6", "S5"),
    demands=("resources.special_place_for_each",),
)
NEEDS_A_PLACE = ("special_school", "out_of_school")


def find(facts: Facts, policy: Policy) -> Found:
    """At most one finding: the county's places do not reach."""
    schools = facts["schools"]
    stated = schools[schools["special_places"].notna()]
    if stated.empty:
        return Found.untested("rules_res.no_places_stated")
    children = facts["children"]
    disabled = children[
        children["in_disability"].eq(True).fillna(False)
        & children["is_of_age"].eq(True).fillna(False)
    ]
    needing = disabled[disabled["state"].isin(NEEDS_A_PLACE)]
    places = int(stated["special_places"].sum())
    if places >= len(needing):
        return Found.nothing(1)
    rows = pd.DataFrame(
        [
            county_subject(facts)
            | {
                "places": places,
                "needed": len(needing),
                "disabled": len(disabled),
                "evidence": sorted(stated.index.astype("str")),
            }
        ]
    )
    return Found(rows, 1)
