"""The latest change of enrolment of each child, and whether a transfer arrived."""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy

MOVE_STANDING = {
    "suspend": "suspended",
    "transfer_out": "transferred_out",
    "death": "dead",
    "missing": "missing",
    "abroad": "abroad",
    "graduate": "graduated",
    "complete": "graduated",
    "other_leave": "other_leave",
    "study_elsewhere": "studying_elsewhere",
    "delayed_entry": "delayed",
    "home_teaching": "home_teaching",
    "special_school": "special_school",
    "move_away": "moved_away",
    "withdraw": "forbidden",
    "persuaded_out": "forbidden",
    "auto_withdraw": "forbidden",
    "expel": "forbidden",
    "dropout": "dropped_out",
    "resume": "open",
    "transfer_in": "open",
    "return_abroad": "open",
}
CAME = ("resume", "transfer_in", "return_abroad")
COLUMNS = (
    "move_kind", "moved_on", "move_standing", "to_school", "to_school_code", "from_school_code",
    "has_arrived", "is_recent_move", "stays_in_county",
)  # fmt: skip


def latest_movement(facts: Facts, policy: Policy) -> pd.DataFrame:
    """Per subject, the latest movement known on the audit date; COLUMNS.

    ``has_arrived``: an open record stands at a school other than the one left, or at the one named.
    ``is_recent_move``: within the days a transfer may take, the last day included. ``stays_in_county``:
    the receiving school is one of the county's. Of two movements on one day, coming in is the later.
    """
    if not facts.has("movements"):
        return pd.DataFrame({column: pd.Series(dtype="object") for column in COLUMNS})
    rows = facts["movements"]
    known = (
        rows["subject"].notna() & rows["kind"].isin(MOVE_STANDING) & ~rows["date"].gt(facts.as_of)
    )
    rows = rows[known].assign(came=rows["kind"].isin(CAME))
    rows = rows.sort_values(
        ["subject", "date", "came", "kind", "to_school"], kind="stable", na_position="first"
    )
    last = rows.drop_duplicates("subject", keep="last").set_index("subject")
    left = rows[rows["kind"].eq("transfer_out")].drop_duplicates("subject", keep="last")
    left = left.set_index("subject").reindex(last.index)
    out = pd.DataFrame(index=last.index)
    out["move_kind"], out["moved_on"] = last["kind"], last["date"]
    out["move_standing"] = last["kind"].map(MOVE_STANDING)
    own_school = (
        last["school_code"] if "school_code" in last else pd.Series(pd.NA, index=last.index)
    )
    out["to_school"] = last["to_school"]
    out["to_school_code"] = last["to_school_code"]
    out["from_school_code"] = (
        last["from_school_code"].fillna(left["from_school_code"]).fillna(own_school)
    )
    out["has_arrived"] = _has_arrived(facts, out)
    days = (facts.as_of - out["moved_on"]).dt.days
    out["is_recent_move"] = days.le(policy["transfer.arrival_within_days"])
    out["stays_in_county"] = out["to_school_code"].notna()
    return out


def _has_arrived(facts: Facts, moves: pd.DataFrame) -> pd.Series:
    """Whether the child stands in an open record at the school it moved to, or at any but the one left."""
    if not facts.has("enrolment"):
        return pd.Series(False, index=moves.index)
    rows = facts["enrolment"]
    is_open = rows["status"].isna() | rows["status"].isin(["in_school", "transferred_in"])
    records = rows.loc[is_open & rows["subject"].notna(), ["subject", "school_code"]]
    pairs = records.join(moves, on="subject", how="inner")
    at_named = pairs["school_code"].eq(pairs["to_school_code"]).fillna(False)
    elsewhere = (
        pairs["from_school_code"].notna()
        & pairs["school_code"].notna()
        & pairs["school_code"].ne(pairs["from_school_code"]).fillna(False)
    )
    arrived = pairs.loc[at_named | elsewhere, "subject"]
    return pd.Series(moves.index.isin(arrived), index=moves.index)
