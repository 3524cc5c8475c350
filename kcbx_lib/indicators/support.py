"""Support and attendance: who was aided, who is chronically absent."""

from __future__ import annotations

from fractions import Fraction

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.indicators.breakdown import counts_of
from kcbx_lib.indicators.dropout import school_year_start
from kcbx_lib.indicators.rates import with_rates
from kcbx_lib.ledgers.support import label_of_term, labelled_payments
from kcbx_lib.policy import Policy

LEAVING = ("transfer_out", "death", "graduate", "abroad", "missing", "other_leave")
"""Changes after which a pupil is at no school of the county; a leave of absence is none of them."""


def aid_rates(facts: Facts, policy: Policy) -> list[pd.DataFrame]:
    """Aided of those entitled, with person-times and yuan paid for the school year; and what is amiss.

    Entitled: a pupil of grades 1–9 in one of the profile's groups. A child of whom no list says yes is
    not entitled here, so a list that was not handed in makes the denominator too small. A payment
    counts for the school year it names, else for the one its date falls in; one that tells neither
    makes its pupil ``unknown``. Programmes for everybody and for other stages are no support here.

    Beside it: aided and not entitled, terms paid otherwise than at the standard, payments made after
    the pupil had left.
    """
    if not facts.has("aid") or not facts.has("enrolment"):
        return []
    children = facts["children"]
    pupils = children[
        children["in_enrolment"].eq(True).fillna(False)
        & children["stage"].isin(["primary", "junior"])
        & children["status"].eq("in_school").fillna(False)
    ]
    groups = [name for name in policy["aid.eligible_groups"] or () if name in pupils]
    entitled = pupils[pupils[groups].eq(True).fillna(False).any(axis=1)]
    payments = payments_of_year(facts)
    support = payments[payments["is_support"]]
    aided = set(support.loc[support["is_of_year"], "subject"].dropna())
    perhaps = set(support.loc[~support["is_of_year"], "subject"].dropna()) - aided
    coverage = counts_of(
        entitled.assign(
            counted=entitled.index.isin(list(aided)), unknown=entitled.index.isin(list(perhaps))
        ),
        "aid_coverage",
        county=facts.county.code,
    )
    others = pupils[pupils.index.isin(list(aided))]
    beyond = counts_of(
        others.assign(counted=~others.index.isin(entitled.index)),
        "aided_not_entitled",
        county=facts.county.code,
    )
    paid = payments[payments["is_of_year"]]
    sums = pd.DataFrame(
        {
            "indicator": ["aid_person_times", "aid_yuan"],
            "level": "county",
            "unit_code": facts.county.code,
            "group": "all",
            "numerator": [len(paid), int(paid["amount_yuan"].sum())],
            "denominator": pd.array([pd.NA, pd.NA], dtype="Int64"),
        }
    )
    return [
        with_rates(coverage, target=policy.value("target.aid_coverage")),
        with_rates(beyond),
        with_rates(_off_standard(facts)),
        with_rates(_after_leaving(facts, paid)),
        sums,
    ]


def payments_of_year(facts: Facts) -> pd.DataFrame:
    """The payments that are, or may be, of the school year: ``is_of_year`` and ``is_support`` added."""
    aid, term = facts["aid"], facts.county.term
    if term is None:
        of_year = aid["paid_on"].ge(school_year_start(facts)).fillna(False)
        return aid[of_year].assign(is_of_year=True, is_support=True)
    labelled = labelled_payments(aid, term)
    year = label_of_term(term)[:9]
    of_year = labelled["term_label"].str.startswith(year)
    return labelled[of_year | labelled["term_label"].eq("?")].assign(
        is_of_year=of_year, is_support=~labelled["is_other_stage"] & ~labelled["is_universal"]
    )


def _off_standard(facts: Facts) -> pd.DataFrame:
    """Terms of entitled pupils paid more or less than the standard, of those paid that can be judged."""
    if not facts.has("support_terms"):
        return _county_counts(facts, "aid_off_standard", 0, 0)
    terms = facts["support_terms"]
    judged = terms[
        terms["is_aided"].eq(True).fillna(False)
        & terms["excuse"].isna()
        & terms["standard_yuan"].notna()
    ]
    off = judged["paid_yuan"].ne(judged["standard_yuan"]).fillna(False)
    return _county_counts(facts, "aid_off_standard", int(off.sum()), len(judged))


def _after_leaving(facts: Facts, paid: pd.DataFrame) -> pd.DataFrame:
    """Payments dated after the pupil's last recorded leaving, of those with a date and a pupil."""
    dated = paid[paid["paid_on"].notna() & paid["subject"].notna()]
    if not facts.has("movements"):
        return _county_counts(facts, "aid_after_leaving", 0, len(dated))
    moves = facts["movements"].dropna(subset=["subject", "date"])
    left_on = moves[moves["kind"].isin(LEAVING)].groupby("subject")["date"].max()
    here = facts["children"]["status"].eq("in_school").fillna(False)
    left_on = left_on[~left_on.index.isin(here.index[here])]  # moved within the county, or back
    left = pd.Series(left_on.reindex(dated["subject"]).to_numpy(), index=dated.index)
    late = dated["paid_on"].gt(left).fillna(False)
    return _county_counts(facts, "aid_after_leaving", int(late.sum()), len(dated))


def _county_counts(facts: Facts, indicator: str, numerator: int, denominator: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "indicator": [indicator],
            "level": "county",
            "unit_code": facts.county.code,
            "group": "all",
            "numerator": numerator,
            "denominator": denominator,
            "unknown": 0,
            "excluded": 0,
        }
    )


def absence_rates(facts: Facts, policy: Policy) -> list[pd.DataFrame]:
    """Chronic and severe absence: pupils absent for at least that share of their kept days, any reason.

    A pupil is counted at the school, and in the grade, of the sheets that hold it.
    """
    if not facts.has("presence"):
        return []
    presence = facts["presence"]
    kept = presence[presence["kept_days"].gt(0).fillna(False)]
    columns = [name for name in facts["children"].columns if name not in kept.columns]
    members = kept.join(facts["children"][columns], how="left", validate="one_to_one")
    frames = []
    for name in ("chronic", "severe"):
        limit = policy.value(f"absence.{name}_rate").exact()
        counts = counts_of(
            members.assign(counted=is_absent_for(members, limit)),
            f"{name}_absence",
            county=facts.county.code,
        )
        frames.append(with_rates(counts))
    return frames


def is_absent_for(presence: pd.DataFrame, share: Fraction) -> pd.Series:
    """Whether the absent days are at least that share of the kept days, compared in whole days."""
    return (presence["absent_days"] * share.denominator).ge(presence["kept_days"] * share.numerator)
