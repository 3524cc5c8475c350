"""A school: its name as it is compared, and which school of the directory a row means.

A row is resolved by its code, else by its exact name, else by an alias of the directory, else by the
compared form (县一小, 第一小学 and 青禾县第一小学 are one) — the last three only where exactly one
school fits. Everything else is unresolved and listed: a school is never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from kcbx_lib.clean import lists
from kcbx_lib.clean.chinese_numerals import NUMERALS, number_of
from kcbx_lib.clean.cleaned import Cleaned
from kcbx_lib.clean.columns import clean_each_unique, distinct_cells
from kcbx_lib.clean.reason import CleanError, Reading, Reason
from kcbx_lib.clean.text import compact as compact_text
from kcbx_lib.clean.text import plain, unread, written

CODE, NAME, ALIAS, FORM, UNRESOLVED = "code", "name", "alias", "form", "unresolved"

_SYNONYMS = (
    (re.compile(r"实验?小$|实小学$|实验小学校$"), "实验小学"),
    (re.compile(r"实验?中$|实中学$|实验中学校$"), "实验中学"),
    (re.compile(r"中心校$|中心(?:完全小学|完小|小学校|小)$"), "中心小学"),
    (re.compile(r"完全小学$|完小$|小学校$"), "小学"),
    (re.compile(r"初中$|初级中学校$"), "初级中学"),
    (re.compile(r"高中$|高级中学校$"), "高级中学"),
    (re.compile(r"九年一?贯?制(?:学校)?$"), "九年一贯制学校"),
    (re.compile(r"特殊教育(?:学校|中心)$|特教(?:学校|中心)$|特校$"), "特殊教育学校"),
    (re.compile(r"(?<!级)中学校$"), "中学"),
)
# 一小, 第二中学, 三实验小学 at the end of a name.
_NUMBERED = re.compile(
    rf"第?(?P<n>[0-9]{{1,3}}|[{NUMERALS}]{{1,3}})"
    r"(?P<kind>小学?|中学?|初级中学|高级中学|实验小学|实验中学|幼儿园|幼)$"
)
_KINDS = {"小": "小学", "中": "中学", "幼": "幼儿园"}
# 县 or 市 alone before 第一小学 or 实验: the county's own school.
_OWN = re.compile(
    rf"^本?[县市区旗](?=第|实验|实[小中]|[0-9{NUMERALS}]+[小中初高]|特殊|特教|特校|直属)"
)
_NOT_A_NAME = re.compile(r"(?:小学|中学|初中|高中|学校|小|中)$")
_COUNTY = re.compile(
    r"^(?:.{2,8}?(?:省|自治区))?(?:.{2,8}?(?:市|自治州|地区))?"
    r"(?:.{1,10}?(?:自治县|县|自治旗|[左右前后中]旗))(?=.{3,})"
)


def compact(raw: Any) -> str:
    """The name without spaces, in plain brackets and digits."""
    return plain(raw)


def read(raw: Any) -> Reading:
    """The name of a school as written, and the reason."""
    text = compact(raw)
    fault = unread(text)
    if fault is not None:
        return None, fault
    if not any(mark.isalpha() for mark in text):
        return None, Reason.BAD_CHARACTER
    return text, written(text, raw)


def validate(raw: Any) -> str:
    """The clean name. Raises CleanError where there is none."""
    value, reason = read(raw)
    if value is None:
        raise CleanError(reason, raw)
    return str(value)


def is_valid(raw: Any) -> bool:
    """Whether a school's name can be read."""
    return read(raw)[0] is not None


def clean_column(column: pd.Series) -> Cleaned:
    """A column of schools' names."""
    return clean_each_unique(column, read, dtype="str")


def compact_name(raw: Any, *, county: str = "") -> str:
    """The name as it is compared, never as it is shown: without county, 一小 as 第一小学.

    ``county``: the county's own name, which is dropped with and without 县. Townships stay: two of
    them may each have a 中心小学.
    """
    name = re.sub(r"[\"'“”‘’·.,，、()\-—_]", "", compact(raw))
    name = _without_county(name, county)
    name = _standard(name)
    numbered = _NUMBERED.search(name)
    number = number_of(numbered["n"]) if numbered is not None else None
    if numbered is None or number is None:
        return name
    kind = _KINDS.get(numbered["kind"], numbered["kind"])
    return f"{name[: numbered.start()]}第{number}{kind}"


def _without_county(name: str, county: str) -> str:
    """青禾县第一小学, 云岭市青禾县一小 and 青禾一小 without their county; 青禾小学 is a name of its own."""
    full = compact(county)
    bare = re.sub(r"(?:自治县|县|市|区|自治旗|旗)$", "", full)
    if len(bare) >= 2:
        named = re.match(
            rf"^(?:.{{2,12}}?[省市州区盟])?({re.escape(full)}|{re.escape(bare)})", name
        )
        rest = name[named.end() :] if named is not None else ""
        is_whole = named is not None and named[1] == full
        if (is_whole and not _NOT_A_NAME.fullmatch(rest)) or _OWN.match("县" + rest):
            name = rest
    match = _COUNTY.match(name)
    if match is not None and match[0][0] not in "县市区":
        name = name[match.end() :]
    return _OWN.sub("", name)


def _standard(name: str) -> str:
    for pattern, standard in _SYNONYMS:
        match = pattern.search(name)
        if match is not None:
            return name[: match.start()] + standard
    return name


def resolve(
    codes: pd.Series | None,
    names: pd.Series | None,
    directory: pd.DataFrame,
    *,
    county: str = "",
) -> pd.DataFrame:
    """The school that each row means.

    One row in is a row of any table with a school's code, its name, or both; one row out, on the
    same index, is ``school_code``, ``school_name`` (as in the directory), ``how`` (code, name, alias,
    form, unresolved) and ``agrees`` (boolean: whether code and name mean the same school; NA where
    only one of them can be told). ``form`` is a proposal. ``directory`` has one row a school with
    ``school_code``, ``school_name`` and, where there are any, ``aliases`` (text, several joined by
    、). Raises ValueError if codes and names have different indexes, or neither is given.
    """
    given = [column for column in (codes, names) if column is not None]
    if not given or not given[0].index.equals(given[-1].index):
        raise ValueError("expected a column of codes, of names, or both on one index")
    finder = _Finder(directory, county)
    by_code = _look_up(codes, finder.by_code, given[0].index)
    by_name = _look_up(names, finder.by_name, given[0].index)
    place = by_code["place"].where(by_code["place"].ge(0), by_name["place"])
    how = by_code["how"].where(by_code["place"].ge(0), by_name["how"])
    both = by_code["place"].ge(0) & by_name["place"].ge(0)
    agrees = by_code["place"].eq(by_name["place"]).astype("boolean").where(both, pd.NA)
    return pd.DataFrame(
        {
            "school_code": _taken(finder.codes, place),
            "school_name": _taken(finder.names, place),
            "how": how,
            "agrees": agrees,
        },
        index=given[0].index,
    )


class _Finder:
    """The directory, searchable by code, name, alias and compared form; -1 where none or several
    schools fit.
    """

    def __init__(self, directory: pd.DataFrame, county: str) -> None:
        self.county = county
        self.codes = [_code(cell) or None for cell in directory["school_code"]]
        self.names = [compact(cell) or None for cell in directory["school_name"]]
        aliases = directory.get("aliases", pd.Series(index=directory.index, dtype="str"))
        also = [lists.split(compact_text(cell)) for cell in aliases]
        places = range(len(directory))
        self.code_places = _unique((self.codes[n], n) for n in places)
        self.name_places = _unique((self.names[n], n) for n in places)
        self.alias_places = _unique((compact(word), n) for n in places for word in also[n])
        self.form_places = _unique(
            (compact_name(word, county=county), n)
            for n in places
            for word in [self.names[n] or "", *also[n]]
        )

    def by_code(self, cell: Any) -> tuple[int, str]:
        place = self.code_places.get(_code(cell), -1)
        return place, CODE if place >= 0 else UNRESOLVED

    def by_name(self, cell: Any) -> tuple[int, str]:
        name = read(cell)[0]
        if name is None:
            return -1, UNRESOLVED
        form = compact_name(name, county=self.county)
        for how, places, key in (
            (NAME, self.name_places, name),
            (ALIAS, self.alias_places, name),
            (FORM, self.form_places, form),
        ):
            if key in places:
                return places[key], how if places[key] >= 0 else UNRESOLVED
        return -1, UNRESOLVED


def _unique(pairs: Iterable[tuple[str | None, int]]) -> dict[str, int]:
    """Each key's only place; -1 for a key that two schools share."""
    places: dict[str, int] = {}
    for key, place in pairs:
        if key:
            places[key] = place if places.get(key, place) == place else -1
    return places


def _code(cell: Any) -> str:
    text = re.sub(r"[\s\-'`]+|\.0+$", "", compact(cell)).upper()
    return "" if unread(text) is not None else text


def _look_up(
    column: pd.Series | None, find: Callable[[Any], tuple[int, str]], index: pd.Index
) -> pd.DataFrame:
    if column is None:
        return pd.DataFrame({"place": -1, "how": UNRESOLVED}, index=index)
    rows, cells = distinct_cells(column)
    found = [find(cell) for cell in cells]
    places = np.array([place for place, _ in found], dtype=np.int64)
    ways = np.array([how for _, how in found], dtype=object)
    return pd.DataFrame({"place": places[rows], "how": ways[rows]}, index=index).astype(
        {"how": "str"}
    )


def _taken(values: list[str | None], place: pd.Series) -> pd.Series:
    table: Mapping[int, str | None] = dict(enumerate(values))
    return place.map(table).astype("str")
