"""The invented county's townships, villages and schools."""

from __future__ import annotations

import numpy as np
import pandas as pd

_TOWNSHIP_HEADS = (
    "河口", "柳泉", "石桥", "杏花", "白沙", "双溪", "清水", "马营", "龙潭", "新集", "桃源", "黄土岭",
    "大营", "竹溪", "松坪", "沙河", "云台", "红岩", "青龙", "枣林", "凤山", "榆树沟", "东关", "牛栏",
)  # fmt: skip
_TOWNSHIP_KINDS = ("镇", "镇", "乡", "镇", "乡")
_VILLAGE_HEADS = (
    "东庄", "西坡", "前营", "后沟", "上湾", "下河", "李家洼", "赵堡", "南岭", "北坪", "大树", "井沟",
    "柿园", "梨树坪", "三岔", "土门", "石磨", "高台", "老虎嘴", "杨树湾", "榆林", "槐荫", "冯家寨", "四合",
)  # fmt: skip


def township_names(count: int, *, first: int = 0) -> list[str]:
    """``count`` different township names, the list begun at ``first`` so that counties differ."""
    heads = [_TOWNSHIP_HEADS[(first + i) % len(_TOWNSHIP_HEADS)] for i in range(count)]
    rounds = ["", "东", "西", "南", "北"]
    return [
        f"{rounds[i // len(_TOWNSHIP_HEADS)]}{head}{_TOWNSHIP_KINDS[i % len(_TOWNSHIP_KINDS)]}"
        for i, head in enumerate(heads)
    ]


def villages(townships: list[str], *, each: int, first: int = 0) -> pd.DataFrame:
    """One row per village: ``township, village``; a village's name occurs once in the county."""
    rows = []
    for i, township in enumerate(townships):
        for j in range(each):
            k = i * each + j
            head = _VILLAGE_HEADS[(first + k) % len(_VILLAGE_HEADS)]
            prefix = township[:2] if k >= len(_VILLAGE_HEADS) else ""
            rows.append({"township": township, "village": f"{prefix}{head}村"})
    return pd.DataFrame(rows)


def schools(code: str, county: str, townships: list[str], *, pupils: int) -> pd.DataFrame:
    """One row per school: ``school_code, school_name, aliases, stage, township, draw``.

    Each township has a primary school, every third township a nine-year school besides and every
    other a junior school; the seat has the county's first schools and the special school; small
    villages have a teaching point for grades 1 to 3. ``draw`` is the school's relative pull.
    """
    rows: list[dict[str, object]] = []
    short = county[:-1]

    def add(name: str, aliases: list[str], stage: str, township: str, draw: float) -> None:
        number = f"2{code}{len(rows) + 1:03d}"
        rows.append(
            {
                "school_code": number,
                "school_name": name,
                "aliases": "、".join(dict.fromkeys([name.removeprefix(county), *aliases])),
                "stage": stage,
                "township": township,
                "draw": draw,
            }
        )

    seat = townships[0]
    add(f"{county}第一小学", ["县一小", "第一小学", f"{short}一小"], "primary", seat, 3.0)
    add(f"{county}第一中学", ["县一中", "第一中学", f"{short}一中"], "junior", seat, 3.0)
    for i, township in enumerate(townships[1:], start=1):
        bare = township[:-1]
        if i % 3 == 2:
            add(
                f"{county}{township}九年一贯制学校",
                [f"{township}九年制学校", f"{bare}学校"],
                "nine_year",
                township,
                1.6,
            )
        else:
            add(
                f"{county}{township}中心小学",
                [f"{township}中心小学", f"{bare}中心校"],
                "primary",
                township,
                1.8,
            )
        if i % 2 == 1:
            add(
                f"{county}{township}初级中学",
                [f"{township}初中", f"{bare}中学"],
                "junior",
                township,
                1.6,
            )
    points = max(1, min(len(townships) // 3, pupils // 500))
    for i in range(points):
        township = townships[(i * 3 + 1) % len(townships)]
        head = _VILLAGE_HEADS[(i * 5 + 4) % len(_VILLAGE_HEADS)]
        add(
            f"{county}{township}{head}教学点",
            [f"{head}教学点", f"{head}小学"],
            "teaching_point",
            township,
            0.7,
        )
    add(f"{county}特殊教育学校", ["县特教学校", "特教学校"], "special", seat, 0.0)
    return pd.DataFrame(rows)


def choose_schools(
    rng: np.random.Generator, places: pd.DataFrame, township: pd.Series, grade: pd.Series
) -> pd.Series:
    """A school code per child: of the grade's stage, near home three times in four."""
    chosen = pd.Series(pd.NA, index=township.index, dtype="str")
    for band, stages in (
        ((1, 3), ("primary", "nine_year", "teaching_point")),
        ((4, 6), ("primary", "nine_year")),
        ((7, 9), ("junior", "nine_year")),
    ):
        here = places[places["stage"].isin(stages)]
        in_band = grade.between(*band)
        for home in sorted(township[in_band].unique()):
            members = township.index[in_band & township.eq(home)]
            pull = here["draw"].to_numpy() * np.where(here["township"].eq(home), 6.0, 1.0)
            chosen.loc[members] = rng.choice(
                here["school_code"].to_numpy().astype(str), size=len(members), p=pull / pull.sum()
            )
    return chosen
