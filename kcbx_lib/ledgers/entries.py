"""The three ledgers (三本台账): school-age children, suspected dropouts, dropouts.

Public columns only: a pseudonym and what concerns the case, never a name. The person columns of the
restricted workbook are joined there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.ledgers.lookup import looked_up
from kcbx_lib.ledgers.next_steps import with_next_step
from kcbx_lib.policy import Policy
from kcbx_lib.policy.values import GROUPS

SCHOOL_AGE_COLUMNS = (
    "subject", "township", "school_code", "grade", "stage", "age_on_cutoff", "state", "explanation",
    "groups", "is_migrant", "in_population", "case_no", "case_state", "listed_since",
)  # fmt: skip
CASE_LEDGER_COLUMNS = (
    "subject", "listed_because", "case_no", "case_state", "state_since", "irregular", "township",
    "school_code", "grade", "stage", "groups", "state", "explanation", "list_version",
    "category_code", "opened_on", "verified_on", "reported_township_on", "reported_bureau_on",
    "school_attempts", "joint_attempts", "last_attempt_on", "approval_no", "returned_on",
    "relapsed_on", "closed_on", "next_step", "owner", "due", "is_overdue", "listed_since",
)  # fmt: skip
OUT_OF_SCHOOL = ("out_of_school", "enrolled_not_attending")
ENDED = ("closed", "over_age", "deducted")
LAST_GRADE = 9


def school_age_ledger(
    facts: Facts, children: pd.DataFrame, case_files: pd.DataFrame | None
) -> pd.DataFrame:
    """One row per school-age child, children of migrant workers included, by pseudonym.

    Of age is ``children.is_of_age``; a child without a known birth date is listed where a grade from
    1 to 9 says so. ``state`` is the register state, so the ledger closes on the register totals.
    """
    grade = children["grade"]
    by_grade = children["is_of_age"].isna() & grade.between(1, LAST_GRADE).fillna(False)
    listed = children["is_of_age"].eq(True).fillna(False) | by_grade
    frame = children[listed.to_numpy(dtype=bool)].reset_index(names="subject")
    latest = _latest_case(case_files)
    frame["case_no"] = looked_up(frame["subject"], latest["case_no"]).astype("str")
    frame["case_state"] = looked_up(frame["subject"], latest["state"]).astype("str")
    frame["listed_since"] = facts.as_of
    return _ordered(frame, SCHOOL_AGE_COLUMNS, ["subject"])


def suspected_ledger(
    facts: Facts, policy: Policy, children: pd.DataFrame, case_files: pd.DataFrame | None
) -> pd.DataFrame:
    """One row per suspected entry: a case, or a child that no case was opened for.

    ``listed_because``, one or more of: ``open_case`` (suspected, or recorded as dropout but not
    verified by a person), ``relapsed``, ``watched`` (a deduction that holds only on paper),
    ``out_of_school`` and ``enrolled_not_attending`` (register states), ``streak`` (at the absence
    limit and still absent). A child with an entry in the dropout ledger is not listed again.
    """
    reasons = _reasons_without_case(facts, children)
    if case_files is None:
        own = _no_cases()
        verified: set[str] = set()
    else:
        is_verified = is_verified_dropout(case_files)
        verified = set(case_files.loc[is_verified & case_files["is_open"], "subject"].dropna())
        own = case_files[
            (case_files["is_open"] & ~is_verified) | case_files["state"].eq("watched")
        ].copy()
        own["listed_because"] = (
            own["state"].map({"relapsed": "relapsed", "watched": "watched"}).fillna("open_case")
        )
    further = looked_up(own["subject"], reasons).astype("str")
    own["listed_because"] = (
        own["listed_because"].astype("str") + (";" + further).where(further.notna(), "")
    ).astype("str")
    rest = reasons[~reasons.index.isin(own["subject"]) & ~reasons.index.isin(verified)]
    uncased = pd.DataFrame(
        {"subject": rest.index.astype("str"), "listed_because": rest.to_numpy()}
    ).astype("str")
    return _case_ledger(facts, policy, [own, uncased], children)


def dropout_ledger(
    facts: Facts, policy: Policy, children: pd.DataFrame, case_files: pd.DataFrame | None
) -> pd.DataFrame:
    """One row per case that a person verified as dropout and that is not over.

    A register or a score never puts a child here: stage 辍学 and a verification date do. Over with:
    returned, deducted, over age. An approval does not end it, nor does a closing on it before the child
    is of age: persuasion goes on, and the child is not listed anew as suspected.
    """
    own = (
        _no_cases()
        if case_files is None
        else case_files[is_verified_dropout(case_files) & case_files["is_open"]].assign(
            listed_because="verified_dropout"
        )
    )
    return _case_ledger(facts, policy, [own], children)


def is_verified_dropout(case_files: pd.DataFrame) -> pd.Series:
    """Whether a person recorded the dropout: stage 辍学 with the day it was verified."""
    return case_files["stage"].eq("dropout").fillna(False) & case_files["verified_on"].notna()


def with_states(facts: Facts) -> pd.DataFrame:
    """The children with ``state``, ``explanation`` and ``groups`` (flag names that are true)."""
    children = facts["children"]
    wanted = [
        "township", "school_code", "grade", "stage", "age_on_cutoff", "is_of_age", "in_population",
        "state", "explanation", *GROUPS,
    ]  # fmt: skip
    frame = children.reindex(columns=wanted)
    frame["groups"] = group_names(frame, GROUPS)
    return frame


def group_names(children: pd.DataFrame, groups: Sequence[str]) -> pd.Series:
    """The names of the groups a child is known to belong to, joined by ``;``."""
    flags = [children[group].astype("boolean").eq(True).fillna(False) for group in groups]
    matrix = np.column_stack([flag.to_numpy(dtype=bool) for flag in flags])
    kinds, which = np.unique(matrix, axis=0, return_inverse=True)
    words = [
        ";".join(group for group, held in zip(groups, kind, strict=True) if held) for kind in kinds
    ]
    text: Any = np.array(words, dtype=object)[which.reshape(-1)] if words else []
    return pd.Series(text, index=children.index, dtype="str")


def _reasons_without_case(facts: Facts, children: pd.DataFrame) -> pd.Series:
    """Subject → why the child is listed without regard to any case."""
    state = children["state"].where(children["state"].isin(OUT_OF_SCHOOL))
    parts = [state.dropna().astype("str")]
    if facts.has("streaks"):
        streaks = facts["streaks"]
        still = streaks["limit_reached_on"].notna() & streaks["is_open"].eq(True).fillna(False)
        subjects = pd.Index(streaks.loc[still, "subject"].unique(), dtype="str")
        parts.append(pd.Series("streak", index=subjects, dtype="str"))
    whole = pd.concat(parts)
    joined = whole.groupby(level=0).agg(lambda values: ";".join(sorted(set(values))))
    return joined.astype("str").rename_axis("subject").sort_index()


def _latest_case(case_files: pd.DataFrame | None) -> pd.DataFrame:
    if case_files is None:
        return pd.DataFrame(
            {"case_no": [], "state": []}, index=pd.Index([], dtype="str"), dtype="str"
        )
    order = case_files.reset_index(names="case_row").sort_values(
        ["opened_on", "case_row"], na_position="first", kind="stable"
    )
    return (
        order.dropna(subset=["subject"])
        .drop_duplicates("subject", keep="last")
        .set_index("subject")
    )


def _no_cases() -> pd.DataFrame:
    return pd.DataFrame(
        {
            column: pd.Series(dtype="str")
            for column in ("subject", "case_no", "state", "listed_because")
        }
    )


def _case_ledger(
    facts: Facts, policy: Policy, parts: list[pd.DataFrame], children: pd.DataFrame
) -> pd.DataFrame:
    own = pd.concat([part.rename(columns={"state": "case_state"}) for part in parts])
    of_case = own.drop(columns=["stage"], errors="ignore").reset_index(drop=True)
    for column in ("township", "school_code", "grade"):
        given = of_case[column] if column in of_case else pd.Series(pd.NA, index=of_case.index)
        current = looked_up(of_case["subject"], children[column])
        of_case[column] = current.where(current.notna(), given)
    for column in ("stage", "groups", "state", "explanation"):
        of_case[column] = looked_up(of_case["subject"], children[column])
    of_case["listed_since"] = facts.as_of
    frame = with_next_step(of_case, policy, facts.as_of)
    return _ordered(frame, CASE_LEDGER_COLUMNS, ["subject", "opened_on", "case_no"])


def _ordered(frame: pd.DataFrame, columns: Sequence[str], by: list[str]) -> pd.DataFrame:
    out = frame.reindex(columns=list(columns))
    for column in out.columns:
        if column.endswith("_on") or column in ("due", "state_since", "listed_since"):
            out[column] = pd.to_datetime(out[column]).astype("datetime64[us]")
        elif column in ("grade", "age_on_cutoff", "school_attempts", "joint_attempts"):
            out[column] = out[column].astype("Int64")
        elif column in ("is_overdue", "is_migrant", "in_population"):
            out[column] = out[column].astype("boolean")
        else:
            out[column] = out[column].astype("str")
    return out.sort_values(by, kind="stable").reset_index(drop=True)
