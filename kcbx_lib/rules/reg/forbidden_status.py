"""REG-10: expelled, withdrawn, persuaded out: no status that compulsory education knows.

Reading: in grades 1 to 9 such a status or movement is itself the fault, whoever entered it and wherever
the child is now. Put right it is by a later movement that restores the record (resumed, transferred in).
Where the grade is blank, whoever was past school age when it happened was in no compulsory grade.
Source: compulsory education law art. 27; Z11.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.labels import joined, label

RULE = Rule(
    id="REG-10",
    needs=("enrolment", "children"),
    uses=("forbidden.statuses", "age.until"),
    serves=("Z11",),
    demands=("forbidden.statuses",),
)
MOVES = {
    "expel": "expelled",
    "withdraw": "withdrawn",
    "persuaded_out": "persuaded_out",
    "auto_withdraw": "auto_withdrawn",
}
RESTORES = ("resume", "transfer_in", "return_abroad")
LAST_GRADE = 9


def find(facts: Facts, policy: Policy) -> Found:
    """One row per child with such an entry."""
    records = facts["enrolment"]
    records = records[records["subject"].notna()].assign(on=facts.as_of)
    judged = records[_in_compulsory_grade(records, facts, policy)]
    parts = [judged[["subject", "status"]]]
    if facts.has("movements"):
        parts.append(_moves(facts, policy))
    entries = pd.concat(parts)
    entries = entries[entries["status"].isin(policy["forbidden.statuses"])]
    entries = entries.assign(row_id=entries.index.astype("str"))
    by_child = entries.groupby("subject", sort=True)
    rows = pd.DataFrame(
        {
            "said": by_child["status"].agg(
                lambda said: joined(label(f"reg.{one}") for one in sorted(set(said)))
            ),
            "evidence": by_child["row_id"].agg(lambda ids: sorted(set(ids))),
        }
    )
    return Found(rows.reset_index(), judged["subject"].nunique())


def _moves(facts: Facts, policy: Policy) -> pd.DataFrame:
    """Forbidden movements that no later one took back: ``subject, status``."""
    moves = facts["movements"]
    moves = moves[moves["subject"].notna() & ~moves["date"].gt(facts.as_of)]
    restored = moves[moves["kind"].isin(RESTORES)].groupby("subject")["date"].max()
    # reindex, not map: map fails on no days at all.
    taken_back = moves["date"].le(restored.reindex(moves["subject"]).set_axis(moves.index))
    stands = ~taken_back.fillna(False).astype(bool)
    moves = moves.assign(status=moves["kind"].map(MOVES), on=moves["date"].fillna(facts.as_of))
    stands &= _in_compulsory_grade(moves, facts, policy)
    return moves.loc[stands & moves["status"].notna(), ["subject", "status"]]


def _in_compulsory_grade(rows: pd.DataFrame, facts: Facts, policy: Policy) -> pd.Series:
    """Grades 1 to 9; where the grade is blank, a child not past school age on the day (column ``on``)."""
    grade = rows["grade"].astype("Int64")
    births = rows["subject"].map(facts["children"]["birth_date"])
    last_day = births + pd.DateOffset(years=int(policy["age.until"]))
    is_past = grade.isna() & rows["on"].ge(last_day)
    return ~(grade.gt(LAST_GRADE).fillna(False) | is_past.fillna(False)).astype(bool)
