"""Circumstances: poverty, left-behind by both definitions, guardianship, disability, distance, support.

One row in is a child (index ``subject``) or a dated entry of a list; one value out a child. Flags are
nullable: blank is unknown, not no.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.clean.lists import holds
from kcbx_lib.risk.features.as_of import Day, known_by


def any_flag(children: pd.DataFrame, *flags: str) -> pd.Series:
    """Yes where any flag is yes; no where all are no; NA otherwise."""
    known = children[[flag for flag in flags if flag in children]].astype("boolean")
    if known.empty or not len(known.columns):
        return pd.Series(pd.NA, index=children.index, dtype="boolean")
    said_yes = known.eq(True).fillna(False).to_numpy(bool).any(axis=1)
    said_no = known.eq(False).fillna(False).to_numpy(bool).all(axis=1)
    unknown = pd.Series(~(said_yes | said_no), index=children.index)
    return pd.Series(said_yes, index=children.index, dtype="boolean").mask(unknown)


def poverty(children: pd.DataFrame) -> pd.Series:
    """Poor or monitored household, 低保 or 特困."""
    return any_flag(children, "is_poor", "is_low_income", "is_destitute")


def without_parents(children: pd.DataFrame) -> pd.Series:
    """孤儿 or 事实无人抚养."""
    return any_flag(children, "is_orphan", "is_unsupported")


def left_behind_by_school(enrolment: pd.DataFrame) -> pd.Series:
    """留守 as the enrolment system has it: a parent away for three months or more; one row a child."""
    kind = enrolment["left_behind"].astype("boolean")
    return kind.groupby(enrolment["subject"]).max().astype("boolean")


def left_behind_by_civil_affairs(
    welfare: pd.DataFrame, children: pd.Index, *, as_of: Day | None = None
) -> pd.Series:
    """留守 as civil affairs have it: both parents away, or one away and the other unable; on the list.

    Who is not on a list that was handed in is a no by that definition. The two counts differ by
    definition and are never merged.
    """
    rows = (
        known_by(welfare, as_of, column="listed_on")
        if as_of and "listed_on" in welfare
        else welfare
    )
    listed = rows.loc[holds(rows["child_kind"], "left_behind"), "subject"]
    return pd.Series(children.isin(listed), index=children, dtype="boolean")


def guardian_is_other(people: pd.DataFrame) -> pd.Series:
    """Whether somebody else than a parent is the guardian (column ``guardian_relation``); NA where blank."""
    relation = people["guardian_relation"].astype("str")
    parent = relation.isin(["父亲", "母亲", "父", "母", "parent", "father", "mother"])
    return (~parent).astype("boolean").mask(relation.isna())


def sibling_out_of_school(
    children: pd.DataFrame, *, out_states: tuple[str, ...] = ("out_of_school",)
) -> pd.Series:
    """Whether another child of the same household (``household_no``) is out of school; NA without one."""
    household = children["household_no"]
    out = children["state"].isin(out_states).astype("int64")
    in_house = out.groupby(household).transform("sum")
    return (in_house - out).gt(0).astype("boolean").mask(household.isna())


def boards(children: pd.DataFrame) -> pd.Series:
    """Whether the child lives at school; NA where not said."""
    return children["boarding"].eq("boarder").astype("boolean").mask(children["boarding"].isna())


def distance_km(children: pd.DataFrame) -> pd.Series:
    """Distance from home to school in kilometres (上下学距离); negative or over 200 is no distance."""
    distance = children["distance_km"].astype("Float64")
    return distance.where(distance.between(0, 200))


def support_received(
    aid: pd.DataFrame, children: pd.Index, *, as_of: Day, days: int = 365
) -> pd.Series:
    """Yuan paid in the year up to the day; 0 for a child without a payment."""
    rows = known_by(aid, as_of, column="paid_on")
    rows = rows[rows["paid_on"].gt(pd.Timestamp(as_of) - pd.Timedelta(days=days))]
    paid = rows.groupby("subject")["amount_yuan"].sum()
    return paid.reindex(children).fillna(0).astype("Float64")
