"""From typed columns to a matrix, learned on training rows alone.

Numbers are centred and scaled, blanks become the training median with a column that says so;
categories become one column a level. A level too rare in training joins ``(other)``. Nothing of the
test rows (no median, no level, no scale) enters.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kcbx_lib.risk.columns import Column

Floats = NDArray[np.float64]
MISSING, OTHER = "(missing)", "(other)"
FEWEST_AT_LEVEL = 5
MOST_LEVELS = 20


@dataclass
class Encoder:
    """``fit`` on training rows, then ``matrix`` of any rows; ``names`` are ``column`` or ``column=level``."""

    columns: dict[str, Column]
    names: list[str] = field(default_factory=list)
    _numbers: dict[str, tuple[float, float, float, bool]] = field(default_factory=dict)
    _levels: dict[str, list[str]] = field(default_factory=dict)

    def fit(self, rows: NDArray[np.int64]) -> Encoder:
        """Learn medians, scales and levels from the rows at these places."""
        self.names = []
        for name, column in self.columns.items():
            values = column.values.iloc[rows]
            if column.kind == "category":
                self._levels[name] = levels_of(values)
                self.names += [f"{name}={level}" for level in self._levels[name][1:]]
                continue
            median = float(values.median()) if values.notna().any() else 0.0
            filled = values.fillna(median)
            scale = float(filled.std()) or 1.0
            blank = bool(values.isna().sum() >= FEWEST_AT_LEVEL)
            self._numbers[name] = (median, float(filled.mean()), scale if scale > 0 else 1.0, blank)
            self.names += [name, f"{name}={MISSING}"] if blank else [name]
        return self

    def matrix(self, rows: NDArray[np.int64]) -> Floats:
        """The rows at these places, one column a name."""
        parts: list[Floats] = []
        for name, column in self.columns.items():
            values = column.values.iloc[rows]
            if name in self._levels:
                levels = self._levels[name]
                text = at_levels(values, levels)
                parts += [np.asarray(text.eq(level), dtype="float64") for level in levels[1:]]
                continue
            median, mean, scale, blank = self._numbers[name]
            parts.append(((values.fillna(median) - mean) / scale).to_numpy("float64"))
            if blank:
                parts.append(np.asarray(values.isna(), dtype="float64"))
        return np.column_stack(parts) if parts else np.empty((len(rows), 0))


def levels_of(values: pd.Series) -> list[str]:
    """The levels of a category, the commonest first (the reference), ties by text; rare ones pooled."""
    counts = values.astype("str").fillna(MISSING).value_counts()
    ordered = sorted(counts.index, key=lambda level: (-counts[level], str(level)))
    kept = [level for level in ordered if counts[level] >= FEWEST_AT_LEVEL][:MOST_LEVELS]
    if len(kept) < len(ordered) and counts.drop(kept).sum() >= FEWEST_AT_LEVEL:
        kept.append(OTHER)
    return [str(level) for level in kept] or [OTHER]


def at_levels(values: pd.Series, levels: list[str]) -> pd.Series:
    """Texts as one of the levels: unknown ones as ``(other)`` where there is one, else the reference."""
    text = values.astype("str").fillna(MISSING)
    elsewhere = OTHER if OTHER in levels else levels[0]
    return text.where(text.isin(levels), elsewhere)
