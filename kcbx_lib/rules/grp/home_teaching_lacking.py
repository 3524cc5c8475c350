"""GRP-10: home teaching is too rare, or stands outside the enrolment system.

Reading: (1) for a child taught at home (by status, register state, a change of enrolment, a visit
this term, or the disability federation's list where the child was never seen in class), each whole
month of the term that was over before the audit date and holds at least ten school days has fewer
visits than the profile asks; visits on one day count once. The months begin after home teaching did:
with the change of enrolment, else with the first visit; where the status says so, or nobody ever came,
with the term. (2) A child with visits has no enrolment record here
or in another county of the run (home teaching belongs into the enrolment system). A match awaiting a
human is not judged. Source: S5.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.policy import Policy
from kcbx_lib.rules.finding import Found, Rule, evidence_of
from kcbx_lib.rules.labels import joined, label
from kcbx_lib.rules.selection import states_of, subjects_where

RULE = Rule(
    id="GRP-10",
    needs=("home_teaching", "enrolment", "children"),
    uses=("home_teaching.min_visits_per_month",),
    serves=("S5", "D6"),
    demands=("home_teaching.min_visits_per_month",),
)
LEAST_SCHOOL_DAYS = 10
GONE = (
    "died",
    "abroad",
    "graduated",
    "moved_away",
    "suspended",
    "to_review",
    "over_age",
    "attends_elsewhere",
)


def find(facts: Facts, policy: Policy) -> Found:
    """One row per child taught at home too rarely, and one per child taught without a record."""
    children = facts["children"]
    visits = facts["home_teaching"]
    visits = visits[visits["subject"].notna() & visits["date"].notna()]
    states = states_of(facts)
    pending = children["has_possible_match"].eq(True).fillna(False)
    out = set(pending.index[pending]) | set(states.index[states.isin(GONE)])
    enrolled = set(facts["enrolment"]["subject"].dropna())
    if facts.has("exchange"):
        enrolled |= subjects_where(facts["exchange"], facts["exchange"]["how"].ne("attending"))
    taught = set(visits["subject"]) | set(
        children.index[children["status"].eq("home_teaching").fillna(False)]
    )
    taught |= set(states.index[states.eq("home_teaching").fillna(False)])
    taught = (taught | _listed_by_the_federation(facts)) - out
    needed = int(policy["home_teaching.min_visits_per_month"])
    rare = _too_rare(facts, visits, sorted(taught), needed)
    outside = sorted(set(visits["subject"]) - enrolled - set(pending.index[pending]))
    unrecorded = pd.DataFrame(
        {"subject": outside, "case_key": "outside", "why": label("rules_grp.outside_enrolment")}
    ).astype("str")
    rows = pd.concat([rare, unrecorded], ignore_index=True)
    # A month that is over stays short of visits; a record can still be made.
    rows["is_past"] = rows["case_key"].eq("rare").astype(bool)
    rows["evidence"] = rows["subject"].map(
        evidence_of(*(
            frame[frame["subject"].isin(rows["subject"])]
            for frame in (visits, facts["enrolment"])
        ))
    )  # fmt: skip
    return Found(rows, len(taught | set(outside)))


def _listed_by_the_federation(facts: Facts) -> set[str]:
    """Children whom the federation has down as taught at home, and whom no class has seen."""
    if not facts.has("disability"):
        return set()
    rows = facts["disability"].reindex(columns=["subject", "schooling"])
    listed = subjects_where(rows, rows["schooling"].eq("home_teaching"))
    if facts.has("presence"):
        seen = facts["presence"]["present_days"].gt(0).fillna(False)
        listed -= set(seen.index[seen.to_numpy(dtype=bool)])
    return listed


def _too_rare(facts: Facts, visits: pd.DataFrame, taught: list[str], needed: int) -> pd.DataFrame:
    # In the term's first month none is over yet; an empty list would lose the kind of its values.
    months = pd.PeriodIndex(_whole_months(facts), freq="M")
    begins = _begins(facts, visits)
    days = visits.drop_duplicates(["subject", "date"])
    count = days.groupby(["subject", days["date"].dt.to_period("M")]).size()
    grid = pd.MultiIndex.from_product([taught, months], names=["subject", "month"])
    table = count.reindex(grid).fillna(0).astype("int64").rename("visits").reset_index()
    table["begins"] = begins.reindex(table["subject"]).to_numpy()  # map() fails on no date at all
    table = table[table["begins"].isna() | table["month"].dt.start_time.ge(table["begins"])]
    short = table[table["visits"].lt(needed)]
    words = [
        label("rules_grp.month_visits", month=str(month), visits=int(visits))
        for month, visits in zip(short["month"], short["visits"], strict=True)
    ]
    by_child = pd.Series(words, index=short["subject"].to_numpy(), dtype="object").groupby(level=0)
    listed = by_child.agg(lambda parts: label("rules_grp.too_rare", months=joined(parts)))
    return pd.DataFrame(
        {"subject": listed.index, "case_key": "rare", "why": listed.to_numpy()}
    ).astype("str")


def _whole_months(facts: Facts) -> list[pd.Period]:
    """Months that were over before the audit date and hold ten school days or more."""
    if not facts.has("school_days"):
        return []
    days = facts["school_days"]
    kept = days.loc[days["is_school_day"].eq(True).fillna(False), "date"]
    counts = kept.dt.to_period("M").value_counts()
    last = facts.as_of.to_period("M")
    return sorted(
        month for month, number in counts.items() if number >= LEAST_SCHOOL_DAYS and month < last
    )


def _begins(facts: Facts, visits: pd.DataFrame) -> pd.Series:
    """The day after which months count: the change of enrolment, else the term for a standing status.

    A child whose status says so and who had no visit at all is judged from the term's start; one known
    by visits only, from the month after the first.
    """
    first = visits.groupby("subject")["date"].min()
    standing = facts["children"].index[
        facts["children"]["status"].eq("home_teaching").fillna(False)
    ]
    begins = first[~first.index.isin(standing)]
    if facts.has("movements"):
        moves = facts["movements"]
        began = moves[moves["kind"].eq("home_teaching").fillna(False) & moves["subject"].notna()]
        begins = pd.concat([begins, began.groupby("subject")["date"].max()])
        begins = begins.groupby(level=0).max()
    return begins
