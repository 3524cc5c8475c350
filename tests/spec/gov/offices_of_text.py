"""What the specifications of governance share: three schools, and tables drawn as text."""

from __future__ import annotations

from datetime import date

import pandas as pd

from kcbx_lib.policy import load_policy
from tests.spec.indicators.county_of_text import table

ON = date(2024, 11, 20)
NATIONAL = load_policy("national", on=ON)
YAOSHENG = load_policy("yaosheng_2022", on=ON)
ZHUOZI = load_policy("zhuozi_2022", on=ON)
SUIYANG = load_policy("suiyang_2024", on=ON)
HANZHONG = load_policy("hanzhong_2018", on=ON)
DISTRICT = load_policy("district_2019", on=ON)
SCHOOLS = table(
    """
    school_code | school_name  | stage          | township
    A           | 一小         | primary        | 青山镇
    B           | 二小         | primary        | 青山镇
    C           | 三中         | junior         | 白水乡
    P           | 白水乡教学点 | teaching_point | 白水乡
    """
)
INSPECTION = "org | date | result | measure | measure_on | deadline\n"
TASK = "item | owner | person | due | done_on | evidence | accepted_by | closed_on\n"


def activities(*lines: str, evidence: str = "记录") -> pd.DataFrame:
    """Activities drawn as ``kind | date | org``, or with ``| evidence`` of their own."""
    whole = [line if line.count("|") == 3 else f"{line} | {evidence}" for line in lines]
    return table("kind | date | org | evidence\n" + "\n".join(whole))


def noted(column: str, raw: str = "已完成") -> pd.DataFrame:
    """The quality log's note on a cell of the first row whose text could not be read."""
    note = {"row_id": "r1", "column": column, "raw": raw, "cleaned": None, "code": "doubtful"}
    return pd.DataFrame([note]).astype("str").assign(cleaned=pd.Series([pd.NA], dtype="str"))
