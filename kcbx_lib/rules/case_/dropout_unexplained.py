"""CASE-12: a dropout without a cause or a destination.

Reading (Y5: each dropout has a cause and a destination): the stage is dropout and either cell is blank
or holds a word for nothing or for not knowing (无, 不详, 待核实): the cause and the destination are to be
found. A child who is back is at school: only the cause is asked. The code of a list is a class for
counting and stands in for neither.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.labels import joined, label
from kcbx_lib.rules.selection import case_rows, is_written

RULE = Rule(
    id="CASE-12",
    needs=("cases", "children"),
    serves=("Y5", "S1"),
)
UNKNOWN = r"(?:原因|去向)?(?:尚|仍|暂)?(?:不详|不明|未知|不知|不清楚|不清|未查明|待查|待查明|待核实|待核查|待定)"


def find(facts: Facts, policy: Policy) -> Found:
    """One row per dropout that lacks its cause, its destination or both."""
    files = facts["case_files"]
    dropout = files["stage"].eq("dropout").fillna(False)
    lacks = {
        part: ~is_written(facts, files, part).astype(bool)
        | files[part].str.fullmatch(UNKNOWN).fillna(False).astype(bool)
        for part in ("cause", "destination")
    }
    lacks["destination"] &= ~files["is_returned"]
    words = pd.Series(
        [
            joined(label(f"rules_case.lacks_{part}") for part, mask in lacks.items() if mask[row])
            for row in files.index
        ],
        index=files.index,
        dtype="str",
    )
    found = dropout & (lacks["cause"] | lacks["destination"])
    return Found(case_rows(files.assign(lacking=words), found), int(dropout.sum()))
