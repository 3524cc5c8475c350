"""Faults of targets: intakes below target or impossible, and what the county's own faults add up to."""

from __future__ import annotations

import pandas as pd

from kcbx_lib.synthetic.world import World

OFFICIAL_AGES = {"primary": (6, 11), "junior": (12, 14)}


def plant_retention(world: World) -> None:
    """TGT-02: an intake one graduate below target; beside it one exactly at target.

    TGT-05: an intake that all moved away, and more graduates than it explains; beside them one whose
    raw rate passes 100 % by transfers in.
    """
    target = world.policy.value("target.retention").exact() / 100
    whole, at = target.denominator, target.numerator
    wanted = [
        ("TGT-02", True, (whole, 0, 0, at - 1), "one graduate below target"),
        ("TGT-02", False, (whole, 0, 0, at), "exactly at target"),
        ("TGT-05", True, (31, 0, 31, 0), "all moved away: undefined"),
        ("TGT-05", True, (498, 0, 0, 506), "more graduates than the intake explains"),
        ("TGT-05", False, (76, 45, 2, 119), "raw above 100 by transfers in"),
    ]
    frame = world.tables["cohorts"].copy()
    one_a_school = frame[~frame.duplicated("school_code", keep=False)]
    for row, (rule, found, counts, why) in zip(one_a_school.index, wanted, strict=False):
        intake, moved_in, moved_out, graduates = counts
        frame.loc[row, ["intake", "moved_in", "moved_out", "died", "graduates"]] = [
            intake, moved_in, moved_out, 0, graduates,
        ]  # fmt: skip
        frame.loc[row, "moved_out_confirmed"] = moved_out
        world.expect(
            rule, "school", school_code=str(frame.at[row, "school_code"]), found=found, why=why
        )
    world.tables["cohorts"] = frame


def expect_enrolment(world: World) -> None:
    """TGT-01, TGT-06: where the target is 100 %, every child of official age who is out of school misses it."""
    out = {
        entry["child"]
        for entry in world.expectations
        if entry["rule"] in ("REG-01", "REG-02") and entry["found"] and entry["child"] is not None
    }
    missing = world.people.loc[sorted(out)]
    missing = missing[missing["in_population"].eq(True)]
    for stage, ages in OFFICIAL_AGES.items():
        if world.policy[f"target.enrolment_{stage}"] != 100:
            continue
        if missing["age"].between(*ages).any():
            why = f"{stage}: a child out of school"
            world.also("TGT-01", "county", org=world.settings.code, why=why)
            if f"target.enrolment_{stage}" in (world.policy["veto.targets"] or ()):
                world.also("TGT-06", "county", org=world.settings.code, why=why)


def expect_dropout(world: World) -> None:
    """TGT-03, TGT-06, GOV-09: verified dropouts of this school year who are still out."""
    cases = world.tables["cases"]
    year = pd.Timestamp(world.settings.term.start).year
    out = cases[
        cases["stage"].eq("dropout")
        & cases["verified_on"].ge(pd.Timestamp(year, 8, 1))
        & cases["verified_on"].le(world.as_of)
        & cases["returned_on"].isna()
    ]
    why = f"{out['child'].nunique()} verified dropouts still out"
    code = world.settings.code
    limit_passed = bool(len(out)) and world.policy["target.dropout"] == 0
    world.expect("TGT-03", "county", org=code, found=limit_passed, why=why)
    vetoes = world.policy["veto.targets"] or ()
    if limit_passed and "target.dropout" in vetoes:
        world.also("TGT-06", "county", org=code, why=why)
    if not (limit_passed and world.policy["interview.required"]):
        return
    dropouts_in = world.people.loc[out["child"].unique(), "township"]
    for number, (township, first) in enumerate(
        out.groupby(out["child"].map(dropouts_in))["verified_on"].min().items()
    ):
        answered = number == 1
        if answered:
            _interview(world, str(township), min(first + pd.Timedelta(days=3), world.as_of))
        world.expect(
            "GOV-09",
            "township",
            org=str(township),
            found=not answered,
            why="interviewed since" if answered else "dropouts, no interview or notice",
        )


def _interview(world: World, township: str, day: pd.Timestamp) -> None:
    world.add(
        "activities",
        [
            {
                "kind": "interview",
                "date": day,
                "org": f"{township}人民政府",
                "recipients": world.offices.bureau,
                "evidence": "约谈记录",
            }
        ],
    )


PLANTERS = [plant_retention]
LATE_PLANTERS = [expect_enrolment, expect_dropout]
