"""REG-10: expelled, withdrawn, persuaded out: no status that compulsory education knows.

Reading: in grades 1 to 9 such a status or movement is itself the fault, whoever entered it and
whatever became of the child since. Source: compulsory education law art. 27; Z11.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.labels import joined, label

RULE = Rule(
    id="REG-10",
    needs=("enrolment",),
    uses=("forbidden.statuses",),
    serves=("Z11",),
    demands=("forbidden.statuses",),
)
MOVES = {
    "expel": "expelled",
    "withdraw": "withdrawn",
    "persuaded_out": "persuaded_out",
    "auto_withdraw": "auto_withdrawn",
}
LAST_GRADE = 9


def find(facts: Facts, policy: Policy) -> Found:
    """One row per child with such an entry."""
    forbidden = policy["forbidden.statuses"]
    records = facts["enrolment"]
    compulsory = ~records["grade"].gt(LAST_GRADE).fillna(False).astype(bool)
    judged = records[compulsory & records["subject"].notna()]
    parts = [judged.loc[judged["status"].isin(forbidden), ["subject", "status"]]]
    if facts.has("movements"):
        moves = facts["movements"]
        grade = moves["grade"] if "grade" in moves else pd.Series(pd.NA, index=moves.index)
        senior = pd.to_numeric(grade, errors="coerce").gt(LAST_GRADE).fillna(False).astype(bool)
        kind = moves["kind"].map(MOVES)
        known = kind.isin(forbidden) & ~senior & ~moves["date"].gt(facts.as_of)
        parts.append(moves.loc[known & moves["subject"].notna(), ["subject"]].assign(status=kind))
    entries = pd.concat(parts)
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
