"""Figures of a report beside the county's own data: one row for each figure both speak of.

A report may speak of another day, another scope or another definition than the recomputed value, so
a difference is "cannot tell" unless the text names the whole county; "probably" where it also names
the year of the data; a contradiction only where it names the very day. A figure that equals one of
the accepted definitions (raw and adjusted retention; pupils by report, record or child) holds; a count
that equals none is at most "probably" wrong, since its definition is never fully said.
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
from kcbx_lib.statements.vocabulary import canonical

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


# what a label means → measure of ``counts``; the label as ``canonical`` gives it, nothing more around
_MEASURES = (
    ("pupils", "person", r"(?:义务教育)?(?:学校)?(?:在校生|在籍生|在校学生|学生)"),
    ("primary_pupils", "person", r"(?:普通)?小学(?:阶段|学段)?(?:在校生|在籍生|学生|生)"),
    ("junior_pupils", "person", r"(?:普通)?初中(?:阶段|学段)?(?:在校生|在籍生|学生|生)"),
    ("schools", "school", r"(?:义务教育|中小学)?(?:学校|中小学)|义务教育"),
    ("school_age", "person", r"(?:户籍)?(?:义务教育)?(?:适龄|学龄)(?:儿童|人口|少年)+"),
    ("suspected", "person", r"疑似(?:辍学|失学|失学辍学|辍学失学)(?:学生|儿童)?"),
    ("dropouts", "person", r"(?:已认定)?辍学(?:学生|儿童)?"),
    ("home_teaching", "person", r"送教上门(?:学生|儿童|对象)?"),
    ("suspended", "person", r"(?:办理)?休学(?:学生)?"),
    ("delayed_entry", "person", r"延缓入学(?:学生|儿童)?"),
)
_NO_COUNTS = pd.DataFrame(columns=["measure", "basis", "value"])


def compare_with_data(
    figures: pd.DataFrame,
    indicators: pd.DataFrame,
    *,
    counts: pd.DataFrame = _NO_COUNTS,
    as_of: date | None = None,
) -> pd.DataFrame:
    """One row for each figure whose label clearly names an indicator or count that was computed.

    ``figures`` is what ``read_figures`` gives; ``indicators`` has the contract's columns, of which
    the county's rows of group ``all`` are used; ``counts`` has ``measure, basis, value``, one row for
    each definition of a count. Columns out: those of ``check_file`` and indicator.
    """
    county = indicators[
        indicators["level"].eq("county") & indicators["group"].isin(["all", "全部"])
    ]
    known = {row["indicator"]: row for row in county.to_dict("records")}
    bases: dict[str, list[tuple[str, Fraction]]] = {}
    for row in counts.to_dict("records"):
        bases.setdefault(row["measure"], []).append((row["basis"], Fraction(int(row["value"]))))
    rows = []
    for figure in figures.to_dict("records"):
        if figure["is_approximate"] is True or figure["is_threshold"] is True:
            continue
        rate = _rate_of(figure, known)
        if rate:
            rows.append(_row(figure, rate, as_of))
            continue
        measure = _measure(figure)
        if measure in bases:
            rows.append(_count_row(figure, measure, bases[measure], as_of))
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype="str")


def _rate_of(
    figure: dict[Any, Any], known: dict[Any, dict[Any, Any]]
) -> list[tuple[str, Fraction]]:
    """The recomputed values of the indicators that a figure may state, by name."""
    meaning = _meaning(figure)
    if meaning is None:
        return []
    return [
        (name, value)
        for name in meaning.indicators
        if name in known and (value := _value(known[name], meaning.value)) is not None
    ]


def _measure(figure: dict[Any, Any]) -> str:
    """The count that a figure states, '' where its label names another or a part of it."""
    label = canonical(str(figure["label"]))
    for measure, kind, words in _MEASURES:
        if figure["counts"] == kind and re.fullmatch(words, label):
            return measure
    return ""


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
    figure: dict[Any, Any], values: list[tuple[str, Fraction]], as_of: date | None
) -> tuple[str, ...]:
    fit = _fitting(figure, values)
    name, value = fit or values[0]
    grade, reason = (HOLDS, "data_agrees") if fit else _grade(figure, as_of)
    title = say(f"indicators.{name}")
    return _made(figure, grade, say(f"statements.{reason}"), value, title, name)


def _count_row(
    figure: dict[Any, Any],
    measure: str,
    values: list[tuple[str, Fraction]],
    as_of: date | None,
) -> tuple[str, ...]:
    """A count against every definition of it; one that lies among them may be yet another."""
    fit = _fitting(figure, values)
    stated = _stated(figure)
    basis, value = fit or min(values, key=lambda item: abs(item[1] - stated))
    among = min(v for _, v in values) <= stated <= max(v for _, v in values)
    if fit:
        grade, reason = HOLDS, "data_agrees"
    else:
        grade, reason = _grade(figure, as_of)
        if grade in (CONTRADICTION, PROBABLY):
            grade, reason = (CANNOT_TELL, "data_definitions") if among else (PROBABLY, reason)
    title = say(f"statements.data_basis_{basis}")
    listed = "；".join(
        f"{say(f'statements.data_basis_{name}')} {number(known)}" for name, known in values
    )
    words = say(f"statements.{reason}")
    if not fit:
        words = say("statements.data_all_bases", reason=words, bases=listed)
    return _made(figure, grade, words, value, title, measure)


def _stated(figure: dict[Any, Any]) -> Fraction:
    return Fraction(str(figure["value"])) * _scale(figure)


def _scale(figure: dict[Any, Any]) -> Fraction:
    return Fraction(10_000 if str(figure["unit"]).startswith("万") else 1)


def _fitting(
    figure: dict[Any, Any], values: list[tuple[str, Fraction]]
) -> tuple[str, Fraction] | None:
    """The first value that a figure can state, rounded or truncated at its last place."""
    step = Fraction(1, 10 ** len(str(figure["value"]).partition(".")[2]))
    stated = Fraction(str(figure["value"]))
    for name, value in values:
        if how_it_fits(stated, step, value / _scale(figure)):
            return name, value
    return None


def _made(
    figure: dict[Any, Any], grade: str, reason: str, value: Fraction, title: str, name: str
) -> tuple[str, ...]:
    unit = str(figure["unit"])
    stated = f"{figure['value']}{unit}"
    shown = f"{number(value / _scale(figure), places=3)}{unit}"
    sign = "=" if grade == HOLDS else "≠"
    quote = say("statements.data_quote", quote=figure["quote"], title=title, value=shown)
    return (
        str(figure["file"]), KINDS["restated"], "restated", grade, stated, shown, quote,
        str(figure["place"]), f"{stated} {sign} {shown}", reason, name,
    )  # fmt: skip


def _grade(figure: dict[Any, Any], as_of: date | None) -> tuple[str, str]:
    time = str(figure["time"])
    if figure["is_whole_unit"] is not True:
        return CANNOT_TELL, "data_scope"
    if as_of is None or not time:
        return CANNOT_TELL, "data_date"
    day = f"{as_of.year}年{as_of.month}月{as_of.day}日"
    if time.endswith(day):
        return CONTRADICTION, "data_differs"
    if re.fullmatch(rf"{as_of.year}年.*", time):
        return PROBABLY, "data_differs"
    return CANNOT_TELL, "data_date"
