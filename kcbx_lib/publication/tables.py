"""The published tables: counts rounded, blanks where something is hidden, rates from what is shown."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from kcbx_lib.messages import LANGUAGES, has_message, say
from kcbx_lib.publication.rows import ALL, CITY
from kcbx_lib.publication.small_units import TOGETHER

SUMMARY_COLUMNS = (
    "level",
    "unit_code",
    "unit_name",
    "measure",
    "title_zh",
    "title_en",
    "count",
    "hidden",
)
INDICATOR_COLUMNS = (
    "indicator", "title_zh", "title_en", "level", "county", "unit_code", "unit_name", "group",
    "group_zh", "group_en", "numerator", "denominator", "rate", "target", "state", "hidden",
)  # fmt: skip


def rounded(counts: pd.Series, hidden: pd.Series, *, round_to: int) -> pd.Series:
    """Counts as they are told: the nearest multiple, halves up; missing where hidden."""
    whole = counts.astype("Int64")
    near = (whole * 2 + round_to) // (2 * round_to) * round_to
    return near.mask(hidden.astype("boolean").fillna(False))


def summary_table(
    rows: pd.DataFrame, hidden: Collection[str], names: Mapping[str, str], *, round_to: int
) -> pd.DataFrame:
    """One row a county (or the city) and measure."""
    blank = rows["cell"].isin(hidden)
    table = pd.DataFrame(
        {
            "level": rows["county"].eq(CITY).map({True: CITY, False: "county"}),
            "unit_code": rows["county"],
            "unit_name": rows["county"].map(names),
            "measure": rows["measure"],
            **{
                f"title_{lang}": [measure_title(name, lang) for name in rows["measure"]]
                for lang in LANGUAGES
            },
            "count": rounded(rows["count"], blank, round_to=round_to),
            "hidden": blank.map({True: "count", False: ""}),
        }
    )
    return table[list(SUMMARY_COLUMNS)]


def indicator_table(
    rows: pd.DataFrame, hidden: Collection[str], names: Mapping[str, str], *, round_to: int
) -> pd.DataFrame:
    """One row an indicator, unit and group; rate in percent, from the rounded counts.

    ``hidden`` says what is blank: ``numerator``, ``denominator``, ``both`` or nothing, and
    ``withheld`` where the row tells nothing because its indicator cannot be told there. The state
    (met, not met) is judged on the true counts and told only where both of them are.
    """
    withheld = rows["withheld"]
    no_top = rows["numerator_cell"].isin(hidden) | withheld
    no_base = (rows["denominator_cell"].isin(hidden) | withheld) & rows["denominator_cell"].ne("")
    told = ~no_top & ~no_base
    top = rounded(rows["numerator"], no_top, round_to=round_to)
    base = rounded(rows["denominator"], no_base, round_to=round_to)
    rate = (top.astype("Float64") / base.mask(base.eq(0)).astype("Float64") * 100).round(1)
    kinds = {(True, True): "both", (True, False): "numerator", (False, True): "denominator"}
    table = pd.DataFrame(
        {
            "indicator": rows["indicator"],
            **_titles(rows["indicator"]),
            "level": rows["level"],
            "county": rows["county"],
            "unit_code": rows["unit_code"],
            "unit_name": [
                unit_name(row["level"], row["county"], row["unit_code"], names)
                for row in rows.to_dict("records")
            ],
            "group": rows["group"],
            **{
                f"group_{lang}": [group_title(group, lang) for group in rows["group"]]
                for lang in LANGUAGES
            },
            "numerator": top,
            "denominator": base,
            "rate": rate.where(told),
            "target": rows["target"],
            "state": rows["state"].where(told, ""),
            "hidden": pd.Series(
                [kinds.get(pair, "") for pair in zip(no_top, no_base, strict=True)],
                index=rows.index,
            ).mask(withheld, "withheld"),
        }
    )
    return table[list(INDICATOR_COLUMNS)]


def unit_name(level: str, county: str, unit: str, names: Mapping[str, str]) -> str:
    """A unit's name: the county's, the township's, a school's code, or the small ones together."""
    if unit == TOGETHER:
        return "／".join(say(f"publish.small_{level}", lang=lang) for lang in LANGUAGES)
    return names[county] if level in (CITY, "county") else unit


def measure_title(name: str, lang: str) -> str:
    """The name of a count by state."""
    key = f"publish.measure_{name}"
    return say(key if has_message(key) else f"story.state_{name}", lang=lang)


def group_title(group: str, lang: str) -> str:
    """A group as its readers know it."""
    if has_message(f"policy.code_{group}"):
        return say(f"policy.code_{group}", lang=lang)
    kind, _, value = group.rpartition("_")
    if kind == "stage":
        return say(f"policy.code_{value}", lang=lang)
    if kind == "grade":
        return say("publish.grade", lang=lang, grade=value)
    if kind in ("primary", "junior"):
        stage = say(f"policy.code_{kind}", lang=lang)
        return say("publish.cohort", lang=lang, stage=stage, year=value)
    return ALL if group == ALL else group


def _titles(indicators: pd.Series) -> dict[str, list[str]]:
    return {
        f"title_{lang}": [indicator_title(name, lang) for name in indicators] for lang in LANGUAGES
    }


def indicator_title(name: str, lang: str) -> str:
    """An indicator's name as its readers know it."""
    key = f"indicators.{name}"
    return say(key, lang=lang) if has_message(key) else name
