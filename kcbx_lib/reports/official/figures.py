"""Figures and days as an official paper writes them."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_FLOOR, Decimal
from typing import Any

import pandas as pd

from kcbx_lib.messages import language
from kcbx_lib.reports.story.states import AT_SCHOOL, EXPLAINED

NONE = "—"


def day_in_words(day: Any) -> str:
    """2024年9月4日 without padding (GB/T 9704), ISO in English; a blank day is a dash."""
    if day is None or pd.isna(day):
        return NONE
    when = day if isinstance(day, date) else pd.Timestamp(day).date()
    if language() == "en":
        return f"{when:%Y-%m-%d}"
    return f"{when.year}年{when.month}月{when.day}日"


def cut(rate: Any) -> str:
    """A percentage at two places, cut off: 98.849 stays below a target of 98.85.

    >>> cut(98.849), cut(100), cut(None)
    ('98.84%', '100%', '—')
    """
    if rate is None or pd.isna(rate):
        return NONE
    exact = Decimal(str(float(rate))).quantize(Decimal("0.01"), rounding=ROUND_FLOOR)
    return f"{exact.normalize():f}%"


def whole(number: Any) -> str:
    """A count; a dash where there is none."""
    return NONE if number is None or pd.isna(number) else str(int(number))


def counts_of_states(states: pd.DataFrame) -> dict[str, int]:
    """Children of the household register by what their state comes to; the parts close on it."""
    own = states.loc[states["in_population"].eq(True), "state"].value_counts()
    return {
        "at_school": int(own.reindex(list(AT_SCHOOL)).sum()),
        "explained": int(own.reindex(list(EXPLAINED)).sum()),
        "not_attending": int(own.get("enrolled_not_attending", 0)),
        "out": int(own.get("out_of_school", 0)),
        "review": int(own.get("to_review", 0)),
        "unknown": int(own.get("unknown", 0)),
    }


def percent(target: Any) -> str:
    """A target as it was set; a dash where there is none."""
    return NONE if target is None or pd.isna(target) else f"{float(target):g}%"


def of_the_county(indicators: pd.DataFrame) -> pd.DataFrame:
    """The indicators of the county as a whole, all children together."""
    county = indicators[indicators["level"].eq("county")]
    return county[county["group"].isna() | county["group"].isin(["", "all"])]


def rates_with_target(indicators: pd.DataFrame) -> pd.DataFrame:
    """The county's own rates that have a target, by name."""
    county = of_the_county(indicators)
    return county[county["target"].notna()].sort_values("indicator", kind="stable")
