"""Faults of targets: intakes below target or impossible, and what the county's own faults add up to."""

from __future__ import annotations

import pandas as pd
from statsmodels.stats.proportion import confint_proportions_2indep

from kcbx_lib.synthetic.faults.leaving import take_out_of_school
from kcbx_lib.synthetic.world import World

OFFICIAL_AGES = {"primary": (6, 11), "junior": (12, 14)}
# Found by one of these, a child of the register counts as being in no school.
OUT_OF_SCHOOL = ("REG-01", "REG-02", "REG-09", "REG-10", "REG-11")
# Of these it is known; the others left, and where they are has yet to be found out.
SURELY_OUT = ("REG-01", "REG-02", "REG-10")
STAGE_WORDS = {"primary": "小学", "junior": "初中"}
SMALLEST_JUDGED = 10  # a smaller group is not compared at all


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
    ]
    frame = world.tables["cohorts"].copy()
    of_two_stages = frame.duplicated("school_code", keep=False)
    rows = list(frame.index[~of_two_stages][: len(wanted)]) + list(frame.index[of_two_stages][:1])
    wanted = wanted[: len(rows) - int(of_two_stages.any())]
    wanted.append(("TGT-05", False, (76, 45, 2, 119), "raw above 100 by transfers in"))
    for row, (rule, found, counts, why) in zip(rows, wanted, strict=False):
        intake, moved_in, moved_out, graduates = counts
        frame.loc[row, ["intake", "moved_in", "moved_out", "died", "graduates"]] = [
            intake, moved_in, moved_out, 0, graduates,
        ]  # fmt: skip
        frame.loc[row, "moved_out_confirmed"] = moved_out
        world.expect(
            rule, "school", school_code=str(frame.at[row, "school_code"]), found=found, why=why
        )
    world.tables["cohorts"] = frame


def plant_group_gap(world: World) -> None:
    """TGT-04, in every third county: a sixth of the left-behind of primary age are in no school.

    Near-misses: the other counties, where as many are in school as of the others; disabled children,
    of whom one is out, a gap wide enough that chance still explains.
    """
    people = world.people
    primary = people["in_population"] & people["age"].between(*OFFICIAL_AGES["primary"])
    group = people[primary & people["left_behind"]]
    if len(group) < SMALLEST_JUDGED or "is_left_behind" not in world.policy["focus.groups"]:
        return
    code, words = world.settings.code, "留守"
    if int(code) % 3 != 2:
        world.note_near_miss(
            "TGT-04", "county", org=code, why="the left-behind are in school", words=words
        )
        return
    # a poor or disabled one would stand in a list that says whether it goes to school
    alone = primary & people["left_behind"] & ~people[["poor", "disabled"]].any(axis=1)
    for child in world.take(-(-len(group) // 6), alone):
        take_out_of_school(world, child)
        world.drop("aid", child)  # or it would be paid without an enrolment record
        world.expect("REG-01", child=child, why="left-behind, of age, enrolled nowhere")
        if people.at[child, "age"] == OFFICIAL_AGES["primary"][0]:
            world.also("REG-06", child=child, why="six on 31 August and in no grade 1")
    why = f"of {len(group)} left-behind children of primary age a sixth is in no school"
    world.expect("TGT-04", "county", org=code, why=why, words=words)
    if "is_disabled" in world.policy["focus.groups"]:
        why = "one disabled child is out: too few to tell from chance"
        world.note_near_miss("TGT-04", "county", org=code, why=why, words="残疾")


def expect_enrolment(world: World) -> None:
    """TGT-01, TGT-06: too many children of official age are out of school for the target."""
    missing = _out_of_school(world)
    for stage, ages in OFFICIAL_AGES.items():
        registered = world.people["in_population"] & world.people["age"].between(*ages)
        out = int(missing["age"].between(*ages).sum())
        target = float(world.policy[f"target.enrolment_{stage}"] or 0)
        if not out or 100 - 100 * out / int(registered.sum()) >= target:
            continue
        why = f"{stage}: {out} children out of school"
        world.also("TGT-01", "county", org=world.settings.code, why=why)
        if f"target.enrolment_{stage}" in (world.policy["veto.targets"] or ()):
            world.also("TGT-06", "county", org=world.settings.code, why=why)


def expect_gap_of_sexes(world: World) -> None:
    """TGT-04: by chance nearly all whom the planters took out of a stage's schools are boys, or girls.

    Told apart from chance by a test of its own, at the rule's own reporting line. Children who await
    review are taken for in school on the side that lags.
    """
    missing, surely = _out_of_school(world), _out_of_school(world, SURELY_OUT)
    people = world.people[world.people["in_population"]]
    for stage, ages in OFFICIAL_AGES.items():
        inside = people[people["age"].between(*ages)]
        boys, girls = inside["is_male"].eq(True), inside["is_male"].eq(False)
        shares = [
            (int((inside.index.isin(missing.index) & of).sum()), int(of.sum()))
            for of in (boys, girls)
        ]
        lags = 0 if shares[0][0] * shares[1][1] > shares[1][0] * shares[0][1] else 1
        of = (boys, girls)[lags]
        shares[lags] = (int((inside.index.isin(surely.index) & of).sum()), int(of.sum()))
        (first, of_first), (second, of_second) = shares
        gap = 100 * abs(first / of_first - second / of_second)
        if gap <= float(world.policy["target.group_gap"]):
            continue
        low, high = confint_proportions_2indep(first, of_first, second, of_second, method="newcomb")
        if low > 0 or high < 0:
            words = (
                f"{'男' if first / of_first > second / of_second else '女'}儿童{STAGE_WORDS[stage]}"
            )
            why = f"{stage}: {first} of {of_first} boys and {second} of {of_second} girls are out"
            world.also("TGT-04", "county", org=world.settings.code, why=why, words=words)


def _out_of_school(world: World, rules: tuple[str, ...] = OUT_OF_SCHOOL) -> pd.DataFrame:
    """Registered children whom the key expects to be found in no school, or in none but on paper."""
    out = {
        entry["child"]
        for entry in world.expectations
        if entry["rule"] in rules and entry["found"] and entry["child"] is not None
    }
    missing = world.people.loc[sorted(out)]
    return missing[missing["in_population"].eq(True)]


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


PLANTERS = [plant_retention, plant_group_gap]
LATE_PLANTERS = [expect_enrolment, expect_gap_of_sexes, expect_dropout]
