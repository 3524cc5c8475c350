"""A place: the area codes of GB/T 2260 by province, and the names of townships and villages.

Area codes are checked by province only. A code in a resident id is the place of first issue, which
may have been abolished long ago, and the tables of all counties since 1984 are neither complete nor
free of gaps; the two-digit provinces have not changed since Chongqing in 1997. So an unknown
province is worth a warning and an unknown county is worth nothing.
"""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from kcbx_lib.clean.cleaned import Cleaned
from kcbx_lib.clean.columns import clean_each_unique, distinct_cells
from kcbx_lib.clean.reason import CleanError, Reading, Reason
from kcbx_lib.clean.text import tidy, unread, written

# GB/T 2260, first two digits. 81-83 stand in the residence permits of people from Hong Kong, Macau
# and Taiwan (2018); 99 is this kit's own, for fictional counties, and belongs to nobody.
PROVINCES: dict[str, str] = {
    "11": "北京市",
    "12": "天津市",
    "13": "河北省",
    "14": "山西省",
    "15": "内蒙古自治区",
    "21": "辽宁省",
    "22": "吉林省",
    "23": "黑龙江省",
    "31": "上海市",
    "32": "江苏省",
    "33": "浙江省",
    "34": "安徽省",
    "35": "福建省",
    "36": "江西省",
    "37": "山东省",
    "41": "河南省",
    "42": "湖北省",
    "43": "湖南省",
    "44": "广东省",
    "45": "广西壮族自治区",
    "46": "海南省",
    "50": "重庆市",
    "51": "四川省",
    "52": "贵州省",
    "53": "云南省",
    "54": "西藏自治区",
    "61": "陕西省",
    "62": "甘肃省",
    "63": "青海省",
    "64": "宁夏回族自治区",
    "65": "新疆维吾尔自治区",
    "71": "台湾省",
    "81": "香港特别行政区",
    "82": "澳门特别行政区",
    "83": "台湾地区（居住证）",
}
FICTIONAL = "99"

# The permanent-residence card of foreigners (2023) has the same 18 characters: 9, province, country.
_FOREIGNER = "9"

_OFFICE = re.compile(
    r"(人民政府|政府|党委政府|街道办事处|街道办|办事处|(村民|居民)委员会|村委会|居委会)$"
)
# What stands before a township: province and city, then the county, or the county alone. Only before
# something that is plainly a township, so that 老县城村 keeps its first half.
_PROVINCE_OR_CITY = re.compile(r"^.{2,8}?(?:省|自治区|自治州|地区|市)(?=.+(?:[镇乡村]|街道|社区))")
_COUNTY = re.compile(r"^.{2,10}?(?:自治县|县|自治旗|[左右前后中]旗|市|区)(?=.+(?:[镇乡]|街道))")
_MARKS = re.compile(r"[\s·.,，、\-—_/]+")


def is_known_region(code: str) -> bool:
    """Whether an area code (two to six digits) begins with a province, or is fictional."""
    head = code[:2]
    return head in PROVINCES or head == FICTIONAL or _is_foreigner_code(code)


def _is_foreigner_code(code: str) -> bool:
    return code[:1] == _FOREIGNER and code[1:3] in PROVINCES


def is_fictional(code: str) -> bool:
    """Whether an area code belongs to a fictional county (99xxxx)."""
    return code[:2] == FICTIONAL


def compact(raw: Any) -> str:
    """The place's name without spaces; 人民政府 after a township is dropped, its 镇 or 乡 stays."""
    name = tidy(raw).replace(" ", "").replace("\n", "")
    return re.sub(r"(?<=[镇乡县市区道])(?:人民)?政府$", "", name)


def read(raw: Any) -> Reading:
    """The name of a township or village, and the reason."""
    name = compact(raw)
    fault = unread(name)
    if fault is not None:
        return None, fault
    if not any(mark.isalpha() for mark in name):
        return None, Reason.BAD_CHARACTER
    return name, written(name, raw)


def validate(raw: Any) -> str:
    """The clean name. Raises CleanError where there is none."""
    value, reason = read(raw)
    if value is None:
        raise CleanError(reason, raw)
    return str(value)


def is_valid(raw: Any) -> bool:
    """Whether a place name can be read."""
    return read(raw)[0] is not None


def clean_column(column: pd.Series) -> Cleaned:
    """A column of township or village names."""
    return clean_each_unique(column, read, dtype="str")


def comparison_text(raw: Any, *, county: str = "") -> str:
    """The name as it is compared across tables: 青禾县清河镇人民政府 and 清河镇 are one, so are
    城关街道办事处 and 城关街道, and 李庄村委会 and 李庄村. 镇 and 乡 stay: they may both exist.
    """
    name = _MARKS.sub("", compact(raw))
    for prefix in (_PROVINCE_OR_CITY, _PROVINCE_OR_CITY, _COUNTY):
        name = prefix.sub("", name)
    if county and len(name) > len(county) + 1:
        name = name.removeprefix(county)
    office = _OFFICE.search(name)
    if office is None or office.start() == 0:
        return name
    bare = name[: office.start()]
    if office[0].startswith(("街道", "办事处")):
        return bare if bare.endswith("街道") else bare + "街道"
    if office[0].endswith(("委会", "委员会")):
        return bare if bare[-1] in "村社区" else bare + ("村" if "村" in office[0] else "社区")
    return bare


def comparison_form(column: pd.Series, *, county: str = "") -> pd.Series:
    """``comparison_text`` of a column; NA where there is no name."""
    codes, cells = distinct_cells(column)
    forms = [
        comparison_text(cell, county=county) if read(cell)[0] is not None else None
        for cell in cells
    ]
    return pd.Series(pd.array(forms, dtype="str").take(codes), index=column.index, name=column.name)
