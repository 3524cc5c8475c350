"""GOV-09: a township above the dropout limit was neither interviewed nor publicly named.

The limit is the profile's limit of the dropout rate: the documents say "high" without a number. An
interview or notice of the township since its first verified dropout of the school year answers it, and so
does one by a county office that does not say whom it concerned. What a school records (it talks with
parents), and a measure an inspection brought a school, do not hold the township to its duty.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.organisations import placed
from kcbx_lib.rules.selection import verified_dropouts

RULE = Rule(
    id="GOV-09",
    needs=("indicators", "case_files", "children", "activities"),
    uses=("interview.required", "target.dropout"),
    serves=("Z10", "S9", "T7"),
    demands=("interview.required",),
)
ANSWERS = ("interview", "public_notice")
MEASURES = "interview|criticism|yellow_card|accountability"


def find(facts: Facts, policy: Policy) -> Found:
    """One finding a township whose dropouts nobody answered for."""
    if not policy["interview.required"]:
        return Found.untested("rules_gov.no_interview_asked")
    rates = facts["indicators"]
    townships = rates[
        rates["indicator"].eq("dropout")
        & rates["level"].eq("township")
        & rates["state"].isin(["met", "not_met"])
    ]
    above = townships[townships["state"].eq("not_met")]
    cases = _verified(facts)
    answered = _answers(facts)
    rows = []
    for row in above.itertuples():
        name = str(row.unit_code)
        own = cases[cases["township"].eq(name)]
        since = own["verified_on"].min()
        later = answered[answered["date"].ge(since)] if pd.notna(since) else answered
        if not later["township"].isin([name, ""]).any():
            rows.append(
                {
                    "subject_kind": "township",
                    "subject": name,
                    "township": name,
                    "numerator": row.numerator,
                    "denominator": row.denominator,
                    "rate": row.rate,
                    "limit": row.target,
                    "evidence": sorted(own.index.astype("str")),
                }
            )
    return Found(pd.DataFrame(rows) if rows else Found.nothing(0).rows, len(townships))


def _verified(facts: Facts) -> pd.DataFrame:
    """The dropouts that the rate counts, with the child's township."""
    out = verified_dropouts(facts)
    return out.assign(township=out["subject"].map(facts["children"]["township"]))


def _answers(facts: Facts) -> pd.DataFrame:
    """Dated interviews and notices: ``date, township``; township "" where it is not said which."""
    activities = facts["activities"]
    held = placed(activities[activities["kind"].isin(ANSWERS)], facts)
    parts = [held[["date", "township", "subject_kind"]]]
    if facts.has("inspections"):
        inspections = facts["inspections"]
        text = inspections["measure"].astype("str").str.contains(MEASURES, regex=True)
        taken = placed(inspections[text.fillna(False) & inspections["measure"].notna()], facts)
        parts.append(taken[["date", "township", "subject_kind"]])
    whole = pd.concat(parts)
    whole = whole[whole["subject_kind"].isin(["township", "county"])]
    unsaid = whole["township"].isna() & whole["subject_kind"].eq("county")
    return whole.assign(township=whole["township"].mask(unsaid, ""))
