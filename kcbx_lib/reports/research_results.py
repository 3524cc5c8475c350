"""``results.json`` of a research notebook: what was estimated, in the contract's shape.

Small groups do not leave: a group of 1 to 7 rows, or a rate on so small a denominator, is blank, and
with a single blank in a column the next smallest group's number is blank too, so that nothing can be
worked out from the total.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from kcbx_lib.privacy.release import suppress_counts
from kcbx_lib.reports.writer import write_json
from kcbx_lib.risk.fairness import INSUFFICIENT
from kcbx_lib.risk.study import Study

SMALLEST_SHOWN = 8
DIGITS = 6


class Results:
    """Gathers what a notebook estimated; ``save`` writes it when the run has a place to write."""

    def __init__(self, study: Study) -> None:
        self.study = study
        self.metrics = pd.DataFrame()
        self.groups = pd.DataFrame()
        self.estimates = pd.DataFrame()
        self.more: dict[str, pd.DataFrame] = {}

    def content(self) -> dict[str, Any]:
        """The contract's object; NaN becomes null, numbers have six digits."""
        return {
            "n": self.study.n,
            "events": self.study.events,
            "prevalence": round(self.study.prevalence, DIGITS),
            "outcome": self.study.outcome,
            "features": self.study.features,
            "refused": dict(sorted(self.study.refused.items())),
            "cluster": self.study.cluster_column,
            "seed": self.study.seed,
            "metrics": records(self.metrics),
            "groups": records(published_groups(self.groups)) if len(self.groups) else [],
            "estimates": records(self.estimates),
            **{name: records(frame) for name, frame in sorted(self.more.items())},
            "warnings": list(self.study.warnings),
        }

    def save(self, out: str) -> str:
        """Write ``results.json`` into the folder; with an empty ``out`` nothing is written."""
        if not out:
            return ""
        return write_json(Path(out) / "results.json", self.content()).name


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as plain values."""
    return [
        {str(key): plain(value) for key, value in row.items()} for row in frame.to_dict("records")
    ]


def plain(value: Any) -> Any:
    """A value as JSON knows it: no NaN, no infinity, no numpy."""
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
        return None
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        number = float(value)
        return float(f"{number:.{DIGITS}g}") if np.isfinite(number) else None
    return str(value)


def published_groups(groups: pd.DataFrame) -> pd.DataFrame:
    """The group figures fit to leave."""
    out = groups.copy()
    out["n"] = out["n"].astype("Int64")
    sizes = groups.drop_duplicates(["column", "group"]).set_index(["column", "group"])["n"]
    for column, counts in sizes.groupby(level="column"):
        small = counts[counts.between(1, SMALLEST_SHOWN - 1)]
        hidden = set(small.index)
        if len(small) == 1 and len(counts) > 1:
            hidden.add(counts.drop(small.index).idxmin())
        for name in hidden:
            rows = out["column"].eq(column) & out["group"].eq(name[1])
            out.loc[rows, "n"] = pd.NA
    blank = groups["denominator"].lt(SMALLEST_SHOWN) | out["n"].isna()
    figures = ["value", "low", "high", "difference", "difference_low", "difference_high"]
    out[figures] = out[figures].mask(blank)
    out["denominator"] = out["denominator"].astype("Int64").mask(blank)
    out["state"] = out["state"].mask(blank, INSUFFICIENT)
    return out


def published_prevalence(rows: pd.DataFrame) -> pd.DataFrame:
    """Rates by level fit to print: counts below 8 blank with a complement, the rest rounded to 5; the
    rate is that of the rounded counts.
    """
    parts = []
    for _, part in rows.groupby("column", sort=False):
        shown = part.copy()
        for count in ("n", "events"):
            values = suppress_counts(part[count], below=SMALLEST_SHOWN)
            if values.isna().sum() == 1 and len(values) > 1:
                others = part.loc[values.notna() & part[count].gt(0), count]
                if len(others):
                    values[others.idxmin()] = pd.NA
            shown[count] = values
        shown["rate"] = shown["events"].astype("Float64") / shown["n"].astype("Float64")
        parts.append(shown)
    return pd.concat(parts, ignore_index=True) if parts else rows


def hidden_counts(counts: pd.Series) -> pd.Series:
    """Which counts may not be shown: 1 to 7, and with a single one of them the smallest other."""
    hidden = counts.between(1, SMALLEST_SHOWN - 1)
    if hidden.sum() == 1 and (others := counts[~hidden & counts.gt(0)]).size:
        hidden[others.idxmin()] = True
    return hidden


def published_slices(rows: pd.DataFrame) -> pd.DataFrame:
    """Slices of a dose: the figures of slices with 1 to 7 events, and a complement, are blank."""
    out = rows.astype({"events": "Int64"})
    figures = ["events", "rate", "low", "high"]
    out[figures] = out[figures].mask(hidden_counts(rows["events"]))
    return out


def published_life(life: pd.DataFrame) -> pd.DataFrame:
    """A life table fit to show: steps with 1 to 7 events are blank, their survival too.

    The step after them loses its hazard as well: two survivals and one hazard between them would tell
    the other. Those at risk are rounded to 5.
    """
    if life.empty:
        return life
    small = life["events"].between(1, SMALLEST_SHOWN - 1)
    out = life.astype({"events": "Int64"})
    out["at_risk"] = (life["at_risk"] / 5).round().astype("int64") * 5
    curve = ["survival", "survival_low", "survival_high"]
    out[curve] = out[curve].mask(small)
    hazard = ["events", "hazard", "low", "high"]
    out[hazard] = out[hazard].mask(small | small.shift(fill_value=False))
    return out


def published_rule(rows: pd.DataFrame) -> pd.DataFrame:
    """Thresholds of a rule: lists of 1 to 7 children, or that hold 1 to 7 events, say nothing more."""
    if rows.empty:
        return rows
    small = rows["visits"].between(1, SMALLEST_SHOWN - 1) | rows["found"].between(
        1, SMALLEST_SHOWN - 1
    )
    out = rows.astype({"visits": "Int64"})
    figures = ["visits", "share", "found", "recall", "low", "high", "precision"]
    out[figures] = out[figures].mask(small)
    return out


def published_changes(changes: pd.DataFrame) -> pd.DataFrame:
    """Local points with the rows and events they rest on rounded, small ones blank."""
    counts = {
        name: suppress_counts(changes[name], below=SMALLEST_SHOWN) for name in ("holding", "events")
    }
    return changes.assign(**counts)
