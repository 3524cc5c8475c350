"""What is not known of a child is a feature of its own: the badly recorded are seldom the safest."""

from __future__ import annotations

import pandas as pd


def missing_share(features: pd.DataFrame) -> pd.Series:
    """Share of a child's features that are unknown, 0 to 1."""
    return features.isna().mean(axis=1).astype("Float64")


def missing_flags(features: pd.DataFrame) -> pd.DataFrame:
    """One yes/no column for each feature that is unknown for some child: ``<feature>_unknown``."""
    blank = features.isna()
    return blank.loc[:, blank.any()].add_suffix("_unknown")
