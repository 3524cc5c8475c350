"""REG-13: entry delayed, suspended or studying elsewhere without an approval on record.

Reading: the movement carries no document number, or the record or a list says so and no movement and
no case carries one. Judged while it lasts, and movements of this school year. A number that cannot be
read is still a number, and one entry of a change speaks for its double in another file. A deduction of a
case as delayed entry needs one too; study elsewhere by a case rests on its proof of study, not on an
approval. Grades 10 and above are no part of it. Source: compulsory education law art. 11 (delay); H9
(approved and filed); S5.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.labels import joined, label
from kcbx_lib.rules.selection import is_written

RULE = Rule(
    id="REG-13",
    needs=("movements", "children"),
    uses=("approval.bodies",),
    serves=("H9", "S5", "Z6"),
    demands=("approval.bodies",),
)
KINDS = {"suspend": "suspended", "delayed_entry": "delayed", "study_elsewhere": "studies_elsewhere"}
SAID_SO = {
    "suspended": "suspended",
    "list_suspended": "suspended",
    "delayed": "delayed",
    "list_delayed": "delayed",
    "case_delayed": "delayed",
    "studies_elsewhere": "studies_elsewhere",
}
LAST_GRADE = 9
STATES = ("suspended", "delayed_entry", "studying_elsewhere")


def find(facts: Facts, policy: Policy) -> Found:
    """One row per child that is away without an approval."""
    children, moves = facts["children"], facts["movements"]
    children = children[~children["grade"].gt(LAST_GRADE).fillna(False).astype(bool)]
    moves = moves[moves["kind"].isin(list(KINDS)) & moves["subject"].isin(children.index)]
    moves = moves[~moves["date"].gt(facts.as_of)]
    change = [moves["subject"], moves["kind"], moves["date"]]
    approved = is_written(facts, moves, "document").groupby(change, dropna=False).transform("any")
    state = moves["subject"].map(children["state"])
    lasting = state.isin(STATES) | moves["date"].ge(_school_year(facts))
    bare = moves[~approved & lasting.astype(bool)]
    said = children["explanation"].map(SAID_SO).dropna()
    moved = pd.MultiIndex.from_arrays([moves["subject"], moves["kind"].map(KINDS)])
    silent = said[~pd.MultiIndex.from_arrays([said.index, said]).isin(moved)]
    entries = pd.concat(
        [
            pd.DataFrame({"subject": bare["subject"], "what": bare["kind"].map(KINDS)}),
            pd.DataFrame({"subject": silent.index, "what": silent.to_numpy()}),
        ]
    )
    entries = entries[~entries["subject"].isin(_approved_cases(facts))]
    what = entries.groupby("subject", sort=True)["what"].agg(
        lambda kinds: joined(label(f"reg.{one}") for one in sorted(set(kinds)))
    )
    rows = what.reset_index()
    rows["evidence"] = rows["subject"].map(children["record_rows"])
    judged = set(moves["subject"]) | set(said.index)
    return Found(rows, len(judged))


def _approved_cases(facts: Facts) -> set[str]:
    if not facts.has("cases"):
        return set()
    cases = facts["cases"]
    return set(cases.loc[is_written(facts, cases, "approval_no"), "subject"].dropna())


def _school_year(facts: Facts) -> pd.Timestamp:
    """1 September of the school year under audit."""
    start = facts.county.term.start if facts.county.term is not None else facts.county.as_of
    year = start.year if start.month >= 7 else start.year - 1
    return pd.Timestamp(year=year, month=9, day=1)
