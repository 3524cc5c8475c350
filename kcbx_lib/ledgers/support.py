"""Support that is due to a pupil, term by term, beside what was paid.

Half a year's amount is due each term, by the stage and the boarding of that term and the standard in
force when it began (spring terms begin on 1 March, so that the amounts raised from spring 2024
apply to it). Whether a pupil is aided at all and whether enough was paid are two questions; both
are answered from the frame made here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from kcbx_lib.county import Term
from kcbx_lib.facts import Facts
from kcbx_lib.ledgers.groups import proved_groups
from kcbx_lib.policy import Policy

OTHER_STAGE = r"学前|幼儿|普通?高中|中职|中等职业|职业|大学|高校|高等|雨露"
"""Programmes for children before or after compulsory school."""
NOT_LIVING_COSTS = r"营养|午餐|教科书|课本|作业本|校服|保险|取暖|供暖|奖学|奖金|校车"
"""Programmes for everybody or for one purpose: they do not support living costs."""
SUPPORT_COLUMNS = (
    "subject", "term", "is_current", "groups", "school_code", "grade", "stage", "boarding",
    "due_on", "standard_yuan", "paid_yuan", "payments", "is_aided", "excuse", "rows",
)  # fmt: skip
LAST_PRIMARY_GRADE, LAST_GRADE = 6, 9
SETTLING_DAYS = 20
"""Entry is known by its month; one this soon after term start is an ordinary entry."""


def support_terms(facts: Facts, policy: Policy) -> pd.DataFrame | None:
    """One row per entitled pupil and term: the current term, and earlier terms with a payment.

    A pupil is entitled whose group among the profile's eligible groups is proved, who is enrolled in
    this county and in school now. ``standard_yuan`` is half a year's amount (NA where the standard
    cannot be told), ``paid_yuan`` what was paid towards living costs for the term, ``is_aided``
    whether any support at all may be for the term, ``excuse`` why the pupil cannot be judged
    (``joined_late``, ``left_or_paused``, ``match_pending``, ``other_county``, ``term_unclear``, ``amount_unclear``).
    None where no aid table was handed in, or no term is known.
    """
    term = facts.county.term
    if not facts.has("aid") or term is None:
        return None
    now = label_of_term(term)
    payments = labelled_payments(facts["aid"], term)
    pupils = _entitled(facts, policy, term)
    support = payments[~payments["is_other_stage"] & ~payments["is_universal"]]
    of_pupils = support[support["subject"].isin(pupils.index)]
    sums = of_pupils.groupby(["subject", "term_label"]).agg(
        paid_yuan=("amount_yuan", "sum"),
        payments=("amount_yuan", "size"),
        rows=("row_id", sorted),
        is_blank=("amount_yuan", lambda amounts: bool(amounts.isna().any())),
    )
    current = pd.MultiIndex.from_product([pupils.index, [now]], names=["subject", "term_label"])
    whole = sums.reindex(sums.index.union(current)).reset_index()
    whole = whole[
        whole["term_label"].str.fullmatch(r"\d{4}-\d{4}-[12]") & whole["term_label"].le(now)
    ]
    whole = whole.rename(columns={"term_label": "term"}).merge(
        pupils.reset_index(names="subject"), on="subject", how="left", validate="many_to_one"
    )
    whole["is_current"] = whole["term"].eq(now)
    whole = _as_in_term(whole, now)
    whole["standard_yuan"] = _standard(whole, policy)
    vague = of_pupils.loc[
        ~of_pupils["term_label"].str.fullmatch(r"\d{4}-\d{4}-[12]"), ["subject", "term_label"]
    ]
    unclear = _vaguely_paid(whole, vague)
    whole["is_aided"] = whole["payments"].fillna(0).gt(0) | unclear
    whole["excuse"] = whole["excuse"].mask(unclear & whole["excuse"].isna(), "term_unclear")
    blank = whole["is_blank"].eq(True).fillna(False).astype(bool)
    whole["excuse"] = whole["excuse"].mask(blank & whole["excuse"].isna(), "amount_unclear")
    whole["due_on"] = pd.Timestamp(term.start) + pd.Timedelta(
        days=int(policy["aid.due_within_days"] or 0)
    )
    whole["rows"] = [rows if isinstance(rows, list) else [] for rows in whole["rows"]]
    whole["paid_yuan"] = whole["paid_yuan"].astype("Float64").fillna(0.0)
    whole["payments"] = whole["payments"].fillna(0).astype("Int64")
    out = whole.reindex(columns=list(SUPPORT_COLUMNS))
    return out.sort_values(["subject", "term"], kind="stable").reset_index(drop=True)


def label_of_term(term: Term) -> str:
    """``2024-2025-1`` for the autumn term of 2024, ``2024-2025-2`` for the spring term after it."""
    year = term.start.year
    return f"{year}-{year + 1}-1" if term.start.month >= 7 else f"{year - 1}-{year}-2"


def labelled_payments(aid: pd.DataFrame, term: Term) -> pd.DataFrame:
    """The payments with ``term_label``, ``is_other_stage`` and ``is_universal``.

    The label is what the row says; where it names the half year only, the payment date gives the
    year; where it names no term, ``2024-2025-?`` (a year's payment) or, by date alone, the term in
    which it was paid; ``?`` where nothing is known.
    """
    rows = aid.reset_index(names="row_id")
    said = rows["term"].astype("str").fillna("")
    year = rows["school_year"].astype("str").fillna("")
    paid = rows["paid_on"]
    label = pd.Series("?", index=rows.index, dtype="str")
    label = label.mask(paid.notna() & said.eq("") & year.eq(""), _term_by_date(paid, term))
    label = label.mask(said.eq("") & year.ne(""), year + "-?")
    half = said.isin(["1", "2"])
    label = label.mask(half & year.ne(""), year + "-" + said)
    label = label.mask(half & year.eq("") & paid.notna(), _half_by_date(said, paid))
    label = label.mask(said.str.fullmatch(r"\d{4}-\d{4}-[12]"), said)
    program = rows["program"].astype("str").fillna("")
    grade = rows.reindex(columns=["grade"])["grade"].astype("Int64")
    rows["term_label"] = label.astype("str")
    beyond = grade.gt(LAST_GRADE).fillna(False).astype(bool)
    rows["is_other_stage"] = program.str.contains(OTHER_STAGE, regex=True).astype(bool) | beyond
    rows["is_universal"] = program.str.contains(NOT_LIVING_COSTS, regex=True).astype(bool) & ~(
        program.str.contains("生活", regex=False).astype(bool)
    )
    return rows


def _label(first_year: pd.Series, half: pd.Series | str) -> pd.Series:
    return (first_year.astype("str") + "-" + (first_year + 1).astype("str") + "-" + half).astype(
        "str"
    )


def _term_by_date(paid: pd.Series, term: Term) -> pd.Series:
    """The term in which a payment falls; a summer payment settles the spring before it."""
    year = paid.dt.year.fillna(0).astype("int64")
    month = paid.dt.month.fillna(1).astype("int64")
    autumn, winter = month.ge(9), month.le(2)
    first = pd.Series(np.where(autumn, year, year - 1), index=paid.index)
    half = pd.Series(np.where(autumn | winter, "1", "2"), index=paid.index)
    by_date = _label(first, half)
    return by_date.mask(paid.ge(pd.Timestamp(term.start)), label_of_term(term))


def _half_by_date(said: pd.Series, paid: pd.Series) -> pd.Series:
    year = paid.dt.year.fillna(0).astype("int64")
    month = paid.dt.month.fillna(1).astype("int64")
    autumn = pd.Series(np.where(month.ge(7), year, year - 1), index=paid.index)
    spring = pd.Series(np.where(month.ge(2), year - 1, year - 2), index=paid.index)
    return _label(autumn.where(said.eq("1"), spring), said)


def _entitled(facts: Facts, policy: Policy, term: Term) -> pd.DataFrame:
    """One row per entitled pupil: groups, school, grade, boarding, enrolled_on, excuse."""
    children = facts["children"]
    groups = proved_groups(facts)[list(policy["aid.eligible_groups"] or [])]
    here = children["in_enrolment"].eq(True).fillna(False) & children["state"].eq(
        "in_school"
    ).fillna(False)
    member = groups.any(axis=1) & here
    pupils = children.loc[
        member.to_numpy(dtype=bool), ["school_code", "grade", "boarding", "has_possible_match"]
    ].copy()
    named = groups.loc[pupils.index]
    text = pd.Series("", index=pupils.index, dtype="str")
    for group in groups.columns:
        separator = pd.Series(";", index=text.index).where(text.ne(""), "")
        text = text.mask(named[group], text + separator + group)
    pupils["groups"] = text
    enrolled = facts["enrolment"] if facts.has("enrolment") else pd.DataFrame()
    if "enrolled_on" in enrolled:
        latest = enrolled.groupby("subject")["enrolled_on"].max()
        pupils["enrolled_on"] = latest.reindex(pupils.index)
    else:
        pupils["enrolled_on"] = pd.Series(pd.NaT, index=pupils.index, dtype="datetime64[us]")
    pupils["excuse"] = _excuses(facts, pupils, pd.Timestamp(term.start))
    return pupils


def _excuses(facts: Facts, pupils: pd.DataFrame, start: pd.Timestamp) -> pd.Series:
    excuse = pd.Series(pd.NA, index=pupils.index, dtype="str")
    if facts.has("exchange"):
        known = facts["exchange"]
        other = known.loc[known["how"].ne("attending").fillna(True), "subject"]
        excuse = excuse.mask(pupils.index.isin(other), "other_county")
    if facts.has("presence"):
        presence = facts["presence"].reindex(pupils.index)
        away = presence["kept_days"].gt(0).fillna(False) & presence["present_days"].eq(0).fillna(
            False
        )
        excuse = excuse.mask(away.to_numpy(dtype=bool), "left_or_paused")
    if facts.has("movements"):
        rows = facts["movements"][["subject", "kind", "date"]]
        this_term = rows["date"].ge(start) | rows["date"].isna()
        paused = rows["kind"].isin(["suspend", "resume", "transfer_out", "abroad", "return_abroad"])
        joined = rows["kind"].eq("transfer_in").fillna(False)
        excuse = excuse.mask(
            pupils.index.isin(rows.loc[this_term & paused, "subject"]), "left_or_paused"
        )
        excuse = excuse.mask(
            pupils.index.isin(rows.loc[this_term & joined, "subject"]), "joined_late"
        )
    late = pupils["enrolled_on"].gt(start + pd.Timedelta(days=SETTLING_DAYS)).fillna(False)
    excuse = excuse.mask(late, "joined_late")
    pending = pupils["has_possible_match"].eq(True).fillna(False)
    return excuse.mask(pending.to_numpy(dtype=bool), "match_pending")


def _as_in_term(whole: pd.DataFrame, now: str) -> pd.DataFrame:
    """Grade, stage and boarding in the row's own term; boarding unknown where the school differed."""
    years_ago = int(now[:4]) - whole["term"].str[:4].astype("int64")
    grade = (whole["grade"].astype("Int64") - years_ago).astype("Int64")
    stage = pd.Series(pd.NA, index=whole.index, dtype="str")
    stage = stage.mask(grade.between(1, LAST_PRIMARY_GRADE).fillna(False), "primary")
    stage = stage.mask(grade.between(LAST_PRIMARY_GRADE + 1, LAST_GRADE).fillna(False), "junior")
    spring = whole["term"].str[-1:].eq("2")
    first_year = whole["term"].str[:4].astype("int64")
    began = pd.to_datetime(
        {
            "year": first_year + spring,
            "month": np.where(spring, 3, 9),
            "day": np.ones(len(whole), dtype="int64"),
        }
    )
    elsewhere = whole["enrolled_on"].gt(began).fillna(False) & ~whole["is_current"]
    boarding = whole["boarding"].where(whole["boarding"].isin(["boarder", "day"]) & ~elsewhere)
    return whole.assign(grade=grade, stage=stage, boarding=boarding.astype("str"), began=began)


def _standard(whole: pd.DataFrame, policy: Policy) -> pd.Series:
    """Half a year's amount; with boarding unknown the lower one, so that nobody is wronged."""
    out = pd.Series(pd.NA, index=whole.index, dtype="Float64")
    for began in sorted(whole["began"].unique()):
        day = pd.Timestamp(began)
        standards = policy.value("aid.standards", on=day.date()).value or []
        for stage in ("primary", "junior"):
            amounts = {
                boarding: yearly_amount(standards, stage=stage, boarding=boarding, day=day)
                for boarding in ("boarder", "day")
            }
            known = [amount for amount in amounts.values() if amount is not None]
            amounts["unknown"] = min(known) if known else None
            for boarding, amount in amounts.items():
                if amount is None:
                    continue
                here = whole["began"].eq(day) & whole["stage"].eq(stage).fillna(False)
                lives = whole["boarding"].fillna("unknown").eq(boarding)
                out = out.mask((here & lives).to_numpy(dtype=bool), amount / 2)
    return out


def yearly_amount(
    standards: list[Mapping[str, Any]], *, stage: str, boarding: str, day: pd.Timestamp
) -> float | None:
    """The yearly amount in force on a day; None where no standard names the stage and boarding."""
    fitting = [
        one
        for one in standards
        if one["stage"] == stage
        and one["boarding"] == boarding
        and (one["since"] is None or pd.Timestamp(str(one["since"])) <= day)
    ]
    fitting.sort(key=lambda one: str(one["since"] or ""))
    return float(fitting[-1]["yuan_per_year"]) if fitting else None


def _vaguely_paid(whole: pd.DataFrame, vague: pd.DataFrame) -> pd.Series:
    """Whether a payment without a term may be for the row's term: its school year, or no year."""
    years = vague["term_label"].str.slice(0, 9)
    pairs = set(zip(vague["subject"], years, strict=True))
    wanted = list(zip(whole["subject"], whole["term"].str.slice(0, 9), strict=True))
    return pd.Series(
        [pair in pairs or (pair[0], "?") in pairs for pair in wanted], index=whole.index, dtype=bool
    )
