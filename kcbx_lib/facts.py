"""What was derived: every frame a rule may ask for, by name.

The frames and their columns are described in ``docs/facts.md``, generated from ``FRAMES`` below. A
frame that could not be made because a table was not handed in is absent, never empty: an empty
frame means "looked and found no row".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from kcbx_lib.county import CountySettings


@dataclass(frozen=True)
class Facts:
    """The frames of one county's audit.

    ``frames`` holds the accepted source tables (children's tables with a ``subject`` column, tables
    with a school column with a resolved ``school_code``) and the derived frames.
    """

    county: CountySettings
    frames: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.frames[name]

    def has(self, name: str) -> bool:
        """Whether the frame could be made from what was handed in."""
        return name in self.frames

    def missing(self, names: Iterable[str]) -> list[str]:
        """Those of ``names`` that could not be made."""
        return [name for name in names if name not in self.frames]

    def with_frames(self, **frames: pd.DataFrame) -> Facts:
        """The same facts with further frames added (or replaced)."""
        return Facts(self.county, {**self.frames, **frames})

    @property
    def as_of(self) -> pd.Timestamp:
        """The audit date."""
        return pd.Timestamp(self.county.as_of)


def is_unreadable(facts: Facts, rows: pd.DataFrame, column: str) -> pd.Series:
    """Whether a cell holds something that could not be read as a day or a number (已完成, √).

    It is no blank: what it says is unknown, so nobody is blamed for it.
    """
    missing = rows[column].isna()
    if not facts.has("quality") or "row_id" not in facts["quality"]:
        return missing & False
    quality = facts["quality"]
    noted = quality[
        quality["column"].eq(column).fillna(False)
        & quality["raw"].notna()
        & quality["cleaned"].isna()
        & quality["code"].ne("normalised")
    ]
    return missing & rows.index.isin(noted["row_id"].dropna())
