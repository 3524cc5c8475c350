"""All that the tables say of one child, gathered for its form: restricted, with names.

A dossier is a plain record; what is not on record is None. Only children with a case have one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.ledgers.next_steps import next_step
from kcbx_lib.policy import Policy

Row = dict[str, Any]
# A deducted case says the child need not be brought back; the form is for those who must, or were.
CASE_STAGES = ("suspected", "dropout", "returned")
CONTACT = ("guardian", "phone", "address", "household_address", "village", "township")


@dataclass(frozen=True)
class Dossier:
    """One child, its latest case and what was done in it."""

    subject: str
    child: Row
    case: Row
    earlier: list[Row]
    ledger: Row
    persuasions: list[Row]
    notices: list[Row]
    helpers: list[Row]
    aid: list[Row]
    plans: list[Row]
    presence: Row
    streak: Row


def dossiers(facts: Facts, policy: Policy) -> list[Dossier]:
    """One for each child with a suspected, dropout or returned case, by school, grade and name."""
    if not facts.has("case_files"):
        return []
    cases = facts["case_files"]
    wanted = cases["stage"].isin(CASE_STAGES) | cases["stage"].isna()
    listed = cases[wanted & cases["subject"].notna()].reset_index(names="case_row")
    listed = listed.sort_values(["opened_on", "case_row"], na_position="first", kind="stable")
    of_case: dict[str, list[Row]] = {}
    for row in _records(listed):
        of_case.setdefault(str(row["subject"]), []).append(row)
    people = facts["children"]
    order = people.loc[people.index.isin(list(of_case))].reset_index(names="subject")
    by = ["school_code", "grade", "class_no", "name", "subject"]
    order = order.sort_values(by, kind="stable")
    order["school_name"] = full_school_names(facts, order)
    contacts = contacts_of(facts, set(of_case))
    wanted_keys = {*of_case, *listed["case_row"].astype("str")}
    tables = {
        name: _grouped(facts, name, by, wanted_keys)
        for name, by in (
            ("case_persuasions", "case_row"),
            ("case_notices", "case_row"),
            ("helpers", "subject"),
            ("aid", "subject"),
            ("plans", "subject"),
            ("streaks", "subject"),
        )
    }
    ledger = _steps(facts["ledger_suspected"], policy) | _steps(facts["ledger_dropout"], policy)
    presence = facts["presence"] if facts.has("presence") else pd.DataFrame()
    out = []
    for child in order.to_dict("records"):
        subject = str(child["subject"])
        rows = of_case[subject]
        latest = rows[-1]
        key, case_key = (subject, str(latest["case_no"])), str(latest["case_row"])
        streaks = tables["streaks"].get(subject, [])
        out.append(
            Dossier(
                subject=subject,
                child=_known(child) | _known(contacts.get(subject, {})),
                case=latest,
                earlier=rows[:-1],
                ledger=ledger.get(key, {}),
                persuasions=tables["case_persuasions"].get(case_key, []),
                notices=tables["case_notices"].get(case_key, []),
                helpers=tables["helpers"].get(subject, []),
                aid=tables["aid"].get(subject, []),
                plans=tables["plans"].get(subject, []),
                presence=_known(presence.loc[subject].to_dict())
                if subject in presence.index
                else {},
                streak=streaks[-1] if streaks else {},
            )
        )
    return out


def full_school_names(facts: Facts, children: pd.DataFrame) -> pd.Series:
    """Each child's school by its full name, not as some sheet abbreviates it."""
    if not facts.has("schools"):
        return children["school_name"]
    full = facts["schools"].dropna(subset=["school_code"]).drop_duplicates("school_code")
    named = children["school_code"].map(full.set_index("school_code")["school_name"])
    return named.where(named.notna(), children["school_name"])


def contacts_of(facts: Facts, subjects: set[str]) -> dict[str, Row]:
    """Subject → guardian, telephone and addresses: the school's word first, then the register's."""
    found: dict[str, Row] = {}
    for name in ("population", "enrolment"):
        if not facts.has(name):
            continue
        rows = facts[name]
        rows = rows[rows["subject"].isin(subjects)]
        rows = rows.reindex(columns=["subject", *CONTACT]).groupby("subject", sort=False).first()
        for subject, record in zip(rows.index, rows.to_dict("records"), strict=True):
            found[str(subject)] = found.get(str(subject), {}) | _known(record)
    return found


def _known(record: Any) -> Row:
    """The record without its blanks."""
    return {
        str(key): value
        for key, value in record.items()
        if not pd.api.types.is_scalar(value) or pd.notna(value)
    }


def _records(rows: pd.DataFrame) -> list[Row]:
    blank = rows.astype("object").where(rows.notna(), None)
    return [{str(key): value for key, value in row.items()} for row in blank.to_dict("records")]


def _grouped(facts: Facts, name: str, by: str, keys: set[str]) -> dict[str, list[Row]]:
    """Key → the rows of a table that belong to it, school before joint, then by day."""
    if not facts.has(name):
        return {}
    rows = facts[name]
    rows = rows[rows[by].isin(keys)].reset_index(names="own_row")
    days = [c for c in ("date", "issued_on", "since", "paid_on", "made_on", "start") if c in rows]
    if "level" in rows:
        days = ["level", *days[:1]]
    descending = [name == "level" for name in days]
    rows = rows.sort_values(
        [*days, "own_row"], ascending=[*(not d for d in descending), True], kind="stable"
    )
    out: dict[str, list[Row]] = {}
    for row in _records(rows):
        out.setdefault(str(row[by]), []).append(row)
    return out


def _steps(ledger: pd.DataFrame, policy: Policy) -> dict[tuple[str, str], Row]:
    """Child and case → the step it waits for, by name: the ledger's words are in the run's language."""
    rows = _records(ledger.assign(step=next_step(ledger, policy).to_numpy()))
    return {(str(row["subject"]), str(row["case_no"])): row for row in rows}
