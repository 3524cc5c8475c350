"""Schools and offices: class sizes, teachers who rotate, agreements signed, awareness."""

from __future__ import annotations

import pandas as pd

from kcbx_lib.facts import Facts, is_unreadable
from kcbx_lib.indicators.rates import with_rates
from kcbx_lib.link.status import OPEN
from kcbx_lib.policy import Policy


def class_sizes(facts: Facts) -> pd.DataFrame:
    """One row a class: ``school_code, grade, class_no, stage, pupils``, from the enrolment records.

    Only pupils whose record is open are counted (a blank status is); a pupil without a class number is
    in no class here, so a class is never counted too large for want of numbers.
    """
    enrolment = facts["enrolment"]
    there = enrolment[
        (enrolment["status"].isna() | enrolment["status"].isin(OPEN))
        & enrolment["class_no"].notna()
        & enrolment["school_code"].notna()
        & enrolment["grade"].between(1, 9).fillna(False)
    ]
    keys = ["school_code", "grade", "class_no"]
    sizes = there.groupby(keys, sort=True)["subject"].nunique().rename("pupils").reset_index()
    stage = pd.Series("primary", index=sizes.index, dtype="str")
    return sizes.assign(stage=stage.mask(sizes["grade"].gt(6), "junior"))


def class_rates(facts: Facts, policy: Policy) -> list[pd.DataFrame]:
    """Share of classes within the standard, large and over-large: county, stage, township, school."""
    if not facts.has("enrolment"):
        return []
    sizes = class_sizes(facts)
    limits = {stage: policy[f"resources.class_size_{stage}"] for stage in ("primary", "junior")}
    standard = pd.to_numeric(sizes["stage"].map(limits))  # numbers even where there is no class
    large, overlarge = policy["resources.class_large"], policy["resources.class_overlarge"]
    sizes = sizes.assign(
        classes_within_standard=sizes["pupils"].le(standard),
        large_classes=sizes["pupils"].between(large, overlarge - 1),
        overlarge_classes=sizes["pupils"].ge(overlarge),
    )
    names = ["classes_within_standard", "large_classes", "overlarge_classes"]
    places = townships_of_schools(facts)
    units = [
        ("county", facts.county.code, "all", sizes),
        *(("county", facts.county.code, f"stage_{k}", v) for k, v in sizes.groupby("stage")),
        *(("school", k, "all", v) for k, v in sizes.groupby("school_code")),
        *(("township", k, "all", v) for k, v in sizes.groupby(sizes["school_code"].map(places))),
    ]
    frames = [
        pd.DataFrame(
            {
                "indicator": names,
                "level": level,
                "unit_code": str(unit),
                "group": group,
                "numerator": [int(part[name].sum()) for name in names],
                "denominator": len(part),
                "unknown": 0,
                "excluded": 0,
            }
        )
        for level, unit, group, part in units
    ]
    return [with_rates(pd.concat(frames, ignore_index=True))]


def townships_of_schools(facts: Facts) -> dict[str, str]:
    """Each school's township, where the table of schools gives it."""
    if not facts.has("schools") or "township" not in facts["schools"]:
        return {}
    schools = facts["schools"].dropna(subset=["school_code", "township"])
    return dict(zip(schools["school_code"], schools["township"], strict=True))


def teacher_rates(facts: Facts) -> list[pd.DataFrame]:
    """Teachers rotated of those eligible, and backbone teachers of those rotated: two denominators.

    A school counts only where both numbers are given. RES-02 and RES-03 judge each school; the county's
    sum is shown.
    """
    if not facts.has("schools"):
        return []
    pairs = {
        "teacher_rotation": ("rotated", "rotation_eligible"),
        "backbone_share": ("backbone_rotated", "rotated"),
    }
    frames = []
    for indicator, (part, whole) in pairs.items():
        given = facts["schools"].dropna(subset=[part, whole])
        if given.empty:
            continue
        counts = given.assign(
            indicator=indicator,
            level="school",
            unit_code=given["school_code"].astype("str"),
            group="all",
            numerator=given[part],
            denominator=given[whole],
        )
        both = pd.concat(
            [counts.assign(level="county", unit_code=facts.county.code), counts], ignore_index=True
        )
        keys = ["indicator", "level", "unit_code", "group"]
        summed = both.groupby(keys, sort=True)[["numerator", "denominator"]].sum().reset_index()
        frames.append(with_rates(summed.assign(unknown=0, excluded=0)))
    return frames


def agreement_rates(facts: Facts, policy: Policy) -> list[pd.DataFrame]:
    """Agreements signed of those due, in all and by link of the chain.

    A cell that says something else than a day (已签) is neither: it is not known when it was signed.
    """
    if not facts.has("agreements") or facts["agreements"].empty:
        return []
    due = facts["agreements"]
    due = due.assign(
        is_signed=due["signed_on"].notna(), is_unknown=is_unreadable(facts, due, "signed_on")
    )
    parts = [
        ("all", due),
        *((f"link_{link}", part) for link, part in due.groupby("link", sort=True)),
    ]
    counts = pd.DataFrame(
        [
            {
                "indicator": "agreements_signed",
                "level": "county",
                "unit_code": facts.county.code,
                "group": group,
                "numerator": int(part["is_signed"].sum()),
                "denominator": len(part),
                "unknown": int(part["is_unknown"].sum()),
                "excluded": 0,
            }
            for group, part in parts
        ]
    )
    return [with_rates(counts, target=policy.value("target.agreements"))]


def awareness_rates(facts: Facts, policy: Policy) -> list[pd.DataFrame]:
    """People aware of those asked, summed over the surveys that give both numbers."""
    if not facts.has("surveys"):
        return []
    given = facts["surveys"].dropna(subset=["asked", "aware"])
    if given.empty:
        return []
    counts = pd.DataFrame(
        {
            "indicator": ["awareness"],
            "level": "county",
            "unit_code": facts.county.code,
            "group": "all",
            "numerator": int(given["aware"].sum()),
            "denominator": int(given["asked"].sum()),
            "unknown": 0,
            "excluded": 0,
        }
    )
    return [with_rates(counts, target=policy.value("target.awareness"))]
