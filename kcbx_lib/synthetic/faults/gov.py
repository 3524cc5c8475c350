"""Faults of responsibility: agreements, control months, inspections, tasks, labour checks."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kcbx_lib.synthetic.world import World


def plant_chain(world: World) -> None:
    """GOV-01: a link of the chain is wholly absent, and another leaves out one school or village."""
    chain = list(world.policy["responsibility.chain"])
    agreements = world.tables["agreements"]
    absent = "county_bureau" if "county_bureau" in chain else "teacher_parent"
    kept = agreements[agreements["link"].ne(absent)]
    if absent in chain:
        world.expect("GOV-01", "county", org=world.settings.code, why=f"no agreement of {absent}")
    if "bureau_school" in chain:
        school = _ordinary_schools(world).iloc[0]
        kept = kept[~(kept["link"].eq("bureau_school") & kept["party_b"].eq(school["school_name"]))]
        world.expect(
            "GOV-01",
            "school",
            school_code=str(school["school_code"]),
            why="no letter with the bureau",
        )
        other = _ordinary_schools(world).iloc[1]
        why = "has its letter with the bureau"
        world.note_near_miss("GOV-01", "school", school_code=str(other["school_code"]), why=why)
    if "township_village" in chain:
        org = f"{world.offices.townships[0]}人民政府"
        world.note_near_miss("GOV-01", "township", org=org, why="a letter with every village")
    world.tables["agreements"] = kept.reset_index(drop=True)


def plant_unsigned(world: World) -> None:
    """GOV-02: open agreements of a township, a school and a village's households."""
    agreements = world.tables["agreements"]
    township = f"{world.offices.townships[-1]}人民政府"
    village = f"{world.offices.villages['village'].iloc[0]}村民委员会"
    school = _ordinary_schools(world).iloc[1]
    hits = {
        "county_township": agreements["party_b"].eq(township),
        "village_household": agreements["party_a"].eq(village),
        "school_teacher": agreements["party_a"].eq(school["school_name"]),
    }
    for link, mine in hits.items():
        rows = agreements.index[agreements["link"].eq(link) & mine]
        if not len(rows):
            continue
        world.change_where(
            "agreements",
            pd.Series(agreements.index.isin(rows[:2]), index=agreements.index),
            signed_on=pd.NaT,
        )
        if link == "school_teacher":
            world.expect(
                "GOV-02",
                "school",
                school_code=str(school["school_code"]),
                why="teachers not signed",
            )
        else:
            org = township if link == "county_township" else village
            world.expect("GOV-02", "township", org=org, why=f"{link} not signed")
    signed = _ordinary_schools(world).iloc[0]
    why = "every teacher has signed"
    world.note_near_miss("GOV-02", "school", school_code=str(signed["school_code"]), why=why)


def plant_control_month(world: World) -> None:
    """GOV-03: a school without any evidence in September; the others have all three."""
    if not world.policy["control.months"]:
        return
    schools = _ordinary_schools(world)
    school = schools.iloc[2]
    activities = world.tables["activities"]
    month = activities["date"].dt.month.eq(world.settings.term.start.month)
    work = activities["kind"].isin(["letter_to_parents", "parents_meeting", "home_visit"])
    gone = month & work & activities["org"].eq(school["school_name"])
    world.tables["activities"] = activities[~gone].reset_index(drop=True)
    world.expect(
        "GOV-03", "school", school_code=str(school["school_code"]), why="nothing in the month"
    )
    world.note_near_miss(
        "GOV-03",
        "school",
        school_code=str(schools.iloc[0]["school_code"]),
        why="all three on record",
    )


def plant_missing_inspection(world: World) -> None:
    """GOV-04: a school not inspected in the spring term; beside it one not yet inspected this autumn."""
    if not world.policy["inspection.per_term"]:
        return
    schools = _ordinary_schools(world)
    missed, waiting = schools.iloc[0], schools.iloc[1]
    visits = world.tables["inspections"]
    is_spring = visits["date"].lt(pd.Timestamp(world.settings.term.start))
    gone = (visits["org"].eq(missed["school_name"]) & is_spring) | (
        visits["org"].eq(waiting["school_name"]) & ~is_spring
    )
    world.tables["inspections"] = visits[~gone].reset_index(drop=True)
    world.expect(
        "GOV-04",
        "school",
        school_code=str(missed["school_code"]),
        why="no inspection in the spring term",
    )
    world.note_near_miss(
        "GOV-04",
        "school",
        school_code=str(waiting["school_code"]),
        why="the autumn term is not over",
    )


def plant_ladder(world: World) -> None:
    """GOV-05: a second failure without public criticism; beside it one with both, and one met since."""
    schools = _ordinary_schools(world)
    start = pd.Timestamp(world.settings.term.start)
    histories: list[tuple[bool, list[tuple[str, Any]], str]] = [
        (
            True,
            [("not_met", "rectify"), ("not_met", "yellow_card")],
            "second failure, no criticism",
        ),
        (
            False,
            [("not_met", "rectify"), ("not_met", "yellow_card、criticism")],
            "second failure, both measures",
        ),
        (False, [("not_met", pd.NA), ("met", pd.NA)], "met since"),
    ]
    for school, (found, history, why) in zip(
        schools.iloc[-len(histories) :].to_dict("records"), histories, strict=False
    ):
        visits = world.tables["inspections"]
        world.tables["inspections"] = visits[
            ~(visits["org"].eq(school["school_name"]) & visits["date"].ge(start))
        ].reset_index(drop=True)
        rows = []
        for number, (result, measure) in enumerate(history):
            day = start + pd.Timedelta(days=10 + 30 * number)
            rows.append(
                {
                    "org": school["school_name"],
                    "date": day,
                    "result": result,
                    "measure": measure,
                    "measure_on": pd.NaT if measure is pd.NA else day + pd.Timedelta(days=2),
                    "deadline": pd.NaT if measure is pd.NA else day + pd.Timedelta(days=20),
                }
            )
        world.add("inspections", rows)
        world.expect(
            "GOV-05", "school", school_code=str(school["school_code"]), found=found, why=why
        )


def plant_tasks(world: World) -> None:
    """GOV-06: a day overdue; beside it one due today. GOV-07: accepted by nobody, by its own owner."""
    schools = _ordinary_schools(world)
    today = world.as_of
    day = pd.Timedelta(days=1)
    done = {"done_on": today - 20 * day, "closed_on": today - 15 * day, "evidence": "整改报告"}
    inspector = f"{world.offices.bureau}督导股"
    wanted = [
        ("GOV-06", True, today - day, {}, "a day overdue"),
        ("GOV-06", False, today, {}, "due today"),
        ("GOV-07", True, today - 10 * day, done, "nobody accepted it"),
        ("GOV-07", True, today - 10 * day, done | {"accepted_by": "校长"}, "its owner accepted it"),
        (
            "GOV-07",
            False,
            today - 10 * day,
            done | {"accepted_by": inspector},
            "accepted by another",
        ),
    ]
    for number, (rule, found, due, values, why) in enumerate(wanted):
        school = schools.iloc[number % len(schools)]
        world.add(
            "tasks",
            [
                {
                    "item": "控辍保学台账更新不及时",
                    "owner": school["school_name"],
                    "person": "校长",
                    "due": due,
                    "done_on": pd.NaT,
                    "evidence": pd.NA,
                    "accepted_by": pd.NA,
                    "closed_on": pd.NaT,
                }
                | values
            ],
        )
        world.expect(rule, "school", school_code=str(school["school_code"]), found=found, why=why)


def plant_labour_check(world: World) -> None:
    """GOV-08: no labour check in the spring that is over; the autumn is not over yet."""
    if not world.policy["labour.checks_per_year"]:
        return
    activities = world.tables["activities"]
    start = pd.Timestamp(world.settings.term.start)
    gone = activities["kind"].eq("labour_check") & activities["date"].lt(start)
    world.tables["activities"] = activities[~gone].reset_index(drop=True)
    world.expect("GOV-08", "county", org=world.settings.code, why="no labour check in spring")


def _ordinary_schools(world: World) -> pd.DataFrame:
    return world.places[world.places["stage"].isin(["primary", "junior", "nine_year"])].reset_index(
        drop=True
    )


PLANTERS = [
    plant_chain,
    plant_unsigned,
    plant_control_month,
    plant_missing_inspection,
    plant_ladder,
    plant_tasks,
    plant_labour_check,
]
