"""REG-07: no household registration.

Reading: no usable id in any table, and a temporary student number (J or L) or a stated 无户口. Whoever
has a valid id is registered somewhere, whoever stands in the household register here; an id whose
digits a spreadsheet lost, or another document's number, is no proof of having none.
Source: X1 (all unregistered minors registered), X2.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.labels import label

RULE = Rule(id="REG-07", needs=("enrolment", "children"), serves=("X1", "X2"))
HAS_SOME_NUMBER = ("precision_lost", "other_document")


def find(facts: Facts, policy: Policy) -> Found:
    """One row per enrolled child that is registered nowhere."""
    children = facts["children"]
    judged = children[children["in_enrolment"]]
    temporary = _with_temporary_number(facts)
    said_none = _said_to_have_none(facts)
    without = (
        judged["resident_id"].isna()
        & ~judged["in_population"]
        & ~judged["resident_id_state"].isin(HAS_SOME_NUMBER)
        & ~judged["has_possible_match"]
    )
    told = judged.index.isin(temporary) | judged.index.isin(said_none)
    found = judged[without & told]
    rows = found[["record_rows"]].rename(columns={"record_rows": "evidence"})
    rows["why"] = [
        label("reg.no_hukou_stated" if one in said_none else "reg.temporary_number")
        for one in found.index
    ]
    return Found(rows.rename_axis(index="subject").reset_index(), len(judged))


def _with_temporary_number(facts: Facts) -> set[str]:
    rows = facts["enrolment"]
    number = rows["student_no"].astype("str").str.upper()
    temporary = number.str.match(r"[JL]\S{18}$").eq(True).fillna(False)
    return set(rows.loc[temporary & rows["subject"].notna(), "subject"])


def _said_to_have_none(facts: Facts) -> set[str]:
    rows: pd.DataFrame = facts["enrolment"]
    stated = rows["hukou_kind"].eq("none").fillna(False)
    return set(rows.loc[stated & rows["subject"].notna(), "subject"])
