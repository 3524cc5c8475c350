"""Periods of time in order: terms, years, dates. One row in, one whole number out, earliest 0."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from kcbx_lib.risk.columns import as_text, is_date

MOST_PERIODS = 12
"""More distinct moments than this are cut into blocks of equal numbers of rows."""
BLOCKS = 5
HALF_YEAR = {
    "春": "1",
    "上": "1",
    "秋": "2",
    "下": "2",
    "一": "1",
    "二": "2",
    "spring": "1",
    "autumn": "2",
    "fall": "2",
}
# “2021学年上学期” is autumn, yet 上 comes first within a school year: both orders hold, each by itself.


def ordered_periods(raw: pd.Series) -> tuple[pd.Series, list[str], bool]:
    """Codes (NaN where blank), the periods' names in order, and whether the order is certain.

    Dates are ordered as dates, numbers as numbers, terms by year and half; any other text by its
    characters, which is reported as uncertain.
    """
    text = as_text(raw)
    filled = text.dropna()
    certain = True
    numbers = pd.to_numeric(text, errors="coerce")
    if filled.empty:
        return numbers, [], False
    if numbers[text.notna()].notna().all():
        key = numbers
    elif is_date(raw, filled):
        moments, certain = moments_of(text)
        key = moments.astype("int64").astype("float64").where(moments.notna())
    else:
        spelled = text.map(_term_key, na_action="ignore")
        certain = bool(filled.str.contains(r"\d{4}", regex=True).all())
        key = spelled.astype("category").cat.codes.astype("float64").where(text.notna())
    distinct = np.sort(key.dropna().unique())
    if len(distinct) > MOST_PERIODS:
        return _blocks(key, text, certain)
    codes = pd.Series(np.searchsorted(distinct, key.to_numpy()), index=key.index, dtype="float64")
    codes = codes.where(key.notna())
    names = text.groupby(key).min()
    return codes, [str(name) for name in names.reindex(distinct)], certain


def moments_of(text: pd.Series) -> tuple[pd.Series, bool]:
    """Dates from texts, and whether their order is certain.

    ``3/4/2021`` is the fourth of March or the third of April: a first figure above 12 anywhere makes
    all of them day first; where no figure decides, month first is taken and the order is uncertain.
    """
    normal = text.str.replace(r"[./年月]", "-", regex=True).str.replace("日", "", regex=False)
    normal = normal.str.strip("-")
    figures = normal.str.extract(r"^(\d{1,2})-(\d{1,2})-\d{4}").apply(pd.to_numeric)
    if figures[0].isna().all():
        return pd.to_datetime(normal, errors="coerce", format="mixed"), True
    day_first = bool(figures[0].gt(12).any())
    moments = pd.to_datetime(normal, errors="coerce", format="mixed", dayfirst=day_first)
    return moments, day_first or bool(figures[1].gt(12).any())


HORIZON_NAME = re.compile(r"_(\d{1,2})m$")
SLACK_DAYS = 45
"""Terms do not begin a year apart to the day."""


def horizon_months(outcome: str) -> int:
    """The months an outcome looks ahead, told by its name (``dropout_12m``); 0 where the name tells none."""
    found = HORIZON_NAME.search(outcome)
    return int(found[1]) if found else 0


def begins_of(names: Sequence[str]) -> list[pd.Timestamp | None]:
    """When each period begins: a date, a spring or autumn term, a year; None where the name does not tell."""
    return [_begin(name) for name in names]


def _begin(name: str) -> pd.Timestamp | None:
    if re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", name):
        return pd.Timestamp(name)
    if term := re.fullmatch(r"(\d{4})-(\d{4})-([12])", name):
        return (
            pd.Timestamp(int(term[1]), 9, 1) if term[3] == "1" else pd.Timestamp(int(term[2]), 3, 1)
        )
    year = re.search(r"\d{4}", name)
    if not year:
        return None
    folded = name.casefold()
    if any(word in folded for word in ("秋", "autumn", "fall")):
        return pd.Timestamp(int(year[0]), 9, 1)
    if any(word in folded for word in ("春", "spring")):
        return pd.Timestamp(int(year[0]), 3, 1)
    return pd.Timestamp(int(year[0]), 1, 1) if folded == year[0] else None


def judged_by_then(names: Sequence[str], test: int, months: int) -> list[int]:
    """Codes of earlier periods whose outcomes were known when the period ``test`` began.

    A pupil's next 12 months overlap a test that begins within them: who had left by then was not known.
    Periods whose dates the names do not tell count as known.
    """
    begins = begins_of(names)
    start = begins[test]
    if not months or start is None:
        return list(range(test))
    slack = pd.Timedelta(days=SLACK_DAYS)
    ends = [None if begin is None else begin + pd.DateOffset(months=months) for begin in begins]
    return [code for code in range(test) if (end := ends[code]) is None or end <= start + slack]


def _blocks(key: pd.Series, text: pd.Series, certain: bool) -> tuple[pd.Series, list[str], bool]:
    """Consecutive blocks of about equal size; one moment is never split between two."""
    edges = np.unique(np.quantile(key.dropna(), np.linspace(0, 1, BLOCKS + 1)[1:-1]))
    codes = pd.Series(np.searchsorted(edges, key.to_numpy(), side="left"), index=key.index)
    codes = codes.astype("float64").where(key.notna())
    codes = codes.map({old: new for new, old in enumerate(sorted(codes.dropna().unique()))})
    names = []
    for block in sorted(codes.dropna().unique()):
        inside = key[codes.eq(block)]
        names.append(f"{text[inside.idxmin()]} – {text[inside.idxmax()]}")
    return codes, names, certain


def _term_key(term: str) -> str:
    """``2021年秋季`` → ``2021 2``: text that sorts as terms follow one another."""
    folded = term.casefold()
    for word, half in HALF_YEAR.items():
        folded = folded.replace(word, f" {half} ")
    return " ".join(f"{int(number):06d}" for number in re.findall(r"\d+", folded)) + " " + folded
