"""Ages in completed years, as the law counts them."""

from __future__ import annotations

from datetime import date

import pandas as pd

from kcbx_lib.county import CountySettings

FIRST_MONTH_OF_AUTUMN = 7


def school_year_cutoff(county: CountySettings, cutoff: str) -> pd.Timestamp:
    """The day on which age is counted for the term's school year (``cutoff`` as ``MM-DD``).

    For the spring term it is the 31 August before: the school year began then.
    """
    start: date = county.term.start if county.term is not None else county.as_of
    year = start.year if start.month >= FIRST_MONTH_OF_AUTUMN else start.year - 1
    return pd.Timestamp(f"{year}-{cutoff}")


def completed_years(births: pd.Series, day: pd.Timestamp) -> pd.Series:
    """Birthdays had by the end of ``day``; NA where the birth is unknown."""
    later = births.dt.month * 100 + births.dt.day > day.month * 100 + day.day
    years = day.year - births.dt.year - later.astype("int64")
    return years.astype("Float64").astype("Int64")


def age_on_cutoff(births: pd.Series, cutoff: pd.Timestamp) -> pd.Series:
    """Completed years on the day that decides entry: six on 31 August enters that autumn."""
    return completed_years(births, cutoff)


def is_before_birthday(births: pd.Series, years: int, day: pd.Timestamp) -> pd.Series:
    """Whether the birthday number ``years`` is still to come on ``day``; NA where unknown."""
    return completed_years(births, day).lt(years)
