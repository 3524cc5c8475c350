"""CASE-14: a deduction that nothing supports.

Reading: a case is deducted, its closing evidence names nothing, and no register bears the category
out. What bears it out, by what the code means in its own list (DOMAIN, D1 and D2): enrolled: a record
here that does not itself say the child is out, or in another county of the run; household registration:
it was cancelled, or the child is not in the county's register; delayed entry: an approval; over age: the
16th birthday has passed; abroad or dead: a change of enrolment, a status, or a registration cancelled for
that or for no stated reason; elsewhere without a record: another county of the run knows the child, or,
in the province, a class here does and no record. Untraceable is borne out by evidence only. A deduction
for age is found whatever the paper says where the child was under age on the day it was verified (the
audit date where there is none). A child whose match awaits a human is not judged.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.labels import label
from kcbx_lib.rules.selection import case_rows, looked_up, states_of, subjects_where

RULE = Rule(
    id="CASE-14",
    needs=("cases", "enrolment", "children"),
    uses=("case.category_lists", "age.until"),
    serves=("D1", "D2", "D3"),
    demands=("case.category_lists",),
)
GONE_MOVES = ("death", "abroad")
GONE_STATUSES = ("dead", "abroad", "graduated")
OUT_STATUSES = (
    "dropped_out", "withdrawn", "auto_withdrawn", "persuaded_out", "expelled", "missing", "other_leave",
)  # fmt: skip
GONE_REASONS = ("dead", "abroad", "other")


def find(facts: Facts, policy: Policy) -> Found:
    """One row per deducted case without support."""
    files, children = facts["case_files"], facts["children"]
    deducted = files["stage"].eq("deducted").fillna(False) & files["subject"].notna()
    meaning = _meaning(files, policy)
    judged_on = files["verified_on"].fillna(files["closed_on"]).fillna(facts.as_of)
    of_age = files["of_age_until"].le(judged_on)
    only_age = meaning.str.contains("超龄") & ~meaning.str.contains("出国|去世|死亡")
    too_young = only_age & files["of_age_until"].gt(judged_on)
    supported = files["has_evidence"] | files["subject"].isin(
        _known(facts, "enrolled")
    ) & meaning.str.contains("有学籍")
    supported |= meaning.str.contains("户籍") & files["subject"].isin(
        _known(facts, "not_registered")
    )
    supported |= meaning.str.contains("延缓") & (
        files["approval_no"].notna() | files["subject"].isin(_known(facts, "delayed"))
    )
    supported |= meaning.str.contains("超龄") & of_age
    supported |= meaning.str.contains("出国|去世|死亡") & files["subject"].isin(
        _known(facts, "gone")
    )
    supported |= meaning.str.contains("省内|省外") & files["subject"].isin(
        _known(facts, "elsewhere")
    )
    no_record = looked_up(files["subject"], states_of(facts)).eq("attends_no_record")
    supported |= meaning.str.contains("省内") & no_record.fillna(False).astype(bool)
    supported |= meaning.eq("") & files["subject"].isin(
        _known(facts, "enrolled") | _known(facts, "gone") | _known(facts, "elsewhere")
    )
    pending = looked_up(files["subject"], children["has_possible_match"]).eq(True).fillna(False)
    found = deducted & (~supported | too_young) & ~pending
    why = pd.Series(label("rules_case.nothing_supports"), index=files.index, dtype="str")
    why = why.mask(too_young, label("rules_case.under_age_then"))
    rows = case_rows(files.assign(why=why, meaning=meaning), found)
    return Found(rows, int(deducted.sum()))


def _meaning(files: pd.DataFrame, policy: Policy) -> pd.Series:
    """The Chinese meaning of each case's code in its own list; empty where it has none."""
    out = pd.Series("", index=files.index, dtype="str")
    for name, codes in (policy["case.category_lists"] or {}).items():
        words = files["category_code"].map({code: value["zh"] for code, value in codes.items()})
        out = out.mask(files["list_name"].eq(name).fillna(False), words.fillna("").astype("str"))
    return out


def _known(facts: Facts, what: str) -> set[str]:
    """Children of whom a register bears out a kind of deduction."""
    found: set[str] = set()
    exchange = facts["exchange"] if facts.has("exchange") else None
    if what == "enrolled":
        records = facts["enrolment"]
        found |= subjects_where(records, ~records["status"].isin(OUT_STATUSES))
        if exchange is not None:
            found |= subjects_where(exchange, exchange["how"].ne("attending"))
    elif what == "elsewhere" and exchange is not None:
        found |= set(exchange["subject"].dropna())
    elif what == "not_registered" and facts.has("population"):
        people = facts["population"]
        still = subjects_where(
            people, people["cancelled_on"].isna() & people["cancel_reason"].isna()
        )
        found |= set(facts["children"].index) - still
    elif what == "delayed" and facts.has("movements"):
        moves = facts["movements"]
        found |= subjects_where(
            moves, moves["kind"].eq("delayed_entry") & moves["document"].notna()
        )
    elif what == "gone":
        found |= set(facts["children"].index[facts["children"]["status"].isin(GONE_STATUSES)])
        if facts.has("movements"):
            moves = facts["movements"]
            found |= subjects_where(moves, moves["kind"].isin(GONE_MOVES))
        if facts.has("population"):
            people = facts["population"]
            ended = people["cancelled_on"].notna()
            why = people["cancel_reason"]
            found |= subjects_where(people, ended & (why.isna() | why.isin(GONE_REASONS)))
    return found
