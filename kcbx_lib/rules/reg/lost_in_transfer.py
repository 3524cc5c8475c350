"""REG-09: transferred out, arrived nowhere.

Reading: ``transfer.arrival_within_days`` after the movement the child stands in no record and no class:
the receiving school is the county's own, or belongs to another county of the run that has not seen the
child, or is not named at all. A school outside the run cannot be asked: those are counted, not found. Nor
is a pupil found who left grade 10 or above, or whom any other register explains (see the states).
Source: Z6, H9, S3.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.labels import label

Note = tuple[str, dict[str, object]] | None

RULE = Rule(
    id="REG-09",
    needs=("movements", "enrolment", "children", "state_evidence"),
    uses=("transfer.arrival_within_days",),
    serves=("Z6", "H9", "S3"),
    demands=("transfer.arrival_within_days",),
)
LAST_GRADE = 9


def find(facts: Facts, policy: Policy) -> Found:
    """One row per child that left for a school and was seen nowhere since."""
    children = facts["children"]
    moves = facts["state_evidence"].reindex(children.index)
    senior = children["grade"].gt(LAST_GRADE).fillna(False).astype(bool)
    left = children[moves["move_kind"].eq("transfer_out").fillna(False).astype(bool) & ~senior]
    moves = moves.reindex(left.index)
    lost = left["explanation"].eq("arrived_nowhere") & moves["moved_on"].notna()
    rows = left.loc[lost, ["record_rows"]].rename(columns={"record_rows": "evidence"})
    rows["left_on"] = moves["moved_on"].reindex(rows.index)
    rows["to_school"] = _destination(moves.reindex(rows.index))
    beyond = int(left["explanation"].eq("transferred_out_of_county").sum())
    note: Note = ("reg.transfers_beyond_sight", {"count": beyond}) if beyond else None
    return Found(rows.rename_axis(index="subject").reset_index(), len(left) - beyond, note)


def _destination(moves: pd.DataFrame) -> pd.Series:
    return moves["to_school"].astype("str").fillna(label("reg.not_named"))
