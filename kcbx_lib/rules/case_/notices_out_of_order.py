"""CASE-10: notices out of order.

Reading (contract): of the notices present, issued ≤ served ≤ deadline; and a later step of the
profile's sequence is not issued before the earlier one is served. A missing step, a blank date and a
kind outside the sequence are no fault here. Where a kind was issued twice, the earlier step is served
on its first service and the later step begins with its first issue after the earlier kind's first.
One finding a case. Source: Y7, Z5.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.labels import joined, label

RULE = Rule(
    id="CASE-10",
    needs=("notices",),
    uses=("notices.sequence",),
    serves=("Y7", "Z5"),
    demands=("notices.sequence",),
)


def find(facts: Facts, policy: Policy) -> Found:
    """One row per child and case with a notice out of order."""
    notices = facts["notices"][facts["notices"]["subject"].notna()]
    notices = notices.assign(
        case_key=notices["case_no"].fillna("").astype("str"), row_id=notices.index.astype("str")
    )
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
        for later in sequence[position + 1 :]:
            second = notices[notices["kind"].eq(later).fillna(False)]
            pairs = second.merge(served, on=keys, how="inner", validate="many_to_one")
            early = pairs[pairs["issued_on"].lt(pairs["first_served"])]
            part = early[[*keys, "row_id"]].copy()
            part["wrong"] = label(
                "rules_case.issued_too_early",
                later=label(f"rules_case.kind_{later}"),
                earlier=label(f"rules_case.kind_{earlier}"),
            )
            parts.append(part)
    empty = pd.DataFrame(columns=[*keys, "row_id", "wrong"], dtype="str")
    return pd.concat([empty, *parts])
