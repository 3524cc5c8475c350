"""Faults of reporting: late, missing, false, or not carried over; and what only looks so."""

from __future__ import annotations

from datetime import date

import pandas as pd

from kcbx_lib.policy import due_day, period_of
from kcbx_lib.synthetic.world import World


def plant_monthly(world: World) -> None:
    """REP-01: one month missing, one sent a day late; beside them one sent on the very day."""
    deadline = world.policy["report.monthly_deadline"]
    schools = _ordinary_schools(world)
    months = _months_due(world, deadline)
    if not months:
        return
    month = months[-1]
    due = pd.Timestamp(due_day(deadline, month))
    first, second, third = (schools.iloc[number] for number in range(3))
    reports = world.tables["reports"]
    here = reports["period_kind"].eq("monthly") & reports["period"].eq(month)
    world.change_where("reports", here & reports["org"].eq(second["school_name"]),
                       submitted_on=min(due + pd.Timedelta(days=1), world.as_of))  # fmt: skip
    world.change_where("reports", here & reports["org"].eq(third["school_name"]), submitted_on=due)
    reports = world.tables["reports"]
    gone = here & reports["org"].eq(first["school_name"])
    world.tables["reports"] = reports[~gone].reset_index(drop=True)
    _expect(world, "REP-01", first, True, f"{month} missing")
    _expect(world, "REP-01", second, True, f"{month} a day late")
    _expect(world, "REP-01", third, False, f"{month} on its very day")


def plant_weekly(world: World) -> None:
    """REP-02: the bureau left out one week and sent another on Friday; another on Thursday is in time."""
    deadline = world.policy["report.weekly_deadline"]
    if deadline is None:
        return
    reports = world.tables["reports"]
    weeks = sorted(reports.loc[reports["period_kind"].eq("weekly"), "period"])[2:5]
    if len(weeks) < 3:
        return
    days = {week: pd.Timestamp(due_day(deadline, week)) for week in weeks}
    for week, plus in ((weeks[1], 1), (weeks[2], 0)):
        here = reports["period_kind"].eq("weekly") & reports["period"].eq(week)
        world.change_where("reports", here, submitted_on=days[week] + pd.Timedelta(days=plus))
    reports = world.tables["reports"]
    gone = reports["period_kind"].eq("weekly") & reports["period"].eq(weeks[0])
    world.tables["reports"] = reports[~gone].reset_index(drop=True)
    world.expect(
        "REP-02", "county", org=world.offices.bureau, why=f"{weeks[0]} missing, {weeks[1]} late"
    )


def plant_false_counts(world: World) -> None:
    """REP-03: a school reports none of its suspected cases."""
    reports, cases = world.tables["reports"], world.tables["cases"]
    schools = _ordinary_schools(world).iloc[1:].set_index("school_name")["school_code"]
    enrolled = world.tables["enrolment"]["child"]
    suspected = cases[cases["stage"].eq("suspected") & cases["child"].isin(enrolled)]
    at = suspected["child"].map(world.people["school_code"])
    telling = reports[
        reports["period_kind"].eq("monthly")
        & reports["suspected_new"].gt(0)
        & reports["org"].isin(schools.index)
    ]
    for row in telling.index:
        code = str(schools[str(telling.at[row, "org"])])
        first = pd.Timestamp(str(telling.at[row, "period"]) + "-01")
        sent = pd.Timestamp(str(telling.at[row, "submitted_on"]))
        if suspected.loc[at.eq(code), "opened_on"].between(first, sent).any():
            here = pd.Series(reports.index == row, index=reports.index)
            hidden = int(str(telling.at[row, "suspected_new"]))
            world.change_where("reports", here, suspected_new=0)
            # A school that hides cases leaves them out of those still out as well, month after month.
            own = reports["period_kind"].eq("monthly") & reports["org"].eq(
                str(telling.at[row, "org"])
            )
            own &= reports["period"].ge(str(telling.at[row, "period"]))
            fewer = (reports.loc[own, "outstanding"] - hidden).clip(lower=0)
            world.change_where("reports", own, outstanding=fewer)
            world.expect("REP-03", "school", school_code=code, why="suspected cases hidden")
            return
    world.notes.append("no school has a suspected case to hide")


def plant_no_carry_over(world: World) -> None:
    """REP-04: a month that starts with two pupils more than the month before ended with."""
    reports = world.tables["reports"]
    schools = _ordinary_schools(world)
    school = schools.iloc[-1]
    own = reports[reports["period_kind"].eq("monthly") & reports["org"].eq(school["school_name"])]
    if len(own) < 2:
        return
    row = (
        own.sort_values("period").index[-2] if len(own) > 2 else own.sort_values("period").index[-1]
    )
    here = pd.Series(reports.index == row, index=reports.index)
    more = reports.loc[row, ["start_count", "moved_out"]].astype("int64") + 2
    world.change_where("reports", here, **more.to_dict())
    _expect(
        world, "REP-04", school, True, "starts with two pupils more than the month before ended"
    )
    _expect(world, "REP-03", school, True, "two transfers out that no record knows")


def note_true_counts(world: World) -> None:
    """Near-misses of REP-03, REP-04: schools with cases or transfers that report them as they are."""
    false = {
        entry["school_code"]
        for entry in world.expectations
        if entry["rule"] in ("REP-03", "REP-04")
    }
    reports = world.tables["reports"]
    monthly = reports[reports["period_kind"].eq("monthly")]
    cases = monthly["suspected_new"].gt(0)
    moves = monthly["moved_in"].gt(0) | monthly["moved_out"].gt(0)
    for rule, busy, why in (
        ("REP-03", cases | moves, "reports its cases and transfers as they are"),
        ("REP-04", moves, "transfers within the month, carried over"),
    ):
        for school in _ordinary_schools(world).to_dict("records"):
            own = monthly["org"].eq(school["school_name"])
            if (own & busy).any() and school["school_code"] not in false:
                world.note_near_miss(
                    rule, "school", school_code=str(school["school_code"]), why=why
                )


def plant_outstanding(world: World) -> None:
    """REP-09: a school has four more children still out than all its new cases explain."""
    reports = world.tables["reports"]
    school = _ordinary_schools(world).iloc[3]
    own = reports[reports["period_kind"].eq("monthly") & reports["org"].eq(school["school_name"])]
    if len(own) < 2:
        return
    row = own.sort_values("period").index[1]
    here = pd.Series(reports.index == row, index=reports.index)
    new = own.loc[row, ["suspected_new", "dropout_new"]].astype("int64").sum()
    before = own.loc[own.sort_values("period").index[0], "outstanding"]
    world.change_where("reports", here, outstanding=before + new + 4)
    _expect(world, "REP-09", school, True, "four more still out than its new cases explain")


def plant_term_start(world: World) -> None:
    """REP-05: statistics a day late, and to one office only; beside them one on the last day."""
    days = world.policy["report.term_start_within_days"]
    if days is None:
        return
    due = pd.Timestamp(world.settings.term.start) + pd.Timedelta(days=int(days))
    schools = _ordinary_schools(world)
    late, one_office, in_time = (schools.iloc[number] for number in range(3))
    for school, values in (
        (late, {"date": due + pd.Timedelta(days=1)}),
        (one_office, {"recipients": world.offices.bureau}),
        (in_time, {"date": due}),
    ):
        activities, reports = world.tables["activities"], world.tables["reports"]
        name = school["school_name"]
        here = activities["kind"].eq("term_start_statistics") & activities["org"].eq(name)
        here &= activities["date"].ge(pd.Timestamp(world.settings.term.start))
        world.change_where("activities", here, **values)
        gone = reports["period_kind"].eq("term_start") & reports["org"].eq(name)
        world.tables["reports"] = reports[~gone].reset_index(drop=True)
    _expect(world, "REP-05", late, True, "a day late")
    _expect(world, "REP-05", one_office, True, "to one office only")
    _expect(world, "REP-05", in_time, False, "on the last day")


def plant_movements_review(world: World) -> None:
    """REP-06: a school's review a day late; beside it one on the last day."""
    days = world.policy["movements.review_within_days"]
    if days is None:
        return
    start = pd.Timestamp(world.settings.term.start)
    due = start + pd.Timedelta(days=int(days))
    schools = _ordinary_schools(world)
    activities = world.tables["activities"]
    is_review = activities["kind"].eq("movements_review") & activities["date"].ge(start)
    for school, plus in ((schools.iloc[0], 1), (schools.iloc[1], 0)):
        here = is_review & activities["org"].eq(school["school_name"])
        world.change_where("activities", here, date=due + pd.Timedelta(days=plus))
        _expect(world, "REP-06", school, plus == 1, "a day late" if plus else "on the last day")


def plant_recheck(world: World) -> None:
    """REP-07: the last quarter ended without its recheck, in the activities and in the reports."""
    if world.policy["report.quarterly_recheck"] is None:
        return
    start = world.settings.term.start
    quarter = period_of(start, "quarterly")
    if due_day(world.policy["report.quarterly_recheck"], quarter) >= world.settings.as_of:
        return
    activities, reports = world.tables["activities"], world.tables["reports"]
    held = activities["date"].map(lambda day: period_of(day.date(), "quarterly"))
    gone = activities["kind"].eq("quarterly_recheck") & held.eq(quarter)
    world.tables["activities"] = activities[~gone].reset_index(drop=True)
    named = reports["period_kind"].eq("quarterly") & reports["period"].eq(quarter)
    world.tables["reports"] = reports[~named].reset_index(drop=True)
    world.expect("REP-07", "county", org=world.settings.code, why=f"{quarter} not rechecked")


def plant_full_check(world: World) -> None:
    """REP-08: one school without the autumn check, one a day late; another on the last day."""
    if world.policy["report.seasonal_full_check"] is None:
        return
    start = pd.Timestamp(world.settings.term.start)
    if start.month != 9:
        return
    due = pd.Timestamp(date(start.year, 9, 30))
    schools = _ordinary_schools(world)
    missing, late, in_time = (schools.iloc[number] for number in (2, 3, 4))
    for school, day in ((late, due + pd.Timedelta(days=1)), (in_time, due)):
        activities = world.tables["activities"]
        here = activities["kind"].eq("full_check") & activities["date"].ge(start)
        world.change_where(
            "activities", here & activities["org"].eq(school["school_name"]), date=day
        )
    activities = world.tables["activities"]
    gone = (
        activities["kind"].eq("full_check")
        & activities["date"].ge(start)
        & activities["org"].eq(missing["school_name"])
    )
    world.tables["activities"] = activities[~gone].reset_index(drop=True)
    _expect(world, "REP-08", missing, True, "no full check in autumn")
    _expect(world, "REP-08", late, True, "a day late")
    _expect(world, "REP-08", in_time, False, "on the last day")


def _months_due(world: World, deadline: dict[str, object]) -> list[str]:
    """Months on record whose deadline has passed by at least two days."""
    reports = world.tables["reports"]
    months = sorted(set(reports.loc[reports["period_kind"].eq("monthly"), "period"]))
    last = (world.as_of - pd.Timedelta(days=2)).date()
    return [month for month in months if due_day(deadline, month) <= last]


def _ordinary_schools(world: World) -> pd.DataFrame:
    return world.places[world.places["stage"].isin(["primary", "junior", "nine_year"])].reset_index(
        drop=True
    )


def _expect(world: World, rule: str, school: pd.Series, found: bool, why: str) -> None:
    world.expect(rule, "school", school_code=str(school["school_code"]), found=found, why=why)


PLANTERS = [plant_movements_review]
LATE_PLANTERS = [
    plant_no_carry_over,
    plant_false_counts,
    note_true_counts,
    plant_outstanding,
    plant_monthly,
    plant_weekly,
    plant_term_start,
    plant_recheck,
    plant_full_check,
]
