"""Which school each row means: by code, name, alias or compared form, in the county's directory.

The directory is the table of schools; without one, the pairs of code and name that the enrolment
itself holds. What cannot be told apart stays unresolved and is logged (DQ-06), never guessed. A
school named as the other end of a transfer, or by another office, may lie outside the county: it is
resolved where it can be and not complained of.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from kcbx_lib.clean import school, text
from kcbx_lib.intake.quality import QualityLog
from kcbx_lib.intake.stack import Stack

_MAY_LIE_ELSEWHERE = frozenset(
    "poverty disability welfare movements cases persuasions population".split()
)
# What stands before a school's own name when it says where it lies: 白石县, 云岭市, 城南区.
_REGION = re.compile(r"^.{1,14}?[^本我城各](?:县|旗|市|区|州|盟|省)(?=.{2,})")
_BARE = re.compile(r"(?:自治县|县|市|区|自治旗|旗)$")
_PAIRS = (
    ("school_code", "school_name"),
    ("from_school_code", "from_school"),
    ("to_school_code", "to_school"),
)


def directory_of(
    schools: pd.DataFrame | None,
    enrolment: Stack | None,
    aliases: Mapping[str, str],
    *,
    county: str = "",
) -> pd.DataFrame:
    """One row a school: ``school_code, school_name, aliases, stage``."""
    if schools is not None and len(schools):
        directory = schools[["school_code", "school_name", "aliases", "stage"]].copy()
    elif enrolment is not None:
        directory = _from_enrolment(enrolment, county)
    else:
        directory = pd.DataFrame(
            {name: [] for name in ("school_code", "school_name", "aliases", "stage")}
        )
    directory = directory.astype("str").drop_duplicates(ignore_index=True)
    return _with_aliases(directory, aliases)


def _from_enrolment(stack: Stack, county: str) -> pd.DataFrame:
    """The schools that the enrolment itself names; a school without a code goes by its name.

    A name that differs only in form from a school with a code is another name of that school.
    """
    raw = stack.raw[stack.is_data]
    columns = {
        column: (
            text.clean_column(raw[column]).value
            if column in raw.columns
            else pd.Series(pd.NA, index=raw.index, dtype="str")
        )
        for column in ("school_code", "school_name")
    }
    pairs = pd.DataFrame(columns).dropna(how="all")
    counted = pairs.value_counts(dropna=False).rename("rows").reset_index()
    order = ["rows", "school_code", "school_name"]
    counted = counted.sort_values(order, ascending=[False, True, True], kind="stable")
    names: dict[str, list[str]] = {}  # code, or for want of one the commonest name → its names
    forms: dict[str, str] = {}
    for code, name in counted[["school_code", "school_name"]].itertuples(index=False):
        if isinstance(code, str):
            own = names.setdefault(code, [])
            if isinstance(name, str) and name not in own:
                own.append(name)
                forms.setdefault(_form(name, county), code)
    own_schools = set(counted.loc[_is_uncoded_school(counted), "school_name"])
    for name in counted.loc[counted["school_code"].isna(), "school_name"].dropna():
        if name not in own_schools and _form(name, county) not in forms:
            continue
        code = forms.setdefault(_form(name, county), name)
        own = names.setdefault(code, [])
        if name not in own:
            own.append(name)
    rows = [
        (code, own[0] if own else None, "、".join(own[1:])) for code, own in sorted(names.items())
    ]
    return pd.DataFrame(rows, columns=["school_code", "school_name", "aliases"]).assign(stage=None)


CODED = 0.9
FEWEST_PUPILS = 4


def _is_uncoded_school(counted: pd.DataFrame) -> pd.Series:
    """Names without a code that stand for a school of their own.

    Where nearly every row has a code, a name on two or three rows without one is a former name or a
    slip: it is listed as unresolved, for it may be any of the schools with a code.
    """
    uncoded = counted["school_code"].isna()
    rows = counted["rows"].sum()
    if rows == 0 or counted.loc[~uncoded, "rows"].sum() < CODED * rows:
        return uncoded
    pupils = counted["rows"].where(uncoded, 0).groupby(counted["school_name"]).transform("sum")
    return uncoded & pupils.ge(FEWEST_PUPILS)


def _form(name: str, county: str) -> str:
    """The compared form of a name, or the name itself where it lies in another place."""
    return name if _lies_elsewhere(name, county) else school.compact_name(name, county=county)


def _with_aliases(directory: pd.DataFrame, aliases: Mapping[str, str]) -> pd.DataFrame:
    if not aliases or directory.empty:
        return directory
    further: dict[str, list[str]] = {}
    for other, target in sorted(aliases.items()):
        further.setdefault(target, []).append(other)
    also = [
        "、".join(
            filter(
                None,
                [
                    own if isinstance(own, str) else "",
                    *further.get(code, []),
                    *further.get(name, []),
                ],
            )
        )
        for code, name, own in zip(
            directory["school_code"], directory["school_name"], directory["aliases"], strict=True
        )
    ]
    return directory.assign(aliases=pd.Series(also, index=directory.index, dtype="str"))


def resolve_schools(
    stack: Stack, directory: pd.DataFrame, county: str, log: QualityLog
) -> tuple[dict[str, pd.Series], pd.Series | None]:
    """The resolved code columns of a table, and each row's stage as a hint for its grade.

    A code that the directory does not hold stays as given. The hint is None where the table names
    no school.
    """
    columns: dict[str, pd.Series] = {}
    stage = None
    for code, name in _PAIRS:
        if not (stack.table.has(code) and (code in stack.raw.columns or name in stack.raw.columns)):
            continue
        given = text.clean_column(stack.raw[code]).value if code in stack.raw.columns else None
        names = stack.raw[name] if name in stack.raw.columns else None
        if directory.empty:
            if given is not None:
                columns[code] = given
            continue
        found = _own_county_only(
            school.resolve(given, names, directory, county=county), names, county
        )
        resolved = found["school_code"]
        columns[code] = resolved if given is None else resolved.where(resolved.notna(), given)
        _log(stack, code, name, found, log)
        if code == "school_code":
            stage = _stage_hint(found, names, directory)
    return columns, stage


def _own_county_only(found: pd.DataFrame, names: pd.Series | None, county: str) -> pd.DataFrame:
    """The compared form drops the county before a name; 白石县第一小学 is still not our 第一小学."""
    if names is None:
        return found
    proposed = found["how"].eq(school.FORM)
    foreign = {
        name
        for name in names[proposed].unique()
        if isinstance(name, str) and _lies_elsewhere(name, county)
    }
    other = proposed & names.isin(foreign)
    if not other.any():
        return found
    return found.assign(
        school_code=found["school_code"].mask(other),
        school_name=found["school_name"].mask(other),
        how=found["how"].mask(other, school.UNRESOLVED),
        agrees=found["agrees"].mask(other),
    )


def _lies_elsewhere(name: str, county: str) -> bool:
    """Whether a school's name says that it belongs to another county, city or district."""
    text, own = school.compact(name), _BARE.sub("", school.compact(county))
    if len(own) > 1 and own in text:
        return False
    if text[:1] in {"市", "区"} and not county.endswith(text[:1]):
        return True  # 市第一小学 is the city's, unless the county is a city itself
    return _REGION.match(text) is not None


def _log(stack: Stack, code: str, name: str, found: pd.DataFrame, log: QualityLog) -> None:
    said = ~(stack.blank(code) & stack.blank(name)) & stack.is_data
    unresolved = found["how"].eq(school.UNRESOLVED).to_numpy() & said
    column = name if name in stack.raw.columns else code
    home = code == "school_code" and stack.table.name not in _MAY_LIE_ELSEWHERE
    if home:
        log.add(stack, unresolved, column=column, code="DQ-06", reason="unresolved")
    proposal = found["how"].eq(school.FORM).to_numpy() & said
    log.add(
        stack,
        proposal,
        column=column,
        code="repaired",
        reason="school_form",
        cleaned=found["school_name"],
    )
    other = found["agrees"].eq(False).fillna(False).to_numpy(dtype=bool) & said
    if home:
        log.add(
            stack,
            other,
            column=column,
            code="doubtful",
            reason="school_disagrees",
            cleaned=found["school_name"],
        )


def _stage_hint(found: pd.DataFrame, names: pd.Series | None, directory: pd.DataFrame) -> pd.Series:
    """The school's stage as the directory has it, else the school's name, which may tell it."""
    stages = directory.drop_duplicates("school_code").set_index("school_code")["stage"]
    hint = found["school_code"].map(stages).astype(object)
    if names is not None:
        hint = hint.where(hint.notna(), names.astype(object))
    return hint.where(hint.notna(), None)
