"""From the rate that was reported to the rate that the records give, every step a named line.

The lines add up exactly: what cannot be explained is a line of its own and never hidden in another.
All steps stand over one denominator, the official-age children of the household register, so the rate
at every step is what the county would report if it stopped correcting there.
"""

from __future__ import annotations

from itertools import accumulate

import pandas as pd

from kcbx_lib.facts import Facts
from kcbx_lib.indicators.cohorts import IN_SCHOOL, counted_as, official_stage
from kcbx_lib.indicators.rates import percent, rounded_down
from kcbx_lib.policy import Policy

BRIDGE_COLUMNS = ("line", "kind", "count", "standing", "denominator", "rate")


def bridge(facts: Facts, policy: Policy) -> pd.DataFrame:
    """One row a step, from the pupils reported to the official-age children in school.

    Starts from the reports where the county handed them in (the latest month of each school), else
    from the enrolment records. ``line`` is a catalogue key of ``indicators`` (``bridge_<line>``), ``kind``
    reported, difference or recomputed; ``count`` the step itself, ``standing`` what it comes to so far,
    ``rate`` that in percent of ``denominator`` (both missing without a household register). The first
    count plus all differences is the last.
    """
    children = facts["children"]
    children = children.assign(is_official=official_stage(children, policy).notna())
    lines = _to_the_records(facts)
    enrolled = children[children["in_enrolment"].eq(True).fillna(False)]
    on_roll = enrolled[enrolled["status"].eq("in_school").fillna(False)]
    lines.append(("further_records_of_a_child", len(on_roll) - _records(facts)))
    left = on_roll
    for name, belongs in _reasons_to_leave(left).items():
        gone = belongs.reindex(left.index)
        lines.append((name, -int(gone.sum())))
        left = left[~gone]
    target = _official_age_in_school(children)
    for name, members in _reasons_to_add(children.loc[target.difference(left.index)]).items():
        lines.append((name, len(members)))
    standing = [*accumulate(count for _, count in lines), len(target)]
    lines.append(("official_age_in_school", len(target)))
    frame = pd.DataFrame(lines, columns=["line", "count"]).assign(standing=standing)
    frame["kind"] = ["reported", *["difference"] * (len(lines) - 2), "recomputed"]
    return _with_rates(frame, _population(facts, children))


def _to_the_records(facts: Facts) -> list[tuple[str, int]]:
    """From the reports to the enrolment records, which are the start where no school reported."""
    reported = reported_pupils(facts)
    if reported is None:
        return [("enrolment_records", _records(facts))]
    enrolment = facts["enrolment"]
    there = enrolment[enrolment["status"].eq("in_school").fillna(False)]
    silent = (
        int((~there["school_code"].isin(list(reported.index))).sum())
        if "school_code" in there
        else 0
    )
    total = int(reported.sum())
    return [
        ("reported_pupils", total),
        ("schools_without_report", silent),
        ("records_beyond_reports", _records(facts) - total - silent),
    ]


def _records(facts: Facts) -> int:
    return int(facts["enrolment"]["status"].eq("in_school").fillna(False).sum())


def _population(facts: Facts, children: pd.DataFrame) -> int | None:
    """The denominator of net enrolment, both stages together; None without a household register."""
    if not facts.has("population"):
        return None
    register = counted_as(children[children["in_population"].eq(True).fillna(False)])
    return int((register["is_official"] & ~register["is_left_out"]).sum())


def _with_rates(frame: pd.DataFrame, population: int | None) -> pd.DataFrame:
    frame["denominator"] = pd.Series(population or None, index=frame.index, dtype="Int64")
    frame["rate"] = pd.Series(
        [
            rounded_down(percent(int(n), population)) if population else None
            for n in frame["standing"]
        ],
        index=frame.index,
        dtype="Float64",
    )
    counts = dict.fromkeys(("count", "standing"), "Int64")
    return frame[list(BRIDGE_COLUMNS)].astype(counts).astype({"line": "str", "kind": "str"})


def reported_pupils(facts: Facts) -> pd.Series | None:
    """By school, the pupils at the end of the latest month it reported; None where none reported."""
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
    return latest.groupby("school_code")["end_count"].last()


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


def _official_age_in_school(children: pd.DataFrame) -> pd.Index:
    belongs = (
        children["in_population"].eq(True).fillna(False)
        & children["is_official"]
        & children["state"].isin(IN_SCHOOL)
    )
    return children.index[belongs]


def _reasons_to_leave(on_roll: pd.DataFrame) -> dict[str, pd.Series]:
    """Why a pupil on the roll is not an official-age child in school; the first reason counts."""
    return {
        "outside_household_register": ~on_roll["in_population"].eq(True).fillna(False),
        "outside_official_age": ~on_roll["is_official"],
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
