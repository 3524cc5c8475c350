"""Nine-year retention (巩固率), each intake of a school at its own stage, three ways.

raw        graduates ÷ intake
adjusted   graduates ÷ (intake + transfers in − transfers out − deaths)
confirmed  the same, deducting only those transfers out whose arrival elsewhere is confirmed

The three stand side by side: raw punishes a school for lawful moves, adjusted hides a pupil who was
written off as a transfer and arrived nowhere, confirmed does neither where arrivals are known.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.indicators.rates import with_rates
from kcbx_lib.indicators.schools import townships_of_schools
from kcbx_lib.policy import Policy

YEARS = {"primary": 6, "junior": 3, "nine_year": 9, "full_secondary": 3, "teaching_point": 6}
"""Years from intake to graduation. A full secondary school's compulsory part is its junior stage."""


def cohort_counts(cohorts: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """One row an intake that can be judged: the cohort's columns, ``group`` and the three denominators.

    Left out: an intake without a count of graduates, and one that has not reached graduation and shows
    none, unless all of it has moved away. Blank deaths count as none; where transfers are blank,
    ``adjusted`` is missing, for a transfer unknown is not a transfer of nobody.
    """
    years = cohorts["stage"].map(YEARS).fillna(9).astype("Int64")
    is_over = (cohorts["intake_year"] + years).le(as_of.year - (as_of.month < 7)).fillna(True)
    has_graduates = cohorts["graduates"].notna() & (
        cohorts["graduates"].gt(0).fillna(False) | is_over
    )
    all_gone = (cohorts["intake"] + cohorts["moved_in"] - cohorts["moved_out"]).le(0).fillna(False)
    may_be_judged = has_graduates | (all_gone & cohorts["graduates"].notna())
    kept = cohorts[may_be_judged & cohorts["intake"].notna()]
    moved_in, moved_out = kept["moved_in"], kept["moved_out"]
    died = kept["died"].fillna(0)
    confirmed = (
        kept["moved_out_confirmed"]
        if "moved_out_confirmed" in kept
        else pd.Series(pd.NA, index=kept.index, dtype="Int64")
    )
    return kept.assign(
        group=kept["stage"].fillna("all").astype("str") + "_" + kept["intake_year"].astype("str"),
        raw=kept["intake"],
        adjusted=kept["intake"] + moved_in - moved_out - died,
        confirmed=kept["intake"] + moved_in - confirmed - died,
    )


def retention_rates(facts: Facts, policy: Policy) -> list[pd.DataFrame]:
    """Retention of each school's intake and, summed by stage and year, of township and county."""
    if not facts.has("cohorts"):
        return []
    cohorts = cohort_counts(facts["cohorts"], facts.as_of)
    target = policy.value("target.retention")
    frames = []
    for way in ("raw", "adjusted", "confirmed"):
        known = cohorts[cohorts[way].notna()]
        if known.empty:
            continue
        counts = known.assign(
            indicator=f"retention_{way}", numerator=known["graduates"], denominator=known[way]
        )
        schools = counts.assign(
            level="school",
            unit_code=_school(known),
        )
        county = counts.assign(level="county", unit_code=facts.county.code)
        place = schools["unit_code"].map(townships_of_schools(facts)).astype("str")
        townships = counts.assign(level="township", unit_code=place)[place.notna()]
        keys = ["indicator", "level", "unit_code", "group"]
        summed = (
            pd.concat([county, townships, schools])
            .groupby(keys, sort=True)[["numerator", "denominator"]]
            .sum()
            .reset_index()
            .assign(unknown=0, excluded=0)
        )
        frames.append(with_rates(summed, target=target if way == "adjusted" else None))
    return frames


def _school(cohorts: pd.DataFrame) -> pd.Series:
    """The school's code, else its name as written, for a school that no list resolves."""
    code = cohorts["school_code"]
    return (code.fillna(cohorts["school_name"]) if "school_name" in cohorts else code).fillna("")
