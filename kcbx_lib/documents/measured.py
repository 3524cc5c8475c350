"""``docs/measured.csv``: precision and recall of each rule on fictional cities, as last measured.

One row a city and rule: ``city, rule, planted, found, missed, false_alarms, near_misses, precision,
recall, made_by``. The figures say that a rule does what it was built for; real counties hold what nobody
planted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pandas as pd

from kcbx_lib.documents.markdown import ROOT
from kcbx_lib.documents.measured_cities import CITIES, City, findings_and_key
from kcbx_lib.rules.registry import all_rules
from kcbx_lib.synthetic.measure import disagreements_of, measure_rules

FILE = "measured.csv"
FIGURES = ("planted", "found", "missed", "false_alarms", "near_misses")
COLUMNS = ("city", "rule", *FIGURES, "precision", "recall", "made_by")
# What the project asks of a rule; below it a reason stands in the coverage page.
LEAST_RECALL = 1.0
LEAST_PRECISION = 0.98


def write_measured(
    path: Path,
    cities: Iterable[City] = CITIES,
    *,
    wrong: Callable[[City, pd.DataFrame], None] = lambda city, table: None,
) -> Path:
    """Make, audit and measure each city; ``wrong`` is told what was missed or found in vain."""
    tables = []
    for city in cities:
        findings, key = findings_and_key(city)
        wrong(city, disagreements_of(findings, key))
        tables.append(measured(city, findings, key))
    pd.concat(tables).to_csv(path, index=False, lineterminator="\n")
    return path


def measured(city: City, findings: pd.DataFrame, key: pd.DataFrame) -> pd.DataFrame:
    """One row a rule of the kit: the city's figures as text, a rate empty where nothing was to find."""
    figures = measure_rules(findings, key, [entry.rule.id for entry in all_rules()])
    for column in ("precision", "recall"):
        figures[column] = figures[column].map(
            lambda value: "" if pd.isna(value) else f"{value:.3f}"
        )
    figures = figures.sort_values("rule", kind="stable")
    return figures.assign(city=city.name, made_by=city.made_by)[list(COLUMNS)]


def read_measured(path: Path | None = None) -> pd.DataFrame:
    """The figures as last measured; no row where nothing was measured yet."""
    place = path or ROOT / "docs" / FILE
    if not place.is_file():
        return pd.DataFrame(columns=list(COLUMNS))
    known = pd.read_csv(place, dtype="str", keep_default_na=False)
    return known if "city" in known else known.assign(city=CITIES[0].name)


def falls_short(row: pd.Series) -> bool:
    """Whether a rule missed a fault or cried wolf more often than the project allows."""
    recall, precision = row["recall"], row["precision"]
    return (recall != "" and float(recall) < LEAST_RECALL) or (
        precision != "" and float(precision) < LEAST_PRECISION
    )
