"""What the county writes about itself: schools, agreements, activities, inspections, tasks, cohorts, surveys."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kcbx_lib.county import Term


@dataclass(frozen=True)
class Offices:
    """Names of the county's offices and of what it is divided into."""

    county: str
    villages: pd.DataFrame

    @property
    def government(self) -> str:
        """The county government."""
        return f"{self.county}人民政府"

    @property
    def bureau(self) -> str:
        """The county education bureau."""
        return f"{self.county}教育局"

    @property
    def townships(self) -> list[str]:
        """The townships, in the order of the register."""
        return list(dict.fromkeys(self.villages["township"]))


def schools_table(
    schools: pd.DataFrame, enrolled: pd.DataFrame, *, disabled: int, floor: int
) -> pd.DataFrame:
    """One row per school with its pupils, classes, teachers and funding; a small one is topped up."""
    on_roll = enrolled[
        enrolled["status"].isin(["in_school", "home_teaching", "studying_elsewhere"])
    ]
    pupils = on_roll.groupby("school_code")["child"].nunique()
    classes = on_roll.groupby("school_code").apply(
        lambda rows: rows[["grade", "class_no"]].drop_duplicates().shape[0], include_groups=False
    )
    count = schools["school_code"].map(pupils).fillna(0).astype("Int64")
    eligible = (count // 20 + 5).astype("Int64")
    rotated = -(-eligible // 4)
    special = schools["stage"].eq("special")
    return schools.drop(columns="draw").assign(
        pupils=count,
        funded_pupils=count.where(count.ge(floor), floor),
        classes=schools["school_code"].map(classes).fillna(0).astype("Int64"),
        teachers=(count // 13 + 6).astype("Int64"),
        rotation_eligible=eligible,
        rotated=rotated,
        backbone_rotated=-(-rotated * 2 // 5),
        special_places=pd.Series(np.where(special, disabled + 10, 0), index=schools.index).astype(
            "Int64"
        ),
    )


def agreements(
    offices: Offices,
    schools: pd.DataFrame,
    staff: dict[str, list[str]],
    people: pd.DataFrame,
    *,
    signed_on: pd.Timestamp,
) -> pd.DataFrame:
    """One row per link of the chain that is due, all signed."""
    rows: list[tuple[str, str, str]] = []
    rows += [("county_township", offices.government, f"{t}人民政府") for t in offices.townships]
    rows += [
        ("township_village", f"{row.township}人民政府", f"{row.village}村民委员会")
        for row in offices.villages.itertuples()
    ]
    homes = people[people["in_population"] & people["story"].ne("moved_away")]
    homes = homes.sort_values(["village", "household_no"]).drop_duplicates("household_no")
    rows += [
        ("village_household", f"{home.village}村民委员会", str(home.guardian))
        for home in homes.itertuples()
    ]
    rows.append(("county_bureau", offices.government, offices.bureau))
    for school in schools.itertuples():
        rows.append(("bureau_school", offices.bureau, str(school.school_name)))
        for teacher in staff[str(school.school_code)]:
            rows.append(("school_teacher", str(school.school_name), teacher))
            rows.append(("teacher_parent", teacher, "学生家长"))
    frame = pd.DataFrame(rows, columns=["link", "party_a", "party_b"]).astype("str")
    return frame.assign(signed_on=signed_on).astype({"signed_on": "datetime64[us]"})


def activities(
    offices: Offices, schools: pd.DataFrame, *, year: int, as_of: pd.Timestamp
) -> pd.DataFrame:
    """One row per dated piece of work of the past twelve months, as any profile may ask for it."""
    rows: list[tuple[str, str, str, str]] = []
    for season_year, month, day in ((year, 3, 5), (year, 9, 4)):
        for school in schools.itertuples():
            name, to = str(school.school_name), f"{school.township}人民政府、{offices.bureau}"
            for kind, plus in (
                ("letter_to_parents", 0),
                ("parents_meeting", 2),
                ("home_visit", 7),
                ("full_check", 8),
            ):
                rows.append((kind, f"{season_year}-{month:02d}-{day + plus:02d}", name, to))
            rows.append(("movements_review", f"{season_year}-{month:02d}-{day + 6:02d}", name, to))
            rows.append(
                ("term_start_statistics", f"{season_year}-{month:02d}-{day + 1:02d}", name, to)
            )
        for township in offices.townships:
            office = f"{township}人民政府"
            for kind, plus in (("letter_to_parents", 1), ("home_visit", 8), ("full_check", 13)):
                rows.append(
                    (kind, f"{season_year}-{month:02d}-{day + plus:02d}", office, offices.bureau)
                )
            rows.append(
                (
                    "labour_check",
                    f"{season_year}-{month + 1:02d}-{day + 6:02d}",
                    office,
                    offices.bureau,
                )
            )
        for kind, plus in (
            ("term_start_statistics", 2),
            ("movements_review", 7),
            ("letter_to_parents", 3),
            ("parents_meeting", 5),
            ("home_visit", 9),
            ("full_check", 20),
        ):
            rows.append(
                (
                    kind,
                    f"{season_year}-{month:02d}-{day + plus:02d}",
                    offices.bureau,
                    offices.government,
                )
            )
        rows.append(
            (
                "labour_check",
                f"{season_year}-{month + 1:02d}-{day + 8:02d}",
                offices.county,
                offices.government,
            )
        )
    for day_text in (
        f"{year - 1}-12-20",
        f"{year}-03-25",
        f"{year}-06-24",
        f"{year}-09-25",
        f"{year}-12-23",
    ):
        rows.append(("quarterly_recheck", day_text, offices.bureau, offices.government))
    for day_text in (f"{year}-03-18", f"{year}-06-05", f"{year}-09-23", f"{year}-11-06"):
        rows.append(("special_inspection", day_text, offices.bureau, offices.government))
    for month in range(1, 13):
        rows.append(("work_meeting", f"{year}-{month:02d}-12", offices.bureau, offices.government))
    frame = pd.DataFrame(rows, columns=["kind", "date", "org", "recipients"]).astype("str")
    frame = frame.assign(date=pd.to_datetime(frame["date"]).astype("datetime64[us]"))
    frame["evidence"] = frame["kind"].map(_EVIDENCE).fillna("工作记录").astype("str")
    return (
        frame[frame["date"].le(as_of)].sort_values(["date", "org", "kind"]).reset_index(drop=True)
    )


_EVIDENCE = {
    "letter_to_parents": "回执存根",
    "parents_meeting": "签到表、照片",
    "home_visit": "家访记录",
    "full_check": "排查台账",
    "labour_check": "检查记录表",
    "movements_review": "复核表",
    "quarterly_recheck": "复核报告",
    "special_inspection": "督查通报",
    "work_meeting": "会议纪要",
    "term_start_statistics": "统计表",
}


def inspections(
    offices: Offices, schools: pd.DataFrame, *, year: int, as_of: pd.Timestamp
) -> pd.DataFrame:
    """One row per inspection: every township and school in spring and in autumn, all met but one,
    which was told to rectify and met the next time.
    """
    orgs = [f"{t}人民政府" for t in offices.townships] + schools["school_name"].to_list()
    rows = []
    for number, org in enumerate(orgs):
        for month, day in ((4, 9), (9, 24)):
            rows.append((org, f"{year}-{month:02d}-{day + number % 5:02d}", "met"))
    frame = pd.DataFrame(rows, columns=["org", "date", "result"]).astype("str")
    frame = frame.assign(
        date=pd.to_datetime(frame["date"]).astype("datetime64[us]"),
        measure=pd.Series(pd.NA, index=frame.index, dtype="str"),
        measure_on=pd.Series(pd.NaT, index=frame.index, dtype="datetime64[us]"),
        deadline=pd.Series(pd.NaT, index=frame.index, dtype="datetime64[us]"),
    )
    once = frame.index[frame["org"].eq(orgs[0])][:1]
    failed_on = frame.loc[once, "date"]
    frame.loc[once, "result"] = "not_met"
    frame.loc[once, "measure"] = "rectify"
    frame.loc[once, "measure_on"] = failed_on + pd.Timedelta(days=3)
    frame.loc[once, "deadline"] = failed_on + pd.Timedelta(days=33)
    return frame[frame["date"].le(as_of)].reset_index(drop=True)


def tasks(offices: Offices, *, year: int, as_of: pd.Timestamp) -> pd.DataFrame:
    """One row per task: done in time, accepted by somebody else, closed; one not yet due."""
    items = (
        "学籍信息与户籍信息比对不一致",
        "留守儿童台账更新不及时",
        "家访记录不完整",
        "送教上门方案未备案",
        "资助名单与脱贫监测名单核对",
    )
    rows = []
    for number, item in enumerate(items):
        township = offices.townships[number % len(offices.townships)]
        due = pd.Timestamp(year, 4 + number, 20)
        rows.append(
            {
                "item": item,
                "owner": f"{township}人民政府",
                "person": f"{township}分管负责人",
                "due": due,
                "done_on": due - pd.Timedelta(days=6),
                "evidence": "整改报告",
                "accepted_by": f"{offices.bureau}督导股",
                "closed_on": due - pd.Timedelta(days=2),
            }
        )
    rows.append(
        {
            "item": "学期末控辍保学总结",
            "owner": offices.bureau,
            "person": "基础教育股负责人",
            "due": as_of + pd.Timedelta(days=40),
            "done_on": pd.NaT,
            "evidence": pd.NA,
            "accepted_by": pd.NA,
            "closed_on": pd.NaT,
        }
    )
    frame = pd.DataFrame(rows)
    keep = frame["closed_on"].isna() | frame["closed_on"].le(as_of)
    return (
        frame[keep]
        .reset_index(drop=True)
        .astype(
            {
                **dict.fromkeys(("item", "owner", "person", "evidence", "accepted_by"), "str"),
                **dict.fromkeys(("due", "done_on", "closed_on"), "datetime64[us]"),
            }
        )
    )


def cohorts(schools: pd.DataFrame, enrolled: pd.DataFrame, *, year: int) -> pd.DataFrame:
    """One row per intake that graduated this summer: all who did not move away or die graduated."""
    rows = []
    sizes = enrolled[enrolled["status"].eq("in_school")].groupby("school_code")["child"].nunique()
    for number, school in enumerate(schools.itertuples()):
        stages = {"primary": ["primary"], "junior": ["junior"], "nine_year": ["primary", "junior"]}
        for stage in stages.get(str(school.stage), []):
            intake = max(
                12,
                int(sizes.get(school.school_code, 60)) // (9 if school.stage == "nine_year" else 5),
            )
            moved_in, moved_out, died = 3 + number % 4, 2 + number % 3, int(number % 5 == 4)
            rows.append(
                {
                    "school_code": school.school_code,
                    "school_name": school.school_name,
                    "stage": stage,
                    "intake_year": year - (6 if stage == "primary" else 3),
                    "intake": intake,
                    "moved_in": moved_in,
                    "moved_out": moved_out,
                    "moved_out_confirmed": moved_out,
                    "died": died,
                    "graduates": intake + moved_in - moved_out - died,
                }
            )
    frame = pd.DataFrame(rows)
    counts = [
        "intake_year",
        "intake",
        "moved_in",
        "moved_out",
        "moved_out_confirmed",
        "died",
        "graduates",
    ]
    return frame.astype(
        dict.fromkeys(counts, "Int64")
        | dict.fromkeys(("school_code", "school_name", "stage"), "str")
    )


def surveys(*, term: Term, as_of: pd.Timestamp) -> pd.DataFrame:
    """One row per survey: everybody asked knew."""
    day = min(pd.Timestamp(term.start) + pd.Timedelta(days=30), as_of)
    frame = pd.DataFrame(
        {
            "topic": ["义务教育法知晓率", "资助政策知晓率"],
            "asked": [120, 96],
            "aware": [120, 96],
            "date": [day, day],
        }
    )
    return frame.astype(
        {"topic": "str", "asked": "Int64", "aware": "Int64", "date": "datetime64[us]"}
    )
