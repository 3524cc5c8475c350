"""From the figure that was reported to the figure that the records give, every step a named line.

The lines add up exactly: what cannot be explained is a line of its own and never hidden in another.
"""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.indicators.cohorts import IN_SCHOOL

FIRST_AGE, LAST_AGE = 6, 14
"""The nine official cohorts, completed years on the cut-off day."""


def bridge(facts: Facts) -> pd.DataFrame:
    """One row a step: ``line, count``, from the pupils reported to the official-age children in school.

    Starts from the reports where the county handed them in (the latest month of each school), else
    from the enrolment records. ``line`` is a catalogue key of ``indicators`` (``bridge_<line>``). All
    counts but the first and last are differences; the first plus all differences is the last.
    """
    children = facts["children"]
    enrolled = children[children["in_enrolment"].eq(True).fillna(False)]
    records = int(facts["enrolment"]["status"].eq("in_school").fillna(False).sum())
    lines: list[tuple[str, int]] = []
    reported = reported_pupils(facts)
    if reported is not None:
        lines.append(("reported_pupils", reported))
        lines.append(("records_beyond_reports", records - reported))
    else:
        lines.append(("enrolment_records", records))

    on_roll = enrolled[enrolled["status"].eq("in_school").fillna(False)]
    lines.append(("further_records_of_a_child", len(on_roll) - records))
    left = on_roll
    for name, belongs in _reasons_to_leave(left).items():
        gone = belongs.reindex(left.index)
        lines.append((name, -int(gone.sum())))
        left = left[~gone]

    target = _official_age_in_school(children)
    added = target.difference(left.index)
    for name, members in _reasons_to_add(children.loc[added]).items():
        lines.append((name, len(members)))
    lines.append(("official_age_in_school", len(target)))
    return pd.DataFrame(lines, columns=["line", "count"])


def reported_pupils(facts: Facts) -> int | None:
    """Pupils at the end of the latest month each school reported; None where no school reported."""
    if not facts.has("reports"):
        return None
    reports = _with_school_code(facts)
    monthly = reports[
        reports["period_kind"].eq("monthly").fillna(False)
        & reports["end_count"].notna()
        & reports["school_code"].notna()
    ]
    if monthly.empty:
        return None
    latest = monthly.sort_values(
        ["school_code", "period", "submitted_on", "end_count"], kind="stable"
    )
    return int(latest.groupby("school_code")["end_count"].last().sum())


def _with_school_code(facts: Facts) -> pd.DataFrame:
    """The reports with the code of the school that made them, by its name or another name of it.

    Reports of offices have none: they would count their schools' pupils again.
    """
    reports = facts["reports"]
    if "school_code" in reports:
        return reports
    if not facts.has("schools"):
        return reports.assign(school_code=pd.Series(pd.NA, index=reports.index, dtype="str"))
    schools = facts["schools"].dropna(subset=["school_code"])
    other = schools["aliases"] if "aliases" in schools else pd.Series(dtype="str")
    written = pd.concat(
        [schools["school_name"], other.str.split(r"[、;；,，|]", regex=True).explode()]
    )
    code = schools["school_code"].reindex(written.index)
    names = pd.DataFrame({"name": written.str.strip().to_numpy(), "code": code.to_numpy()})
    names = names.dropna().drop_duplicates()
    known = names[~names["name"].duplicated(keep=False)].set_index("name")["code"]
    return reports.assign(school_code=reports["org"].str.strip().map(known).astype("str"))


def _of_official_age(children: pd.DataFrame) -> pd.Series:
    return children["age_on_cutoff"].between(FIRST_AGE, LAST_AGE).fillna(False)


def _official_age_in_school(children: pd.DataFrame) -> pd.Index:
    belongs = (
        children["in_population"].eq(True).fillna(False)
        & _of_official_age(children)
        & children["state"].isin(IN_SCHOOL)
    )
    return children.index[belongs]


def _reasons_to_leave(on_roll: pd.DataFrame) -> dict[str, pd.Series]:
    """Why a pupil on the roll is not an official-age child in school; the first reason counts."""
    return {
        "outside_household_register": ~on_roll["in_population"].eq(True).fillna(False),
        "outside_official_age": ~_of_official_age(on_roll),
        "enrolled_not_attending": on_roll["state"].eq("enrolled_not_attending").fillna(False),
        "not_counted_for_their_state": ~on_roll["state"].isin(IN_SCHOOL),
    }


def _reasons_to_add(added: pd.DataFrame) -> dict[str, pd.Index]:
    """Children in school who are on no roll of the county as in school, by their state."""
    return {
        f"in_school_{state}": added.index[added["state"].eq(state).fillna(False)]
        for state in IN_SCHOOL
        if added["state"].eq(state).fillna(False).any()
    }
