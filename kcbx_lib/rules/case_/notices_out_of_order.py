"""CASE-10: notices out of order.

Reading (contract): of the notices present, issued ≤ served ≤ deadline; and a later step of the
profile's sequence is not issued before the earlier one is served. A missing step, a blank date and a
kind outside the sequence are no fault here. Where a kind was issued twice, the earlier step is served
on its first service; where one of the earlier was issued by then and its service is not written, it may
have been served in time. A notice without a case number belongs to the child's case of its day. One
finding a case. Source: Y7, Z5.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.labels import joined, label
from kcbx_lib.rules.selection import looked_up

RULE = Rule(
    id="CASE-10",
    needs=("notices",),
    uses=("notices.sequence",),
    serves=("Y7", "Z5"),
    demands=("notices.sequence",),
)


def find(facts: Facts, policy: Policy) -> Found:
    """One row per child and case with a notice out of order."""
    notices = _by_case(facts)
    own = pd.concat(
        [
            _wrong(notices, notices["served_on"].lt(notices["issued_on"]), "served_before_issued"),
            _wrong(notices, notices["deadline"].lt(notices["served_on"]), "deadline_before_served"),
            _wrong(
                notices,
                notices["deadline"].lt(notices["issued_on"]) & notices["served_on"].isna(),
                "deadline_before_issued",
            ),
            _steps(notices, list(policy["notices.sequence"])),
        ]
    )
    tested = len(notices[["subject", "case_key"]].drop_duplicates())
    by_case = own.groupby(["subject", "case_key"], sort=True)
    rows = pd.DataFrame(
        {
            "evidence": by_case["row_id"].agg(lambda ids: sorted(set(ids))),
            "wrong": by_case["wrong"].agg(lambda what: joined(sorted(set(what)))),
        }
    ).reset_index()
    rows["case_no"] = rows["case_key"].mask(rows["case_key"].eq(""))
    return Found(rows, tested)


def _by_case(facts: Facts) -> pd.DataFrame:
    """The notices of known children with ``case_key``, the number of the case each belongs to."""
    table = facts["case_notices"] if facts.has("case_notices") else facts["notices"]
    notices = table[table["subject"].notna()]
    number = notices["case_no"].astype("str")
    if facts.has("case_notices"):
        number = number.fillna(looked_up(notices["case_row"], facts["case_files"]["case_no"]))
    return notices.assign(
        case_key=number.fillna("").astype("str"), row_id=notices.index.astype("str")
    )


def _wrong(notices: pd.DataFrame, mask: pd.Series, name: str) -> pd.DataFrame:
    rows = notices.loc[mask.fillna(False), ["subject", "case_key", "row_id", "kind"]]
    rows["wrong"] = [
        label(f"rules_case.{name}", kind=label(f"rules_case.kind_{kind}")) for kind in rows["kind"]
    ]
    return rows.drop(columns="kind")


def _steps(notices: pd.DataFrame, sequence: list[str]) -> pd.DataFrame:
    """Rows of the later notices issued before the earlier step was served."""
    keys = ["subject", "case_key"]
    parts = []
    for position, earlier in enumerate(sequence):
        first = notices[notices["kind"].eq(earlier).fillna(False)]
        served = first.groupby(keys)["served_on"].min().rename("first_served").reset_index()
        unserved = first.loc[first["served_on"].isna(), [*keys, "issued_on"]]
        for later in sequence[position + 1 :]:
            second = notices[notices["kind"].eq(later).fillna(False)]
            pairs = second.merge(served, on=keys, how="inner", validate="many_to_one")
            early = pairs[pairs["issued_on"].lt(pairs["first_served"])]
            early = early[~early["row_id"].isin(_maybe_after(early, unserved))]
            part = early[[*keys, "row_id"]].copy()
            part["wrong"] = label(
                "rules_case.issued_too_early",
                later=label(f"rules_case.kind_{later}"),
                earlier=label(f"rules_case.kind_{earlier}"),
            )
            parts.append(part)
    empty = pd.DataFrame(columns=[*keys, "row_id", "wrong"], dtype="str")
    return pd.concat([empty, *parts])


def _maybe_after(early: pd.DataFrame, unserved: pd.DataFrame) -> set[str]:
    """Notices before which one of the earlier kind was issued whose service is not written."""
    pairs = early[["subject", "case_key", "row_id", "issued_on"]].merge(
        unserved.rename(columns={"issued_on": "before"}), on=["subject", "case_key"], how="inner",
        validate="many_to_many",
    )  # fmt: skip
    was_before = pairs["before"].isna() | pairs["before"].le(pairs["issued_on"])
    return set(pairs.loc[was_before, "row_id"])
