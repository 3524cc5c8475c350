"""Findings of an earlier run read back: what is new, repeated, worsened, cured, and what is now due.

The task ledger follows from it: a finding whose due date has passed and that is found again is an
overdue task; found in one run after the other, it climbs the profile's inspection ladder.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

FOLLOW_UP_COLUMNS = (
    "rule", "subject_kind", "subject", "township", "school_code", "outcome", "severity_before",
    "severity_now", "count_before", "count_now", "times", "due_before", "is_overdue", "measures",
    "finding_id",
)  # fmt: skip
OUTCOMES = ("new", "repeated", "worsened", "cured", "not_tested", "not_seen")
SEVERITY = {"high": 0, "medium": 1, "low": 2}


def follow_up(
    findings: pd.DataFrame,
    previous_findings: pd.DataFrame,
    rules: pd.DataFrame,
    *,
    subjects: Iterable[str],
    as_of: pd.Timestamp,
    ladder: Sequence[Mapping[str, Any]] = (),
    previous_follow_up: pd.DataFrame | None = None,
    past: Collection[str] = (),
) -> pd.DataFrame:
    """One row per rule and subject that this run or the earlier one found.

    In: ``findings`` and ``rules`` of this run (contract columns), ``previous_findings`` joined to this
    run's pseudonyms, ``subjects`` every child known now, ``previous_follow_up`` the earlier run's own
    follow-up where it had one.

    ``outcome``: ``repeated`` found in both; ``worsened`` more severe, or more often, than before;
    ``cured`` tested now and not found; ``not_tested`` where the rule could not be tested now, and
    ``not_seen`` where no table mentions the child any more: neither is a cure. ``times`` counts runs
    in a row in which it was found, this one included; ``measures`` are the codes of the step of
    ``ladder`` (policy ``inspection.ladder``) that this number of times calls for. ``is_overdue``: found
    again after ``due_before``, the day set when it was first found: a run in between, which sets a day
    of its own, puts nothing off. Findings in ``past`` (ids) have happened and no later work undoes them: a
    case verified late, unlike one not verified yet. A subject all of whose findings under a rule are of
    that kind is never overdue and climbs no ladder.
    """
    before = _by_subject(previous_findings)
    now = _by_subject(findings)
    both = before.reset_index().merge(
        now.reset_index(),
        on=["rule", "subject_kind", "subject"],
        how="outer",
        suffixes=("_before", "_now"),
        validate="one_to_one",
    )
    tested = set(rules.loc[rules["state"].ne("not_tested"), "rule"])
    known = set(subjects)
    was, is_now = both["count_before"].notna(), both["count_now"].notna()
    unseen = both["subject_kind"].eq("child") & ~both["subject"].isin(known)
    rank_before = both["severity_before"].map(SEVERITY)
    rank_now = both["severity_now"].map(SEVERITY)
    more = both["count_now"].gt(both["count_before"]) | rank_now.lt(rank_before)
    outcome = pd.Series("new", index=both.index, dtype="str")
    outcome = outcome.mask(was & is_now, "repeated").mask(was & is_now & more, "worsened")
    outcome = outcome.mask(was & ~is_now, "cured")
    outcome = outcome.mask(was & ~is_now & ~both["rule"].isin(tested), "not_tested")
    outcome = outcome.mask(was & ~is_now & both["rule"].isin(tested) & unseen, "not_seen")
    keys = pd.MultiIndex.from_frame(both[["rule", "subject_kind", "subject"]])
    earlier = _past(before, previous_follow_up).reindex(keys).set_index(both.index)
    goes_on = is_now & was
    both = both.assign(
        outcome=outcome, times=is_now.astype("Int64") + earlier["times"].fillna(0).where(goes_on, 0)
    )
    can_be_mended = pd.Series(~keys.isin(_only_past(findings, past)), index=both.index)
    both["measures"] = _measures(both["times"].where(can_be_mended, 0), ladder)
    due = _day(both["due_before"])
    due = due.where(earlier["due"].isna() | earlier["due"].ge(due) | ~goes_on, earlier["due"])
    both["due_before"] = due
    both["is_overdue"] = (due.lt(as_of) & was & is_now & can_be_mended).astype("boolean")
    for column in ("township", "school_code", "finding_id"):
        both[column] = both[f"{column}_now"].where(is_now, both[f"{column}_before"])
    out = both.reindex(columns=list(FOLLOW_UP_COLUMNS))
    for column in ("count_before", "count_now", "times"):
        out[column] = out[column].fillna(0).astype("Int64")
    return out.sort_values(["rule", "subject_kind", "subject"], kind="stable").reset_index(
        drop=True
    )


def _past(before: pd.DataFrame, previous_follow_up: pd.DataFrame | None) -> pd.DataFrame:
    """By rule and subject as of the earlier run: ``times`` found in a row, and the first day set."""
    if previous_follow_up is None or previous_follow_up.empty:
        return pd.DataFrame(
            {"times": before["count"].gt(0).astype("Int64"), "due": _day(before["due"])}
        )
    followed = previous_follow_up.set_index(["rule", "subject_kind", "subject"])
    followed = followed[~followed.index.duplicated()].reindex(columns=["times", "due_before"])
    times = pd.to_numeric(followed["times"]).astype("Int64")
    return pd.DataFrame({"times": times, "due": _day(followed["due_before"]).where(times.gt(1))})


def _only_past(findings: pd.DataFrame, past: Collection[str]) -> pd.MultiIndex:
    """Rules and subjects all of whose findings have happened and cannot be undone."""
    keys = ["rule", "subject_kind", "subject"]
    frame = findings.reindex(columns=[*keys, "finding_id"]).astype("str")
    is_past = frame["finding_id"].isin(list(past))
    of_subject = is_past.groupby([frame[key] for key in keys]).all()
    return pd.MultiIndex.from_frame(of_subject[of_subject].reset_index()[keys])


def _day(text: pd.Series) -> pd.Series:
    return pd.to_datetime(text, format="ISO8601", errors="coerce").astype("datetime64[us]")


def _measures(times: pd.Series, ladder: Sequence[Mapping[str, Any]]) -> pd.Series:
    """The ladder's step by number of times found, the last step for every further time."""
    steps = {int(step["failed"]): ";".join(step["measures"]) for step in ladder}

    def of(number: int) -> str:
        reached = [step for step in steps if step <= number]
        return steps[max(reached)] if reached else ""

    return pd.Series([of(int(number)) for number in times], index=times.index, dtype="str")


def _by_subject(findings: pd.DataFrame) -> pd.DataFrame:
    """Per rule and subject: how many findings, the gravest severity, one finding's id and place."""
    columns = [
        "rule",
        "subject_kind",
        "subject",
        "severity",
        "township",
        "school_code",
        "finding_id",
        "due",
    ]
    frame = findings.reindex(columns=columns).astype("str")
    frame["rank"] = frame["severity"].map(SEVERITY)
    frame = frame.sort_values(
        ["rule", "subject_kind", "subject", "rank", "finding_id"], kind="stable"
    )
    by_subject = frame.groupby(["rule", "subject_kind", "subject"], sort=True)
    first = by_subject.first()[["severity", "township", "school_code", "finding_id"]]
    first["due"] = by_subject["due"].min()
    return first.assign(count=by_subject.size().astype("Int64"))
