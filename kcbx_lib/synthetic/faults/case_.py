"""Faults of case handling, each beside its near-misses."""

from __future__ import annotations

import pandas as pd

from kcbx_lib.synthetic.faults.case_making import (
    DAY,
    keep_away,
    make_plan,
    open_case,
    present_pupils,
    returned_case,
)
from kcbx_lib.synthetic.stories import most_absent_days
from kcbx_lib.synthetic.world import World


def plant_unverified(world: World) -> None:
    """CASE-01: not verified when the days have passed, or verified a day late.

    Near-misses: the last day is the audit date; verified on the last day; back before it.
    """
    days = int(world.policy["case.verify_within_days"])
    for gap, found in ((days + 1, True), (days + 20, True), (days, False)):
        for child in present_pupils(world, 1):
            open_case(world, child, world.as_of - gap * DAY, verified_on=pd.NaT)
            world.expect("CASE-01", child=child, found=found, why=f"unverified for {gap} days")
    for late, found in ((1, True), (0, False)):
        for child in present_pupils(world, 1):
            opened = world.as_of - (days + 10) * DAY
            open_case(world, child, opened, verified_on=opened + (days + late) * DAY)
            world.expect("CASE-01", child=child, found=found, why=f"verified {late} days late")
    for child in present_pupils(world, 1):
        returned_case(world, child, verified_on=pd.NaT)
        world.note_near_miss("CASE-01", child=child, why="back before the last day to verify")


def plant_invalid_category(world: World) -> None:
    """CASE-02: a code of no list, a code of the other list. Near-misses: the same codes in their own."""
    for version, code, found in (
        ("第一阶段", "J", True),
        ("第一阶段", "A2", True),
        ("第三阶段", "K", True),
        ("第一阶段", "I", False),
        ("第三阶段", "A4", False),
        ("第二阶段", "J", False),
    ):
        for child in present_pupils(world, 1):
            returned_case(world, child, list_version=version, category_code=code)
            world.expect("CASE-02", child=child, found=found, why=f"{code} in the list {version}")
            if version == "第二阶段":
                why = "none of its children was left suspected by the first phase: another origin"
                world.note_near_miss("REP-09", "report", org=version, why=why)


def plant_escalation(world: World) -> None:
    """CASE-03: the school's attempts failed, the days passed, an office never told.

    Near-misses: the last day is the audit date; told before; too few attempts; back since.
    """
    needed = int(world.policy["persuasion.school_attempts"])
    days = int(world.policy["persuasion.report_within_days"])
    untold = {"reported_township_on": pd.NaT, "reported_bureau_on": pd.NaT}
    half = {"reported_bureau_on": pd.NaT}
    for gap, attempts, told, found, why in (
        (days + 1, needed, untold, True, "a day after the last day to report"),
        (days + 9, needed + 1, half, True, "the bureau never told"),
        (days, needed, untold, False, "the last day to report is the audit date"),
        (days + 9, needed, {}, False, "both told when the case was opened"),
        (days + 9, needed - 1, untold, False, "one attempt short"),
    ):
        for child in present_pupils(world, 1):
            last = world.as_of - gap * DAY
            met = [last - 2 * (needed - number) * DAY for number in range(1, attempts + 1)]
            number = open_case(world, child, met[0] - 3 * DAY, **told)
            world.persuade(child, number, [day for day in met if day <= world.as_of])
            world.expect("CASE-03", child=child, found=found, why=why)
            if told is half:
                world.also("ATT-03", child=child, why="reported to the township only")
    for child in present_pupils(world, 1):
        number = returned_case(world, child, **untold)
        opened = world.days[4]
        world.persuade(child, number, [opened + n * DAY for n in range(needed)])
        world.note_near_miss("CASE-03", child=child, why="back since")


def plant_incomplete_record(world: World) -> None:
    """CASE-04: an attempt without one of its parts, a number left out. Near-misses: joint attempts
    that go on counting where the school's ended; a single attempt.
    """
    start = world.days[4]
    for part in ("date", "evidence", "people"):
        for child in present_pupils(world, 1):
            number = returned_case(world, child)
            world.persuade(child, number, [start, start + DAY])
            mask = world.tables["persuasions"]["child"].eq(child)
            mask &= world.tables["persuasions"]["attempt_no"].eq(2)
            world.change_where("persuasions", mask, **{part: pd.NaT if part == "date" else pd.NA})
            world.expect("CASE-04", child=child, why=f"the second attempt has no {part}")
    for child in present_pupils(world, 1):
        number = returned_case(world, child)
        world.persuade(child, number, [start, start + DAY])
        mask = world.tables["persuasions"]["child"].eq(child)
        mask &= world.tables["persuasions"]["attempt_no"].eq(2)
        world.change_where("persuasions", mask, attempt_no=3)
        world.expect("CASE-04", child=child, why="numbered 1 and 3")
    for child in present_pupils(world, 1):
        number = returned_case(world, child)
        world.persuade(child, number, [start, start + DAY])
        world.persuade(child, number, [start + 2 * DAY], level="joint")
        mask = world.tables["persuasions"]["child"].eq(child)
        mask &= world.tables["persuasions"]["level"].eq("joint")
        world.change_where("persuasions", mask, attempt_no=3)
        world.note_near_miss("CASE-04", child=child, why="the joint attempt goes on counting")
    for child in present_pupils(world, 1):
        number = returned_case(world, child)
        world.persuade(child, number, [start])
        world.note_near_miss("CASE-04", child=child, why="few attempts are no gap")


def plant_undecided(world: World) -> None:
    """CASE-05: joint attempts failed, nothing decided. Near-misses: the last day; an approval."""
    school = int(world.policy["persuasion.school_attempts"])
    joint = int(world.policy["persuasion.joint_attempts"])
    days = int(world.policy["persuasion.decide_within_days"])
    for gap, values, found, why in (
        (days + 1, {}, True, "a day after the last day to decide"),
        (days, {}, False, "the last day to decide is the audit date"),
        (days + 5, {"approval_no": "县政发〔2024〕15号"}, False, "approved"),
    ):
        for child in present_pupils(world, 1):
            last = world.as_of - gap * DAY
            dates = [last - number * DAY for number in reversed(range(joint))]
            opened = dates[0] - (school + 4) * DAY
            number = open_case(world, child, opened, **values)
            world.persuade(child, number, [opened + (n + 1) * DAY for n in range(school)])
            world.persuade(child, number, dates, level="joint")
            world.expect("CASE-05", child=child, found=found, why=why)


def plant_closings(world: World) -> None:
    """CASE-06, CASE-07, CASE-11: closed without evidence, returned without a record or a placement."""
    for evidence, found in ((pd.NA, True), ("无", True), ("家校双方签字材料", False)):
        for child in present_pupils(world, 1):
            returned_case(world, child, closing_evidence=evidence)
            world.expect("CASE-06", child=child, found=found, why="closing evidence")
            world.note_near_miss("CASE-07", child=child, why="returned and enrolled")
    spring = pd.Timestamp(world.settings.term.start) - 120 * DAY
    for child in present_pupils(world, 2):
        world.open_case(
            child,
            opened_on=spring,
            stage="returned",
            verified_on=spring + 3 * DAY,
            returned_on=spring + 10 * DAY,
            placement="guided",
            closed_on=spring + 17 * DAY,
            closing_evidence="返校证明",
        )
        world.drop("enrolment", child)
        world.expect("CASE-07", child=child, why="recorded as returned, in no enrolment record")
        world.also("REG-04", child=child, why="in class without a record")
    for placement, found in ((pd.NA, True), ("inclusive", False)):
        for child in present_pupils(world, 2 if found else 1):
            returned_case(world, child, placement=placement)
            world.expect("CASE-11", child=child, found=found, why="placement of a returned pupil")


def plant_relapse(world: World) -> None:
    """CASE-08: back, then absent without leave to the limit; reported and back again.

    Near-misses: a day short of the limit; sick leave on the last day.
    """
    limit = int(world.policy["absence.report_streak_days"])
    for length, sick, found in (
        (limit, False, True),
        (limit - 1, False, False),
        (limit, True, False),
    ):
        for child in present_pupils(world, 2 if found else 1):
            returned_case(world, child)
            days = world.days[20 : 20 + length]
            world.mark(child, days, "unexcused")
            if sick:
                world.mark(child, days[-1:], "sick")
            if 3 + length > most_absent_days(len(world.days)):
                world.also("ATT-04", child=child, why="absent before and after the return")
            if found:
                number = world.open_case(
                    child,
                    opened_on=days[-1],
                    stage="returned",
                    verified_on=days[-1],
                    returned_on=world.days[20 + length],
                    placement="guided",
                    closed_on=world.days[20 + length] + 7 * DAY,
                    closing_evidence="返校证明",
                )
                world.persuade(child, number, [days[-1]])
            world.expect("CASE-08", child=child, found=found, why=f"{length} days after the return")


def plant_approvals(world: World) -> None:
    """CASE-09: deducted as delayed entry without an approval; closed as dropout where a body approves.

    Near-misses: the same with a number; a child of delayed entry whose movement has one.
    """
    opened = world.as_of - 20 * DAY
    delayed = {
        "list_version": "第一阶段",
        "category_code": "E",
        "stage": "deducted",
        "cause": "因病",
        "closing_evidence": "诊断证明",
    }
    for approval, found in ((pd.NA, True), ("镇政发〔2024〕9号", False)):
        for child in present_pupils(world, 1):
            keep_away(world, child, opened)
            world.open_case(
                child,
                opened_on=opened,
                verified_on=opened + 3 * DAY,
                approval_no=approval,
                **delayed,
            )
            world.expect("CASE-09", child=child, found=found, why="deducted as delayed entry")
    for child in world.people.index[world.people["story"].eq("delayed")][:1]:
        day = pd.Timestamp(world.settings.term.start) + 5 * DAY
        world.open_case(int(child), opened_on=day, verified_on=day + DAY, **delayed)
        world.note_near_miss("CASE-09", child=int(child), why="the movement carries the approval")
    body = world.policy["approval.met_though_not_returned"]
    for approval in (pd.NA, "县政发〔2024〕21号"):
        for child in present_pupils(world, 1):
            opened = world.as_of - 40 * DAY
            keep_away(world, child, opened)
            world.open_case(
                child,
                opened_on=opened,
                stage="dropout",
                verified_on=opened + 5 * DAY,
                closed_on=world.as_of - 3 * DAY,
                closing_evidence="会议纪要",
                approval_no=approval,
            )
            found = body is not None and pd.isna(approval)
            world.expect("CASE-09", child=child, found=found, why="closed though not returned")
            make_plan(world, child, opened + DAY)


def plant_notices(world: World) -> None:
    """CASE-10: served before issued, after its deadline, a later step before the earlier was served.

    Near-misses: all on one day; a missing step; a service not recorded.
    """
    sequence = [str(kind) for kind in world.policy["notices.sequence"]]
    first, second, last = sequence[0], sequence[1], sequence[-1]
    day = world.days[10]
    for rows, found, why in (
        ([(first, 2, 1, 9)], True, "served before it was issued"),
        ([(first, 0, 9, 8)], True, "served after its deadline"),
        (
            [(first, 0, 3, 9), (second, 2, 4, 12)],
            True,
            "the later issued before the earlier was served",
        ),
        ([(first, 0, 0, 0), (second, 0, 0, 0)], False, "all on one day"),
        ([(first, 0, 1, 9), (last, 20, 21, 30)], False, "steps are missing between"),
        ([(first, 0, None, 9), (second, 10, 11, 20)], False, "the first service is not recorded"),
    ):
        for child in present_pupils(world, 1):
            number = returned_case(world, child)
            world.add(
                "notices",
                [
                    {
                        "child": child,
                        "case_no": number,
                        "kind": kind,
                        "number": f"通〔2024〕{number[-3:]}-{position}号",
                        "issued_on": day + issued * DAY,
                        "served_on": pd.NaT if served is None else day + served * DAY,
                        "deadline": day + deadline * DAY,
                        "outcome": "已返校",
                    }
                    for position, (kind, issued, served, deadline) in enumerate(rows, start=1)
                ],
            )
            world.expect("CASE-10", child=child, found=found, why=why)


def plant_dropouts(world: World) -> None:
    """CASE-12: a verified dropout without cause or destination. Near-miss: gone to work."""
    for values, found in (
        ({"cause": pd.NA}, True),
        ({"destination": pd.NA}, True),
        ({"destination": "外出务工"}, False),
    ):
        for child in present_pupils(world, 1):
            open_case(world, child, world.as_of - 12 * DAY, stage="dropout", **values)
            world.expect("CASE-12", child=child, found=found, why="cause and destination")


def plant_disagreements(world: World) -> None:
    """CASE-13: dropout on paper and in class every day; returned on paper and never seen since.

    Near-misses: returned and sick since; a case so new that the ledger cannot follow yet.
    """
    for child in present_pupils(world, 2):
        opened = world.as_of - 30 * DAY
        make_plan(world, child, opened)
        world.open_case(child, opened_on=opened, stage="dropout", verified_on=opened + 5 * DAY)
        world.expect("CASE-13", child=child, why="dropout on paper, in class every day")
    for mark, found in (("absent_unknown", True), ("sick", False)):
        for child in present_pupils(world, 1):
            back = world.days[-6]
            world.mark(child, world.days[-9:], mark)
            if most_absent_days(len(world.days)) < 9:
                world.also("ATT-04", child=child, why="9 days missed")
            world.open_case(
                child,
                opened_on=world.days[-8],
                stage="returned",
                verified_on=world.days[-8],
                returned_on=back,
                placement="guided",
            )
            world.expect(
                "CASE-13", child=child, found=found, why=f"{mark} on every day since the return"
            )
    for child in present_pupils(world, 1):
        opened = world.days[-4]
        make_plan(world, child, opened)
        world.open_case(child, opened_on=opened, verified_on=opened)
        world.note_near_miss(
            "CASE-13", child=child, why="three days in class since: the ledger may follow"
        )


def plant_deductions(world: World) -> None:
    """CASE-14: deducted with neither paper nor register. Near-misses: each of the two supports."""
    opened = world.as_of - 16 * DAY
    for code, evidence, found in (
        ("G", pd.NA, True),
        ("H", pd.NA, True),
        ("F", "户口簿复印件", True),
        ("D", "就读学校证明", False),
        ("B", pd.NA, False),
    ):
        for child in present_pupils(world, 1):
            keep_away(world, child, opened)
            world.open_case(
                child,
                opened_on=opened,
                stage="deducted",
                list_version="第一阶段",
                category_code=code,
                verified_on=opened + 4 * DAY,
                cause="非辍学",
                destination="在外",
                closing_evidence=evidence,
            )
            world.expect("CASE-14", child=child, found=found, why=f"deducted under {code}")


PLANTERS = [
    plant_unverified,
    plant_invalid_category,
    plant_escalation,
    plant_incomplete_record,
    plant_undecided,
    plant_closings,
    plant_relapse,
    plant_approvals,
    plant_notices,
    plant_dropouts,
    plant_disagreements,
    plant_deductions,
]
