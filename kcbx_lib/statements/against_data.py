"""Figures of a report beside the county's own indicators: one row for each figure both speak of.

A report may speak of another day, another scope or another definition than the recomputed value, so
a difference is "cannot tell" unless the text names the whole county; "probably" where it also names
the year of the data; a contradiction only where it names the very day. A figure that equals one of
the accepted definitions (raw and adjusted retention …) holds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import pandas as pd

from kcbx_lib.messages import say
from kcbx_lib.statements.relation import (
    CANNOT_TELL,
    CONTRADICTION,
    HOLDS,
    KINDS,
    PROBABLY,
    number,
)
from kcbx_lib.statements.rounding import how_it_fits

COLUMNS = (
    "file", "rule", "kind", "grade", "stated", "computed", "quote", "place", "arithmetic", "reason",
    "indicator",
)  # fmt: skip


@dataclass(frozen=True)
class _Meaning:
    """Words of a label → the indicators that may be meant, and which of their numbers."""

    words: re.Pattern[str]
    counts: str
    indicators: tuple[str, ...]
    value: str  # rate, numerator or denominator


_MEANINGS = (
    _Meaning(re.compile(r"残疾.{0,6}入学率"), "percent", ("disabled_enrolment",), "rate"),
    _Meaning(re.compile(r"初中.{0,4}毛入学率"), "percent", ("gross_enrolment_junior",), "rate"),
    _Meaning(re.compile(r"初中.{0,4}净?入学率"), "percent", ("net_enrolment_junior",), "rate"),
    _Meaning(re.compile(r"小学.{0,6}净?入学率"), "percent", ("net_enrolment_primary",), "rate"),
    _Meaning(
        re.compile(r"巩固率"),
        "percent",
        ("retention_adjusted", "retention_raw", "retention_confirmed"),
        "rate",
    ),
    _Meaning(re.compile(r"辍学率"), "percent", ("dropout", "dropout_upper"), "rate"),
    _Meaning(re.compile(r"复学率"), "percent", ("return",), "rate"),
    _Meaning(re.compile(r"资助.{0,4}覆盖率|覆盖率.{0,4}资助"), "percent", ("aid_coverage",), "rate"),
    _Meaning(re.compile(r"签订率"), "percent", ("agreements_signed",), "rate"),
    _Meaning(re.compile(r"知晓率"), "percent", ("awareness",), "rate"),
    _Meaning(re.compile(r"资助"), "person_time", ("aid_person_times",), "numerator"),
    _Meaning(re.compile(r"(?:发放|资助|补助).{0,8}(?:资金|金额|补助)"), "yuan", ("aid_yuan",), "numerator"),
    _Meaning(
        re.compile(r"^(?:全[县区市旗])?(?:已认定)?辍学(?:学生|人数)?$"), "person", ("dropout",), "numerator"
    ),
    _Meaning(
        re.compile(r"^(?:全[县区市旗])?适龄残疾(?:儿童|少年)+$"),
        "person",
        ("disabled_enrolment",),
        "denominator",
    ),
)  # fmt: skip


def compare_with_data(
    figures: pd.DataFrame, indicators: pd.DataFrame, *, as_of: date | None = None
) -> pd.DataFrame:
    """One row for each figure whose label clearly names an indicator that was computed.

    ``figures`` is what ``read_figures`` gives; ``indicators`` has the contract's columns, of which
    the county's rows of group ``all`` are used. Columns out: those of ``check_file`` and indicator.
    """
    county = indicators[
        indicators["level"].eq("county") & indicators["group"].isin(["all", "全部"])
    ]
    known = {row["indicator"]: row for row in county.to_dict("records")}
    rows = []
    for figure in figures.to_dict("records"):
        if figure["is_approximate"] is True or figure["is_threshold"] is True:
            continue
        meaning = _meaning(figure)
        if meaning is None:
            continue
        values = [
            (name, value)
            for name in meaning.indicators
            if name in known and (value := _value(known[name], meaning.value)) is not None
        ]
        if values:
            rows.append(_row(figure, meaning, values, as_of))
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype="str")


def _meaning(figure: dict[Any, Any]) -> _Meaning | None:
    label = str(figure["label"])
    for meaning in _MEANINGS:
        if meaning.counts == figure["counts"] and meaning.words.search(label):
            return meaning
    return None


def _value(row: dict[Any, Any], which: str) -> Fraction | None:
    """The recomputed number, exact: a rate from its counts, not from its printed form."""
    top, bottom = row.get("numerator"), row.get("denominator")
    if which == "rate":
        if pd.isna(top) or pd.isna(bottom) or int(bottom) == 0:
            return None
        return Fraction(int(top), int(bottom)) * 100
    value = top if which == "numerator" else bottom
    return None if pd.isna(value) else Fraction(str(value))


def _row(
    figure: dict[Any, Any],
    meaning: _Meaning,
    values: list[tuple[str, Fraction]],
    as_of: date | None,
) -> tuple[str, ...]:
    stated = Fraction(str(figure["value"]))
    unit = str(figure["unit"])
    scale = Fraction(10_000 if unit.startswith("万") else 1)
    decimals = len(str(figure["value"]).partition(".")[2])
    step = Fraction(1, 10**decimals)
    fits = [(n, v) for n, v in values if how_it_fits(stated, step, v / scale)]
    name, value = fits[0] if fits else values[0]
    if fits:
        grade, reason = HOLDS, say("statements.data_agrees")
    else:
        grade, reason = _grade(figure, as_of)
    shown = f"{number(value / scale, places=3)}{unit}"
    sign = "=" if fits else "≠"
    return (
        str(figure["file"]), KINDS["restated"], "restated", grade, f"{figure['value']}{unit}", shown,
        str(figure["quote"]), str(figure["place"]), f"{figure['value']}{unit} {sign} {shown}", reason,
        name,
    )  # fmt: skip


def _grade(figure: dict[Any, Any], as_of: date | None) -> tuple[str, str]:
    time = str(figure["time"])
    if figure["is_whole_unit"] is not True:
        return CANNOT_TELL, say("statements.data_scope")
    if as_of is None or not time:
        return CANNOT_TELL, say("statements.data_date")
    day = f"{as_of.year}年{as_of.month}月{as_of.day}日"
    if time.endswith(day):
        return CONTRADICTION, say("statements.data_differs")
    if re.fullmatch(rf"{as_of.year}年.*", time):
        return PROBABLY, say("statements.data_differs")
    return CANNOT_TELL, say("statements.data_date")
