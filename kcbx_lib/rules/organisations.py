"""Which organisation a row names: a school, a township, or an office of the county.

Reports, inspections, activities and tasks name their organisation as people write it. A school is
named in findings by its code; every other organisation by its own name as written. What resolves to
nothing keeps its name: it is listed, never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

import pandas as pd

from kcbx_lib.facts import Facts

_GAPS = re.compile(r"[\s\u200b\ufeff·]+")
_PARTS = re.compile(r"[、;；,，|｜/]+")
_RECIPIENTS = re.compile(r"[、;；,，|｜/\s和及与+＋]+")
_OFFICE_OF_TOWNSHIP = re.compile(
    r"(?:(?:党委)?(?:、|和)?(?:人民)?政府|街道办事处|街道办|办事处|办|党委|党工委|教育办公室|教育办|文教办)?"
)
_OFFICE_OF_COUNTY = re.compile(
    r".*(?:局|政府|委员会|督导室|办公室|县|区|市|旗|联合会|残联|妇联|团委|民政|公安)"
)
_IN_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
_OUR = re.compile(r"^[本我]?[县区旗](?=.{2})")
_EDUCATION_BUREAU = re.compile(r"(?:教育|教体|教科|文教)[^市县区]{0,8}局")
"""县教育局, 县教体局, 教育和体育局: one bureau under many names. A city's is not the county's."""
_VILLAGE = re.compile(
    r"村(?:民)?(?:委|委员会)?$|社区|居(?:民)?委|(?:乡|镇|街道)(?:人民政府|政府)?$"
)
NO_ROSTER = ("teaching_point", "special", "senior", "vocational", "kindergarten")
"""Stages whose absence from a series is not held against them: they often report through another."""


def normal(text: object) -> str:
    """A name as it is compared: full-width forms folded, no spaces."""
    return _GAPS.sub("", unicodedata.normalize("NFKC", str(text)))


def county_subject(facts: Facts) -> dict[str, str]:
    """How a finding names the county itself."""
    return {"subject_kind": "county", "subject": facts.county.code}


def school_names(facts: Facts) -> dict[str, str]:
    """Every known way to write a school → its code; a name that two schools share is left out."""
    pairs: set[tuple[str, str]] = set()
    if facts.has("schools"):
        schools = facts["schools"].dropna(subset=["school_code"])
        pairs |= _pairs(schools["school_name"], schools["school_code"])
        if "aliases" in schools:
            for text, code in zip(schools["aliases"], schools["school_code"], strict=True):
                if isinstance(text, str):
                    pairs |= {(normal(part), str(code)) for part in _PARTS.split(text) if part}
        pairs |= {(normal(code), str(code)) for code in schools["school_code"]}
    if facts.has("enrolment") and "school_name" in facts["enrolment"]:
        seen = facts["enrolment"][["school_name", "school_code"]].dropna().drop_duplicates()
        pairs |= _pairs(seen["school_name"], seen["school_code"])
    pairs |= {(normal(name), str(code)) for name, code in facts.county.aliases.items()}
    county = normal(facts.county.name)
    pairs |= {(name.removeprefix(county), code) for name, code in pairs}
    by_name: dict[str, set[str]] = {}
    for name, code in pairs:
        by_name.setdefault(name, set()).add(code)
    return {name: next(iter(codes)) for name, codes in by_name.items() if name and len(codes) == 1}


def _pairs(names: pd.Series, codes: pd.Series) -> set[tuple[str, str]]:
    return {
        (normal(name), str(code))
        for name, code in zip(names, codes, strict=True)
        if isinstance(name, str)
    }


def townships(facts: Facts) -> list[str]:
    """The county's townships as its tables name them."""
    names: set[str] = set()
    for table in ("schools", "population", "children"):
        if facts.has(table) and "township" in facts[table]:
            names |= {str(name) for name in facts[table]["township"].dropna().unique()}
    return sorted(names)


def school_roster(facts: Facts) -> pd.DataFrame:
    """The schools that stand on their own, index ``school_code``: ``school_name, township``.

    Teaching points, special, senior and vocational schools and kindergartens are left out: they often
    report through another. Empty without a table of schools.
    """
    columns = ["school_name", "township"]
    if not facts.has("schools"):
        return pd.DataFrame(columns=columns, dtype="str").rename_axis("school_code")
    schools = facts["schools"].dropna(subset=["school_code"])
    own = schools[~schools["stage"].isin(NO_ROSTER)] if "stage" in schools else schools
    return own.drop_duplicates("school_code").set_index("school_code").reindex(columns=columns)


def placed(frame: pd.DataFrame, facts: Facts, *, column: str = "org") -> pd.DataFrame:
    """The rows with the organisation they name: ``org_key, subject_kind, subject, school_code, township``.

    ``org_key`` is the same for one organisation however it is written; rows that name none are left
    out. A ``school_code`` the frame already has is kept.
    """
    named = frame[frame[column].notna()]
    schools, places = school_names(facts), townships(facts)
    where = _places_of_schools(facts)
    known = {text: _place(text, facts, schools, places, where) for text in named[column].unique()}
    rows = pd.DataFrame(
        [known[text] for text in named[column]],
        columns=["org_key", "subject_kind", "subject", "school_code", "township"],
        index=named.index,
    ).astype("str")
    if "school_code" in named:
        given = named["school_code"].notna()
        rows.loc[given, ["org_key", "subject", "school_code"]] = named["school_code"]
        rows.loc[given, "subject_kind"] = "school"
        rows.loc[given, "township"] = named["school_code"].map(where)
    return named.drop(columns=[name for name in rows.columns if name in named]).join(rows)


def _places_of_schools(facts: Facts) -> dict[str, str]:
    if not facts.has("schools") or "township" not in facts["schools"]:
        return {}
    schools = facts["schools"].dropna(subset=["school_code", "township"])
    return dict(zip(schools["school_code"], schools["township"], strict=True))


def _place(
    text: str, facts: Facts, schools: dict[str, str], places: list[str], where: dict[str, str]
) -> tuple[str, str, str, str | None, str | None]:
    name = normal(text)
    short = name.removeprefix(normal(facts.county.name))
    code = schools.get(name) or schools.get(short)
    if code is not None:
        return code, "school", code, code, where.get(code)
    for township in places:
        rest = short.removeprefix(normal(township))
        if rest != short and _OFFICE_OF_TOWNSHIP.fullmatch(rest):
            return f"township:{township}", "township", text.strip(), None, township
    kind = "township" if _VILLAGE.search(name) else "school"
    if kind == "school" and _OFFICE_OF_COUNTY.fullmatch(name):
        kind = "county"
        office = _OUR.sub("", short) or short
        short = "教育局" if _EDUCATION_BUREAU.fullmatch(office) else office
    return f"name:{short or name}", kind, text.strip(), None, None


def named_in(cell: object) -> list[str]:
    """The names of one cell, parted as people part them; a post in brackets behind a name left out."""
    if not isinstance(cell, str):
        return []
    parts = (_IN_BRACKETS.sub("", part).strip() for part in _PARTS.split(cell))
    return [part for part in parts if part]


def offices(recipients: object) -> set[str]:
    """Which offices a list of recipients names: ``township``, ``county_bureau``.

    People part them by a space or by and (和 及 与) too, which in a name does no harm here.
    """
    found: set[str] = set()
    for part in map(normal, _RECIPIENTS.split(recipients)) if isinstance(recipients, str) else ():
        if re.search(r"教育|教体|教科|文教", part) and not re.search(r"乡|镇|街道", part):
            found.add("county_bureau")
        elif re.search(r"乡|镇|街道|办事处|苏木", part):
            found.add("township")
    return found


_SUFFIX_OF_VILLAGE = re.compile(
    r"(?:村民委员会|居民委员会|村委会|居委会|村委|居委|社区居民委员会|委员会)$"
)


def village_names(facts: Facts) -> Callable[[object], str]:
    """How a village is compared: without its township, its county and its committee.

    东村村民委员会 and 青山镇东村 are both 东.
    """
    county, places = normal(facts.county.name), [normal(name) for name in townships(facts)]

    def bare(text: object) -> str:
        name = normal(text).removeprefix(county)
        for township in places:
            name = name.removeprefix(township)
        name = _SUFFIX_OF_VILLAGE.sub("", name)
        return name.removesuffix("社区").removesuffix("村") or name

    return bare


_ORGANISATION = re.compile(
    r"(?:政府|局|委员会|村委会|居委会|办公室|办事处|中心|学校|小学|中学|幼儿园|社区|街道|村|镇|乡|县|区|旗|市)$"
    r"|.{2,}(?:委|办|园|校|组|队|站|所|院|股|科)$"
)


def is_organisation(text: object) -> bool:
    """Whether a party's name ends as an organisation's does; a person's name must not be printed."""
    return bool(_ORGANISATION.search(normal(text)))


WHO = ["subject_kind", "subject", "school_code", "township"]


def with_owner(tasks: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """Rows with a column ``owner``, and who owes them; the county where the owner is no organisation."""
    named = placed(tasks[["owner"]], facts, column="owner").drop(columns="owner")
    is_named = named["subject_kind"].eq("school") & named["school_code"].notna()
    is_named |= named["subject"].map(is_organisation).astype(bool)
    who = named.loc[is_named, WHO].reindex(tasks.index)
    county = county_subject(facts)
    unknown = who["subject"].isna()
    who.loc[unknown, "subject_kind"] = county["subject_kind"]
    who.loc[unknown, "subject"] = county["subject"]
    return tasks.drop(columns=[name for name in WHO if name in tasks]).join(who)
