"""GRP-09: help ended before the pupil graduated or transferred.

Reading (H4: until graduation or transfer): the help has an end date before the audit date, the pupil is
still enrolled at the school where the help was given, and no helper is named for the time after it. A
recorded graduation, transfer or death explains the end, as does a register that shows the pupil has
left that school. "No longer needed" is no such reason in the source. One school's practice, so it is
advice: low severity, for a human to weigh.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.labels import label
from kcbx_lib.rules.selection import looked_up

RULE = Rule(
    id="GRP-09",
    needs=("helpers", "enrolment", "children"),
    uses=("helper.load_max",),
    serves=("H4", "H6"),
)
LAWFUL_ENDS = ("graduated", "transferred", "dead")
LEFT = ("graduated", "transferred_out", "dead", "abroad")


def find(facts: Facts, policy: Policy) -> Found:
    """One row per pupil whose help ended early and was not taken over."""
    children = facts["children"]
    rows = facts["helpers"]
    rows = rows[rows["subject"].notna()].reset_index(names="row_id")
    rows = rows.reset_index(drop=True)
    lasting = set(rows.loc[rows["until"].isna() | rows["until"].ge(facts.as_of), "subject"])
    ended = rows[rows["until"].lt(facts.as_of) & ~rows["subject"].isin(lasting)]
    last = ended.sort_values(["subject", "until", "row_id"], kind="stable").drop_duplicates(
        "subject", keep="last"
    )
    status = looked_up(last["subject"], children["status"])
    school = looked_up(last["subject"], children["school_code"])
    same_school = last["school_code"].isna() | last["school_code"].eq(school).fillna(False)
    enrolled = looked_up(last["subject"], children["in_enrolment"]).eq(True).fillna(False)
    early = (
        ~last["end_reason"].isin(LAWFUL_ENDS)
        & enrolled
        & ~status.isin(LEFT)
        & same_school
        & school.notna()
    )
    found = last[early.to_numpy(dtype=bool)]
    reason = found["end_reason"].fillna("blank")
    words = {code: label(f"rules_grp.end_{code}") for code in sorted(set(reason))}
    out = pd.DataFrame(
        {
            "subject": found["subject"],
            "until": found["until"],
            "reason": reason.map(words),
            "evidence": [[row_id] for row_id in found["row_id"]],
        }
    )
    return Found(out.reset_index(drop=True), rows["subject"].nunique())
