"""REG-05: enrolled at one school, in class at another (人籍分离).

Reading: present lately at a school at which no record of the child stands. A transfer within its time and
study elsewhere on record (借读) explain it. Across the counties of a run both report it.
Source: Z6, H9.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule

Note = tuple[str, dict[str, object]] | None

RULE = Rule(
    id="REG-05",
    needs=("enrolment", "attendance", "children", "state_evidence"),
    uses=("transfer.arrival_within_days",),
    serves=("Z6", "H9"),
)


def find(facts: Facts, policy: Policy) -> Found:
    """One row per child whose record and desk stand apart."""
    children = facts["children"]
    judged = children[children["in_enrolment"] | children["in_attendance"]]
    apart = judged[judged["state"].eq("attends_elsewhere")]
    rows = apart[["record_rows"]].rename(columns={"record_rows": "evidence"})
    names = _school_names(facts)
    told = facts["state_evidence"].reindex(apart.index)
    rows["enrolled_at"] = _named(
        apart["school_code"], names, told["enrolled_in_county"], apart["in_enrolment"]
    )
    rows["attends_at"] = _named(
        apart["attends_school_code"], names, told["attends_in_county"], apart["in_attendance"]
    )
    note: Note = None if facts.has("exchange") else ("reg.only_this_county", {})
    return Found(rows.rename_axis(index="subject").reset_index(), len(judged), note)


def _named(codes: pd.Series, names: pd.Series, county: pd.Series, is_here: pd.Series) -> pd.Series:
    """A school's name, else its code; the other county where the child is not here."""
    here = codes.map(names).astype("str").fillna(codes.astype("str"))
    return here.where(is_here, county.astype("str"))


def _school_names(facts: Facts) -> pd.Series:
    rows = facts["schools"] if facts.has("schools") else facts["enrolment"]
    known = (
        rows[["school_code", "school_name"]].dropna().sort_values(["school_code", "school_name"])
    )
    return known.drop_duplicates("school_code").set_index("school_code")["school_name"]
