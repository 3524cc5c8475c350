"""GOV-01: a link of the chain of responsibility is missing.

A link with no agreement at all breaks the chain for the whole county. Where every party of a link
can be told and at least half of the units are named, a township, village or school that no agreement of
the link names is a gap of its own; one unreadable party could be the very unit that seems to lack, and a
table that names few units is a sample: then only whole links are judged.
Unsigned agreements are GOV-02's.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.organisations import (
    county_subject,
    normal,
    placed,
    school_roster,
    townships,
    village_names,
)

RULE = Rule(
    id="GOV-01",
    needs=("agreements",),
    uses=("responsibility.chain",),
    serves=("Y3", "Z2", "H10", "T2", "H5"),
    demands=("responsibility.chain",),
)
UNITS = {
    "county_township": ("party_b", "township"),
    "township_village": ("party_b", "village"),
    "village_household": ("party_a", "village"),
    "bureau_school": ("party_b", "school"),
    "school_teacher": ("party_a", "school"),
    "teacher_parent": ("party_a", "school"),
}
"""Link → the party that names its unit. Teachers and parents are people: where a teacher signs by name
and not the school, their link is only looked for as a whole."""
COLUMNS = ["subject_kind", "subject", "school_code", "township", "case_key", "link_name"]


def find(facts: Facts, policy: Policy) -> Found:
    """One finding a link that is wholly absent, and one a unit that a link leaves out."""
    agreements = facts["agreements"]
    chain = list(policy["responsibility.chain"])
    links = agreements["link"].dropna()
    if links.empty:
        return Found.untested("rules_gov.no_links")
    absent = [link for link in chain if not links.eq(link).any()]
    rows = [
        county_subject(facts)
        | {"case_key": link, "link_name": policy.names("responsibility.chain", [link])}
        for link in absent
    ]
    tested = len(chain)
    for link in chain:
        if link in UNITS and link not in absent:
            due, covered = _units(facts, link, agreements[agreements["link"].eq(link)])
            tested += len(due)
            for unit in due[~due.index.isin(covered)].to_dict("records"):
                name = policy.names("responsibility.chain", [link])
                rows.append({**unit, "case_key": link, "link_name": name})
    return Found(pd.DataFrame(rows, columns=COLUMNS), tested)


def _units(facts: Facts, link: str, rows: pd.DataFrame) -> tuple[pd.DataFrame, set[str]]:
    """The units the link is due for (none where a party cannot be told), and those it covers."""
    party, kind = UNITS[link]
    due = {"township": _townships, "village": _villages, "school": _schools}[kind](facts)
    if rows[party].isna().any() or due.empty:
        return due.iloc[:0], set()
    if kind == "village":
        covered = set(map(village_names(facts), rows[party].unique()))
    else:
        keys = placed(rows[[party]], facts, column=party)["org_key"]
        covered = set(keys)
    is_told = (
        covered <= set(due.index)
        if kind != "school"
        else not any(key.startswith("name:") for key in covered)
    )
    is_whole = 2 * due.index.isin(list(covered)).sum() >= len(due)
    return (due, covered) if is_told and is_whole else (due.iloc[:0], covered)


def _townships(facts: Facts) -> pd.DataFrame:
    names = townships(facts)
    return pd.DataFrame(
        {"subject_kind": "township", "subject": names, "township": names},
        index=[f"township:{name}" for name in names],
    )


def _schools(facts: Facts) -> pd.DataFrame:
    roster = school_roster(facts)
    return pd.DataFrame(
        {
            "subject_kind": "school",
            "subject": roster.index,
            "school_code": roster.index,
            "township": roster["township"],
        },
        index=roster.index,
    )


def _villages(facts: Facts) -> pd.DataFrame:
    """Villages of the household register; a name that two townships share cannot be told apart."""
    columns = ["subject_kind", "subject", "township"]
    if not facts.has("population"):
        return pd.DataFrame(columns=columns)
    register = facts["population"][["township", "village"]].dropna().drop_duplicates()
    register = register.sort_values(["village", "township"])
    keys = list(map(village_names(facts), register["village"]))
    frame = pd.DataFrame(
        {
            "subject_kind": "township",
            "subject": register["village"].to_numpy(),
            "township": register["township"].to_numpy(),
        },
        index=keys,
    )
    return frame[~frame.index.duplicated(keep=False) & (frame.index != normal(""))]
