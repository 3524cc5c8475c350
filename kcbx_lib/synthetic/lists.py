"""What other offices write about the same children: household register, poverty, disability, welfare,
payments, helpers and plans.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from kcbx_lib.synthetic.names import draw_given_names, draw_surnames
from kcbx_lib.synthetic.people import focus_groups
from kcbx_lib.synthetic.schooling import PERSON

_SCHOOLING = {"special_school": "special_school", "home_teaching": "home_teaching"}
_WELFARE = (
    "orphan", "unsupported", "left_behind", "distressed", "low_income", "destitute", "imprisoned_parent",
    "single_parent",
)  # fmt: skip


def person_columns(people: pd.DataFrame) -> pd.DataFrame:
    """The five person columns of these children, and ``child`` beside them."""
    return people[PERSON].assign(child=people.index)


def _schooling(people: pd.DataFrame) -> pd.Series:
    schooling = people["story"].map(_SCHOOLING).fillna("in_school")
    return schooling.mask(people["story"].eq("under_age"), "other").astype("str")


def population(people: pd.DataFrame) -> pd.DataFrame:
    """One row per child of the household register, those whose registration ended included."""
    here = people[people["in_population"]]
    ended = here["story"].isin(["died", "moved_away"])
    frame = person_columns(here).assign(
        ethnicity=here["ethnicity"],
        household_no=here["household_no"],
        household_address=here["household_address"].astype("str"),
        township=here["township"].astype("str"),
        village=here["village"].astype("str"),
        cancelled_on=here["event_on"].where(ended),
        cancel_reason=here["story"].map({"died": "dead", "moved_away": "moved_away"}).astype("str"),
    )
    # a household register knows no student number
    frame["student_no"] = pd.Series(pd.NA, index=frame.index, dtype="str")
    return frame.sort_values(["village", "household_no", "birth_date", "resident_id"]).reset_index(
        drop=True
    )


def poverty(people: pd.DataFrame) -> pd.DataFrame:
    """One row per child of a poor or monitored household."""
    here = people[people["poor"]]
    return (
        person_columns(here)
        .assign(
            household_no=here["household_no"],
            household_kind=pd.Series(
                np.where(here["monitored"], "monitored", "lifted"), index=here.index, dtype="str"
            ),
            monitor_kind=pd.Series(
                np.where(here["monitored"], "marginal", "none"), index=here.index, dtype="str"
            ),
            risk_cleared=(~here["monitored"]).astype("boolean"),
            schooling=_schooling(here),
            township=here["township"].astype("str"),
            village=here["village"].astype("str"),
        )
        .sort_values(["household_no", "birth_date", "resident_id"])
        .reset_index(drop=True)
    )


def disability(people: pd.DataFrame) -> pd.DataFrame:
    """One row per disabled child; the number is id + kind + grade."""
    here = people[people["disabled"]]
    order = ["sight", "hearing", "speech", "limb", "intellect", "mental", "multiple"]
    kind = here["disability_kind"].map({name: str(i + 1) for i, name in enumerate(order)})
    schooling = _schooling(here).mask(here["story"].eq(""), "inclusive")
    return (
        person_columns(here)
        .assign(
            disability_no=(
                here["resident_id"] + kind + here["disability_grade"].astype("str")
            ).astype("str"),
            disability_kind=here["disability_kind"],
            disability_grade=here["disability_grade"],
            schooling=schooling,
        )
        .sort_values("resident_id")
        .reset_index(drop=True)
    )


def welfare(people: pd.DataFrame) -> pd.DataFrame:
    """One row per child and civil-affairs list."""
    parts = []
    for kind in _WELFARE:
        here = people[people[kind]]
        parts.append(
            person_columns(here).assign(
                child_kind=pd.Series(kind, index=here.index, dtype="str"),
                guardian_kind=pd.Series(
                    "祖父母监护"
                    if kind in ("orphan", "unsupported", "left_behind")
                    else "父母监护",
                    index=here.index,
                    dtype="str",
                ),
                guardian=here["guardian"].astype("str"),
            )
        )
    return pd.concat(parts, ignore_index=True)


def is_eligible_for_aid(people: pd.DataFrame) -> pd.Series:
    """Whether the child belongs to a group whose living costs are supported."""
    groups = ["poor", "low_income", "destitute", "orphan", "unsupported", "disabled"]
    return people[groups].any(axis=1)


def aid(
    people: pd.DataFrame,
    *,
    standards: list[dict[str, object]],
    term_start: pd.Timestamp,
    as_of: pd.Timestamp,
    year: int,
) -> pd.DataFrame:
    """One payment per eligible pupil of this term: half the year's standard of stage and boarding."""
    here = people[is_eligible_for_aid(people)]
    paid_on = min(term_start + pd.Timedelta(days=50), as_of)
    amount = pd.Series(0.0, index=here.index)
    for standard in sorted(standards, key=lambda s: str(s["since"] or "")):
        if standard["since"] is not None and pd.Timestamp(str(standard["since"])) > term_start:
            continue
        fits = here["stage"].eq(str(standard["stage"])) & here["boarding"].eq(
            str(standard["boarding"])
        )
        amount[fits] = float(str(standard["yuan_per_year"])) / 2
    return (
        person_columns(here)
        .assign(
            program=pd.Series("家庭经济困难学生生活补助", index=here.index, dtype="str"),
            school_year=pd.Series(f"{year}-{year + 1}", index=here.index, dtype="str"),
            term=pd.Series(f"{year}-{year + 1}-1", index=here.index, dtype="str"),
            amount_yuan=amount.astype("Float64"),
            paid_on=pd.Series(paid_on, index=here.index).astype("datetime64[us]"),
        )
        .reset_index(drop=True)
    )


def staff_names(rng: np.random.Generator, count: int) -> list[str]:
    """``count`` different names of teachers."""
    names: list[str] = []
    seen: set[str] = set()
    while len(names) < count:
        size = 2 * count
        drawn = draw_surnames(rng, size) + draw_given_names(rng, rng.random(size) < 0.5)
        for name in drawn:
            if name not in seen and len(names) < count:
                seen.add(name)
                names.append(str(name))
    return names


def helpers(
    people: pd.DataFrame, staff: dict[str, list[str]], *, since: pd.Timestamp
) -> pd.DataFrame:
    """One row per helped pupil: each helper of a school has six to eight pupils.

    Every pupil of a group is helped. Where their number cannot be split into sixes to eights, other
    pupils of the school are helped too.
    """
    in_school = people["school_code"].notna() & people["grade"].ge(1)
    in_school &= people["joins_on"].notna() | people["story"].eq("home_teaching")
    needs = focus_groups(people) | people["story"].isin(["returned", "suspected"])
    parts = []
    for school, members in people[in_school].groupby("school_code", sort=True):
        needy = members[needs.reindex(members.index)]
        size = _helped(len(needy))
        others = members[members["plain"]].index.difference(needy.index)
        helped = [*needy.index, *others[: max(0, size - len(needy))]]
        if not helped:
            continue
        teams = max(1, len(helped) // 6 if len(helped) < 48 else -(-len(helped) // 8))
        teams = teams if len(helped) <= 8 * teams else -(-len(helped) // 8)
        order = people.loc[helped].sort_values(["grade", "class_no", "resident_id"]).index
        team = np.arange(len(order)) * teams // len(order)
        names = np.array(staff[str(school)], dtype=object)
        part = person_columns(people.loc[order]).assign(
            school_code=str(school),
            role="帮扶教师",
            helper=names[team % len(names)],
            since=since,
            until=pd.Series(pd.NaT, index=order),
            end_reason=pd.Series(pd.NA, index=order),
        )
        parts.append(part)
    return pd.concat(parts, ignore_index=True).astype(
        {
            "school_code": "str",
            "role": "str",
            "helper": "str",
            "since": "datetime64[us]",
            "until": "datetime64[us]",
            "end_reason": "str",
        }
    )


def _helped(needy: int) -> int:
    """The least number from ``needy`` on that splits into groups of six to eight."""
    size = needy
    while size and not any(6 * teams <= size <= 8 * teams for teams in range(1, size // 6 + 1)):
        size += 1
    return size


def plans(
    people: pd.DataFrame, staff: dict[str, list[str]], *, made_on: pd.Timestamp
) -> pd.DataFrame:
    """One plan per child of a poor household, with a learning difficulty, in home teaching or a case."""
    kinds = {
        "脱贫监测家庭学生": people["poor"],
        "学习困难学生": people["learning_difficulty"],
        "送教上门学生": people["story"].eq("home_teaching"),
        "疑似辍学学生": people["story"].isin(["returned", "suspected"]),
    }
    parts = []
    for kind, members in kinds.items():
        here = people[members & people["school_code"].notna()]
        day = here["event_on"].where(here["story"].isin(["returned", "suspected"]))
        parts.append(
            person_columns(here).assign(
                kind=kind,
                made_on=day.fillna(made_on),
                measures="；".join(_MEASURES[kind]),
                responsible=here["school_code"].map(lambda code: staff[str(code)][0]),
            )
        )
    return pd.concat(parts, ignore_index=True).astype(
        {"kind": "str", "measures": "str", "responsible": "str", "made_on": "datetime64[us]"}
    )


_MEASURES = {
    "脱贫监测家庭学生": ("落实资助", "每月家访一次"),
    "学习困难学生": ("课后一对一辅导", "同伴互助"),
    "送教上门学生": ("每周送教一次", "康复训练"),
    "疑似辍学学生": ("上门劝返", "心理疏导", "专人跟踪"),
}
