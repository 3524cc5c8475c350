"""GOV-02: agreements that are due and not signed.

One finding an organisation and link: the township, village or school that signed a smaller share of its
agreements than the profile asks for (all of them, where a county sets nothing else), with coverage
(signed ÷ due). Households, teachers and parents are people and are counted under their
village or school, never named. A blank day is an agreement not signed; a cell that says something else
(已签) is no blank and is not held against anybody.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.organisations import county_subject, is_organisation, normal, placed
from kcbx_lib.rules.selection import is_unreadable

RULE = Rule(
    id="GOV-02",
    needs=("agreements",),
    uses=("target.agreements", "responsibility.chain"),
    serves=("Y4", "Y3", "Z2", "H10"),
    demands=("target.agreements",),
)
SECOND_PARTY = ("county_township", "township_village", "county_bureau", "bureau_school")
"""Links whose second party owes the signature; in the others it is a person, and the first is named."""
_TEACHERS_TOGETHER = r"(?<=.{2})(?:全体)?(?:教师|教职工|班主任)(?:们|代表)?$"
"""A school's teachers as one party (某某小学全体教师): the school answers."""
WHO = ["subject_kind", "subject", "school_code", "township"]


def find(facts: Facts, policy: Policy) -> Found:
    """One finding an organisation and link with fewer agreements signed than asked for."""
    agreements = facts["agreements"]
    due = agreements[agreements["link"].notna()]
    if due.empty:
        return Found.untested("rules_gov.no_links")
    who = _owing(due, facts)
    due = due.drop(columns=[name for name in WHO if name in due]).join(who)
    due = due.assign(is_open=due["signed_on"].isna() & ~is_unreadable(facts, due, "signed_on"))
    keys = ["subject_kind", "subject", "link"]
    counts = due.groupby(keys, sort=True, dropna=False).agg(
        due_count=("is_open", "size"),
        open_count=("is_open", "sum"),
        school_code=("school_code", "first"),
        township=("township", "first"),
    )
    signed = counts["due_count"] - counts["open_count"]
    # multiplied out: a share just below the target is never rounded up to it
    rows = counts[signed.mul(100).lt(counts["due_count"] * policy["target.agreements"])]
    rows = rows.reset_index()
    open_rows = due[due["is_open"]]
    by_org = open_rows.reset_index(names="row_id").groupby(["subject", "link"])["row_id"].agg(list)
    evidence = [
        sorted(map(str, by_org[subject, link]))
        for subject, link in zip(rows["subject"], rows["link"], strict=True)
    ]
    rows = rows.assign(
        signed_count=rows["due_count"] - rows["open_count"],
        link_name=[policy.names("responsibility.chain", [link]) for link in rows["link"]],
        case_key=rows["link"],
        evidence=pd.Series(evidence, index=rows.index, dtype=object),
    )
    return Found(rows, len(due))


def _owing(due: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """The organisation each agreement is counted under; the county where none can be told."""
    party = due["party_b"].where(due["link"].isin(SECOND_PARTY), due["party_a"])
    by_teacher = _school_of_teacher(due)
    is_teachers = due["link"].eq("teacher_parent")
    party = party.where(
        ~is_teachers, due["party_a"].map(by_teacher).astype("str").fillna(due["party_a"])
    )
    party = party.str.replace(_TEACHERS_TOGETHER, "", regex=True).where(is_teachers, party)
    named = placed(pd.DataFrame({"org": party}, index=due.index), facts)
    names_a_person = named["org_key"].str.startswith("name:") & ~named["subject"].map(
        is_organisation
    ).astype(bool)
    county = county_subject(facts)
    who = named[WHO].reindex(due.index)
    unknown = who["subject"].isna() | names_a_person.reindex(due.index, fill_value=True)
    who.loc[unknown, "subject_kind"] = county["subject_kind"]
    who.loc[unknown, "subject"] = county["subject"]
    return who


def _school_of_teacher(due: pd.DataFrame) -> dict[str, str]:
    """A teacher's school by the agreements of school and teacher, where only one school has the name."""
    signed_with = due[due["link"].eq("school_teacher")][["party_a", "party_b"]].dropna()
    schools = signed_with.groupby("party_b")["party_a"].agg(
        lambda names: sorted(set(map(normal, names)))
    )
    return {str(teacher): found[0] for teacher, found in schools.items() if len(found) == 1}
