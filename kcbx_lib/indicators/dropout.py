"""Dropout and return: what was verified, what may be added to it, and who came back and stayed.

The word dropout needs a recorded human verification, so the rate counts verified cases alone. Beside
it stands an upper figure that adds suspected cases, untraceable children and unexplained leave: the
truth lies between the two.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.indicators.breakdown import counts_of
from kcbx_lib.indicators.rates import with_rates
from kcbx_lib.policy import Policy

LEFT_BEFORE = ("transferred_out", "dead", "abroad", "graduated")
UNEXPLAINED = ("other_leave", "missing")
UNTRACEABLE = "G"


def school_year_start(facts: Facts) -> pd.Timestamp:
    """1 August of the school year that holds the term, or the audit date where no term is given."""
    day = facts.as_of if facts.county.term is None else pd.Timestamp(facts.county.term.start)
    return pd.Timestamp(day.year if day.month >= 8 else day.year - 1, 8, 1)


def verified_dropouts(facts: Facts) -> pd.DataFrame:
    """Cases verified as dropout in this school year and not returned; one row a case."""
    cases = facts["case_files"]
    in_year = cases["verified_on"].ge(school_year_start(facts)).fillna(False)
    return cases[cases["stage"].eq("dropout").fillna(False) & in_year & cases["returned_on"].isna()]


def roll_at_start(facts: Facts) -> pd.DataFrame:
    """The pupils of grades 1–9 on the roll at the start of the school year, one row a child.

    Who left by a recorded movement since then was on the roll; who had left before was not. The roll
    is rebuilt from today's records, so a record deleted since is missing and the rate comes out
    slightly high.
    """
    children = facts["children"]
    pupils = children[
        children["in_enrolment"].eq(True).fillna(False)
        & children["stage"].isin(["primary", "junior"])
    ]
    has_left = pupils["status"].isin(LEFT_BEFORE)
    since: set[str] = set()
    if facts.has("movements"):
        movements = facts["movements"]
        recent = movements["date"].ge(school_year_start(facts)).fillna(False)
        since = set(movements.loc[recent, "subject"].dropna())
    return pupils[~has_left | pupils.index.isin(since)]


def dropout_rates(facts: Facts, policy: Policy) -> list[pd.DataFrame]:
    """Verified dropout rate, its upper figure, and the return rate; needs ``case_files``."""
    if not facts.has("case_files"):
        return []
    cases = facts["case_files"]
    verified = set(verified_dropouts(facts)["subject"].dropna())
    is_open = cases["returned_on"].isna() & cases["closed_on"].isna()
    suspected = set(cases.loc[is_open & cases["stage"].eq("suspected"), "subject"].dropna())
    untraceable = set(
        cases.loc[cases["category_code"].eq(UNTRACEABLE).fillna(False), "subject"].dropna()
    )
    children = facts["children"]
    unexplained = _left_unexplained(children)
    roll = _with_children(roll_at_start(facts), children, verified)
    wide = _with_children(roll, children, suspected | untraceable | unexplained)
    upper = verified | suspected | untraceable | unexplained
    return [
        with_rates(
            counts_of(
                roll.assign(counted=roll.index.isin(list(verified))),
                "dropout",
                county=facts.county.code,
            ),
            target=policy.value("target.dropout"),
        ),
        with_rates(
            counts_of(
                wide.assign(counted=wide.index.isin(list(upper))),
                "dropout_upper",
                county=facts.county.code,
            )
        ),
        *_return_rate(facts, cases),
    ]


def _left_unexplained(children: pd.DataFrame) -> set[str]:
    """Who left by the record for "another reason" or is missing, and whom no register finds again."""
    nowhere = children["state"].isin(["out_of_school", "unknown"])
    return set(children.index[children["status"].isin(UNEXPLAINED) & nowhere])


def _with_children(roll: pd.DataFrame, children: pd.DataFrame, subjects: set[str]) -> pd.DataFrame:
    """The roll with those of ``subjects`` whose record is gone; they were pupils too."""
    added = children[children.index.isin(list(subjects)) & ~children.index.isin(roll.index)]
    return pd.concat([roll, added]) if len(added) else roll


def relapsed(facts: Facts, returned: pd.DataFrame) -> set[str]:
    """Children who came back and then reached the absence limit again, or have a later open case."""
    again: set[str] = set()
    if returned.empty:
        return again
    back = returned.groupby("subject")["returned_on"].max()
    if facts.has("streaks"):
        streaks = facts["streaks"]
        at_limit = streaks[streaks["limit_reached_on"].notna()]
        later = at_limit["start"].gt(at_limit["subject"].map(back)).fillna(False)
        again |= set(at_limit.loc[later, "subject"])
    cases = facts["case_files"]
    is_open = cases["returned_on"].isna() & cases["closed_on"].isna()
    reopened = cases["opened_on"].gt(cases["subject"].map(back)).fillna(False) & is_open
    return again | set(cases.loc[reopened, "subject"].dropna())


def _return_rate(facts: Facts, cases: pd.DataFrame) -> list[pd.DataFrame]:
    """Returned and still attending, of all who were to be returned; relapses are a row of their own."""
    was_out = cases["stage"].isin(["dropout", "returned"]) | cases["returned_on"].notna()
    to_return = cases[was_out.fillna(False) & cases["subject"].notna()]
    returned = to_return[to_return["returned_on"].notna()]
    again = relapsed(facts, returned)
    stayed = set(returned["subject"]) - again
    subjects = sorted(set(to_return["subject"]))
    members = facts["children"].reindex(subjects)
    members = members.assign(counted=members.index.isin(list(stayed)))
    kept = counts_of(
        members,
        "return",
        county=facts.county.code,
    )
    relapses = counts_of(
        members.assign(counted=members.index.isin(list(again))),
        "relapse",
        county=facts.county.code,
    )
    return [with_rates(kept), with_rates(relapses)]
