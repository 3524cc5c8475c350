"""Values by key, whatever the types and however few there are."""

from __future__ import annotations

import pandas as pd


def looked_up(keys: pd.Series, values: pd.Series) -> pd.Series:
    """For each key its value, NA where there is none; the type of the values is kept.

    ``Series.map`` fails on an empty mapping of dates and turns whole numbers into floats. ``values``
    has one row a key.
    """
    if values.empty:
        kinds = {"O": "str", "b": "boolean", "i": "Int64"}
        kind = kinds.get(getattr(values.dtype, "kind", "O"), values.dtype)
        return pd.Series(pd.NA, index=keys.index, dtype=kind)
    return values.reindex(pd.Index(keys, dtype=values.index.dtype)).set_axis(keys.index)
