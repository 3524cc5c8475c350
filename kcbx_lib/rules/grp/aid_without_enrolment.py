"""GRP-04: support was paid to a child without an enrolment record here, or after the child had left.

Reading: (1) the paid child has no enrolment record in this county; (2) every record of the child here
has ended (or was taken out of the list after a recorded leaving, or still stands in it although the
child died, or left the county by a recorded change and was never seen in class since) and the payment
is later than the last recorded leaving (a transfer out, death, going abroad, graduation). Support for
a term that was over by then, paid late, is lawful; so is a move between schools of the county, and so
is a pupil who came back, and money taken back since (a negative amount that makes up what was paid).
Not judged: a match awaiting a human, a child enrolled in another county of the run or explained by a
register as taught elsewhere, support for children before or after compulsory school, and a leaving
without a date. Source: D5 (paid after leaving), X2.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule
from kcbx_lib.rules.labels import label
from kcbx_lib.rules.selection import looked_up, states_of, subjects_where

RULE = Rule(
    id="GRP-04",
    needs=("aid", "enrolment", "children"),
    uses=("aid.eligible_groups",),
    serves=("D5", "X2"),
)
ENDED = ("transferred_out", "graduated", "dead", "abroad")
LEAVING = ("transfer_out", "death", "abroad", "graduate", "complete")
BACK = ("transfer_in", "resume", "return_abroad")
ELSEWHERE = (
    "attends_elsewhere", "special_school", "home_teaching", "studying_elsewhere",
    "transfer_in_progress", "to_review", "under_age", "over_age",
)  # fmt: skip
OTHER_STAGE = r"学前|幼儿|普通?高中|中职|中等职业|职业|大学|高校|高等|雨露"
SENIOR_AGE = 15


def find(facts: Facts, policy: Policy) -> Found:
    """One row per child paid without a record, or after leaving."""
    children, enrolled = facts["children"], facts["enrolment"]
    paid = facts["aid"][facts["aid"]["subject"].notna()]
    other = paid["program"].fillna("").str.contains(OTHER_STAGE, regex=True).astype(bool)
    beyond = (
        paid.reindex(columns=["grade"])["grade"].astype("Int64").gt(9).fillna(False).astype(bool)
    )
    paid = paid[~other & ~beyond]
    pending = children["has_possible_match"].eq(True).fillna(False)
    paid = paid[~paid["subject"].isin(pending.index[pending])]
    everybody = set(enrolled["subject"].dropna())
    left_on = _left_on(facts)
    active = subjects_where(enrolled, ~enrolled["status"].isin(ENDED))
    active -= _still_listed(facts, left_on)
    known_to_leave = set(left_on.index)
    without = paid[~paid["subject"].isin(everybody | known_to_leave | _elsewhere(facts))]
    gone = paid[paid["subject"].isin((everybody | known_to_leave) - active)].assign(
        left_on=lambda rows: looked_up(rows["subject"], left_on)
    )
    after = gone[gone["paid_on"].gt(gone["left_on"]) & ~_for_earlier_term(gone)]
    rows = pd.concat(
        [_one_row(without, "without_record"), _one_row(after, "after_leaving")], ignore_index=True
    )
    return Found(rows, paid["subject"].nunique())


def _one_row(paid: pd.DataFrame, why: str) -> pd.DataFrame:
    paid = paid.reset_index(names="row_id")
    if "left_on" not in paid:
        paid["left_on"] = pd.Series(pd.NaT, index=paid.index, dtype="datetime64[us]")
    by_child = paid.groupby("subject", sort=True)
    rows = by_child.agg(
        amount_yuan=("amount_yuan", "sum"),
        paid_on=("paid_on", "max"),
        left_on=("left_on", "max"),
        evidence=("row_id", sorted),
        taken_back=(
            "amount_yuan",
            lambda amounts: bool(amounts.lt(0).any() and amounts.sum() <= 0),
        ),
    ).reset_index()
    rows = rows[~rows["taken_back"].astype(bool)].drop(columns="taken_back")
    words = label(f"rules_grp.{why}")
    # A record can still be made; money paid after the leaving has been paid.
    return rows.assign(case_key=why, why=words, is_past=why == "after_leaving")


def _elsewhere(facts: Facts) -> set[str]:
    """Children of whom a register says where they are taught, or who may be past grade 9."""
    children = facts["children"]
    states = states_of(facts)
    found = set(states.index[states.isin(ELSEWHERE)])
    senior = children["age_on_cutoff"].ge(SENIOR_AGE).fillna(False)
    found |= set(children.index[senior.to_numpy(dtype=bool)])
    if facts.has("exchange"):
        known = facts["exchange"]
        found |= subjects_where(known, known["how"].ne("attending"))
    return found


def _still_listed(facts: Facts, left_on: pd.Series) -> set[str]:
    """Children who are gone though a record of them still stands as if nothing had happened."""
    if not facts.has("movements"):
        return set()
    moves = facts["movements"]
    moves = moves[moves["subject"].notna() & moves["date"].notna()]
    moves = moves[moves["date"].ge(looked_up(moves["subject"], left_on)).fillna(False)]
    dead = subjects_where(moves, moves["kind"].eq("death"))
    if not facts.has("presence"):
        return dead
    gone = moves[moves["kind"].isin(["transfer_out", "abroad"])]
    inside = gone.reindex(columns=["to_school_code"])["to_school_code"].notna()
    out = gone.loc[~inside, "subject"]
    back = subjects_where(moves, moves["kind"].isin(BACK))
    seen = facts["presence"]["last_present_on"]
    unseen = seen.index[~seen.gt(left_on.reindex(seen.index)).fillna(False).astype(bool)]
    schools = facts["enrolment"].dropna(subset=["subject"]).groupby("subject")["school_code"]
    single = schools.nunique().loc[lambda count: count.le(1)].index
    return dead | (set(out) & set(unseen) & set(single) - back)


def _left_on(facts: Facts) -> pd.Series:
    """The last recorded day of leaving, by child."""
    parts = []
    if facts.has("movements"):
        moves = facts["movements"]
        out = moves[moves["kind"].isin(LEAVING) & moves["date"].notna() & moves["subject"].notna()]
        parts.append(out.set_index("subject")["date"])
    if facts.has("population"):
        people = facts["population"]
        dead = people[
            people["cancel_reason"].astype("str").isin(["dead", "死亡", "死亡注销"])
            & people["cancelled_on"].notna()
            & people["subject"].notna()
        ]
        parts.append(dead.set_index("subject")["cancelled_on"])
    if not parts:
        return pd.Series(dtype="datetime64[us]", index=pd.Index([], dtype="str"))
    return pd.concat(parts).groupby(level=0).max()


def _for_earlier_term(gone: pd.DataFrame) -> pd.Series:
    """Whether a payment is labelled with a term that had begun before the child left."""
    said = gone["term"].astype("str").fillna("")
    full = said.str.fullmatch(r"\d{4}-\d{4}-[12]").fillna(False).astype(bool)
    first_year = pd.to_numeric(said.str.slice(0, 4).where(full), errors="coerce")
    spring = said.str[-1:].eq("2")
    ends = pd.to_datetime(
        {
            "year": (first_year + 1).fillna(2000).astype("int64"),
            "month": spring.map({True: 7, False: 1}).astype("int64"),
            "day": spring.map({True: 1, False: 10}).astype("int64"),
        }
    )
    return full & ends.le(gone["left_on"]).fillna(False)
