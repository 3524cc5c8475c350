"""Learning: marks against the class, against the child's own past, and repeated fails.

One row in is a mark (``subject, term, course, score, full_score, school_code, grade, class_no,
term_end``); one value out a child. Ranks are never made: ranking pupils by marks is forbidden, so a
child is held against its class's median, not against its neighbours. ``term_end`` dates a mark.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from kcbx_lib.risk.features.as_of import Day, known_by

PASS_SHARE = 0.60
FEWEST_IN_CLASS = 8
CLASS = ["school_code", "grade", "class_no", "term", "course"]


def score_against_class(scores: pd.DataFrame, *, as_of: Day) -> pd.Series:
    """Mean distance from the class's median in its own spreads, last term; NA in classes below 8."""
    rows = _distances(scores, as_of)
    last = rows[rows["term_end"].eq(rows.groupby("subject")["term_end"].transform("max"))]
    return last.groupby("subject")["distance"].mean().astype("Float64")


def score_against_own_past(scores: pd.DataFrame, *, as_of: Day) -> pd.Series:
    """The last term's distance minus the mean of earlier terms: below 0 the child falls back. NA with one term."""
    rows = _distances(scores, as_of)
    terms = rows.groupby(["subject", "term_end"])["distance"].mean().reset_index()
    is_last = terms["term_end"].eq(terms.groupby("subject")["term_end"].transform("max"))
    last = terms[is_last].set_index("subject")["distance"]
    earlier = terms[~is_last].groupby("subject")["distance"].mean()
    return (last - earlier.reindex(last.index)).astype("Float64")


def repeated_fails(
    scores: pd.DataFrame,
    *,
    as_of: Day,
    pass_share: float = PASS_SHARE,
    courses: int = 2,
    terms: int = 2,
) -> pd.Series:
    """Whether at least ``courses`` courses were failed in each of the last ``terms`` terms.

    NA where fewer terms are recorded and the answer is not already no.
    """
    rows = _shares(scores, as_of)
    failed = rows[rows["share"].lt(pass_share)].groupby(["subject", "term_end"])["course"].nunique()
    every = rows.groupby(["subject", "term_end"]).size()
    bad = failed.reindex(every.index, fill_value=0).ge(courses).reset_index(name="bad")
    recent = bad.sort_values("term_end").groupby("subject").tail(terms)
    told = recent.groupby("subject")["bad"].agg(["all", "size"])
    answer = told["all"].astype("boolean")
    return answer.mask(told["all"] & told["size"].lt(terms)).rename("repeated_fails")


def _shares(scores: pd.DataFrame, as_of: Day) -> pd.DataFrame:
    rows = known_by(scores, as_of, column="term_end")
    full = rows["full_score"].fillna(100).astype("float64")
    rows = rows.assign(share=rows["score"].astype("float64") / full)
    return rows[rows["share"].notna() & rows["subject"].notna()]


def _distances(scores: pd.DataFrame, as_of: Day) -> pd.DataFrame:
    """Each mark as distance from its class's median, in units of the class's standard deviation."""
    rows = _shares(scores, as_of)
    of_class = rows.groupby(CLASS, dropna=False)["share"]
    spread, size = of_class.transform("std"), of_class.transform("size")
    distance = (rows["share"] - of_class.transform("median")) / spread
    usable = size.ge(FEWEST_IN_CLASS) & spread.gt(0) & np.isfinite(distance)
    return rows.assign(distance=distance)[usable]
