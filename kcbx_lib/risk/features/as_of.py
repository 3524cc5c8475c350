"""The day on which a feature is asked: nothing dated later is looked at."""

from __future__ import annotations

from datetime import date

import pandas as pd

Day = date | str | pd.Timestamp


def known_by(rows: pd.DataFrame, as_of: Day, *, column: str = "date") -> pd.DataFrame:
    """The rows dated on or before the day. A row without a date is not known to be past: left out."""
    return rows[rows[column].le(pd.Timestamp(as_of)).fillna(False)]
